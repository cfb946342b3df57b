"""Words of the notations: Greek letters, functions, spellings of decorated letters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

__all__ = ["FUNCTIONS", "GREEK", "derivative_name", "in_ascii", "spellings"]

GREEK: Final = [
    "alpha",
    "beta",
    "gamma",
    "delta",
    "epsilon",
    "zeta",
    "eta",
    "theta",
    "iota",
    "kappa",
    "lambda",
    "mu",
    "nu",
    "xi",
    "pi",
    "rho",
    "sigma",
    "tau",
    "upsilon",
    "phi",
    "chi",
    "psi",
    "omega",
    "Gamma",
    "Delta",
    "Theta",
    "Lambda",
    "Xi",
    "Pi",
    "Sigma",
    "Phi",
    "Psi",
    "Omega",
]
"""LaTeX's names of Greek letters."""

_UNICODE_GREEK: Final = dict(zip("αβγδεζηθικλμνξπρστυφχψωΓΔΘΛΞΠΣΦΨΩ", GREEK, strict=True))
_SHORT: Final[Mapping[str, tuple[str, ...]]] = {
    "lambda": ("lam", "lambda_", "lmbda", "lambd"),
    "epsilon": ("eps",),
    "varepsilon": ("epsilon", "eps"),
    "varphi": ("phi",),
    "ell": ("l",),
}
"""A letter's spellings in Python beside its own name; `lambda` is a keyword there."""

FUNCTIONS: Final[Mapping[str, str]] = {
    **{
        name: name
        for name in [
            "exp",
            "log",
            "sqrt",
            "sin",
            "cos",
            "tan",
            "arctan",
            "sinh",
            "cosh",
            "tanh",
            "sigmoid",
            "relu",
            "softplus",
            "softmax",
            "logsumexp",
            "abs",
            "sign",
            "sum",
            "mean",
            "prod",
            "max",
            "min",
            "var",
            "std",
            "norm",
            "trace",
            "det",
            "logdet",
            "inv",
            "outer",
            "kron",
            "vec",
            "unvec",
            "diag",
            "dot",
            "maximum",
            "minimum",
            "eye",
            "ones",
            "zeros",
            "square",
        ]
    },
    "ln": "log",
    "sigma": "sigmoid",
    "tr": "trace",
    "Tr": "trace",
    "diagonal": "diag",
    "ReLU": "relu",
    "sgn": "sign",
    "lse": "logsumexp",
    "atan": "arctan",
}
"""A function's spelling on paper -> its name in formulas."""


def spellings(base: str, *, below: str = "", layer: str = "", accent: str = "") -> tuple[str, ...]:
    """Return the Python names that a letter with a subscript, a layer or an accent may stand for.

    ``W`` with ``1`` below is W1 or W_1; with a hat, W_hat, What or hat_W.
    """
    bases = [base, *_SHORT.get(base, ())]
    if accent:
        bases = [name for plain in bases for name in _joined(plain, accent)]
    for part in (layer, below):
        if part:
            bases = [name for plain in bases for name in _joined(plain, part)]
    return tuple(dict.fromkeys(bases))


def _joined(base: str, part: str) -> Iterator[str]:
    plain = part.replace(",", "_")
    yield from (f"{base}{plain}", f"{base}_{plain}")


def in_ascii(letter: str) -> str:
    """Return the name of a Greek letter; any other is its own."""
    return _UNICODE_GREEK.get(letter, letter)


def derivative_name(above: tuple[str, ...], below: tuple[str, ...]) -> tuple[str, ...]:
    """Return the names of a derivative: ``dL_dW`` for L above and W below."""
    return tuple(f"d{top}_d{bottom}" for top in above for bottom in below)
