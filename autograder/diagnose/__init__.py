"""The mistakes that can be named, and the search that names one: *answer = scale . view . origin*.

What an answer may come from stands in tables, one row for each mistake: :mod:`.origins`,
:mod:`.rules` and :mod:`.mutants` for what was computed, :mod:`.views` for how it was laid out,
:mod:`.scales` for a factor of the whole. :mod:`.search` tries them from the simplest, and an
explanation counts only where it gives the answer at every trial.
"""

from __future__ import annotations

from autograder.diagnose.explanation import Diagnosis
from autograder.diagnose.registry import REGISTRY
from autograder.diagnose.search import Diagnostician
from autograder.oracle.answer_key import AnswerKey

__all__ = ["REGISTRY", "Diagnosis", "Diagnostician", "diagnostician"]


def diagnostician(key: AnswerKey) -> Diagnostician:
    """Return the diagnostician of an answer key, the same one for every submission."""
    return key.beside(Diagnostician)
