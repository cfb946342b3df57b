"""``run_autograder`` on the platform leaves valid results and exits 0, whatever the grader does."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from autograder.gradescope.results_schema import validate

CHECKOUT = Path(__file__).parents[2]


def is_fallback(posted):
    validate(posted.results)
    return posted.results["score"] == 0 and posted.results["tests"][0]["status"] == "failed"


@pytest.mark.parametrize(
    "ending", ["exit 0", "exit 3", "kill -KILL $$", "kill -SEGV $$", "rm -f results/results.json"]
)
def test_whatever_ends_the_grader_valid_fallback_results_remain(fake_grader, ending):
    posted = fake_grader(ending)

    assert is_fallback(posted)
    assert (posted.error, posted.exit_status) == (None, 0)


def test_the_log_tells_how_the_grader_ended(fake_grader):
    assert "status 3" in fake_grader("exit 3").log


def test_a_missing_environment_leaves_the_fallback(fake_grader):
    posted = fake_grader("exit 0", AUTOGRADER_VENV="/no/such/folder")

    assert is_fallback(posted)
    assert "/no/such/folder" in posted.log


def test_the_fallback_is_there_before_the_grader_starts(fake_grader):
    posted = fake_grader("cat results/results.json")

    assert json.loads(posted.log) == posted.results


def test_folders_and_metadata_are_closed_before_the_grader_starts(fake_grader):
    posted = fake_grader(
        "stat -c '%a %n' source results submission_metadata.json results/results.json; umask"
    )

    expected = [
        "700 source",
        "700 results",
        "600 submission_metadata.json",
        "600 results/results.json",
        "0077",
    ]
    assert expected == posted.log.split("\n")[:-1]


def test_missing_metadata_is_no_obstacle(fake_grader, platform):
    fake_grader("echo grader-ran")
    (platform.root / "submission_metadata.json").unlink()

    posted = platform.run({"AUTOGRADER_VENV": str(platform.root.parent / "fake")})

    assert posted.log == "grader-ran\n"


def test_a_source_folder_that_cannot_be_closed_stops_the_run(fake_grader, platform):
    """Better no grade than a grade from a worker that can read the answers."""
    fake_grader(":")
    shutil.rmtree(platform.root / "source")
    (platform.root / "source").symlink_to(
        "/proc/self/attr"
    )  # a folder whose mode nobody can change

    posted = platform.run({"AUTOGRADER_VENV": str(platform.root.parent / "fake")})

    assert is_fallback(posted)
    assert "the submission was not run" in posted.log


def test_numerical_libraries_get_one_thread(fake_grader):
    log = fake_grader('echo "$OMP_NUM_THREADS $OPENBLAS_NUM_THREADS $MKL_NUM_THREADS"').log

    assert log == "1 1 1\n"


def test_the_grader_runs_isolated_with_the_platform_s_root_and_nothing_to_read(
    fake_grader, platform
):
    log = fake_grader('echo "$*"; echo "$AUTOGRADER_ROOT"; wc -c').log

    assert f"-I -X utf8 -m autograder.gradescope\n{platform.root}\n0\n" == log


def test_what_the_grader_leaves_running_is_killed(fake_grader, ended):
    posted = fake_grader("sleep 600 >/dev/null 2>&1 & echo $!; exit 0")

    assert ended(int(posted.log), within=10)


APPEND = """cat >> run_autograder <<'END'

echo '{"score": 999}' > results/results.json
END"""


def test_a_line_appended_to_the_running_script_is_never_executed(fake_grader):
    assert is_fallback(fake_grader(APPEND))


def test_the_appended_line_works_against_a_plain_script(platform):
    """The attack is real: without it the test above would prove nothing."""
    platform.install(f"#!/usr/bin/env bash\n{APPEND}\n")
    platform.submit({})

    assert platform.run().results == {"score": 999}


def test_no_arguments_outside_the_platform_say_how_to_use_it(tmp_path):
    script = shutil.copy(CHECKOUT / "run_autograder", tmp_path)
    environment = {"PATH": os.environ["PATH"], "AUTOGRADER_ROOT": str(tmp_path)}

    done = subprocess.run([script], env=environment, capture_output=True, text=True)

    assert done.returncode == 2
    assert "usage: ./run_autograder FOLDER|FILE" in done.stderr


@pytest.mark.parametrize("name", ["run_autograder", "setup.sh"])
def test_the_scripts_are_executable_and_have_a_plain_first_line_and_unix_line_ends(name):
    path = CHECKOUT / name
    content = path.read_bytes()

    assert os.access(path, os.X_OK)
    assert content.startswith(b"#!/usr/bin/env bash\n")
    assert b"\r" not in content
    assert re.search(rb"^set -euo pipefail$", content, re.MULTILINE)
    assert subprocess.run(["bash", "-n", path]).returncode == 0


def test_git_keeps_line_feeds_on_every_machine():
    assert "* text=auto eol=lf" in (CHECKOUT / ".gitattributes").read_text().splitlines()
