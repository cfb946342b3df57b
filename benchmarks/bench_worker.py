"""What one submission costs through the zygote, through a fresh process, and layer by layer.

A submission is an import and 30 small calls, with every layer of isolation. Everything runs in turn
within one run, so that what else the machine does weighs on all of it; what counts is the ratio. As
root with a Python that every user may read (`python
benchmarks/bench_worker.py --python PYTHON`) the user of its own is among the layers.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack

import numpy as np

from autograder.client.staging import FIRST_UID, make_folder, remove_folder
from autograder.client.workers import Workers
from autograder.worker import isolation
from autograder.worker.messages import Bundle, Cell, Module, Request

ROUNDS = 40
CALLS = 30
BOUND = 15.0
"""Milliseconds for one submission with every layer, in the median."""
SOURCE = "import numpy as np\n\ndef link(W, A):\n    return W.T @ A\n"
BUNDLE = Bundle({"layers": Module("layers", "layers.py", (Cell(SOURCE),))}, {})


def submission(workers: Workers) -> float:
    """Ask one submission in a session; return the milliseconds until it is closed."""
    rng = np.random.default_rng(0)
    began = time.perf_counter()
    with workers.session(BUNDLE) as session:
        for seed in range(CALLS):
            inputs = {"W": rng.normal(size=(3, 5)), "A": rng.normal(size=(3, 1))}
            request = Request("layers", "Z = link(W, A)", inputs, ("Z",), "question", seed)
            [reply] = session.calls([request])
            assert reply.outcome == "done", reply
    return 1000 * (time.perf_counter() - began)


def medians(subjects: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, float]:
    """Take every measurement in turn, again and again, and return each one's median."""
    times: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, measure in subjects.items():
            times[name].append(measure())
    return {name: statistics.median(taken) for name, taken in times.items()}


def layer_costs(folder: str) -> dict[str, float]:
    """Apply the layers one by one in a fork of this process; return the milliseconds of each."""
    settings = isolation.Settings(folder, FIRST_UID, isolation.Resources())
    receiving, sending = os.pipe()
    possible = [layer for layer in isolation.LAYERS if not layer.obstacle(settings)]
    if os.fork() == 0:
        for layer in possible:
            began = time.perf_counter()
            layer.apply(settings)
            os.write(sending, f"{1000 * (time.perf_counter() - began)}\n".encode())
        os._exit(0)
    os.close(sending)
    os.wait()
    with os.fdopen(receiving) as lines:
        return {layer.name: float(line) for layer, line in zip(possible, lines, strict=True)}


def print_layer_costs() -> None:
    folder = make_folder({}, None, None)
    try:
        rounds = [layer_costs(folder) for _ in range(ROUNDS)]
    finally:
        remove_folder(folder)
    print(f"each layer, applied in a fork of this process, median of {ROUNDS}; user {os.geteuid()}")
    for name in rounds[0]:
        taken = [costs[name] for costs in rounds]
        print(f"  {name:14}{statistics.median(taken):8.3f} ms   (least {min(taken):.3f})")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--python", default=sys.executable, help="the interpreter for student code")
    python = parser.parse_args().python
    with ExitStack() as stack:
        zygote, bare, fresh = (
            stack.enter_context(Workers(python=python, model=model, leave_out=left_out))
            for model, left_out in (
                ("zygote", ()),
                ("zygote", [layer.name for layer in isolation.LAYERS]),
                ("fresh", ()),
            )
        )
        everybody = {"every layer": zygote, "no layer": bare, "fresh process": fresh}
        subjects = {
            name: lambda workers=workers: submission(workers) for name, workers in everybody.items()
        }
        medians(subjects, 2)
        found = medians(subjects, ROUNDS)
        print(f"isolation: {' '.join(zygote.isolation)}")
    print(f"one submission, an import and {CALLS} calls, median of {ROUNDS}")
    every = found["every layer"]
    print(f"  zygote, every layer          {every:7.1f} ms   (at most {BOUND:g} wanted)")
    print(f"  zygote, no layer             {found['no layer']:7.1f} ms")
    print(f"  fresh process, every layer   {found['fresh process']:7.1f} ms")
    print(f"  ratio                        {found['fresh process'] / every:7.1f}")
    print_layer_costs()


if __name__ == "__main__":
    main()
