"""The rules of a set about the code itself, and what breaking one costs a verdict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from autograder.errors import GraderError
from autograder.grading.feedback import with_mistake
from autograder.grading.verdict import Verdict
from autograder.oracle.bounded import Bounds, run_bounded
from autograder.oracle.within import ExceededError
from autograder.problemset.model import Problem, ProblemSet
from autograder.report import Status
from autograder.worker.messages import Bundle

if TYPE_CHECKING:
    from autograder.grading.uses import Broken, Places

__all__ = ["Rules"]

_BOUNDS: Final = Bounds(seconds=10.0, memory=512 << 20)
"""For reading one submission's source; a file of 5,000 lines takes 0.5 s."""


class Rules:
    """The rules of one set, and how one submission's file keeps them."""

    def __init__(self, bundle: Bundle, module: str, problem_set: ProblemSet) -> None:
        """Read the file, if a problem asks for anything."""
        self._found: Mapping[str, Sequence[Broken]] = {}
        self.note = ""
        """What staff should know: why the file could not be judged; or nothing."""
        asking = [problem for problem in problem_set.problems if problem.uses.any]
        if not asking or module not in bundle.modules:
            return
        from autograder.grading.uses import judged  # few sets have rules, and reading takes modules

        try:
            self._found = run_bounded(lambda: judged(bundle, module, asking), _BOUNDS)
        except (ExceededError, GraderError):
            self.note = (
                f"{problem_set.name}: what this submission's code uses could not be read; "
                "`forbid`, `require` and `vectorised` were not judged"
            )

    def applied(self, problem: Problem, verdict: Verdict, imported: Places) -> Verdict:
        """Return a verdict with what breaking a rule costs, and each broken rule told once."""
        if not problem.uses.any:
            return verdict
        from autograder.grading.uses import imported_in_calls

        found = [*self._found.get(problem.id, ()), *imported_in_calls(problem, imported)]
        told = list({one.about: one for one in found}.values())
        if not told:
            return verdict
        credit = problem.uses.credit
        message, status = verdict.message, verdict.status
        if status is Status.CORRECT and credit < 1:
            status = Status.INCORRECT
            message = f"The result is right; {_cost(credit)} for the way to it."
        for one in told:
            message = with_mistake(message, one.sentence)
        return replace(
            verdict,
            status=status,
            message=message,
            share=verdict.share * credit,
            mistake=verdict.mistake or told[0].mistake,
        )


def _cost(credit: float) -> str:
    if credit == 0:
        return "no points are given"
    return f"{credit:.0%} of the points are given"
