"""Mutants of a reference are asked once, whoever wants to know their answers."""

from pathlib import Path

from autograder.diagnose import diagnostician
from autograder.diagnose.reference_slips import ReferenceSlips
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_sets
from autograder.staff.verify.judging import AskedAtKeys
from autograder.staff.verify.mutation import mutate

ROOT = Path(__file__).resolve().parents[2]


def test_who_names_mistakes_takes_over_what_mutants_have_answered(monkeypatch):
    [layers] = load_sets(ROOT / "problems", ROOT / "reference", ["06_layers"])
    problem = layers.problems[0]
    key = AnswerKey([layers])
    ran = []
    run = ReferenceSlips._run
    monkeypatch.setattr(
        ReferenceSlips, "_run", lambda self, *asked: ran.append(asked[0]) or run(self, *asked)
    )

    found = mutate(key, AskedAtKeys(problem), ())

    assert found.named > 5
    assert len(ran) < len(diagnostician(key).mutants(problem))  # those that raise, at the start
    assert found == mutate(AnswerKey([layers]), AskedAtKeys(problem), ())
