"""What people do wrong in the nine functions, each as a small wrong implementation with what to say about it."""

from .batch_norm import BATCH_NORM
from .batch_norm_gradient import DL_DBETA, DL_DGAMMA, DL_DZ
from .clipping import CLIPPING
from .first_weights import HE, XAVIER
from .residual_block import BACKWARD, FORWARD

MISTAKES = (*HE, *XAVIER, *BATCH_NORM, *DL_DZ, *DL_DGAMMA, *DL_DBETA, *FORWARD, *BACKWARD, *CLIPPING)
