"""Wrong answers for problems/02_scalar_by_vector.yaml: each loses marks at every seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # bound by the loader, collect.py
    from collect import wrong


@wrong("shape_scalar_by_vector", "TCONV", "The row is the other convention (Clarification 10).")
def shape_scalar_by_vector(m):
    return (1, m)


@wrong("shape_scalar_by_vector", "FLAT")
def shape_scalar_by_vector(m):
    return (m,)


@wrong(
    "shape_scalar_by_vector",
    "SIZE",
    "One output and m inputs give m derivatives (Concept 4), not m*m.",
)
def shape_scalar_by_vector(m):
    return (m, m)


@wrong("shape_scalar_by_vector", "PRIMAL", "That is the shape of ds, not of ds/dv.")
def shape_scalar_by_vector(m):
    return (1, 1)


@wrong("norm_gradient", "TCONV")
def norm_gradient(v):
    return (v / np.sqrt(np.sum(v**2))).T


@wrong("norm_gradient", "FLAT")
def norm_gradient(v):
    return (v / np.sqrt(np.sum(v**2))).ravel()


@wrong("norm_gradient", "PRIMAL", "This is the gradient of the squared norm.")
def norm_gradient(v):
    return 2 * v


@wrong("norm_gradient", "FACTOR", "One power of the norm too many below the line.")
def norm_gradient(v):
    return v / np.sum(v**2)


@wrong("norm_gradient", "FACTOR", "The 2 from the inner square cancels the 1/2 from the root.")
def norm_gradient(v):
    return v / (2 * np.sqrt(np.sum(v**2)))


@wrong("norm_gradient", "PRIMAL", "This is the gradient of the sum of absolute values.")
def norm_gradient(v):
    return np.sign(v)


@wrong("quadratic_form", "SYMMETRY")
def quadratic_form(v, Q):
    return 2 * Q @ v


@wrong("quadratic_form", "SYMMETRY")
def quadratic_form(v, Q):
    return 2 * Q.T @ v


@wrong(
    "quadratic_form", "PRODRULE", "v appears twice in v^T Q v; you differentiated one appearance."
)
def quadratic_form(v, Q):
    return Q @ v


@wrong(
    "quadratic_form", "PRODRULE", "v appears twice in v^T Q v; you differentiated one appearance."
)
def quadratic_form(v, Q):
    return Q.T @ v


@wrong("quadratic_form", "TCONV")
def quadratic_form(v, Q):
    return v.T @ (Q + Q.T)


@wrong("quadratic_form", "FLAT")
def quadratic_form(v, Q):
    return ((Q + Q.T) @ v).ravel()


@wrong("delta_s_from_gradient", "UNSUMMED")
def delta_s_from_gradient(g, dv):
    return g * dv


@wrong("delta_s_from_gradient", "OUTER")
def delta_s_from_gradient(g, dv):
    return g @ dv.T


@wrong("delta_s_from_gradient", "NOSTEP")
def delta_s_from_gradient(g, dv):
    return np.sum(g)


@wrong("delta_s_from_gradient", "PRODSUM", "Sum of products (A.15), not product of sums.")
def delta_s_from_gradient(g, dv):
    return np.sum(g) * np.sum(dv)


@wrong(
    "delta_s_from_gradient",
    "DIRECTION",
    "Product of the lengths is the largest possible change (dv along the gradient), not the "
    "change for this dv.",
)
def delta_s_from_gradient(g, dv):
    return np.sqrt(np.sum(g**2) * np.sum(dv**2))
