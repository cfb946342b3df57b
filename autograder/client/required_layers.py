"""Which layers of isolation a run insists on: without them nothing is graded."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from autograder.client.workers import Workers
from autograder.errors import UsageError, nearest
from autograder.worker.isolation import LAYERS

__all__ = ["PLATFORM", "parse_layers", "required_on_platform", "shortfall"]

PLATFORM: Final = frozenset({"rlimits", "uid", "no_new_privs"})
"""On Gradescope, as root: with less, a submission could read the references or rewrite its own results.

seccomp and Landlock are used where they are found. They are not insisted on: what else the
platform's kernel and base image offer may change in the midst of a course, and these three are
enough to keep points honest there.
"""
_VARIABLE: Final = "AUTOGRADER_REQUIRE"


def parse_layers(text: str) -> frozenset[str]:
    """Read names of layers with commas between them.

    Raises:
        UsageError: there is no such layer.
    """
    known = [layer.name for layer in LAYERS]
    names = frozenset(filter(None, (part.strip() for part in text.split(","))))
    for name in sorted(names - set(known)):
        hint = nearest(name, known)
        raise UsageError(
            f"found the layer {name!r}; expected some of {', '.join(known)}. {hint}".rstrip()
        )
    return names


def required_on_platform(environment: Mapping[str, str], *, is_platform: bool) -> frozenset[str]:
    """Return what Gradescope's entry point insists on: ``AUTOGRADER_REQUIRE``, else on the platform :data:`PLATFORM`.

    A rehearsal elsewhere, with solutions of the staff's own, insists on nothing.

    Raises:
        UsageError: the variable names something else.
    """
    stated = environment.get(_VARIABLE)
    if stated is not None:
        return parse_layers(stated)
    return PLATFORM if is_platform else frozenset()


def shortfall(required: Collection[str], workers: Workers) -> str:
    """Say which required layers are not in force, why, and what to do about it; nothing where all are."""
    lines = [f"  {name}: {reason}" for name, reason in workers.missing.items() if name in required]
    if not lines:
        return ""
    return "\n".join(
        ["Nothing was graded: layers of isolation that are required are not in force.", *lines]
    )
