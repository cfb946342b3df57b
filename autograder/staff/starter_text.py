"""The text that students start from where a set is answered on paper: a heading and a line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from autograder.problemset.notes import NONE, Notes
from autograder.report import counted
from autograder.staff.outline import ProblemOutline, outline

__all__ = ["starter_text"]


def starter_text(
    public: Mapping[str, Any], notes: Notes = NONE, _packages: Sequence[str] = ()
) -> str:
    """Return the starter file of a set's public part, as Markdown; nothing in it is an answer."""
    whole = outline(public, notes)
    head = [
        f"# {whole.title}",
        "",
        f"Hand in this file as `{whole.submit}`. Write a formula after each `=`.",
    ]
    return (
        "\n".join([*head, *(line for problem in whole.problems for line in _lines(problem))]) + "\n"
    )


def starter_yaml(
    public: Mapping[str, Any], notes: Notes = NONE, _packages: Sequence[str] = ()
) -> str:
    """Return the starter file of a set's public part, as YAML: what is asked is a comment."""
    whole = outline(public, notes)
    head = [
        f"# {whole.title}",
        "#",
        f"# Hand in this file as {whole.submit}. Write a formula after each colon, between quotes.",
    ]
    problems = (line for problem in whole.problems for line in _yaml_lines(problem))
    return "\n".join([*head, *problems]) + "\n"


def _yaml_lines(problem: ProblemOutline) -> Iterator[str]:
    is_asked = {f"{answer.id} =": answer for answer in problem.answers}
    _, _, _, _, *lines = _lines(problem)
    yield from ("", f"# {problem.title}", f"{problem.id}:")
    for line in lines:
        if line in is_asked:
            answer = is_asked[line]
            yield f"  {answer.id}: |" if answer.steps else f'  {answer.id}: ""'
        elif line:
            yield from (f"  # {part}" for part in line.splitlines())


def _lines(problem: ProblemOutline) -> Iterator[str]:
    yield from ("", f"## {problem.id}", "", problem.title)
    if problem.statement:
        yield from ("", problem.statement.rstrip())
    if problem.parameters:
        yield ""
        yield from (f"- `{parameter.name}`: {parameter.says}" for parameter in problem.parameters)
    for answer in problem.answers:
        yield from (("", answer.judged_again) if answer.follows else ())
        yield from (("", _about_steps(answer.steps)) if answer.steps else ())
        yield from ("", f"{answer.id} =")


def _about_steps(steps: int) -> str:
    return (
        f"Each line is judged against the one before it: show at least "
        f"{counted(steps, 'step')}, each on a line that begins with an equality sign."
    )
