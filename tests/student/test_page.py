"""The page: self-contained, the report's words, typeset formulas, usable by everybody."""

import html
import inspect
import re
import textwrap

import pytest

from autograder.oracle.sets import load_sets
from autograder.student.check import Checker
from autograder.student.evidence import AGREES
from autograder.student.maths import formula_latex, latex_html, program_html, statement_html
from autograder.student.page import fragment, page
from autograder.student.platform_packages import platform_packages
from autograder.student.reading import hand_in
from autograder.student.terminal import lines

pytestmark = pytest.mark.slow

SET = "06_layers"
LARGEST = 300_000
WIDTHS = {"phone": 375, "tablet": 800, "desk": 1280}


def wrong_file(course):
    """Return a file in which every function of a set is wrong."""
    from tests.student.conftest import collect

    found = {}
    for wrong in collect.load(SET):
        [function] = wrong.names.values()
        source = textwrap.dedent(inspect.getsource(function))
        found.setdefault(wrong.problem, source[source.index("def ") :])
    return "import numpy as np\n\n\n" + "\n\n".join(found.values())


@pytest.fixture(scope="module")
def found(shipped_kit, workers, tmp_path_factory):
    """A check of a set of 13 problems of which every one is wrong."""
    path = tmp_path_factory.mktemp("wrong") / "layers.py"
    path.write_text(wrong_file(shipped_kit))
    own = [loaded for loaded in shipped_kit.student_sets if loaded.problem_set.name == SET]
    checker = Checker(own, shipped_kit.student_key.seed, platform_packages(), workers)
    return checker.check(hand_in(path, {SET: "layers.py"}))


@pytest.fixture(scope="module")
def written(found, tmp_path_factory):
    path = tmp_path_factory.mktemp("page") / "report.html"
    path.write_text(page(found), encoding="utf-8")
    return path


def plain(text):
    """Return a page's text without tags, blanks as one."""
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", text)).split())


def test_every_answer_of_the_set_is_wrong_here(found):
    assert len(found.items) == 13
    assert {item.state for item in found.items} == {"wrong"}


def test_the_page_says_the_words_of_the_report_row_by_row_and_so_does_the_terminal(found):
    on_the_page, in_a_cell = plain(page(found)), plain(fragment(found))
    in_the_terminal = " ".join(" ".join(lines(found)).split())
    for row in found.report.rows:
        words = " ".join(row.message.split())

        assert words in on_the_page
        assert words in in_a_cell
        assert words in in_the_terminal


def test_the_page_needs_no_network_and_little_room(found):
    text = page(found)
    addresses = set(re.findall(r"https?://[^\s\"'<)]+", text))

    assert addresses <= {"http://www.w3.org/1998/Math/MathML"}  # a name, which nothing fetches
    assert not re.search(r"<(link|img|iframe|script)[^>]*(src|href)=\"(?!data:)", text)
    assert len(text.encode()) < LARGEST


def test_every_formula_and_every_statement_of_the_bank_is_typeset(bank, references):
    for problem_set in load_sets(bank, references):
        for problem in problem_set.problems:
            statement = statement_html(problem.statement)
            assert "$" not in re.sub(r"<code>.*?</code>", "", statement), problem.id
            for formula in re.findall(r"\$(.+?)\$", problem.statement):
                assert latex_html(formula).startswith("<math"), (problem.id, formula)
            for line in program_html(problem.forward):
                assert line.startswith("<math"), problem.id


@pytest.mark.parametrize(
    ("source", "latex"),
    [
        ("W.T @ A", r"{W}^{T} \, A"),
        ("(a + b) * c", r"(a + b) \ast c"),
        ("a - (b - c)", "a - (b - c)"),
        ("x / (1 + x)", r"\frac{x}{1 + x}"),
        ("(a + b)**2", "{(a + b)}^{2}"),
        ("v[i, 0]", "{v}_{i,0}"),
        ("inv(S)", "{(S)}^{-1}"),
        ("theta_0", r"\theta_{0}"),
        ("sum(x, axis=0)", r"\operatorname{sum}(x, \text{axis} = 0)"),
    ],
)
def test_a_formula_is_written_as_mathematics(source, latex):
    assert formula_latex(source) == latex


def test_a_formula_that_cannot_be_read_is_shown_as_it_is_written():
    for latex in (r"\thetaa + 1", "x^"):
        assert latex_html(latex) == f"<code>{html.escape(latex)}</code>"


def test_a_statement_cannot_bring_tags_of_its_own():
    text = statement_html("<script>alert(1)</script> and `<b>` and $a < b$")

    assert "<script" not in text
    assert "<b>" not in text
    assert "&lt;script&gt;" in text
    assert "<math" in text


def test_a_map_tells_which_entries_agree_and_no_finer_than_its_shades(found):
    maps = [item.evidence.agreement.shades for item in found.items if item.evidence.agreement]

    assert len(maps) >= 3
    assert {int(shade) for picture in maps for shade in picture.ravel()} <= set(
        range(len(AGREES) + 1)
    )


# In a browser.


@pytest.fixture
def visit(browser, written):
    """Open the page; whatever it logs or fetches fails the test."""
    contexts = []

    def opened(width=1280, scheme="light"):
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        contexts.append(context)
        tab = context.new_page()
        tab.problems = []
        tab.on("console", lambda message: tab.problems.append(message.text))
        tab.on("pageerror", lambda error: tab.problems.append(str(error)))
        tab.on("request", lambda request: tab.problems.append(request.url))
        tab.goto(written.as_uri())
        tab.problems = [address for address in tab.problems if address != written.as_uri()]
        return tab

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_page_is_accessible_fits_and_logs_nothing(visit, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    tab = visit(width, scheme)
    results = axe.Axe().run(tab)

    assert results.violations_count == 0, results.generate_report()
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    assert tab.problems == []


def test_every_picture_fits_a_phone(visit):
    tab = visit(390)
    tab.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    ends = tab.evaluate(
        "[...document.querySelectorAll('.shapes svg')]"
        ".map(each => each.getBoundingClientRect().right)"
    )

    assert len(ends) > 13
    assert max(ends) <= 390


def test_pictures_and_formulas_are_there(visit, found):
    tab = visit()
    boxes = tab.evaluate(
        "[...document.querySelectorAll('.shapes')].map(each => each.getBoundingClientRect().height)"
    )
    heights = tab.evaluate(
        "[...document.querySelectorAll('math')].map(each => each.getBoundingClientRect().height)"
    )

    assert len(boxes) == len(found.items)
    assert min(boxes) > 20
    assert len(heights) > 30
    assert min(heights) > 0


def test_the_keyboard_opens_and_closes_an_answer(visit):
    tab = visit()
    first = "document.querySelector('details.answer')"
    tab.evaluate(f"{first}.querySelector('summary').focus()")
    before = tab.evaluate(f"{first}.open")
    tab.keyboard.press("Enter")

    assert tab.evaluate(f"{first}.open") is not before
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.tagName") == "SUMMARY"


def test_the_first_tab_leads_past_the_head(visit):
    tab = visit()
    tab.keyboard.press("Tab")

    assert tab.evaluate("document.activeElement.textContent") == "To the answers"


def test_one_button_opens_and_closes_all(visit):
    tab = visit()
    closed = "document.querySelectorAll('details.answer:not([open])').length"
    tab.click("#all")
    assert tab.evaluate(closed) == 13
    tab.click("#all")
    assert tab.evaluate(closed) == 0


def test_print_shows_every_answer_and_then_closes_it_again(visit):
    tab = visit()
    tab.click("#all")
    open_ones = "document.querySelectorAll('details.answer[open]').length"
    tab.evaluate(f"addEventListener('beforeprint', () => {{ window.printed = {open_ones}; }})")

    assert len(tab.pdf()) > 20_000  # printing fires both events
    assert tab.evaluate("window.printed") == 13
    assert tab.evaluate(open_ones) == 0
