"""Reading one answer: what is asked, in which layout and shape, for how many points."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Final

from autograder.errors import unknown
from autograder.problemset.formula import Formula, FormulaError, parse_formula
from autograder.problemset.model import (
    Answer,
    Asks,
    ByReference,
    Change,
    Derivative,
    Follows,
    Second,
    Value,
    Wrt,
)
from autograder.problemset.scope import Scope, parse_shape
from autograder.problemset.section import Section
from autograder.problemset.settings import Settings
from autograder.problemset.sizes import Size
from autograder.problemset.vec_inputs import line_of, reading_vectors
from autograder.problemset.words import is_word, read_word
from autograder.report import Visibility

__all__ = ["literal", "read_answer", "steps_shown"]

_BY_REFERENCE: Final = "reference"
_VARIABLES: Final = "an input or a line of the forward, or a list of two"
_SEEN: Final = tuple(Visibility)  # the earliest first
_STEPS_SHOWN: Final = 2  # of `steps: true`: one line alone shows no working


def read_answer(
    section: Section,
    answer_id: str,
    scope: Scope,
    number: str,
    settings: Settings,
    above: Sequence[Answer] = (),
) -> Answer:
    """Read one answer from the section that says what is asked; ``settings`` hold at it.

    ``above`` are the answers of the same problem that stand before it.
    """
    steps = section.read("steps", 0, steps_shown, "true, or the number of steps to be shown")
    if not steps and settings.step_points is not None:
        section.fault(("points",), "points for steps", "a number", "Or say `steps: true`.")
    return Answer(
        id=answer_id,
        title=section.text("title", ""),
        shape=() if is_word(section) else _read_shape(section, scope),
        asks=_read_asks(section, scope),
        points=settings.points,
        number=section.text("number", number),
        tags=settings.tags,
        visibility=settings.visibility,
        near=settings.near,
        unit=settings.unit,
        shape_credit=settings.shape_credit,
        feedback=settings.feedback,
        credit=settings.credit,
        steps=steps,
        step_points=_step_points(settings) if steps else 0.0,
        follows=_read_follows(section, scope, settings, above),
    )


def steps_shown(value: object) -> int:
    """Return how many steps a value of `steps` asks for; 0: none is judged.

    Raises:
        ValueError: it is no such value.
    """
    if isinstance(value, bool):
        return _STEPS_SHOWN if value else 0
    if not isinstance(value, int) or value < 1:
        raise ValueError
    return value


def _read_follows(
    section: Section, scope: Scope, settings: Settings, above: Sequence[Answer]
) -> Follows | None:
    """Read which answers above one follows, and the rule by which it does."""
    if "follows" not in section:
        if "rule" in section:
            section.fault(("rule",), "`rule` without `follows`", "`follows`, the answers it names")
        return None
    names = section.texts("follows")
    for name in names:
        _refuse_to_follow(section, name, scope, settings, above)
    rule = section.read(
        "rule", None, lambda text: _parse_rule(str(text), names, scope), "a formula"
    )
    return Follows(names, rule, settings.follow_credit)


def _refuse_to_follow(
    section: Section, name: str, scope: Scope, settings: Settings, above: Sequence[Answer]
) -> None:
    """Note a fault where an answer cannot follow the one of a name."""
    known = {answer.id: answer for answer in above}
    if name not in known:
        expected = "an answer that stands above it in its problem"
        section.fault(("follows",), *unknown(name, known, f"the answer {name!r}", expected))
    elif name in scope.inputs:
        section.fault(("follows",), f"{name!r}, which is an input too", "an answer's own name")
    elif _SEEN.index(known[name].visibility) > _SEEN.index(settings.visibility):
        section.fault(
            ("follows",),
            f"{name!r}, which students see later than this answer",
            "an answer that they see as early",
            "Else this one's verdict would tell of it.",
        )


def _parse_rule(text: str, names: Sequence[str], scope: Scope) -> Formula:
    rule = scope.check(parse_formula(text), frozenset({*names, *scope.forward.assigned}))
    for name in names:
        if name not in rule.names:
            raise FormulaError(f"`{text}`", f"a formula that names {name}, which is followed")
    return rule


def _step_points(settings: Settings) -> float:
    """Return what the steps earn: as the set splits the points, else half of them."""
    return settings.points / 2 if settings.step_points is None else settings.step_points


def _read_asks(section: Section, scope: Scope) -> Asks:
    """Read what is asked.

    Where that is a fault, it is noted and what is returned stands for nothing.
    """
    if is_word(section):
        return read_word(section, scope)
    asked = ("wrt" in section, "expected" in section)
    if all(asked) or not any(asked):
        found = "both `wrt` and `expected`" if all(asked) else "neither `wrt` nor `expected`"
        section.fault((), found, "`wrt` for a derivative or `expected` for a value")
    return _read_slope(section, scope) if "wrt" in section else _read_value(section, scope)


def _read_slope(section: Section, scope: Scope) -> Asks:
    wrt = section.read("wrt", None, lambda value: _parse_variables(value, scope), _VARIABLES)
    of = section.read("of", None, lambda text: _parse_of(str(text), scope), "a formula")
    axes = section.texts("axes") if "axes" in section else None
    along = _read_along(section, scope)
    if wrt is None:
        return ByReference()
    if not scope.forward.lines and "of" not in section:
        section.fault(("wrt",), "`wrt` without a `forward`", "the function to differentiate")
    if len(wrt) == 2:
        return _second(section, *wrt, of, along)
    [variable] = wrt
    if along:
        return Change(variable, of, along)
    return Derivative(variable, of, axes, _read_batch(section, scope))


def _second(section: Section, first: Wrt, second: Wrt, of: Formula | None, along: str) -> Second:
    for key in ("axes", "batch"):
        if key in section:
            section.fault((key,), f"`{key}` with two variables", "a layout by the convention")
    return Second(first, second, of, along)


def _parse_variables(value: object, scope: Scope) -> tuple[Wrt] | tuple[Wrt, Wrt]:
    """Parse ``x``, or ``[x, y]`` for a second derivative."""
    match value:
        case [first, second]:
            return _parse_wrt(str(first), scope), _parse_wrt(str(second), scope)
        case list():
            raise FormulaError(f"{len(value)} variables", "one, or two for a second derivative")
    return (_parse_wrt(str(value), scope),)


def _read_value(section: Section, scope: Scope) -> Asks:
    for key in ("along", "axes", "of", "batch"):
        if key in section:
            section.fault((key,), f"`{key}` with `expected`", f"`{key}` only with `wrt`")
    if section.data.get("expected") == _BY_REFERENCE:
        return ByReference()
    lines = frozenset(scope.forward.assigned)
    formula = section.read(
        "expected",
        None,
        lambda value: scope.check(parse_formula(literal(value)), lines),
        "a formula",
    )
    return ByReference() if formula is None else Value(formula)


def literal(value: object) -> str:
    """Write a YAML value as a formula: a list is an array literal."""
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return str(value)


def _parse_of(text: str, scope: Scope) -> Formula:
    formula = scope.check(parse_formula(text), frozenset(scope.forward.assigned))
    return reading_vectors(formula, scope.given, scope.forward)


def _parse_wrt(text: str, scope: Scope) -> Wrt:
    if (line := line_of(text)) in scope.forward.assigned:
        _refuse_hidden_path(line.removeprefix("vec_"), scope)
        return Wrt(line, None, text)
    formula = parse_formula(text)
    name, index = formula.tree, None
    if isinstance(formula.tree, ast.Subscript):
        name, index = formula.tree.value, formula
    if not isinstance(name, ast.Name):
        raise FormulaError(f"`{text}`", "a name, a name with an index such as v[i, 0], or vec(X)")
    known = {*scope.given, *scope.let.assigned, *scope.forward.assigned}
    if name.id not in known:
        raise FormulaError(*unknown(name.id, sorted(known), f"the name {name.id!r}"))
    if name.id in scope.given and not scope.given[name.id].differentiable:
        raise FormulaError(
            f"`{name.id}: {scope.given[name.id].text}`", "an input with real entries"
        )
    if index is not None:
        scope.check(index, frozenset({name.id}))
    _refuse_hidden_path(name.id, scope)
    return Wrt(name.id, index, text)


def _refuse_hidden_path(name: str, scope: Scope) -> None:
    """Refuse a derivative by what a ``let`` of the forward depends on: ``let`` is held fixed."""
    depends = {name}
    for derived, formula in scope.let.lines:
        if formula.names & depends:
            depends.add(derived)
    for derived in sorted((depends - {name}) & scope.forward.reads):
        raise FormulaError(
            f"`wrt: {name}`, while the forward uses `{derived}`, which `let` computes from it",
            "that formula as a line of the forward, for `let` is held fixed",
        )


def _read_batch(section: Section, scope: Scope) -> str:
    batch = section.text("batch")
    if not batch:
        return ""
    if batch not in scope.dimensions:
        section.fault(("batch",), *unknown(batch, sorted(scope.dimensions), expected="a dimension"))
        return ""
    if "axes" in section:
        section.fault(("axes",), "`axes` with `batch`", "one of the two")
    return batch


def _read_along(section: Section, scope: Scope) -> str:
    along = section.text("along")
    if along and along not in scope.given:
        section.fault(("along",), *unknown(along, scope.given, expected="an input"))
        return ""
    return along


def _read_shape(section: Section, scope: Scope) -> tuple[Size, ...]:
    if "shape" not in section:
        section.fault(
            (), "no `shape`", "the sizes of the answer's axes, such as [m, n]; [] for a scalar"
        )
    return section.read(
        "shape", (), lambda value: parse_shape(value, scope), "a list of sizes, such as [m, n]"
    )
