"""What `autograder play` prints: inputs, the output, the derivative with its axes named."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from autograder.student.play import Played
from autograder.student.play_lines import PlayedLine
from autograder.student.text_picture import box_lines, table_lines

__all__ = ["played_lines"]


def played_lines(played: Played) -> Iterator[str]:
    """Yield what was found: inputs, the output, then the derivative with its axes named."""
    for name, value in played.inputs.items():
        yield f"{name} ="
        yield from table_lines(np.asarray(value, dtype=float))
    yield f"{played.formula}, {played.output_letters} ="
    yield from table_lines(played.output)
    yield from _line_by_line(played.lines)
    yield ""
    by = " and ".join(f"by {name}" for name in played.wrt)
    if played.covered:
        yield f"Its derivative {by}, in {played.convention} layout, is {played.letters}:"
    else:
        yield f"Its derivative {by} has the axes {played.letters};"
        yield "no convention covers more than two:"
    yield ""
    yield from (f"  {line}".rstrip() for line in box_lines(played.axes))
    yield ""
    yield from table_lines(played.derivative)
    if played.output.dtype == bool:
        yield ""
        yield "A comparison has no derivative where it jumps (nan), and 0 everywhere else."
    elif np.isnan(played.derivative).any() and np.isfinite(played.output).all():
        yield ""
        yield "nan: the formula jumps or has a kink at these numbers, and no derivative there."


def _line_by_line(lines: Sequence[PlayedLine]) -> Iterator[str]:
    if not lines:
        return
    width = max(len(line.text) for line in lines)
    letters = max(len(line.shape) for line in lines)
    yield ""
    yield "Line by line:"
    for line in lines:
        verdict = line.verdict.splitlines()[0] if line.verdict else ""
        yield f"  {line.text:{width}}  {line.shape:{letters}}  {verdict}".rstrip()
