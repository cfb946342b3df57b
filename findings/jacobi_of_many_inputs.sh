#!/usr/bin/env bash
# jacobi 0.9.2: a function of 1,000 inputs that returns an array ends in a RecursionError; with 900 inputs it does not,
# nor does one that returns a number.
#
# What a function returns is made an array by a wrapper, and for each input a further wrapper is put around the last:
# every call then goes through as many as there are inputs before it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check 'jacobi==0.9.2' 'numpy==2.4.6'
"$folder/venv/bin/python" - <<'PYTHON'
import numpy as np
from jacobi import jacobi

FORWARDS = {"number": lambda x: np.sum(x**2), "array": lambda x: np.array([np.sum(x**2)])}
seen = {}
for inputs in (900, 1000):
    for name, function in FORWARDS.items():
        try:
            value, _ = jacobi(function, np.ones(inputs))
        except RecursionError:
            seen[inputs, name] = "RecursionError"
        else:
            seen[inputs, name] = "right" if np.allclose(value, 2) else "wrong"
        print(f"{inputs} inputs, {name} returned: {seen[inputs, name]}")
assert seen.pop((1000, "array")) == "RecursionError"
assert set(seen.values()) == {"right"}
PYTHON
