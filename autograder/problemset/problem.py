"""Reading one problem of a set: its inputs, its formulas, its call, its answers."""

from __future__ import annotations

import keyword
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from typing import Any, Final, cast

from autograder.errors import unknown
from autograder.problemset.answer import literal, read_answer
from autograder.problemset.call import parse_answer, parse_run
from autograder.problemset.formula import (
    Formula,
    FormulaError,
    Program,
    parse_formula,
    parse_program,
)
from autograder.problemset.functions import CONSTANTS, FUNCTIONS
from autograder.problemset.keys import KEYS, at_level
from autograder.problemset.kinds import Given, parse_given
from autograder.problemset.model import (
    Answer,
    Call,
    Comparison,
    Constraint,
    Mistake,
    Problem,
)
from autograder.problemset.scope import Scope
from autograder.problemset.section import Section
from autograder.problemset.settings import Settings, read_settings
from autograder.problemset.sizes import ONE, parse_size
from autograder.problemset.vec_inputs import through_vectors

__all__ = ["MISPLACED", "foreseen_ids", "read_problem"]

_TAKEN: Final = frozenset({*FUNCTIONS, *CONSTANTS, "np", "out"})
"""Names that mean something else in a formula or a call."""
_BOUND: Final = re.compile(r"(<=|>=|<|>|==)\s*(.+)")
_PER_ANSWER: Final = frozenset(
    name
    for name, key in KEYS.items()
    if "answer" in key.levels and not key.inherited and name not in ("title", "number")
)
"""Keys that stand at the problem only where it has a single answer and no ``answers``."""
MISPLACED: Final = {
    name: f"`{name}` stands at the {' or the '.join(key.levels)}, not here"
    for name, key in KEYS.items()
}


def read_problem(
    own: Section,
    name: str,
    number: str,
    companion: Mapping[str, Callable[..., Any]],
    outer: Settings,
) -> Problem | None:
    """Read one problem; None where it has faults that leave nothing to check."""
    before = len(own.document.faults)
    own.refuse_unknown(at_level("problem"), MISPLACED)
    if len(own.document.faults) > before:
        return None  # a key that is misspelt is missing: all that needs it would be a fault as well
    settings = read_settings(own, outer, foreseen_ids(own))
    given = _read_given(own)
    if len(own.document.faults) > before:
        return None  # whatever names a misread input would be called unknown
    let = _read_let(own, given)
    forward = own.read(
        "forward", Program(()), lambda text: parse_program(str(text)), "lines `name = formula`"
    )
    forward = through_vectors(own.data, given, forward)
    scope = Scope(given, let, forward, frozenset(companion))
    scope.check_programs(own)
    call, ids = _read_call(own, scope)
    if call is None or len(own.document.faults) > before:
        return None
    return Problem(
        set=own.document.path.stem,
        id=name,
        title=own.text("title", name),
        statement=own.text("statement"),
        notes=own.texts("notes"),
        book=settings.book,
        convention=settings.convention,
        given=given,
        dims=_read_dims(own, scope.dimensions),
        let=let,
        forward=forward,
        call=call,
        stub=own.text("stub"),
        answers=_read_answers(own, ids, scope, number, settings),
        mistakes=_read_mistakes(own),
        time_limit=settings.time_limit,
        memory=settings.memory,
        fresh=settings.fresh,
        uses=settings.uses,
        companion=companion,
    )


def _read_given(own: Section) -> dict[str, Given]:
    section = own.section("given")
    given: dict[str, Given] = {}
    for key in section.data:
        name = str(key)
        if not name.isidentifier() or keyword.iskeyword(name) or name in _TAKEN:
            section.fault(
                (key,), f"the name {name!r}", "a Python name that means nothing else in formulas"
            )
            continue
        declared = section.read(name, None, partial(parse_given, name), "an input's kind")
        if declared is None:
            continue
        other = declared.domain.other
        if other and (other not in given or given[other].form != "index"):
            section.fault((key,), f"`distinct from {other}`", "an index that is declared above")
        given[name] = declared
    return given


def _read_let(own: Section, given: Mapping[str, Given]) -> Program:
    section = own.section("let")
    lines: list[tuple[str, Formula]] = []
    for key in section.data:
        name = str(key)
        if name in given:
            section.fault((key,), f"the name {name!r}, which is a given", "a name of its own")
        formula = section.read(name, None, lambda text: parse_formula(str(text)), "a formula")
        if formula is not None:
            lines.append((name, formula))
    return Program(tuple(lines))


def _read_dims(own: Section, dimensions: Collection[str]) -> tuple[Constraint, ...]:
    section = own.section("dims")
    constraints: list[Constraint] = []
    for key in section.data:
        name = str(key)
        if name not in dimensions:
            section.fault(
                (key,),
                *unknown(name, dimensions, f"the dimension {name!r}", "a dimension of an input"),
            )
            continue
        read = section.read(name, [], partial(_constraints, name, dimensions), "a bound")
        constraints.extend(read)
    return tuple(constraints)


def _constraints(name: str, dimensions: Collection[str], value: object) -> list[Constraint]:
    if isinstance(value, int):
        return [Constraint(name, "==", parse_size(value))]
    constraints = []
    for part in str(value).split(","):
        match = _BOUND.fullmatch(part.strip())
        bound = parse_size(match[2]) if match else ONE
        if not match or set(bound.names) - set(dimensions):
            raise FormulaError(repr(value), "a number, or bounds such as `>= 2` or `< n - 1`")
        constraints.append(Constraint(name, cast(Comparison, match[1]), bound))
    return constraints


def _read_call(own: Section, scope: Scope) -> tuple[Call | None, tuple[str, ...]]:
    """Read ``answer`` or ``run``; return the call and the ids of the answers in order."""
    if ("answer" in own) == ("run" in own):
        own.fault(
            (),
            "both `answer` and `run`" if "run" in own else "neither `answer` nor `run`",
            "one of the two",
        )
        return None, ()
    if "run" in own:
        ids = tuple(map(str, own.section("answers").data))
        if not ids:
            own.fault((), "`run` without `answers`", "`answers`, the names that the block binds")
        if "stub" not in own:
            own.fault(("run",), "`run` without `stub`", "`stub`, what the starter file shows")
        return own.read(
            "run", None, lambda text: parse_run(str(text), ids, scope.inputs), "Python statements"
        ), ids
    read = own.read(
        "answer", None, lambda text: parse_answer(str(text), scope.inputs), "a call such as f(v, B)"
    )
    return read if read is not None else (None, ())


def _read_answers(
    own: Section, ids: Sequence[str], scope: Scope, number: str, settings: Settings
) -> tuple[Answer, ...]:
    if "answers" not in own:
        if len(ids) == 1:
            return (read_answer(own, ids[0], scope, number, settings),)
        own.fault((), f"{len(ids)} answers and no `answers`", f"`answers` with {', '.join(ids)}")
        return ()
    for stray in sorted(map(str, _PER_ANSWER & own.data.keys())):
        own.fault(
            (stray,), f"`{stray}` beside `answers`", f"`{stray}` at each answer, under `answers`"
        )
    entries = own.section("answers")
    for key in entries.data:
        if key not in ids:
            entries.fault((key,), *unknown(str(key), ids, f"the answer {key!r}"))
    base = own.text("number", number)
    numbers = (
        [base] if len(ids) == 1 else [f"{base}.{position}" for position in range(1, len(ids) + 1)]
    )
    answers: list[Answer] = []
    for answer_id, own_number in zip(ids, numbers, strict=True):
        if answer_id not in entries:
            entries.fault((), f"no entry for {answer_id!r}", "an entry for each answer of the call")
            continue
        entry = entries.section(answer_id)
        entry.refuse_unknown(at_level("answer"), MISPLACED)
        own_settings = read_settings(entry, settings, foreseen_ids(own))
        answers.append(read_answer(entry, answer_id, scope, own_number, own_settings, answers))
    return tuple(answers)


def foreseen_ids(own: Section) -> frozenset[str]:
    """Return the ids of the mistakes that a problem declares, well formed or not."""
    declared = own.data.get("mistakes")
    entries = declared if isinstance(declared, list) else []
    return frozenset(str(entry.get("id")) for entry in entries if isinstance(entry, Mapping))


def _read_mistakes(own: Section) -> tuple[Mistake, ...]:
    value = own.data.get("mistakes", [])
    if not isinstance(value, list):
        own.fault(("mistakes",), repr(value), "a list of {id, answer, hint}")
        return ()
    mistakes = []
    for position, entry in enumerate(value):
        path = (*own.path, "mistakes", position)
        if not isinstance(entry, Mapping):
            own.fault(("mistakes", position), repr(entry), "a mapping {id, answer, hint}")
            continue
        section = Section(own.document, path, entry)
        section.refuse_unknown({"id", "answer", "hint"}, {})
        for key in ("id", "answer", "hint"):
            if key not in section:
                section.fault((), f"a mistake without `{key}`", "`id`, `answer` and `hint`")
        answer = section.read("answer", "", literal, "a formula")
        mistakes.append(Mistake(section.text("id"), answer, section.text("hint")))
    return tuple(mistakes)
