"""Neural-network derivatives (A.9): one layer Z = W^T A, A = f(Z), with W of shape `(m, n)`."""

import numpy as np


def loss_by_activation(A, y):
    """Differentiate sum (A - y)^2 by A: a column of the shape of A, (n, 1) (Notation 26)."""
    return 2 * (A - y)


def one_neuron(Wi, A):
    """Return A, (m, 1): each weight of the neuron multiplies one activation (A.70)."""
    return A


def one_output_all_weights(W, A, i):
    """Put A in column i and zeros in all others: z_i knows its own neuron only, (m, n) (A.73)."""
    D = np.zeros(W.shape)
    D[:, i : i + 1] = A
    return D


def full_weight_tensor(W, A):
    """Put A_a where column b of W meets its own output z_b, and 0 elsewhere: (m, n, n) (A.74)."""
    n = W.shape[1]
    return np.einsum("a,bi->abi", A[:, 0], np.eye(n))


def weight_tensor_as_block_matrix(w, A):
    """Write A.74 out entry by entry: A, (m, 1), in each block of the diagonal, (m*n, n)."""
    n = w.shape[0] // A.shape[0]
    return np.kron(np.eye(n), A)


def condense_weight_tensor(T):
    """Keep one of the n equal columns on the diagonal of T, (m, n, n): (m, 1) (A.75, A.76)."""
    return T[:, 0, 0].reshape(-1, 1)


def weight_gradient(W, A, G):
    """Multiply A, (m, 1), by (dL/dZ)^T, (1, n): the shape of W (A.61)."""
    return A @ G.T


def layer_link(A, W):
    """Return W: dz_i/da_j = W_ji belongs in row j, column i, (m, n) (Notation 31)."""
    return W


def sigmoid_layer(Z):
    """Put f'(z) = a (1 - a) on the diagonal, (n, n) (Notation 33)."""
    a = 1 / (1 + np.exp(-Z))
    return np.diag((a * (1 - a)).ravel())


def tanh_layer(Z):
    """Put f'(z) = 1 - a^2 on the diagonal, (n, n) (Notation 33)."""
    a = np.tanh(Z)
    return np.diag((1 - a**2).ravel())


def relu_backward(Z, G):
    """Multiply dL/dA, (n, 1), element by element by f'(z): 1 where z > 0, else 0 (Concept 34)."""
    return (Z > 0) * G


def softplus_compressed(Z):
    """Return the column of the f'(z_i), (n, 1): softplus' derivative is the sigmoid (A.90)."""
    return 1 / (1 + np.exp(-Z))


def backward_through_a_layer(Z, W, G):
    """Chain (dA/dZ)(dZ'/dA)(dL/dZ'), the diagonal taken entry by entry: (m, 1) (Concept 34)."""
    dA_dZ = 1 - np.tanh(Z) ** 2
    dL_dA = W @ G
    return dA_dZ * dL_dA
