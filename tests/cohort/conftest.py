"""A small class of a small set."""

from __future__ import annotations

import pytest
from cohort_exports import OTHER_LAYOUT, RAISES, RIGHT, UNNAMED, gradescope, write_course


@pytest.fixture
def course(tmp_path, two_problems):
    """The options that name a folder with one small set and its reference."""
    return write_course(tmp_path, two_problems)


@pytest.fixture
def class_of_four(tmp_path):
    """Gradescope's export of four students."""
    sources = {"ada": RIGHT, "bob": OTHER_LAYOUT, "cem": UNNAMED, "dee": RAISES}
    return gradescope(tmp_path / "assignment_1_export", sources)
