#!/usr/bin/env bash
# jax 0.10.2, autograd 1.9.1 and casadi 3.8.2 have different slopes for the same function at its kink. jax: that of
# abs(x) at 0 is 1, though its sign(0) is 0; autograd and casadi say 0. And the slope of "x if positive, else 0" at 0
# depends on how it is written. jax: nn.relu 0, where(x > 0, x, 0) 0, maximum(x, 0) 1/2, clip(x, 0, None) 1/2,
# (x + abs(x)) / 2 is 1. autograd: maximum 1/2, clip 0. casadi: fmax 1/2, if_else 0.
#
# All lie between the slopes on either side, so none is wrong; but two right answers that are compared at a point on the
# kink differ by the whole slope, and none of the tools says that it stands on one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf -- "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/python" -m pip install --quiet --disable-pip-version-check \
    'autograd==1.9.1' 'casadi==3.8.2' 'jax==0.10.2' 'jaxlib==0.10.2' 'numpy==2.4.6'
JAX_PLATFORMS=cpu "$folder/venv/bin/python" - <<'PYTHON'
import autograd
import autograd.numpy as anp
import casadi as ca
import jax
import jax.numpy as jnp

by_jax = {
    "nn.relu(x)": jax.nn.relu,
    "where(x > 0, x, 0)": lambda x: jnp.where(x > 0, x, 0),
    "maximum(x, 0)": lambda x: jnp.maximum(x, 0),
    "clip(x, 0, None)": lambda x: jnp.clip(x, 0, None),
    "(x + abs(x)) / 2": lambda x: (x + jnp.abs(x)) / 2,
    "abs(x)": jnp.abs,
}
by_autograd = {
    "maximum(x, 0)": lambda x: anp.maximum(x, 0.0),
    "clip(x, 0, None)": lambda x: anp.clip(x, 0.0, None),
    "abs(x)": anp.abs,
}
x = ca.SX.sym("x")
by_casadi = {"fmax(x, 0)": ca.fmax(x, 0), "if_else(x > 0, x, 0)": ca.if_else(x > 0, x, 0), "fabs(x)": ca.fabs(x)}

found = {
    "jax": {text: float(jax.grad(f)(0.0)) for text, f in by_jax.items()},
    "autograd": {text: float(autograd.grad(f)(0.0)) for text, f in by_autograd.items()},
    "casadi": {text: float(ca.Function("slope", [x], [ca.gradient(f, x)])(0)) for text, f in by_casadi.items()},
}
for tool, slopes in found.items():
    print(f"{tool} at 0:", ", ".join(f"{text}: {slope:g}" for text, slope in slopes.items()))
print("jax: sign(0) =", float(jnp.sign(0.0)))
assert list(found["jax"].values()) == [0, 0, 0.5, 0.5, 1, 1]
assert list(found["autograd"].values()) == [0.5, 0, 0]
assert list(found["casadi"].values()) == [0.5, 0, 0]
assert float(jnp.sign(0.0)) == 0
PYTHON
