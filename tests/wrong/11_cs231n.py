"""Wrong answers for problems/11_cs231n.yaml: each loses marks at every seed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:  # bound by the loader, collect.py
    from collect import wrong


@wrong("affine_forward", "OFFSET", "The offset b is missing.")
def affine_forward(x, w, b):
    return x.reshape(x.shape[0], -1) @ w, (x, w, b)


@wrong(
    "affine_forward",
    "ROWMAJOR",
    "The numbers of an example are flattened in numpy's default order.",
)
def affine_forward(x, w, b):
    return x.reshape(x.shape[0], -1, order="F") @ w + b, (x, w, b)


@wrong("affine_forward", "TCONV", "One example in each row: out is (N, M).")
def affine_forward(x, w, b):
    return (x.reshape(x.shape[0], -1) @ w + b).T, (x, w, b)


@wrong("affine_forward", "LOSTAXIS", "Only the first axis of an example was used.")
def affine_forward(x, w, b):
    return x.mean(axis=2) @ w[: x.shape[1], :] + b, (x, w, b)


@wrong("affine_backward", "AXES", "dx has the shape of x: undo the flattening.")
def affine_backward(dout, cache):
    x, w, _ = cache
    rows = x.reshape(x.shape[0], -1)
    return dout @ w.T, rows.T @ dout, dout.sum(axis=0)


@wrong("affine_backward", "ROWMAJOR", "Fold dx in the order in which x was flattened.")
def affine_backward(dout, cache):
    x, w, _ = cache
    rows = x.reshape(x.shape[0], -1)
    return (dout @ w.T).reshape(x.shape, order="F"), rows.T @ dout, dout.sum(axis=0)


@wrong("affine_backward", "MEAN")
def affine_backward(dout, cache):
    x, w, _ = cache
    rows = x.reshape(x.shape[0], -1)
    return (dout @ w.T).reshape(x.shape), rows.T @ dout / x.shape[0], dout.mean(axis=0)


@wrong("affine_backward", "UNSUMMED", "One b serves all rows: add over the examples.")
def affine_backward(dout, cache):
    x, w, _ = cache
    rows = x.reshape(x.shape[0], -1)
    return (dout @ w.T).reshape(x.shape), rows.T @ dout, dout


@wrong("affine_backward", "TCONV", "dw has the shape of w (Definition 18).")
def affine_backward(dout, cache):
    x, w, _ = cache
    rows = x.reshape(x.shape[0], -1)
    return (dout @ w.T).reshape(x.shape), dout.T @ rows, dout.sum(axis=0)


@wrong("affine_backward", "AXES", "b has one axis, and so has its gradient.")
def affine_backward(dout, cache):
    x, w, _ = cache
    rows = x.reshape(x.shape[0], -1)
    return (dout @ w.T).reshape(x.shape), rows.T @ dout, dout.sum(axis=0, keepdims=True)


@wrong("relu_forward", "ACT", "That is the step function; ReLU lets x itself pass.")
def relu_forward(x):
    return (x > 0) * 1.0, x


@wrong("relu_forward", "SIGN", "That is min(x, 0), not max(x, 0).")
def relu_forward(x):
    return np.minimum(x, 0), x


@wrong("relu_forward", "SIGN", "That is |x|, not max(x, 0).")
def relu_forward(x):
    return np.abs(x), x


@wrong(
    "relu_forward",
    "LOSTAXIS",
    "The largest entry of each row was taken; compare each entry with 0.",
)
def relu_forward(x):
    return np.maximum(x.max(axis=1, keepdims=True), 0) * np.ones_like(x), x


@wrong("relu_backward", "NOACT")
def relu_backward(dout, cache):
    return dout


@wrong("relu_backward", "ACT")
def relu_backward(dout, cache):
    return dout * np.maximum(cache, 0)


@wrong("relu_backward", "NOUPSTREAM")
def relu_backward(dout, cache):
    return (cache > 0) * 1.0


@wrong("relu_backward", "POSITION", "The mask looks at x, not at the upstream gradient.")
def relu_backward(dout, cache):
    return dout * (dout > 0)


@wrong(
    "softmax_loss",
    "MEAN",
    "The loss is the mean over the examples; its derivative is divided by N too.",
)
def softmax_loss(x, y):
    p = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
    rows = np.arange(x.shape[0])
    loss = -np.log(p[rows, y]).mean()
    p[rows, y] -= 1
    return loss, p


@wrong("softmax_loss", "MEAN", "The loss is the mean over the examples, not the sum.")
def softmax_loss(x, y):
    p = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
    rows = np.arange(x.shape[0])
    loss = -np.log(p[rows, y]).sum()
    p[rows, y] -= 1
    return loss, p / x.shape[0]


@wrong("softmax_loss", "ONETERM", "The entry of the right label takes a -1 as well.")
def softmax_loss(x, y):
    p = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
    return -np.log(p[np.arange(x.shape[0]), y]).mean(), p / x.shape[0]


@wrong("softmax_loss", "AXES", "An example is a row here: the softmax runs along it.")
def softmax_loss(x, y):
    p = np.exp(x) / np.exp(x).sum(axis=0, keepdims=True)
    rows = np.arange(x.shape[0])
    loss = -np.log(p[rows, y]).mean()
    p[rows, y] -= 1
    return loss, p / x.shape[0]


@wrong(
    "softmax_loss", "BROADCAST", "p[:, y] takes every label for every row; pair rows and labels."
)
def softmax_loss(x, y):
    p = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
    loss = -np.log(p[np.arange(x.shape[0]), y]).mean()
    p[:, y] -= 1
    return loss, p / x.shape[0]


@wrong("softmax_loss", "SIGN")
def softmax_loss(x, y):
    p = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
    rows = np.arange(x.shape[0])
    loss = np.log(p[rows, y]).mean()
    p[rows, y] -= 1
    return loss, -p / x.shape[0]


@wrong("batchnorm_forward", "AXES", "Mean and variance are taken over the batch, for each feature.")
def batchnorm_forward(x, gamma, beta, bn_param):
    centred = x - x.mean(axis=1, keepdims=True)
    xhat = centred / np.sqrt(x.var(axis=1, keepdims=True) + bn_param["eps"])
    return gamma * xhat + beta, None


@wrong("batchnorm_forward", "FACTOR", "The variance here is the biased one, divided by N.")
def batchnorm_forward(x, gamma, beta, bn_param):
    spread = ((x - x.mean(axis=0)) ** 2).sum(axis=0) / max(x.shape[0] - 1, 1)
    return gamma * (x - x.mean(axis=0)) / np.sqrt(spread + bn_param["eps"]) + beta, None


@wrong("batchnorm_forward", "FACTOR", "Divide by the square root of the variance.")
def batchnorm_forward(x, gamma, beta, bn_param):
    return gamma * (x - x.mean(axis=0)) / (x.var(axis=0) + bn_param["eps"]) + beta, None


@wrong("batchnorm_forward", "OFFSET", "The shift beta is missing.")
def batchnorm_forward(x, gamma, beta, bn_param):
    return gamma * (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + bn_param["eps"]), None


@wrong("batchnorm_forward", "LOSTAXIS", "Each feature has its own mean and variance.")
def batchnorm_forward(x, gamma, beta, bn_param):
    return gamma * (x - x.mean()) / np.sqrt(x.var() + bn_param["eps"]) + beta, None


@wrong("batchnorm_backward", "ONETERM", "Mean and variance depend on x too.")
def batchnorm_backward(dout, cache):
    xhat, gamma, std = cache
    return dout * gamma / std, np.sum(dout * xhat, axis=0), dout.sum(axis=0)


@wrong("batchnorm_backward", "ONETERM", "The variance depends on x too.")
def batchnorm_backward(dout, cache):
    xhat, gamma, std = cache
    dxhat = dout * gamma
    dx = (dxhat - dxhat.mean(axis=0)) / std
    return dx, np.sum(dout * xhat, axis=0), dout.sum(axis=0)


@wrong("batchnorm_backward", "NOUPSTREAM", "gamma multiplies what goes back to x.")
def batchnorm_backward(dout, cache):
    xhat, _, std = cache
    dx = (dout - dout.mean(axis=0) - xhat * np.mean(dout * xhat, axis=0)) / std
    return dx, np.sum(dout * xhat, axis=0), dout.sum(axis=0)


@wrong("batchnorm_backward", "MEAN", "gamma and beta serve all rows: add over the examples.")
def batchnorm_backward(dout, cache):
    xhat, gamma, std = cache
    dxhat = dout * gamma
    dx = (dxhat - dxhat.mean(axis=0) - xhat * np.mean(dxhat * xhat, axis=0)) / std
    return dx, np.mean(dout * xhat, axis=0), dout.mean(axis=0)


@wrong("batchnorm_backward", "PRODSUM", "Sum of the products, not product of the sums.")
def batchnorm_backward(dout, cache):
    xhat, gamma, std = cache
    dxhat = dout * gamma
    dx = (dxhat - dxhat.mean(axis=0) - xhat * np.mean(dxhat * xhat, axis=0)) / std
    return dx, np.sum(dout, axis=0) * np.sum(xhat, axis=0), dout.sum(axis=0)
