"""Fixtures that more than one room's tests use."""

from __future__ import annotations

import shutil
import textwrap
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import settings
from judging import judged

from autograder.cli import main
from autograder.client.workers import Workers
from autograder.grading.grade import grade
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_set
from autograder.problemset import ProblemSet
from autograder.report import Report
from autograder.submission.files import Submission

# Examples are not kept between runs: an ordinary user may run the tests in a checkout that is not
# theirs.
settings.register_profile("plain", database=None)
settings.load_profile("plain")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def bank() -> Path:
    """The folder of the shipped problem sets."""
    return ROOT / "problems"


@pytest.fixture
def references() -> Path:
    """The folder of the shipped reference solutions."""
    return ROOT / "reference"


@pytest.fixture(scope="module")
def browser():
    """A headless Chromium; the test is skipped where there is none, or nothing to drive it."""
    api = pytest.importorskip("playwright.sync_api")
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no chromium")
    with api.sync_playwright() as started:
        launched = started.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def verdicts():
    """Judge what some names answer, called in this process as a worker calls a student's."""
    return judged


@pytest.fixture
def write_set(tmp_path: Path) -> Callable[..., ProblemSet]:
    """Write a set from its problems' YAML, with its Python files if any, and load it."""

    def write(
        problems: str, *, head: str = "", companion: str = "", reference: str = ""
    ) -> ProblemSet:
        path = tmp_path / "problems" / "01_set.yaml"
        path.parent.mkdir(exist_ok=True)
        text = f"title: A set\nsubmit: work.py\n{textwrap.dedent(head)}problems:\n"
        path.write_text(text + textwrap.indent(textwrap.dedent(problems), "  "))
        if companion:
            path.with_suffix(".py").write_text(textwrap.dedent(companion))
        folder = tmp_path / "reference"
        folder.mkdir(exist_ok=True)
        if reference:
            (folder / "01_set.py").write_text("import numpy as np\n" + textwrap.dedent(reference))
        return load_set(path, folder)

    return write


@pytest.fixture(scope="session")
def workers() -> Iterator[Workers]:
    """Where student code runs, with every layer that this machine has."""
    with Workers() as pool:
        yield pool


@pytest.fixture(scope="session")
def two_problems() -> str:
    """The problems of a small set, as YAML: a gradient, and a derivative whose layout matters."""
    return """
gradient:
  given: {A: "matrix[m, n]"}
  forward: sum(A**3)
  answer: gradient(A)
  wrt: A
  shape: [m, n]
link:
  given: {W: "matrix[m, n]", A: "vector[m]"}
  forward: W.T @ A
  answer: link(W, A)
  wrt: A
  shape: [m, n]
"""


@pytest.fixture
def grade_files(write_set: Callable[..., ProblemSet], workers: Workers) -> Callable[..., Report]:
    """Grade files, by name, against a set given as the YAML of its problems."""

    def run(
        files: Mapping[str, str | bytes],
        problems: str,
        *,
        head: str = "",
        reference: str = "",
        seed: str = "0",
        **more,
    ) -> Report:
        sets = [write_set(problems, head=head, reference=reference)]
        as_bytes = {
            name: text if isinstance(text, bytes) else text.encode() for name, text in files.items()
        }
        return grade(AnswerKey(sets, seed), Submission("hw", as_bytes), workers, **more)

    return run


@pytest.fixture
def autograder(tmp_path, monkeypatch):
    """Run a command in an empty folder; return (exit status, output)."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        result = CliRunner().invoke(main, list(map(str, arguments)))
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.output

    return run
