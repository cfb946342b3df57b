"""The page of a class in a browser: nothing fails, everybody can read it, every bar is a link."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from cohort_exports import OTHER_LAYOUT, RAISES, RIGHT, UNNAMED, gradescope, write_course

from autograder.cli import main

pytestmark = pytest.mark.slow

SOURCES = (RIGHT, OTHER_LAYOUT, UNNAMED, RAISES, "")


@pytest.fixture(scope="module", params=[3, 60])
def page(request, two_problems, tmp_path_factory):
    """The page of a class of some size."""
    count, folder = request.param, tmp_path_factory.mktemp("class")
    course = write_course(folder, two_problems)
    names = {f"student {number}": SOURCES[number % 5] for number in range(count)}
    export = gradescope(folder / "export", names)
    store, page = str(folder / "class.sqlite"), folder / "class.html"
    for arguments in (
        ["regrade", str(export), "--store", store, *map(str, course)],
        ["report", store, "--html", str(page)],
    ):
        result = CliRunner().invoke(main, arguments)
        assert result.exit_code == 0, result.output
    return page


@pytest.fixture
def tab(browser, page):
    """The page in a browser; whatever it logs or fetches is kept."""
    context = browser.new_context(viewport={"width": 1100, "height": 900}, bypass_csp=True)
    opened = context.new_page()
    opened.problems = []
    opened.on("console", lambda message: opened.problems.append(message.text))
    opened.on("pageerror", lambda error: opened.problems.append(str(error)))
    opened.on("request", lambda request: opened.problems.append(request.url))
    opened.goto(page.as_uri())
    opened.problems = [address for address in opened.problems if address != page.as_uri()]
    yield opened
    context.close()


def test_the_page_is_accessible_and_logs_and_fetches_nothing(tab):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    results = axe.Axe().run(tab)

    assert results.violations_count == 0, results.generate_report()
    assert [address for address in tab.problems if not address.startswith("data:")] == []


def test_the_page_fits_a_phone_and_can_be_read_in_the_dark(tab):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.emulate_media(color_scheme="dark")
    tab.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    results = axe.Axe().run(tab)
    ground = tab.evaluate("getComputedStyle(document.body).backgroundColor")

    assert results.violations_count == 0, results.generate_report()
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    assert ground == "rgb(21, 25, 30)"


def test_a_bar_is_reached_by_keyboard_and_opens_who_is_behind_it(tab):
    bar = tab.locator("svg a[href^='#answer-1-named']")
    bar.focus()
    tab.keyboard.press("Enter")
    tab.wait_for_function("document.querySelector(':target')")

    opened, text = tab.evaluate(
        "(() => { const found = document.querySelector(':target');"
        " return [found.closest('details').open, found.textContent]; })()"
    )
    assert opened
    assert text.startswith("student 1")


def test_the_page_prints(tab):
    assert tab.pdf(format="A4").startswith(b"%PDF")
