"""A course's packages are pinned into the upload, and the rehearsal has these and no others."""

from __future__ import annotations

import shutil
import sys
from importlib import metadata
from pathlib import Path

import pytest

from autograder.errors import SpecError, StaffError
from autograder.gradescope import pins as pinned
from autograder.gradescope.pins import course_lock, pins, shipped_lock, versions
from autograder.gradescope.rehearsal import _hidden, _pinned, is_possible, rehearse
from autograder.gradescope.upload import collect, write_zip
from autograder.grading.packages import installed
from autograder.oracle.sets import load_sets
from autograder.problemset.course import read_course
from autograder.staff.starters import starter_file
from autograder.student.kit import kit_files
from autograder.student.platform_packages import platform_packages

COURSE = Path(__file__).parent / "course"
HASH = "    --hash=sha256:" + 64 * "0"
LOCK = f"""scipy==1.15.3 ; python_full_version < '3.11' \\
{HASH}
scipy==1.18.1 ; python_full_version >= '3.11' \\
{HASH}
colorama==0.4.6 ; sys_platform == 'win32' \\
{HASH}
"""


@pytest.fixture
def course(tmp_path):
    """A course with two packages and their lock, as a build has left it."""
    folder = shutil.copytree(COURSE, tmp_path / "course")
    (folder / "course.yaml").write_text("packages: [scipy]\n")
    head = f"# scipy; beside the grader's own, {pinned._digest()}. Written by `build`.\n"
    (folder / "packages.lock").write_text(head + LOCK)
    return folder


def sets_of(course):
    return load_sets(course / "problems", course / "reference")


def test_a_course_without_packages_has_no_lock_and_the_upload_is_what_it_was():
    assert course_lock(COURSE / "problems") == ""
    assert collect(sets_of(COURSE))["requirements.txt"].decode() == shipped_lock()


def test_the_lock_goes_into_the_upload_with_its_hashes_and_is_kept(course):
    before = (course / "packages.lock").read_bytes()

    files = collect(sets_of(course))

    assert HASH in files["requirements.txt"].decode()
    assert "scipy==1.15.3 ; python_full_version < '3.11'" in files["pyproject.toml"].decode()
    assert (course / "packages.lock").read_bytes() == before


def test_the_platforms_python_decides_the_version():
    lock = shipped_lock() + LOCK

    assert versions(lock, "3.10")["scipy"] == "1.15.3"
    assert versions(lock, "3.12")["scipy"] == "1.18.1"
    assert "colorama" not in versions(lock, "3.12")
    assert platform_packages(LOCK).packages["scipy"] == "1.15.3"


def test_a_list_that_has_changed_wants_its_versions_looked_up(course, monkeypatch):
    monkeypatch.setenv("PATH", "")
    monkeypatch.setitem(sys.modules, "uv", None)
    monkeypatch.setattr(pinned.importlib.util, "find_spec", lambda name: None)
    (course / "course.yaml").write_text("packages: [scipy, matplotlib]\n")

    with pytest.raises(StaffError, match="pip install uv"):
        course_lock(course / "problems")


@pytest.mark.parametrize("name", ["git+https://x.org/y", "scipy>=1.2", "-r other.txt", "a b"])
def test_what_is_no_package_is_refused(course, name):
    (course / "course.yaml").write_text(f"packages: ['{name}']\n")

    with pytest.raises(SpecError, match="the name of a package, such as scipy"):
        read_course(course / "problems")


def test_starter_kit_and_report_say_what_is_there(course):
    [first, *_] = sets_of(course)

    kit = kit_files([first])

    assert "Installed beside numpy: scipy." in starter_file(
        "a.py", first.public(), packages=["scipy"]
    )
    assert "Installed beside numpy: scipy." in kit[first.submit].decode()
    assert '"scipy": "1.15.3"' in kit["kit.json"].decode()
    assert b"\nscipy==1.15.3 ; python_full_version < '3.11'\n" in kit["requirements.txt"]


def test_a_report_says_which_versions_are_there_or_that_none_is(course):
    (course / "course.yaml").write_text("packages: [pytest, surely-not-installed==1.2]\n")

    assert installed([course / "problems", course / "problems"]) == {
        "packages": f"pytest {metadata.version('pytest')}, no surely-not-installed"
    }
    assert installed([COURSE / "problems"]) == {}


def test_the_rehearsal_hides_what_is_here_and_is_not_pinned(tmp_path):
    (tmp_path / "requirements.txt").write_text(shipped_lock())

    hidden = set(_hidden(_pinned(tmp_path)))

    assert {"pytest", "_pytest"} <= hidden
    assert not {"numpy", "msgspec", "yaml", "autograder"} & hidden


def test_a_package_that_is_not_here_is_named_with_the_way_to_get_it(tmp_path):
    (tmp_path / "requirements.txt").write_text("surely-not-installed==1.2\n")

    with pytest.raises(StaffError, match=r"pip install surely-not-installed==1\.2"):
        _pinned(tmp_path)


@pytest.mark.slow
@pytest.mark.skipif(not is_possible(), reason="the platform's script needs Linux and bash")
@pytest.mark.parametrize("listed", [True, False])
def test_a_reference_has_the_packages_of_its_course_and_no_others(course, tmp_path, listed):
    (course / "course.yaml").write_text("packages: [iniconfig]\n" if listed else "notes: none\n")
    head = f"# iniconfig; beside the grader's own, {pinned._digest()}. Written by `build`.\n"
    version = metadata.version("iniconfig")
    (course / "packages.lock").write_text(f"{head}iniconfig=={version} \\\n{HASH}\n")
    for path in (course / "reference").glob("*.py"):
        needs = "import iniconfig as package\nassert package\n"
        path.write_text(f"{needs}{path.read_text()}".replace("return ", "return package and "))
    sets = sets_of(course)
    write_zip(collect(sets), tmp_path / "up.zip")

    if listed:
        assert rehearse(tmp_path / "up.zip", sets).empty == 0
    else:
        with pytest.raises(StaffError, match="iniconfig"):
            rehearse(tmp_path / "up.zip", sets)


def test_the_shipped_lock_pins_numpy_for_every_python():
    assert any(pin.startswith("numpy==") for pin in pins(shipped_lock()))
    assert {versions(shipped_lock(), f"3.{minor}")["numpy"] for minor in (10, 11, 12, 13)} == {
        "2.2.6"
    }
