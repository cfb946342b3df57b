"""The JSON form of a report holds every field, and is the same text for the same report."""

import io
import json

from autograder.render.json_text import write
from autograder.report import SCHEMA, Line, Report, Row, Status


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


def test_lines_on_paper_are_objects_with_every_field():
    line = Line(3, "= 2 S x", "wrong", "is not equal to what stands before it.", "by symmetry")
    row = Row("set", "p", "a", Status.INCORRECT, 0.0, 1.0, "", lines=(line,))

    [written_line] = json.loads(written(Report((row,), (), {})))["rows"][0]["lines"]

    assert written_line == {
        "number": 3,
        "text": "= 2 S x",
        "mark": "wrong",
        "said": "is not equal to what stands before it.",
        "reason": "by symmetry",
        "cell": 0,
    }


def test_symbols_are_written_as_themselves():
    report = Report((Row("set", "p", "a", Status.INCORRECT, 0.0, 1.0, "∂L/∂W"),), (), {})

    assert "∂L/∂W" in written(report)
