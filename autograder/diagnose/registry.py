"""Every mistake that can be named, in the order in which they are documented."""

from __future__ import annotations

from typing import Final

from autograder.diagnose.along_step import ALONG_STEP
from autograder.diagnose.chain_edits import CHAIN_EDITS
from autograder.diagnose.exponents import EXPONENTS
from autograder.diagnose.formula_changes import COMPLEMENT, NOT_SUBTRACTED, SCALED
from autograder.diagnose.inner import INNER
from autograder.diagnose.left_out import AS_IF_ONE, AS_IF_ZERO, IDENTITY_INSTEAD, LESS_ONE, OF_CHAIN
from autograder.diagnose.mistake import Mistake, mistakes_of
from autograder.diagnose.operations import (
    APPEARANCE,
    EQUAL_TERMS,
    HELD_FIXED,
    IDENTITY_OF_ONES,
    LINK,
    LINK_SUMMED,
    OUTER,
    PART_MISSING,
    PART_SQUARED,
    PART_TWICE,
    PART_VALUE,
    POWER,
    PRODUCT,
    PRODUCT_SIGN,
    QUOTIENT,
    SOFTPLUS,
)
from autograder.diagnose.origins import DIRECT, INPUTS, OTHERS
from autograder.diagnose.passed_on import PASSED_ON
from autograder.diagnose.remarks import REMARKS
from autograder.diagnose.replacements import REPLACEMENTS
from autograder.diagnose.rules import RULES
from autograder.diagnose.scales import FACTORS, SIGN
from autograder.diagnose.slips import AXIS, OPERAND, SLIPS
from autograder.diagnose.terms import BESIDES, COEFFICIENTS
from autograder.diagnose.tools import TOOLS
from autograder.diagnose.variants import VARIANTS
from autograder.diagnose.views import AXES_OR_FACTOR, VIEWS, WITHOUT_ZEROS

__all__ = ["REGISTRY"]

REGISTRY: Final[tuple[Mistake, ...]] = (
    *mistakes_of(VIEWS, TOOLS),
    AXES_OR_FACTOR,
    WITHOUT_ZEROS,
    SIGN,
    *mistakes_of(FACTORS, DIRECT, OTHERS, ALONG_STEP, INPUTS),
    HELD_FIXED,
    POWER,
    *EXPONENTS,
    PRODUCT,
    PRODUCT_SIGN,
    QUOTIENT,
    APPEARANCE,
    EQUAL_TERMS,
    LINK,
    LINK_SUMMED,
    SOFTPLUS,
    IDENTITY_OF_ONES,
    OUTER,
    PART_MISSING,
    PART_VALUE,
    PART_SQUARED,
    PART_TWICE,
    *PASSED_ON,
    *mistakes_of(RULES, SLIPS),
    AXIS,
    OPERAND,
    SCALED,
    COMPLEMENT,
    NOT_SUBTRACTED,
    AS_IF_ONE,
    AS_IF_ZERO,
    IDENTITY_INSTEAD,
    LESS_ONE,
    OF_CHAIN,
    *CHAIN_EDITS,
    *REPLACEMENTS,
    *mistakes_of(INNER),
    *COEFFICIENTS,
    *BESIDES,
    *mistakes_of(VARIANTS, REMARKS),
)
"""The mistakes of all tables; one that is found in several ways stands in several rows."""
