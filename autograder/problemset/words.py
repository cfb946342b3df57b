"""Reading what an answer that is no array asks for: a choice, a short text, true or false, a shape.

How a student's reply is read is said in :mod:`autograder.oracle.words`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from autograder.errors import unknown
from autograder.problemset.formula import Formula, FormulaError, parse_formula
from autograder.problemset.model import Choice, Extents, ShortText, Truth, Word
from autograder.problemset.scope import Scope, parse_shape
from autograder.problemset.sizes import Size

if TYPE_CHECKING:
    from autograder.problemset.section import Section

__all__ = ["FORMS", "asked", "is_word", "plain", "read_word"]

FORMS: Final = ("text", "truth", "shape")
"""What ``form`` may say."""
_ASKED: Final[Mapping[str, str]] = {
    "text": "a short text",
    "truth": "True or False",
    "shape": "a shape: a tuple of sizes, such as (3, 5)",
}
_BY_REFERENCE: Final = "reference"
_OF_ARRAYS: Final = ("wrt", "of", "along", "batch", "axes", "shape", "steps", "follows")


def is_word(section: Section) -> bool:
    """Whether a section asks for something else than an array."""
    return "choice" in section.data or "form" in section.data


def plain(text: str) -> str:
    """Return a text without what does not count in it: capitals, blanks, hyphens, a full stop."""
    return " ".join(text.casefold().replace("-", " ").replace("_", " ").split()).rstrip(".")


def asked(options: Sequence[object] = (), form: str = "") -> str:
    """Say what is asked, in words."""
    if options:
        return f"one of the texts {', '.join(repr(str(option)) for option in options)}"
    return _ASKED[form]


def read_word(section: Section, scope: Scope) -> Word:
    """Read what is asked; a fault is noted, and what is returned then stands for nothing."""
    for key in _OF_ARRAYS:
        if key in section:
            section.fault(
                (key,), f"`{key}` with an answer that is no array", f"no `{key}`", "Leave it out."
            )
    if "expected" not in section:
        section.fault((), "no `expected`", "`expected`, what is right, or `reference`")
    if "choice" in section:
        return _choice(section)
    return _READERS[section.choice("form", FORMS[0], FORMS)](section, scope)


def _by_reference(section: Section) -> bool:
    return bool(section.data.get("expected", _BY_REFERENCE) == _BY_REFERENCE)


def _choice(section: Section) -> Choice:
    if "form" in section:
        section.fault(("form",), "`form` with `choice`", "one of the two")
    options = section.read("choice", (), _options, "two texts or more, such as [rows, columns]")
    by_letters = {plain(option): option for option in options}
    if len(by_letters) < len(options):
        section.fault(("choice",), "two options of the same letters", "options that differ")
    if _by_reference(section) or not options:
        return Choice(options, None)
    right = section.text("expected")
    if plain(right) not in by_letters:
        section.fault(("expected",), *unknown(right, options))
    return Choice(options, by_letters.get(plain(right)))


def _options(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or len(value) < 2:
        raise TypeError
    return tuple(map(_word, value))


def _word(value: Any) -> str:
    if isinstance(value, bool):
        raise FormulaError(
            f"{str(value).lower()}, which YAML reads as true or false",
            "texts",
            "Write it in quotes, or `form: truth` in place of a choice.",
        )
    if isinstance(value, (Mapping, list)) or value is None or not str(value).strip():
        raise TypeError
    return str(value)


def _text(section: Section, _scope: Scope) -> ShortText:
    if _by_reference(section):
        return ShortText(None)
    return ShortText(section.read("expected", None, _accepted, "a text, or a list of texts"))


def _accepted(value: Any) -> tuple[str, ...]:
    return tuple(map(_word, value if isinstance(value, list) and value else [value]))


def _truth(section: Section, scope: Scope) -> Truth:
    if _by_reference(section):
        return Truth(None)
    lines = frozenset(scope.forward.assigned)

    def parse(value: Any) -> Formula:
        return scope.check(
            parse_formula(str(int(value) if isinstance(value, bool) else value)), lines
        )

    return Truth(section.read("expected", None, parse, "true, false, or a comparison"))


def _shape(section: Section, scope: Scope) -> Extents:
    if _by_reference(section):
        return Extents(None)

    def parse(value: Any) -> tuple[Size, ...]:
        return parse_shape(value, scope)

    return Extents(section.read("expected", None, parse, "a list of sizes, such as [m, n]"))


_READERS: Final[Mapping[str, Callable[[Section, Scope], Word]]] = {
    "text": _text,
    "truth": _truth,
    "shape": _shape,
}
