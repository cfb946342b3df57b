"""Every attack of the bank, through real grading, on every stack of isolation that this machine can have."""

from __future__ import annotations

import os
import sys
from collections import Counter
from pathlib import Path

import pytest

BANK = len(list((Path(__file__).parent / "bank").glob("*.py")))
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


@pytest.mark.parametrize("name", FULL_STACKS)
def test_in_ci_as_root_no_attack_was_left_out(name, outcomes):
    """A machine without a layer skips; the one that decides about a change must not."""
    if os.geteuid() != 0 or not os.environ.get("CI"):
        pytest.skip("only for CI as root")
    ran = Counter(
        stack for (_, stack), outcome in outcomes.items() if not outcome.startswith("needs")
    )

    assert ran[name] == BANK
