"""Where a layer might silently be missing, grading stops with the reason or no attack hurts.

The whole table is in docs/limits.md; `python docs/generate_limits.py` makes it.
"""

from __future__ import annotations

import os
import subprocess
import sys

import odd_surroundings
import pytest
from attack_boxes import BANK


def can_be_made() -> bool:
    """Say whether this machine lets its root make mount namespaces and control groups."""
    if sys.platform != "linux" or os.geteuid() != 0:
        return False
    made = subprocess.run(["unshare", "-m", "mount", "--make-rprivate", "/"], check=False)
    return made.returncode == 0 and (odd_surroundings.GROUPS / "memory").is_dir()


pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif("not can_be_made()", reason="needs root and control groups, version 1"),
]
REFUSED = {"2 processes": "Allow more processes"}
READS_AND_TAKES = [path for path in BANK if path.stem[:2] in {"01", "03", "14", "17", "32", "69"}]


@pytest.mark.parametrize(
    ("name", "user"),
    [(name, user) for name, odd in odd_surroundings.SURROUNDINGS.items() for user in odd.users],
)
def test_grading_is_refused_with_a_cure_or_nothing_gets_through(name, user, open_python):
    found = odd_surroundings.outcome(name, open_python, user, READS_AND_TAKES)

    assert found.hurt == ()
    assert found.graded == (name not in REFUSED)
    if found.graded:
        assert found.attacks >= 4
    else:
        assert REFUSED[name] in found.said
