"""The registry is complete, speaks with one voice, and is documented as it stands."""

import re
from pathlib import Path

import pytest

from autograder.diagnose import REGISTRY
from autograder.diagnose.mistake import LESS_LIKELY, TOGETHER, Rank
from autograder.problemset.companion import import_file
from autograder.problemset.functions import RECORDS
from autograder.problemset.notes import NONE, Entry, Notes

DOCS = Path(__file__).resolve().parents[2] / "docs"


def generator():
    return import_file(DOCS / "generate_mistakes.py", "generate_mistakes")


def test_the_page_of_mistakes_is_current():
    """Run `python docs/generate_mistakes.py` after a change of the registry."""
    written = generator()

    assert written.page() == written.PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("mistake", REGISTRY, ids=lambda mistake: mistake.id)
def test_every_row_has_a_stable_id_and_whole_sentences(mistake):
    assert re.fullmatch(r"[a-z-]+\.[a-z-]+", mistake.id)
    slots = dict.fromkeys(("name", "other", "scale", "where", "digits", "here"), "X") | {
        "layout": "X.",
        "order": "X",
    }
    for setting in ("derivative", "value", "beside"):
        sentence = mistake.sentence(setting, slots, NONE)

        assert sentence[0].isupper() or sentence.startswith("X")
        assert sentence.endswith(".")
        assert "{" not in sentence


def test_one_mistake_and_two_never_cost_the_same():
    assert all(number % 2 == 0 for number in (*Rank, LESS_LIKELY))
    assert TOGETHER % 2 == 1


def test_what_functions_are_mistaken_for_has_names():
    believed = {mistake for record in RECORDS.values() for mistake in record.mistaken}

    assert believed <= {mistake.id for mistake in REGISTRY}


def test_the_ids_that_scripts_rely_on_are_there():
    promised = {
        "layout.transposed", "layout.axes", "shape.flat", "scale.factor", "scale.mean",
        "sign.flipped", "axis.summed", "diagonal.compressed", "diagonal.full", "operand.other",
        "operand.wrt", "term.missing", "factor.missing", "function.itself", "activation.missing",
        "activation.twice", "activation.value", "evaluated.elsewhere",
        "entries.some", "only.equal-dimensions", "precision.low", "all-ones.direction",
    }  # fmt: skip

    assert promised <= {mistake.id for mistake in REGISTRY}


def test_a_sentence_has_the_place_and_the_words_of_the_course_s_notes():
    mistake = next(record for record in REGISTRY if record.id == "sign.flipped")
    slots = dict.fromkeys(("name", "other", "scale", "where", "digits", "here"), "X") | {
        "layout": "X.",
        "order": "X",
    }
    placed = Notes(mistakes={mistake.id: Entry("Lecture 2")})
    told = Notes(mistakes={mistake.id: Entry("Lecture 2", "Mind the sign.")})

    assert mistake.sentence("value", slots, NONE) == "The sign is wrong."
    assert mistake.sentence("value", slots, placed) == "The sign is wrong (Lecture 2)."
    assert mistake.sentence("value", slots, told) == "Mind the sign (Lecture 2)."


def test_no_sentence_speaks_of_notes_by_itself():
    words = [text for record in REGISTRY for text in (record.words, *record.otherwise.values())]

    assert not [text for text in words if re.search(r"notes|Definition|Notation|A\.\d", text)]
