"""One submission (an import and 30 small calls) through the zygote, against the same through a fresh process.

Both run in turn within one run, so that what else the machine does weighs on both; what counts is the ratio.
"""

from __future__ import annotations

import statistics
import time

import numpy as np

from autograder.worker.client import Bundle, Cell, Module, Request, Workers

ROUNDS = 25
CALLS = 30
SOURCE = "import numpy as np\n\ndef link(W, A):\n    return W.T @ A\n"
BUNDLE = Bundle({"layers": Module("layers", "layers.py", (Cell(SOURCE),))}, {})


def submission(workers: Workers) -> float:
    """Grade one submission and return the seconds it took, from opening the session to having closed it."""
    rng = np.random.default_rng(0)
    began = time.perf_counter()
    with workers.session(BUNDLE) as session:
        for seed in range(CALLS):
            inputs = {"W": rng.normal(size=(3, 5)), "A": rng.normal(size=(3, 1))}
            reply = session.call(Request("layers", "Z = link(W, A)", inputs, ("Z",), "question", seed))
            assert reply.outcome == "done"
    return time.perf_counter() - began


def main() -> None:
    with Workers(model="zygote") as zygote, Workers(model="fresh") as fresh:
        submission(zygote)
        submission(fresh)
        times = [(submission(zygote), submission(fresh)) for _ in range(ROUNDS)]
        print(f"isolation: {' '.join(zygote.isolation)}")
    forked, started = map(statistics.median, zip(*times, strict=True))
    print(f"one submission, {CALLS} calls, median of {ROUNDS}")
    print(f"  through the zygote      {1000 * forked:7.1f} ms")
    print(f"  through a fresh process {1000 * started:7.1f} ms")
    print(f"  ratio                   {started / forked:7.1f}")


if __name__ == "__main__":
    main()
