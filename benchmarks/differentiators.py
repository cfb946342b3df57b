"""Times every tool that differentiates on one forward; runs where they are installed.

Prints a JSON object; `first NAME`, `second NAME` or `growth N` says of what. A tool that fails, or
takes longer or more memory than it is given, has the reason in it.
"""

from __future__ import annotations

import json
import resource
import signal
import statistics
import sys
import time
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import autograd
import autograd.numpy
import jacobi
import jax
import numdifftools
import numpy as np
import scipy.differentiate
from forwards import FORWARDS, Forward, layer_of

from autograder.derivative.jacobian import jacobian
from autograder.derivative.second import mixed, symmetric

ROUNDS = 5
POINTS = 40
"""At which digits of Hessians are counted; the least of them stands."""
BLOCK = 0.01  # seconds of calls in a round, the fastest of which counts: others were disturbed
LEAST, MOST = 5, 50
SHORT = 0.5  # seconds: a longer call is made once a round
SECONDS = 60
MEMORY = 8 << 30
OURS = "ours"
Call = Callable[[], Any]


class TooSlowError(Exception):
    """A tool takes longer than it is given."""


def flat(f: Callable, x: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    """Return ``f`` from flat arrays to flat arrays, as the tools want it."""
    return lambda v: np.ravel(f(v.reshape(x.shape)))


def at_many(f: Callable) -> Callable[[np.ndarray], np.ndarray]:
    """Return a function of flat arrays for points along trailing axes, one call for each."""

    def function(points: np.ndarray) -> np.ndarray:
        columns = points.reshape(len(points), -1).T
        return np.array([f(point) for point in columns]).T.reshape(-1, *points.shape[1:])

    return function


def first_derivatives(case: Forward) -> dict[str, Call]:
    """Return what takes the derivative, by tool, all as arrays ``(m, n)`` or ``(n,)``."""
    x, v = case.x, case.x.ravel()
    plain, formula = case.over(np), case.compiled()
    f, scalar = flat(plain, x), np.size(plain(x)) == 1
    to_jax, to_autograd = case.over(jax.numpy), case.over(autograd.numpy)
    by_jax = jax.jacobian(lambda v: jax.numpy.ravel(to_jax(v.reshape(x.shape))))
    compiled = jax.jit(by_jax)
    by_autograd = autograd.jacobian(
        lambda v: autograd.numpy.ravel(to_autograd(autograd.numpy.reshape(v, x.shape)))
    )
    numdiff = numdifftools.Gradient if scalar else numdifftools.Jacobian
    to_number = (lambda v: f(v)[0]) if scalar else f
    return {
        OURS: lambda: jacobian(formula, x).value.reshape(v.size, -1).T,
        "ours, plain numpy": lambda: jacobian(plain, x).value.reshape(v.size, -1).T,
        "numdifftools": lambda: numdiff(to_number)(v),
        "scipy.differentiate": lambda: scipy.differentiate.jacobian(at_many(f), v).df,
        "jacobi": lambda: jacobi.jacobi(to_number, v)[0],
        "autograd": lambda: by_autograd(v),
        "jax": lambda: np.asarray(by_jax(v)),
        "jax, compiled": lambda: np.asarray(compiled(v)),
    }


def second_derivatives(name: str, seed: int) -> tuple[dict[str, Call], np.ndarray]:
    """Return what takes a Hessian at a random point, by tool, and the exact one."""
    make, exact = hessians()[name]
    x, f = np.random.default_rng(seed).standard_normal(5), make(np)
    compiled = jax.jit(jax.hessian(make(jax.numpy)))
    by_autograd = autograd.hessian(make(autograd.numpy))
    calls = {
        OURS: lambda: symmetric(mixed(lambda point: (f, point), x), 1).value,
        "numdifftools": lambda: numdifftools.Hessian(f)(x),
        "autograd": lambda: by_autograd(x),
        "jax, compiled": lambda: np.asarray(compiled(x)),
    }
    return calls, exact(x)


def hessians() -> Mapping[str, Any]:
    """Return the functions whose Hessians the tests know."""
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "derivative"))
    from hessians import EXACT

    return EXACT


def once(call: Call) -> tuple[float, np.ndarray] | str:
    """Return the seconds and the result of one call, or why there is none."""

    def stop(*_: object) -> None:
        raise TooSlowError

    signal.signal(signal.SIGALRM, stop)
    signal.alarm(SECONDS)
    began = time.perf_counter()
    try:
        result = np.asarray(call(), dtype=float)
    except TooSlowError:
        return f"over {SECONDS} s"
    except (MemoryError, RecursionError, ValueError, TypeError) as error:
        return type(error).__name__
    finally:
        signal.alarm(0)
    return time.perf_counter() - began, result


def measured(calls: Mapping[str, Call], exact: np.ndarray) -> dict[str, Any]:
    """Time all tools in turn; return each one's medians, ratios to ours and right digits."""
    found: dict[str, Any] = {}
    number = {}
    for name, call in calls.items():
        once(call)  # compiles, imports, fills caches
        tried = once(call)
        if isinstance(tried, str):
            found[name] = {"failed": tried}
            continue
        took, value = tried
        number[name] = min(MOST, max(LEAST, int(BLOCK / took))) if took < SHORT else 1
        found[name] = {"digits": digits(value, exact), "seconds": []}
    for _ in range(ROUNDS):
        for name, times in number.items():
            found[name]["seconds"].append(min(seconds(calls[name]) for _ in range(times)))
    ours = found[OURS]["seconds"]
    for figures in found.values():
        if "seconds" in figures:
            ratios = [one / other for one, other in zip(figures["seconds"], ours, strict=True)]
            figures["ratio"] = statistics.median(ratios)
            figures["seconds"] = statistics.median(figures["seconds"])
    return found


def seconds(call: Call) -> float:
    """Return the seconds that one call takes."""
    began = time.perf_counter()
    call()
    return time.perf_counter() - began


def digits(value: np.ndarray, exact: np.ndarray) -> float:
    """Return the right digits relative to the largest entry, at most 16."""
    apart = np.abs(value.reshape(exact.shape) - exact).max() / np.abs(exact).max()
    return float(min(16.0, -np.log10(apart + 1e-300)))


def main() -> None:
    """Measure what the command line names."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    warnings.simplefilter("ignore")
    kind, name = sys.argv[1:]
    others = []
    if kind == "second":
        (calls, exact), *others = (second_derivatives(name, seed) for seed in range(POINTS))
    else:
        case = layer_of(int(name)) if kind == "growth" else by_name(name)
        calls = first_derivatives(case)
        exact = calls["autograd"]().reshape(-1, case.x.size)
        other = calls["jax, compiled"]()
        if not np.allclose(other.reshape(exact.shape), exact, rtol=1e-12, atol=1e-13):
            raise SystemExit(f"{name}: autograd and jax do not agree")
    found = measured(calls, exact)
    for more, truth in others:
        for tool, figures in found.items():
            figures["digits"] = min(figures["digits"], digits(np.asarray(more[tool]()), truth))
    print(json.dumps(found))


def by_name(name: str) -> Forward:
    """Return the forward of a name."""
    [found] = [case for case in FORWARDS if case.name == name]
    return found


if __name__ == "__main__":
    main()
