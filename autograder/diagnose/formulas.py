"""Candidates that need no reference: what comes of a problem's own formulas with one thing wrong.

The formulas of ``forward``, ``of`` and ``expected`` are changed at one place
(:mod:`.formula_changes`), and the same is asked of them as of the right ones. To find a change it
is enough to follow one random direction of the variable; only a change that is found is compiled
and differentiated in full.
"""

from __future__ import annotations

import ast
import itertools
import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property, partial
from typing import Any, Final

import numpy as np
from msgspec.structs import replace
from numpy.typing import NDArray

from autograder.derivative.by_point import ByPoint
from autograder.diagnose.calculus import STEP, Question
from autograder.diagnose.class_rules import class_changes
from autograder.diagnose.context import Candidate, Subject, TrialContext
from autograder.diagnose.exponents import in_exponents
from autograder.diagnose.formula_changes import Change, slips, surcharge_of_slips
from autograder.diagnose.formula_trees import FormulaTrees
from autograder.diagnose.index import Prediction, Waiting, direction
from autograder.diagnose.kept_constants import kept_constants
from autograder.diagnose.kronecker import with_factors_turned
from autograder.diagnose.mistake import Mistake, Rank, Step
from autograder.diagnose.operations import EQUAL_TERMS, HELD_FIXED, PART_SQUARED
from autograder.diagnose.origin import candidates_of
from autograder.diagnose.passed_on import passed_on
from autograder.diagnose.product_rules import product_changes
from autograder.diagnose.rings import RING, changing_on_rings
from autograder.diagnose.rule_changes import held_parts, wrong_rules
from autograder.diagnose.shifts import TURNED, changing_shifted_back
from autograder.diagnose.shown_names import names_in
from autograder.diagnose.slip_pairs import Placed, beside, both_deviations, nodes_of
from autograder.diagnose.slips import AS_IF_OTHER, OPERAND
from autograder.diagnose.slope_elsewhere import (
    at_other_quantities,
    without_a_term,
    without_their_values,
)
from autograder.diagnose.spread_changes import spread_changes
from autograder.diagnose.squared_lengths import as_lengths
from autograder.diagnose.squares_of_sums import as_squares_of_sums
from autograder.diagnose.syntax import Places, put_in_place, reads, walk
from autograder.diagnose.uses import in_one_use
from autograder.diagnose.variants import MASKS
from autograder.diagnose.views import IDENTITY
from autograder.diagnose.worked_lines import WorkedLines
from autograder.oracle.compare import RIGHT
from autograder.oracle.compiled import Forward
from autograder.oracle.slopes import ChangeTarget, DerivativeTarget
from autograder.oracle.target import target_of
from autograder.problemset.formula import parse_formula

__all__ = ["Formulas"]

Array = NDArray[np.float64]


_MOST_RULES: Final = 48
"""Wrong rules that are taken two at a time: 1128 sums of two numbers, in 6 ms."""
_MOST_SLIPS_BESIDE: Final = 14
_MOST_RULES_BESIDE: Final = 28
"""Slips in the formulas and wrong rules that are tried together: 392 pairs, in 15 ms."""
_SIGN: Final = "sign.inner"
_DEAREST_OF_TWO: Final = Rank.RULE_UNUSUAL


class Formulas:
    """What an answer becomes by each change of the formulas that it depends on."""

    def __init__(self, subject: Subject, shown: Collection[str]) -> None:
        """Prepare the formulas of a subject, of which students have seen the names ``shown``."""
        problem, answer = subject.problem, subject.answer
        self.subject = self._subject = subject
        self._shown, self._question = frozenset(shown), Question(problem, answer)
        self._is_all_shown = frozenset(problem.forward.assigned) <= self._shown
        self._trees = FormulaTrees(problem, answer)
        self._point, self._variable = self._start()
        self._used = self._trees.needed(self._variable)
        self._predictions: dict[int, Prediction | None] = {}  # by the identity of a change kept

    @property
    def shown(self) -> frozenset[str] | None:
        """The names that students have seen; None where they have seen every line."""
        return None if self._is_all_shown else self._shown

    def _start(self) -> tuple[dict[str, Any], str]:
        """Return the first trial's inputs, the variable moved, and the line that it replaces."""
        values, slope = dict(self._subject.start.values), self._subject.slope
        if slope is None:
            return values, ""
        wrt = slope.wrt
        function, x = Forward(self._subject.problem, wrt, parse_formula(wrt.name)).at(values)
        values[wrt.name] = function(x + 1j * STEP * self._along(x))
        return values, wrt.name

    def _along(self, x: Array) -> Array:
        target = target_of(self._subject.problem, self._subject.answer)
        if isinstance(target, ChangeTarget):
            return np.reshape(self._subject.start.values[target.along], x.shape)
        return direction(x.shape)

    @cached_property
    def _directions(self) -> dict[tuple[int, ...], Array]:
        return self.directions()

    def directions(self) -> dict[tuple[int, ...], Array]:
        """Return, by shape, the array on which answers are projected, where it is no random one.

        For a derivative it is the outer product of the input's and the output's random direction,
        in the answer's layout: changes are evaluated along one direction of the input only.
        """
        target = target_of(self._subject.problem, self._subject.answer)
        if not isinstance(target, DerivativeTarget):
            return {}
        function, x = target.forward.at(self._subject.start.values)
        raw = np.multiply.outer(direction(x.shape), direction(np.shape(function(x))))
        return {self._subject.start.truth.shape: target.arrange(raw)}

    @cached_property
    def _slips(self) -> Sequence[Change]:
        sites = self._trees.sites(self._used)
        moving = self._trees.moving(self._variable)
        changes = slips(self._subject, sites, self._trees.lines, moving, self._trees.form)
        return list(filter(None, map(self._as_seen, changes)))

    def _as_seen(self, change: Change) -> Change | None:
        """Return a slip as it is told with the names that students have seen, if it can be."""
        step = change.step
        told = frozenset[str]().union(*map(names_in, step.slots.values()))
        if told <= self._shown.union(self._subject.problem.dimensions):
            return change
        if step.mistake is not AS_IF_OTHER:
            return None
        return replace(change, step=replace(step, mistake=OPERAND, slots={}))

    def slips(self) -> Iterator[Waiting]:
        """Yield what makes the prediction of every slip of the pen."""
        return ((change.step.cost, partial(self._kept, change)) for change in self._slips)

    def wrong_rules(self) -> Iterator[Waiting]:
        """Yield the same of every wrong rule of differentiation, applied at one place."""
        return ((change.step.cost, partial(self._kept, change)) for change in self._wrong_rules)

    @cached_property
    def _wrong_rules(self) -> Sequence[Change]:
        if self._subject.slope is None:
            return ()
        sites, moving = self._trees.sites(self._used), self._trees.moving(self._variable)
        changing = [site for site in sites if reads(site.node, moving)]
        is_curve = self._is_by_number and self._subject.start.truth.size > 1
        changes = itertools.chain(
            wrong_rules(
                sites,
                self._variable,
                moving,
                sums=not is_curve,
                is_second=not self._is_all_shown,
            ),
            passed_on(sites, self._trees.lines, moving),
            as_lengths(changing),
            as_squares_of_sums(changing),
            without_a_term(changing),
            without_their_values(changing),
            at_other_quantities(changing, self._trees.lines, self._seen()),
            in_exponents(changing, moving),
            spread_changes(changing, moving),
            with_factors_turned(changing, moving, self._subject.slope.wrt.text),
            kept_constants(changing, moving) if self._is_by_number else (),
            in_one_use(self._trees, self._used, self._variable),
            itertools.starmap(partial(_of_several, RING), changing_on_rings(changing)),
            itertools.starmap(partial(_of_several, TURNED), changing_shifted_back(changing)),
            product_changes(changing, moving),
            class_changes(changing, moving, self._subject.start.environment),
        )
        return list(changes if self._is_all_shown else filter(self._is_shown, changes))

    @property
    def _is_by_number(self) -> bool:
        """Whether the variable is one number."""
        return np.size(self._point[self._variable]) == 1

    def _seen(self) -> Mapping[str, Any]:
        """Return the values of what the problem shows."""
        values = self._subject.start.environment
        return {name: value for name, value in values.items() if name in self._shown}

    def slips_and_rules(self) -> Iterator[Prediction]:
        """Yield what a slip in the formulas predicts where a wrong rule is at work as well."""
        if self._subject.slope is None:
            return
        rules = list(self._different(self._wrong_rules, _DEAREST_OF_TWO, _MOST_RULES_BESIDE))
        left_out = surcharge_of_slips(self._subject) + Rank.SLIP
        for slip, by_slip in self._different(self._slips, left_out, _MOST_SLIPS_BESIDE):
            for by_rule, found in self._beside(slip, rules):
                if _rounded(found) not in (by_slip, by_rule):
                    yield replace(found, origin=replace(found.origin, also=(slip.step,)))

    def _beside(
        self, slip: Change, rules: Sequence[tuple[Change, float]]
    ) -> Iterator[tuple[float, Prediction]]:
        """Yield what rules predict beside a slip elsewhere, after what each does by itself."""
        here = {id(site.node) for site, _ in slip.places}
        with put_in_place(slip.places):
            worked = self._worked.while_changed(slip.places, slip.functions)
        for rule, by_rule in rules:
            if rule.by_entry or not here.isdisjoint(id(site.node) for site, _ in rule.places):
                continue
            if _are_two_signs(slip.step, rule.step):
                continue
            with put_in_place(slip.places):
                value = _quietly(worked, rule)
            functions = {**slip.functions, **rule.functions}
            both = Change(rule.step, (*slip.places, *rule.places), functions)
            found = None if value is None else self._projected(both, value)
            if found is not None:
                yield by_rule, found

    def _different(
        self, changes: Iterable[Change], dearest: int, most: int
    ) -> Iterator[tuple[Change, float]]:
        """Yield the cheapest changes that predict something of their own, with its product."""
        truth = self._subject.start.truth
        along = self._directions.get(truth.shape, direction(truth.shape))
        seen, found = {float(f"{float(np.sum(truth * along)):.9e}")}, 0
        likely = (change for change in changes if change.step.cost <= dearest)
        for change in sorted(likely, key=lambda change: change.step.cost):
            prediction = self._kept(change)
            if prediction is not None and _rounded(prediction) not in seen:
                seen.add(_rounded(prediction))
                yield change, _rounded(prediction)
                found += 1
                if found == most:
                    return

    def parts(self) -> Iterator[tuple[str, Callable[[TrialContext], Any]]]:
        """Yield the answer with each part by itself held fixed, after the part as students know it.

        Nobody knows a part that names what the problem does not show: then nothing stands there.
        """
        if self._subject.slope is None:
            return
        sites, moving = self._trees.sites(self._used), self._trees.moving(self._variable)
        for text, change in held_parts(sites, self._variable, moving):
            names = {part.id for part in walk(ast.parse(text)) if isinstance(part, ast.Name)}
            yield text if names <= self._shown else "", self._compute(change)

    def two_rules(self) -> Iterator[Prediction]:
        """Yield what two wrong rules predict that are at work in different terms.

        There the deviations from the true answer add up, so that nothing new is worked out.
        """
        truth = self._subject.start.truth
        along = self._directions.get(truth.shape, direction(truth.shape))
        true = float(np.sum(truth * along))
        rules = [
            (prediction, places)
            for prediction, places in self._single_rules()
            if not np.isclose(prediction.product, true, rtol=RIGHT, atol=0.0)
        ]
        nodes = {id(places): nodes_of(places) for _, places in rules}
        for (first, here), (second, there) in itertools.combinations(rules[:_MOST_RULES], 2):
            if nodes[id(here)].isdisjoint(nodes[id(there)]):
                candidate = Candidate(
                    first.origin.step,
                    partial(both_deviations, first.origin, second.origin),
                    (_second(second.origin.step, first.origin.step, here, there),),
                )
                product = first.product + second.product - true
                yield Prediction(candidate, IDENTITY, first.shape, product)

    def _single_rules(self) -> Iterator[Placed]:
        """Yield the wrong rules that predict different answers, with the places they are about."""
        seen = set[float]()
        key = _key(self._subject.start.truth.shape)
        for origin in candidates_of(self._subject, MASKS):
            value = self._subject.start.value(origin)
            if value is not None and _key(value.shape) == key:
                yield self._of_value(origin, value), ()
        for change in self._wrong_rules:
            prediction = self._kept(change)
            if prediction is None or prediction.shape != key:
                continue
            if change.step.cost > _DEAREST_OF_TWO or change.step.mistake is EQUAL_TERMS:
                continue
            product = float(f"{prediction.product:.9e}")
            if product not in seen:
                seen.add(product)
                yield prediction, change.places

    def _is_shown(self, change: Change) -> bool:
        """Whether a rule is one for a function that the problem shows, or for the variable.

        Products and powers of lines that nobody has shown say nothing of a student's rules, nor
        does the number of their terms.
        """
        if change.step.mistake in (EQUAL_TERMS, PART_SQUARED):
            return change.step.mistake is PART_SQUARED
        name = change.step.slots.get("name", "")
        if not frozenset[str]().union(*map(names_in, change.step.slots.values())) <= self._shown:
            return False
        of_variable = all(
            isinstance(site.node, ast.Name) and site.node.id == self._variable
            for site, _ in change.places
        )
        return name in self._shown or (of_variable and not name)

    @cached_property
    def _worked(self) -> WorkedLines:
        companion = self._subject.problem.companion
        return WorkedLines(self._trees, self._used, self._point, companion)

    def _kept(self, change: Change) -> Prediction | None:
        """Return what one of the slips or of the wrong rules predicts, worked out once."""
        if id(change) not in self._predictions:
            self._predictions[id(change)] = self._predicted(change)
        return self._predictions[id(change)]

    def _predicted(self, change: Change) -> Prediction | None:
        if change.by_entry:
            return self._by_entry(change)
        value = _quietly(self._worked, change)
        return None if value is None else self._projected(change, value)

    def _by_entry(self, change: Change) -> Prediction | None:
        """Return what a change predicts whose answer is no sum over the entries that move."""
        candidate = Candidate(change.step, self._compute(change))
        value = self._subject.start.value(candidate)
        if value is None:
            return None
        return self._of_value(candidate, value)

    def _of_value(self, candidate: Candidate, value: Array) -> Prediction:
        along = self._directions.get(value.shape, direction(value.shape))
        return Prediction(candidate, IDENTITY, _key(value.shape), float(np.vdot(value, along)))

    def _projected(self, change: Change, value: NDArray[Any]) -> Prediction | None:
        shape = value.shape
        if self._subject.slope is not None:
            value = value.imag / STEP
            target = target_of(self._subject.problem, self._subject.answer)
            if isinstance(target, DerivativeTarget):
                shape = self._subject.start.truth.shape
        if value.dtype.kind not in "fiub":
            return None
        product = float(np.vdot(value, direction(value.shape)))
        if not math.isfinite(product):
            return None
        candidate = Candidate(change.step, self._compute(change))
        return Prediction(candidate, IDENTITY, _key(shape), product)

    def _compute(self, change: Change) -> Callable[[TrialContext], Any]:
        """Return the full answer under a change, compiled when it is first asked for."""
        made: list[Callable[[Mapping[str, Any]], Any]] = []

        def compute(context: TrialContext) -> Any:
            if not made:
                made.append(self._compiled(change))
            return made[0](context.values)

        return compute

    def _compiled(self, change: Change) -> Callable[[Mapping[str, Any]], Any]:
        program, output = self._trees.program(change.places)
        functions = {
            name: function if isinstance(function, ByPoint) else ByPoint(function)
            for name, function in change.functions.items()
        }
        return self._question.of(program, output, functions)


def _quietly(worked: WorkedLines, change: Change) -> NDArray[Any] | None:
    """Return the last line's value under a change, None where it has none."""
    try:
        return np.asarray(worked.changed(change.places, change.functions))
    except Exception:  # nonsense: shapes that do not meet, an index beyond the end
        return None


def _of_several(
    mistake: Mistake, name: str, places: Places, functions: Mapping[str, Callable[..., Any]]
) -> Change:
    return Change(Step(mistake, {"name": name}), places, functions)


def _second(step: Step, first: Step, here: Places, there: Places) -> Step:
    """Return the second of two wrong rules: of each appearance that is held fixed it is so.

    What is said of the label's own place is said of one and the same.
    """
    if step.mistake is not first.mistake or (step.mistake and step.mistake.id == "label.entry"):
        return step
    return replace(step, where="there") if step.mistake is HELD_FIXED else beside(step, here, there)


def _are_two_signs(slip: Step, rule: Step) -> bool:
    """Whether a sign is wrong in what is differentiated and in the derivative: it is one mistake.

    What stands in the derivative has the sign that it should have, and the function has another.
    """
    return bool(slip.mistake and rule.mistake and slip.mistake.id == rule.mistake.id == _SIGN)


def _rounded(prediction: Prediction) -> float:
    return float(f"{prediction.product:.9e}")


def _key(shape: tuple[int, ...]) -> tuple[int, ...]:
    return () if all(length == 1 for length in shape) else shape
