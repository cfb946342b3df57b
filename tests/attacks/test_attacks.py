"""Every attack of the bank, through real grading, on every stack of isolation that this machine can
have.
"""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from pathlib import Path

import pytest

from autograder.worker.isolation import LAYERS

FILES = list((Path(__file__).parent / "bank").glob("*.py"))
BANK = len(FILES)
NEEDED_BY_LAYERS = {"no_new_privs"}
"""Layers that later ones need, and that no attack gets past by itself."""
FULL_STACKS = [
    "root",
    *(pytest.param(name, marks=pytest.mark.slow) for name in ("user", "container")),
]
"""Where no attack may be out of scope; the stacks beyond the first are among the long tests."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers are Linux's")


def test_an_attack_gets_nothing_and_leaves_nothing(stack, attack, boxes, outcomes):
    if stack.as_root and os.geteuid() != 0:
        pytest.skip("only root can give a worker a user of its own")
    box = boxes.get(stack)
    in_force = set(box.hello["isolation"])
    if not stack.expected <= in_force:
        pytest.skip(f"not in force on this machine: {box.hello['missing']}")
    if attack.needs and not attack.needs & in_force:
        outcomes[attack.name, stack.name] = f"needs {' or '.join(sorted(attack.needs))}"
        pytest.skip(f"{attack.name} needs {' or '.join(sorted(attack.needs))}")
    outcomes[attack.name, stack.name] = "**failed**"

    try:
        faults = box.judge(attack, box.attack(attack))
    except BaseException:
        boxes.forget(stack)
        raise
    if faults:
        boxes.forget(stack)

    assert faults == []
    outcomes[attack.name, stack.name] = "held"


def test_a_stack_says_of_every_layer_whether_it_is_there(stack):
    absent = set(stack.left_out) | (set() if stack.as_root else {"uid"})

    assert stack.expected | absent == {layer.name for layer in LAYERS}


def test_every_layer_is_needed_by_an_attack_or_by_another_layer():
    needs = re.findall(r"^# Needs: (.*)$", "\n".join(map(Path.read_text, FILES)), re.M)
    needed = {name for line in needs for name in line.split(" or ")} | NEEDED_BY_LAYERS

    assert needed == {layer.name for layer in LAYERS}


@pytest.mark.parametrize("name", FULL_STACKS)
def test_in_ci_as_root_no_attack_was_left_out(name, outcomes):
    """A machine without a layer skips; the one that decides about a change must not."""
    if os.geteuid() != 0 or not os.environ.get("CI"):
        pytest.skip("only for CI as root")
    ran = Counter(
        stack for (_, stack), outcome in outcomes.items() if not outcome.startswith("needs")
    )

    assert ran[name] == BANK
