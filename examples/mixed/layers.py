# A folder to try the grader on (./run_autograder examples/mixed): a homework as it comes in, half of it right.
import numpy as np
from expected_results import *

print("layers.py, version 3")


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def loss_by_activation(A, y):
    return 2 * (A - y)


def one_neuron(Wi, A):
    return A


def one_output_all_weights(W, A, i):
    D = np.zeros(W.shape)
    D[:, i] = A
    return D


def full_weight_tensor(W, A):
    # from the lecture: dZ/dW = A
    return A


def weight_tensor_as_block_matrix(w, A):
    n = len(w) // len(A)
    D = np.zeros((len(w), n))
    for k in range(n):
        D[k * len(A) : (k + 1) * len(A), k] = A[:, 0]
    return D


def condense_weight_tensr(T):
    return T[:, 0, 0].reshape(-1, 1)


def weight_gradient(W, A, G):
    return A @ G.T


def layer_link(A, W):
    # Z = W^T A, so the derivative is W^T
    return W.T


def sigmoid_layer(Z):
    a = sigmoid(Z)
    return np.diag((a * (1 - a))[:, 0])


def tanh_layer(Z):
    return 1 - np.tanh(Z) ** 2


def relu_backward(Z, G):
    out = np.zeros(Z.shape)
    i = 0
    while True:
        if i == len(Z):
            break
        if Z[i, 0] > 0:
            out[i, 0] = G[i, 0]
            i += 1
    return out


def softplus_compressed(Z):
    print("shape of Z:", Z.shape)
    return sigmoid(Z)


def backward_through_a_layer(Z, W, G):
    dA = W @ G
    return np.tanh(Z) * dA


# try it
W = np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
A = np.array([[1.0], [2.0], [3.0]])
print(layer_link(A, W))
assert np.allclose(layer_link(A, W), dZ_dA_expected)
