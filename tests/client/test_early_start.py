import os
import subprocess
import sys

import pytest

from autograder.client import early_start
from autograder.client.clean_start import zygote_is_possible
from autograder.client.workers import Workers
from autograder.errors import GraderError

pytestmark = pytest.mark.skipif(not zygote_is_possible(), reason="this system has no zygote")


def zygote_of(workers):
    return workers._setup.spawner._process


def test_the_first_workers_take_the_python_that_was_started_early_and_others_start_their_own():
    early_start.start_early()
    [(early, _, _)] = early_start._early

    with Workers() as first, Workers() as second:
        assert zygote_of(first).pid == early
        assert zygote_of(second).pid != early
        assert first.isolation == second.isolation


def test_workers_of_another_python_leave_the_early_one_alone(tmp_path):
    other = tmp_path / "python"
    other.symlink_to(sys.executable)
    early_start.start_early()
    [(early, control, errors)] = early_start._early
    try:
        with Workers(python=str(other)) as workers:
            assert zygote_of(workers).pid != early
    finally:
        assert early_start.take() == (early, control, errors)
        os.close(control)
        os.waitpid(early, 0)
        os.close(errors)


def test_a_python_that_was_started_early_ends_with_a_process_that_never_asks_for_it():
    early_start.start_early()
    early, control, errors = early_start.take()

    os.close(control)

    assert os.waitpid(early, 0) == (early, 0)
    with os.fdopen(errors, "rb") as said:
        assert said.read() == b""


def test_a_python_that_cannot_be_started_is_reported_by_who_needs_it(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "executable", str(tmp_path / "no-python"))

    early_start.start_early()

    assert early_start.take() is None
    with pytest.raises(GraderError, match="could not be started"):
        Workers(python=sys.executable)


def test_a_command_that_grades_starts_the_python_before_it_imports_the_command_line():
    code = (
        "import sys; sys.argv = ['autograder', 'grade', 'no-such-folder']\n"
        "import autograder.__main__ as command\n"
        "from autograder.client import early_start\n"
        "begun = []\n"
        "early_start.start_early = lambda: begun.append('click' in sys.modules)\n"
        "try: command.main()\n"
        "except SystemExit: print(begun)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)

    assert done.stdout.splitlines()[-1] == "[False]"


@pytest.mark.parametrize("arguments", [["--help"], ["grade", "--help"], ["schema"]])
def test_a_command_that_needs_no_worker_starts_no_python(arguments, monkeypatch, capsys):
    import autograder.__main__ as command

    begun = []
    monkeypatch.setattr(early_start, "start_early", lambda: begun.append(arguments))
    monkeypatch.setattr(sys, "argv", ["autograder", *arguments])
    with pytest.raises(SystemExit) as ended:
        command.main()

    assert ended.value.code in (0, None)
    assert begun == []
    assert capsys.readouterr().out
