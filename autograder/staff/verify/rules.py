"""The rules that make a problem fair, one private function each.

They read facts and find nothing out themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from autograder.errors import Fault
from autograder.staff.verify.model import Diagnostic, Facts, Severity
from autograder.staff.verify.second import ABSENT

__all__ = ["OPINION", "check", "unloadable"]

OPINION: Final = 1e-6
"""Largest distance of the two derivatives, in units of the largest entry: both are exact to 1e-8 or
better.
"""
_SLOW: Final = 5.0
"""Seconds for one problem's answer key and reference: a course of forty would no longer fit the
platform's limit.
"""


def check(facts: Facts) -> tuple[Diagnostic, ...]:
    """Return everything that is wrong with a problem, or odd, by every rule."""
    return tuple(found for rule in _RULES for found in rule(facts))


def unloadable(fault: Fault) -> Diagnostic:
    """Return the finding for one fault of a set that does not load."""
    place = f"{fault.path}:{fault.line}"
    return Diagnostic(
        "error",
        place,
        "loads",
        f"{fault.key}: found {fault.found}; expected {fault.expected}.",
        fault.hint,
    )


def _said(facts: Facts, severity: Severity, rule: str, found: str, mend: str = "") -> Diagnostic:
    return Diagnostic(severity, f"{facts.set}.{facts.problem}", rule, found, mend)


_ZERO: Final = (
    "Zeros would get full marks: let the forward depend on `wrt` at the inputs that are drawn, or "
    "leave out by `dims` the sizes at which it does not."
)


def _answer_key(facts: Facts) -> Iterator[Diagnostic]:
    if not facts.unusable:
        return
    if "kink" in facts.unusable or "unresolved" in facts.unusable:
        mend = "Keep the inputs away from the kink: a domain such as `nonzero` or `in [0.1, 2]`."
        yield _said(facts, "error", "smooth", f"{facts.unusable}.", mend)
    elif "all zero" in facts.unusable:
        yield _said(facts, "error", "answer key", f"{facts.unusable}.", _ZERO)
    else:
        yield _said(facts, "error", "answer key", _sentence(facts.unusable))


def _reference(facts: Facts) -> Iterator[Diagnostic]:
    if facts.no_reference:
        yield _said(
            facts,
            "error",
            "reference",
            _sentence(facts.no_reference),
            "Without one the problem is unproved.",
        )
    for loss in facts.losses:
        told = " ".join(filter(None, (loss.message, loss.named, loss.values)))
        place = f"at seed {loss.seed!r}, {loss.trial}"
        found = f"the reference loses points for {loss.answer} {place}: {told}"
        if loss.permuted:
            mend = (
                "With its axes in another order it is right: `convention` or `axes` and the "
                "reference disagree."
            )
            yield _said(facts, "error", "layout", found, mend)
        elif loss.failed:
            yield _said(facts, "error", "reference", found, "Mend the reference.")
        else:
            mend = "The forward's own derivative says otherwise: mend the forward or the reference."
            if loss.spread:
                mend = f"It may be the forward that is wrong: {loss.spread}"
            yield _said(facts, "error", "reference", found, mend)


def _second_opinion(facts: Facts) -> Iterator[Diagnostic]:
    for opinion in facts.opinions:
        if opinion.distance is None:
            if opinion.why != ABSENT:
                yield _said(
                    facts, "note", "second opinion", f"none for {opinion.answer}: {opinion.why}"
                )
        elif not opinion.distance <= OPINION:  # written so that NaN is no agreement
            found = (
                f"numeric and automatic derivative of {opinion.answer} differ by "
                f"{opinion.distance:.1e}."
            )
            yield _said(
                facts,
                "error",
                "second opinion",
                found,
                "One of them is wrong: look for a kink or a rounding.",
            )


def _mutants(facts: Facts) -> Iterator[Diagnostic]:
    for survivor in facts.mutation.survivors:
        found = f"full marks for the reference with {survivor.mistake} at {survivor.change}."
        yield _said(facts, "error", "mutants", found, _sentence(survivor.hidden_by))


def _forward_mutants(facts: Facts) -> Iterator[Diagnostic]:
    for survivor in facts.forward_mutation.survivors:
        found = f"full marks for the forward with {survivor.mistake}, {survivor.change}."
        yield _said(facts, "error", "mutants", found, _sentence(survivor.hidden_by))


def _branches(facts: Facts) -> Iterator[Diagnostic]:
    for fact in facts.branches:
        if not fact.reachable:
            found = f"the trials are all on one side of `{fact.branch}`."
            mend = (
                "An answer without it is right: let the inputs reach both sides, or leave it out."
            )
            yield _said(facts, "warning", "branches", found, mend)


def _layout(facts: Facts) -> Iterator[Diagnostic]:
    for hidden in facts.hidden:
        yield _said(
            facts, "error", "layout", f"{hidden.answer}: {hidden.found}.", _sentence(hidden.mend)
        )


def _sentence(text: str) -> str:
    whole = f"{text[:1].upper()}{text[1:]}"
    return whole if whole.endswith(("?", "!")) else whole.rstrip(".") + "."


def _smooth(facts: Facts) -> Iterator[Diagnostic]:
    for kink in facts.kinks:
        yield _said(facts, "error", "smooth", f"{kink}.", "Keep the inputs away from the kink.")


def _foreseen(facts: Facts) -> Iterator[Diagnostic]:
    for mistake in facts.foreseen:
        if not mistake.computed:
            mend = (
                "Write a formula over the inputs and the forward's lines, or a function of "
                "the reference file."
            )
            yield _said(
                facts, "error", "mistakes", f"{mistake.id} cannot be computed at every trial.", mend
            )
        elif mistake.right_for:
            found = f"{mistake.id} is the right answer for {mistake.right_for}."
            yield _said(
                facts, "error", "mistakes", found, "Take it out, or change what it computes."
            )
        elif mistake.same_as:
            found = f"{mistake.id} gives the same as {mistake.same_as}."
            yield _said(
                facts,
                "error",
                "mistakes",
                found,
                "Only one of the two can ever be named: drop one.",
            )
        elif mistake.named != mistake.id:
            found = f"{mistake.id}, handed in, is named {mistake.named or 'nothing'}."
            yield _said(facts, "error", "mistakes", found, "Its hint never reaches a student.")


def _carried(facts: Facts) -> Iterator[Diagnostic]:
    for broken in facts.broken_rules:
        if broken.ignored:
            found = f"the rule of {broken.answer} does not depend on {broken.ignored}."
            mend = "Take it out of `follows`, or say by it what the answer is."
        else:
            where = f"at seed {broken.seed!r}, {broken.trial}"
            found = (
                f"the rule of {broken.answer} does not give what is expected from the expected "
                f"answers above it, {where}."
            )
            mend = "Nobody is paid by it: mend the formula."
        yield _said(facts, "error", "rule", found, mend)


def _uses(facts: Facts) -> Iterator[Diagnostic]:
    for sentence in facts.broken_uses:
        found = f"the reference breaks a rule of the set: {sentence}"
        mend = "Students would lose points for it: mend the reference, or take the rule out."
        yield _said(facts, "error", "uses", found, mend)


def _signatures(facts: Facts) -> Iterator[Diagnostic]:
    for found in facts.disagreements:
        yield _said(
            facts, "error", "signature", f"{found}.", "Let statement, starter and reference agree."
        )
    for found in facts.remarks:
        yield _said(facts, "warning", "signature", f"{found}.")


def _structured(facts: Facts) -> Iterator[Diagnostic]:
    for found in facts.dependent:
        mend = (
            "The derivative moves each entry by itself, out of that set: if this is meant, say"
            " `entry by entry` in the statement."
        )
        yield _said(
            facts, "warning", "structure", f"{found}, and the derivative is taken by it.", mend
        )


def _dropped(facts: Facts) -> Iterator[Diagnostic]:
    for kind, reason in facts.dropped.items():
        yield _said(facts, "note", "trials", f"no {kind} trial: {_why(reason)}.")


def _why(reason: str) -> str:
    """Return why a special trial was dropped, without the place.

    Nothing has to be done about it.
    """
    return reason.rpartition(": ")[2].partition(";")[0].rstrip(".")


def _time(facts: Facts) -> Iterator[Diagnostic]:
    if facts.seconds > _SLOW:
        found = f"the answer key and the reference take {facts.seconds:.1f} s."
        yield _said(facts, "warning", "time", found, "Make the sizes or the forward smaller.")


_RULES: Final[tuple[Callable[[Facts], Iterator[Diagnostic]], ...]] = (
    _answer_key,
    _reference,
    _second_opinion,
    _mutants,
    _forward_mutants,
    _branches,
    _layout,
    _smooth,
    _foreseen,
    _carried,
    _uses,
    _signatures,
    _structured,
    _dropped,
    _time,
)
