"""The call at which an answer failed, as lines to paste and as a file; never what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path, PurePath
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

    None where the inputs are too long to paste, or the file cannot be imported: by its name, or
    to its end.
    """
    path = PurePath(file.path)
    is_module = path.suffix == ".py"
    is_importable = path.stem.isidentifier() and file.is_whole
    if not problem.call.text or (is_module and not is_importable):
        return ()
    rounded = "; ".join(f"{name} = {_literal(value, _DIGITS)}" for name, value in inputs.items())
    if len(rounded) > _LONGEST:
        return ()
    names = ", ".join(problem.call.needs) if is_module else ""  # a notebook's are there
    first = (
        f"import numpy as np; from {path.stem} import {names}" if names else "import numpy as np"
    )
    return (first, rounded or "# no inputs", problem.call.text)


def case_name(problem: Problem) -> str:
    """Return the name of the file that holds a failing call."""
    return f"{problem.id}_case.py"


def case_file(
    problem: Problem, inputs: Mapping[str, Any], file: FileRead, support: Path | None = None
) -> str:
    """Return a file that makes the call again and prints what comes of it.

    ``support`` is the folder of the staff's modules, which the student's file may import.
    """
    head = (
        f'"""The call of {problem.id} at which `autograder check` found something. Run it, '
        f"change it, "
        'step through it."""'
    )
    lines = [f"{name} = {_literal(value)}" for name, value in inputs.items()]
    shown = (
        [f"answer = {problem.call.text}"] if problem.call.text else [problem.call.code.rstrip("\n")]
    )
    results = ["answer"] if problem.call.text else [answer.id for answer in problem.answers]
    prints = [f'print("{name}", np.shape({name}), {name}, sep="\\n")' for name in results]
    parts = [head, "", *_own_names(problem, file, support), "", *lines, "", *shown, *prints]
    return "\n".join(parts) + "\n"


def _own_names(problem: Problem, file: FileRead, support: Path | None) -> tuple[str, ...]:
    """Return the lines that bind the student's own names.

    Not by an import: that ends at a statement which fails, where grading goes on.
    """
    path = PurePath(file.path)
    if path.suffix != ".py":
        return ("import numpy as np", "", "# Paste your own code here: it stands in a notebook.")
    return (
        "import ast",
        "import pathlib",
        *(["import sys"] if support else []),
        "",
        "import numpy as np",
        "",
        f"path = pathlib.Path(__file__).with_name({path.name!r})",
        *([f"sys.path.append({str(support.resolve())!r})"] if support else []),
        f'own = {{"__name__": {path.stem!r}, "__file__": str(path)}}',
        'for statement in ast.parse(path.read_text(encoding="utf-8-sig")).body:',
        "    try:",
        '        exec(compile(ast.Module([statement], []), str(path), "exec"), own)',
        "    except Exception as error:  # as in grading, it costs itself",
        '        print(f"{path.name}, line {statement.lineno}: {error!r}")',
        *(f"{name} = own[{name!r}]" for name in problem.call.needs),
    )


def _literal(value: Any, digits: int | None = None) -> str:
    if not isinstance(value, np.ndarray):
        return repr(value if digits is None or isinstance(value, int) else round(value, digits))
    shown = value if digits is None or value.dtype.kind != "f" else np.round(value, digits) + 0.0
    return f"np.array({shown.tolist()!r})"
