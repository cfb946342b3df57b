"""A check as one page of HTML without network: statements, shapes, layouts, entries that agree."""

from __future__ import annotations

import functools
import time
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, Final

import numpy as np

from autograder.errors import UsageError
from autograder.problemset.model import Word
from autograder.report import counted
from autograder.student.call_text import arguments_text, case_name, three_lines
from autograder.student.check import Check, Item
from autograder.student.drawing import Axis, Box, draw
from autograder.student.evidence import Agreement, Evidence, sizes_text
from autograder.student.shapes import asked_axes, given_boxes
from autograder.student.words import MARKS, WORDS, code_of

__all__ = ["fragment", "page", "ready"]

_TEMPLATES: Final = Path(__file__).with_name("templates")
_INSTALL: Final = "pip install 'matrix-calculus-autograder[student]'"
_SHADES: Final = (
    ("agrees", "✓"),
    ("off by less than 0.1 %", "1"),
    ("off by less than 10 %", "2"),
    ("off by more", "✗"),
)
"""What each shade of a map says, in words and as a sign: colour never says anything alone."""


def ready() -> None:
    """Return if a page can be written here.

    Raises:
        UsageError: the packages that write it are not installed.
    """
    _environment()


def page(check: Check) -> str:
    """Return the whole page.

    Raises:
        UsageError: the packages that write it are not installed.
    """
    return _render("page.html.jinja", check)


def fragment(check: Check) -> str:
    """Return the answers alone, with their style, for a place in another page: a notebook's cell.

    Raises:
        UsageError: the packages that write it are not installed.
    """
    return _render("fragment.html.jinja", check)


def _render(template: str, check: Check) -> str:
    return str(_environment().get_template(template).render(_context(check)))


@functools.cache
def _environment() -> Any:
    try:
        import latex2mathml  # noqa: F401  # asked for here, so that the refusal names everything
        import markdown_it  # noqa: F401
        from jinja2 import Environment, FileSystemLoader, StrictUndefined
    except ImportError as error:
        raise UsageError(
            f"no package {error.name}", "the extra `student`", _INSTALL, where="--html"
        ) from None
    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["counted"] = counted
    return environment


def _context(check: Check) -> Mapping[str, Any]:
    return {
        "check": check,
        "style": _trusted((_TEMPLATES / "style.css").read_text(encoding="utf-8")),
        "sets": [
            {"title": check.titles[name], "answers": [_answer(item) for item in items]}
            for name, items in groupby(check.items, key=lambda item: item.row.set)
        ],
        "counts": _counts(check),
        "files": [
            _file(file.path, file.modified, file.upload_as, file.beside) for file in check.files
        ],
        "shades": _SHADES,
    }


def _trusted(text: str) -> Any:
    """Return HTML that this package has written, with every text of others in it escaped."""
    from markupsafe import Markup

    return Markup(text)  # noqa: S704


def _counts(check: Check) -> list[tuple[str, str, int]]:
    counted = [
        (state, WORDS[state], sum(item.state == state for item in check.items)) for state in WORDS
    ]
    return [(state, word, count) for state, word, count in counted if count]


def _file(path: str, modified: float, upload_as: str, beside: Sequence[str]) -> Mapping[str, str]:
    saved = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(modified)) if modified else ""
    return {
        "path": path,
        "saved": saved,
        "upload": ", ".join([upload_as, *beside]),
    }


# One answer.


def _answer(item: Item) -> Mapping[str, Any]:
    from autograder.student.maths import program_html, statement_html

    found = item.evidence
    code = code_of(item.problem, item.file)
    return {
        "id": f"a{item.row.number}".replace(".", "-"),
        "row": item.row,
        "state": item.state,
        "word": WORDS[item.state],
        "mark": MARKS[item.state][0],
        "notes": ", ".join(item.problem.notes),
        "statement": _trusted(statement_html(item.problem.statement)),
        "forward": [_trusted(line) for line in program_html(item.problem.forward)],
        "call": item.problem.call.text or item.problem.call.code,
        "shapes": _trusted(_shapes(item)),
        "sizes": sizes_text(found.trials) if found else "",
        "trials": list(_trials(found)) if found else [],
        "maps": list(_maps(item, found.agreement)) if found and found.agreement else [],
        "arguments": arguments_text(found.inputs) if found else "",
        "code": code,
        "paste": _paste(item),
        "has_call": found is not None and not item.is_on_paper,
        "lines": _lines(item),
        "on_paper": item.is_on_paper,
        "case": case_name(item.problem),
        "open": item.state == "wrong",
    }


def _paste(item: Item) -> str:
    if item.evidence is None or item.is_on_paper:
        return ""
    return "\n".join(three_lines(item.problem, item.evidence.inputs, item.file))


def _lines(item: Item) -> Sequence[Mapping[str, str]]:
    """Return the lines of work on paper, each with its sign; of one that is right there is none."""
    lines = item.row.lines
    if len(lines) == 1 and item.state == "right":
        return []
    return [
        {
            "label": line.label,
            "text": line.text,
            "mark": line.mark,
            "sign": line.sign(),
            "said": "" if line.said in item.row.message else line.said,
            "reason": line.reason,
        }
        for line in lines
    ]


def _shapes(item: Item) -> str:
    """Draw the inputs, the layout asked for, and the answer's own shape where that is another."""
    dims = _dims(item)
    asks = item.answer.asks
    given = given_boxes(item.problem, dims)
    if isinstance(asks, Word):
        return draw(given, "The inputs.") if given else ""
    boxes = [
        *given,
        Box("asked", asked_axes(item.problem, item.answer, dims), "asked"),
    ]
    own = item.row.shape
    words = f"The inputs, and the answer asked for: {_said(boxes[-1])}"
    if own is not None and own != item.row.expected_shape:
        boxes.append(Box("yours", tuple(Axis(length, str(length)) for length in own), "own"))
        words += f"; yours is {own}"
    return draw(boxes, f"{words}.")


def _dims(item: Item) -> Mapping[str, int]:
    found = item.evidence
    if found and found.trials:
        return found.trials[min(found.deciding, len(found.trials) - 1)].dims
    from autograder.oracle.target import looks

    return looks(item.problem)[0].dims


def _said(box: Box) -> str:
    return " by ".join(axis.label for axis in box.axes) or "a single number"


def _trials(found: Evidence) -> Iterator[Mapping[str, str]]:
    for trial in found.trials:
        sizes = ", ".join(f"{name} = {length}" for name, length in trial.dims.items())
        yield {
            "sizes": sizes or "no sizes",
            "outcome": trial.outcome,
            "mark": {"right": "✓", "wrong": "✗", "stopped": "✗"}.get(trial.outcome, "·"),
        }


def _maps(item: Item, agreement: Agreement) -> Iterator[Mapping[str, Any]]:
    """Yield a table of shades for an answer, one for each place of its axes but the last two."""
    shades = agreement.shades
    axes = asked_axes(item.problem, item.answer, _dims(item))
    names = [axis.label for axis in axes]
    if shades.ndim == 1:
        shades, names = shades[None, :], ["", *names]
    for place in np.ndindex(shades.shape[:-2]):
        fixed = ", ".join(
            f"{name} at {position}" for name, position in zip(names, place, strict=False)
        )
        yield {
            "fixed": fixed,
            "rows": names[-2],
            "columns": names[-1],
            "cells": shades[place].tolist(),
        }
