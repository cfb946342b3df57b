"""Every sentence that a student reads about an answer.

Those about failures are in :mod:`.failures`.

A sentence gives shapes in letters and numbers and never an expected value.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from autograder.oracle.compare import Look
from autograder.problemset.model import Answer
from autograder.problemset.sizes import Size, shape_text
from autograder.worker.messages import Failure

__all__ = [
    "BLANK",
    "about_carried",
    "about_carrying",
    "about_crash",
    "about_flood",
    "about_near",
    "about_no_time",
    "about_not_finite",
    "about_not_numeric",
    "about_shape",
    "about_slow_import",
    "about_staff_error",
    "about_time_out",
    "about_unbound",
    "about_unit",
    "about_unstable",
    "about_wrong_values",
    "brief",
    "correct",
    "shape_in_letters",
    "with_mistake",
]

BLANK = "nothing stands after"
"""Of a line on paper that is still as the starter has it."""


def shape_in_letters(sizes: Sequence[Size], dims: Mapping[str, int]) -> str:
    """Write a shape as ``(m, n) = (5, 3)``, or only in numbers where it has no letters."""
    numbers = shape_text([size.value(dims) for size in sizes])
    letters = shape_text(sizes)
    return numbers if letters == numbers else f"{letters} = {numbers}"


def _axes(count: int) -> str:
    return {0: "no axis (a single number)", 1: "1 axis"}.get(count, f"{count} axes")


def correct(seen: Look, *, single: bool) -> str:
    """Say that an answer is right, in which precision, and from what it was converted."""
    if single:
        advice = "float64 keeps more digits and is numpy's default."
        said = f"Correct, in {_precision(seen)}. {advice}"
    else:
        said = "Correct."
    return with_mistake(said, about_conversion(seen))


def _precision(seen: Look) -> str:
    half = seen.answer is not None and seen.answer.half
    return "half precision (float16)" if half else "single precision (float32)"


def about_conversion(seen: Look) -> str:
    """Say what an answer was before it was read as plain numbers, or nothing."""
    if seen.answer is None or not seen.answer.converted:
        return ""
    return f"Your answer was {seen.answer.converted}; it was read as plain numbers."


def about_unit(said: str) -> str:
    """Say that an answer is right but where every dimension is 1, and what it is there."""
    return f"Right at all other sizes; where every dimension is 1: {said}"


def about_shape(answer: Answer, dims: Mapping[str, int], seen: Look) -> str:
    """Say which shape came and which was expected; first the number of axes where that differs."""
    assert seen.shape is not None
    got, want = shape_text(seen.shape), shape_in_letters(answer.shape, dims)
    if not answer.shape:
        return f"Expected a single number; your answer has the shape {got}."
    if seen.finding == "wrong_axes":
        counts = f"Your answer has {_axes(len(seen.shape))}, expected {_axes(len(answer.shape))}"
        return f"{counts}: the shape is {got}, expected {want}."
    return f"Your answer has the shape {got}, expected {want}."


def about_wrong_values(answer: Answer, dims: Mapping[str, int]) -> str:
    """Say that the shape is right and the numbers are not."""
    if not answer.shape:
        return "Your answer is a single number, as expected, but not the right one."
    return f"The shape {shape_in_letters(answer.shape, dims)} is right, the numbers are not."


def about_carried(names: Sequence[str], share: float) -> str:
    """Say that an answer is wrong only by those above it, and what that earns."""
    wrong = f"{' and '.join(names)}, which {'is' if len(names) == 1 else 'are'} wrong"
    earned = f" That earns {share:.0%} of the points." if share else ""
    return f"Not right by itself, but right for your {wrong}.{earned}"


def about_carrying(names: Sequence[str]) -> str:
    """Say that the platform judges an answer again by those above it, which only the staff can."""
    return f"Gradescope judges it again by your own {' and '.join(names)}, which a check cannot."


def about_near(seen: Look, *, accepted: bool) -> str:
    """Say how many digits of an answer are right."""
    digits = math.floor(-math.log10(seen.distance))
    text = f"Your answer is right to about {digits} digits"
    if accepted:
        return f"{text}, which is accepted here."
    why = "a term may be missing, or a derivative was approximated or rounded on the way."
    if seen.answer is not None and seen.answer.half:
        return f"{text} only: it is in {_precision(seen)}, which keeps no more. Compute in float64."
    if seen.answer is not None and seen.answer.single:
        return f"{text} only, fewer than {_precision(seen)} keeps here: {why}"
    return f"{text} only: {why}"


def about_not_numeric(seen: Look) -> str:
    """Say what came instead of an array of numbers."""
    return f"Your answer is {seen.what}."


def about_not_finite(seen: Look) -> str:
    """Say that entries are NaN or infinite."""
    return f"Your answer has the right shape, but not every entry is a finite number: {seen.what}."


def with_mistake(verdict: str, sentence: str) -> str:
    """Add the named mistake, if there is one, to what is said of an answer."""
    return f"{verdict}\n{sentence}" if sentence else verdict


def brief(seen: Look) -> str:
    """Say what is wrong with an answer without a number of it or of what was expected."""
    if seen.said:
        return "Your answer is not right."
    match seen.finding:
        case "wrong_shape" | "wrong_axes":
            return "The shape of your answer is not right."
        case "not_numeric" | "not_finite":
            return "Your answer is no array of finite numbers."
        case "near":
            return "The numbers are nearly right, but not to enough digits."
    return "The numbers are not right."


def about_slow_import(filename: str) -> str:
    """Say that a file ran until the time to import it was over, and nothing could be kept."""
    advice = 'Put what trains or plots under `if __name__ == "__main__":`.'
    return f"{filename} was still running when the time to import it was over. {advice}"


def about_unbound(answer: Answer, note: str = "") -> str:
    """Say that a call ended without this answer."""
    return f"Your code ended without a value for {answer.id}{': it ' + note if note else ''}."


def about_unstable() -> str:
    """Say that a second call with the same input gave another value."""
    return (
        "Called once more with its first input, after everything else, your code gave another "
        "value: it depends on what was called before, or on random numbers of its own. "
        "The first value was graded."
    )


def about_time_out(seconds: float) -> str:
    """Say that a call was cut off."""
    cause = "an endless loop, or far too much work."
    return f"Stopped after {seconds:g} s, the time limit of one call: {cause}"


def about_crash(failure: Failure | None) -> str:
    """Say that the student's process ended during the call."""
    detail = f" ({failure.message})" if failure and failure.message else ""
    return (
        f"Python itself ended while your code ran{detail}: sys.exit, too much memory, or a crash."
    )


def about_flood() -> str:
    """Say that a call printed or returned more than is read."""
    return "Stopped: your code printed or returned far more than an answer needs."


def about_no_time() -> str:
    """Say that an answer was not reached."""
    return "Not graded: the time for the whole submission was used up before this answer."


def about_staff_error() -> str:
    """Say that the staff, not the student, has to act."""
    reason = "the problem set needs mending by the staff. It is not your fault."
    return f"This answer could not be graded: {reason}"
