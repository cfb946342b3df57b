"""What a formula answer costs beside the same answer in code, and how large texts are bounded.

Run: ``python benchmarks/bench_paper.py``. It prints the median milliseconds that grading one answer
takes, on paper in each notation and in code, warm, as ratios in one run; then the seconds and the
memory of texts that are far too large, each of which is refused in words.
"""

from __future__ import annotations

import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from autograder.client.workers import Workers
from autograder.grading.grade import grade
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_set
from autograder.submission.files import Submission

ROUNDS = 30
SET = """
title: On paper
submit: work.py
problems:
  weights:
    given: {W: "matrix[m, n]", A: "matrix[m, b]", dL_dZ: "matrix[n, b]"}
    forward: sum(dL_dZ * (W.T @ A))
    answer: dL_dW(W, A, dL_dZ)
    wrt: W
    shape: [m, n]
  quadratic:
    given: {S: "matrix[n, n]", x: "vector[n]"}
    forward: x.T @ S @ x
    answer: gradient(S, x)
    wrt: x
    shape: [n, 1]
"""
ANSWERS = {
    "code": (
        "work.py",
        "def dL_dW(W, A, dL_dZ): return A @ dL_dZ.T\ndef gradient(S, x): return (S + S.T) @ x\n",
    ),
    "Python's notation": ("work.txt", "dL_dW = A @ dL_dZ.T\ngradient = (S + S.T) @ x\n"),
    "as typed": ("work.md", "dL_dW = A dL_dZᵀ\ngradient = (S + Sᵀ) x\n"),
    "LaTeX": (
        "work.tex",
        "$\\frac{\\partial L}{\\partial W}"
        " = A \\left(\\frac{\\partial L}{\\partial Z}\\right)^\\top$\n"
        "$\\mathrm{gradient} = (S + S^\\top) \\mathbf{x}$\n",
    ),
}
LARGE = {
    "a megabyte": "gradient = " + "x + " * 250_000 + "x\n",
    "brackets in brackets": "gradient = " + "(" * 5_000 + "x" + ")" * 5_000 + "\n",
    "a large exponent": "gradient = 9**9**9**9 * x\n",
    "a large size": "gradient = ones(10**9, 10**9) @ x\n",
    "many statements": "y = x\n" * 50_000 + "gradient = y\n",
    "a sum of many terms": "gradient = Σ_{i=1}^{10000000} i x\n",
    "Kronecker products": "F = kron(kron(S, S), kron(S, S))\ngradient = kron(F, F) x\n",
}


def main() -> None:
    """Print the two tables."""
    folder = Path(tempfile.mkdtemp())
    (folder / "01_paper.yaml").write_text(SET)
    key = AnswerKey([load_set(folder / "01_paper.yaml")])
    with Workers() as workers:
        medians = {name: _median(key, workers, *answer) for name, answer in ANSWERS.items()}
        print("milliseconds for one answer, warm; over code")
        for name, median in medians.items():
            print(f"  {name:18} {median:7.2f}  {median / medians['code']:5.2f}")
        print("\nlarge texts: seconds, peak memory in MB, what the row says")
        for name, text in LARGE.items():
            _large(key, workers, name, text)


def _median(key: AnswerKey, workers: Workers, path: str, text: str) -> float:
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        report = grade(key, Submission("work", {path: text.encode()}), workers)
        times.append(1e3 * (time.perf_counter() - start) / len(report.rows))
        if report.score != report.max_score:
            sys.exit(f"{path}: {[row.message for row in report.rows]}")
    return statistics.median(times)


def _large(key: AnswerKey, workers: Workers, name: str, text: str) -> None:
    start = time.perf_counter()
    report = grade(key, Submission("work", {"work.md": text.encode()}), workers)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = report.rows[1].message.splitlines()[0][:70]
    print(f"  {name:22} {seconds:6.2f} {peak:6.0f}  {said}")


if __name__ == "__main__":
    main()
