"""How much of the tolerance the error bounds of expected answers take up, over the shipped bank.

Run: ``python benchmarks/bench_bounds.py``. It prints the worst ratio of what is allowed for an
error bound to what an answer is held to. Above 1 a bound would let wrong answers pass; such trials
are drawn again.
"""

from __future__ import annotations

from pathlib import Path

from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_sets
from autograder.oracle.tolerance import worst_bound

ROOT = Path(__file__).resolve().parent.parent
SEEDS = 3
"""As many as show each problem at some 20 trials."""


def main():
    sets = load_sets(ROOT / "problems", ROOT / "reference")
    found = [
        (worst_bound(expected.value, expected.error), f"{problem.set}.{problem.id}.{name}")
        for seed in range(SEEDS)
        for key in [AnswerKey(sets, str(seed))]
        for problem_set in sets
        for problem in problem_set.problems
        for keyed in key.trials(problem)
        for name, expected in keyed.expected.items()
    ]
    ratio, where = max(found)
    print(
        f"{len(found)} expected arrays at {SEEDS} seeds; worst bound {ratio:.1e} of the tolerance,"
    )
    print(f"in {where}")


if __name__ == "__main__":
    main()
