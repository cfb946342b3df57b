"""The emulator itself: each row of what Gradescope's harness was seen to do with an outcome."""

from __future__ import annotations

import json
from pathlib import Path

import pytest


@pytest.fixture
def run(platform):
    """Run a shell script in run_autograder's place."""

    def run_script(body, **options):
        platform.install(f"#!/usr/bin/env bash\n{body}\n")
        platform.submit({"hw.py": "x = 1"})
        return platform.run(**options)

    return run_script


def leave(results):
    """The shell command that leaves ``results`` as results.json."""
    return f"cat > results/results.json <<'END'\n{results}\nEND"


def test_the_script_gets_no_arguments_its_own_folder_and_the_time_limit(run, platform):
    posted = run('echo "$# $PWD $TIMEOUT_SECONDS"; echo to-stderr >&2', timeout=90)

    assert posted.log == f"0 {platform.root.resolve()} 90\nto-stderr\n"


def test_everything_is_made_anew_and_world_readable_before_a_run(run, platform, mode):
    run("touch results/old submission/old")
    run(":")

    names = (
        "results",
        "submission",
        "submission/hw.py",
        "submission_metadata.json",
        "results/stdout",
    )
    assert [mode(platform.root / name) for name in names] == [0o755, 0o755, 0o644, 0o644, 0o644]
    assert [path.name for path in platform.results.iterdir()] == ["stdout"]


def test_no_results_file_posts_null(run):
    posted = run(":")

    assert (posted.results, posted.error) == (None, None)


@pytest.mark.parametrize("content", ["", "{", '"text"', "\ufeff{}"])
def test_what_is_no_json_object_is_invalid(run, content):
    posted = run(leave(content))

    assert (posted.error, posted.results["score"]) == ("invalid_json", 0)


def test_an_exit_status_is_reported_and_otherwise_ignored(run):
    posted = run(leave('{"score": 1}') + "\nexit 3")

    assert (posted.results, posted.error, posted.exit_status) == ({"score": 1}, None, 3)


@pytest.mark.parametrize(
    "content",
    [
        '{"score": NaN}',
        '{"extra_data": {"a": [Infinity]}}',
        "[1]",
        '{"tests": [3]}',
        '{"output": 3}',
    ],
)
def test_what_the_harness_stumbles_over_costs_the_score(run, content):
    posted = run(leave(content))

    assert (posted.error, posted.results["score"]) == ("http", 0)


@pytest.mark.parametrize("content", ['{"output": null}', '{"output": ["a"]}', '{"tests": null}'])
def test_some_nonsense_is_passed_on_as_it_is(run, content):
    posted = run(leave(content))

    assert (json.loads(content), None) == (posted.results, posted.error)


def test_a_literal_nul_is_replaced_and_an_escaped_one_is_not(run):
    posted = run(r"""printf '{"output": "a\0b\\u0000c"}' > results/results.json""")

    assert posted.results["output"] == "a\ufffdb\0c"


def test_invalid_utf8_is_replaced(run):
    posted = run(r"""printf '{"output": "a\xffb"}' > results/results.json""")

    assert posted.results["output"] == "a\ufffdb"


@pytest.mark.parametrize("place", ["top", "test"])
def test_the_middle_of_a_long_output_is_cut_out(run, place):
    long = {"output": "a" * 100_000 + "z"}
    posted = run(leave(json.dumps(long if place == "top" else {"tests": [long]})))

    output = (posted.results if place == "top" else posted.results["tests"][0])["output"]
    assert len(output) == 99_999
    assert output.endswith("z")
    assert "[...(truncated)...]" in output


def test_a_script_that_cannot_start_is_an_autograder_error(platform):
    platform.install("#!/no/such/interpreter\n")
    platform.submit({})

    posted = platform.run()

    assert (posted.error, posted.results["score"]) == ("autograder", 0)


def test_a_timeout_overwrites_the_results_and_spares_the_children(run, ended):
    posted = run("sleep 600 & echo $!\n" + leave('{"score": 5}') + "\nwait", timeout=1)

    assert posted.results["score"] == 0
    assert "timed out" in posted.results["output"]
    assert not ended(int(posted.log))


def test_children_outlive_a_normal_end(run, ended):
    posted = run("sleep 600 >/dev/null 2>&1 & echo $!")

    assert not ended(int(posted.log))


def test_the_submission_keeps_its_folders(run, platform):
    platform.submit({"deep/er/hw.py": b"y = 2"})

    assert (platform.root / "submission" / "deep" / "er" / "hw.py").read_bytes() == b"y = 2"
    assert json.loads(Path(platform.root / "submission_metadata.json").read_text())["users"]
