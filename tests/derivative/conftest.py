"""The functions that the derivative is tried on; the benchmark uses the same ones at full size."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


def _load(name: str) -> ModuleType:
    """Load a module of this folder by its place: test files cannot import each other by name."""
    qualified = f"derivative_cases_{name}"
    if qualified not in sys.modules:
        spec = importlib.util.spec_from_file_location(
            qualified, Path(__file__).with_name(f"{name}.py")
        )
        assert spec is not None
        assert spec.loader is not None
        sys.modules[qualified] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules[qualified])
    return sys.modules[qualified]


@pytest.fixture(scope="session")
def problems() -> ModuleType:
    """Fourteen functions with exact derivatives."""
    return _load("problems")


@pytest.fixture(scope="session")
def kinks() -> ModuleType:
    """Functions with kinks at known distances."""
    return _load("kinks")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "make" in metafunc.fixturenames:
        cases = _load("problems").PROBLEMS
        metafunc.parametrize("make", cases.values(), ids=cases.keys())
    if "hazard" in metafunc.fixturenames:
        cases = _load("hazards").HAZARDS
        metafunc.parametrize("hazard", cases, ids=[case.name for case in cases])
    if "differentiable" in metafunc.fixturenames:
        cases = [case for case in _load("hazards").HAZARDS if case.outcome in ("complex", "real")]
        metafunc.parametrize("differentiable", cases, ids=[case.name for case in cases])
