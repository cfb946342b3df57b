"""Candidates that come of a derivation of one's own: a slip of the pen in one of its lines.

The lines (:mod:`.backward`) give the derivative of the output along one adjoint of it. To find a
slip it is enough to follow one random adjoint; only a slip that is found is worked out for each
entry of the output.
"""

from __future__ import annotations

import ast
import itertools
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from autograder.diagnose.adjoints import HELPERS
from autograder.diagnose.backward import SEED, NoDerivationError, derivation
from autograder.diagnose.by_hand import has_sums_of_zero
from autograder.diagnose.constants_added import is_shorter_by_hand
from autograder.diagnose.context import Candidate, Subject, TrialContext
from autograder.diagnose.derivation_lines import Lines
from autograder.diagnose.evaluator import Evaluator
from autograder.diagnose.formula_changes import Change
from autograder.diagnose.formula_trees import FormulaTrees, Trees
from autograder.diagnose.index import Prediction, Waiting, agrees, direction, units
from autograder.diagnose.mistake import Mistake, Step
from autograder.diagnose.sensitivity import Part, parts_of
from autograder.diagnose.shown_names import shown_names
from autograder.diagnose.slip_pairs import Placed
from autograder.diagnose.slips import holds_a_square
from autograder.diagnose.syntax import (
    Places,
    Site,
    as_text,
    binary,
    put_in_place,
    role_of,
    walk,
    without_and_twice,
)
from autograder.diagnose.views import IDENTITY
from autograder.diagnose.worked_lines import WorkedLines
from autograder.oracle.compare import RIGHT
from autograder.oracle.slopes import ChangeTarget, DerivativeTarget
from autograder.oracle.target import target_of

__all__ = ["Derivation"]

Array = NDArray[np.float64]

_MOST_SUMS: Final = 12  # of a derivation, whose terms are worked out each by itself
_MOST_SLIPS: Final = 1500
"""What one answer's derivation is tried with; the longest of the bank has 560, in 35 ms."""

_CANCELLED: Final = 1e-6
"""The share of the true answer's product below which another one is worked out in full: told by a
slope, it would have few digits."""

_NONE: Final[Mapping[str, Callable[..., Any]]] = {}


class Derivation:
    """What an answer becomes by each slip in its derivation."""

    def __init__(
        self,
        subject: Subject,
        surcharge: int,
        directions: Mapping[Any, Array],
        *,
        is_chain: bool = True,
        shown: Collection[str] | None = None,
    ) -> None:
        """Derive the answer in reverse mode; ``is_chain`` says whether the chain rule gives it.

        The words for a value hold of every line else. ``shown`` are the names that students have
        seen, all where it is None.

        Raises:
            NoDerivationError: what is asked has none, or not by these rules.
            Exception: whatever an operation raises at the first trial.
        """
        slope, target = subject.slope, target_of(subject.problem, subject.answer)
        if slope is None or slope.wrt.index or not isinstance(target, _OF_ARRAYS):
            raise NoDerivationError(subject.answer.id)
        self._subject, self._target, self.surcharge = subject, target, surcharge
        self._shown = shown
        self._directions, self._pulled = directions, dict[tuple[int, ...], Array]()
        self._predictions: dict[int, Prediction | None] = {}  # by the identity of a slip kept
        function, self._x = target.forward.at(subject.start.values)
        self._out = np.shape(function(self._x))
        seed = np.ones(self._out) if self._is_number else direction(self._out)
        point = {**subject.start.environment, slope.wrt.name: self._x, SEED: seed}
        forward = FormulaTrees(subject.problem, subject.answer)
        used = forward.needed(slope.wrt.name)
        lines = {name: tree.value for name, tree in forward.lines.items() if name in used}
        self._trees = Trees(self._derived(lines, forward.goal, point))
        self._used = self._trees.needed("")
        self._made = {
            name: tree
            for name, tree in self._trees.lines.items()
            if name in self._used and name not in lines
        }
        parts = self._trees.sites(frozenset(lines))
        self._of_forward = frozenset(self._trees.form(site.node) for site in parts)
        functions = {**subject.problem.companion, **self._helpers}
        self._afresh = Evaluator((), functions).fresh()
        self._point = {name: value for name, value in point.items() if name not in self._used}
        self._worked = WorkedLines(self._trees, self._used, self._point, functions, every=True)
        self._lines = self._to_be_changed(is_chain)
        self._check()

    _helpers: Mapping[str, Callable[..., Any]] = HELPERS

    def _derived(
        self, lines: Mapping[str, ast.expr], goal: str, point: Mapping[str, Any]
    ) -> dict[str, ast.expr]:
        """Return the lines of the derivation, the last of which gives the answer."""
        assert self._subject.slope is not None
        variable, companion = self._subject.slope.wrt.name, self._subject.problem.companion
        return derivation(lines, goal, variable, point, companion)

    def _to_be_changed(self, is_chain: bool) -> Lines:
        """Return the lines, with what slips in them have to know."""
        subject = self._subject
        dimensions = subject.problem.dimensions
        return Lines(
            self._trees, self._used, self._made, self._of_forward, self._point,
            self._interchangeable(),
            lengths=frozenset((SEED, *dimensions)),
            dimensions=dimensions,
            surcharge=self.surcharge,
            is_chain=is_chain,
            holds_a_square=holds_a_square(subject),
            value=self.value_of,
            shown=frozenset(self._shown or shown_names(subject)).union(dimensions),
            unseen=self._is_unseen,
        )  # fmt: skip

    @property
    def _is_number(self) -> bool:
        """Whether the output is one number, of which the lines give the derivative at once."""
        return all(length == 1 for length in self._out)

    def _check(self) -> None:
        """Refuse lines that do not give the true answer."""
        right = self._answer(Change(Step(None), ()), self._subject.start)
        if not np.allclose(right, self._subject.start.truth, rtol=RIGHT, atol=RIGHT):
            raise NoDerivationError(self._subject.answer.id)

    def _interchangeable(self) -> Mapping[str, tuple[str, ...]]:
        """Return, for each name, those of its shape; dimensions differ at the first trial."""
        known = self._worked.values
        shapes = {name: np.shape(value) for name, value in known.items() if name != SEED}
        return {
            name: tuple(other for other, its in shapes.items() if its == shape)
            for name, shape in shapes.items()
        }

    def predictions(self) -> Iterator[Waiting]:
        """Yield what makes the prediction of every slip of the pen."""
        return ((change.step.cost, partial(self._predicted, change)) for change in self._changes)

    @property
    def slips(self) -> Iterator[Placed]:
        """What every slip of the pen predicts, with its places."""
        for change in self._changes:
            prediction = self._predicted(change)
            if prediction is not None:
                yield prediction, change.places

    @cached_property
    def _changes(self) -> Sequence[Change]:
        return list(itertools.islice(self._lines.changes(), _MOST_SLIPS))

    def parts(self) -> Iterator[tuple[str, Callable[[TrialContext], Any]]]:
        """Yield the answer without each summand by itself that adds to it as a term does.

        Nobody has seen these lines, so that no name goes with them.
        """
        start = self._subject.start
        sums = filter(self._is_sum_of_chain, self._trees.sites(self._used))
        for site in itertools.islice(sums, _MOST_SUMS):
            for alone, doubled in without_and_twice(site.node):
                without = partial(self._answer, Change(Step(None), ((site, alone),)))
                twice = self._tried(Change(Step(None), ((site, doubled),)))
                once = self._tried(Change(Step(None), ((site, alone),)))
                if (
                    twice is not None
                    and once is not None
                    and agrees(twice + once, 2.0 * start.truth, RIGHT)
                ):
                    yield "", without

    @cached_property
    def linear_parts(self) -> Mapping[int, Part]:
        """The parts of the derivative's lines that the answer is linear in, by node identities.

        Slopes are those of the product by which answers are looked up.
        """
        return {id(part.site.node): part for part in self._parts_of(self._worked)}

    def is_shorter_by_hand(self) -> bool:
        """Whether the derivative's lines have sums that are 1, or constants that cancel."""
        lines = {name: tree.value for name, tree in self._made.items()}
        return is_shorter_by_hand(lines, self._worked.value)

    def has_sums_of_zero(self) -> bool:
        """Whether the derivative's lines have sums that are 0, as of what is centred."""
        return has_sums_of_zero(self._made.values(), self._worked.value)

    def shown_parts(self) -> Iterator[tuple[ast.expr, Any]]:
        """Yield the inputs, lines and parts of lines, and slopes, each once with its value."""
        for name, value in self._subject.start.environment.items():
            if name not in self._subject.problem.dimensions:
                yield ast.Name(name, ast.Load()), value
        seen = set[int]()
        for node in (site.node for site in self._trees.sites(frozenset(self._trees.lines))):
            form = self._trees.form(node)
            if form in seen or not isinstance(node, (ast.BinOp, ast.Call)):
                continue
            is_new = bool(role_of(node)) or isinstance(node, ast.Call)
            if form in self._of_forward or (is_new and self._is_of_forward(node)):
                seen.add(form)
                yield node, self._worked.value(node)

    def made_lines(self) -> Iterator[tuple[str, Array]]:
        """Yield the derivative's own lines with their values, but for the last."""
        for name in self._made:
            if name != self._trees.goal:
                yield name, np.asarray(self._worked.values[name], dtype=float)

    def reached(self, node: ast.AST) -> frozenset[str]:
        """Return the lines of the derivative that a part of one depends on."""
        return self._trees.reached(node) & self._made.keys()

    def is_seen(self, node: ast.AST) -> bool:
        """Whether a part of a line names nothing that nobody has shown to the students."""
        return not any(
            isinstance(part, ast.Name) and self._is_unseen(part.id) for part in walk(node)
        )

    def _is_unseen(self, name: str) -> bool:
        return self._shown is not None and name not in self._shown

    def _is_of_forward(self, node: ast.AST) -> bool:
        """Whether a part of a line is made of inputs and of lines of the forward alone."""
        names = {part.id for part in walk(node) if isinstance(part, ast.Name)}
        return names.isdisjoint((SEED, *self._made, *self._helpers))

    def told(self, node: ast.AST) -> str:
        """Return a part of a line as students know it; nothing where nobody has seen it."""
        return as_text(node) if self._is_of_forward(node) and self.is_seen(node) else ""

    def predicted_by(
        self, step: Step, places: Places, functions: Mapping[str, Callable[..., Any]] = _NONE
    ) -> Candidate:
        """Return the answer with nodes put in some places, which may call some functions."""
        return Candidate(step, partial(self._answer, Change(step, places, functions)))

    def likeliest(
        self, most: int, dearest: int, shape: tuple[int, ...]
    ) -> Iterator[tuple[Change, float]]:
        """Yield the cheapest slips that predict something of their own, with its product.

        None costs more than ``dearest``; what is predicted has the shape ``shape``.
        """
        key = () if all(length == 1 for length in shape) else shape
        start = self._subject.start.truth
        along = self._directions.get(start.shape, direction(start.shape))
        seen = {float(f"{float(np.sum(start * along)):.9e}")}
        likely = (change for change in self._changes if change.step.cost <= dearest)
        for change in sorted(likely, key=lambda change: change.step.cost):
            prediction = self._predicted(change)
            if prediction is not None and prediction.shape == key:
                product = float(f"{prediction.product:.9e}")
                if product not in seen:
                    seen.add(product)
                    yield change, prediction.product
            if len(seen) > most:
                return

    def parts_under(self, change: Change) -> list[Part]:
        """Return the parts that the answer is linear in while a slip is made."""
        with put_in_place(change.places):
            worked = self._worked.while_changed(change.places, change.functions)
            return list(self._parts_of(worked))

    def _parts_of(self, worked: WorkedLines) -> Iterator[Part]:
        goal = self._trees.goal
        along = self._pulled_back(np.asarray(worked.values[goal], dtype=float))
        return parts_of(self._made, goal, worked.value, along)

    def value_of(self, node: ast.AST) -> Array | None:
        """Return the value of a node of the lines, or one that may stand there, if it has one."""
        try:
            return np.asarray(self._worked.value(node), dtype=float)
        except Exception:  # nonsense: shapes that do not meet
            return None

    def step_of(self, mistake: Mistake, old: ast.AST, new: ast.AST) -> Step | None:
        """Return what a slip at one place is told as; None where it is not what it would be."""
        return self._lines.step_of(mistake, old, new)

    @property
    def has_several_outputs(self) -> bool:
        """Whether the output has several entries."""
        return not self._is_number

    @property
    def depends_on_seed(self) -> bool:
        """Whether what moves in the lines is worked out for each entry of the output by itself."""
        return not self._is_number

    def _pulled_back(self, value: Array) -> Array:
        """Return what the last line is multiplied by, of its shape, as :meth:`_projected` does."""
        if value.shape not in self._pulled:
            found = np.zeros(value.shape)
            for place in np.ndindex(value.shape):
                unit = np.zeros(value.shape)
                unit[place] = 1.0
                found[place] = self._projected(unit)[1]
            self._pulled[value.shape] = found
        return self._pulled[value.shape]

    def _is_sum_of_chain(self, site: Site) -> bool:
        is_sum = binary(site.node, ast.Add, ast.Sub) is not None
        return is_sum and self._trees.form(site.node) not in self._of_forward

    def _tried(self, change: Change) -> Array | None:
        """Return the answer at the first trial with a change, None where there is none."""
        try:
            found = self._answer(change, self._subject.start)
        except Exception:  # nonsense: shapes that do not meet
            return None
        return found if found.shape == self._subject.start.truth.shape else None

    def _predicted(self, change: Change) -> Prediction | None:
        """Return what one of the slips predicts, worked out once."""
        if id(change) not in self._predictions:
            self._predictions[id(change)] = self._worked_out(change)
        return self._predictions[id(change)]

    def _worked_out(self, change: Change) -> Prediction | None:
        try:
            shape, product = self._product_by_slope(change) or self._product(change)
        except Exception:  # nonsense: shapes that do not meet
            return None
        return self._prediction(change, shape, product) if math.isfinite(product) else None

    def _product(self, change: Change) -> tuple[tuple[int, ...], float]:
        value = self._worked.changed(change.places, change.functions)
        return self._projected(np.asarray(value, dtype=float))

    @cached_property
    def _right(self) -> tuple[tuple[int, ...], float]:
        """The shape of the true answer, and the product by which it is looked up."""
        return self._projected(np.asarray(self._worked.values[self._trees.goal], dtype=float))

    def _product_by_slope(self, change: Change) -> tuple[tuple[int, ...], float] | None:
        """Return the same by the slope of a part, where one that keeps its shape has the change.

        What the part stands in does not have to be repeated.
        """
        for part in self._parts_with(change.places):
            value = self._worked.part_changed(part.site.node, change.places, change.functions)
            array = np.asarray(value)
            if array.shape == part.value.shape and array.dtype.kind in "fiub":
                product = self._right[1] + float(np.vdot(part.slope, array - part.value))
                least = _CANCELLED * abs(self._right[1])
                is_told = math.isfinite(product) and abs(product) >= least
                return (self._right[0], product) if is_told else None
        return None

    def _parts_with(self, places: Places) -> Iterator[Part]:
        """Yield the parts that the answer is linear in that have all of some places, from below."""
        first, *others = (self._trees.above(site) for site, _ in places)
        for key in first:
            if key in self.linear_parts and all(key in other for other in others):
                yield self.linear_parts[key]

    def _prediction(self, change: Change, shape: tuple[int, ...], product: float) -> Prediction:
        key = () if all(length == 1 for length in shape) else shape
        candidate = Candidate(change.step, partial(self._answer, change))
        return Prediction(candidate, IDENTITY, key, product)

    def _projected(self, value: Array) -> tuple[tuple[int, ...], float]:
        """Return the shape that an answer has, and its product with the array of that shape."""
        start = self._subject.start
        of_output = direction(self._out).item() if self._is_number else 1.0
        if isinstance(self._target, ChangeTarget):
            step = np.reshape(start.values[self._target.along], self._x.shape)
            return start.truth.shape, of_output * float(np.sum(value * step))
        if value.shape == self._x.shape:
            return start.truth.shape, of_output * float(np.vdot(value, direction(value.shape)))
        if not self._is_number:
            raise ValueError("rows of another shape than the variable's make no derivative")
        along = self._directions.get(value.shape, direction(value.shape))
        return value.shape, float(np.vdot(value, along))

    def _answer(self, change: Change, context: TrialContext) -> Array:
        """Return the full answer at a trial, with a slip in the lines."""
        function, x = self._target.forward.at(context.values)
        out = np.shape(function(x))
        with put_in_place(change.places):
            rows = [self._along(seed, context, change.functions) for seed in units(out)]
        if isinstance(self._target, DerivativeTarget):
            if self._is_number and rows[0].shape != x.shape:
                return rows[0]
            return self._target.arrange(np.stack(rows, axis=-1).reshape((*x.shape, *out)))
        step = np.reshape(context.values[self._target.along], x.shape)
        change_of = [np.sum(row * step) for row in rows]
        return np.reshape(change_of, () if self._target.scalar else out)

    def _along(
        self, seed: Array, context: TrialContext, functions: Mapping[str, Callable[..., Any]]
    ) -> Array:
        """Return the last line at a trial for one adjoint of the output, as the lines stand."""
        known = {**context.environment, SEED: seed}
        for name, tree in self._trees.lines.items():
            if name in self._used:
                known[name] = self._afresh.value(tree.value, known, (), functions)
        return np.asarray(known[self._trees.goal], dtype=float)


_OF_ARRAYS: Final = (DerivativeTarget, ChangeTarget)
