"""The call at which an answer failed, as lines to paste and as a file; never what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, Final

import numpy as np

from autograder.problemset.model import Problem
from autograder.student.reading import FileRead

__all__ = ["arguments_text", "case_file", "case_name", "three_lines"]

_DIGITS: Final = 2
_LONGEST: Final = 400
"""Characters of a line to paste: some 60 numbers. Longer inputs belong in a file."""


def arguments_text(inputs: Mapping[str, Any]) -> str:
    """Write which shapes a call was given: ``A (3, 1), W (3, 5), i = 2``."""
    return ", ".join(
        f"{name} {value.shape}" if isinstance(value, np.ndarray) else f"{name} = {value:.4g}"
        for name, value in inputs.items()
    )


def three_lines(problem: Problem, inputs: Mapping[str, Any], file: FileRead) -> tuple[str, ...]:
    """Return the call as three lines for a Python prompt.

    None where the inputs are too long to paste.
    """
    if not problem.call.text:
        return ()
    rounded = "; ".join(f"{name} = {_literal(value, _DIGITS)}" for name, value in inputs.items())
    if len(rounded) > _LONGEST:
        return ()
    names = _import(problem, file)
    first = f"import numpy as np; {names}" if names else "import numpy as np"
    return (first, rounded or "# no inputs", problem.call.text)


def case_name(problem: Problem) -> str:
    """Return the name of the file that holds a failing call."""
    return f"{problem.id}_case.py"


def case_file(problem: Problem, inputs: Mapping[str, Any], file: FileRead) -> str:
    """Return a file that makes the call again and prints what comes of it."""
    head = (
        f'"""The call of {problem.id} at which `autograder check` found something. Run it, '
        f"change it, "
        'step through it."""'
    )
    names = _import(problem, file) or "# Paste your own code here: it stands in a notebook."
    lines = [f"{name} = {_literal(value)}" for name, value in inputs.items()]
    shown = (
        [f"answer = {problem.call.text}"] if problem.call.text else [problem.call.code.rstrip("\n")]
    )
    results = ["answer"] if problem.call.text else [answer.id for answer in problem.answers]
    prints = [f'print("{name}", np.shape({name}), {name}, sep="\\n")' for name in results]
    parts = [head, "", "import numpy as np", "", names, "", *lines, "", *shown, *prints]
    return "\n".join(parts) + "\n"


def _import(problem: Problem, file: FileRead) -> str:
    """Return the import of the student's own names.

    Nothing for a notebook, which cannot be imported.
    """
    path = PurePosixPath(file.upload_as)
    if path.suffix != ".py" or not problem.call.needs:
        return ""
    return f"from {path.stem} import {', '.join(problem.call.needs)}"


def _literal(value: Any, digits: int | None = None) -> str:
    if not isinstance(value, np.ndarray):
        return repr(value if digits is None or isinstance(value, int) else round(value, digits))
    shown = value if digits is None or value.dtype.kind != "f" else np.round(value, digits) + 0.0
    return f"np.array({shown.tolist()!r})"
