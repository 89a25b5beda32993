"""Which functions give one answer to one question: they keep nothing from call to call, and do not see who calls.

What is known to be harmless is listed. Where a text holds one thing that is on no list, none of its functions counts
as steady: after `np.exp = mine` every function may be another one. A function that keeps something, such as a list
that it appends to, is not steady, and neither is one that calls it.
"""

from __future__ import annotations

import ast
import builtins
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

_STEADY_NODES = frozenset(
    {
        *(ast.FunctionDef, ast.Return, ast.Raise, ast.Assert, ast.Expr, ast.Pass, ast.Break, ast.Continue),
        *(ast.Assign, ast.AnnAssign, ast.AugAssign, ast.NamedExpr, ast.For, ast.While, ast.If, ast.IfExp),
        *(ast.BoolOp, ast.BinOp, ast.UnaryOp, ast.Compare, ast.Call, ast.keyword, ast.Constant, ast.Attribute),
        *(ast.Subscript, ast.Slice, ast.Starred, ast.Name, ast.List, ast.Tuple, ast.Dict, ast.Set, ast.Lambda),
        *(ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp, ast.comprehension, ast.arguments, ast.arg),
        *(ast.With, ast.withitem, ast.Load, ast.Store),
        *(*ast.operator.__subclasses__(), *ast.unaryop.__subclasses__()),
        *(*ast.boolop.__subclasses__(), *ast.cmpop.__subclasses__()),
    }
)
# Harmless to other functions. From a text the address of an object could be read, which depends on the calls before,
# and from an exception how deep the calls are.
_HARMLESS_NODES = _STEADY_NODES | {ast.JoinedStr, ast.FormattedValue, ast.Try, ast.ExceptHandler}
_SCOPES = (ast.FunctionDef, ast.Lambda, ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Of numpy, arrays, lists, random generators and itertools. `empty` is none of them: it shows what earlier calls
# have left.
_STEADY_ATTRIBUTES = _words(
    """
    T shape ndim size dtype real pi e inf nan newaxis eps tiny float16 float32 float64 int32 int64 intp bool_ abs
    absolute add all allclose amax amin any append arange argmax argmin argsort array array_equal array_split
    asarray ascontiguousarray astype atleast_1d atleast_2d average broadcast_to ceil clip column_stack concatenate
    copy cos cosh count_nonzero cumsum diag divide dot einsum equal exp exp2 expand_dims expm1 extend eye fabs
    fill finfo flatten floor full full_like greater greater_equal heaviside hstack identity inner insert isclose
    isfinite isinf isnan item items keys less less_equal linalg linspace log log10 log1p log2 logical_and
    logical_not logical_or matmul max maximum mean min minimum mod moveaxis multiply nan_to_num negative nonzero
    norm not_equal ones ones_like outer pop power prod ravel reciprocal repeat reshape reverse rint round sign sin
    sinh sort split sqrt square squeeze stack std subtract sum swapaxes take tan tanh tensordot tile tolist trace
    transpose tril triu true_divide unique update values var vdot vstack where zeros zeros_like choice errstate
    integers normal permutation shuffle standard_normal uniform
    accumulate chain combinations islice pairwise permutations product starmap takewhile zip_longest
    """
)
# What has a state, such as numpy's own random numbers, is harmless to functions that do not come to it.
_HARMLESS_ATTRIBUTES = _STEADY_ATTRIBUTES | {
    *("random", "seed", "default_rng", "rand", "randn", "randint", "set_printoptions"),
    *("format", "join", "ndarray", "ndindex", "train_images", "train_labels", "test_images", "test_labels"),
    # Where an exception comes from, as lessons say which function is not written yet.
    *("__traceback__", "tb_next", "tb_frame", "f_code", "co_name"),
}
_MODULES = frozenset({"itertools", "math", "numpy"})
_COURSE = frozenset({"grader", "quiz_app.training"})  # what it calls between the steps does nothing here
_STEADY_BUILTINS = _words(
    """
    abs all any bool dict divmod enumerate filter float int isinstance len list map max min pow print range
    reversed round set slice sorted sum tuple zip ArithmeticError AssertionError Exception IndexError KeyError
    NotImplementedError RuntimeError TypeError ValueError ZeroDivisionError
    """
)
_OF_PYTHON = frozenset(dir(builtins))
_HARMFUL_BUILTINS = _OF_PYTHON - _STEADY_BUILTINS - {"str", "repr"}


class _HarmfulError(Exception):
    """There is something in the text that is on no list."""


@dataclass
class TopLevel:
    """The names at the top level of a text.

    Attributes:
        functions: for each the names that it needs and does not bind itself; None where it may not be steady.
        listed: modules and functions that are imported, with nothing in them that is not on the lists.
        constants: that hold a number or a text, and how often they are given one.
        others: that hold anything else.
    """

    functions: dict[str, frozenset[str] | None] = field(default_factory=dict)
    listed: set[str] = field(default_factory=set)
    constants: Counter[str] = field(default_factory=Counter)
    others: set[str] = field(default_factory=set)

    def define(self, function: str, used: frozenset[str] | None) -> None:
        """Note a function, which may be there already: one that is defined twice is as steady as both are."""
        before = self.functions.get(function, frozenset())
        self.functions[function] = None if before is None or used is None else before | used


def top_level_of(module: ast.Module) -> TopLevel | None:
    """What to know of a piece of a text; None where there is something in it that is on no list."""
    found = TopLevel()
    try:
        for statement in module.body:
            _read(statement, found)
    except _HarmfulError:
        return None
    return found


def steady_functions(pieces: Sequence[TopLevel | None]) -> tuple[str, ...]:
    """The functions of a text that cannot answer one question in two ways; none where that is not known."""
    whole = TopLevel()
    for piece in pieces:
        if piece is None:
            return ()
        for function, used in piece.functions.items():
            whole.define(function, used)
        whole.listed |= piece.listed
        whole.constants += piece.constants
        whole.others |= piece.others
    bound = Counter([*whole.functions, *whole.listed, *whole.constants.elements(), *whole.others])
    once = {name for name, times in bound.items() if times == 1} - whole.others
    steady = {function: used for function, used in whole.functions.items() if used is not None and function in once}
    harmful = (bound.keys() | (_OF_PYTHON - _STEADY_BUILTINS)) - (once - whole.functions.keys())
    while unsteady := [function for function, used in steady.items() if used & (harmful - steady.keys())]:
        for function in unsteady:
            del steady[function]
    return tuple(sorted(steady))


def _read(statement: ast.stmt, found: TopLevel) -> None:
    match statement:
        case ast.FunctionDef():
            annotations = [argument.annotation for argument in _arguments(statement.args)]
            defaults = [*statement.args.defaults, *statement.args.kw_defaults]
            for outside in filter(None, [*annotations, statement.returns, *defaults, *statement.decorator_list]):
                found.others |= _Seen(outside).given
            if statement.decorator_list or getattr(statement, "type_params", []):
                raise _HarmfulError
            found.define(statement.name, _needed_by(statement))
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Lambda() as function):
            found.define(name, _needed_by(function))
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Name(id=other)):
            found.define(name, frozenset({other}))  # another name for a function is as steady as the function
        case ast.Assign(targets=[ast.Name(id=name)], value=value) if _is_constant(value):
            found.constants[name] += 1
        case ast.Import(names=aliases) if all(alias.name in _MODULES for alias in aliases):
            found.listed |= {alias.asname or alias.name for alias in aliases}
        case ast.ImportFrom(module=module, names=aliases, level=0) if module in _MODULES:
            if not all(alias.name in _STEADY_ATTRIBUTES for alias in aliases):
                raise _HarmfulError
            found.listed |= {alias.asname or alias.name for alias in aliases}
        case ast.ImportFrom(module=module, names=aliases, level=0) if module in _COURSE:
            found.others |= {alias.asname or alias.name for alias in aliases}
        case _:
            found.others |= _Seen(statement).given


def _needed_by(function: ast.FunctionDef | ast.Lambda) -> frozenset[str] | None:
    """The names that a function needs and does not bind itself; None where it is harmless, and may not be steady."""
    seen = _Seen(*_body(function))
    if not seen.is_steady or not _has_constant_defaults(function.args):
        return None
    return frozenset(seen.needed - set(_own_names(function)))


class _Seen:
    """What is seen in some nodes. Raises _HarmfulError unless all of it is on the lists.

    Attributes:
        needed: the names that are used.
        given: the names that are given something.
        is_steady: whether a function may consist of this and be steady.
    """

    def __init__(self, *nodes: ast.AST) -> None:
        self.needed: set[str] = set()
        self.given: set[str] = set()
        self.is_steady = True
        for node in chain.from_iterable(map(ast.walk, nodes)):
            if type(node) not in _STEADY_NODES:
                self._require(type(node) in _HARMLESS_NODES)
                self.is_steady = False
            self._see(node)

    def _see(self, node: ast.AST) -> None:
        if isinstance(node, ast.Name):
            if isinstance(node.ctx, ast.Store):
                self.given.add(node.id)
                return
            self._require(node.id not in _HARMFUL_BUILTINS and (node.id[:2] != "__" or node.id == "__name__"))
            self.needed.add(node.id)
        elif isinstance(node, ast.Attribute):
            self._require(node.attr in _HARMLESS_ATTRIBUTES and isinstance(node.ctx, ast.Load))
            self.is_steady &= node.attr in _STEADY_ATTRIBUTES
        elif isinstance(node, ast.keyword):
            # Entries that a ufunc leaves out, `where=`, are what lay in memory.
            self.is_steady &= node.arg is not None and node.arg != "where"
        elif isinstance(node, ast.arguments):
            self.is_steady &= _has_constant_defaults(node)
        elif isinstance(node, ast.FunctionDef):
            self._require(not node.decorator_list and not getattr(node, "type_params", []))
            self.given.add(node.name)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            self.given.add(node.name)

    def _require(self, is_harmless: bool) -> None:
        if not is_harmless:
            raise _HarmfulError


def _body(function: ast.FunctionDef | ast.Lambda) -> list[ast.AST]:
    return [function.body] if isinstance(function, ast.Lambda) else [*function.body]


def _own_names(function: ast.FunctionDef | ast.Lambda) -> Iterator[str]:
    """Parameters and what is given a value in the function itself, not in what has names of its own within it."""
    for argument in _arguments(function.args):
        yield argument.arg
    waiting = _body(function)
    while waiting:
        each = waiting.pop()
        if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
            yield each.id
        elif isinstance(each, ast.FunctionDef):
            yield each.name
        if not isinstance(each, _SCOPES):
            waiting += ast.iter_child_nodes(each)


def _arguments(arguments: ast.arguments) -> list[ast.arg]:
    several = [argument for argument in (arguments.vararg, arguments.kwarg) if argument is not None]
    return [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, *several]


def _has_constant_defaults(arguments: ast.arguments) -> bool:
    """A list as a default is the same list in every call."""
    defaults = [*arguments.defaults, *arguments.kw_defaults]
    return all(default is None or _is_constant(default) for default in defaults)


def _is_constant(node: ast.expr) -> bool:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        node = node.operand
    return isinstance(node, ast.Constant)
