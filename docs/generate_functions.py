"""Writes docs/functions.md from the records of functions: what each computes and its derivative."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import numpy as np

from autograder.problemset.functions import RECORDS, Function, Kind

PAGE = Path(__file__).with_name("functions.md")

HEAD = """\
# The functions of formulas

Written by `docs/generate_functions.py` from the records in `autograder/problemset/functions.py`;
do not edit it by hand.

What `forward:`, `let:`, `expected:` and a formula under `mistakes:` may call, with numpy's `axis`
and `keepdims` where it adds up or picks along an axis:

```
{names}
```

`max`, `min` and `norm` take no second argument without a name: write `maximum(x, 0)` for the larger
of two and `max(x, axis=0)` along an axis.

Below, *x* is the argument, *a* the function's value, *d* a small change of the argument. A
derivative is given where a student's mistake in it can be named; it adds up over the axes of the
call.
"""

KINDS: Final[Mapping[Kind, str]] = {
    "entrywise": "Entry by entry",
    "binary": "Of two arrays, entry by entry",
    "choice": "One of several, entry by entry",
    "total": "Entries added up",
    "statistic": "A number from all entries along an axis",
    "along": "An array of the same shape, each entry from all along an axis",
    "matrix": "Of a matrix",
    "spectrum": "Numbers of a whole matrix",
    "product": "Products of two arrays",
    "pairing": "All pairs of two arrays' entries",
    "arrangement": "The same entries elsewhere",
    "join": "Several arrays as one",
    "constant": "Arrays of sizes alone",
}

RETURN: Final = re.compile("^Return,? ")
PLACE: Final = re.compile(r" \([^()]* of the notes\)")
"""What a docstring says beyond what is computed: where the shipped notes speak of it."""
AXES: Final = re.compile(r", (axis=axis|keepdims=\w+)")
"""Arguments that say over which axes a change is added up: those of the call."""


def page() -> str:
    """Return the page as it should be."""
    lines = [HEAD.format(names=_wrapped(list(RECORDS)))]
    for kind, title in KINDS.items():
        lines += [
            f"## {title}",
            "",
            "| function | value | derivative |",
            "|---|---|---|",
        ]
        lines += [_row(name, record) for name, record in RECORDS.items() if record.kind == kind]
        lines.append("")
    return "\n".join(lines)


def _wrapped(names: list[str]) -> str:
    lines = [""]
    for name in names:
        if len(lines[-1]) + len(name) > 96:
            lines.append("")
        lines[-1] = f"{lines[-1]} {name}".lstrip()
    return "\n".join(lines)


def _row(name: str, record: Function) -> str:
    derivative = "; ".join(_derivatives(record))
    cells = f"`{name}`", _value(name, record), derivative
    return f"| {' | '.join(cells)} |"


def _value(name: str, record: Function) -> str:
    """Return what a function computes: in words where it is our own, else by its name in numpy."""
    if isinstance(record.value, np.ufunc) or record.value.__module__.startswith("numpy"):
        folder = "linalg." if hasattr(np.linalg, name) and not hasattr(np, name) else ""
        return f"as `numpy.{folder}{record.value.__name__}`"
    words = (record.value.__doc__ or f"As ``numpy.{name}``.").strip().split("\n")[0]
    words = PLACE.sub("", RETURN.sub("", words)).removesuffix(".")
    words = words.replace("``", "`").replace("|", r"\|")
    return words if words.startswith("`") else words[0].lower() + words[1:]


def _derivatives(record: Function) -> Iterator[str]:
    if record.slope:
        yield f"`{record.slope}`"
    if record.by_value:
        yield f"by its value `{record.by_value}`"
    if record.change:
        yield f"a change d gives `{AXES.sub('', record.change)}`"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
