"""Rate, CPU time and memory of `autograder regrade` by the size of the class, and a plot.

The submissions are generated (:mod:`class_export`), the set is the 13-answer set of layers, every
layer of isolation is on that this machine has. A submission's CPU time counts all processes: it is
what a busy machine does not change. Beside it, on some of the same files, what else could be done:
a fresh `autograder grade` for each, and plain pytest with numpy's asserts, which isolates nothing.
`python benchmarks/bench_class.py --sizes 500 2000 10000 --plot time.svg`.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import textwrap
import time
from pathlib import Path

from class_export import ROOT, STEM, write_export
from measure import Memory

SAMPLE = 12
"""Submissions for what takes a process each."""
FOLDERS = ["--problems", str(ROOT / "problems"), "--reference", str(ROOT / "reference")]
ASSERTS = """
import sys, inspect
import numpy as np
import pytest
sys.path.insert(0, {submission!r})
sys.path.insert(0, {reference!r})
import importlib
right = importlib.import_module({stem!r})
layers = importlib.import_module("layers")
CALLS = {calls!r}

@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("trial", range(7))
def test_answer(name, trial):
    draw = np.random.default_rng(trial)
    inputs = [draw.normal(size=shape) if shape else 1 for shape in CALLS[name]]
    expected = getattr(right, name)(*inputs)
    np.testing.assert_allclose(getattr(layers, name)(*inputs), expected)
"""
CALLS = {
    "loss_by_activation": [(5, 1), (5, 1)],
    "one_neuron": [(5, 1), (5, 1)],
    "one_output_all_weights": [(5, 3), (5, 1), ()],
    "full_weight_tensor": [(5, 3), (5, 1)],
    "weight_gradient": [(5, 3), (5, 1), (3, 1)],
    "layer_link": [(5, 1), (5, 3)],
    "sigmoid_layer": [(5, 1)],
    "tanh_layer": [(5, 1)],
    "relu_backward": [(5, 1), (5, 1)],
    "softplus_compressed": [(5, 1)],
    "backward_through_a_layer": [(5, 1), (5, 3), (3, 1)],
}


def cpu() -> float:
    """Return the CPU seconds of all that this process started and that has ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def regrade(folder: Path, size: int, python: str) -> tuple[float, float, float]:
    """Grade a class; return seconds, CPU seconds and megabytes."""
    export = write_export(folder / f"class-{size}", size)
    store = folder / f"{size}.sqlite"
    before, began = cpu(), time.monotonic()
    command = [python, "-m", "autograder", "regrade", str(export), "--store", str(store), *FOLDERS]
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with Memory(running.pid) as memory:
        status = running.wait()
    assert status == 0, status
    return time.monotonic() - began, cpu() - before, memory.most


def each_by_itself(folder: Path, python: str) -> dict[str, float]:
    """Return the CPU seconds a submission of the ways that take a process for each."""
    export = write_export(folder / "sample", SAMPLE)
    sources = sorted(export.glob("*/layers.py"))
    ways = {
        "autograder grade, a process each": lambda path: [
            python, "-m", "autograder", "grade", str(path), "--set", STEM, "--format", "json",
            "--out", os.devnull, *FOLDERS],
        "pytest, a process each, no isolation": lambda path: [
            python, "-m", "pytest", "-q", "-p", "no:autograder", str(_asserts(path))],
    }  # fmt: skip
    found = {}
    for name, command in ways.items():
        before = cpu()
        for path in sources:
            subprocess.run(command(path), capture_output=True, cwd=folder)
        found[name] = (cpu() - before) / len(sources)
    return found


def _asserts(path: Path) -> Path:
    text = ASSERTS.format(
        submission=str(path.parent), reference=str(ROOT / "reference"), stem=STEM, calls=CALLS
    )
    test = path.with_name("test_asserts.py")
    test.write_text(textwrap.dedent(text), encoding="utf-8")
    return test


def plot(measured: dict[int, tuple[float, float, float]], path: Path) -> None:
    """Draw time by size, and the line through the smallest class."""
    import vl_convert

    smallest = min(measured)
    slope = measured[smallest][1] / smallest
    values = [
        {"size": size, "seconds": figure, "what": what}
        for size, (wall, used, _) in measured.items()
        for what, figure in (
            ("wall", wall),
            ("CPU", used),
            (f"CPU, {smallest} scaled up", slope * size),
        )
    ]
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "width": 480,
        "height": 300,
        "data": {"values": values},
        "mark": {"type": "line", "point": True},
        "encoding": {
            "x": {"field": "size", "type": "quantitative", "title": "submissions"},
            "y": {"field": "seconds", "type": "quantitative"},
            "color": {"field": "what", "type": "nominal", "title": None},
        },
    }
    path.write_text(vl_convert.vegalite_to_svg(spec), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=[200, 400])
    parser.add_argument("--python", default=sys.executable, help="has the package; a user's own")
    parser.add_argument("--plot", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        regrade(folder, 10, given.python)  # bytecode and keys
        measured = {size: regrade(folder, size, given.python) for size in given.sizes}
        for size, (wall, used, memory) in measured.items():
            print(
                f"{size:6} submissions: {wall:7.1f} s, {size / wall:5.1f}/s;"
                f" CPU {1000 * used / size:5.1f} ms each; {memory:4.0f} MB"
            )
        one = min(used / size for size, (_, used, _) in measured.items())
        for way, seconds in each_by_itself(folder, given.python).items():
            print(f"{way}: {1000 * seconds:5.0f} ms CPU each, {seconds / one:4.1f} times as much")
    if given.plot:
        plot(measured, given.plot)


if __name__ == "__main__":
    main()
