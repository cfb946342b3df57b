"""Reference solutions: trusted code of the staff, called in the grader as a student's is."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct

from autograder.errors import StaffError
from autograder.problemset.call import inputs_of, unpack
from autograder.problemset.companion import ChangesInput, import_file
from autograder.problemset.model import Problem

__all__ = ["Solution", "changed_input"]


class Solution(Struct, frozen=True):
    """The names that a reference file defines."""

    path: Path
    names: Mapping[str, object]

    @classmethod
    def load(cls, set_name: str, path: Path | None) -> Solution:
        """Load a set's reference file.

        Raises:
            StaffError: there is none, or it raises.
        """
        if path is None:
            raise StaffError("no reference", f"reference/{set_name}.py", where=set_name)
        try:
            module = import_file(path, f"autograder_reference_{path.stem}")
        except Exception as error:  # staff code may raise anything while it is imported
            raise StaffError(
                f"the reference fails to import: {type(error).__name__}: {error}", where=str(path)
            ) from error
        return cls(path, vars(module))

    def answers(self, problem: Problem, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the solution's value for each answer at a trial's inputs.

        Raises:
            StaffError: the solution raises, or returns too few answers.
        """
        from autograder.worker.server import execute  # few sets ask their reference while grading

        call, inputs = problem.call, inputs_of(problem, values)
        bound, failure = execute(self.names, call.code, inputs, call.reads, problem.id)
        if failure is not None:
            said = f"{type(failure).__name__}: {failure}"
            raise StaffError(f"{problem.id} raises {said}", where=str(self.path)) from failure
        changed = changed_input(inputs, values)
        if changed:
            called = problem.call.text or f"the block `run` of {problem.id}"
            raise ChangesInput(f"{self.path}: the reference's {called}", changed)
        answers = unpack(problem, bound)
        if isinstance(answers, str):
            raise StaffError(f"the reference {answers}", where=f"{self.path}: {problem.id}")
        return answers


def changed_input(inputs: Mapping[str, Any], values: Mapping[str, Any]) -> str:
    """Return the first input whose bytes are not those of the trial's values, or nothing."""
    return next(
        (
            name
            for name, value in inputs.items()
            if isinstance(value, np.ndarray) and value.tobytes() != values[name].tobytes()
        ),
        "",
    )
