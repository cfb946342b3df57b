"""A check in the terminal: what was read, one line an answer, then what each wrong one is about."""

from __future__ import annotations

import shutil
import textwrap
import time
from collections.abc import Iterator
from itertools import groupby
from typing import Final

import click
from msgspec import Struct

from autograder.render.colours import COLOURS
from autograder.report import counted, line_texts
from autograder.student.call_text import arguments_text, case_name, three_lines
from autograder.student.check import Check, Item
from autograder.student.evidence import sizes_text
from autograder.student.reading import FileRead
from autograder.student.words import MARKS, WORDS, code_of

__all__ = ["lines"]

_QUIET: Final = frozenset({"right", "not_started", "missing", "unjudged", "readable"})
"""States of which the line says all."""
_INDENT: Final = "     "
_SHOWN_LINES: Final = 12
"""Lines of the student's own code that are shown for one answer."""
_SHOWN_OUTPUT: Final = 10
_NARROWEST: Final = 40


class _Style(Struct, frozen=True):
    """How much a stream can carry: colours, symbols, and lines of a width (0: of any)."""

    colours: bool
    symbols: bool
    width: int

    def paint(self, text: str, colour: str = "", *, bold: bool = False) -> str:
        """Return a text in a colour, where there are colours."""
        if not self.colours:
            return text
        return click.style(text, fg=COLOURS.get(colour), bold=bold)

    def wrapped(self, text: str, indent: str = _INDENT) -> Iterator[str]:
        """Yield a message's lines, each broken at words where the width is known."""
        for line in text.split("\n"):
            if not self.width or line.startswith(" "):
                yield f"{indent}{line}"
            else:
                yield from textwrap.wrap(
                    line, self.width, initial_indent=indent, subsequent_indent=indent
                ) or [""]


def lines(
    check: Check, *, colours: bool = False, encoding: str = "utf-8", width: int = 0
) -> Iterator[str]:
    """Yield the lines of a check, all of them characters that ``encoding`` has.

    Args:
        check: what was found.
        colours: whether the stream shows them.
        encoding: that of the stream.
        width: columns at which prose is broken; 0 leaves it as long as it is.
    """
    style = _Style(colours, _has_symbols(encoding), max(width, _NARROWEST) if width else 0)
    for line in _lines(check, style):
        yield line.encode(encoding, "replace").decode(encoding)


def terminal_width() -> int:
    """Return the columns of the terminal."""
    return shutil.get_terminal_size().columns


def _has_symbols(encoding: str) -> bool:
    try:
        "".join(mark for mark, _, _ in MARKS.values()).encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _lines(check: Check, style: _Style) -> Iterator[str]:
    for file in check.files:
        yield from _file(file, check, style)
    for remark in check.report.remarks:
        yield from style.wrapped(f"Note: {remark}", "")
    for name, items in groupby(check.items, key=lambda item: item.row.set):
        yield ""
        yield style.paint(check.titles[name], bold=True)
        yield from (_line(item, style) for item in items)
    for item in check.items:
        if item.state not in _QUIET or (item.state == "missing" and item.is_on_paper):
            yield from _details(item, style)
    yield ""
    yield from _end(check, style)


def _file(file: FileRead, check: Check, style: _Style) -> Iterator[str]:
    when = time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(file.modified))
    saved = f", saved {when}" if file.modified else ""
    yield style.paint(f"{file.path}", bold=True) + f"{saved}, {counted(file.size, 'byte')}"
    beside = f", together with {', '.join(file.beside)}" if file.beside else ""
    yield from style.wrapped(f"Upload it as {file.upload_as}{beside}.", "  ")
    missing = [
        name
        for item in check.items
        if item.state == "missing" and item.file is file and not item.is_on_paper
        for name in item.problem.call.needs
        if name not in file.code
    ]
    if missing:
        yield from style.wrapped(f"Not defined in it: {', '.join(dict.fromkeys(missing))}.", "  ")
    if check.absent and file is check.files[-1]:
        yield from style.wrapped(f"Not here yet: {', '.join(check.absent)}.", "  ")


def _line(item: Item, style: _Style) -> str:
    symbol, plain, colour = MARKS[item.state]
    mark = style.paint(symbol if style.symbols else plain, colour, bold=True)
    row = item.row
    end = f"{WORDS[item.state]:>11}  {_points(item)}"
    room = style.width - len(end) - 12 if style.width else 60
    title = row.title if len(row.title) <= room else f"{row.title[: room - 3]}..."
    return f"{mark} {row.number:>6}  {title:{room}} {style.paint(end, colour)}"


def _points(item: Item) -> str:
    return f"{item.row.score:g}/{item.row.max_score:g}"


# What a wrong answer is about.


def _details(item: Item, style: _Style) -> Iterator[str]:
    yield ""
    yield style.paint(f"{item.row.number}  {item.row.title}", bold=True)
    yield from style.wrapped(item.row.message)
    found = item.evidence
    if found is not None:
        if sizes := sizes_text(found.trials):
            yield from style.wrapped(sizes)
        if not item.is_on_paper:
            yield from _own_lines(item, arguments_text(found.inputs), style)
            yield from _to_paste(item, style)
    for line in line_texts(item.row, symbols=style.symbols):
        yield f"{_INDENT}{line}"
    if item.row.output:
        yield from _output(item.row.output)


def _own_lines(item: Item, arguments: str, style: _Style) -> Iterator[str]:
    code = code_of(item.problem, item.file)
    if code is None:
        return
    given = f", called with {arguments}" if arguments else ""
    yield from style.wrapped(f"{code.title}, line {code.line}{given}:")
    own = code.text.split("\n")
    for offset, line in enumerate(own[:_SHOWN_LINES]):
        yield f"{_INDENT}{code.line + offset:>6}  {line}"
    if len(own) > _SHOWN_LINES:
        yield f"{_INDENT}        ... {counted(len(own) - _SHOWN_LINES, 'more line')}"


def _to_paste(item: Item, style: _Style) -> Iterator[str]:
    assert item.evidence is not None
    paste = three_lines(item.problem, item.evidence.inputs, item.file)
    option = f"--repro {item.problem.id}"
    if paste:
        yield from style.wrapped(
            f"To make that call yourself ({option} writes it to {case_name(item.problem)}):"
        )
        yield from (f"{_INDENT}  {line}" for line in paste)
    else:
        yield from style.wrapped(f"{option} writes that call to {case_name(item.problem)}.")


def _output(text: str) -> Iterator[str]:
    printed = text.rstrip("\n").split("\n")
    yield from (f"{_INDENT}| {line}" for line in printed[:_SHOWN_OUTPUT])
    if len(printed) > _SHOWN_OUTPUT:
        yield f"{_INDENT}| ... {counted(len(printed) - _SHOWN_OUTPUT, 'more line')}"


def _end(check: Check, style: _Style) -> Iterator[str]:
    counts = {
        word: sum(item.state == state for item in check.items) for state, word in WORDS.items()
    }
    shown = ", ".join(f"{count} {word}" for word, count in counts.items() if count)
    points = f"{check.points:g} of {counted(check.max_points, 'point')}"
    yield style.paint(f"{points}: {shown}.", bold=True)
    yield from style.wrapped("Gradescope grades the same way, with other numbers.", "")
    for caution in check.cautions:
        yield from style.wrapped(f"May differ: {caution}", "")
    if check.unprotected:
        yield from style.wrapped(check.unprotected, "")
