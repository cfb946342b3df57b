"""Tables made ahead of time: each is its grammar's, and reads what lark itself would read."""

import re
from pathlib import Path

import lark
import pytest
from sign_patterns import PATTERNS

from autograder.errors import GraderError
from autograder.notation import latex, parser, python_text, read, tables, typed
from autograder.notation.errors import NotationError
from autograder.notation.lalr import Match, UnreadError
from autograder.paper.lines import statements
from autograder.paper.places import lines_of_text
from autograder.problemset.companion import import_file

ROOT = Path(__file__).resolve().parents[2]
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


@pytest.fixture(scope="module")
def generator():
    return import_file(ROOT / "docs" / "generate_tables.py", "generate_tables")


@pytest.mark.parametrize("grammar", GRAMMARS, ids=lambda grammar: grammar.name)
def test_a_table_is_what_lark_makes_of_its_grammar(grammar, generator):
    """Run `python docs/generate_tables.py` after a change of a grammar."""
    assert tables.path_of(grammar.name).read_bytes() == generator.worked_out(grammar)


def test_a_table_of_another_grammar_is_not_used():
    changed = typed.GRAMMAR.text.replace('"@"', '"@@"')

    with pytest.raises(GraderError, match="make docs"):
        tables.table_of("typed", changed)


class ByLark:
    """Reads texts of a grammar by lark itself."""

    def __init__(self, grammar, generator):
        options = {**generator.OPTIONS, "propagate_positions": True}
        patterns = "\n".join(
            f"{each.name}.{each.priority}: /{PATTERNS[each.find]}/" for each in grammar.declared
        )
        text = re.sub(r"^%declare .*$", lambda _: patterns, grammar.text, flags=re.M)
        self._parser = lark.Lark(text, **options)

    def parse(self, text):
        try:
            return self._match(self._parser.parse(text))
        except lark.UnexpectedToken as error:
            at_end = error.token.type == "$END"
            raise UnreadError(None if at_end else error.pos_in_stream) from None
        except lark.UnexpectedInput as error:
            raise UnreadError(error.pos_in_stream) from None

    def _match(self, tree):
        if not isinstance(tree, lark.Tree):
            return str(tree)
        span = tree.meta.start_pos, tree.meta.end_pos
        return Match(str(tree.data), list(map(self._match, tree.children)), span)


@pytest.fixture(scope="module")
def read_by_lark(generator):
    """What lark reads in each line, which makes its tables anew for each grammar: once for all."""
    parsers = {grammar: ByLark(grammar, generator) for grammar in GRAMMARS}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(parser, "_parser", parsers.__getitem__)
        return {text: _read_by_all(text) for text in LINES}


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


@pytest.mark.parametrize(
    ("pattern", "head"),
    [
        (r"\\sum(?![A-Za-z])", r"\sum"),
        (r"\\nabla\s*_(?:a|b)", r"\nabla"),
        (r"\\cdot(?![A-Za-z])|\*", ""),
        (r"\\sums?", r"\sum"),
        (r"\\sum*", r"\su"),
        (r"\\[dt]?frac", "\\"),
        (r"\\(?:odot|circ)|\u2299", ""),
        (r"(?:\\sum)?x", ""),
        (r"\d+", ""),
        (r"\.sum\(\)", ".sum()"),
    ],
)
def test_a_head_is_what_every_match_of_a_pattern_begins_with(pattern, head, generator):
    assert generator.head_of(pattern) == head
