"""Problems whose forward has a kink, with right answers and wrong masks and thresholds."""

from __future__ import annotations

import textwrap
from typing import NamedTuple

import numpy as np


class Case(NamedTuple):
    """A problem in YAML, right answers and wrong ones, all as expressions of the inputs."""

    problem: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]


def function(case_id: str, case: Case, expression: str):
    """Return the names that a file would define that answers with an expression."""
    arguments = case.problem.split(f"answer: {case_id}(")[1].split(")")[0]
    names: dict[str, object] = {"np": np, "relu": lambda x: np.maximum(x, 0)}
    exec(f"def {case_id}({arguments}):\n    return {expression}\n", names)
    return names


def text() -> str:
    """Return the problems of the set as YAML."""
    return "\n".join(
        f"{name}:\n{textwrap.indent(textwrap.dedent(case.problem).strip(), '  ')}"
        for name, case in CASES.items()
    )


COMPANION = """
import numpy as np

def dead_zone(u, width):
    return np.where(np.abs(u) > width, u - width * np.sign(u), 0.0 * u)

def two_slopes(x):
    if x > 0.5:
        return 3 * x - 0.5
    return x + 0.5
"""

CASES: dict[str, Case] = {
    "unit": Case(
        """
        given: {x: scalar nonzero}
        forward: relu(x)
        answer: unit(x)
        wrt: x
        shape: []
        """,
        ("float(x > 0)", "(1 + np.sign(x)) / 2"),
        ("1.0", "0.0", "float(x < 0)", "relu(x)", "x", "np.sign(x)"),
    ),
    "gate": Case(
        """
        given: {u: "vector[n]", x: "vector[n]"}
        forward: relu(u.T @ x - 0.3)
        answer: gate(u, x)
        wrt: u
        shape: [n, 1]
        """,
        ("x * (u.T @ x > 0.3)",),
        (
            "x",
            "0 * x",
            "x * (u.T @ x < 0.3)",
            "x * (x > 0)",
            "x * (u.T @ x > 1.3)",
            "x * (u.T @ x > -0.9)",
        ),
    ),
    "hinge": Case(
        """
        given: {w: "vector[d]", x: "vector[d]", t: scalar nonzero}
        forward: maximum(0, 1 - t * (w.T @ x))
        answer: hinge(w, x, t)
        wrt: w
        shape: [d, 1]
        """,
        ("-t * x * (t * (w.T @ x) < 1)",),
        (
            "-t * x",
            "-t * x * (t * (w.T @ x) > 1)",
            "-t * x * (t * (w.T @ x) < 0)",
            "-t * x * (w.T @ x < 1)",
            "0 * x",
        ),
    ),
    "perceptron": Case(
        """
        given: {w: "vector[d]", X: "matrix[n, d]", t: "vector[n] nonzero"}
        forward: sum(relu(-t * (X @ w)))
        answer: perceptron(w, X, t)
        wrt: w
        shape: [d, 1]
        """,
        ("-X.T @ (t * (t * (X @ w) < 0))",),
        (
            "-X.T @ t",
            "-X.T @ (t * (t * (X @ w) > 0))",
            "-X.T @ (t * (X @ w < 0))",
            "-X.T @ (t * (t * (X @ w) < 1))",
        ),
    ),
    "support": Case(
        """
        given: {w: "vector[d]", X: "matrix[n, d]", t: "vector[n] nonzero", lam: scalar positive}
        forward: mean(relu(1 - t * (X @ w))) + lam * sum(w**2)
        answer: support(w, X, t, lam)
        wrt: w
        shape: [d, 1]
        """,
        ("-X.T @ (t * (t * (X @ w) < 1)) / len(t) + 2 * lam * w",),
        (
            "-X.T @ t / len(t) + 2 * lam * w",
            "-X.T @ (t * (t * (X @ w) < 0)) / len(t) + 2 * lam * w",
            "-X.T @ (t * (t * (X @ w) > 1)) / len(t) + 2 * lam * w",
        ),
    ),
    "huber": Case(
        """
        given: {r: scalar}
        forward: where(abs(r) < 1, r**2 / 2, abs(r) - 0.5)
        answer: huber(r)
        wrt: r
        shape: []
        """,
        ("np.clip(r, -1, 1)", "r if abs(r) < 1 else np.sign(r)"),
        (
            "r",
            "np.sign(r)",
            "r if abs(r) > 1 else np.sign(r)",
            "r if abs(r) < 2 else np.sign(r)",
            "r if abs(r) < 0.5 else np.sign(r)",
            "r if r < 1 else 1.0",
            "min(abs(r), 1.0)",
        ),
    ),
    "huber_sum": Case(
        """
        given: {r: "vector[n] scale 2", delta: scalar positive}
        forward: sum(where(abs(r) < delta, r**2 / 2, delta * abs(r) - delta**2 / 2))
        answer: huber_sum(r, delta)
        wrt: r
        shape: [n, 1]
        """,
        ("np.clip(r, -delta, delta)",),
        (
            "r",
            "delta * np.sign(r)",
            "np.clip(r, -1, 1)",
            "np.clip(r, 0, delta)",
            "np.where(abs(r) < delta, r, np.sign(r))",
        ),
    ),
    "absolute": Case(
        """
        given: {x: scalar nonzero, y: scalar}
        forward: abs(x) * y + x**2
        answer: absolute(x, y)
        wrt: x
        shape: []
        """,
        ("y * np.sign(x) + 2 * x",),
        ("y + 2 * x", "-y + 2 * x", "y * np.sign(-x) + 2 * x", "y * np.sign(y) + 2 * x"),
    ),
    "smaller": Case(
        """
        given: {a: scalar, b: scalar}
        forward: minimum(a * b, a + b)
        answer: smaller(a, b)
        wrt: a
        shape: []
        """,
        ("b if a * b < a + b else 1.0",),
        ("b", "1.0", "1.0 if a * b < a + b else b", "b if a < b else 1.0", "b + 1.0"),
    ),
    "larger": Case(
        """
        given: {x: "vector[n]", y: "vector[n]"}
        forward: maximum(x**2, y)
        answer: larger(x, y)
        wrt: x
        shape: [n, n]
        """,
        ("np.diag((2 * x * (x**2 > y))[:, 0])",),
        (
            "np.diag((2 * x)[:, 0])",
            "np.diag((2 * x * (x**2 < y))[:, 0])",
            "np.diag((2 * x * (x > y))[:, 0])",
            "np.diag((2 * x * (y < 0))[:, 0])",
        ),
    ),
    "clipped": Case(
        """
        given: {x: scalar scale 1.5}
        forward: clip(x, -1, 1)**3
        answer: clipped(x)
        wrt: x
        shape: []
        """,
        ("3 * x**2 * (abs(x) < 1)",),
        (
            "3 * x**2",
            "3 * np.clip(x, -1, 1)**2",
            "3 * x**2 * (x < 1)",
            "3 * x**2 * (x > -1)",
            "3 * x**2 * (abs(x) > 1)",
            "3 * x**2 * (abs(x) < 1.4)",
        ),
    ),
    "clipped_all": Case(
        """
        given: {X: "matrix[n, d]", low: "scalar in [-1, -0.5]", high: "scalar in [0.5, 1]"}
        forward: sum(clip(X, low, high)**2)
        answer: clipped_all(X, low, high)
        wrt: X
        shape: [n, d]
        """,
        ("2 * X * (X > low) * (X < high)",),
        (
            "2 * X",
            "2 * np.clip(X, low, high)",
            "2 * X * (X > low)",
            "2 * X * (X < high)",
            "2 * X * (abs(X) < 1)",
        ),
    ),
    "leaky": Case(
        """
        given: {z: "vector[n]", a: "scalar in [0.1, 0.4]"}
        forward: sum(where(z > 0, z, a * z)**2)
        answer: leaky(z, a)
        wrt: z
        shape: [n, 1]
        """,
        ("2 * z * np.where(z > 0, 1, a**2)",),
        (
            "2 * z",
            "2 * z * (z > 0)",
            "2 * z * np.where(z > 0, 1, a)",
            "2 * z * np.where(z < 0, 1, a**2)",
            "2 * z * np.where(z > 0.5, 1, a**2)",
        ),
    ),
    "slope_of_leak": Case(
        """
        given: {z: scalar, a: scalar positive}
        forward: where(z > 0, z, a * z)
        answer: slope_of_leak(z, a)
        wrt: a
        shape: []
        """,
        ("min(z, 0.0)",),
        ("z", "0.0", "max(z, 0.0)", "-abs(z)"),
    ),
    "largest": Case(
        """
        given: {v: "vector[n]"}
        forward: max(v)
        answer: largest(v)
        wrt: v
        shape: [n, 1]
        """,
        ("(v == v.max()) * 1.0",),
        (
            "np.ones_like(v) / len(v)",
            "(v == v.min()) * 1.0",
            "(abs(v) == abs(v).max()) * 1.0",
            "np.eye(len(v))[:, [-1]]",
            "np.eye(len(v))[:, [0]]",
        ),
    ),
    "larger_of_two": Case(
        """
        given: {x: scalar, y: scalar}
        forward: max([x**2, y])
        answer: larger_of_two(x, y)
        wrt: x
        shape: []
        """,
        ("2 * x if x**2 > y else 0.0",),
        ("2 * x", "0.0", "2 * x if x > y else 0.0", "2 * x if x**2 < y else 0.0"),
    ),
    "smallest_of_rows": Case(
        """
        given: {X: "matrix[n, d]"}
        forward: sum(min(X, axis=1)**2)
        answer: smallest_of_rows(X)
        wrt: X
        shape: [n, d]
        """,
        ("2 * X * (X == X.min(axis=1, keepdims=True))",),
        (
            "2 * X",
            "2 * X * (X == X.max(axis=1, keepdims=True))",
            "2 * X * (X == X.min(axis=0, keepdims=True))",
            "2 * X * (X < 0)",
        ),
    ),
    "both": Case(
        """
        given: {x: scalar nonzero, y: scalar nonzero}
        forward: relu(x) * relu(y) + x * y
        answer: both(x, y)
        wrt: x
        shape: []
        """,
        ("relu(y) * (x > 0) + y",),
        (
            "relu(y) + y",
            "y * (x > 0) + y",
            "relu(y) * (x > 0)",
            "2 * y if x * y > 0 else y",
            "y",
            "relu(y) * (x < 0) + y",
        ),
    ),
    "sign_of_inputs": Case(
        """
        given: {x: scalar nonzero, y: scalar nonzero}
        forward: sign(x) * y**2 + x**2
        answer: sign_of_inputs(x, y)
        wrt: y
        shape: []
        """,
        ("2 * y * np.sign(x)",),
        ("2 * y", "-2 * y", "2 * y * np.sign(y)", "2 * y * x"),
    ),
    "step_reward": Case(
        """
        given: {x: scalar, y: scalar}
        forward: (x > 0.2) * y**2 + x
        answer: step_reward(x, y)
        wrt: y
        shape: []
        """,
        ("2 * y * (x > 0.2)",),
        (
            "2 * y",
            "0.0",
            "2 * y * (x < 0.2)",
            "2 * y * (y > 0.2)",
            "2 * y * (x > 0.9)",
            "2 * y * (x > -0.5)",
        ),
    ),
    "inside_a_companion": Case(
        """
        given: {u: scalar, width: "scalar in [0.4, 0.8]"}
        forward: dead_zone(u, width)**2
        answer: inside_a_companion(u, width)
        wrt: u
        shape: []
        """,
        ("2 * (abs(u) > width) * (u - width * np.sign(u))",),
        (
            "2 * (u - width * np.sign(u))",
            "2 * u",
            "2 * (u > width) * (u - width)",
            "2 * (abs(u) > width) * u",
            "0.0",
        ),
    ),
    "if_in_a_companion": Case(
        """
        given: {x: scalar}
        forward: two_slopes(x)**2
        answer: if_in_a_companion(x)
        wrt: x
        shape: []
        """,
        ("6 * (3 * x - 0.5) if x > 0.5 else 2 * (x + 0.5)",),
        (
            "6 * (3 * x - 0.5)",
            "2 * (x + 0.5)",
            "6 * (3 * x - 0.5) if x < 0.5 else 2 * (x + 0.5)",
            "6 * (3 * x - 0.5) if x > 0 else 2 * (x + 0.5)",
            "6 * (3 * x - 0.5) if x > 1 else 2 * (x + 0.5)",
        ),
    ),
    "value_of_a_unit": Case(
        """
        given: {x: scalar nonzero}
        answer: value_of_a_unit(x)
        expected: maximum(x, -0.4)
        shape: []
        """,
        ("max(x, -0.4)",),
        ("x", "-0.4", "max(x, 0.0)", "min(x, -0.4)", "abs(x)"),
    ),
    "layer": Case(
        """
        given: {W: "matrix[n, m]", x: "vector[n]", g: "vector[m]"}
        forward: |
          z = W.T @ x
          L = sum(g * relu(z))
        answer: layer(W, x, g)
        wrt: W
        shape: [n, m]
        """,
        ("x @ (g * (W.T @ x > 0)).T",),
        (
            "x @ g.T",
            "x @ (g * (W.T @ x < 0)).T",
            "x @ (g * (g > 0)).T",
            "x @ (g * relu(W.T @ x)).T",
            "x @ (g * (W.T @ x > 1)).T",
        ),
    ),
    "three_pieces": Case(
        """
        given: {x: scalar scale 1.5}
        forward: where(x < -1, -2 * x - 1, where(x < 1, x**2, 2 * x - 1))
        answer: three_pieces(x)
        wrt: x
        shape: []
        """,
        ("np.clip(2 * x, -2, 2)",),
        ("2 * x", "2 * np.sign(x)", "min(2 * x, 2.0)", "max(2 * x, -2.0)", "np.clip(2 * x, -3, 3)"),
    ),
}
