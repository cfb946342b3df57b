"""A set as a student may see it: what goes in and what is asked, in words.

Read from :meth:`~autograder.problemset.ProblemSet.public` alone, so that whatever is written from
an outline, a starter file or a page of the docs, cannot hold an expected value.
"""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct

from autograder.problemset.answer import steps_shown
from autograder.problemset.call import parse_answer, parse_run
from autograder.problemset.kinds import Domain, Given, parse_given
from autograder.problemset.notes import NONE, Notes
from autograder.problemset.settings import uses_of
from autograder.problemset.sizes import ONE, Size, parse_size, shape_text
from autograder.problemset.words import asked
from autograder.staff.coverage import place
from autograder.staff.shapes import let_shapes

__all__ = ["AnswerOutline", "Parameter", "ProblemOutline", "SetOutline", "outline"]

Public = Mapping[str, Any]

_IN_BACKTICKS: Final = re.compile(r"`([A-Za-z_]\w*)`")
_DOMAINS: Final[Mapping[str, str]] = {
    "positive": "positive",
    "nonzero": "no element near 0",
    "binary": "zeros and ones",
    "symmetric": "symmetric",
    "spd": "symmetric and positive definite",
    "orthogonal": "orthogonal",
    "diagonal": "diagonal",
    "lower": "lower triangular",
    "skew": "skew-symmetric",
    "sign": "each -1 or 1",
    "stochastic": "each row sums to 1",
    "invertible": "invertible",
    "probability": "each column sums to 1",
}


class Parameter(Struct, frozen=True):
    """One argument of the student's function, or input of a ``run`` block, in words."""

    name: str
    says: str


class AnswerOutline(Struct, frozen=True):
    """One thing that is asked: its shape in words, what it is, and its points."""

    id: str
    title: str
    shape: str
    asks: str
    axes: tuple[str, ...]
    points: float
    follows: tuple[str, ...] = ()
    """The answers above by which it is judged again where they are wrong."""
    steps: int = 0
    """The steps of its derivation that are to be shown on paper, at least."""

    @property
    def judged_again(self) -> str:
        """A sentence that says so, or nothing."""
        if not self.follows:
            return ""
        return f"Where your {' or '.join(self.follows)} is wrong, it is judged again by yours."


class ProblemOutline(Struct, frozen=True):
    """One problem; ``function`` and ``call`` are empty where ``run`` and ``stub`` stand instead."""

    id: str
    title: str
    statement: str
    notes: tuple[str, ...]
    function: str
    call: str
    parameters: tuple[Parameter, ...]
    run: str
    stub: str
    needs: tuple[str, ...]
    """The names that the student's file has to define."""
    answers: tuple[AnswerOutline, ...]
    rules: tuple[str, ...] = ()
    """Sentences on what the code must and must not use."""

    @property
    def points(self) -> float:
        """The points of all answers together."""
        return sum(answer.points for answer in self.answers)

    @property
    def is_assigned(self) -> bool:
        """Whether the student assigns a value to the name, which is called like no function."""
        return bool(self.call) and "(" not in self.call

    @property
    def signature(self) -> str:
        """The student's function with its parameters, such as ``f(v, B)``; or the name alone."""
        if self.is_assigned:
            return self.function
        return f"{self.function}({', '.join(parameter.name for parameter in self.parameters)})"


class SetOutline(Struct, frozen=True):
    """One set: its title, the file that is handed in, its problems."""

    title: str
    submit: str
    problems: tuple[ProblemOutline, ...]


def outline(public: Public, notes: Notes = NONE) -> SetOutline:
    """Return the outline of a set from its public part, which has been loaded without a fault."""
    problems = tuple(
        _problem(public, str(name), data, notes) for name, data in public["problems"].items()
    )
    return SetOutline(str(public.get("title", public["submit"])), str(public["submit"]), problems)


def _in_words(sizes: Sequence[Size]) -> str:
    return shape_text(sizes) if sizes else "a number"


def _problem(public: Public, name: str, data: Public, notes: Notes) -> ProblemOutline:
    inputs = _inputs(data)
    answers = tuple(_answers(public, name, data))
    if "run" in data:
        call = parse_run(str(data["run"]), [answer.id for answer in answers], inputs)
        parameters = tuple(
            Parameter(each, text) for each, text in inputs.items() if each in call.uses
        )
    else:
        call, _ = parse_answer(str(data["answer"]), inputs)
        parameters = tuple(_parameters(call.text, data, inputs))
    return ProblemOutline(
        id=name,
        title=str(data.get("title", name)),
        statement=str(data.get("statement", "")).strip(),
        notes=tuple(dict.fromkeys(place(str(note), notes) for note in data.get("notes", []))),
        function=call.needs[0] if call.text else "",
        call=call.text,
        parameters=parameters,
        run=str(data.get("run", "")).strip(),
        stub=str(data.get("stub", "")).strip(),
        needs=call.needs,
        answers=answers,
        rules=uses_of(data, public).sentences,
    )


# What goes in.


def _inputs(data: Public) -> dict[str, str]:
    """Return what each given, ``let`` and dimension is, in words."""
    given = {
        str(name): parse_given(str(name), text) for name, text in data.get("given", {}).items()
    }
    let = {str(name): text for name, text in data.get("let", {}).items()}
    shapes = let_shapes(let, given)
    dimensions = {name: "an integer" for declared in given.values() for name in declared.dimensions}
    derived = {name: _in_words(shapes[name]) if name in shapes else "an array" for name in let}
    return {**dimensions, **derived, **{name: _given_text(each) for name, each in given.items()}}


def _given_text(given: Given) -> str:
    match given.form:
        case "dimension":
            return "an integer"
        case "index":
            below = f"an integer, 0 or more and below {given.sizes[0]}"
            return f"{below}, other than {given.domain.other}" if given.domain.other else below
        case "labels":
            return f"{_in_words(given.sizes[:1])}, integers, 0 or more and below {given.sizes[1]}"
        case "one_hot":
            return f"{_array_text(given)}, a single 1 in each column and zeros elsewhere"
    domain = _domain_text(given.domain)
    return f"{_array_text(given)}, {domain}" if domain else _array_text(given)


def _array_text(given: Given) -> str:
    match given.form:
        case "vector":
            return _in_words((*given.sizes, ONE))
        case "row":
            return _in_words((ONE, *given.sizes))
        case "one_hot" if len(given.sizes) == 1:
            return _in_words((*given.sizes, ONE))
    return _in_words(given.sizes)


def _domain_text(domain: Domain) -> str:
    if domain.name == "in":
        return f"from {domain.low:g} to {domain.high:g}"
    return _DOMAINS.get(domain.name, "")


def _parameters(call: str, data: Public, inputs: Mapping[str, str]) -> Iterator[Parameter]:
    """Yield the parameters; an argument that is no name takes the statement's word for it."""
    node = ast.parse(call, mode="eval").body
    if not isinstance(node, ast.Call):
        return
    unnamed = [argument for argument in node.args if not _is_input(argument, inputs)]
    taken = {ast.unparse(node.func), *inputs, *data.get("answers", {})}
    words = iter(_words(str(data.get("statement", "")), taken, len(unnamed)))
    for argument in node.args:
        name = (
            argument.id if isinstance(argument, ast.Name) and argument.id in inputs else next(words)
        )
        yield Parameter(name, _expression_text(argument, inputs))
    for option in node.keywords:
        yield Parameter(option.arg or "**options", _expression_text(option.value, inputs))


def _is_input(argument: ast.expr, inputs: Mapping[str, str]) -> bool:
    return isinstance(argument, ast.Name) and argument.id in inputs


def _words(statement: str, taken: set[str], count: int) -> list[str]:
    """Return the names that the statement gives to ``count`` arguments, or numbered ones."""
    words = dict.fromkeys(_IN_BACKTICKS.findall(statement))
    found = [word for word in words if word not in taken and not keyword.iskeyword(word)]
    return (
        found if len(found) == count else [f"argument_{number}" for number in range(1, count + 1)]
    )


def _expression_text(argument: ast.expr, inputs: Mapping[str, str]) -> str:
    if isinstance(argument, ast.Name) and argument.id in inputs:
        return inputs[argument.id]
    used = dict.fromkeys(
        node.id for node in ast.walk(argument) if isinstance(node, ast.Name) and node.id in inputs
    )
    shapes = [f"{name}: {inputs[name]}" for name in used if inputs[name] != "an integer"]
    return f"`{ast.unparse(argument)}`" + (f" with {'; '.join(shapes)}" if shapes else "")


# What is asked.


def _answers(public: Public, name: str, data: Public) -> Iterator[AnswerOutline]:
    if "answers" in data:
        for answer, own in data["answers"].items():
            yield _answer(str(answer), {**_inherited(public), **_inherited(data), **own})
        return
    call, _, named = str(data.get("answer", "")).partition("->")
    yield _answer(
        named.strip() or call.partition("(")[0].strip() or name, {**_inherited(public), **data}
    )


def _inherited(outer: Public) -> dict[str, Any]:
    return {key: outer[key] for key in ("points",) if key in outer}


def _answer(name: str, data: Public) -> AnswerOutline:
    return AnswerOutline(
        id=name,
        title=str(data.get("title", name)),
        shape=_form(data),
        asks=_asks(data),
        axes=tuple(map(str, data.get("axes", ()))),
        points=_points(data.get("points", 1)),
        follows=tuple(map(str, data.get("follows", ()))),
        steps=steps_shown(data.get("steps", False)),
    )


def _form(data: Public) -> str:
    """Return an answer's shape, or what it is where it is no array."""
    if "choice" in data or "form" in data:
        return asked(data.get("choice", ()), str(data.get("form", "")))
    return _in_words([parse_size(size) for size in data["shape"]])


def _points(stated: Any) -> float:
    """Return all points of an answer, those for the steps of its derivation included."""
    return float(sum(stated.values()) if isinstance(stated, Mapping) else stated)


def _asks(data: Public) -> str:
    if "wrt" not in data:
        return ""
    output = f" of {data['of']}" if "of" in data else ""
    if isinstance(data["wrt"], list):
        second = f"the second derivative{output} by {' and '.join(map(str, data['wrt']))}"
        return f"{second}, times {data['along']}" if "along" in data else second
    if "along" in data:
        return f"the predicted change{output} for the step {data['along']} in {data['wrt']}"
    return f"the derivative{output} by {data['wrt']}"
