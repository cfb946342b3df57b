#!/usr/bin/env bash
# scipy 1.17.1, scipy.differentiate.jacobian: the Jacobian of a softmax that was written for one vector comes out
# diagonal and wrong, without an error or a warning, and `success` is True on the diagonal.
#
# The function is called with all evaluation points at once, as further axes behind the first, and is meant to treat each
# by itself. A sum over the whole array (what `e.sum()` means for one vector) then runs over the points, too. The shapes
# still fit, so nothing is noticed. With `e.sum(axis=0)` the same call is right to 11 digits.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'scipy==1.17.1' 'numpy==2.4.6'
"$folder/venv/bin/python" - <<'PYTHON'
import numpy as np
from scipy.differentiate import jacobian


def for_one_vector(z):
    e = np.exp(z)
    return e / e.sum()


def for_points(z):
    e = np.exp(z)
    return e / e.sum(axis=0)


z = np.array([1.0, 2.0, 3.0])
p = for_one_vector(z)
exact = np.diag(p) - np.outer(p, p)
wrong, right = jacobian(for_one_vector, z), jacobian(for_points, z)
print("exact            ", exact.round(4).tolist())
print("sum over all     ", wrong.df.round(4).tolist(), "success:", wrong.success.tolist())
print("sum over axis 0  ", right.df.round(4).tolist())
assert np.abs(right.df - exact).max() < 1e-9
assert wrong.df.shape == exact.shape
assert np.abs(np.diag(wrong.df) - np.diag(exact)).min() > 0.05, "every entry of the diagonal is off"
assert np.abs(wrong.df - np.diag(np.diag(wrong.df))).max() < 1e-9, "and the rest is 0"
assert wrong.success.diagonal().all()
PYTHON
