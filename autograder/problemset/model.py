"""What a problem set is once it is loaded: frozen, complete, and free of YAML."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar, Literal, TypeAlias

from msgspec import Struct

from autograder.problemset.formula import Formula, Program
from autograder.problemset.keys import KEYS
from autograder.problemset.kinds import Given
from autograder.problemset.layout import Convention
from autograder.problemset.sizes import Size
from autograder.report import Feedback, Visibility
from autograder.worker.messages import Limits

__all__ = [
    "Answer",
    "Asks",
    "ByReference",
    "Call",
    "Change",
    "Choice",
    "Constraint",
    "Derivative",
    "Extents",
    "Feedback",
    "Follows",
    "Mistake",
    "Near",
    "Problem",
    "ProblemSet",
    "Second",
    "ShortText",
    "Slope",
    "Truth",
    "Unit",
    "Uses",
    "Value",
    "Word",
    "Wrt",
    "is_by_reference",
]

Near = Literal["reject", "accept"]
Unit = Literal["lenient", "strict"]
"""Whether the trial where every dimension is 1 decides points by itself."""
Comparison = Literal["<", "<=", ">", ">=", "=="]


class Constraint(Struct, frozen=True):
    """A bound on a dimension: ``dimension comparison bound``, such as ``k <= n - 1``."""

    dimension: str
    comparison: Comparison
    bound: Size


class Call(Struct, frozen=True):
    """How the student is called: the code, the names and inputs that it uses, what is read back."""

    code: str
    needs: tuple[str, ...]
    uses: frozenset[str]
    reads: tuple[str, ...]
    text: str
    unpack: bool
    """Whether ``reads`` is one name for all answers (``answer:``), or each answer's (``run:``)."""


class Wrt(Struct, frozen=True):
    """What a derivative is taken by: an input or a line of the forward, whole or indexed."""

    name: str
    index: Formula | None
    text: str


class Derivative(Struct, frozen=True, tag=True):
    """What is asked: the derivative of ``of``, or of the forward's last line, by one variable."""

    wrt: Wrt
    of: Formula | None
    axes: tuple[str, ...] | None
    """The axes in order where the set states them; None leaves them to the convention."""
    batch: str = ""
    """The dimension that counts examples: of each, the derivative by its own input alone."""


class Change(Struct, frozen=True, tag=True):
    """What is asked: the predicted change of the output for a step ``along`` an input."""

    wrt: Wrt
    of: Formula | None
    along: str


class Second(Struct, frozen=True, tag=True):
    """What is asked: the derivative by one variable of that by another, or by the same again."""

    wrt: Wrt
    by: Wrt
    of: Formula | None
    along: str = ""
    """An input of the shape of ``by``: then the second derivative times it is asked for."""

    @property
    def is_hessian(self) -> bool:
        """Whether both variables are the same one."""
        return self.wrt.text == self.by.text


class Value(Struct, frozen=True, tag=True):
    """What is asked: the value of a formula."""

    formula: Formula


class ByReference(Struct, frozen=True, tag=True):
    """What is asked: what the set's reference solution returns."""


class Choice(Struct, frozen=True, tag=True):
    """What is asked: one of some options; ``right`` is None where the reference knows it."""

    form: ClassVar[str] = ""
    options: tuple[str, ...]
    right: str | None


class ShortText(Struct, frozen=True, tag=True):
    """What is asked: a short text, ``accepted`` in any of these words; None: a kit holds none."""

    form: ClassVar[str] = "text"
    accepted: tuple[str, ...] | None


class Truth(Struct, frozen=True, tag=True):
    """What is asked: true or false; ``formula`` is None where the reference knows it."""

    form: ClassVar[str] = "truth"
    formula: Formula | None


class Extents(Struct, frozen=True, tag=True):
    """What is asked: a shape, as a tuple; ``sizes`` is None where the reference knows it."""

    form: ClassVar[str] = "shape"
    sizes: tuple[Size, ...] | None


Slope: TypeAlias = Derivative | Change
"""What asks for a derivative, all of it or along a step."""
Word: TypeAlias = Choice | ShortText | Truth | Extents
"""What asks for something else than an array of numbers."""
Asks: TypeAlias = Slope | Second | Value | ByReference | Word


def is_by_reference(asks: Asks) -> bool:
    """Whether only the set's reference knows what is right."""
    match asks:
        case (
            Choice(right=None)
            | ShortText(accepted=None)
            | Truth(formula=None)
            | Extents(sizes=None)
        ):
            return True
    return isinstance(asks, ByReference)


class Mistake(Struct, frozen=True):
    """A wrong answer that the set foresees: a formula or a function's name, and what to say."""

    id: str
    answer: str
    hint: str


class Follows(Struct, frozen=True):
    """That an answer is judged again by a student's own answers above it, where these are wrong."""

    answers: tuple[str, ...]
    """The ids of the answers above."""
    rule: Formula | None
    """What the answer is by their values; None in what students get, for it tells the answer."""
    credit: float
    """Share of the points for an answer that is right by those."""


class Answer(Struct, frozen=True):
    """One thing that is graded."""

    id: str
    title: str
    shape: tuple[Size, ...]
    asks: Asks
    points: float
    number: str
    tags: tuple[str, ...]
    visibility: Visibility
    near: Near
    shape_credit: float
    feedback: Feedback
    credit: Mapping[str, float]
    unit: Unit = "lenient"
    steps: int = 0
    """The least number of steps of its derivation that are to be shown; 0: none is judged."""
    step_points: float = 0.0
    """The part of its points that the steps earn."""
    follows: Follows | None = None


class Uses(Struct, frozen=True):
    """What a student's code must and must not use, whatever it returns."""

    forbid: Mapping[str, str] = {}
    """Name of a library, a function or a method -> the course's own words, or nothing."""
    require: Mapping[str, str] = {}
    vectorised: bool = False
    """Whether a Python loop over the entries of an array is forbidden."""
    credit: float = 0.0
    """Share of the points that an answer keeps which breaks one of these; 1: it is only told."""

    @property
    def any(self) -> bool:
        """Whether there is anything to look for."""
        return bool(self.forbid or self.require or self.vectorised)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The rules, as a student reads them before writing any code."""
        said = [f"Use {_listed(self.require)}."] if self.require else []
        said += [f"Do not use {_listed(self.forbid)}."] if self.forbid else []
        if self.vectorised:
            said.append("No Python loop over the entries of an array.")
        return (*said, *filter(None, (*self.require.values(), *self.forbid.values())))


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


class Problem(Struct, frozen=True, eq=False, dict=True, weakref=True):
    """One problem: its inputs, its forward function, how the student is called and what is asked.

    A problem is equal to itself alone, so that what is worked out of one can be kept under it.
    """

    set: str
    id: str
    title: str
    statement: str
    notes: tuple[str, ...]
    book: Path | None
    """The rule book by which its mistakes are told; None: no sentence speaks of notes."""
    convention: Convention
    given: Mapping[str, Given]
    dims: tuple[Constraint, ...]
    let: Program
    forward: Program
    call: Call
    stub: str
    answers: tuple[Answer, ...]
    mistakes: tuple[Mistake, ...]
    time_limit: Limits
    memory: int | None
    """Bytes that student code may use; None: what is usual."""
    fresh: bool
    uses: Uses
    companion: Mapping[str, Callable[..., Any]]

    @cached_property
    def let_functions(self) -> Mapping[str, Callable[..., Any]]:
        """The lines of ``let``, each as a function of the names that it reads."""
        return {
            name: Program(()).compile(formula, self.companion) for name, formula in self.let.lines
        }

    @cached_property
    def dimensions(self) -> tuple[str, ...]:
        """The dimensions of the inputs, in the order in which they are named."""
        return tuple(
            dict.fromkeys(name for given in self.given.values() for name in given.dimensions)
        )

    @property
    def points(self) -> float:
        """The points of all answers together."""
        return sum(answer.points for answer in self.answers)


class ProblemSet(Struct, frozen=True):
    """One YAML file: the problems that one submitted file answers."""

    name: str
    path: Path
    title: str
    notes: tuple[str, ...]
    book: Path | None
    submit: str
    problems: tuple[Problem, ...]
    digest: str
    reference: Path | None
    data: Mapping[str, Any]

    @property
    def points(self) -> float:
        """The points of all problems together."""
        return sum(problem.points for problem in self.problems)

    @property
    def working(self) -> Path | None:
        """The reference on paper, beside the one in code: where students hand in a text."""
        suffix = PurePosixPath(self.submit).suffix
        if self.reference is None or suffix == self.reference.suffix:
            return None
        path = self.reference.with_suffix(suffix)
        return path if path.is_file() else None

    def public(self) -> dict[str, Any]:
        """Return what a student may see of the file: no expected value, no foreseen mistake."""
        public = {key: value for key, value in self.data.items() if _is_public(key)}
        public["problems"] = {
            name: _public_problem(data) for name, data in self.data["problems"].items()
        }
        return public


def _public_problem(data: Mapping[str, Any]) -> dict[str, Any]:
    public = {key: value for key, value in data.items() if _is_public(key)}
    if "answers" in public:
        public["answers"] = {
            name: {key: value for key, value in answer.items() if _is_public(key)}
            for name, answer in public["answers"].items()
        }
    return public


def _is_public(key: str) -> bool:
    return KEYS[key].public
