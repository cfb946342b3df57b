"""A worker finds numpy where pip has put it, also where that is a folder of this user alone."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

CODE = """
from autograder.client.workers import Workers
with Workers() as workers:
    print(workers.isolation)
"""


@pytest.mark.skipif(sys.prefix == sys.base_prefix, reason="the packages are not in a venv")
@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege")
def test_packages_of_the_user_alone_are_found(tmp_path):
    packages = Path(sysconfig.get_path("purelib"))
    if not (packages / "numpy").is_dir():
        pytest.skip("numpy is elsewhere")
    folder = tmp_path / "lib" / packages.parent.name / "site-packages"
    folder.parent.mkdir(parents=True)
    folder.symlink_to(packages)
    done = subprocess.run(
        [sys._base_executable, "-c", CODE],
        env={**os.environ, "PYTHONUSERBASE": str(tmp_path)},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("(")
