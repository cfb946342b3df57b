"""The table of all layers."""

from __future__ import annotations

from typing import Final

from autograder.worker.layers.landlock import LANDLOCK
from autograder.worker.layers.layer import Layer
from autograder.worker.layers.limits import RLIMITS
from autograder.worker.layers.privileges import NO_NEW_PRIVS
from autograder.worker.layers.seccomp import SECCOMP
from autograder.worker.layers.user import UID

__all__ = ["LAYERS"]

LAYERS: Final[tuple[Layer, ...]] = (RLIMITS, UID, NO_NEW_PRIVS, LANDLOCK, SECCOMP)
"""In the order in which they are applied: each must leave possible what the next one needs.

A change of user comes before ``no_new_privs`` only by custom; Landlock and seccomp need that layer
where the worker has no CAP_SYS_ADMIN, as in a container; seccomp comes last, as it forbids what the
others are made with.
"""
