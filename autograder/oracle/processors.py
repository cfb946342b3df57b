"""How many processes run at once; asked before anything else is imported."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False  # typing is imported by checkers alone: it takes half as long as yaml
if TYPE_CHECKING:
    from typing import Final

__all__ = ["has_two_processors"]

_QUOTA: Final = "/sys/fs/cgroup/cpu.max"


def has_two_processors() -> bool:
    """Say whether two processes run at once: Linux, two processors, and no quota below two."""
    if sys.platform != "linux" or len(os.sched_getaffinity(0)) < 2:
        return False
    try:
        with open(_QUOTA, encoding="ascii") as file:  # noqa: PTH123 - pathlib is a tenth of numpy
            quota, period = file.read().split()
    except (OSError, ValueError):  # no such control group
        return True
    return quota == "max" or int(quota) >= 2 * int(period)
