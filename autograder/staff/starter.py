"""The file that students start from: each function and class as a stub that says its shapes.

Written from a set's public part (:meth:`~autograder.problemset.ProblemSet.public`) alone. It
imports, and nothing in it is right.
"""

from __future__ import annotations

import ast
import json
import textwrap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from autograder.errors import StaffError
from autograder.problemset.notes import NONE, Notes
from autograder.report import counted
from autograder.staff.outline import AnswerOutline, ProblemOutline, SetOutline, outline

__all__ = ["starter", "starter_notebook"]

_WIDTH: Final = 100


def starter(public: Mapping[str, Any], notes: Notes = NONE, packages: Sequence[str] = ()) -> str:
    """Return the starter file of a set's public part, as Python.

    ``packages`` are those that the course has installed beside numpy.

    Raises:
        StaffError: a problem calls a name that no stub defines, or two stubs define the same name.
    """
    return "\n\n\n".join(_cells(outline(public, notes), packages)) + "\n"


def starter_notebook(
    public: Mapping[str, Any], notes: Notes = NONE, packages: Sequence[str] = ()
) -> str:
    """Return the starter file of a set's public part, as a notebook with a cell for each stub.

    Raises:
        StaffError: a problem calls a name that no stub defines, or two stubs define the same name.
    """
    cells: list[dict[str, Any]] = [
        {
            "cell_type": "code",
            "execution_count": None,
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for source in _cells(outline(public, notes), packages)
    ]
    notebook = {
        "cells": cells,
        "metadata": {"language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 4,
    }
    return json.dumps(notebook, indent=1) + "\n"


def _cells(each: SetOutline, packages: Sequence[str]) -> list[str]:
    blocks = list(_blocks(each.problems))
    defined = Counter(name for block in blocks for name in _defines(block))
    for name, count in defined.items():
        if count > 1:
            raise StaffError(
                f"{count} stubs that define {name!r}",
                "one, shared by its problems",
                where=each.submit,
            )
    for problem in each.problems:
        for name in problem.needs:
            if name not in defined:
                raise StaffError(
                    f"a call of {name!r}",
                    "a `stub` of this set that defines it",
                    where=problem.id,
                )
    head = (
        f"{each.title}\n\nHand in this file as {each.submit}. Each answer stands in the place "
        f"of its `...`.\n"
    )
    if packages:
        names = ", ".join(name.partition("==")[0] for name in packages)
        head += f"\nInstalled beside numpy: {names}.\n"
    return [f"{_docstring(head)}\n\nimport numpy as np", *blocks]


def _blocks(problems: Iterable[ProblemOutline]) -> Iterator[str]:
    """Yield each stub once, under a comment for every problem that it does not describe itself."""
    shared: dict[str, list[ProblemOutline]] = {}
    for problem in problems:
        shared.setdefault(problem.stub or problem.function, []).append(problem)
    for first, *others in shared.values():
        described = [first, *others] if first.stub else others
        above = "\n#\n".join(map(_comment, described))
        code = first.stub or _function(first)
        yield f"{above}\n{code}" if above else code


def _defines(code: str) -> list[str]:
    try:
        nodes = ast.parse(code).body
    except SyntaxError as error:
        line = (error.text or "").strip()
        raise StaffError(f"the stub line {line!r}: {error.msg}", "Python") from None
    return [
        *(node.name for node in nodes if isinstance(node, (ast.FunctionDef, ast.ClassDef))),
        *(
            target.id
            for node in nodes
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name)
        ),
    ]


# A function with its docstring.


def _function(problem: ProblemOutline) -> str:
    lines = [_title(problem), *_statement(problem)]
    lines += ["", "Args:", *_arguments(problem)] if problem.parameters else []
    lines += ["", "Returns:", *_results(problem.answers, named=len(problem.answers) > 1), ""]
    if problem.is_assigned:
        lines[lines.index("Returns:")] = "Assign:"
        above = "\n".join(f"# {line}".rstrip() for line in "\n".join(lines).rstrip().split("\n"))
        return f"{above}\n{problem.function} = ..."
    body = textwrap.indent(_docstring("\n".join(lines)), "    ", lambda line: bool(line.strip()))
    return f"def {problem.signature}:\n{body}\n    ..."


def _docstring(text: str) -> str:
    quoted = text.replace('"""', "'''")
    prefix = "r" if "\\" in text else ""
    return f'{prefix}"""{quoted}"""'


def _title(problem: ProblemOutline) -> str:
    return f"{problem.title} ({counted(problem.points, 'point')})."


def _statement(problem: ProblemOutline) -> Iterator[str]:
    if problem.statement:
        yield from ["", problem.statement]
    if problem.notes:
        yield from ["", textwrap.fill(f"In the notes: {', '.join(problem.notes)}.", _WIDTH)]
    if problem.rules:
        yield from ["", textwrap.fill(" ".join(problem.rules), _WIDTH)]


def _arguments(problem: ProblemOutline) -> Iterator[str]:
    yield from (_entry(f"{parameter.name}: {parameter.says}.") for parameter in problem.parameters)


def _results(answers: Iterable[AnswerOutline], *, named: bool) -> Iterator[str]:
    for answer in answers:
        parts = [answer.shape, *([answer.asks] if answer.asks else [])]
        axes = f"; axes {', '.join(answer.axes)}" if answer.axes else ""
        name = f"{answer.id}: " if named else ""
        yield _entry(f"{name}{', '.join(parts)}{axes}. {answer.judged_again}".rstrip())


def _entry(text: str) -> str:
    return textwrap.fill(
        text, _WIDTH, initial_indent="    ", subsequent_indent="        ", break_long_words=False
    )


# A problem as a comment, above the stub that the staff wrote.


def _comment(problem: ProblemOutline) -> str:
    lines = [_title(problem), *_statement(problem)]
    if problem.run:
        lines += ["", "It is called like this", textwrap.indent(problem.run, "    ")]
    lines += ["", "with", *_arguments(problem)] if problem.parameters else []
    lines += ["", "and this is graded:", *_results(problem.answers, named=True)]
    return "\n".join(f"# {line}".rstrip() for line in "\n".join(lines).split("\n"))
