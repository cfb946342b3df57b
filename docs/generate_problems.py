"""Writes docs/problems.md: every shipped problem as a student sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.oracle.sets import load_sets
from autograder.oracle.slopes import DerivativeTarget
from autograder.oracle.target import target_of
from autograder.problemset import Problem, ProblemSet
from autograder.problemset.notes import read_notes
from autograder.staff.outline import AnswerOutline, ProblemOutline, outline

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "problems.md"

HEAD = """\
# The shipped problems

Written by `docs/generate_problems.py`; a test fails when it is out of date.

Shapes are numpy's: `(m, 1)` is a column, `(1, n)` a row. *Layout* says which axis of the input or
of the output (`out`) each axis of the answer runs over; `1` is an axis of length 1. *In the notes*
names places in the course notes; `SE-` stands for the thread on d(Wx)/dW.
"""


def page() -> str:
    """Return the page as it should be."""
    sets = load_sets(ROOT / "problems")
    lines = [HEAD, *_contents(sets)]
    for problem_set in sets:
        lines += _set_lines(problem_set)
    return "\n".join([*lines, ""])


def _contents(sets: tuple[ProblemSet, ...]) -> Iterator[str]:
    yield from ("| set | title | file | problems | points |", "|---|---|---|---|---|")
    for problem_set in sets:
        name, count = problem_set.name, len(problem_set.problems)
        cells = f"[`{name}`](#{name})", problem_set.title, f"`{problem_set.submit}`", f"{count}"
        yield f"| {' | '.join(cells)} | {problem_set.points:g} |"


def _set_lines(problem_set: ProblemSet) -> Iterator[str]:
    shown = outline(problem_set.public(), read_notes(problem_set.book))
    yield from ("", f"## {problem_set.name}", "", f"{shown.title}. Handed in as `{shown.submit}`.")
    for seen, problem in zip(shown.problems, problem_set.problems, strict=True):
        yield from _problem_lines(seen, problem)


def _problem_lines(seen: ProblemOutline, problem: Problem) -> Iterator[str]:
    yield from ("", f"### {seen.id}", "", f"**{_escaped(seen.title)}**", "", seen.statement, "")
    if seen.run:
        yield from (
            "```python",
            seen.stub,
            "```",
            "",
            "is called as",
            "",
            "```python",
            seen.run,
            "```",
            "",
        )
    else:
        yield from (f"`{seen.signature}`", "")
    if seen.parameters:
        yield from ("| input | what it is |", "|---|---|")
        for parameter in seen.parameters:
            yield f"| `{parameter.name}` | {_escaped(parameter.says)} |"
        yield ""
    yield from ("| answer | shape | what it is | layout | points |", "|---|---|---|---|---|")
    yield from (_answer_line(answer, problem) for answer in seen.answers)
    if seen.notes:
        yield from ("", f"In the notes: {', '.join(seen.notes)}.")


def _answer_line(answer: AnswerOutline, problem: Problem) -> str:
    target = target_of(problem, next(asked for asked in problem.answers if asked.id == answer.id))
    axes = target.layout.axes if isinstance(target, DerivativeTarget) else ()
    layout = f"`[{', '.join(axes)}]`" if axes else ""
    shape = f"`{answer.shape}`" if answer.shape.startswith("(") else answer.shape
    return (
        f"| `{answer.id}` | {shape} | {answer.asks or 'a value'} | {layout} | {answer.points:g} |"
    )


def _escaped(words: str) -> str:
    """Keep a table's bars, and Markdown's stars outside backticks, as they are."""
    bars = words.replace("|", r"\|")
    return bars if "`" in bars else bars.replace("*", r"\*").replace("_", r"\_")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
