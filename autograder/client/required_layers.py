"""Which layers of isolation a run insists on: without them nothing is graded."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Final

from autograder.client.workers import Workers
from autograder.errors import UsageError, unknown
from autograder.worker.layers.table import GUARDS, LAYERS

__all__ = ["APART", "PLATFORM", "VARIABLE", "parse_layers", "required_on_platform", "shortfall"]

APART: Final = frozenset({"files", "processes"})
"""What keeps a class's submissions from the references, from each other and from the grader."""

PLATFORM: Final = frozenset({*GUARDS, "uid"}) - {"network"}
"""On Gradescope, as root: with less, a submission could read the references or rewrite its results.

seccomp and Landlock are used where they are found. They are not insisted on: what else the
platform's kernel and base image offer may change in the midst of a course, and a user of its own
is enough to keep points honest there. A worker that stayed root is never accepted in its place.
"""
VARIABLE: Final = "AUTOGRADER_REQUIRE"
"""Names the layers and guards that the platform's entry point insists on."""


def parse_layers(text: str) -> frozenset[str]:
    """Read names of layers, and of what layers guard, with commas between them.

    Raises:
        UsageError: there is no such layer or guard.
    """
    known = [*(layer.name for layer in LAYERS), *GUARDS]
    names = frozenset(filter(None, (part.strip() for part in text.split(","))))
    for name in sorted(names - set(known)):
        found, expected = f"the layer {name!r}", f"some of {', '.join(known)}"
        raise UsageError(*unknown(name, known, found, expected))
    return names


def required_on_platform(environment: Mapping[str, str], *, is_root: bool) -> frozenset[str]:
    """Return what the entry point insists on: ``AUTOGRADER_REQUIRE``, else what a class needs.

    A rehearsal, with solutions of the staff's own, sets the variable to nothing.

    Raises:
        UsageError: the variable names something else.
    """
    stated = environment.get(VARIABLE)
    if stated is not None:
        return parse_layers(stated)
    return PLATFORM if is_root else APART


def shortfall(required: Collection[str], workers: Workers) -> str:
    """Say what is required and not in force, why, and what to do; nothing where all of it is."""
    lines = list(_lacking(required, workers.missing))
    if not lines:
        return ""
    return "\n".join(
        [
            "Nothing was graded: layers of isolation that are required are not in force.",
            *lines,
            f"Only where all code is your own, ask for none of them: --require '' or "
            f"{VARIABLE}=''.",
        ]
    )


def _lacking(required: Collection[str], missing: Mapping[str, str]) -> Iterator[str]:
    yield from (f"  {name}: {reason}" for name, reason in missing.items() if name in required)
    for guard in GUARDS:
        providers = [layer.name for layer in LAYERS if guard in layer.guards]
        if guard in required and missing.keys() >= set(providers):
            reasons = "; ".join(f"{name}: {missing[name]}" for name in providers)
            yield f"  {guard} is guarded by no layer ({reasons})"
