"""A cell as IPython reads it, as plain Python: magics, shell lines, help, prompts, indentation.

What IPython carries out by a magic becomes a call of ``get_ipython()``, as IPython itself writes
it; the object behind that name is :class:`~autograder.worker.shell.Shell`. Lines keep their
numbers.

It runs beside student code: to know whether a cell is Python it has to be parsed, which hostile
source can make a process die of.
"""

from __future__ import annotations

import ast
import itertools
import re
import textwrap
import warnings
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from autograder.worker.messages import Cell
from autograder.worker.textlines import Scanner

__all__ = [
    "PYTHON_CELLS",
    "Translation",
    "parses",
    "split_script",
    "take_tree",
    "translate",
    "uncommented",
]

PYTHON_CELLS: Final = frozenset({"time", "timeit", "capture", "prun"})
"""Cell magics whose cell is Python in the notebook's own process; ``timeit`` keeps its names only
here.
"""
_CARRIED_OUT: Final = frozenset({"writefile", "file"})
_INLINE: Final = frozenset({"time", "prun"})
"""Line magics that run the statement after them, and bind what it binds."""
_AUTOMAGIC: Final = frozenset(
    {
        *("alias", "cat", "cd", "clear", "conda", "cp", "env", "less", "load_ext", "ls", "man"),
        *("matplotlib", "mkdir", "mv", "pip", "pwd", "rm", "rmdir", "run", "time", "timeit"),
        *("who", "whos"),
    }
)
"""Magics that IPython takes without the % where they are a cell's only line."""

_ASSIGNED: Final = re.compile(r"^(\s*[^=!%?#'\"]+=\s*)([!%])(\s*\S.*)$")  # files = !ls
_HELP: Final = re.compile(r"^\s*\?|\?\s*;?\s*$")
_PROMPTS: Final = (
    (re.compile(r"^\s*>>> ?"), re.compile(r"^\s*(?:>>>|\.\.\.)(?: |$)")),
    (re.compile(r"^\s*In \[\d+\]: ?"), re.compile(r"^\s*(?:In \[\d+\]|\.\.\.+): ?")),
)
"""How a first line begins, and what is taken off it and off those that follow."""
_MARKER: Final = re.compile(r"^\s*#\s*(?:%%|In\[[\d ]*\]:|<codecell>)")
"""What begins a cell in scripts: of VS Code, Spyder and jupytext; of nbconvert; of old notebooks.
"""
_COLAB: Final = "# Commented out IPython magic to ensure Python compatibility."


class Translation(Struct, frozen=True):
    """Python source, and what stood in the cell besides: kinds of magics with their lines."""

    source: str
    left_out: tuple[tuple[str, int], ...] = ()
    skipped: str = ""
    """The body of a cell in another language."""


def parses(source: str) -> bool:
    """Say whether ``source`` is Python as it stands."""
    return _TREES.of(source) is not None


def take_tree(source: str) -> ast.Module | None:
    """Return the tree of a source that parses; the caller alone has it."""
    return _TREES.take(source)


class _Trees:
    """The last source that was parsed, with its tree: it is looked at by several in turn."""

    def __init__(self) -> None:
        self._source: str | None = None
        self._tree: ast.Module | None = None

    def of(self, source: str) -> ast.Module | None:
        if source != self._source:
            self._tree = _parsed(source)
            self._source = source
        return self._tree

    def take(self, source: str) -> ast.Module | None:
        tree = self.of(source)
        self._source = self._tree = None
        return tree


_TREES: Final = _Trees()


def _parsed(source: str) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError, OverflowError):
        return None


def translate(source: str) -> Translation:
    """Return a cell as Python; one that is Python as it stands is left alone."""
    if parses(source):
        return Translation(source)
    lines = _without_prompts(_dedented(source.split("\n")))
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    if lines[first].startswith("%%"):
        return _cell_magic(lines, first)
    if _is_automagic(lines):
        lines[first] = "%" + lines[first].lstrip()
    return _with_line_magics(lines)


def uncommented(source: str) -> str:
    """Return a script of Colab's with the cells that it commented out for their magic."""
    lines = source.split("\n")
    for start in [number for number, line in enumerate(lines) if line.strip() == _COLAB]:
        if start + 1 < len(lines) and re.match(r"#\s?%%\w", lines[start + 1]):
            for number in range(start + 1, len(lines)):
                if not lines[number].startswith("#"):
                    break
                lines[number] = lines[number][1:].removeprefix(" ")
    return "\n".join(lines)


def split_script(cell: Cell) -> tuple[Cell, ...]:
    """Return a script's parts: a marker such as ``# %%`` begins a new one."""
    lines = cell.source.split("\n")
    starts = [number for number, line in enumerate(lines) if number and _MARKER.match(line)]
    starts += _bare_cell_magics(lines, starts)
    bounds = sorted({0, *starts, len(lines)})
    return tuple(
        Cell("\n".join(lines[begin:end]), cell.label, cell.first_line + begin)
        for begin, end in itertools.pairwise(bounds)
    )


def _bare_cell_magics(lines: Sequence[str], starts: Sequence[int]) -> list[int]:
    """Return where ``%%name`` begins a line; right after a marker it is of the marker's cell."""
    magics = [n for n, line in enumerate(lines) if n and re.match(r"%%[A-Za-z]", line)]
    return [n for n in magics if n - 1 not in starts and not lines[n - 1].startswith("%%")]


def _dedented(lines: list[str]) -> list[str]:
    """Take the first line's indentation off every line that has it, as IPython does."""
    first = next((line for line in lines if line.strip()), "")
    indent = first[: len(first) - len(first.lstrip())]
    return [line.removeprefix(indent) for line in lines] if indent else lines


def _without_prompts(lines: list[str]) -> list[str]:
    first = next((line for line in lines if line.strip()), "")
    for opening, prompt in _PROMPTS:
        if opening.match(first):
            return [prompt.sub("", line) for line in lines]
    return lines


def _is_automagic(lines: Sequence[str]) -> bool:
    filled = [line for line in lines if line.strip()]
    return len(filled) == 1 and filled[0].split()[0] in _AUTOMAGIC


def _cell_magic(lines: list[str], first: int) -> Translation:
    name, _, arguments = lines[first][2:].strip().partition(" ")
    body = lines[first + 1 :]
    if name in PYTHON_CELLS:
        kept = [*[""] * first, _opening(name, arguments), *body]
        inner = translate("\n".join([*[""] * (first + 1), *body]))
        merged = inner.source.split("\n")
        merged[: first + 1] = kept[: first + 1]
        return Translation("\n".join(merged), inner.left_out, inner.skipped)
    text = textwrap.dedent("\n".join(body))
    if name in _CARRIED_OUT:
        call = f"get_ipython().run_cell_magic({name!r}, {arguments.strip()!r}, {text!r})"
        return Translation("\n" * first + call)
    return Translation("\n" * (len(lines) - 1), ((f"%%{name}", first + 1),), text)


def _opening(name: str, arguments: str) -> str:
    """Return what stands in place of a cell's magic: ``%%capture out`` binds ``out``."""
    target = arguments.split()[-1] if arguments.split() else ""
    if name == "capture" and target.isidentifier():
        return f"{target} = get_ipython().captured()"
    return ""


def _with_line_magics(lines: list[str]) -> Translation:
    left_out: list[tuple[str, int]] = []
    made = list(_translated_lines(lines, left_out))
    return Translation("\n".join(made), tuple(left_out))


def _translated_lines(lines: Sequence[str], left_out: list[tuple[str, int]]) -> Iterator[str]:
    scanner, number = Scanner(), 0
    while number < len(lines):
        line = lines[number]
        if scanner.inside or not _is_magic(line, scanner):
            scanner.feed(line)
            yield line
            number += 1
            continue
        taken = 1
        while line.endswith("\\") and number + taken < len(lines):
            line = line[:-1] + " " + lines[number + taken].strip()
            taken += 1
        yield _translated(line, number + 1, left_out)
        yield from [""] * (taken - 1)
        number += taken


def _is_magic(line: str, scanner: Scanner) -> bool:
    text = line.lstrip()
    if text.startswith(("%", "!")) or _ASSIGNED.match(line):
        return True
    if text.startswith(("/", ",", ";")):
        return len(text) > 1 and (text[1].isalpha() or text[1] == "_")
    return bool(_HELP.search(line)) and scanner.ends_outside(line)


def _translated(line: str, number: int, left_out: list[tuple[str, int]]) -> str:
    """Return the Python for a line with a magic, a shell command, help or an autocall."""
    indent = line[: len(line) - len(line.lstrip())]
    text = line.strip()
    if assigned := _ASSIGNED.match(line):
        target, sign, rest = assigned.groups()
        return target + _call(sign, rest.strip(), number, left_out)
    if text.startswith(("/", ",", ";")):
        return indent + _autocall(text)
    if _HELP.search(text):
        return indent + "pass"
    sign = "%" if text.startswith("%") else "!"
    rest = text.lstrip("%!").strip()
    name, _, statement = rest.partition(" ")
    if sign == "%" and name in _INLINE and parses(statement):
        return indent + (statement or "pass")
    return indent + _call(sign, rest, number, left_out)


def _call(sign: str, text: str, number: int, left_out: list[tuple[str, int]]) -> str:
    name, _, arguments = text.partition(" ")
    if sign == "!":
        left_out.append((f"!{name}", number))
        return f"get_ipython().getoutput({text!r})"
    if name not in ("run", *_INLINE):
        left_out.append((f"%{name}", number))
    return f"get_ipython().run_line_magic({name!r}, {arguments.strip()!r})"


def _autocall(text: str) -> str:
    """Return the call that IPython makes of ``/f a b``, ``,f a b`` and ``;f a b``."""
    name, _, arguments = text[1:].partition(" ")
    if text[0] == "/":
        return f"{name}({', '.join(arguments.split())})"
    words = arguments.split() if text[0] == "," else [arguments]
    return f"{name}({', '.join(map(repr, words))})"
