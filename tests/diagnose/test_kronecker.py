"""Kronecker factors in the other order, in one product or in all, where columns are stacked."""

import numpy as np
import pytest

STACKED = """
stacked:
  given: {V: "matrix[k, l]", P: "matrix[r, k]", Q: "matrix[l, s]", F: "matrix[r, l]", G: "matrix[k, s]"}
  forward: vec(2 * P @ V @ Q - F @ V.T @ G)
  convention: numerator
  answer: stacked(V, P, Q, F, G)
  wrt: vec(V)
  shape: [r*s, k*l]
"""  # noqa: E501


def commutation(rows, columns):
    """Return the matrix that makes vec(V.T) of vec(V)."""
    places = np.arange(rows * columns).reshape(columns, rows).T.ravel()
    return np.eye(rows * columns)[places]


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (True, "right"),
        (True, "turned"),
        (True, "turned with K"),
        (False, "turned"),
        (False, "turned with K"),
    ],
)
def test_kronecker_factors_in_the_other_order_are_named(diagnosed, first, second):
    def wrong(V, P, Q, F, G, **_):
        K = commutation(*V.shape)
        terms = {
            "right": np.kron(G.T, F) @ K,
            "turned": np.kron(F, G.T),
            "turned with K": np.kron(F, G.T) @ K,
        }
        return 2 * (np.kron(P, Q.T) if first else np.kron(Q.T, P)) - terms[second]

    found = diagnosed(STACKED, wrong)

    assert found.mistake == "factors.order"
    assert "Kronecker" in found.sentence
