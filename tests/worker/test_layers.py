"""What Landlock and seccomp let through and stop, tried in processes that they confine."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from autograder.client.workers import Workers
from autograder.errors import GraderError
from autograder.worker import isolation, prctl
from autograder.worker.layers import landlock, paths, seccomp
from autograder.worker.layers.paths import split
from autograder.worker.layers.table import LAYERS

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the layers are Linux's")

SETTINGS = isolation.Settings("", None, isolation.Resources())
O_RDONLY, O_TRUNC, O_WRONLY, O_CREAT = os.O_RDONLY, os.O_TRUNC, os.O_WRONLY, os.O_CREAT


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def known_abi() -> int:
    try:
        return landlock.abi()
    except OSError:
        return 0


@pytest.fixture
def in_child() -> Callable[..., object]:
    """Call a function in a fork; return what it returned, or the name of what it raised."""

    def run(*steps: Callable[[], object]) -> object:
        receiving, sending = os.pipe()
        pid = os.fork()
        if pid == 0:
            try:
                said: object = [step() for step in steps][-1]
            except BaseException as error:
                said = type(error).__name__
            os.write(sending, json.dumps(said).encode())
            os._exit(0)
        os.close(sending)
        with os.fdopen(receiving, "rb") as answer:
            text = answer.read()
        _, status = os.waitpid(pid, 0)
        return json.loads(text) if text else f"killed by {os.WTERMSIG(status)}"

    return run


# --- Landlock ---


@pytest.mark.skipif(not known_abi(), reason="this kernel or container has no Landlock")
class TestLandlock:
    @pytest.fixture(params=range(1, landlock.NEWEST_ABI + 1))
    def confine(self, request, tmp_path):
        """Confine a process to a folder by the rights of each ABI that this kernel has."""
        if request.param > known_abi():
            pytest.skip(f"this kernel has ABI {known_abi()}")

        def run():
            prctl.forbid_new_privileges()
            landlock.restrict(str(tmp_path / "own"), request.param)

        (tmp_path / "own").mkdir()
        return run

    @pytest.mark.parametrize("path", ["/", "/etc/passwd", "/proc/self/environ", "/proc/self/maps"])
    def test_nothing_but_the_runtime_can_be_read(self, confine, in_child, path):
        assert in_child(confine, lambda: os.open(path, O_RDONLY)) == "PermissionError"

    def test_a_neighbour_can_neither_be_read_nor_made(self, confine, in_child, tmp_path):
        (tmp_path / "secret").write_text("42")

        assert in_child(confine, (tmp_path / "secret").read_text) == "PermissionError"
        assert in_child(confine, lambda: (tmp_path / "new").write_text("x")) == "PermissionError"
        assert in_child(confine, (tmp_path / "new").mkdir) == "PermissionError"
        assert in_child(confine, (tmp_path / "secret").unlink) == "PermissionError"

    def test_the_own_folder_can_be_used(self, confine, in_child, tmp_path):
        own = tmp_path / "own"

        assert (
            in_child(confine, lambda: (own / "a").write_text("x"), lambda: (own / "a").read_text())
            == "x"
        )
        assert in_child(confine, (own / "b").mkdir, (own / "b").rmdir, lambda: names(own)) == ["a"]
        assert in_child(
            confine, lambda: (own / "a").rename(own / "c").name, lambda: names(own)
        ) == ["c"]
        assert in_child(confine, lambda: os.mkfifo(own / "pipe")) == "PermissionError"

    def test_the_runtime_can_be_read_and_not_written(self, confine, in_child):
        assert in_child(confine, lambda: len(Path(os.__file__).read_bytes()) > 0) is True
        assert in_child(confine, lambda: os.open(os.__file__, O_WRONLY)) == "PermissionError"

    def test_what_could_not_be_held_open_is_opened_for_each_process(
        self, confine, in_child, monkeypatch
    ):
        runtime = [rule._replace(held=None) for rule in landlock._runtime()]
        monkeypatch.setattr(landlock, "_runtime", lambda: runtime)
        landlock._held.cache_clear()
        landlock._not_held.cache_clear()

        assert in_child(confine, lambda: len(Path(os.__file__).read_bytes()) > 0) is True
        assert in_child(confine, lambda: os.open(os.__file__, O_WRONLY)) == "PermissionError"
        landlock._held.cache_clear()
        landlock._not_held.cache_clear()

    def test_this_package_can_not_be_read(self, confine, in_child):
        assert in_child(confine, Path(landlock.__file__).read_text) == "PermissionError"

    def test_it_says_that_it_is_in_force(self, confine, in_child):
        assert in_child(confine, landlock.confines) is True
        assert landlock.confines() is False


def test_a_folder_is_split_around_what_is_hidden(tmp_path):
    for name in ("site/numpy", "site/autograder/bank", "other"):
        (tmp_path / name).mkdir(parents=True)
    hidden = tmp_path / "site" / "autograder"
    out = {hidden, tmp_path / "absent" / "autograder"}

    assert list(split(tmp_path, out)) == [tmp_path / "other", tmp_path / "site" / "numpy"]
    assert list(split(tmp_path / "other", out)) == [tmp_path / "other"]
    assert list(split(hidden, out)) == []


def test_every_folder_of_the_package_is_hidden(tmp_path, monkeypatch):
    """An editable install leaves the shipped bank in a folder of site-packages by itself."""
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])

    assert {paths.PACKAGE, tmp_path / "autograder"} <= paths.hidden()


# --- seccomp ---


def filters() -> bool:
    return not seccomp.SECCOMP.obstacle(None) if sys.platform == "linux" else False


@pytest.mark.skipif(not filters(), reason="no libseccomp here")
class TestSeccomp:
    @pytest.fixture
    def writing(self):
        return self._load(writing=True)

    @pytest.fixture
    def reading(self):
        return self._load(writing=False)

    @staticmethod
    def _load(*, writing: bool) -> Callable[[], None]:
        def run():
            prctl.forbid_new_privileges()
            prctl.load_filter(seccomp._with_own_pid(seccomp.compile_filter(writing=writing)))

        return run

    @pytest.mark.parametrize(
        "action",
        [
            os.fork,
            lambda: os.execv("/bin/true", ["true"]),
            lambda: __import__("socket").socket(),
            lambda: __import__("socket").socketpair(),
            lambda: os.kill(os.getppid(), 0),
            lambda: os.kill(0, 0),
            lambda: os.kill(-1, 0),
            lambda: os.killpg(0, 0),
            lambda: os.setuid(0),
            lambda: os.link("/not/there", "/not/there/either"),
            lambda: os.memfd_create("x"),
            lambda: os.pidfd_open(os.getppid()),
            lambda: os.truncate("/not/there", 0),
            lambda: __import__("resource").prlimit(os.getppid(), 0),
            lambda: fcntl.fcntl(0, fcntl.F_SETOWN, os.getppid()),
            lambda: fcntl.fcntl(0, 10, 9),
            lambda: fcntl.ioctl(1, 0x5412, b"x"),  # TIOCSTI: types on the terminal
        ],
    )
    def test_what_reaches_others_is_refused(self, writing, in_child, action):
        assert in_child(writing, action) == "PermissionError"

    @pytest.mark.parametrize(
        "name",
        ["ptrace", "process_vm_readv", "keyctl", "bpf", "io_uring_setup", "shmget", "unshare"],
    )
    def test_calls_that_nobody_needs_are_refused(self, writing, in_child, name):
        number = ctypes.CDLL("libseccomp.so.2").seccomp_syscall_resolve_name(name.encode())

        def call():
            libc = ctypes.CDLL(None, use_errno=True)
            return libc.syscall(number, 0, 0, 0, 0), ctypes.get_errno()

        assert in_child(writing, call) == [-1, 1]

    @pytest.mark.parametrize(
        "action",
        [
            lambda: os.kill(os.getpid(), 0),
            lambda: time.sleep(0.001),
            lambda: __import__("threading").Thread(target=print).start(),
            lambda: os.cpu_count() and None,
            lambda: os.isatty(0) or None,
            lambda: os.close(os.dup(1)),
            lambda: os.getrandom(4) and None,
            lambda: __import__("resource").getrlimit(0) and None,
        ],
    )
    def test_what_programs_need_goes_on(self, writing, in_child, action):
        assert in_child(writing, action) is None

    def test_modes_and_times_are_not_changed_though_it_looks_so(self, writing, in_child, tmp_path):
        path = tmp_path / "file"
        path.write_text("x")
        path.chmod(0o640)
        before = path.stat()

        assert in_child(writing, lambda: path.chmod(0), lambda: os.utime(path, (0, 0))) is None
        assert (path.stat().st_mode, path.stat().st_mtime_ns) == (
            before.st_mode,
            before.st_mtime_ns,
        )

    def test_a_file_is_not_emptied_by_opening_it_to_be_read(self, writing, in_child, tmp_path):
        path = tmp_path / "file"
        path.write_text("x")

        assert in_child(writing, lambda: os.open(path, O_RDONLY | O_TRUNC)) == "PermissionError"
        assert in_child(writing, lambda: path.write_text("yy")) == 2
        assert path.read_text() == "yy"

    def test_without_landlock_nothing_can_be_written(self, reading, in_child, tmp_path):
        path = tmp_path / "file"
        path.write_text("x")

        assert in_child(reading, path.read_text) == "x"
        assert in_child(reading, lambda: os.open(path, O_WRONLY)) == "PermissionError"
        assert (
            in_child(reading, lambda: os.open(tmp_path / "new", O_RDONLY | O_CREAT))
            == "PermissionError"
        )
        assert in_child(reading, path.unlink) == "PermissionError"
        assert in_child(reading, (tmp_path / "folder").mkdir) == "PermissionError"

    @pytest.mark.skipif(
        os.uname().machine != "x86_64", reason="only this processor has older calls"
    )
    def test_another_architectures_calls_end_the_process(self, writing, in_child):
        x32_getpid = 0x40000000 | 39

        assert (
            in_child(writing, lambda: ctypes.CDLL(None).syscall(ctypes.c_long(x32_getpid)))
            == "killed by 31"
        )


# --- both, in a worker ---


@pytest.fixture(scope="module")
def landlocked():
    with Workers() as workers:
        if not {"landlock", "seccomp"} <= set(workers.isolation):
            pytest.skip(f"not in force: {workers.missing}")
        yield workers


def test_a_student_may_use_the_own_folder_and_the_library(landlocked, open_with):
    one = open_with(
        landlocked,
        """
        import contextlib, decimal, json, os, shutil, sqlite3, tempfile
        import numpy as np
        def use():
            np.save("a.npy", np.ones(3))
            shutil.copy("a.npy", "b.npy")
            os.makedirs("deep/er"); os.rename("b.npy", "deep/er/b.npy"); os.remove("a.npy")
            with tempfile.TemporaryFile() as file: file.write(b"x")
            with open(os.devnull, "w") as null, contextlib.redirect_stdout(null): print("x")
            return np.load("deep/er/b.npy").sum() + np.linalg.inv(np.eye(60)).sum()
        """,
    )

    assert one.load().remarks == ()
    assert float(one.returns("use")) == 63.0


def test_memory_of_the_smallest_container_is_enough_for_every_layer(open_with):
    from autograder.worker.layers.layer import Resources

    with Workers(resources=Resources(memory=512 << 20)) as workers:
        one = open_with(
            workers,
            "import numpy as np\nA = np.ones((500, 500))\ndef f(): return (A @ A).sum()\n",
        )

        assert float(one.returns("f")) == 500.0**3


def test_a_layer_can_be_left_out_and_is_said_to_be(open_with):
    with Workers(leave_out=("seccomp",)) as workers:
        assert "seccomp" not in workers.isolation
        assert workers.missing["seccomp"]
        assert open_with(workers, "import os\n").value("os.getpgid(0) > 0") is True


# --- a check that fails for a reason of the machine's proves nothing against the layer ---


@pytest.mark.parametrize("number", [errno.EROFS, errno.EOPNOTSUPP, errno.EACCES])
def test_landlock_is_in_force_where_no_file_without_a_name_can_be_made(monkeypatch, number):
    def refuse(path, flags, *_args, **_more):
        raise OSError(number, os.strerror(number), path)

    monkeypatch.setattr(os, "open", refuse)

    landlock.LANDLOCK.check(SETTINGS)


def test_seccomp_is_in_force_where_no_thread_more_can_be_started(monkeypatch):
    def refuse(*_args):
        raise PermissionError

    def no_thread(_self):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(seccomp, "_FORBIDDEN", dict.fromkeys(seccomp._FORBIDDEN, refuse))
    monkeypatch.setattr("threading.Thread.start", no_thread)

    seccomp.SECCOMP.check(SETTINGS)


def test_a_check_that_fails_for_another_reason_says_so_and_ends_no_probe():
    def check(_settings):
        raise RuntimeError("no memory for it")

    assert isolation._reason(check, SETTINGS) == "no memory for it"


@pytest.mark.parametrize(
    "place",
    ["python3/dist-packages", "python3.11/site-packages", "venv/lib/python3.9/site-packages"],
)
def test_another_installation_of_the_package_is_found_and_hidden(tmp_path, monkeypatch, place):
    package = tmp_path / place / "autograder"
    (package / "bank" / "reference").mkdir(parents=True)
    monkeypatch.setattr(paths, "_LIBRARIES", (str(tmp_path),))

    assert package in paths.other_installations()
    assert not any(path == package or path in package.parents for path in paths.readable()[0])


def test_a_layer_that_is_lost_with_the_zygote_ends_grading(open_with, monkeypatch):
    with Workers(model="zygote") as workers:
        spawner = workers._setup.spawner
        _ = workers.isolation
        plain = spawner._receive
        monkeypatch.setattr(
            spawner, "_receive", lambda: ({"reasons": {"rlimits": "low memory"}}, [])
        )
        with pytest.raises(GraderError, match="rlimits is not in force any more: low memory"):
            spawner.relaunch()
        monkeypatch.setattr(spawner, "_receive", plain)


# --- memory: what is used, not what is mapped ---

USE = """
import functools, mmap
import numpy as np
def private(size): return float(np.ones(size // 8).sum())
def shared(size): return len(mmap.mmap(-1, size))
def mapped(size):
    with open("file", "wb") as file:
        file.truncate(1 << 20)
    with open("file", "rb") as file:
        one = functools.partial(mmap.mmap, file.fileno(), 1 << 20, prot=mmap.PROT_READ)
        return sum(len(one()) for _ in range(size >> 20))
"""


@pytest.fixture(scope="module")
def small_workers():
    with Workers(resources=isolation.Resources(memory=400 << 20)) as workers:
        yield workers


def test_addresses_of_files_are_no_memory(small_workers, open_with):
    one = open_with(small_workers, USE + "kept = []\n")

    reply = one.run("kept.append(mapped(100 << 20)); x = kept[0]", "x")

    assert reply.values == {"x": 100 << 20}


def test_private_memory_is_bounded_and_shared_memory_is_not_to_be_had(small_workers, open_with):
    one = open_with(small_workers, USE)

    assert one.run("private(500 << 20)").failure.type == "MemoryError"
    if "seccomp" in small_workers.isolation:
        assert one.run("shared(1 << 20)").failure.type == "PermissionError"
    assert one.value("private(50 << 20)") == 50 << 17


def test_a_worker_may_read_its_own_command_line(landlocked, open_with):
    one = open_with(landlocked, "def line(): return open('/proc/self/cmdline').read()[:3]\n")

    assert one.run("x = line()", "x").outcome == "done"
    assert one.run("open('/proc/self/environ').read()").failure.type == "PermissionError"
    assert one.run("open('/proc/1/cmdline').read()").failure.type == "PermissionError"


def test_every_layer_that_is_defined_stands_in_the_table():
    folder = Path(paths.__file__).parent
    defined = {
        path.stem
        for path in folder.glob("*.py")
        if re.search(r"^[A-Z_]+(: Final)? = Layer\(", path.read_text(), re.M)
    }

    assert len(LAYERS) == len(defined)
