"""A command that grades becomes a clean Python, whose zygote has been told nothing."""

import errno
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from autograder.client import restart
from autograder.client.clean_start import zygote_is_possible
from autograder.worker import zygote

ROOT = Path(__file__).resolve().parents[2]
SECRET = "CANARY-told-to-the-command"
TELLER = """
import json, os, sys
from pathlib import Path

def facts(pid):
    folder = Path("/proc") / str(pid)
    return (folder / "cmdline").read_bytes() + (folder / "environ").read_bytes()

def tell():
    modules, own = set(sys.modules), facts("self")
    from autograder.client.workers import Workers
    with Workers() as workers:
        layers, process = workers.isolation, workers._setup.spawner._process
        told = {
            "kind": type(process).__name__,
            "own": own.decode(),
            "seen": seen(process.pid) if os.geteuid() == 0 else None,
            "numpy": "numpy" in modules,
            "layers": layers,
            "argv": sys.argv,
            "path": sys.path,
            "variable": os.environ.get("TOLD"),
            "printed": sys.stdout.encoding,
        }
    told["ended"] = process.returncode
    print(json.dumps(told))

def seen(pid):
    folder = Path("/proc") / str(pid)
    return {
        "told": facts(pid).decode(),
        "open": [os.readlink(each) for each in (folder / "fd").iterdir() if int(each.name) < 512],
        "folder": os.readlink(folder / "cwd"),
        "remembered": is_remembered(os.environb[b"TOLD"], folder),
    }

def is_remembered(secret, folder):
    with open(folder / "mem", "rb", 0) as memory, open(folder / "maps") as maps:
        for line in maps:
            begin, end = (int(part, 16) for part in line.split()[0].split("-"))
            try:
                memory.seek(begin)
                if secret in memory.read(end - begin):
                    return True
            except (OSError, OverflowError):
                continue
    return False
"""
STARTER = """
import sys
sys.path.insert(0, sys.argv[1])
from autograder.client.restart import restart
restart("teller:tell")
print("it goes on as it is")
"""
PRINTS_ENVIRONMENT = """
right = norm_gradient
def norm_gradient(v):
    import os
    print(dict(os.environ))
    return right(v)
"""

pytestmark = pytest.mark.skipif(not zygote_is_possible(), reason="this system has no zygote")


def started(folder, **variables):
    (folder / "teller.py").write_text(TELLER)
    done = subprocess.run(
        [sys.executable, "-c", STARTER, str(folder), SECRET],
        env={**os.environ, "PYTHONPATH": str(ROOT), "TOLD": SECRET, **variables},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_zygote_is_a_fork_that_nothing_was_told_and_the_command_knows_all_it_was_told(tmp_path):
    told = json.loads(started(tmp_path, PYTHONIOENCODING="ascii"))

    assert told["kind"] == "_Child"
    assert told["numpy"] is True
    assert told["argv"] == ["-c", str(tmp_path), SECRET]
    assert told["path"][0] == str(tmp_path)
    assert (told["variable"], told["printed"]) == (SECRET, "ascii")
    assert SECRET not in told["own"]
    assert told["ended"] == 0
    if seen := told["seen"]:
        assert SECRET not in seen["told"]
        assert seen["remembered"] is False
        assert seen["folder"] == "/"
        assert {name.partition(":")[0] for name in seen["open"]} == {"socket", "pipe"}


@pytest.mark.parametrize("name", ["PYTHONFAULTHANDLER", "LD_LIBRARY_PATH"])
def test_a_variable_whose_effect_would_be_lost_lets_the_command_go_on_as_it_is(name, tmp_path):
    assert started(tmp_path, **{name: "1"}) == "it goes on as it is"


def test_a_variable_without_a_name_is_left_and_the_others_are_handed_on(tmp_path):
    (tmp_path / "teller.py").write_text(TELLER)
    command = [sys.executable, "-c", STARTER, str(tmp_path)]
    done = subprocess.run(
        ["env", "=nameless", f"PYTHONPATH={ROOT}", f"TOLD={SECRET}", *command],
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert json.loads(done.stdout)["variable"] == SECRET, done.stderr


def test_packages_that_student_code_would_not_get_let_the_command_go_on_as_it_is(tmp_path):
    (tmp_path / "own" / "msgspec").mkdir(parents=True)
    path = os.pathsep.join([str(ROOT), str(tmp_path / "own")])

    assert started(tmp_path, PYTHONPATH=path) == "it goes on as it is"


def test_a_python_without_files_that_have_no_name_goes_on_as_it_is(monkeypatch):
    monkeypatch.delattr(os, "memfd_create")

    assert restart.restart("no.module:function") is None


@pytest.mark.parametrize(
    ("original", "words", "plain"),
    [
        (["-m", "autograder", "grade", "a.py"], ["/x/__main__.py", "grade", "a.py"], True),
        (["-I", "-m", "autograder", "grade"], ["/x/__main__.py", "grade"], True),
        (["/bin/autograder", "grade", "a.py"], ["/bin/autograder", "grade", "a.py"], True),
        (["-O", "-m", "autograder", "grade"], ["/x/__main__.py", "grade"], False),
        (["-m", "pdb", "-m", "autograder", "grade"], ["/x/__main__.py", "grade"], False),
        (["-m", "cProfile", "grade"], ["/x/__main__.py", "grade"], False),
        (["own_tool.py", "grade"], ["own_tool.py", "grade"], False),
        (["-c", "run()", "grade"], ["-c", "grade"], False),
    ],
)
def test_only_the_command_itself_is_started_anew(original, words, plain, monkeypatch):
    monkeypatch.setattr(sys, "orig_argv", [sys.executable, *original])
    monkeypatch.setattr(sys, "argv", words)

    assert restart.is_plain_start("autograder") is plain


def test_a_fork_that_the_system_refuses_leaves_nothing_open(monkeypatch):
    def refuse():
        raise BlockingIOError(errno.EAGAIN, "Resource temporarily unavailable")

    monkeypatch.setattr(os, "fork", refuse)
    before = len([*Path("/proc/self/fd").iterdir()])

    assert zygote.fork(lambda: None) is None
    assert len([*Path("/proc/self/fd").iterdir()]) == before


@pytest.mark.skipif(sys.platform != "linux", reason="Linux says how a process was started")
def test_a_command_on_one_processor_is_started_anew_and_grades_the_same(tmp_path):
    submission, out = tmp_path / "scalar_by_vector.py", tmp_path / "report.json"
    solution = (ROOT / "reference" / "02_scalar_by_vector.py").read_text()
    submission.write_text(solution + PRINTS_ENVIRONMENT)
    told = {**os.environ, "AUTOGRADER_CACHE": str(tmp_path / "kept"), "PYTHONUNBUFFERED": "1"}
    told.pop("PYTHONDONTWRITEBYTECODE", None)
    command = ["-m", "autograder", "grade", str(submission), "--set", "02_scalar_by_vector"]
    reports, anew = [], []
    for options in ([], ["-W", "default"]):  # an option is not handed on
        grading = subprocess.Popen(
            [sys.executable, *options, *command, "--format", "json", "--out", str(out)],
            env=told,
            cwd=ROOT,
            preexec_fn=lambda: os.sched_setaffinity(0, {min(os.sched_getaffinity(0))}),
        )
        seen = set()
        while grading.poll() is None:
            seen.add(b"fork_zygote" in Path(f"/proc/{grading.pid}/cmdline").read_bytes())
            time.sleep(0.005)
        assert grading.returncode == 0
        reports.append(out.read_bytes())
        anew.append(True in seen)

    assert anew == [True, False]
    assert reports[0] == reports[1]
    assert json.loads(reports[0])["score"] > 0
    assert b"'PYTHONHASHSEED': '0'" in reports[0]
