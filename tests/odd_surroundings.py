"""Surroundings in which a layer of isolation might silently be missing, and what happens there.

Each is made for one grader alone: a mount namespace, control groups, a filter of system calls. In
each, a class's command is run on an honest submission with what it requires; where it grades, every
attack of the bank is handed in. Linux, as root.
"""

from __future__ import annotations

import contextlib
import dataclasses
import os
import shlex
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from attack_boxes import BANK, HERE, ORDINARY_USER, Attack, Box, Stack

GROUPS = Path("/sys/fs/cgroup")
REFUSE_NAMELESS = """
import ctypes, errno, os, sys

class Argument(ctypes.Structure):
    _fields_ = [("number", ctypes.c_uint), ("comparison", ctypes.c_int),
                ("mask", ctypes.c_uint64), ("value", ctypes.c_uint64)]

ALLOW, ERROR, PRIVILEGES, MASKED_EQUAL = 0x7FFF0000, 0x00050000, 3, 7
flags = os.O_TMPFILE & ~os.O_DIRECTORY
library = ctypes.CDLL("libseccomp.so.2")
library.seccomp_init.restype = ctypes.c_void_p
rules = ctypes.c_void_p(library.seccomp_init(ALLOW))
nameless = Argument(2, MASKED_EQUAL, flags, flags)
openat = library.seccomp_syscall_resolve_name(b"openat")
refused = ctypes.c_uint32(ERROR | errno.EOPNOTSUPP)
assert library.seccomp_attr_set(rules, PRIVILEGES, ctypes.c_uint32(0)) == 0
assert library.seccomp_rule_add_array(rules, refused, openat, 1, ctypes.byref(nameless)) == 0
assert library.seccomp_load(rules) == 0
try:
    os.open("/var/tmp", os.O_TMPFILE | os.O_RDWR)
except OSError as error:
    assert error.errno == errno.EOPNOTSUPP
else:
    sys.exit("nameless files are there still")
os.execvp(sys.argv[1], sys.argv[1:])
"""


@dataclasses.dataclass(frozen=True)
class Surroundings:
    """What is odd about a machine: commands for a mount namespace, limits, variables."""

    says: str
    commands: str = ""
    memory: int = 0
    """MB of the grader with all its processes, where they are bounded."""
    processes: int = 0
    unset: str = ""
    before: str = ""
    """Python that runs as root and becomes the command that follows."""
    closed: bool = False
    """Whether that Python lies where only root may enter."""

    @property
    def users(self) -> tuple[str, ...]:
        """Who can start a grader there."""
        return ("root",) if self.closed else ("root", "user")


SURROUNDINGS = {
    "plain": Surroundings("nothing odd"),
    "read-only /tmp": Surroundings(
        "`/tmp` can be read only", "mount --bind /tmp /tmp && mount -o remount,bind,ro /tmp"
    ),
    "no nameless files": Surroundings("O_TMPFILE is not supported", before=REFUSE_NAMELESS),
    "20 processes": Surroundings("at most 20 processes and threads", processes=20),
    "5 processes": Surroundings("at most 5", processes=5),
    "2 processes": Surroundings("at most 2", processes=2),
    "768 MB": Surroundings("the platform's least container", memory=768),
    "512 MB": Surroundings("less than that", memory=512),
    "256 MB": Surroundings("less than that", memory=256),
    "128 MB": Surroundings("a sixth of that", memory=128),
    "no /proc": Surroundings("`/proc` is empty", "mount -t tmpfs none /proc"),
    "no /dev/shm": Surroundings(
        "`/dev/shm` is closed", "mount -t tmpfs -o ro,mode=000 none /dev/shm"
    ),
    "no HOME": Surroundings("no variable, no entry of the user", unset="HOME"),
    "closed home": Surroundings("Python lies in a folder that only root may enter", closed=True),
}


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What a class's command does in some surroundings, and which attacks hurt where it grades."""

    graded: bool
    said: str
    """The layers in force, or why nothing is graded."""
    attacks: int = 0
    hurt: tuple[str, ...] = ()


class _Surrounded(Box):
    """A grader in odd surroundings, started by a script that makes them."""

    def __init__(self, folder: Path, stack: Stack, python: str, has_proc: bool) -> None:
        self._has_proc = has_proc
        super().__init__(folder, stack, python)

    def _user(self) -> dict[str, Any]:
        return {}  # the script changes the user when all is made

    def judge(self, attack: Attack, answer: Any) -> list[str]:
        faults = super().judge(attack, answer)
        unseen = "processes left: []"  # without /proc it cannot list them
        return [fault for fault in faults if self._has_proc or fault != unseen]


@contextlib.contextmanager
def _script(name: str, python: str, as_root: bool) -> Iterator[tuple[Path, Path]]:
    """Yield a folder that both users may enter, and a stand-in for Python in the surroundings."""
    odd = SURROUNDINGS[name]
    with contextlib.ExitStack() as stack:
        made = tempfile.TemporaryDirectory(dir="/var/tmp", ignore_cleanup_errors=True)
        folder = Path(stack.enter_context(made))
        folder.chmod(0o755)
        lines = ["set -e", "mount --make-rprivate /", odd.commands]
        for kind, file, value in (
            ("memory", "memory.limit_in_bytes", odd.memory << 20),
            ("pids", "pids.max", odd.processes),
        ):
            if value:
                group = stack.enter_context(_control_group(kind, file, value))
                lines += [f"echo $$ > {group}/cgroup.procs"]
                lines += [f"mount --bind {group} {GROUPS / kind}"]
        if odd.closed:
            (folder / "closed").mkdir(0o700)
            (folder / "closed" / "venv").mkdir()
            inside = folder / "closed" / "venv"
            lines.append(f"mount --bind {Path(python).parents[1]} {inside}")
            python = f"{inside}/bin/python"
        lines += [f"unset {odd.unset}"] * bool(odd.unset)
        command = [sys.executable, "-c", odd.before] if odd.before else []
        if not as_root:
            ids = f"--reuid={ORDINARY_USER} --regid={ORDINARY_USER} --clear-groups"
            command += ["setpriv", *ids.split()]
        lines.append(f'exec {shlex.join([*command, python])} "$@"')
        inner, outer = folder / "inner", folder / "python"
        inner.write_text("\n".join(filter(None, lines)) + "\n")
        outer.write_text(f'#!/bin/sh\nexec unshare -m /bin/sh {inner} "$@"\n')
        outer.chmod(0o755)
        yield folder, outer


@contextlib.contextmanager
def _control_group(kind: str, file: str, value: int) -> Iterator[Path]:
    group = Path(tempfile.mkdtemp(prefix="autograder-", dir=GROUPS / kind))
    (group / file).write_text(str(value))
    try:
        yield group
    finally:
        for _ in range(100):  # its last process is ending still
            with contextlib.suppress(OSError):
                group.rmdir()
            if not group.exists():
                break
            time.sleep(0.05)


def outcome(name: str, python: str, user: str, bank: Sequence[Path] = BANK) -> Outcome:
    """Say what happens in some surroundings, with all attacks of a bank where grading goes on."""
    as_root = user == "root"
    with _script(name, python, as_root) as (folder, script):
        stack = Stack(name, "", frozenset(), as_root)
        graded, said = _grade(folder, script, as_root)
        if not graded:
            return Outcome(False, said)
        in_force = set(said.split(", "))
        attacks = [
            attack
            for attack in map(Attack.read, bank)
            if not attack.needs or attack.needs & in_force
        ]
        box = partial(_surrounded, folder, stack, str(script), name != "no /proc")
        with contextlib.closing(_Boxes(box)) as boxes:
            hurt = [fault for attack in attacks for fault in boxes.hand_in(attack)]
        return Outcome(True, said, len(attacks), tuple(hurt))


def _surrounded(folder: Path, stack: Stack, python: str, has_proc: bool) -> Box:
    home = Path(tempfile.mkdtemp(dir=folder))
    home.chmod(0o755)
    return _Surrounded(home, stack, python, has_proc)


class _Boxes:
    """The box in use; after an attack that got through, the next one meets a new box."""

    def __init__(self, make: Callable[[], Box]) -> None:
        self._make = make
        self._box: Box | None = None

    def hand_in(self, attack: Attack) -> list[str]:
        if self._box is None:
            self._box = self._make()
        try:
            faults = self._box.judge(attack, self._box.attack(attack))
        except (AssertionError, OSError, ValueError) as error:
            faults = [f"the grader ended: {error}"]
        if faults:
            self.close()
        return [f"{attack.name}: {fault}" for fault in faults]

    def close(self) -> None:
        if self._box is not None:
            self._box.close()
        self._box = None


def _grade(folder: Path, script: Path, as_root: bool) -> tuple[bool, str]:
    """Run a class's command on an honest submission; the layers in force, or why it refuses."""
    home = folder / "honest"
    (home / "reference").mkdir(parents=True)
    (home / "problems").mkdir()
    (home / "closed").mkdir(mode=0o700)  # of root, and the home of both users
    (home / "problems" / "01_small.yaml").write_text((HERE / "course.yaml").read_text())
    honest = "\n".join(
        [
            "def gradient(A): return 3 * A**2",
            "def link(W, A): return W",
            "def size(v): return float((v * v).sum())",
            "",
        ]
    )
    for place in ("reference/01_small.py", "work.py"):
        (home / place).write_text(honest)
    done = subprocess.run(
        [script, "-m", "autograder", "grade", home / "work.py", "--require", "files,processes",
         "--problems", home / "problems", "--reference", home / "reference"],
        cwd="/", capture_output=True, text=True, timeout=120, check=False,
        env={"PATH": os.environ["PATH"], "HOME": str(home / "closed"), "COLUMNS": "500"},
    )  # fmt: skip
    if done.returncode == 0 and "9 of 9 points" in done.stdout:
        [line] = [line for line in done.stdout.splitlines() if line.startswith("isolation: ")]
        return True, line.removeprefix("isolation: ").partition(";")[0]
    lines = [line.strip() for line in (done.stderr + done.stdout).splitlines() if line.strip()]
    return False, f"status {done.returncode}: " + " ".join(lines)[:400]


def table(python: str) -> Iterator[str]:
    """Yield the lines of a table of all surroundings."""
    yield "| surroundings | as | what happens | attacks that hurt |"
    yield "| --- | --- | --- | --- |"
    for name, odd in SURROUNDINGS.items():
        for user in odd.users:
            found = outcome(name, python, user)
            said = found.said.replace(python, "python")
            what = f"graded: {said}" if found.graded else f"refused: {said}"
            hurt = f"{len(found.hurt)} of {found.attacks}" if found.graded else "none was handed in"
            yield f"| {name}: {odd.says} | {user} | {what} | {hurt} |"
