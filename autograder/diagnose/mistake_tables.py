"""The mistakes that several stages of the search find, gathered from their modules."""

from __future__ import annotations

from typing import Final

from autograder.diagnose.centred_edits import CENTRED_EDITS
from autograder.diagnose.chain_edits import CHAIN_EDITS
from autograder.diagnose.class_rules import CLASS_RULES
from autograder.diagnose.constants_added import LEFT_OVER
from autograder.diagnose.exponents import EXPONENTS
from autograder.diagnose.formula_changes import COMPLEMENT, EXCHANGED, NOT_SUBTRACTED, SCALED
from autograder.diagnose.kept_constants import KEPT
from autograder.diagnose.kronecker import TURNED_FACTORS
from autograder.diagnose.label_marks import OTHERS_ALONE
from autograder.diagnose.left_out import AS_IF_ONE, AS_IF_ZERO, IDENTITY_INSTEAD, LESS_ONE, OF_CHAIN
from autograder.diagnose.mistake import Mistake, mistakes_of
from autograder.diagnose.operations import (
    APPEARANCE,
    COUNTED,
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
    POWER_LOST,
    PRODUCT,
    PRODUCT_SIGN,
    QUOTIENT,
    SOFTPLUS,
)
from autograder.diagnose.other_activations import OTHER_ACTIVATIONS
from autograder.diagnose.other_data import OTHER_ARRAY, OTHER_DATA
from autograder.diagnose.other_functions import OTHER_FUNCTIONS
from autograder.diagnose.other_reductions import OTHER_REDUCTIONS
from autograder.diagnose.other_terms import OTHER_TERMS
from autograder.diagnose.passed_on import PASSED_ON
from autograder.diagnose.product_chains import PRODUCT_CHAINS
from autograder.diagnose.product_rules import PRODUCT_RULES
from autograder.diagnose.replacements import AS_ROOT
from autograder.diagnose.rings import RING
from autograder.diagnose.rules import RULES
from autograder.diagnose.scaled_parts import SCALED_PARTS
from autograder.diagnose.shifts import SHIFTED_BACK, TURNED
from autograder.diagnose.slips import AS_IF_OTHER, AXIS, OPERAND, SLIPS
from autograder.diagnose.slope_elsewhere import AT_ANOTHER, TERM_LEFT_OUT, VALUE_LEFT_OUT
from autograder.diagnose.spread_changes import ALONG_ROWS
from autograder.diagnose.squares_of_sums import SQUARE_OF_SUM
from autograder.diagnose.told_by_place import OF_PLACES

__all__ = ["OF_CHAINS", "OF_FORMULAS", "OF_LEFT_OUT", "OF_RULES", "OF_SLIPS"]

OF_RULES: Final[tuple[Mistake, ...]] = (
    *mistakes_of(RULES), HELD_FIXED, POWER, POWER_LOST, PRODUCT, PRODUCT_SIGN, QUOTIENT,
    APPEARANCE, EQUAL_TERMS, LINK, LINK_SUMMED, SOFTPLUS, IDENTITY_OF_ONES, OUTER, PART_MISSING,
    PART_VALUE, PART_SQUARED, PART_TWICE, *PASSED_ON, AS_ROOT,
    SQUARE_OF_SUM, TERM_LEFT_OUT, VALUE_LEFT_OUT, AT_ANOTHER, RING, TURNED, *EXPONENTS,
    TURNED_FACTORS, ALONG_ROWS, COUNTED, KEPT, *PRODUCT_RULES, *CLASS_RULES,
)  # fmt: skip
"""Wrong rules of differentiation."""
OF_SLIPS: Final[tuple[Mistake, ...]] = (
    *mistakes_of(SLIPS), AXIS, OPERAND, AS_IF_OTHER, *OF_PLACES,
)  # fmt: skip
"""Slips of the pen."""
OF_LEFT_OUT: Final[tuple[Mistake, ...]] = (
    AS_IF_ONE, AS_IF_ZERO, IDENTITY_INSTEAD, LESS_ONE, OF_CHAIN, LEFT_OVER,
)  # fmt: skip
"""Quantities left out wherever they stand."""
OF_CHAINS: Final[tuple[Mistake, ...]] = (
    *CHAIN_EDITS, *CENTRED_EDITS, *PRODUCT_CHAINS, OTHER_DATA, OTHER_ARRAY, *OTHER_ACTIVATIONS,
)  # fmt: skip
"""What may be wrong at several places of a derivation at once."""
OF_FORMULAS: Final[tuple[Mistake, ...]] = (
    *OF_SLIPS, *OF_LEFT_OUT, SCALED, COMPLEMENT, EXCHANGED, NOT_SUBTRACTED, RING, SHIFTED_BACK,
    *OTHER_FUNCTIONS, *OTHER_REDUCTIONS, *SCALED_PARTS, OTHERS_ALONE, *OTHER_TERMS,
)  # fmt: skip
"""What may be wrong in the formulas themselves."""
