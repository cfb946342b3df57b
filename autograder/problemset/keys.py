"""Every key of a problem set: where it may stand, who may see it, whether it is inherited.

Adding a key to the language starts here; the loader refuses what this table does not list.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Final, Literal

from msgspec import Struct

__all__ = ["KEYS", "Key", "Level", "at_level"]

Level = Literal["set", "problem", "answer"]


class Key(Struct, frozen=True):
    """One key: the levels it may stand at, and what it says."""

    levels: tuple[Level, ...]
    doc: str
    public: bool = True
    inherited: bool = False
    """Whether a set's value is the default of its problems, and a problem's of its answers."""


_SET: Final[tuple[Level, ...]] = ("set",)
_PROBLEM: Final[tuple[Level, ...]] = ("problem",)
_ANSWER: Final[tuple[Level, ...]] = (
    "problem",
    "answer",
)  # with a single answer its keys stand at the problem
_ALL: Final[tuple[Level, ...]] = ("set", "problem", "answer")

KEYS: Final[Mapping[str, Key]] = {
    "title": Key(_ALL, "what a person calls it"),
    "statement": Key(("set", "problem"), "the question, in Markdown with maths"),
    "notes": Key(("set", "problem"), "places in the notes, a list; at a set also which notes: "
                                     "none, shipped, a file"),
    "convention": Key(("set", "problem"), "layout: denominator (default), "
                                          "numerator or jacobian", inherited=True),
    "submit": Key(_SET, "the file that a student hands in, .py or .ipynb"),
    "problems": Key(_SET, "id -> problem"),
    "given": Key(_PROBLEM, "input -> its kind, such as `matrix[n, m] scale 0.5`"),
    "dims": Key(_PROBLEM, "dimension -> a number or bounds, such as `>= 2` or `< n`"),
    "let": Key(_PROBLEM, "name -> formula; inputs that the grader derives from the givens"),
    "forward": Key(_PROBLEM, "lines `name = formula`; the output is the last, or `of`"),
    "answer": Key(_PROBLEM, "the student's function and its arguments: `f(v, B)` or `f(v, B) -> "
                            "left, right`"),
    "run": Key(_PROBLEM, "Python that runs in the student's process and binds the names under "
                         "`answers`"),
    "stub": Key(_PROBLEM, "what the starter file shows; goes with `run`"),
    "answers": Key(_PROBLEM, "name -> what is asked"),
    "of": Key(_ANSWER, "a formula over the forward's lines: the output to differentiate"),
    "wrt": Key(_ANSWER, "what the derivative is taken by: an input, an indexed one, a line; "
                        "[x, y] for a second one"),
    "along": Key(_ANSWER, "an input of the shape of `wrt`: asks for the predicted change for "
                          "this step"),
    "batch": Key(_ANSWER, "the dimension of the examples: each one's derivative by its own "
                          "input, first axis"),
    "axes": Key(_ANSWER, "the axes of the answer in order, such as [W.0, W.1, out.0]"),
    "shape": Key(_ANSWER, "the sizes of the answer's axes; [] for a scalar"),
    "choice": Key(_ANSWER, "the options, of which the student answers one: [numerator, "
                           "denominator]; no `shape`"),
    "form": Key(_ANSWER, "an answer that is no array: text, truth or shape; no `shape`"),
    "expected": Key(_ANSWER, "the value asked for: a formula, a literal, or "
                             "`reference`", public=False),
    "points": Key(_ALL, "points of each answer; 1. With `steps`: {result, steps}", inherited=True),
    "steps": Key(_ANSWER, "judge the derivation line by line: true (2 steps), or how many are to "
                          "be shown"),
    "follows": Key(_ANSWER, "answers above it, such as [dL_dZ]: where one is wrong, this one is "
                            "judged again by `rule`"),
    "rule": Key(_ANSWER, "what it is by those answers: a formula that names them, such as "
                         "A @ dL_dZ.T", public=False),
    "number": Key(_ANSWER, "the number shown beside the title; 6.4 for the fourth problem of "
                           "06_layers"),
    "tags": Key(_ALL, "words for Gradescope's tags", inherited=True),
    "visibility": Key(_ALL, "visible, after_due_date, after_published or hidden", inherited=True),
    "near": Key(_ALL, "reject or accept answers right to 3 to 5 digits only", inherited=True),
    "unit": Key(_ALL, "lenient, or strict: where every dimension is 1 an answer must be right "
                      "too", inherited=True),
    "shape_credit": Key(_ALL, "share of the points for the right shape alone; 0", inherited=True),
    "follow_credit": Key(_ALL, "share of the points for what is right by a student's own wrong "
                               "answers above; 1", inherited=True),
    "feedback": Key(_ALL, "full, hint or verdict", inherited=True),
    "credit": Key(_ALL, "mistake id -> share of the points", public=False, inherited=True),
    "time_limit": Key(("set", "problem"), "{call, import, submission} in seconds", inherited=True),
    "memory": Key(("set", "problem"), "MB that student code may use; 2048", inherited=True),
    "fresh": Key(("set", "problem"), "true: a worker of its own", inherited=True),
    "forbid": Key(("set", "problem"), "names that code must not use, such as [torch, np.gradient]; "
                                      "or name -> your words", inherited=True),
    "require": Key(("set", "problem"), "names that code must use, such as [np.einsum]; or name -> "
                                       "your words", inherited=True),
    "vectorised": Key(("set", "problem"), "true: no Python loop over the entries of an array",
                      inherited=True),
    "use_credit": Key(("set", "problem"), "share of the points where `forbid`, `require` or "
                                          "`vectorised` is broken; 0, and 1 has it told alone",
                      inherited=True),
    "mistakes": Key(_PROBLEM, "foreseen wrong answers: {id, answer, hint}", public=False),
}  # fmt: skip


@functools.cache
def at_level(level: Level) -> frozenset[str]:
    """Return the keys that may stand at a level."""
    return frozenset(name for name, key in KEYS.items() if level in key.levels)
