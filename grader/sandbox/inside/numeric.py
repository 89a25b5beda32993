"""From whatever the student's function returned to plain arrays and a description of its type.

The functions of numpy are taken before the submission is loaded, which may replace them. Everything here may
still run the student's code (`__array__`, `__float__`), so it happens inside the deadline of the call.
"""

from collections.abc import Iterator

from numpy import asarray as _asarray
from numpy import ndarray as _ndarray
from numpy.exceptions import ComplexWarning as _ComplexWarning  # noqa: F401  (imported before the door closes)

from .framing import DTYPES, MAX_ARRAYS, MAX_ELEMENTS, MAX_FORM_DEPTH, MAX_NDIM, Array, Form
from .loading import type_name

_NUMERIC_KINDS = frozenset("biuf")
_NAMES = {dtype: str(dtype) for dtype in DTYPES.values()}  # numpy takes longer to name one than to multiply matrices


def arrays_of(value: object, max_bytes: int) -> tuple[Form, list[Array], str]:
    """How the result is put together, its contiguous arrays with allowed dtypes, and its type in words.

    A tuple is its items; a list of equal shapes, or of numbers, is one array, any other list its items. The form is
    None, and there are no arrays, where the result is not numeric.
    """
    try:
        text = f"tuple of {tuple.__len__(value)}" if isinstance(value, tuple) else _described(value)
        arrays: list[Array] = []
        try:
            return _form(value, arrays, max_bytes, 0), arrays, text
        except _NotNumericError as obstacle:
            return None, [], f"{text}{obstacle}"
    except MemoryError:
        raise
    except BaseException:
        return None, [], type_name(value)


class _NotNumericError(Exception):
    """The text goes behind the name of the type."""


def _form(value: object, arrays: list[Array], max_bytes: int, depth: int) -> Form:
    if isinstance(value, tuple) and depth == 0:
        return ["tuple", _forms(tuple.__iter__(value), arrays, max_bytes, depth)]
    try:
        array = _plain(value, max_bytes - sum(array.nbytes for array in arrays))
    except (ValueError, _NotNumericError):  # its items differ in shape
        if isinstance(value, list):
            return ["list", _forms(list.__iter__(value), arrays, max_bytes, depth)]
        if isinstance(value, tuple):
            return ["tuple", _forms(tuple.__iter__(value), arrays, max_bytes, depth)]
        raise
    if len(arrays) == MAX_ARRAYS:
        raise _NotNumericError
    arrays.append(array)
    return "array"


def _forms(items: Iterator[object], arrays: list[Array], max_bytes: int, depth: int) -> list[Form]:
    if depth == MAX_FORM_DEPTH:
        raise _NotNumericError
    return [_form(item, arrays, max_bytes, depth + 1) for item in items]


def _plain(value: object, max_bytes: int) -> Array:
    if value is None:
        raise _NotNumericError
    array: Array = _asarray(value)
    if type(array) is not _ndarray or array.dtype.kind not in _NUMERIC_KINDS:
        raise _NotNumericError
    if array.ndim > MAX_NDIM:
        raise _NotNumericError(f", with {array.ndim} dimensions, which is too many")
    extent = 1
    for length in array.shape:
        extent *= length or 1
    if array.nbytes > max_bytes or extent > MAX_ELEMENTS:
        raise _NotNumericError(f", with shape {array.shape}, which is too large")
    if array.dtype not in _NAMES:
        # Foreign byte order, or long double.
        array = array.astype("f8" if array.dtype.kind == "f" else array.dtype.newbyteorder("="))
    return _asarray(array, order="C")


def _described(value: object) -> str:
    name = type_name(value)
    if isinstance(value, _ndarray):
        dtype = _ndarray.dtype.__get__(value)
        return f"{name} of {_NAMES.get(dtype) or dtype}"[:200]
    return name
