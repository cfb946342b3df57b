"""Readings that give the same numbers, said beside each other.

A factor left out of a product may as well be a term left out of a sum, or a sum over the wrong
axis: the numbers do not tell. Where nothing else speaks for one of them, all are said.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from autograder.diagnose.explanation import Diagnosis

__all__ = ["alternatives", "is_plain", "with_rivals"]

_PLAIN: Final = frozenset(
    {
        "A division is missing.",
        "A factor is missing from a product.",
        "A power is wrong.",
        "A sum or mean runs over the wrong axis.",
        "A term is missing from a sum.",
    }
)
"""Sentences that say what kind of slip it is and not where: true wherever the numbers agree."""
_MOST: Final = 3  # readings in one sentence


def is_plain(diagnosis: Diagnosis) -> bool:
    """Whether what is said is so general that others of its kind may be as true."""
    return diagnosis.sentence in _PLAIN


def with_rivals(said: Diagnosis, others: Sequence[Diagnosis]) -> Diagnosis:
    """Return what is said, and which other general readings give the same numbers."""
    plain = [said, *filter(is_plain, others)]
    sentences = list(dict.fromkeys(one.sentence for one in plain))[:_MOST]
    if len(sentences) == 1:
        return said
    *before, last = (sentence[0].lower() + sentence[1:-1] for sentence in sentences)
    return replace(said, sentence=f"One of these is so: {', '.join(before)}, or {last}.")


def alternatives(diagnoses: Sequence[Diagnosis]) -> Diagnosis | None:
    """Return both of two readings of one array; None where there are more.

    Such are the other sign and the transpose of a skew array.
    """
    told = {(one.mistake, one.sentence): one for one in diagnoses}
    if len(told) != 2:  # an answer that much explains is explained by nothing
        return None
    first, second = told.values()
    if is_plain(first) and is_plain(second):
        return with_rivals(first, [second])
    both = f"Two readings fit. Either: {first.sentence} Or: {second.sentence}"
    return Diagnosis(first.mistake, both, alone=False, explanation=first.explanation)
