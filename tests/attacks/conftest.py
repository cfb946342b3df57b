"""Fixtures of the attacks: a Python that every user may run, boxes, what became of each."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from attack_boxes import BANK, STACKS, Attack, Box, Stack
from open_environment import SYSTEM, VERSION, is_closed, open_environment, python


@pytest.fixture(scope="session")
def open_python() -> Iterator[str]:
    """An interpreter that every user may run, with this package installed, as on the platform."""
    if is_closed(python()):
        pytest.skip(f"this Python lies in a closed folder, and {SYSTEM} is no {VERSION}")
    with open_environment() as (folder, packages):
        shipped = packages / "autograder" / "bank" / "reference"
        shipped.mkdir(parents=True)
        (shipped / "01_small.py").write_text("def gradient(A): return 3 * A**2\n")
        yield str(folder / "bin" / "python")


class Boxes:
    """The boxes in use, one for each stack."""

    def __init__(self, python: str) -> None:
        self._python, self._open = python, {}
        self._stack = contextlib.ExitStack()

    def get(self, stack: Stack) -> Box:
        if stack not in self._open:
            folder = Path(tempfile.mkdtemp(prefix="autograder-box-"))
            folder.chmod(0o755)
            self._stack.callback(shutil.rmtree, folder, ignore_errors=True)
            self._open[stack] = Box(folder, stack, self._python)
            self._stack.callback(self._open[stack].close)
        return self._open[stack]

    def forget(self, stack: Stack) -> None:
        """Have the next attack meet a new box."""
        self._open.pop(stack, None)

    def close(self) -> None:
        self._stack.close()


@pytest.fixture(scope="session")
def boxes(open_python: str) -> Iterator[Boxes]:
    opened = Boxes(open_python)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def outcomes(request: pytest.FixtureRequest) -> Iterator[dict[tuple[str, str], str]]:
    """What became of each attack on each stack.

    Written to a file where `--attack-outcomes` asks for it.
    """
    found: dict[tuple[str, str], str] = {}
    yield found
    if path := request.config.getoption("--attack-outcomes"):
        stacks = [(stack.name, stack.says, sorted(stack.expected)) for stack in STACKS]
        attacks = [
            (attack.name, attack.wants, sorted(attack.needs)) for attack in map(Attack.read, BANK)
        ]
        outcomes = [(attack, stack, outcome) for (attack, stack), outcome in found.items()]
        Path(path).write_text(
            json.dumps({"stacks": stacks, "attacks": attacks, "outcomes": outcomes})
        )


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--attack-outcomes", metavar="FILE", help="write what became of each attack as JSON"
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "attack" in metafunc.fixturenames:
        metafunc.parametrize(
            "attack", [Attack.read(path) for path in BANK], ids=lambda each: each.name
        )
    if "stack" in metafunc.fixturenames:
        slow = pytest.mark.slow
        stacks = [
            pytest.param(stack, id=stack.name, marks=[slow] if stack is not STACKS[0] else [])
            for stack in STACKS
        ]
        metafunc.parametrize("stack", stacks, scope="session")
