"""Writes docs/problems.md: every shipped problem as a student sees it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from autograder.oracle.sets import load_sets
from autograder.oracle.target import DerivativeTarget, target_of
from autograder.problemset import Problem, ProblemSet
from autograder.staff.outline import AnswerOutline, ProblemOutline, outline

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "problems.md"

HEAD = """\
# The shipped problems

Written by `docs/generate_problems.py`; a test fails when it is out of date.

Shapes are numpy's: `(m, 1)` is a column, `(1, n)` a row. *Layout* says which axis of the input or of the output (`out`)
each axis of the answer runs over; `1` is an axis of length 1. *In the notes* names places in the course notes; `SE-`
stands for the thread on d(Wx)/dW.
"""


def main() -> None:
    """Write the page."""
    PAGE.write_text(text(), encoding="utf-8")


def text() -> str:
    """Return the page."""
    sets = load_sets(ROOT / "problems")
    return (
        "\n".join([HEAD, *_contents(sets), *(line for each in sets for line in _set_lines(each))])
        + "\n"
    )


def _contents(sets: tuple[ProblemSet, ...]) -> Iterator[str]:
    yield from ("| set | title | file | problems | points |", "|---|---|---|---|---|")
    for each in sets:
        link = f"[`{each.name}`](#{each.name})"
        yield f"| {link} | {each.title} | `{each.submit}` | {len(each.problems)} | {each.points:g} |"


def _set_lines(each: ProblemSet) -> Iterator[str]:
    page = outline(each.public())
    yield from ("", f"## {each.name}", "", f"{page.title}. Handed in as `{page.submit}`.")
    for seen, problem in zip(page.problems, each.problems, strict=True):
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
        yield from (f"| `{each.name}` | {_escaped(each.says)} |" for each in seen.parameters)
        yield ""
    yield from ("| answer | shape | what it is | layout | points |", "|---|---|---|---|---|")
    yield from (_answer_line(answer, problem) for answer in seen.answers)
    if seen.notes:
        yield from ("", f"In the notes: {', '.join(seen.notes)}.")


def _answer_line(answer: AnswerOutline, problem: Problem) -> str:
    target = target_of(problem, next(asked for asked in problem.answers if asked.id == answer.id))
    axes = target.layout.axes if isinstance(target, DerivativeTarget) else ()
    layout = f"`[{', '.join(axes)}]`" if axes else ""
    shape = answer.shape if answer.shape == "a number" else f"`{answer.shape}`"
    return (
        f"| `{answer.id}` | {shape} | {answer.asks or 'a value'} | {layout} | {answer.points:g} |"
    )


def _escaped(words: str) -> str:
    """Keep a table's bars and Markdown's stars in words as they are; code between backticks needs no stars kept."""
    bars = words.replace("|", r"\|")
    return bars if "`" in bars else bars.replace("*", r"\*").replace("_", r"\_")


if __name__ == "__main__":
    main()
