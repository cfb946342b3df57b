"""The numeric derivative against exact ones: digits, error bounds, hazards, kinks, and time.

Prints one table for each claim and exits with 1 if a claim fails. Times are those of this run only:
what counts is the ratio to a plain loop of central differences, timed in turn with the rest.
"""

from __future__ import annotations

import os

os.environ.setdefault(
    "OPENBLAS_NUM_THREADS", "1"
)  # threads cost more than they save on matrices this small

import importlib.util
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import numpy as np

from autograder.derivative.jacobian import Derivative, jacobian
from autograder.derivative.stacked import Stack
from autograder.errors import DerivativeError

SEEDS = 12
KINK_POINTS = 2000
SWEEP = 4000
REACH = 4 * 2e-3  # four first steps of the stencil
DIGITS = {"complex": 14.0, "real": 10.0}
CASES = Path(__file__).resolve().parent.parent / "tests" / "derivative"


def load(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, CASES / f"{name}.py")
    sys.modules[name] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(sys.modules[name])
    return sys.modules[name]


problems, hazards, kinks = load("problems"), load("hazards"), load("kinks")


def central_differences(f: Callable, x: np.ndarray) -> np.ndarray:
    """The loop that everybody writes, for comparison."""
    flat, rows = x.ravel(), []
    for i in range(flat.size):
        h = 1e-6 * max(1.0, abs(flat[i]))
        above, below = flat.copy(), flat.copy()
        above[i] += h
        below[i] -= h
        rows.append(
            (np.asarray(f(above.reshape(x.shape))) - np.asarray(f(below.reshape(x.shape))))
            / (2 * h)
        )
    return np.reshape(rows, (*x.shape, *np.shape(rows[0])))


def timed(call: Callable) -> tuple[float, object]:
    start = time.perf_counter()
    result = call()
    return time.perf_counter() - start, result


class Seen:
    """What was seen of one path on one problem."""

    def __init__(self, name: str) -> None:
        self.name, self.ms, self.digits, self.claimed, self.calls = name, [], [], [], []
        self.entries = self.violated = self.unresolved = self.elsewhere = 0

    def add(self, seconds: float, found: Derivative, exact: np.ndarray, calls: int) -> None:
        known = np.isfinite(found.error)
        self.ms.append(1e3 * seconds)
        self.calls.append(calls)
        self.entries += int(known.sum())
        self.unresolved += int((~known).sum())
        self.violated += int((np.abs(found.value - exact) > found.error)[known].sum())
        self.elsewhere += found.path != self.name
        value = np.where(known, found.value, exact)
        self.digits.append(problems.digits(value, exact))
        self.claimed.append(-np.log10(found.error[known].max(initial=1e-300) / np.abs(exact).max()))

    @property
    def good(self) -> bool:
        return min(self.digits) >= DIGITS[self.name] and not (self.violated or self.elsewhere)

    def __str__(self) -> str:
        return (
            f"{np.median(self.ms):7.2f} {np.median(self.calls):6.0f} "
            f"{min(self.digits):5.1f} {np.median(self.digits):5.1f} {min(self.claimed):5.1f}"
        )


def exact_derivatives() -> bool:
    """Both paths on the fourteen problems."""
    print(
        f"fourteen problems, {SEEDS} seeds: "
        "median ms, calls, digits (least, median), digits claimed (least)"
    )
    print(f"{'':22}|{'complex path':^33}|{'real path':^33}|{'central 1e-6':^14}| time ratio c, r")
    all_paths = []
    for name, make in problems.PROBLEMS.items():
        paths, loop_ms, loop_digits = [Seen("complex"), Seen("real")], [], []
        for seed in range(SEEDS):
            case = make(np.random.default_rng(seed))
            for path, f in zip(paths, (case.f, problems.real_only(case.f)), strict=True):
                calls = counted(f)
                jacobian(calls, case.x, seed=seed)
                seconds, found = timed(
                    lambda f=f, case=case, seed=seed: jacobian(f, case.x, seed=seed)
                )
                path.add(seconds, found, case.exact, calls.count)
            with np.errstate(all="ignore"):  # the loop steps out of domains
                seconds, value = timed(lambda case=case: central_differences(case.f, case.x))
            loop_ms.append(1e3 * seconds)
            loop_digits.append(problems.digits(value, case.exact))
        loop = np.median(loop_ms)
        ratios = "  ".join(f"{np.median(path.ms) / loop:5.1f}" for path in paths)
        print(
            f"{name:22}| {paths[0]} | {paths[1]} | {loop:6.2f} {min(loop_digits):5.1f} | {ratios}"
        )
        all_paths += paths
    for name in DIGITS:
        chosen = [path for path in all_paths if path.name == name]
        entries, violated, unresolved = (
            sum(getattr(path, key) for path in chosen)
            for key in ("entries", "violated", "unresolved")
        )
        print(
            f"{name} path: bound violated in {violated} of {entries:,} entries, "
            f"{unresolved} unresolved"
        )
    return all(path.good for path in all_paths)


def counted(f: Callable) -> Callable:
    def function(x: np.ndarray) -> object:
        function.count += 1
        return f(x)

    function.count = 0
    return function


def fixed_cost() -> None:
    """Time beyond the calls themselves, of one derivative on the complex path."""
    print("\nfixed cost, us: the derivative less its call with N points and its 9 with one")
    for rows, columns in ((3, 2), (10, 8), (40, 5)):
        rng = np.random.default_rng(0)
        W, x = rng.normal(size=(rows, columns)), rng.normal(size=rows)

        def f(x: np.ndarray, W: np.ndarray = W) -> np.ndarray:
            return np.tanh(W.T @ x)

        whole = best_of(lambda f=f, x=x: jacobian(f, x))
        stack = Stack(np.tile(x.astype(complex), (rows, 1)))
        calls = best_of(lambda f=f, stack=stack: f(stack)) + 9 * best_of(lambda f=f, x=x: f(x))
        own = 1e6 * (whole - calls)
        print(f"  N = {rows:3}: {1e6 * whole:5.0f} in all, {own:5.0f} beyond the calls")


def best_of(call: Callable, repeats: int = 300) -> float:
    return min(timed(call)[0] for _ in range(repeats))


def all_hazards() -> bool:
    """Every hazard, at every seed: right within the bound, or refused."""
    print(f"\n{len(hazards.HAZARDS)} hazards, {SEEDS} seeds")
    outcomes: Counter[str] = Counter()
    wrong, unexpected = [], []
    for hazard in hazards.HAZARDS:
        for seed in range(SEEDS):
            outcome, right = try_hazard(hazard, seed)
            outcomes[outcome] += 1
            if not right:
                wrong.append((hazard.name, seed))
            if outcome != hazard.outcome != "right or refused":
                unexpected.append((hazard.name, seed, outcome))
    print("  " + ", ".join(f"{name} {count}" for name, count in sorted(outcomes.items())))
    print(f"  wrong beyond the bound: {wrong or 0}")
    print(f"  another outcome than the one expected: {unexpected or 0}")
    return not wrong


def try_hazard(hazard: object, seed: int) -> tuple[str, bool]:
    try:
        found = jacobian(hazard.f, hazard.x, seed=seed)
    except DerivativeError as error:
        return type(error).__name__, True
    known = np.isfinite(found.error)
    right = hazard.exact is None or np.all(
        (np.abs(found.value - np.asarray(hazard.exact, dtype=float)) <= found.error)[known]
    )
    return found.reason or found.path, bool(right) and (
        hazard.exact is not None or not found.resolved
    )


def near_kinks() -> bool:
    """Three kinks at log-uniform distances, and one at each distance within reach."""
    silent = 0
    for name, modulus in (("np.abs", np.abs), ("analytic", kinks.analytic)):
        entries = unresolved = beyond = wrong = 0
        for seed in range(KINK_POINTS):
            f, x, exact = kinks.three_kinks(np.random.default_rng(seed), modulus)
            found = jacobian(f, x, seed=seed)
            known = np.isfinite(found.error)
            off = np.abs(found.value - exact)[known]
            entries, unresolved = entries + exact.size, unresolved + int((~known).sum())
            beyond += int((off > found.error[known]).sum())
            wrong += int((off > found.error[known] + 1e-6).sum())
        silent += wrong + beyond
        print(
            f"{KINK_POINTS} points with 3 kinks at 1e-9..1 ({name}): {entries} entries, "
            f"{unresolved} refused, {beyond} beyond the bound, {wrong} by more than 1e-6"
        )
    beyond = refused = 0
    for i, distance in enumerate(np.linspace(-REACH, REACH, SWEEP)):
        f, x, exact = kinks.kink_at(distance)
        found = jacobian(f, x, seed=i)
        refused += not found.resolved
        beyond += bool(found.resolved and abs(found.value[0] - exact[0]) > found.error[0])
    print(f"{SWEEP} kink distances from -4h to 4h: {beyond} beyond the bound, {refused} refused")
    return not (silent + beyond)


def false_answers() -> bool:
    """The checker must fail: a derivative off by a thousandth, an answer or a complex path."""
    told = believed = count = 0
    for make in problems.PROBLEMS.values():
        for seed in range(3):
            case = make(np.random.default_rng(seed))
            found = jacobian(case.f, case.x, seed=seed)
            largest = np.unravel_index(np.abs(case.exact).argmax(), case.exact.shape)
            gap = abs(found.value[largest] - 1.001 * case.exact[largest]) - 3 * found.error[largest]
            told += gap > 1e-5 * abs(case.exact[largest])
            believed += jacobian(lying(case.f), case.x, seed=seed).path == "complex"
            count += 1
    print(f"derivatives off by 0.1 %: {told} of {count} told apart")
    print(f"complex paths off by 0.1 %: {believed} believed")
    return told == count and not believed


def lying(f: Callable) -> Callable:
    def function(x: np.ndarray) -> np.ndarray:
        y = np.asarray(f(x))
        return y.real + 1.001j * y.imag if np.iscomplexobj(y) else y

    return function


if __name__ == "__main__":
    good = exact_derivatives()
    fixed_cost()
    good = all_hazards() and good
    good = near_kinks() and good
    good = false_answers() and good
    sys.exit(0 if good else 1)
