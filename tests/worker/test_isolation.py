from __future__ import annotations

import ctypes
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from package_imports import PACKAGE

from autograder.client.live_worker import LiveWorker
from autograder.client.spawner import WorkerSetup
from autograder.client.workers import Workers
from autograder.errors import GraderError
from autograder.worker import isolation
from autograder.worker.layers.layer import Resources
from autograder.worker.messages import Limits

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers are Linux's")

QUICK = Limits(call=2, load=20, submission=100)
NAMES = [layer.name for layer in isolation.LAYERS]


def test_every_layer_is_in_force_or_missing_with_a_reason(any_workers):
    assert {*any_workers.isolation, *any_workers.missing} == set(NAMES)
    assert all(any_workers.missing.values())
    assert {"rlimits", "no_new_privs"} <= set(any_workers.isolation)


def test_layers_are_listed_in_the_order_in_which_they_are_applied(any_workers):
    assert list(any_workers.isolation) == [name for name in NAMES if name in any_workers.isolation]


def test_a_worker_has_its_limits_and_a_session_of_its_own(any_student):
    one = any_student(
        """
        import ctypes, os, resource
        def limits():
            names = ["DATA", "FSIZE", "NOFILE", "CORE"]
            return [resource.getrlimit(getattr(resource, "RLIMIT_" + name))[1] for name in names]
        def has_no_new_privs():
            return ctypes.CDLL(None).prctl(39, 0, 0, 0, 0)
        """
    )
    default = Resources()

    assert one.returns("limits") == [default.memory, default.file_size, default.open_files, 0]
    assert one.value("os.getsid(0) == os.getpid()") is True
    assert one.returns("has_no_new_privs") == 1


def test_a_worker_has_no_descriptors_but_those_of_its_pipes(any_student):
    one = any_student(
        """
        import os
        def is_open(descriptor):
            try:
                os.fstat(descriptor)
            except OSError:
                return False
            return True
        def descriptors():
            return [descriptor for descriptor in range(2048) if is_open(descriptor)]
        """
    )

    assert one.returns("descriptors") == [0, 1, 2, 3, 4]


def test_the_bounds_can_be_set(open_with):
    with Workers(resources=Resources(memory=768 << 20, open_files=64)) as workers:
        one = open_with(workers, "import numpy as np\ndef f(): np.empty(1 << 27)\n")
        assert one.run("f()").failure.type == "MemoryError"


def test_the_graders_memory_is_hidden(workers):
    get_dumpable = 3
    assert ctypes.CDLL(None).prctl(get_dumpable, 0, 0, 0, 0) == 0


def test_a_closed_folder_is_named_with_the_way_to_open_it(tmp_path, monkeypatch):
    python = tmp_path / "python"
    python.mkdir(0o700)
    monkeypatch.setattr(sys, "base_prefix", str(python))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    (layer,) = [layer for layer in isolation.LAYERS if layer.name == "uid"]

    reason = layer.obstacle(isolation.Settings("", 61000, Resources()))

    named = Path(reason.rpartition(" chmod o+rx ")[2])
    assert named in (python, *python.parents)  # the innermost one that is closed
    assert named.stat().st_mode & 0o005 != 0o005


def test_without_root_the_reason_says_so(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    reasons = isolation.Probe(isolation.Settings("", None, Resources())).reasons()

    assert "does not run as root" in reasons["uid"]
    assert reasons["no_new_privs"] == ""


class Boasting:
    """A spawner that claims layers which do not work."""

    def __init__(self, inner):
        self._inner = inner

    def reasons(self):
        return dict.fromkeys(NAMES, "")

    def start(self, uid):
        return self._inner.start(uid)


def test_a_layer_that_fails_in_a_worker_is_the_graders_fault(any_workers):
    setup = WorkerSetup(Boasting(any_workers._setup.spawner), Resources(), None)

    with pytest.raises(GraderError, match="isolation could not be set up"):
        LiveWorker(setup, {}, None)


# --- a user of its own: as root, with a Python that everybody may read ---


@pytest.fixture(scope="module")
def readable_python() -> Iterator[str]:
    """Find or build an interpreter with what a worker imports that a user without any rights can
    run.
    """
    if os.geteuid() != 0:
        pytest.skip("only root can give a worker a user of its own")
    with Workers() as workers:
        if "uid" in workers.isolation:
            yield sys.executable
            return
    python = shutil.which("python3", path=os.defpath)
    folder = tempfile.mkdtemp()
    Path(folder).chmod(0o755)
    try:
        for command in (
            ["-m", "venv", folder],
            ["-m", "pip", "install", "--quiet", "numpy", "msgspec"],
        ):
            try:
                subprocess.run([python, *command], check=True, capture_output=True, umask=0o022)
            except (OSError, TypeError, subprocess.CalledProcessError) as error:
                pytest.skip(f"no such interpreter could be built: {error}")
            python = f"{folder}/bin/python"
        yield python
    finally:
        shutil.rmtree(folder)


@pytest.fixture(scope="module", params=["zygote", "fresh"])
def private_workers(request, readable_python: str) -> Iterator[Workers]:
    with Workers(python=readable_python, model=request.param) as workers:
        assert {"rlimits", "uid", "no_new_privs"} <= set(workers.isolation)
        yield workers


@pytest.mark.slow
def test_a_worker_with_a_user_of_its_own_reaches_nothing_of_the_graders(
    private_workers, open_with, tmp_path
):
    secret = tmp_path / "secret"
    secret.write_text("42")
    secret.chmod(0o600)
    one = open_with(
        private_workers,
        """
        import os, signal
        def tried(action, *args):
            try:
                return action(*args)
            except OSError as error:
                return type(error).__name__
        """,
        files={"staged.txt": b"data"},
    )

    assert one.value("tried(open, path)", path=str(secret)) == "PermissionError"
    assert one.value("tried(os.kill, pid, 0)", pid=os.getpid()) == "PermissionError"
    assert one.value("tried(os.kill, os.getppid(), 0)") == "PermissionError"
    assert one.value("tried(os.setuid, 0)") == "PermissionError"
    assert one.value("tried(os.remove, 'staged.txt')") == "PermissionError"
    assert one.value("tried(os.listdir, '.')") == ["staged.txt"]
    assert one.value("open('own.txt', 'w').write('x')") == 1
    assert one.value("os.getgroups()") == []


@pytest.mark.slow
def test_two_workers_never_share_a_user(private_workers, open_with):
    source = "import os\ndef f(): return os.getuid(), os.getcwd()\n"
    (one_uid, one_folder), (two_uid, _) = (
        open_with(private_workers, source).returns("f") for _ in range(2)
    )
    intruder = open_with(
        private_workers, f"import os\ndef f(): return os.listdir({one_folder!r})\n"
    )

    assert 0 not in (one_uid, two_uid)
    assert one_uid != two_uid
    assert intruder.run("f()").failure.type == "PermissionError"


@pytest.mark.slow
def test_nothing_of_a_workers_user_survives(readable_python, open_with, gone):
    """Without seccomp, so that there is something to sweep."""
    with Workers(python=readable_python, leave_out=("seccomp",)) as workers:
        _fork_without_end(open_with(workers, "import os, time\n", limits=QUICK), gone)


def _fork_without_end(one, gone):
    uid = one.value("os.getuid()")

    reply = one.run(
        """
        while True:
            try:
                if os.fork() == 0: os.setsid()
            except OSError:
                time.sleep(1e6)
        """
    )
    one.session.close()

    assert reply.outcome == "timed_out"
    assert all(
        gone(int(entry.name)) for entry in Path("/proc").glob("[0-9]*") if _owner(entry) == uid
    )


def _owner(entry: Path) -> int | None:
    try:
        return entry.stat().st_uid
    except OSError:
        return None


@pytest.mark.slow
def test_libraries_are_imported_after_the_change_of_user(private_workers, open_with):
    one = open_with(
        private_workers,
        "import statistics, fractions, sqlite3, email\nimport numpy.testing, numpy.ma\n",
    )

    assert one.load().remarks == ()


def test_the_room_of_the_worker_is_exactly_what_runs_beside_student_code(student):
    one = student(
        "import sys\ndef loaded(): return [name for name in sys.modules if name.split('.')[0] == "
        "'autograder']\n"
    )
    beside_students = set(one.returns("loaded"))
    room = {
        ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        for path in (PACKAGE / "worker").rglob("*.py")
    }

    assert beside_students == {"autograder"} | room
