"""Every mistake that can be named, in the order in which they are documented."""

from __future__ import annotations

from typing import Final

from autograder.diagnose.mistake import Mistake
from autograder.diagnose.mutants import AXIS, MUTATORS, OPERAND
from autograder.diagnose.programs import HELD_FIXED, POWER, SCALED
from autograder.diagnose.remarks import PRECISION, REMARKS
from autograder.diagnose.rules import MATRIX_RULES, RULES
from autograder.diagnose.scales import SCALES, SIGN
from autograder.diagnose.sources import DIRECT, FACTORS, INPUTS, OTHERS
from autograder.diagnose.views import VIEWS

__all__ = ["REGISTRY"]

REGISTRY: Final[tuple[Mistake, ...]] = (
    *VIEWS, SIGN, *SCALES, *DIRECT, *OTHERS, *INPUTS, HELD_FIXED, POWER, *RULES,
    *(mistake for mistakes in MATRIX_RULES.values() for mistake in mistakes),
    *MUTATORS, AXIS, OPERAND, SCALED, *FACTORS, *REMARKS, PRECISION,
)  # fmt: skip
"""All rows of all tables; a mistake that is found in several ways stands in several rows under one id."""
