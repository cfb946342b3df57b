"""Layers as objects. Each column of a batch is an example: A is `(m, b)`, Z and dLdZ `(n, b)`."""

import numpy as np


class Linear:
    """Z = W^T A + W_0, with W `(m, n)` and W_0 `(n, 1)`."""

    def __init__(self, m, n):
        """Start with small random weights and no offset."""
        self.W = np.random.normal(0, 1 / np.sqrt(m), (m, n))
        self.W0 = np.zeros((n, 1))

    def forward(self, A):
        """Keep A, (m, b), for the way back and return Z, (n, b) (A.78)."""
        self.A = A
        return self.W.T @ A + self.W0

    def backward(self, dLdZ):
        """Store dL/dW (m, n) and dL/dW_0 (n, 1), batch sums; return dL/dA (m, b) (A.61)."""
        self.dLdW = self.A @ dLdZ.T
        self.dLdW0 = dLdZ.sum(axis=1, keepdims=True)
        return self.W @ dLdZ

    def sgd_step(self, lrate):
        """Step against the gradient (A.1.3)."""
        self.W = self.W - lrate * self.dLdW
        self.W0 = self.W0 - lrate * self.dLdW0


class Tanh:
    """A = tanh(Z), element by element."""

    def forward(self, Z):
        """Keep A, (n, b), for the way back and return it."""
        self.A = np.tanh(Z)
        return self.A

    def backward(self, dLdA):
        """Multiply dL/dA by f'(z) = 1 - a^2, element by element, (n, b) (Concept 34)."""
        return (1 - self.A**2) * dLdA


class ReLU:
    """A = max(Z, 0), element by element."""

    def forward(self, Z):
        """Keep A, (n, b), for the way back and return it."""
        self.A = np.maximum(Z, 0)
        return self.A

    def backward(self, dLdA):
        """Let dL/dA pass where the unit was on, (n, b) (Concept 34)."""
        return (self.A > 0) * dLdA


class SoftMax:
    """The probabilities of each example, down the columns."""

    def forward(self, Z):
        """Return exp(Z) over the sum of its column, (n, b), the largest entry taken off before."""
        E = np.exp(Z - Z.max(axis=0, keepdims=True))
        return E / E.sum(axis=0, keepdims=True)

    def backward(self, dLdZ):
        """Pass dL/dZ on: NLL.backward has gone through the softmax already."""
        return dLdZ


class NLL:
    """The negative log-likelihood of one-hot targets, summed over the batch."""

    def forward(self, Ypred, Y):
        """Keep both, (n, b), for the way back and return the loss, a number."""
        self.Ypred, self.Y = Ypred, Y
        return np.sum(-Y * np.log(Ypred))

    def backward(self):
        """Return dL/dZ of the softmax before, activation minus target, (n, b)."""
        return self.Ypred - self.Y
