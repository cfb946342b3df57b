"""An emulator of Gradescope's harness, and the two environments it can run ``run_autograder`` with.

The emulator does what the platform was seen to do, in the order in which it does it: fresh
world-readable folders, a metadata file with the student's name in it, no arguments, merged output,
a timeout that ends one process only, and a reader of results.json that forgives nothing.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from open_environment import CHECKOUT, open_environment, refuses_a_class

COURSE = Path(__file__).with_name("course")
MAX_OUTPUT = 100_000
CUT = "[...(truncated)...]"
UPLOAD = {
    "id": 1,
    "created_at": "2026-11-20T10:00:00.000000-08:00",
    "assignment_id": None,
    "users": [{"id": 2, "email": "student@example.com", "name": "A Student", "sid": None}],
    "assignment": {
        "id": 3,
        "title": "PS1",
        "total_points": "30.0",
        "outline": [{"weight": "30.0"}],
    },
    "submission_method": "upload",
    "previous_submissions": [{"id": 4, "score": "20.0", "results": None}],
}


@dataclasses.dataclass(frozen=True)
class Posted:
    """What the harness sends to the site: results, or an error the student meets instead."""

    results: Any
    error: str | None
    exit_status: int | None
    log: str

    @property
    def rows(self) -> dict[str, dict[str, Any]]:
        """The tests by the name of their answer."""
        return {test["extra_data"]["answer"]: test for test in self.results["tests"]}


class Platform:
    """A folder shaped like ``/autograder``, and what the harness does there."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.results = root / "results"
        self.log = root / "results" / "stdout"
        self.script = root / "run_autograder"
        (root / "source").mkdir()

    def upload(self, source: Path) -> None:
        """Build the image from an uploaded folder: its script is copied and made executable."""
        shutil.copytree(source, self.root / "source", dirs_exist_ok=True)
        shutil.copyfile(self.root / "source" / "run_autograder", self.script)
        self.script.chmod(0o755)

    def install(self, script: str) -> None:
        """Put another ``run_autograder`` in place."""
        self.script.write_text(script, encoding="utf-8")
        self.script.chmod(0o755)

    def submit(self, files: Mapping[str, str | bytes], metadata: str | None = None) -> None:
        """Prepare a run as the harness does: fresh folders, the student's files, the metadata."""
        for folder in (self.root / "submission", self.results):
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(mode=0o755)
        for name, content in files.items():
            path = self.root / "submission" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        about = self.root / "submission_metadata.json"
        about.write_text(json.dumps(UPLOAD) if metadata is None else metadata, encoding="utf-8")
        about.chmod(0o644)

    def run(self, environment: Mapping[str, str] | None = None, timeout: float = 600) -> Posted:
        """Run the script as the harness does and post what it left."""
        try:
            status = self._execute(
                {"TIMEOUT_SECONDS": f"{timeout:g}", **(environment or {})}, timeout
            )
        except OSError as error:
            return Posted(
                _failed("The autograder failed to start."), "autograder", None, str(error)
            )
        error, results = self._read()
        return Posted(results, error, status, _cut(_decode(self.log.read_bytes())))

    def _execute(self, environment: Mapping[str, str], timeout: float) -> int | None:
        inherited = {"PATH": os.environ["PATH"], "HOME": "/root", "SUBMIT_RESULTS_URL": "unused"}
        with self.log.open("wb") as log:
            child = subprocess.Popen(
                ["./run_autograder"],
                cwd=self.root,
                env={**inherited, **environment},
                stdout=log,
                stderr=subprocess.STDOUT,
            )
            try:
                return child.wait(timeout)
            except subprocess.TimeoutExpired:
                child.kill()  # this process only: its children live on
                child.wait()
                message = (
                    f"Your submission timed out. It took longer than {timeout:g} seconds to run."
                )
                (self.results / "results.json").write_text(
                    json.dumps({"score": 0, "output": message})
                )
                return None

    def _read(self) -> tuple[str | None, Any]:
        path = self.results / "results.json"
        if not path.exists():
            return None, None
        try:
            results = json.loads(_decode(path.read_bytes()))
        except ValueError:
            return "invalid_json", _failed("The autograder produced invalid output.")
        if not isinstance(results, dict | list):
            return "invalid_json", _failed("The autograder produced invalid output.")
        try:
            json.dumps(_cut_outputs(results), allow_nan=False)
        except (ValueError, TypeError, AttributeError):
            return "http", _failed("Please try submitting it again.")
        return None, results


def _failed(message: str) -> dict[str, Any]:
    return {"score": 0, "output": message}


def _decode(content: bytes) -> str:
    return content.decode("utf-8", errors="replace").replace("\0", "\ufffd")


def _cut(text: str) -> str:
    if len(text) <= MAX_OUTPUT:
        return text
    kept = (MAX_OUTPUT - len(CUT)) // 2
    return text[:kept] + CUT + text[-kept:]


def _cut_outputs(results: Any) -> Any:
    for holder in (results, *(results.get("tests") or ())):
        output = holder.get("output")
        if isinstance(output, int):
            raise TypeError("an output without a length")
        if isinstance(output, str):
            holder["output"] = _cut(output)
    return results


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A scratch folder that every user may enter: pytest's own are closed to others."""
    with tempfile.TemporaryDirectory(prefix="autograder-test-") as name:
        Path(name).chmod(0o755)
        yield Path(name)


@pytest.fixture
def platform(open_folder) -> Platform:
    """An empty platform: nothing uploaded, nothing submitted."""
    root = open_folder / "autograder"
    root.mkdir()
    return Platform(root)


@pytest.fixture(scope="session")
def upload(tmp_path_factory) -> Path:
    """The folder that staff would upload, with the small course in it."""
    source = tmp_path_factory.mktemp("upload")
    shutil.copytree(COURSE, source, dirs_exist_ok=True)
    for name in ("run_autograder", "setup.sh"):
        shutil.copy(CHECKOUT / name, source)
    return source


@pytest.fixture(scope="session")
def environment() -> Iterator[Path]:
    """A virtual environment like the one that setup.sh leaves."""
    with open_environment() as (folder, _):
        yield folder


@pytest.fixture
def self_test(environment):
    """``self_test(source)``: run the build's self-test on an upload; return how it ended."""
    if refuses_a_class():
        pytest.skip("root, and a Python in a closed folder: the self-test would rightly refuse")

    def run(source):
        command = [
            environment / "bin" / "python",
            "-I",
            "-m",
            "autograder.gradescope.rehearsal",
            source,
        ]
        variables = {**os.environ, "AUTOGRADER_VENV": str(environment)}
        return subprocess.run(command, env=variables, capture_output=True, text=True)

    return run


@pytest.fixture
def gradescope(platform, upload, environment):
    """The platform with the small course: ``gradescope(files)`` returns what is posted.

    As root with a Python in a closed folder no worker can have a user of its own, and the grader
    rightly refuses; nothing is required of it there, so that the rest is tested still.
    """
    platform.upload(upload)
    set_up = {"AUTOGRADER_VENV": str(environment)}
    if refuses_a_class():
        set_up["AUTOGRADER_REQUIRE"] = ""

    def hand_in(files, metadata=None, timeout=600, **variables) -> Posted:
        platform.submit(files, metadata)
        return platform.run({**set_up, **variables}, timeout)

    return hand_in


@pytest.fixture
def fake_grader(platform, upload, open_folder):
    """The platform whose grader is a shell script: ``fake_grader(body)`` runs it."""
    platform.upload(upload)
    python = open_folder / "fake" / "bin" / "python"
    python.parent.mkdir(parents=True)

    def run(body, timeout=600, **variables) -> Posted:
        python.write_text(f"#!/usr/bin/env bash\n{body}\n")
        python.chmod(0o755)
        platform.submit({"small.py": ""})
        return platform.run({"AUTOGRADER_VENV": str(open_folder / "fake"), **variables}, timeout)

    return run


@pytest.fixture
def ended():
    """``ended(pid, within=0)``: whether a process is gone, or is in so many seconds.

    A killed process takes a moment on a busy machine. Whatever is left is killed after the test.
    """
    asked = set()

    def is_ended(pid: int, within: float = 0) -> bool:
        asked.add(pid)
        deadline = time.monotonic() + within
        while not (gone := _is_gone(pid)) and time.monotonic() < deadline:
            time.sleep(0.01)
        return gone

    yield is_ended
    for pid in asked:
        if not _is_gone(pid):
            os.kill(pid, signal.SIGKILL)


def _is_gone(pid: int) -> bool:
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    return True


@pytest.fixture
def answers() -> dict[str, str]:
    """Correct answers to both files of the small course."""
    return {
        "small.py": (COURSE / "reference" / "01_small.py").read_text(),
        "other.py": (COURSE / "reference" / "02_other.py").read_text(),
    }


@pytest.fixture
def mode():
    """``mode(path)``: the permission bits of a path."""
    return lambda path: stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def python_run():
    """``python_run(code, *arguments)`` runs code in a fresh interpreter; returns its output."""

    def run(code, *arguments):
        command = [sys.executable, "-c", code, *map(str, arguments)]
        return subprocess.run(
            command, cwd=CHECKOUT, capture_output=True, text=True, check=True
        ).stdout

    return run
