"""The kinds of input that ``given:`` declares: ``matrix[d1*d2, M] scale 0.5`` and the like."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct

from autograder.errors import unknown
from autograder.problemset.formula import FormulaError
from autograder.problemset.sizes import Size, parse_size

__all__ = ["FORMS", "Domain", "Given", "parse_given"]

Form = Literal[
    "scalar", "vector", "row", "matrix", "tensor", "array",
    "dimension", "index", "labels", "one_hot",
]  # fmt: skip
DomainName = Literal[
    "normal", "positive", "nonzero", "in", "scale", "binary",
    "symmetric", "spd", "invertible", "probability", "distinct",
    "sign", "orthogonal", "diagonal", "lower", "skew", "stochastic",
]  # fmt: skip

FORMS: Final[Mapping[str, tuple[int, ...]]] = {
    "scalar": (0,), "vector": (1,), "row": (1,), "matrix": (2,), "tensor": (3, 4, 5), "array": (1,),
    "dimension": (0,), "index": (1,), "labels": (2,), "one_hot": (1, 2),
}  # fmt: skip
"""Form -> how many sizes it takes in its brackets."""

_DISCRETE: Final = frozenset({"dimension", "index", "labels", "one_hot"})
_SQUARE: Final = frozenset(
    {"symmetric", "spd", "invertible", "orthogonal", "diagonal", "lower", "skew"}
)
_PLAIN: Final = frozenset(
    {"positive", "nonzero", "binary", "sign", "probability", "stochastic", *_SQUARE}
)
_SAME: Final[Mapping[str, str]] = {
    "positive definite": "spd", "symmetric positive definite": "spd",
    "lower triangular": "lower", "skew-symmetric": "skew", "antisymmetric": "skew",
    "signs": "sign", "row-stochastic": "stochastic",
}  # fmt: skip
"""Other words -> the domain that they mean; capitals mean the same as small letters."""
_DOMAINS: Final = (*sorted(_PLAIN), "in [a, b]", "scale c", "distinct from i")
_GIVEN: Final = re.compile(r"(?P<form>\w+)\s*(?:\[(?P<sizes>[^\]]*)\])?\s*(?P<domain>.*)")
_NUMBER: Final = r"[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?"
# compiled when a set has such a domain
_IN: Final = rf"in\s*\[\s*({_NUMBER})\s*,\s*({_NUMBER})\s*\]"
_SCALE: Final = rf"scale\s+({_NUMBER})"
_DISTINCT: Final = r"distinct\s+from\s+(\w+)"


class Domain(Struct, frozen=True):
    """Where an input's entries are drawn from.

    ``low`` and ``high``, ``scale`` or ``other`` as the name needs.
    """

    name: DomainName = "normal"
    low: float = 0.0
    high: float = 0.0
    scale: float = 1.0
    other: str = ""


class Given(Struct, frozen=True):
    """One declared input: its form, its sizes, its domain, and the text that declared it."""

    name: str
    form: Form
    sizes: tuple[Size, ...]
    domain: Domain
    text: str

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions that the declaration names, in order."""
        own = (self.name,) if self.form == "dimension" else ()
        return (*own, *(name for size in self.sizes for name in size.names))

    @property
    def differentiable(self) -> bool:
        """Whether a derivative with respect to this input means anything."""
        return self.form not in _DISCRETE

    def shape(self, dims: Mapping[str, int]) -> tuple[int, ...]:
        """Return the numpy shape of a value of this input."""
        lengths = tuple([size.value(dims) for size in self.sizes])
        match self.form:
            case "scalar" | "dimension" | "index":
                return ()
            case "vector":
                return (*lengths, 1)
            case "row":
                return (1, *lengths)
            case "labels":
                return lengths[:1]
            case "one_hot":
                return lengths if len(lengths) == 2 else (*lengths, 1)
        return lengths


def parse_given(name: str, declaration: object) -> Given:
    """Parse a declaration such as ``matrix[n, m] scale 0.5``.

    Raises:
        FormulaError: the text declares no input.
    """
    text = str(declaration).strip()
    match = _GIVEN.fullmatch(text)
    form = match["form"] if match else ""
    if not match or form not in FORMS:
        raise FormulaError(*unknown(form, FORMS, repr(text)))
    sizes = tuple(parse_size(size) for size in (match["sizes"] or "").split(",") if size.strip())
    if len(sizes) not in FORMS[form]:
        wanted = " or ".join(map(str, FORMS[form]))
        raise FormulaError(
            f"{text!r} with {len(sizes)} sizes", f"{form} with {wanted} sizes in brackets"
        )
    domain = _parse_domain(form, sizes, match["domain"].strip())
    return Given(name, form, sizes, domain, text)  # type: ignore[arg-type]  # `form` is a key of FORMS


def _parse_domain(form: str, sizes: Sequence[Size], text: str) -> Domain:
    if not text:
        return Domain()
    domain = _read_domain(text)
    if (form == "index") != (domain.name == "distinct") or form in _DISCRETE - {"index"}:
        raise FormulaError(f"the domain {text!r} of {form}", "a domain that this form takes")
    if domain.name in _SQUARE and (form != "matrix" or sizes[0] != sizes[1]):
        raise FormulaError(
            f"{text!r} for {form}[{', '.join(map(str, sizes))}]",
            "a square matrix, such as matrix[n, n]",
        )
    return domain


def _read_domain(text: str) -> Domain:
    word = " ".join(text.casefold().split())
    word = _SAME.get(word, word)
    if word in _PLAIN:
        return Domain(word)  # type: ignore[arg-type]  # a member of _PLAIN
    if match := re.fullmatch(_IN, text):
        low, high = float(match[1]), float(match[2])
        if low < high:
            return Domain("in", low=low, high=high)
    if match := re.fullmatch(_SCALE, text):
        return Domain("scale", scale=float(match[1]))
    if match := re.fullmatch(_DISTINCT, text):
        return Domain("distinct", other=match[1])
    expected = f"one of {', '.join(_DOMAINS)}"
    raise FormulaError(
        *unknown(text.split()[0], (*_PLAIN, *_SAME), f"the domain {text!r}", expected)
    )
