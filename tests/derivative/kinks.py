"""Functions with kinks at known distances from the point, and their exact derivatives there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


def analytic(x: Any) -> Any:
    """Return |x| in a form that keeps the derivative of a complex argument."""
    return np.where(np.real(x) < 0, -x, x)


def three_kinks(
    rng: np.random.Generator, modulus: Callable[[Any], Any]
) -> tuple[Any, np.ndarray, np.ndarray]:
    """Make a function of four variables with kinks at log-uniform distances of 1e-9 to 1: f, x,
    exact ``(4, 3)``.
    """
    x, smooth = rng.normal(size=4), rng.normal(size=(4, 3))
    normals = rng.normal(size=(3, 4))
    normals /= np.linalg.norm(normals, axis=1)[:, np.newaxis]
    distances = 10.0 ** rng.uniform(-9, 0, 3) * rng.choice([-1, 1], 3)
    weights, offsets = rng.normal(size=(3, 3)), normals @ x - distances

    def f(x: Any) -> Any:
        return np.sin(x @ smooth) + modulus(normals @ x - offsets) @ weights

    exact = smooth * np.cos(x @ smooth) + normals.T @ (np.sign(distances)[:, np.newaxis] * weights)
    return f, x, exact


def kink_at(distance: float) -> tuple[Any, np.ndarray, np.ndarray]:
    """Make a function of one variable with a kink at a distance from the point 1: f, x, exact
    ``(1,)``.
    """
    place = 1 + distance

    def f(x: Any) -> Any:
        return np.exp(x[0]) + np.abs(x[0] - place)

    return f, np.ones(1), np.array([np.exp(1) + np.sign(1 - place)])
