"""Problem sets: ``problems/*.yaml`` to frozen :class:`ProblemSet`, :class:`Problem` and :class:`Answer`."""

from autograder.spec.keys import KEYS, Key
from autograder.spec.load import load_set, load_sets
from autograder.spec.model import Answer, Call, Mistake, Problem, ProblemSet

__all__ = [
    "KEYS",
    "Answer",
    "Call",
    "Key",
    "Mistake",
    "Problem",
    "ProblemSet",
    "load_set",
    "load_sets",
]
