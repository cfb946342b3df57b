"""A small class of a small set."""

from __future__ import annotations

import pytest
from cohort_exports import OTHER_LAYOUT, RAISES, RIGHT, UNNAMED, gradescope


@pytest.fixture
def course(tmp_path, two_problems):
    """The options that name a folder with one small set and its reference."""
    problems, reference = tmp_path / "problems", tmp_path / "reference"
    problems.mkdir()
    reference.mkdir()
    indented = "".join(f"  {line}\n" for line in two_problems.splitlines())
    (problems / "01_set.yaml").write_text(f"title: A set\nsubmit: work.py\nproblems:\n{indented}")
    (reference / "01_set.py").write_text(RIGHT)
    return ("--problems", problems, "--reference", reference)


@pytest.fixture
def class_of_four(tmp_path):
    """Gradescope's export of four students."""
    sources = {"ada": RIGHT, "bob": OTHER_LAYOUT, "cem": UNNAMED, "dee": RAISES}
    return gradescope(tmp_path / "assignment_1_export", sources)
