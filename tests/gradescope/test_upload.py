"""The zip for Gradescope: the same bytes every time, only what was chosen, and proved."""

import re
import stat
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from autograder.cli import main
from autograder.errors import SpecError, StaffError, UsageError
from autograder.gradescope.rehearsal import is_possible, rehearse
from autograder.gradescope.run import seed as seed_of
from autograder.gradescope.upload import collect, policies_beside, write_zip
from autograder.oracle.sets import load_sets

ROOT = Path(__file__).resolve().parents[2]
COURSE = ROOT / "tests" / "gradescope" / "course"
linux = pytest.mark.skipif(
    not is_possible(), reason="the platform's script needs Linux, bash and setsid"
)


@pytest.fixture
def sets():
    return load_sets(COURSE / "problems", COURSE / "reference")


def build(*arguments):
    return CliRunner().invoke(main, ["build", "gradescope", *map(str, arguments)])


def test_building_twice_gives_identical_bytes(sets, tmp_path):
    for name in ("one.zip", "two.zip"):
        write_zip(collect(sets), tmp_path / name)

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_the_scripts_stand_at_the_root_with_run_bits_and_plain_lines(sets, tmp_path):
    write_zip(collect(sets), tmp_path / "up.zip")
    with zipfile.ZipFile(tmp_path / "up.zip") as archive:
        modes = {
            entry.filename: stat.S_IMODE(entry.external_attr >> 16) for entry in archive.infolist()
        }
        text = {
            name: archive.read(name)
            for name in archive.namelist()
            if name.endswith((".py", ".sh", ".yaml"))
        }

    assert {name for name, mode in modes.items() if mode == 0o755} == {"run_autograder", "setup.sh"}
    assert [name for name, content in text.items() if b"\r" in content] == []


def test_lines_of_a_set_written_on_windows_are_mended(tmp_path):
    for name in ("problems", "reference"):
        (tmp_path / name).mkdir()
    for path in ("problems/01_small.yaml", "reference/01_small.py"):
        (tmp_path / path).write_bytes((COURSE / path).read_bytes().replace(b"\n", b"\r\n"))
    files = collect(load_sets(tmp_path / "problems", tmp_path / "reference"))

    assert files["problems/01_small.yaml"] == (COURSE / "problems" / "01_small.yaml").read_bytes()


def test_only_the_chosen_sets_and_their_references_go_in():
    chosen = load_sets(COURSE / "problems", COURSE / "reference", ["02_other"])
    files = collect(chosen)

    assert {name for name in files if name.startswith(("problems/", "reference/"))} == {
        "problems/02_other.yaml",
        "reference/02_other.py",
    }


def test_companions_and_support_files_go_in(write_set):
    problem_set = write_set(
        "asked:\n  given: {x: scalar}\n  answer: asked(x)\n  expected: own(x)\n  shape: []\n",
        companion="def own(x):\n    return 2 * x\n",
        reference="def asked(x):\n    return 2 * x\n",
    )
    support = problem_set.path.parent / "support"
    support.mkdir()
    (support / "helper.py").write_text("x = 1\n")

    files = collect([problem_set])

    assert {"problems/01_set.py", "problems/support/helper.py"} <= set(files)


def test_a_set_without_a_reference_is_refused(write_set):
    problem_set = write_set(
        "asked:\n  given: {x: scalar}\n  answer: asked(x)\n  expected: x\n  shape: []\n"
    )

    with pytest.raises(StaffError, match="found no reference"):
        collect([problem_set])


def test_the_package_goes_in_without_caches_or_the_bank(sets):
    names = set(collect(sets))

    assert {
        "autograder/gradescope/run.py",
        "autograder/worker/server.py",
        "autograder/py.typed",
    } <= names
    assert [
        name for name in names if "__pycache__" in name or name.startswith("autograder/bank/")
    ] == []


def test_every_dependency_is_pinned_by_version_and_hash(sets):
    files = collect(sets)
    lock = files["requirements.txt"].decode()
    declared = re.search(
        r"^dependencies = \[(.*?)^\]", (ROOT / "pyproject.toml").read_text(), re.M | re.S
    )[1]
    wanted = set(re.findall(r'^\s*"([\w.-]+)', declared, re.M))
    pins = re.findall(r"^([\w.-]+)==", lock, re.M)

    assert wanted <= set(pins)
    assert len(re.findall(r"^[\w.-]+==[^\n]*\\\n    --hash=sha256:", lock, re.M)) == len(pins)
    assert [pin for pin in set(pins) if f'"{pin}==' not in files["pyproject.toml"].decode()] == []


def test_wheels_take_the_place_of_the_source(sets, tmp_path):
    (tmp_path / "matrix_calculus_autograder-0.1.0-py3-none-any.whl").write_bytes(b"wheel\r\n")
    files = collect(sets, wheels=tmp_path)

    assert files["wheels/matrix_calculus_autograder-0.1.0-py3-none-any.whl"] == b"wheel\r\n"
    assert [
        name for name in files if name.startswith("autograder/") or name == "requirements.txt"
    ] == []


def test_wheels_without_this_projects_are_refused(sets, tmp_path):
    (tmp_path / "numpy-2.2.6.whl").write_bytes(b"")

    with pytest.raises(UsageError, match="pip wheel"):
        collect(sets, wheels=tmp_path)


def test_the_seed_is_read_back_by_the_grader(sets, tmp_path):
    (tmp_path / "seed.txt").write_bytes(collect(sets, seed="secret")["seed.txt"])

    assert seed_of({}, tmp_path) == "secret"


def test_policies_are_checked_before_they_are_packed(sets, tmp_path):
    (tmp_path / "problems").mkdir()
    path = tmp_path / "policies.yaml"
    path.write_text("limit: {submissions: 5, hours: 24}\n")

    assert policies_beside(tmp_path / "problems") == path
    assert "policies.yaml" in collect(sets, policies=path)

    path.write_text("limits: {submissions: 5}\n")
    with pytest.raises(SpecError, match="Did you mean 'limit'"):
        collect(sets, policies=path)


# The rehearsal


@linux
def test_the_command_proves_what_it_built_and_says_the_points(tmp_path):
    out = tmp_path / "up.zip"
    (tmp_path / "seed").write_text("secret\n")
    folders = ("--problems", COURSE / "problems", "--reference", COURSE / "reference")
    result = build("--out", out, *folders, "--seed-file", tmp_path / "seed")

    assert result.exit_code == 0, result.output
    assert "the references get 10 points" in result.output
    assert "an empty submission gets 0" in result.output
    assert "Points to enter for the assignment: 10" in result.output
    assert out.is_file()


@linux
def test_a_reference_that_loses_points_leaves_no_zip(tmp_path):
    reference = tmp_path / "reference"
    reference.mkdir()
    (reference / "02_other.py").write_text(
        (COURSE / "reference" / "02_other.py").read_text().replace("3 * x**2", "x")
    )
    out = tmp_path / "up.zip"

    result = build(
        "--out",
        out,
        "--problems",
        COURSE / "problems",
        "--reference",
        reference,
        "--set",
        "02_other",
    )

    assert result.exit_code == 2
    assert "did not get full marks" in result.stderr
    assert result.stdout == ""  # no zip is named that is not there
    assert not out.exists()


@linux
def test_a_zip_that_grades_nothing_fails_the_rehearsal(sets, tmp_path):
    files = collect(sets)
    files["run_autograder"] = b"#!/usr/bin/env bash\necho broken\n"
    write_zip(files, tmp_path / "up.zip")

    with pytest.raises(Exception, match="no results that the platform accepts"):
        rehearse(tmp_path / "up.zip", sets)


@pytest.mark.parametrize("content", ["", "two words\n"])
def test_a_seed_file_holds_one_word(tmp_path, content):
    (tmp_path / "seed").write_text(content)

    assert build("--out", tmp_path / "up.zip", "--seed-file", tmp_path / "seed").exit_code == 2
