"""Loads the wrong answers of one set, written as a student would hand them in.

A file here is named as its set and holds functions and classes under ``@wrong(problem, tag,
hint)``. The loader binds ``wrong``, so that the files need no import path. Each object is laid over
the reference solution by its name: what it leaves alone stays right.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

FOLDER = Path(__file__).parent

GENERAL: Mapping[str, str] = {
    "TCONV": (
        "You used the transposed convention (Clarification 10). In these notes the input runs "
        "down the rows"
        " and the output along the columns (Definition 13)."
    ),
    "FLAT": (
        "Your answer has only one numpy axis. Vectors here are (m x 1) or (1 x n) matrices (A.1, "
        "Definitions 9 and 11); the row/column distinction is part of the answer."
    ),
    "COMPRESSED": (
        "This is the element-wise compressed form (A.90); the problem asks for the full matrix "
        "with its "
        "zeros (Notation 33)."
    ),
    "UNCOMPRESSED": (
        "This is the full diagonal matrix of Notation 33; the problem asks for the compressed (n "
        "x 1) form (A.90)."
    ),
    "CONDENSED": (
        "This is the condensed form A (A.76, Notation 30), a shorthand for the chain rule. The "
        "problem asks"
        " for the derivative with every pair of elements (Concept 4)."
    ),
    "ALLONES": (
        "You differentiated each entry of the matrix by itself, got ones, and multiplied "
        "through: the third"
        " StackExchange answer's error. Every output needs a derivative against every input "
        "(Concept 4)."
    ),
    "ROWMAJOR": "You stacked rows (numpy's default order 'C'). The notes stack columns (A.58): "
    "order='F'.",
    "AXES": (
        "All the entries are there but on other axes. Read the declared layout: it says which "
        "index each "
        "axis runs over (Concept 20, Clarification 25)."
    ),
    "ORDER": (
        "The factors of the chain rule are in the wrong order: here the factor nearest the input "
        "comes "
        "first (A.61, Notation 30)."
    ),
    "UNSUMMED": "You have the separate components but did not add them (Definitions 3 and 8, "
    "A.15).",
    "OUTER": (
        "This is an outer product. The inner dimensions must meet and disappear (A.3); here a "
        "dot product "
        "is needed (A.17)."
    ),
    "BROADCAST": (
        "numpy broadcast a row against a column and made a matrix. Check the shapes of both "
        "factors (A.3)."
    ),
    "WRONGVAR": (
        "You differentiated with respect to another variable. The partial derivative moves one "
        "variable and"
        " holds the rest fixed (Definition 2)."
    ),
    "TOTAL": "You let another variable move too; that is not the partial derivative (Definition "
    "2).",
    "FACTOR": "A constant factor is missing (power rule / mean).",
    "SYMMETRY": (
        "This is right only if the matrix is symmetric. Differentiate one element at a time: the "
        "variable "
        "appears on both sides (Concept 27)."
    ),
    "ONETERM": (
        "Only one of the paths from input to output is counted; the multivariable chain rule "
        "adds all of "
        "them (Definition 3)."
    ),
    "ACT": "You used f where f' is needed (A.88).",
    "NOACT": "The factor dA/dZ (f', Notation 33) is missing from the chain.",
    "TWICE": (
        "The derivative is evaluated at the wrong place: at f(z) as if it were z (A.5: the "
        "derivative "
        "depends on the position)."
    ),
    "SOFTELEM": (
        "You treated softmax as an element-wise activation. Concept 32 does not hold for "
        "softmax: every "
        "output depends on every input."
    ),
    "SIGN": "The sign is wrong.",
    "MEAN": "Check whether the loss is a sum or a mean over the data.",
    "LOSTAXIS": (
        "You summed over an axis that belongs in the answer; the derivative has Size(output) * "
        "Size(input) "
        "elements (Concept 4)."
    ),
    "POSITION": "The derivative depends on the current position (A.5): evaluate it at the start "
    "of the step.",
    "NOSTEP": "The change in the input (the step) does not appear in your answer (Concept 5).",
    "EXACT": (
        "This is the exact change. The planar approximation (Concept 6, Definition 8) is linear "
        "in the step."
    ),
    "NEWVALUE": "You returned the new value; the question asks for the change.",
    "NOTRANSPOSE": "The rule is (derivative) transposed times the step (Definitions 9, 11, 13).",
    "NOUPSTREAM": "The factor from the other layers (dL/dZ in A.61) is missing.",
    "DIAGLEAK": "Different neurons do not affect each other (Concepts 28 and 32): those entries "
    "are zero.",
    "DIAGONLY": (
        "You kept only the entries where input and output index agree; the others are not zero "
        "here (Concept 4)."
    ),
    "DIMCONF": (
        "Two meanings of 'dimension' are mixed up: the number of axes and the number of elements "
        "(Clarification 21)."
    ),
    "LAYER": "You used a quantity of the neighbouring layer: Z^l and W^l go with A^(l-1) (A.9.2).",
    "PRODRULE": "The variable appears in more than one factor; each appearance gives a term.",
    "INVERSE": "d(X^-1) = -X^-1 dX X^-1: an inverse on both sides, with a minus sign.",
    "PRIMAL": "You returned (part of) the function's value, not its derivative.",
    "REG": "Differentiate the penalty term as well, with the same care.",
    "INDEX": "Indices in the notes start at 1 and are (row i: input, column j: output) (Notation "
    "14).",
    "PRODSUM": "Sum of products, not product of sums (A.1, A.15).",
    "DIRECTION": "The change depends on the angle between gradient and step: a dot product (A.17).",
    "SCHEME": "A.5 is the forward difference quotient.",
    "OFFSET": "A constant has derivative zero (Clarification 7).",
    "EXTRA": "There is a factor f' too many: it has cancelled already, or this layer has no such "
    "activation.",
    "SIZE": "Count every pair: Size(B) * Size(A) (Concept 4).",
}
"""What a tag says where an answer has no hint of its own."""


class WrongAnswer(NamedTuple):
    """One wrong answer to one problem."""

    problem: str
    tag: str
    hint: str
    names: Mapping[str, Any]
    """What is laid over the names of the reference module."""


def load(stem: str, folder: Path = FOLDER) -> list[WrongAnswer]:
    """Return the wrong answers of a set, in the order of its file, which is the one of that name in
    `folder`.
    """
    collected: list[WrongAnswer] = []

    def wrong(problem: str, tag: str, hint: str = "") -> Callable[[Any], Any]:
        def collect(item: Any) -> Any:
            collected.append(WrongAnswer(problem, tag, hint or GENERAL[tag], {item.__name__: item}))
            return item

        return collect

    spec = importlib.util.spec_from_file_location(f"wrong_{stem}", folder / f"{stem}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    vars(module)["wrong"] = wrong
    spec.loader.exec_module(module)
    return collected
