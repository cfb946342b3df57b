"""No process below the grader survives its end, however it tried to get away."""

from __future__ import annotations

SCRIPT = """
import subprocess, sys, time
from pathlib import Path
from autograder.gradescope.descendants import kill_descendants
from autograder.worker.prctl import adopt_orphans

adopt_orphans()
pids = Path(sys.argv[1])
# A child in a session of its own, whose parent ends at once and which ignores every signal it can.
stubborn = "trap '' TERM HUP INT; echo $$ > \\"$0\\"; sleep 600"
subprocess.run(["setsid", "-f", "bash", "-c", stubborn, pids])
while not pids.exists() or not pids.read_text().strip():
    time.sleep(0.01)
kill_descendants()
"""


def test_an_orphan_in_its_own_session_is_killed_with_its_children(python_run, tmp_path, ended):
    python_run(SCRIPT, tmp_path / "pid")

    assert ended(int((tmp_path / "pid").read_text()), within=10)


def test_without_children_nothing_happens(python_run):
    code = "from autograder.gradescope.descendants import kill_descendants; kill_descendants()"

    assert python_run(f"{code}; print('done')") == "done\n"
