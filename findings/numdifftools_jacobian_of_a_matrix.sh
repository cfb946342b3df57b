#!/usr/bin/env bash
# numdifftools 0.11.2, numdifftools.Jacobian: at a matrix (3, 4) the derivative of a map to matrices (2, 4) comes out as
# an array (2, 3, 4), without an error or a warning. It is no part of the derivative, which has (2, 4, 3, 4): the entry
# [i, j, d] is the sum over c of dY[i, d] / dX[j, c], for a whole row of X is moved at once.
#
# Each column is meant to be a point of its own, as for a function that treats columns apart. A map that mixes them, such
# as A X C, has no such meaning, but the shapes still fit where it keeps the number of columns. By default the step is
# another one in each column, and the sum is off in the third digit as well; with one step for all it is exact.
# Of a flat input the full Jacobian (8, 12) is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'numdifftools==0.11.2' 'numpy==2.4.6'
"$folder/venv/bin/python" - <<'PYTHON'
import numdifftools as nd
import numpy as np

rng = np.random.default_rng(0)
A, C, X = rng.standard_normal((2, 3)), rng.standard_normal((4, 4)), rng.standard_normal((3, 4))


def mix(X):
    return A @ X @ C


exact = np.einsum("ij,cd->idjc", A, C)  # (2, 4, 3, 4)
sums = np.einsum("idjc->ijd", exact)
plain, steady = nd.Jacobian(mix)(X), nd.Jacobian(mix, step=1e-4)(X)
flat = nd.Jacobian(lambda x: mix(x.reshape(3, 4)).ravel())(X.ravel())
print("exact shape     ", exact.shape)
print("of the matrix   ", plain.shape, "off from the sums by", np.abs(plain - sums).max().round(4))
print("with one step   ", steady.shape, "off from the sums by", np.abs(steady - sums).max())
print("of a flat input ", flat.shape, "off by", np.abs(flat - exact.reshape(8, 12)).max())
assert plain.shape == steady.shape == (2, 3, 4)
assert np.abs(steady - sums).max() < 1e-9
assert 1e-4 < np.abs(plain - sums).max() < 1
assert np.abs(flat - exact.reshape(8, 12)).max() < 1e-8
PYTHON
