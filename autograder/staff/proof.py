"""All that `verify` found, whether it is good, and its two forms: text and JSON."""

from __future__ import annotations

import json
from typing import Any, Final, TextIO

from msgspec import Struct

from autograder.render.console import printing
from autograder.staff import coverage
from autograder.staff.coverage import Coverage
from autograder.staff.submissions import Outcome, summary
from autograder.staff.verify import Verification
from autograder.staff.verify.render import render, render_submissions, to_json

__all__ = ["Proof", "write_json", "write_text"]

_WIDTH: Final = 150
"""Columns where the output is no terminal: a row of the table with every column."""


class Proof(Struct, frozen=True):
    """What is known of some sets: their problems, labelled submissions and the notes they grade."""

    verification: Verification
    outcomes: tuple[Outcome, ...] = ()
    coverage: Coverage | None = None
    """None where it was not asked for."""

    @property
    def good(self) -> bool:
        """Whether the sets are proved fair, and all else that was asked for is as it should be."""
        if any(outcome.complaints for outcome in self.outcomes):
            return False
        if self.coverage is not None and self.coverage.missing:
            return False
        return self.verification.good


def write_text(proof: Proof, stream: TextIO) -> None:
    """Write tables: the notes' coverage, every problem with what is wrong, every submission."""
    if proof.coverage is not None:
        print(coverage.report(proof.coverage), file=stream)
    with printing(stream, _WIDTH) as console:
        render(proof.verification, console)
        if proof.outcomes:
            render_submissions(proof.outcomes, console)


def write_json(proof: Proof, stream: TextIO) -> None:
    """Write the same as JSON: the verification, with `submissions` and `coverage` if asked for."""
    data: dict[str, Any] = to_json(proof.verification)
    if proof.outcomes:
        data["submissions"] = [summary(outcome) for outcome in proof.outcomes]
    if proof.coverage is not None:
        data["coverage"] = coverage.to_json(proof.coverage)
    print(json.dumps(data, indent=1, ensure_ascii=False), file=stream)
