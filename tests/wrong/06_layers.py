"""Wrong answers for problems/06_layers.yaml: each loses marks at every seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # bound by the loader, collect.py
    from collect import wrong


@wrong(
    "loss_by_activation", "TCONV", "Scalar by vector: the shape of A^L, (n^L x 1) (Notation 26)."
)
def loss_by_activation(A, y):
    return 2 * (A - y).T


@wrong("loss_by_activation", "SIGN")
def loss_by_activation(A, y):
    return 2 * (y - A)


@wrong("loss_by_activation", "FACTOR", "The loss has no 1/2, so the 2 stays.")
def loss_by_activation(A, y):
    return A - y


@wrong("loss_by_activation", "LOSTAXIS")
def loss_by_activation(A, y):
    return 2 * np.sum(A - y)


@wrong("loss_by_activation", "MEAN", "The loss here is a sum, not a mean.")
def loss_by_activation(A, y):
    return 2 * (A - y) / A.shape[0]


@wrong("loss_by_activation", "FLAT")
def loss_by_activation(A, y):
    return 2 * (A - y).ravel()


@wrong("one_neuron", "WRONGVAR", "That is dz_i/dA (A.82).")
def one_neuron(Wi, A):
    return Wi


@wrong("one_neuron", "TCONV")
def one_neuron(Wi, A):
    return A.T


@wrong("one_neuron", "PRIMAL")
def one_neuron(Wi, A):
    return Wi.T @ A


@wrong("one_neuron", "LOSTAXIS")
def one_neuron(Wi, A):
    return np.sum(A)


@wrong("one_neuron", "ALLONES")
def one_neuron(Wi, A):
    return np.ones_like(Wi)


@wrong(
    "one_neuron", "UNSUMMED", "z_i is linear in W_i; W_i does not appear in the derivative (A.68)."
)
def one_neuron(Wi, A):
    return Wi * A


@wrong(
    "one_output_all_weights",
    "DIAGLEAK",
    "A in every column: weights of another neuron have no effect (Concept 28).",
)
def one_output_all_weights(W, A, i):
    return A @ np.ones((1, W.shape[1]))


@wrong(
    "one_output_all_weights",
    "CONDENSED",
    "That is the one nonzero column, dz_i/dW_i; W has n columns.",
)
def one_output_all_weights(W, A, i):
    return A


@wrong("one_output_all_weights", "TCONV", "ds/dM has the same shape as M (Definition 18).")
def one_output_all_weights(W, A, i):
    return np.eye(W.shape[1])[:, i : i + 1] @ A.T


@wrong(
    "one_output_all_weights",
    "WRONGVAR",
    "That column holds the weights (dz_i/dA), not the activations (A.68).",
)
def one_output_all_weights(W, A, i):
    return W[:, i : i + 1] @ np.eye(W.shape[1])[i : i + 1, :]


@wrong(
    "one_output_all_weights",
    "INDEX",
    "Neuron i of the notes is column i-1 of numpy; here i is already 0-based.",
)
def one_output_all_weights(W, A, i):
    return A @ np.eye(W.shape[1])[[i - 1], :]


@wrong("full_weight_tensor", "CONDENSED")
def full_weight_tensor(W, A):
    return A


@wrong("full_weight_tensor", "DIAGLEAK")
def full_weight_tensor(W, A):
    return np.einsum("a,bi->abi", A[:, 0], np.ones((W.shape[1], W.shape[1])))


@wrong(
    "full_weight_tensor",
    "AXES",
    "That is A.74 read literally, [W1, Z0, W0]; the declared layout is [W0, W1, Z0].",
)
def full_weight_tensor(W, A):
    return np.einsum("a,bi->bia", A[:, 0], np.eye(W.shape[1]))


@wrong("full_weight_tensor", "AXES", "Output axis first: [Z0, W0, W1].")
def full_weight_tensor(W, A):
    return np.einsum("a,bi->iab", A[:, 0], np.eye(W.shape[1]))


@wrong("full_weight_tensor", "LOSTAXIS", "That is the sum over the outputs, (m x n).")
def full_weight_tensor(W, A):
    return A @ np.ones((1, W.shape[1]))


@wrong("full_weight_tensor", "ALLONES")
def full_weight_tensor(W, A):
    return np.sum(A) * np.ones((W.shape[1], 1))


@wrong(
    "full_weight_tensor",
    "COMPRESSED",
    "Right numbers, flattened to an (mn x n) matrix; the declared layout has three axes.",
)
def full_weight_tensor(W, A):
    return np.kron(np.eye(W.shape[1]), A)


@wrong("weight_tensor_as_block_matrix", "TCONV")
def weight_tensor_as_block_matrix(w, A):
    return np.kron(np.eye(w.shape[0] // A.shape[0]), A.T)


@wrong("weight_tensor_as_block_matrix", "ROWMAJOR")
def weight_tensor_as_block_matrix(w, A):
    return np.kron(A, np.eye(w.shape[0] // A.shape[0]))


@wrong(
    "weight_tensor_as_block_matrix",
    "CONDENSED",
    "That is A.75's column: the zeros have been dropped.",
)
def weight_tensor_as_block_matrix(w, A):
    return np.tile(A, (w.shape[0] // A.shape[0], 1))


@wrong("weight_tensor_as_block_matrix", "DIAGLEAK")
def weight_tensor_as_block_matrix(w, A):
    return np.tile(A, (w.shape[0] // A.shape[0], w.shape[0] // A.shape[0]))


@wrong("weight_tensor_as_block_matrix", "CONDENSED")
def weight_tensor_as_block_matrix(w, A):
    return A


@wrong(
    "condense_weight_tensor", "LOSTAXIS", "The n equal copies were added (n A); A.76 merges them."
)
def condense_weight_tensor(T):
    return T.sum(axis=(1, 2)).reshape(-1, 1)


@wrong("condense_weight_tensor", "MEAN", "The zeros were averaged in (A / n).")
def condense_weight_tensor(T):
    return T.mean(axis=(1, 2)).reshape(-1, 1)


@wrong(
    "condense_weight_tensor", "CONDENSED", "That is A.75; one more step (A.76) merges the copies."
)
def condense_weight_tensor(T):
    return np.tile(T[:, 0, 0].reshape(-1, 1), (T.shape[1], 1))


@wrong("condense_weight_tensor", "INDEX", "Off the diagonal: zeros (Concept 28).")
def condense_weight_tensor(T):
    return T[:, 0, 1].reshape(-1, 1)


@wrong("condense_weight_tensor", "FLAT")
def condense_weight_tensor(T):
    return T[:, 0, 0]


@wrong(
    "condense_weight_tensor",
    "LOSTAXIS",
    "A scalar is too little: 'if we compress to a scalar, we lose some of our elements' "
    "(Notation 30).",
)
def condense_weight_tensor(T):
    return np.sum(T[:, 0, 0])


@wrong("weight_gradient", "TCONV", "dL/dW has the same shape as W, (m x n) (Definition 18).")
def weight_gradient(W, A, G):
    return G @ A.T


@wrong("weight_gradient", "NOUPSTREAM")
def weight_gradient(W, A, G):
    return A @ np.ones((1, W.shape[1]))


@wrong("weight_gradient", "CONDENSED", "The condensed dZ/dW still has to meet (dL/dZ)^T (A.61).")
def weight_gradient(W, A, G):
    return A


@wrong("weight_gradient", "LOSTAXIS")
def weight_gradient(W, A, G):
    return A * np.sum(G)


@wrong("weight_gradient", "ALLONES")
def weight_gradient(W, A, G):
    return np.sum(A) * G


@wrong("weight_gradient", "WRONGVAR", "That is dL/dA^(l-1).")
def weight_gradient(W, A, G):
    return W @ G


@wrong("weight_gradient", "FLAT")
def weight_gradient(W, A, G):
    return (A @ G.T).ravel()


@wrong(
    "layer_link", "TCONV", "dz_i/da_j sits in row j, column i (A.83), exactly where W_ji sits in W."
)
def layer_link(A, W):
    return W.T


@wrong("layer_link", "LOSTAXIS", "You added over the neurons z_i.")
def layer_link(A, W):
    return np.sum(W, axis=1, keepdims=True)


@wrong("layer_link", "PRIMAL")
def layer_link(A, W):
    return W.T @ A


@wrong("layer_link", "WRONGVAR", "That is (condensed) dZ/dW.")
def layer_link(A, W):
    return A


@wrong("layer_link", "ALLONES")
def layer_link(A, W):
    return np.sum(W, axis=0, keepdims=True).T


@wrong("sigmoid_layer", "COMPRESSED")
def sigmoid_layer(Z):
    return (1 / (1 + np.exp(-Z))) * (1 - 1 / (1 + np.exp(-Z)))


@wrong("sigmoid_layer", "ACT")
def sigmoid_layer(Z):
    return np.diag((1 / (1 + np.exp(-Z))).ravel())


@wrong("sigmoid_layer", "TWICE")
def sigmoid_layer(Z):
    a = 1 / (1 + np.exp(-Z))
    b = 1 / (1 + np.exp(-a))
    return np.diag((b * (1 - b)).ravel())


@wrong("sigmoid_layer", "DIAGLEAK")
def sigmoid_layer(Z):
    a = 1 / (1 + np.exp(-Z))
    return (a * (1 - a)) @ np.ones((1, Z.shape[0]))


@wrong(
    "sigmoid_layer",
    "OUTER",
    "a (1-a)^T is an outer product; sigma' is a*(1-a) element by element, on the diagonal only.",
)
def sigmoid_layer(Z):
    a = 1 / (1 + np.exp(-Z))
    return a @ (1 - a).T


@wrong("sigmoid_layer", "TWICE", "a(1-a) needs the activation a, you put in the pre-activation z.")
def sigmoid_layer(Z):
    return np.diag((Z * (1 - Z)).ravel())


@wrong("tanh_layer", "COMPRESSED")
def tanh_layer(Z):
    return 1 - np.tanh(Z) ** 2


@wrong("tanh_layer", "FACTOR", "tanh' = 1 - tanh^2.")
def tanh_layer(Z):
    return np.diag((1 - np.tanh(Z)).ravel())


@wrong("tanh_layer", "TWICE", "1 - a^2 needs the activation a = tanh(z), not z.")
def tanh_layer(Z):
    return np.diag((1 - Z**2).ravel())


@wrong(
    "tanh_layer",
    "DIAGLEAK",
    "a a^T is not diag(a^2): the off-diagonal entries must be zero (Concept 32).",
)
def tanh_layer(Z):
    return np.eye(Z.shape[0]) - np.tanh(Z) @ np.tanh(Z).T


@wrong("tanh_layer", "BROADCAST", "The column was broadcast over all columns of the identity.")
def tanh_layer(Z):
    return np.eye(Z.shape[0]) - np.tanh(Z) ** 2


@wrong("tanh_layer", "ACT")
def tanh_layer(Z):
    return np.diag(np.tanh(Z).ravel())


@wrong(
    "relu_backward",
    "BROADCAST",
    "Concept 34 needs the column r with '*', or the matrix R with '@'; the matrix R with '*' "
    "gives an (n x n) array.",
)
def relu_backward(Z, G):
    return np.diag(((Z > 0) * 1.0).ravel()) * G


@wrong("relu_backward", "ACT")
def relu_backward(Z, G):
    return np.maximum(Z, 0) * G


@wrong("relu_backward", "NOACT")
def relu_backward(Z, G):
    return G


@wrong("relu_backward", "NOUPSTREAM")
def relu_backward(Z, G):
    return (Z > 0) * 1.0


@wrong(
    "relu_backward",
    "POSITION",
    "The mask looks at the pre-activation Z, not at the upstream gradient.",
)
def relu_backward(Z, G):
    return (G > 0) * G


@wrong("relu_backward", "OUTER")
def relu_backward(Z, G):
    return ((Z > 0) * 1.0) @ G.T


@wrong("softplus_compressed", "UNCOMPRESSED")
def softplus_compressed(Z):
    return np.diag((1 / (1 + np.exp(-Z))).ravel())


@wrong("softplus_compressed", "ACT")
def softplus_compressed(Z):
    return np.log1p(np.exp(Z))


@wrong(
    "softplus_compressed",
    "PRIMAL",
    "That is the second derivative: softplus' is already the sigmoid.",
)
def softplus_compressed(Z):
    return 1 / (1 + np.exp(-Z)) * (1 - 1 / (1 + np.exp(-Z)))


@wrong("softplus_compressed", "SIGN", "Inner derivative: the sign of z is turned round.")
def softplus_compressed(Z):
    return 1 / (1 + np.exp(Z))


@wrong("softplus_compressed", "TCONV")
def softplus_compressed(Z):
    return (1 / (1 + np.exp(-Z))).T


@wrong("backward_through_a_layer", "NOACT")
def backward_through_a_layer(Z, W, G):
    return W @ G


@wrong("backward_through_a_layer", "ACT")
def backward_through_a_layer(Z, W, G):
    return np.tanh(Z) * (W @ G)


@wrong("backward_through_a_layer", "TCONV")
def backward_through_a_layer(Z, W, G):
    return ((1 - np.tanh(Z) ** 2) * (W @ G)).T


@wrong(
    "backward_through_a_layer", "BROADCAST", "The full diagonal matrix goes with '@' (Concept 34)."
)
def backward_through_a_layer(Z, W, G):
    return np.diag((1 - np.tanh(Z) ** 2).ravel()) * (W @ G)


@wrong("backward_through_a_layer", "NOUPSTREAM")
def backward_through_a_layer(Z, W, G):
    return (1 - np.tanh(Z) ** 2) * np.sum(W, axis=1, keepdims=True)


@wrong("backward_through_a_layer", "TWICE")
def backward_through_a_layer(Z, W, G):
    return (1 - np.tanh(np.tanh(Z)) ** 2) * (W @ G)


@wrong("backward_through_a_layer", "LOSTAXIS")
def backward_through_a_layer(Z, W, G):
    return (1 - np.tanh(Z) ** 2) * np.sum(W @ G)
