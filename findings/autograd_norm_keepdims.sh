#!/usr/bin/env bash
# autograd 1.9.1: numpy.linalg.norm(x, axis=1, keepdims=True) of a 3 x 4 matrix has a gradient of shape (3, 3, 4), without
# a word; its entries are right where the two first indices agree. With keepdims=False the gradient is right.
#
# The gradient of what is handed on has an axis of length 1 already, and one more is put in: dividing each row by its
# norm, as a cosine similarity does, then adds arrays of other shapes.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'autograd==1.9.1' 'numpy==2.2.6'
"$folder/venv/bin/python" -W ignore - <<'PYTHON'
import autograd.numpy as np
from autograd import grad

x = np.array([[1.0, -2.0, 2.0, 4.0], [3.0, 0.0, 4.0, 12.0], [2.0, 1.0, -2.0, 4.0]])
right = x / np.linalg.norm(x, axis=1, keepdims=True)
plain = grad(lambda x: np.linalg.norm(x, axis=1).sum())(x)
kept = grad(lambda x: np.linalg.norm(x, axis=1, keepdims=True).sum())(x)
print(f"keepdims=False: shape {plain.shape}, right: {np.allclose(plain, right)}")
print(f"keepdims=True:  shape {kept.shape}")
assert plain.shape == (3, 4) and np.allclose(plain, right)
assert kept.shape == (3, 3, 4)
assert all(np.allclose(kept[i, i], right[i]) for i in range(3))
PYTHON
