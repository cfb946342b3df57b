"""The package as a whole."""

import importlib
import sys
from pathlib import Path

import pytest

import autograder

PACKAGE = Path(autograder.__file__).parent
MODULES = sorted(
    ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    for path in PACKAGE.rglob("*.py")
    if path.name != "__main__.py"
)


@pytest.fixture
def nothing_imported(monkeypatch):
    """Forget the package's modules for the time of a test."""
    for name in list(sys.modules):
        if name.split(".")[0] == "autograder":
            monkeypatch.delitem(sys.modules, name)
    yield
    for name in list(sys.modules):
        if name.split(".")[0] == "autograder":
            del sys.modules[name]


@pytest.mark.parametrize("name", MODULES)
def test_a_module_can_be_imported_before_any_other(name, nothing_imported):
    assert importlib.import_module(name).__name__ == name
