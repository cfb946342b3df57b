"""Work on paper on the platform: a text or a notebook's Markdown, with a mark beside each line."""

from __future__ import annotations

import json

import pytest

SET = """
title: On paper
submit: hw.yaml
problems:
  quadratic:
    given: {S: "matrix[n, n]", x: "vector[n]"}
    forward: f = x.T @ S @ x
    answer: df_dx(S, x)
    wrt: x
    shape: [n, 1]
    points: {result: 2, steps: 3}
    steps: true
"""
CELL = {"cell_type": "markdown", "metadata": {}, "source": ["df_dx = S x + Sᵀ x\n", " = 2 S x"]}
NOTEBOOK = {"cells": [CELL], "metadata": {}, "nbformat": 4, "nbformat_minor": 4}
SUBMISSIONS = {
    "hw.yaml": "df_dx:\n- S x + Sᵀ x\n- 2 S x\n",
    "work/hw.md": "# Work\ndf_dx = S x + Sᵀ x\n = 2 S x\n",
    "hw.ipynb": json.dumps(NOTEBOOK),
}


@pytest.mark.parametrize("name", SUBMISSIONS)
def test_lines_stand_in_the_row_with_their_marks(name, gradescope, platform):
    (platform.root / "source" / "problems" / "09_paper.yaml").write_text(SET)

    row = gradescope({name: SUBMISSIONS[name]}).rows["df_dx"]

    assert (row["score"], row["max_score"], row["status"]) == (1.5, 5.0, "failed")
    assert "1 of 2 steps are right. The first wrong step" in row["output"]
    *_, first, second = row["output"].splitlines()
    assert first.endswith("✓ df_dx = S x + Sᵀ x")
    assert second.endswith("✗ = 2 S x")
