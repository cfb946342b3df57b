"""A sentence names nothing that the statement does not show, in any bank."""

import ast
import re
from pathlib import Path

import pytest

from autograder.diagnose import Diagnostician
from autograder.diagnose.formula_changes import Change
from autograder.diagnose.shown_names import shown_names
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_sets

ROOT = Path(__file__).resolve().parents[2]
BANKS = [ROOT / "problems", *sorted(ROOT.glob("tests/unseen*/problems"))]
_SLOT = re.compile(r"\{(\w+)\}")


def changes_of(material):
    """Yield every change of an answer's formulas and derivations."""
    if material.differentiated is None:
        return
    for derivation in material.derivations:
        yield from derivation._changes
    yield from material.formulas._slips
    yield from material.formulas._wrong_rules


def names_told(change: Change, subject):
    """Return the names in what a change's sentence says, as students read it."""
    step = change.step
    slots = _SLOT.findall(step.mistake.words) if step.mistake else []
    texts = [subject.as_shown(step.slots[slot]) for slot in slots if slot in step.slots]
    for text in texts:
        for part in text.split(" and "):
            try:
                tree = ast.parse(part, mode="eval")
            except SyntaxError:
                continue  # words
            yield from (node.id for node in ast.walk(tree) if isinstance(node, ast.Name))


@pytest.mark.slow
@pytest.mark.parametrize("folder", BANKS, ids=lambda folder: folder.parent.name)
def test_no_name_is_told_that_the_statement_does_not_show(folder, tmp_path):
    sets = load_sets(folder, tmp_path)
    diagnostician = Diagnostician(AnswerKey(sets))
    untold = set()
    for one in sets:
        for problem in one.problems:
            for answer in problem.answers:
                case = diagnostician._case(problem, answer)
                shown = shown_names(case.subject) | set(problem.dimensions)
                for change in changes_of(case._material):
                    for name in names_told(change, case.subject):
                        if name not in shown:
                            untold.add((problem.id, name, change.step.mistake.words))

    assert untold == set()
