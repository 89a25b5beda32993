"""From whatever the student's function returned to plain arrays and a description of its type.

The functions of numpy are taken before the submission is loaded, which may replace them. Everything here may
still run the student's code (`__array__`, `__float__`), so it happens inside the deadline of the call.
"""

from numpy import asarray as _asarray
from numpy import ndarray as _ndarray
from numpy.exceptions import ComplexWarning as _ComplexWarning  # noqa: F401  (imported before the door closes)

from .framing import DTYPES, MAX_ARRAYS, MAX_ELEMENTS, MAX_NDIM, Array
from .loading import type_name

_NUMERIC_KINDS = frozenset("biuf")


def arrays_of(value: object, max_bytes: int) -> tuple[list[Array], str]:
    """Contiguous arrays with allowed dtypes (none when not numeric), and the description of the type."""
    try:
        items = list(tuple.__iter__(value)) if isinstance(value, tuple) else None
        text = _described(value) if items is None else f"tuple of {len(items)}"
        if items is not None and len(items) > MAX_ARRAYS:
            return [], text
        arrays = []
        for item in [value] if items is None else items:
            array, obstacle = _plain(item, max_bytes)
            if obstacle:
                return [], f"{text}, {obstacle}"
            if array is None:
                return [], text
            arrays.append(array)
            max_bytes -= array.nbytes
    except MemoryError:
        raise
    except BaseException:
        return [], type_name(value)
    return arrays, text


def _plain(value: object, max_bytes: int) -> tuple[Array | None, str]:
    if value is None:
        return None, ""
    array: Array = _asarray(value)
    if type(array) is not _ndarray or array.dtype.kind not in _NUMERIC_KINDS:
        return None, ""
    if array.ndim > MAX_NDIM:
        return None, f"with {array.ndim} dimensions, which is too many"
    extent = 1
    for length in array.shape:
        extent *= max(length, 1)
    if array.nbytes > max_bytes or extent > MAX_ELEMENTS:
        return None, f"with shape {array.shape}, which is too large"
    if array.dtype.str not in DTYPES:
        # Foreign byte order, or long double.
        array = array.astype("f8" if array.dtype.kind == "f" else array.dtype.newbyteorder("="))
    return _asarray(array, order="C"), ""


def _described(value: object) -> str:
    name = type_name(value)
    if isinstance(value, _ndarray):
        return f"{name} of {_ndarray.dtype.__get__(value)}"[:200]
    return name
