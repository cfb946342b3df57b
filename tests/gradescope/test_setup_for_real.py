"""The built zip on a bare platform: ``setup.sh`` run for real, then the references handed in.

Slow: pip installs the locked versions. It needs a Python outside every home folder, and an index.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import pytest

from autograder.gradescope.upload import collect, write_zip
from autograder.oracle.sets import load_sets

COURSE = Path(__file__).resolve().parents[1] / "gradescope" / "course"


def open_to_all(python):
    """Whether every folder above a Python can be entered by everybody."""
    return all(parent.stat().st_mode & 0o001 for parent in Path(python).resolve().parents)


PYTHON = next(filter(open_to_all, (sys._base_executable, "/usr/bin/python3")), None)
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        sys.platform != "linux" or PYTHON is None, reason="no Python here that an upload could use"
    ),
]


@pytest.fixture
def platform():
    """A folder shaped like the platform's, open to every user, with the built zip unpacked."""
    with tempfile.TemporaryDirectory(prefix="autograder-platform-") as name:
        root = Path(name)
        root.chmod(0o755)
        write_zip(collect(load_sets(COURSE / "problems", COURSE / "reference")), root / "up.zip")
        with zipfile.ZipFile(root / "up.zip") as archive:
            archive.extractall(root / "source")
        yield root


def test_the_zip_sets_itself_up_and_grades(platform):
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(platform),
        "AUTOGRADER_ROOT": str(platform),
        "AUTOGRADER_VENV": str(platform / "venv"),
        "AUTOGRADER_PYTHON": str(PYTHON),
        **{name: value for name, value in os.environ.items() if name.startswith("PIP_")},
    }
    command = ["bash", str(platform / "source" / "setup.sh")]
    done = subprocess.run(
        command, cwd=platform, env=environment, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "The reference solutions get all 10 points." in done.stdout
