"""Tables made ahead of time: each is its grammar's, and reads what lark itself would read."""

from pathlib import Path

import lark
import pytest

from autograder.notation import latex, python_text, read, tables, typed
from autograder.notation.errors import NotationError
from autograder.notation.parser import _parser
from autograder.paper.lines import statements
from autograder.paper.places import lines_of_text

ROOT = Path(__file__).resolve().parents[2]

MADE_FOR = "1.3.1"
GRAMMARS = [python_text.GRAMMAR, typed.GRAMMAR, latex.GRAMMAR]
LINES = [
    statement.text
    for path in [*ROOT.glob("reference/*.md"), *ROOT.glob("tests/submissions/*/*.md")]
    for statement in statements(lines_of_text(path.read_text(encoding="utf-8")))
] + [
    r"dW = \frac{\partial L}{\partial \mathbf{z}^{(1)}} \mathbf{x}^\top",
    r"W^{T} (Wx - \vec{y}_{ij}) \odot \sigma'(z) + \|w\|_2^2 / \sqrt{n}",
    r"\sum_{i=1}^{n} \hat{y}_i \log p_i + \nabla_{\theta} J",
    r"L = \sum_{i,j} A_{ij} B_{ij} \quad \text{ones}",
    "dL/dW = 2 (X W - Y)ᵀ X ⊙ M ⊗ √(n)",
    "∂L/∂W = Σ_{i=1}^n x_i y_i + ‖v‖² |a|",
    "W.T @ A + sum(x * y, axis=0)",
    "W (A B",
    "a $ b",
    "x^T A x =",
    "x } y",
    "\\frac{1}{2",
    "f(x, y) + [1, 2]",
]


@pytest.mark.parametrize("grammar", GRAMMARS, ids=lambda grammar: grammar.name)
def test_a_table_is_that_of_its_grammar(grammar):
    table = tables.table_of(grammar.name, grammar.text)

    assert table is not None or lark.__version__ != MADE_FOR, "run make docs"


def test_a_table_of_another_grammar_is_not_used():
    changed = typed.GRAMMAR.text.replace('"@"', '"@@"')

    assert tables.table_of("typed", changed) is None
    assert tables.parser_of("typed", changed).parse("a @@ b")


@pytest.fixture(scope="module")
def read_by_lark():
    """What lark reads in each line, which makes its tables anew for each grammar: once for all."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tables, "table_of", lambda name, grammar: None)
        _parser.cache_clear()
        found = {text: _read_by_all(text) for text in LINES}
    _parser.cache_clear()
    return found


@pytest.mark.parametrize("text", LINES)
def test_a_line_is_read_as_lark_itself_reads_it(text, read_by_lark):
    assert _read_by_all(text) == read_by_lark[text]


def _read_by_all(text):
    return [_read(reader, text) for reader in (read.read_line, *read._READERS.values())]


def _read(reader, text):
    try:
        return repr(reader(text))
    except NotationError as error:
        return str(error), error.places
