"""The table of all layers."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final, get_args

from autograder.worker.layers.landlock import LANDLOCK
from autograder.worker.layers.layer import Guard, Layer
from autograder.worker.layers.limits import RLIMITS
from autograder.worker.layers.privileges import NO_NEW_PRIVS
from autograder.worker.layers.seccomp import SECCOMP
from autograder.worker.layers.user import UID

__all__ = ["GUARDS", "LAYERS", "guards_of"]

LAYERS: Final[tuple[Layer, ...]] = (RLIMITS, UID, NO_NEW_PRIVS, LANDLOCK, SECCOMP)
"""In the order in which they are applied: each must leave possible what the next one needs.

A change of user comes before ``no_new_privs`` only by custom; Landlock and seccomp need that layer
where the worker has no CAP_SYS_ADMIN, as in a container; seccomp comes last, as it forbids what the
others are made with.
"""

GUARDS: Final[tuple[Guard, ...]] = get_args(Guard)


def guards_of(names: Collection[str]) -> frozenset[Guard]:
    """Return what the layers of these names keep from student code."""
    return frozenset(guard for layer in LAYERS if layer.name in names for guard in layer.guards)
