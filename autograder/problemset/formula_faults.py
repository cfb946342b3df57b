"""What to write instead: advice for what everybody types first and formulas do not take."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from typing import Final

from autograder.problemset.functions import FUNCTIONS, names_of_kind

__all__ = ["advice", "parse_advice", "unknown_function"]

_OTHER_NAMES: Final[Mapping[str, str]] = {
    "tr": "trace", "ln": "log", "Log": "log", "det": "det", "transpose": "transpose",
    "arctg": "arctan", "atan": "arctan", "asin": "arcsin", "acos": "arccos", "atan2": "arctan2",
    "asinh": "arcsinh", "acosh": "arccosh", "atanh": "arctanh", "tg": "tan",
    "sgn": "sign", "logistic": "sigmoid",
    "expit": "sigmoid", "inverse": "inv", "identity": "eye", "I": "eye", "average": "mean",
    "matmul": "@", "multiply": "*", "absolute": "abs", "fabs": "abs", "amax": "max",
    "amin": "min", "fmax": "maximum", "fmin": "minimum", "ravel": "reshape", "flatten": "reshape",
    "slogdet": "logdet", "hadamard": "*", "cat": "concatenate", "linear_solve": "solve",
    "crossproduct": "cross", "kronecker": "kron", "kronecker_product": "kron", "trans": "transpose",
    "matrixexp": "expm", "mat_expm": "expm", "chol": "cholesky", "swish": "silu",
    "logsoftmax": "log_softmax", "log_sigmoid": "-softplus(-x)", "hypotenuse": "hypot",
    "sec": "1 / cos(x)", "csc": "1 / sin(x)", "cot": "1 / tan(x)", "sech": "1 / cosh(x)",
    "csch": "1 / sinh(x)", "coth": "1 / tanh(x)", "erfc": "1 - erf(x)", "power": "x**k",
    "reciprocal": "1 / x", "heaviside": "1.0 * (x > 0)", "step": "1.0 * (x > 0)",
    "svd": "svdvals", "singular_values": "svdvals", "mod": "x - k * floor(x / k)",
    "diff": "x[1:] - x[:-1]", "inner": "dot", "vdot": "dot",
}  # fmt: skip
"""Other names of functions -> the name or the operator of formulas."""
_REAL: Final = "Every number of a formula is real: leave it out."
_EIGENVALUES: Final = "Write `eigvalsh(S)`, the eigenvalues of a symmetric matrix."
_SIZES: Final = "Sizes have names: the dimensions of the inputs."
_SENTENCES: Final[Mapping[str, str]] = {
    "eig": _EIGENVALUES, "eigh": _EIGENVALUES, "eigvals": _EIGENVALUES,
    "eigenvalues": _EIGENVALUES,
    "re": _REAL, "real": _REAL, "conj": _REAL, "conjugate": _REAL,
    "ctrans": "Every number of a formula is real: write `.T`.",
    "im": "Every number of a formula is real.",
    "shape": _SIZES, "len": _SIZES, "size": _SIZES,
    "argmax": "Write a mask, `x == max(x)`, which is 1 at the largest entry.",
    "argmin": "Write a mask, `x == min(x)`, which is 1 at the smallest entry.",
}  # fmt: skip
"""Functions for which no other name is enough -> what to do."""
_COMPANION: Final = "What formulas lack is a Python function in the companion file, beside the set."
_OF_ONE: Final = names_of_kind("entrywise", "total", "statistic", "along", "matrix", "spectrum")
"""Functions that take one array, and perhaps an axis: in `a.T . inv(X)` the dot is a product."""
_OPERATORS: Final[Mapping[type[ast.AST], str]] = {
    ast.BitXor: "Powers are written `**`.",
    ast.BitAnd: "Masks are multiplied: write `*` for `&`.",
    ast.BitOr: "Write `maximum(a, b)` for `a | b` of masks.",
    ast.BoolOp: "Masks are multiplied for `and`; `maximum(a, b)` is `or`.",
    ast.Not: "Write `1 - mask` for `not mask`.",
    ast.Invert: "Write `1 - mask` for `~mask`.",
    ast.FloorDiv: "Write `/`; sizes are products of dimensions.",
    ast.Mod: "There is no remainder in a formula.",
    ast.IfExp: "Write `where(condition, a, b)`.",
    ast.Lambda: _COMPANION,
    ast.ListComp: "Write the sum or the array without a loop. " + _COMPANION,
    ast.GeneratorExp: "Write the sum or the array without a loop. " + _COMPANION,
    ast.Compare: "Write one comparison at a time, and multiply the masks.",
}
"""Node of Python's syntax -> what to write in its place."""
_TIMES: Final = r"(?<![\w.])(\d+(?:\.\d+)?)\s*(?![eE][-+\d])([A-Za-z_]\w*)"
_SIDE_BY_SIDE: Final = r"(\S*[\w)\]])\s+([A-Za-z_]\w*)"
_DOTTED: Final = r"\.([*/^])"


def advice(node: ast.AST) -> str:
    """Return what to write in the place of a node that formulas do not take, or nothing."""
    match node:
        case ast.BinOp(op=ast.BitXor(), left=left, right=right) if _first(right) == "T":
            return f"A transpose is written `{ast.unparse(left)}.T`."
        case ast.BinOp(op=operator) | ast.UnaryOp(op=operator):
            return _OPERATORS.get(type(operator), "")
        case ast.Call(func=ast.Attribute() as function):
            return _called(function, node)
        case ast.Call(func=ast.Constant(value=number)):
            return f"Write `*` between: `{number!r}*(...)`."
        case ast.Attribute(value=value, attr=attribute):
            return _attribute(ast.unparse(value), attribute)
    return _OPERATORS.get(type(node), "")


def _first(node: ast.AST) -> str:
    """Return the name that a product or sum begins with, or nothing."""
    while isinstance(node, ast.BinOp):
        node = node.left
    return node.id if isinstance(node, ast.Name) else ""


def _called(function: ast.Attribute, call: ast.Call) -> str:
    """Say how ``np.sum(x)`` and ``x.sum()`` are written."""
    known = _meant(function.attr)
    root, dots = _root(function)
    if root in ("np", "numpy", "scipy", "torch", "jnp"):
        if known in FUNCTIONS:
            return f"Write `{known}(...)` without `{dots}.`."
        return f"Formulas have no `{function.attr}`. {unknown_function(function.attr, '')}"
    if known in _OF_ONE and call.args and not _is_axis(call.args[0]):
        whole = f"{known}({', '.join(map(ast.unparse, call.args))})"
        return f"A product is written `{dots} @ {whole}` or `{dots} * {whole}`."
    arguments = ", ".join([ast.unparse(function.value), *map(ast.unparse, call.args)])
    if known in FUNCTIONS:
        return f"Write `{known}({arguments})`."
    return _COMPANION


def _is_axis(argument: ast.expr) -> bool:
    match argument:
        case ast.Constant(value=int()) | ast.UnaryOp(operand=ast.Constant(value=int())):
            return True
    return False


def _root(function: ast.Attribute) -> tuple[str, str]:
    """Return the first name of ``np.linalg.norm`` and all that stands before the last."""
    dots = ast.unparse(function.value)
    return dots.partition(".")[0], dots


def _attribute(value: str, attribute: str) -> str:
    if attribute == "shape":
        return _SIZES
    if value in ("np", "numpy", "math") and attribute in ("pi", "e"):
        return "Write `pi`." if attribute == "pi" else "Write `exp(1)`."
    if _meant(attribute) in FUNCTIONS:
        return f"Write `{_meant(attribute)}({value})`."
    return f"A product is written `{value} @ {attribute}` or `{value} * {attribute}`."


def _meant(name: str) -> str:
    """Return the name or operator that formulas have for what is called otherwise too."""
    return _OTHER_NAMES.get(name, name)


def unknown_function(name: str, nearest: str) -> str:
    """Return what to do about a function that formulas do not know."""
    if name in _OTHER_NAMES:
        return f"Write `{_OTHER_NAMES[name]}`."
    return _SENTENCES.get(name) or nearest or _COMPANION


def parse_advice(text: str) -> str:
    """Return what to write where a text is no expression at all, or nothing."""
    if match := re.search(_DOTTED, text):
        entrywise = {"*": "*", "/": "/", "^": "**"}[match[1]]
        return f"Entry by entry is written `{entrywise}`, a matrix product `@`."
    if match := re.search(_TIMES, text):
        return f"Write `*` between: `{match[1]}*{match[2]}`."
    if "^" in text:
        return "Powers are written `**`, a transpose `.T`."
    if match := re.search(_SIDE_BY_SIDE, text):
        return f"Write `@` or `*` between `{match[1]}` and `{match[2]}`."
    if text.count("(") != text.count(")"):
        return "A bracket is not closed, or closed twice."
    if "=" in text:
        return "A comparison is written `==`."
    return ""
