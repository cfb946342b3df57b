"""The JSON form of a report holds every field, and is the same text for the same report."""

import io
import json

from autograder.render.json_text import write
from autograder.report import SCHEMA, Report, Row, Status


def written(report):
    stream = io.StringIO()
    write(report, stream)
    return stream.getvalue()


def test_every_row_and_the_total_are_there_and_no_key_is_left_out():
    rows = (
        Row("set", "p", "a", Status.WRONG_SHAPE, 0.0, 2.0, "3 × 2", shape=(3, 2)),
        Row("set", "p", "b", Status.CORRECT, 1.5, 1.5, "Correct."),
    )
    data = json.loads(written(Report(rows, ("uid",), {"numpy": "2"}, ("a remark",), ("a note",))))

    assert (data["schema"], data["score"], data["max_score"]) == (SCHEMA, 1.5, 3.5)
    assert [row["status"] for row in data["rows"]] == ["wrong_shape", "correct"]
    assert data["rows"][0]["shape"] == [3, 2]
    assert data["rows"][1]["shape"] is None
    assert set(data["rows"][0]) == set(Row.__struct_fields__)
    assert (data["remarks"], data["staff_notes"]) == (["a remark"], ["a note"])


def test_symbols_are_written_as_themselves():
    report = Report((Row("set", "p", "a", Status.INCORRECT, 0.0, 1.0, "∂L/∂W"),), (), {})

    assert "∂L/∂W" in written(report)
