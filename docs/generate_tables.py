"""Writes autograder/notation/*.table: the grammars of paper, worked out ahead of time.

The order within a table changes from run to run, so that one that fits is left as it is.
"""

from __future__ import annotations

from autograder.notation.latex import GRAMMAR as LATEX
from autograder.notation.python_text import GRAMMAR as PYTHON
from autograder.notation.tables import keep_table, table_of
from autograder.notation.typed import GRAMMAR as TYPED

if __name__ == "__main__":
    for grammar in (PYTHON, TYPED, LATEX):
        if table_of(grammar.name, grammar.text) is None:
            keep_table(grammar.name, grammar.text)
