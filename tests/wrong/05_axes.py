"""Wrong answers for problems/05_axes.yaml: each loses marks at every seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # bound by the loader, collect.py
    from collect import wrong

_AXES = {"scalar": 0, "vector": 1, "matrix": 2}


@wrong(
    "count_axes",
    "DIMCONF",
    "np.ndim of an (m x 1) array is 2, but a vector has one axis (Definition 19).",
)
def count_axes(pairs):
    return [
        {"scalar": 0, "vector": 2, "matrix": 2}[y] + {"scalar": 0, "vector": 2, "matrix": 2}[x]
        for y, x in pairs
    ]


@wrong("count_axes", "SIZE", "Axes add (Concept 20); sizes multiply (Concept 4).")
def count_axes(pairs):
    return [_AXES[y] * _AXES[x] for y, x in pairs]


@wrong("count_axes", "SIZE", "Axes add (Concept 20).")
def count_axes(pairs):
    return [max(_AXES[y], _AXES[x]) for y, x in pairs]


@wrong(
    "count_axes",
    "SIZE",
    "Vector and matrix together need three axes: more than a matrix has (text after Concept 20).",
)
def count_axes(pairs):
    return [min(2, _AXES[y] + _AXES[x]) for y, x in pairs]


@wrong("two_dimensions", "DIMCONF", "Exchanged.")
def two_dimensions(v):
    return (1, v.shape[0])


@wrong(
    "two_dimensions",
    "DIMCONF",
    "The singleton axis of the storage does not count: a vector has one axis (Definition 19).",
)
def two_dimensions(v):
    return (v.shape[0], v.ndim)


@wrong("two_dimensions", "DIMCONF")
def two_dimensions(v):
    return (1, 1)


@wrong("two_dimensions", "DIMCONF")
def two_dimensions(v):
    return (v.shape[0], v.shape[0])


@wrong(
    "stack_into_a_block",
    "AXES",
    "np.stack puts the new axis first: (2, r, k). A.56 stacks in the third dimension.",
)
def stack_into_a_block(front, back):
    return np.stack([front, back])


@wrong("stack_into_a_block", "AXES")
def stack_into_a_block(front, back):
    return np.stack([front, back], axis=1)


@wrong("stack_into_a_block", "AXES", "No new axis: still a matrix (Definition 23).")
def stack_into_a_block(front, back):
    return np.hstack([front, back])


@wrong("stack_into_a_block", "AXES", "The leftmost matrix goes in front.")
def stack_into_a_block(front, back):
    return np.stack([back, front], axis=2)


@wrong(
    "stack_into_a_block",
    "ROWMAJOR",
    "Reshaping does not move axes; the shape is right and the entries are scrambled.",
)
def stack_into_a_block(front, back):
    return np.stack([front, back]).reshape(front.shape[0], front.shape[1], 2)


@wrong("flatten_diagonal", "FLAT")
def flatten_diagonal(D):
    return np.diag(D)


@wrong("flatten_diagonal", "TCONV")
def flatten_diagonal(D):
    return np.diag(D).reshape(1, -1)


@wrong("flatten_diagonal", "LOSTAXIS")
def flatten_diagonal(D):
    return np.trace(D)


@wrong(
    "flatten_diagonal",
    "ROWMAJOR",
    "Stacked everything, zeros included; A.57 keeps the diagonal only.",
)
def flatten_diagonal(D):
    return D.reshape(-1, 1)


@wrong("flatten_diagonal", "INDEX", "That is the first column.")
def flatten_diagonal(D):
    return D[:, :1]


@wrong("stack_columns", "ROWMAJOR")
def stack_columns(M):
    return M.reshape(-1, 1)


@wrong("stack_columns", "FLAT")
def stack_columns(M):
    return M.ravel(order="F")


@wrong("stack_columns", "TCONV")
def stack_columns(M):
    return M.reshape(1, -1, order="F")


@wrong("stack_columns", "LOSTAXIS", "Stack, do not add.")
def stack_columns(M):
    return M.sum(axis=1, keepdims=True)


@wrong("contract_a_tensor", "AXES", "You contracted over the weights' column instead of over Z.")
def contract_a_tensor(T, g):
    return np.einsum("abi,b->ai", T, g[:, 0])


@wrong("contract_a_tensor", "UNSUMMED")
def contract_a_tensor(T, g):
    return T * g[:, 0]


@wrong("contract_a_tensor", "LOSTAXIS", "That treats dL/dZ as all ones.")
def contract_a_tensor(T, g):
    return T.sum(axis=2)


@wrong(
    "contract_a_tensor",
    "FLAT",
    "Right numbers, but the contracted axis is still there with length 1.",
)
def contract_a_tensor(T, g):
    return T @ g


@wrong("contract_a_tensor", "TCONV")
def contract_a_tensor(T, g):
    return np.einsum("abi,i->ba", T, g[:, 0])


@wrong(
    "vector_by_matrix_tensor",
    "AXES",
    "That is [f0, W0, W1], answer 1's index order; the declared layout puts the output last.",
)
def vector_by_matrix_tensor(W, x):
    return np.einsum("ai,b->iab", np.eye(W.shape[0]), x[:, 0])


@wrong("vector_by_matrix_tensor", "ALLONES")
def vector_by_matrix_tensor(W, x):
    return np.sum(x) * np.ones((W.shape[0], 1))


@wrong("vector_by_matrix_tensor", "CONDENSED")
def vector_by_matrix_tensor(W, x):
    return x


@wrong("vector_by_matrix_tensor", "DIAGLEAK", "The delta is missing: row a of W affects only f_a.")
def vector_by_matrix_tensor(W, x):
    return np.einsum("ai,b->abi", np.ones((W.shape[0], W.shape[0])), x[:, 0])


@wrong(
    "vector_by_matrix_tensor", "LOSTAXIS", "This is d(sum of f)/dW: the output axis is summed away."
)
def vector_by_matrix_tensor(W, x):
    return np.ones((W.shape[0], 1)) @ x.T


@wrong("vector_by_matrix_tensor", "AXES", "The two axes of W are exchanged.")
def vector_by_matrix_tensor(W, x):
    return np.einsum("ai,b->bai", np.eye(W.shape[0]), x[:, 0])


@wrong(
    "vec_kronecker",
    "TCONV",
    "x^T (x) I is answer 1's layout, (n x nm); here the input runs down the rows (Definition 13).",
)
def vec_kronecker(w, x):
    return np.kron(x.T, np.eye(w.shape[0] // x.shape[0]))


@wrong("vec_kronecker", "ROWMAJOR", "I (x) x belongs to stacking the rows of W.")
def vec_kronecker(w, x):
    return np.kron(np.eye(w.shape[0] // x.shape[0]), x)


@wrong("vec_kronecker", "ALLONES")
def vec_kronecker(w, x):
    return np.sum(x) * np.ones((w.shape[0] // x.shape[0], 1))


@wrong(
    "vec_kronecker",
    "AXES",
    "That is the 3-tensor; here the matrix was flattened to a vector first.",
)
def vec_kronecker(w, x):
    return np.einsum("ai,b->abi", np.eye(w.shape[0] // x.shape[0]), x[:, 0])


@wrong("vec_kronecker", "CONDENSED")
def vec_kronecker(w, x):
    return x


@wrong("all_ones_direction", "TCONV", "Vector by scalar is a row (Definition 11).")
def all_ones_direction(t, W, x):
    return np.sum(x) * np.ones((W.shape[0], 1))


@wrong("all_ones_direction", "PRIMAL")
def all_ones_direction(t, W, x):
    return (W @ x).T


@wrong("all_ones_direction", "CONDENSED")
def all_ones_direction(t, W, x):
    return x.T


@wrong("all_ones_direction", "FACTOR", "Each f_i collects all of x.")
def all_ones_direction(t, W, x):
    return np.ones((1, W.shape[0]))


@wrong("all_ones_direction", "FACTOR", "That is the answer for x of all ones.")
def all_ones_direction(t, W, x):
    return x.shape[0] * np.ones((1, W.shape[0]))


@wrong("matrix_by_vector_tensor", "AXES", "That is [M0, M1, v0]: output first.")
def matrix_by_vector_tensor(v, a):
    return np.einsum("ab,c->bca", np.eye(v.shape[0]), a[:, 0])


@wrong("matrix_by_vector_tensor", "AXES", "That is [M1, v0, M0].")
def matrix_by_vector_tensor(v, a):
    return np.einsum("ab,c->cab", np.eye(v.shape[0]), a[:, 0])


@wrong("matrix_by_vector_tensor", "CONDENSED")
def matrix_by_vector_tensor(v, a):
    return a.T


@wrong("matrix_by_vector_tensor", "DIAGLEAK", "v_i affects only row i of M.")
def matrix_by_vector_tensor(v, a):
    return np.einsum("ab,c->abc", np.ones((v.shape[0], v.shape[0])), a[:, 0])


@wrong(
    "matrix_by_vector_tensor",
    "ALLONES",
    "Each entry of v by itself: (1) a^T has lost the input's axis.",
)
def matrix_by_vector_tensor(v, a):
    return np.ones(v.shape) @ a.T
