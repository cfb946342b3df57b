"""``setup.sh`` for real: an environment that an unprivileged worker can use, without any answer.

Slow: pip installs the project and numpy. It needs a Python outside every home folder, and an index
or wheels.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).parents[2]
FILES = ("pyproject.toml", "course.yaml", "README.md", "LICENSE", "run_autograder", "setup.sh")
MARK = "marker-of-the-reference"


def open_to_all(python):
    """Whether every folder above a Python can be entered by everybody."""
    return all(parent.stat().st_mode & 0o001 for parent in Path(python).resolve().parents)


PYTHON = next(filter(open_to_all, (sys._base_executable, "/usr/bin/python3")), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(PYTHON is None, reason="every Python here lies in a closed home folder"),
]


@pytest.fixture
def built(platform, tmp_path):
    """The platform with the project and the small course uploaded, not set up yet."""
    upload = tmp_path / "upload"
    shutil.copytree(CHECKOUT / "tests" / "gradescope" / "course", upload)
    shutil.copytree(
        CHECKOUT / "autograder", upload / "autograder", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in FILES:
        shutil.copy(CHECKOUT / name, upload)
    platform.upload(upload)
    return platform


@pytest.fixture
def setup(built):
    """Run ``setup.sh`` as the platform does; return how it ended and where the environment is."""
    venv = built.root.parent / "opt" / "venv"

    def run():
        environment = {
            **os.environ,
            "AUTOGRADER_ROOT": str(built.root),
            "AUTOGRADER_VENV": str(venv),
            "AUTOGRADER_PYTHON": str(PYTHON),
        }
        command = ["bash", built.root / "source" / "setup.sh"]
        done = subprocess.run(
            command, cwd=built.root, env=environment, capture_output=True, text=True
        )
        return done, venv

    return run


def test_it_builds_an_environment_proves_it_and_grades_in_it(setup, built, answers, mode):
    done, venv = setup()

    assert done.returncode == 0, done.stdout + done.stderr
    assert "The reference solutions get all 10 points." in done.stdout
    assert mode(built.root / "source") == 0o700
    assert holders_of_the_reference(venv) == []

    built.submit(answers)
    posted = built.run({"AUTOGRADER_VENV": str(venv)})
    assert posted.results["score"] == 10
    if os.geteuid() == 0:
        assert "uid" in posted.results["extra_data"]["isolation"]
        assert readable_by_nobody(venv)


def test_a_reference_that_loses_points_fails_the_build(setup, built):
    reference = built.root / "source" / "reference" / "02_other.py"
    reference.write_text(reference.read_text().replace("3 * x**2", "3 * x"))

    done, _ = setup()

    assert done.returncode != 0
    assert "did not get full marks" in done.stderr
    assert "The sum of cubes: 0 of 4" in done.stderr


def test_a_broken_problem_set_fails_the_build(setup, built):
    (built.root / "source" / "problems" / "02_other.yaml").write_text("title: [\n")

    done, _ = setup()

    assert done.returncode != 0
    assert "02_other.yaml" in done.stderr


def test_vendored_wheels_are_enough_without_an_index(setup, built, tmp_path):
    source = built.root / "source"
    subprocess.run(
        [PYTHON, "-m", "venv", tmp_path / "venv"], check=True
    )  # the wheels must fit this Python
    pip = [tmp_path / "venv" / "bin" / "python", "-m", "pip"]
    subprocess.run([*pip, "wheel", "--quiet", "--wheel-dir", source / "wheels", source], check=True)
    shutil.rmtree(source / "autograder")

    done, venv = setup()

    assert done.returncode == 0, done.stdout + done.stderr
    assert holders_of_the_reference(venv) == []


def holders_of_the_reference(venv):
    """The files of an environment that hold text of a reference, inside wheels and zips too."""
    files = (path for path in venv.rglob("*") if path.is_file())
    return [path for path in files if MARK.encode() in path.read_bytes() or _in_archive(path)]


def _in_archive(path):
    if path.suffix not in {".whl", ".zip"}:
        return False
    with zipfile.ZipFile(path) as archive:
        return any(MARK.encode() in archive.read(name) for name in archive.namelist())


def readable_by_nobody(venv):
    """Whether a user without rights can run the environment's Python and import the package."""
    command = [
        "setpriv",
        "--reuid=65534",
        "--regid=65534",
        "--clear-groups",
        venv / "bin" / "python",
        "-I",
        "-c",
    ]
    return subprocess.run([*command, "import autograder, numpy"], cwd="/").returncode == 0
