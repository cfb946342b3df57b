"""Every mistake that can be named, in the order in which they are documented."""

from __future__ import annotations

from typing import Final

from autograder.diagnose.along_step import ALONG_STEP
from autograder.diagnose.chain_edits import CHAIN_EDITS
from autograder.diagnose.inner import INNER
from autograder.diagnose.mistake import Mistake, mistakes_of
from autograder.diagnose.mistake_tables import OF_FORMULAS, OF_RULES
from autograder.diagnose.origins import DIRECT, INPUTS, OTHERS
from autograder.diagnose.product_chains import PRODUCT_CHAINS
from autograder.diagnose.remarks import REMARKS
from autograder.diagnose.replacements import REPLACEMENTS
from autograder.diagnose.scales import FACTORS, SIGN
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
    *OF_RULES,
    *OF_FORMULAS,
    *CHAIN_EDITS,
    *PRODUCT_CHAINS,
    *REPLACEMENTS,
    *mistakes_of(INNER),
    *COEFFICIENTS,
    *BESIDES,
    *mistakes_of(VARIANTS, REMARKS),
)
"""The mistakes of all tables; one that is found in several ways stands in several rows."""
