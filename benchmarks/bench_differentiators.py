"""Our derivatives beside those of numdifftools, scipy, jacobi, autograd and jax.

Twelve forwards from a number to 200 x 200, twelve Hessians, and one layer as it grows. Times are
medians of ratios to ours, all tools in turn in one process on one thread, the fastest call of each
round; digits are those of the worst entry against autograd, which has to agree with jax. The tools
install, pinned, into `benchmarks/.peers-derivative`. It ends with what was missed: where a numeric
tool is faster at as many digits or less than 10 times slower on a formula, or numdifftools has more
digits on a Hessian or is less than 5 times slower. `--write` writes docs/derivative.md and its
picture.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from forwards import FORWARDS
from measure import ROOT, table
from peers import install
from plots import Panel, draw

PINNED = {
    "autograd": "1.9.1",
    "jacobi": "0.9.2",
    "jax": "0.10.2",
    "msgspec": "0.22.0",
    "numdifftools": "0.11.2",
    "numpy": "2.4.6",
    "scipy": "1.17.1",
}
FOLDER = Path(__file__).with_name(".peers-derivative")
PAGE = ROOT / "docs" / "derivative.md"
PICTURE = ROOT / "docs" / "pictures" / "derivative.svg"
ONE_THREAD = {
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_ENABLE_X64": "1",
}
NUMERIC = ("numdifftools", "scipy.differentiate", "jacobi")
HESSIANS = (
    *("quadratic", "cubes", "quartic", "log-sum-exp", "rosenbrock", "logistic"),
    *("exponential", "sine", "ratio", "tanh", "norm", "logdet"),
)
SIZES = (2, 4, 8, 16, 32, 64, 128, 256, 512)
OURS = "ours"
FORMULAS, HESSIAN = 10.0, 5.0
"""Times as fast as numeric tools, wanted of first derivatives of formulas and of Hessians."""
Found = Mapping[str, Mapping[str, Any]]

HEAD = """# The derivative beside other tools

Expected answers are numeric derivatives. Here is what computes them beside other tools: numeric
ones (numdifftools, scipy, jacobi) and exact ones (autograd, jax).
`benchmarks/bench_differentiators.py --write` measured it: one thread, all tools in turn, the
fastest call of a round, medians of rounds. A cell is the time as a ratio to ours, and the right
digits of the worst entry; our own time is in milliseconds. All get the same function, in plain
numpy or in autograd's or jax's; ours is a formula of a problem set.

A derivative of ours costs about 60 microseconds beside the calls of the function, most of it for
the check by real steps and its bound. Where the function is a number of a number and takes half a
microsecond, that is nearly all: a tool that makes a few calls and no check is not beaten by 10.
"""


def measured(python: Path, *what: str) -> Found:
    """Run the tools on something in their own Python; return figures by tool."""
    done = subprocess.run(
        [python, Path(__file__).with_name("differentiators.py"), *what],
        env={**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: Found = json.loads(done.stdout)
    return found


def cell(figures: Mapping[str, Any], name: str) -> str:
    """Write a tool's figures: its time, as a ratio unless it is ours, and its digits."""
    if "failed" in figures:
        return figures["failed"]
    if name == OURS:
        return f"{1e3 * figures['seconds']:.3g} ms, {figures['digits']:.1f}"
    return f"{figures['ratio']:.2g}, {figures['digits']:.1f}"


def rows(found: Mapping[str, Found]) -> str:
    """Write a table with a row for each function and a column for each tool."""
    tools = list(next(iter(found.values())))
    lines = ([name, *(cell(each[tool], tool) for tool in tools)] for name, each in found.items())
    return table(["", *tools], lines)


def faster(found: Mapping[str, Found]) -> list[str]:
    """Say where a numeric tool has as many digits in less than our time."""
    return [
        f"{tool} on {name}: {cell(tools[tool], tool)} digits"
        for name, tools in found.items()
        for tool in NUMERIC
        if "failed" not in tools[tool]
        and tools[tool]["ratio"] < 1
        and tools[tool]["digits"] >= tools[OURS]["digits"]
    ]


def close(found: Mapping[str, Found], wanted: float) -> list[str]:
    """Say where a numeric tool takes less than so many times our time."""
    return [
        f"{tool} on {name}: {tools[tool]['ratio']:.1f} times our time, {wanted:g} wanted"
        for name, tools in found.items()
        for tool in NUMERIC
        if "failed" not in tools.get(tool, {"failed": ""}) and tools[tool]["ratio"] < wanted
    ]


def fewer(found: Mapping[str, Found], tool: str) -> list[str]:
    """Name the functions on which a tool has more digits than we have."""
    return [name for name, each in found.items() if each[tool]["digits"] > each[OURS]["digits"]]


def picture(growth: Mapping[int, Found]) -> str:
    """Draw the seconds of each tool by size."""
    tools = list(next(iter(growth.values())))
    lines = {
        tool: [
            (size, found[tool]["seconds"])
            for size, found in growth.items()
            if "seconds" in found[tool]
        ]
        for tool in tools
    }
    return draw(Panel("n inputs and outputs", "seconds", lines, logarithmic=True))


def main() -> None:
    """Measure, print tables, and say what was missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true")
    write = parser.parse_args().write
    python = install(PINNED, FOLDER)
    first = {case.name: measured(python, "first", case.name) for case in FORWARDS}
    second = {name: measured(python, "second", name) for name in HESSIANS}
    growth = {size: measured(python, "growth", str(size)) for size in SIZES}
    missed = [
        *faster(first),
        *close(first, FORMULAS),
        *close(second, HESSIAN),
        *(f"digits of the Hessian of {name}" for name in fewer(second, NUMERIC[0])),
    ]
    text = "\n\n".join(
        [
            HEAD.rstrip(),
            "## First derivatives",
            rows(first),
            "## Second derivatives",
            "Of twelve functions of five inputs; digits are the least at forty points.",
            rows(second),
            "## As it grows",
            f"![Time by size, for each tool](pictures/{PICTURE.name})",
            "The layer `tanh(W @ x)` of n inputs and outputs, by x. A line ends where a tool takes "
            "more than a minute or 8 GB, or fails.",
            "## Missed",
            "\n".join(f"- {line}" for line in missed) or "Nothing.",
            ", ".join(f"{name} {version}" for name, version in PINNED.items()) + ".",
        ]
    )
    print(text)
    if write:
        PAGE.write_text(text + "\n", encoding="utf-8")
        PICTURE.write_text(picture(growth), encoding="utf-8")


if __name__ == "__main__":
    main()
