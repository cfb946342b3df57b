"""Proving that a bank grades fairly: facts are gathered, rules judge them, findings are shown."""

from autograder.staff.verify.model import (
    SEEDS,
    Diagnostic,
    Facts,
    Options,
    Result,
    Verification,
)
from autograder.staff.verify.run import Progress, verify

__all__ = [
    "SEEDS",
    "Diagnostic",
    "Facts",
    "Options",
    "Progress",
    "Result",
    "Verification",
    "verify",
]
