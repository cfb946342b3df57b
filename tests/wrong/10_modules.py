"""Wrong answers for problems/10_modules.yaml: each loses marks at every seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # bound by the loader, collect.py
    from collect import wrong


class _Linear:
    def __init__(self, m, n):
        self.W = np.ones((m, n))
        self.W0 = np.zeros((n, 1))

    def forward(self, A):
        self.A = A
        return self.W.T @ A + self.W0

    def backward(self, dLdZ):
        self.dLdW = self.A @ dLdZ.T
        self.dLdW0 = dLdZ.sum(axis=1, keepdims=True)
        return self.W @ dLdZ

    def sgd_step(self, lrate):
        self.W = self.W - lrate * self.dLdW
        self.W0 = self.W0 - lrate * self.dLdW0


class _Tanh:
    def forward(self, Z):
        self.Z = Z
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dLdA):
        return (1 - self.A**2) * dLdA


class _ReLU:
    def forward(self, Z):
        self.Z = Z
        self.A = np.maximum(Z, 0)
        return self.A

    def backward(self, dLdA):
        return (self.Z > 0) * dLdA


class _SoftMax:
    def forward(self, Z):
        return np.exp(Z) / np.sum(np.exp(Z), axis=0, keepdims=True)

    def backward(self, dLdZ):
        return dLdZ


class _NLL:
    def forward(self, Ypred, Y):
        self.Ypred, self.Y = Ypred, Y
        return np.sum(-Y * np.log(Ypred))

    def backward(self):
        return self.Ypred - self.Y


# linear_forward


@wrong("linear_forward", "OFFSET", "The offset W_0 is missing.")
class Linear(_Linear):
    def forward(self, A):
        return self.W.T @ A


@wrong("linear_forward", "TCONV", "The outputs run down the rows: Z is (n x b), not its transpose.")
class Linear(_Linear):
    def forward(self, A):
        return (self.W.T @ A + self.W0).T


@wrong("linear_forward", "SIGN")
class Linear(_Linear):
    def forward(self, A):
        return self.W.T @ A - self.W0


@wrong(
    "linear_forward",
    "LOSTAXIS",
    "The examples of the batch were added up; each has its own column.",
)
class Linear(_Linear):
    def forward(self, A):
        return self.W.T @ A.sum(axis=1, keepdims=True) + self.W0


@wrong("linear_forward", "EXTRA", "The activation is a module of its own.")
class Linear(_Linear):
    def forward(self, A):
        return np.tanh(self.W.T @ A + self.W0)


# linear_backward


@wrong("linear_backward", "TCONV", "dL/dW has the same shape as W, (m x n) (Definition 18).")
class Linear(_Linear):
    def backward(self, dLdZ):
        dLdA = super().backward(dLdZ)
        self.dLdW = dLdZ @ self.A.T
        return dLdA


@wrong(
    "linear_backward",
    "MEAN",
    "dLdZ is already the derivative of the whole loss; do not average again.",
)
class Linear(_Linear):
    def backward(self, dLdZ):
        dLdA = super().backward(dLdZ)
        self.dLdW = self.A @ dLdZ.T / self.A.shape[1]
        return dLdA


@wrong(
    "linear_backward", "UNSUMMED", "One offset serves all the examples: add their contributions."
)
class Linear(_Linear):
    def backward(self, dLdZ):
        dLdA = super().backward(dLdZ)
        self.dLdW0 = dLdZ
        return dLdA


@wrong("linear_backward", "LOSTAXIS", "The offset's gradient adds over examples, not over neurons.")
class Linear(_Linear):
    def backward(self, dLdZ):
        dLdA = super().backward(dLdZ)
        self.dLdW0 = dLdZ.sum(axis=0, keepdims=True).T
        return dLdA


@wrong("linear_backward", "FLAT")
class Linear(_Linear):
    def backward(self, dLdZ):
        dLdA = super().backward(dLdZ)
        self.dLdW0 = dLdZ.sum(axis=1)
        return dLdA


@wrong("linear_backward", "NOUPSTREAM")
class Linear(_Linear):
    def backward(self, dLdZ):
        super().backward(dLdZ)
        return self.W @ np.ones_like(dLdZ)


@wrong(
    "linear_backward",
    "WRONGVAR",
    "You returned dL/dW; what goes back to the layer before is dL/dA.",
)
class Linear(_Linear):
    def backward(self, dLdZ):
        super().backward(dLdZ)
        return self.dLdW


# linear_sgd_step


@wrong("linear_sgd_step", "SIGN", "The step goes against the gradient (A.1.3).")
class Linear(_Linear):
    def sgd_step(self, lrate):
        self.W = self.W + lrate * self.dLdW
        self.W0 = self.W0 + lrate * self.dLdW0


@wrong("linear_sgd_step", "NOSTEP", "The rate lrate is missing.")
class Linear(_Linear):
    def sgd_step(self, lrate):
        self.W = self.W - self.dLdW
        self.W0 = self.W0 - self.dLdW0


@wrong("linear_sgd_step", "ONETERM", "W_0 takes a step too.")
class Linear(_Linear):
    def sgd_step(self, lrate):
        self.W = self.W - lrate * self.dLdW


@wrong("linear_sgd_step", "NEWVALUE", "W became the step; it should become W plus the step.")
class Linear(_Linear):
    def sgd_step(self, lrate):
        self.W = -lrate * self.dLdW
        self.W0 = -lrate * self.dLdW0


@wrong(
    "linear_sgd_step",
    "MEAN",
    "The gradients are already those of the whole loss; do not average again.",
)
class Linear(_Linear):
    def sgd_step(self, lrate):
        self.W = self.W - lrate * self.dLdW / self.A.shape[1]
        self.W0 = self.W0 - lrate * self.dLdW0 / self.A.shape[1]


# tanh_backward


@wrong("tanh_backward", "NOACT")
class Tanh(_Tanh):
    def backward(self, dLdA):
        return dLdA


@wrong("tanh_backward", "ACT")
class Tanh(_Tanh):
    def backward(self, dLdA):
        return self.A * dLdA


@wrong("tanh_backward", "TWICE")
class Tanh(_Tanh):
    def backward(self, dLdA):
        return (1 - np.tanh(self.A) ** 2) * dLdA


@wrong("tanh_backward", "FACTOR", "tanh' = 1 - tanh^2.")
class Tanh(_Tanh):
    def backward(self, dLdA):
        return (1 - self.A) * dLdA


@wrong("tanh_backward", "NOUPSTREAM")
class Tanh(_Tanh):
    def backward(self, dLdA):
        return 1 - self.A**2


# relu_both


@wrong("relu_both", "NOACT")
class ReLU(_ReLU):
    def backward(self, dLdA):
        return dLdA


@wrong("relu_both", "ACT")
class ReLU(_ReLU):
    def backward(self, dLdA):
        return self.A * dLdA


@wrong(
    "relu_both", "POSITION", "The mask looks at the pre-activation Z, not at the upstream gradient."
)
class ReLU(_ReLU):
    def backward(self, dLdA):
        return (dLdA > 0) * dLdA


@wrong("relu_both", "ACT", "That is the step function; ReLU lets z itself pass.")
class ReLU(_ReLU):
    def forward(self, Z):
        self.Z = Z
        return (Z > 0) * 1.0


@wrong("relu_both", "SIGN", "That is |z|, not max(z, 0).")
class ReLU(_ReLU):
    def forward(self, Z):
        self.Z = Z
        return np.abs(Z)


# softmax_forward


@wrong(
    "softmax_forward", "LOSTAXIS", "The sum runs over the whole batch; each example has its own."
)
class SoftMax(_SoftMax):
    def forward(self, Z):
        return np.exp(Z) / np.sum(np.exp(Z))


@wrong("softmax_forward", "AXES", "The sum runs along the rows; an example is a column here.")
class SoftMax(_SoftMax):
    def forward(self, Z):
        return np.exp(Z) / np.sum(np.exp(Z), axis=1, keepdims=True)


@wrong("softmax_forward", "ONETERM", "The exponentials are not divided by their sum.")
class SoftMax(_SoftMax):
    def forward(self, Z):
        return np.exp(Z)


@wrong("softmax_forward", "SOFTELEM", "That is the sigmoid of each entry by itself.")
class SoftMax(_SoftMax):
    def forward(self, Z):
        return 1 / (1 + np.exp(-Z))


# softmax_nll


@wrong("softmax_nll", "SIGN")
class NLL(_NLL):
    def backward(self):
        return self.Y - self.Ypred


@wrong("softmax_nll", "MEAN", "The loss is summed over the batch, not averaged.")
class NLL(_NLL):
    def forward(self, Ypred, Y):
        return super().forward(Ypred, Y) / Y.shape[1]


@wrong("softmax_nll", "MEAN", "The loss is a sum over the batch, and so is its derivative.")
class NLL(_NLL):
    def backward(self):
        return (self.Ypred - self.Y) / self.Y.shape[1]


@wrong("softmax_nll", "ONETERM", "That is dL/dYpred; the factor of the softmax is missing.")
class NLL(_NLL):
    def backward(self):
        return -self.Y / self.Ypred


@wrong("softmax_nll", "SIGN", "The loss is the negative logarithm.")
class NLL(_NLL):
    def forward(self, Ypred, Y):
        return -super().forward(Ypred, Y)


@wrong("softmax_nll", "SOFTELEM")
class NLL(_NLL):
    def backward(self):
        return -self.Y * (1 - self.Ypred)


# train_two_layers


@wrong("train_two_layers", "NOACT")
class Tanh(_Tanh):
    def backward(self, dLdA):
        return dLdA


@wrong(
    "train_two_layers",
    "LAYER",
    "A layer keeps its own input; here the last layer's is used by both.",
)
class Linear(_Linear):
    kept = None

    def forward(self, A):
        type(self).kept = A
        return super().forward(A)

    def backward(self, dLdZ):
        self.A = type(self).kept
        return super().backward(dLdZ)


@wrong("train_two_layers", "EXTRA", "NLL.backward has gone through the softmax already.")
class SoftMax(_SoftMax):
    def forward(self, Z):
        self.P = super().forward(Z)
        return self.P

    def backward(self, dLdZ):
        return self.P * (1 - self.P) * dLdZ


@wrong("train_two_layers", "NOUPSTREAM", "backward returns W alone; dL/dZ is left out.")
class Linear(_Linear):
    def backward(self, dLdZ):
        super().backward(dLdZ)
        return self.W @ np.ones_like(dLdZ)


@wrong("train_two_layers", "MEAN")
class NLL(_NLL):
    def backward(self):
        return (self.Ypred - self.Y) / self.Y.shape[1]
