"""What a formula answer costs beside the same answer in code, and how large texts are bounded.

Run: ``python benchmarks/bench_paper.py``. It prints the median milliseconds that grading one answer
takes, on paper in each notation and in code, warm, in turn, as ratios in one run; then the seconds
and the memory of texts that are far too large, each of which is refused in words.

``--mitx FOLDER`` measures MatrixGrader on the same formulas in the same turns, and shows what both
say of wrong ones: FOLDER is a checkout of https://github.com/mitodl/mitx-grading-library at tag
v3.0.0, which needs the package pyparsing.
"""

from __future__ import annotations

import argparse
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from autograder.client.workers import Workers
from autograder.grading.grade import grade
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_set
from autograder.report import Report
from autograder.submission.files import Submission

ROUNDS = 40
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
    "operations in operations": "gradient = " + "x+" * 1_900 + "x\n",
    "a large exponent": "gradient = 9**9**9**9 * x\n",
    "a large size": "gradient = ones(10**9, 10**9) @ x\n",
    "many statements": "y = x\n" * 50_000 + "gradient = y\n",
    "a sum of many terms": "gradient = Σ_{i=1}^{10000000} i x\n",
    "sums in sums": "gradient = " + "".join(f"Σ_{{{i}=1}}^{{900}} " for i in "ijk") + "i j k x\n",
    "heavy lines": "".join(
        f"x{i} = {' + '.join(['(x ⊗ x ⊗ x) (x ⊗ x ⊗ x)ᵀ (x ⊗ x ⊗ x)'] * 12)}\n" for i in range(300)
    )
    + "gradient = x299 + x\n",
    "Kronecker products": "F = kron(kron(S, S), kron(S, S))\ngradient = kron(F, F) x\n",
    "keys in keys": "{a: " * 40_000,
}
MITX = {
    "A*trans(dL_dZ)": ("dL_dW = A dL_dZᵀ", "weights"),
    "(S+trans(S))*x": ("gradient = (S + Sᵀ) x", "quadratic"),
}
"""The formulas for MatrixGrader, and the same as typed here, by problem."""
WRONG = {
    "weights": [
        ("dL_dZ*trans(A)", "dL_dW = dL_dZ Aᵀ"),
        ("A*dL_dZ", "dL_dW = A dL_dZ"),
        ("2*A*trans(dL_dZ)", "dL_dW = 2 A dL_dZᵀ"),
        ("A*trans(dLdZ)", "dL_dW = A dLdZᵀ"),
    ],
    "quadratic": [("2*S*x", "gradient = 2 S x"), ("S*x", "gradient = S x")],
}


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mitx", type=Path, metavar="FOLDER", help="measure MatrixGrader, too")
    mitx = parser.parse_args().mitx
    folder = Path(tempfile.mkdtemp())
    (folder / "01_paper.yaml").write_text(SET)
    key = AnswerKey([load_set(folder / "01_paper.yaml")])
    graders = matrix_graders(mitx) if mitx else {}
    with Workers() as workers:
        ways = {name: _graded(key, workers, *answer) for name, answer in ANSWERS.items()}
        if graders:
            ways["MatrixGrader"] = lambda: _answer_all(graders)
        print("milliseconds for one answer, warm, in turn; over code")
        medians = _medians(ways)
        for name, median in medians.items():
            print(f"  {name:18} {median:7.2f}  {median / medians['code']:5.2f}")
        print("\nlarge texts: seconds, peak memory in MB, what the row says")
        for name, text in LARGE.items():
            _large(key, workers, name, text)
        if graders:
            _compare(graders, key, workers)


def _graded(key: AnswerKey, workers: Workers, path: str, text: str) -> Callable[[], int]:
    """Return what grades a text and says how many answers were graded."""

    def run() -> int:
        report = _report(key, workers, path, text)
        if report.score != report.max_score:
            sys.exit(f"{path}: {[row.message for row in report.rows]}")
        return len(report.rows)

    return run


def _report(key: AnswerKey, workers: Workers, path: str, text: str) -> Report:
    return grade(key, Submission("work", {path: text.encode()}), workers)


def _medians(ways: Mapping[str, Callable[[], int]]) -> dict[str, float]:
    """Return the median milliseconds for an answer, the ways in another order in each round.

    After code has run, processes end and start for a while, which whoever comes next pays.
    """
    times: dict[str, list[float]] = {name: [] for name in ways}
    orders = random.Random(0)
    for _ in range(ROUNDS):
        for name in orders.sample(list(ways), len(ways)):
            start = time.perf_counter()
            answers = ways[name]()
            times[name].append(1e3 * (time.perf_counter() - start) / answers)
    return {name: statistics.median(seen) for name, seen in times.items()}


def _large(key: AnswerKey, workers: Workers, name: str, text: str) -> None:
    path = "work.yaml" if name == "keys in keys" else "work.md"
    start = time.perf_counter()
    report = _report(key, workers, path, text)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    said = report.rows[1].message.splitlines()[0][:80]
    print(f"  {name:24} {seconds:6.2f} {peak:6.0f}  {said}")


def matrix_graders(folder: Path) -> dict[str, Any]:
    """Return a MatrixGrader for each formula, with inputs of the shapes that are drawn here."""
    sys.path.insert(0, str(folder))
    from mitxgraders import MatrixGrader, RealMatrices, RealVectors  # type: ignore[import-not-found]

    shapes = {"A": (3, 6), "dL_dZ": (5, 6), "S": (5, 5)}
    sampled = {name: RealMatrices(shape=list(shape)) for name, shape in shapes.items()}
    sampled["x"] = RealVectors(shape=5)
    return {
        formula: MatrixGrader(answers=formula, variables=list(sampled), sample_from=sampled)
        for formula in MITX
    }


def _answer_all(graders: Mapping[str, Any]) -> int:
    for formula, grader in graders.items():
        if not grader(None, formula)["ok"]:
            sys.exit(f"MatrixGrader: {formula} is wrong")
    return len(graders)


def _compare(graders: Mapping[str, Any], key: AnswerKey, workers: Workers) -> None:
    print("\nwhat is said of wrong formulas")
    for formula, (_, problem) in MITX.items():
        for theirs, ours in WRONG[problem]:
            try:
                said = graders[formula](None, theirs)["msg"] or "(not ok, without words)"
            except Exception as error:  # its words for a formula that cannot be evaluated
                said = str(error)
            rows = _report(key, workers, "work.md", f"{ours}\n").rows
            row = next(row for row in rows if row.problem == problem)
            print(f"  {ours}\n    MatrixGrader: {said}\n    here: {' '.join(row.message.split())}")


if __name__ == "__main__":
    main()
