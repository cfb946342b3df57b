"""Runs every attack on every stack and writes docs/security.md; only root can run all of them."""

from __future__ import annotations

import json
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).resolve().parent
PAGE = HERE / "security.md"
HEAD = f"""# What student code can not do

This page is written by the tests themselves: `python docs/generate_security.py` hands in every
submission of `tests/attacks/bank` to real grading, on every stack of isolation, and looks for
points that were not earned, honest points that were lost, secrets read, reports lost or forged,
processes and files left behind. What messages tell is measured in [messages.md](messages.md), and
what a submission can cost in [limits.md](limits.md): no more than its own limits, 2 s and 200 MB.

`held` means: none of these. `needs ...` means: without that layer the attack is out of scope, and
its test is skipped rather than passed. The layers in force stand in every report (`isolation`);
`autograder doctor` prints them, and what is missing with the way to have it. The last run was on
{platform.system()} {platform.release().split("-")[0]},
{platform.machine()}, Python {platform.python_version()}.
"""


def main() -> int:
    """Run the attacks and write the page; return pytest's exit status."""
    with tempfile.TemporaryDirectory() as folder:
        outcomes = Path(folder, "outcomes.json")
        tests = str(HERE.parent / "tests" / "attacks")
        status = int(
            pytest.main([tests, "-q", "-p", "no:cacheprovider", "--attack-outcomes", str(outcomes)])
        )
        found = json.loads(outcomes.read_text())
    PAGE.write_text(page(**found), encoding="utf-8", newline="\n")
    return status


def page(stacks: list[Any], attacks: list[Any], outcomes: list[Any]) -> str:
    """Lay out what became of each attack on each stack."""
    found = {(attack, stack): outcome for attack, stack, outcome in outcomes}
    names = [name for name, _, _ in stacks]
    lines = [HEAD]
    lines += [f"- **{name}**: {says}; layers: {', '.join(layers)}" for name, says, layers in stacks]
    lines += ["", _row("attack", "what it wants", *names), _row(*["---"] * (2 + len(names)))]
    for name, wants, _ in attacks:
        title = f"{name[:2]} {name[3:].replace('_', ' ')}"
        lines.append(_row(title, wants, *(found.get((name, stack), "not run") for stack in names)))
    lines.append(_row("**held**", "", *(_count(found, stack) for stack in names)))
    return "\n".join(lines) + "\n"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _count(found: dict[tuple[str, str], str], stack: str) -> str:
    ran = [
        outcome
        for (_, name), outcome in found.items()
        if name == stack and not outcome.startswith("needs")
    ]
    return f"{ran.count('held')} of {len(ran)}"


if __name__ == "__main__":
    sys.exit(main())
