"""The language of problem sets: YAML to frozen records; nothing is drawn or evaluated here."""

from autograder.problemset.keys import KEYS, Key
from autograder.problemset.model import Answer, Call, Mistake, Problem, ProblemSet

__all__ = ["KEYS", "Answer", "Call", "Key", "Mistake", "Problem", "ProblemSet"]
