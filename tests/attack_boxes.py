"""Boxes to attack a grader in: planted secrets, a stack of isolation, a look round afterwards."""

from __future__ import annotations

import ctypes
import dataclasses
import hashlib
import json
import os
import secrets
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent / "attacks"
BANK = tuple(sorted((HERE / "bank").glob("*.py")))
ORDINARY_USER = 60999
"""Nobody's user id, below those of the workers; the box of the stack `user` belongs to it."""
DEFAULT_CAPABILITIES = (0, 1, 3, 4, 5, 6, 7, 8, 10, 13, 18, 27, 29, 31)
"""The 14 that a container has by default: chown, dac_override, fowner, fsetid, kill, setgid,
setuid, setpcap, ...
"""
PR_CAPBSET_DROP = 24
LAST_CAPABILITY = 63
ROWS = 3
FULL = 9.0


@dataclasses.dataclass(frozen=True)
class Stack:
    """One way in which a grader may run: as whom, and what the machine lacks."""

    name: str
    says: str
    expected: frozenset[str]
    as_root: bool = True
    left_out: tuple[str, ...] = ()
    contained: bool = False
    starts_anew: bool = False
    """Whether its zygote is a fork of the grader, as a command's is, or a Python of its own."""


ALL = frozenset({"rlimits", "uid", "no_new_privs", "landlock", "seccomp"})
NEWER = frozenset({"landlock", "seccomp"})
STACKS = (
    Stack("root", "root, every layer", ALL, starts_anew=True),
    Stack("user", "an ordinary user", ALL - {"uid"}, as_root=False, starts_anew=True),
    Stack(
        "container",
        "root in a default container: 14 capabilities, no namespaces",
        ALL,
        contained=True,
    ),
    Stack(
        "old-kernel",
        "the same without Landlock",
        ALL - {"landlock"},
        contained=True,
        left_out=("landlock",),
    ),
    Stack(
        "old-user",
        "an ordinary user without seccomp",
        ALL - {"uid", "seccomp"},
        False,
        ("seccomp",),
    ),
    Stack(
        "uid-only",
        "root, a change of user and nothing newer",
        ALL - NEWER,
        left_out=tuple(sorted(NEWER)),
    ),
)


@dataclasses.dataclass(frozen=True)
class Attack:
    """A submission that wants something: its source, and what its first lines say of it."""

    name: str
    source: str
    wants: str
    safe: str
    earns: float | None
    needs: frozenset[str]
    setup: str

    @classmethod
    def read(cls, path: Path) -> Attack:
        source = path.read_text()
        head = dict(
            line[2:].split(": ", 1)
            for line in source.splitlines()
            if line.startswith("# ") and ": " in line
        )
        earns = None if head["Earns"] == "any" else float(head["Earns"])
        needs = frozenset(head.get("Needs", "").replace(" or ", " ").split())
        return cls(
            path.stem, source, head["Wants"], head["Safe"], earns, needs, head.get("Setup", "")
        )


class Box:
    """One grader with its secrets, on one stack. Replaced when an attack gets through."""

    def __init__(self, folder: Path, stack: Stack, python: str) -> None:
        self.root, self.scratch, self.hand_in = (
            folder / "root",
            folder / "scratch",
            folder / "hand_in",
        )
        self.stack, self.mark = stack, secrets.token_hex(8)
        self.secret = f"CANARY-{secrets.token_hex(16)}"
        self._plant()
        self._own(folder)
        self._grader = self._start(python)
        self.hello = self._read()
        self._before = self._state()

    def _plant(self) -> None:
        reference = (
            "def gradient(A): return 3 * A**2\n"
            "def link(W, A): return W\n"
            "def size(v): return float((v * v).sum())\n"
        )
        files = {
            "source/problems/01_small.yaml": (HERE / "course.yaml")
            .read_text()
            .replace("SECRET", self.secret),
            "source/reference/01_small.py": f"# {self.secret}\nimport numpy as np\n{reference}",
            "submission_metadata.json": json.dumps({"users": [{"name": self.secret}]}),
            "other_submission/work.py": f"# {self.secret}\n",
            "results/results.json": "{}",
        }
        for name, text in files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        for folder in ("source", "results", "other_submission"):
            (self.root / folder).chmod(0o700)
        (self.root / "submission_metadata.json").chmod(0o600)
        for folder in (self.scratch, self.hand_in):
            folder.mkdir()
            folder.chmod(0o711)

    def _own(self, folder: Path) -> None:
        if not self.stack.as_root and os.geteuid() == 0:
            for path in (folder, *folder.rglob("*")):
                os.chown(path, ORDINARY_USER, ORDINARY_USER)

    def _start(self, python: str) -> subprocess.Popen[str]:
        variables = {"PATH": os.defpath, "AUTOGRADER_SEED": self.secret}
        return subprocess.Popen(
            [python, "-I", str(HERE / "grader.py"), *self.stack.left_out, *self._words()],
            env={
                **variables,
                "BOX_ROOT": str(self.root),
                "BOX_SCRATCH": str(self.scratch),
                "BOX_STARTS_ANEW": "1" if self.stack.starts_anew else "",
            },
            cwd="/",
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            preexec_fn=_contain if self.stack.contained else None,
            **self._user(),
        )

    def _words(self) -> list[str]:
        """Return a secret on the command line, where nobody may find that either."""
        return [self.secret] if self.stack.starts_anew else []

    def _user(self) -> dict[str, Any]:
        """Return as whom the grader is started."""
        if self.stack.as_root or os.geteuid() != 0:
            return {}
        return {"user": ORDINARY_USER, "group": ORDINARY_USER, "extra_groups": []}

    def _read(self) -> dict[str, Any]:
        line = self._grader.stdout.readline()
        assert line, f"the grader died with status {self._grader.wait()}"
        return json.loads(line)

    def attack(self, attack: Attack) -> dict[str, Any]:
        """Hand in an attack and return what the grader answers."""
        shutil.rmtree(self.hand_in / "work", ignore_errors=True)
        folder = self.hand_in / "work"
        folder.mkdir()
        source = attack.source.replace("@ROOT@", str(self.root)).replace("@MARK@", self.mark)
        source = source.replace("@GRADER@", str(self._grader.pid))
        (folder / "work.py").write_text(source)
        path = SETUPS[attack.setup](folder, self) if attack.setup else folder
        self._own(folder)
        print(path, file=self._grader.stdin, flush=True)
        return self._read()

    def judge(self, attack: Attack, answer: Mapping[str, Any]) -> list[str]:
        """List what an attack achieved; nothing where the grader held."""
        report, text = answer["report"], json.dumps(answer)
        faults = []
        if len(report["rows"]) != ROWS or report["max_score"] != FULL:
            faults.append(f"{len(report['rows'])} rows in the report")
        if attack.earns is not None and report["score"] != attack.earns:
            faults.append(f"{report['score']:g} points instead of {attack.earns:g}")
        if self.secret in text:
            faults.append("a secret was read")
        if self.mark in text.replace(str(self.root), ""):
            faults.append("something forbidden worked: " + text[text.index(self.mark) - 20 :][:80])
        if len(answer["descendants"]) != 1:
            faults.append(f"processes left: {answer['descendants']}")
        written = json.loads((self.root / "results" / "results.json").read_text())
        if sum(test["score"] for test in written["tests"]) != report["score"]:
            faults.append("the results are not what the grader wrote")
        after = self._state()
        return faults + [
            f"changed or left: {name}" for name in sorted(after.items() ^ self._before.items())
        ]

    def _state(self) -> dict[str, str]:
        """Describe every place that an attack may have left something in."""
        files = [path for path in self.root.rglob("*") if "results" not in path.parts[-2:]]
        files += self.scratch.rglob("*")
        for folder in ("/tmp", "/var/tmp", "/dev/shm", "/run", *self.packages()):
            files += Path(folder).glob("*pwned*")
        state = {str(path): f"{path.lstat().st_mode:o} {_digest(path)}" for path in files}
        marks = [
            line
            for line in Path("/proc/sysvipc/shm").read_text().splitlines()
            if str(0x5EED77) in line
        ]
        return {**state, "shared memory": str(marks)}

    def packages(self) -> list[str]:
        return [str(path) for path in Path(sys.prefix).glob("lib/python3*/site-packages")]

    def close(self) -> None:
        self._grader.stdin.close()
        try:
            self._grader.wait(20)
        finally:
            self._grader.kill()
            self._grader.wait()
            self._grader.stdout.close()


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _contain() -> None:
    """Leave this process and its children the capabilities of a default container."""
    libc = ctypes.CDLL(None)
    for capability in range(LAST_CAPABILITY):
        if capability not in DEFAULT_CAPABILITIES:
            libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)


# --- submissions that are no plain file


def _symbolic_link(folder: Path, box: Box) -> Path:
    (folder / "work.py").unlink()
    (folder / "work.py").symlink_to(box.root / "source" / "reference" / "01_small.py")
    return folder


def _hard_link(folder: Path, box: Box) -> Path:
    (folder / "work.py").unlink()
    (folder / "work.py").hardlink_to(box.root / "source" / "reference" / "01_small.py")
    return folder


def _named_pipe(folder: Path, _box: Box) -> Path:
    (folder / "work.py").unlink()
    os.mkfifo(folder / "work.py")
    return folder


def _climbing_zip(folder: Path, box: Box) -> Path:
    path = folder / "work.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for name in (
            "../pwned.py",
            f"{box.root}/source/pwned.py",
            "../../root/results/pwned.json",
            "hw/../../pwned.py",
        ):
            archive.writestr(name, box.mark)
    return path


# A stand-in for source that a parser does not survive: whoever runs it ends by the same signal.
_ENDS_ITS_PARSER = "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n"


def _parser_bomb(folder: Path, _box: Box) -> Path:
    (folder / "work.py").write_text(_ENDS_ITS_PARSER)
    return folder


def _notebook_bomb(folder: Path, _box: Box) -> Path:
    (folder / "work.py").unlink()
    cells = [
        {"cell_type": "code", "source": source}
        for source in ("%x\n" + _ENDS_ITS_PARSER, _ENDS_ITS_PARSER)
    ]
    (folder / "work.ipynb").write_text(json.dumps({"nbformat": 4, "cells": cells}))
    return folder


def _shadows(folder: Path, box: Box) -> Path:
    for name in ("numpy", "yaml", "json", "random", "reference", "autograder", "sitecustomize"):
        (folder / f"{name}.py").write_text(f"print('PWNED-{box.mark}')\n")
    return folder


def _bytecode(folder: Path, _box: Box) -> Path:
    import py_compile

    source = folder / "helper.py"
    source.write_text("def gradient(A): return 3 * A**2\n")
    py_compile.compile(str(source), str(folder / "helper.pyc"))
    py_compile.compile(str(source))
    source.unlink()
    return folder


SETUPS: Mapping[str, Callable[[Path, Box], Path]] = {
    "symbolic_link": _symbolic_link,
    "hard_link": _hard_link,
    "named_pipe": _named_pipe,
    "climbing_zip": _climbing_zip,
    "parser_bomb": _parser_bomb,
    "notebook_bomb": _notebook_bomb,
    "shadows": _shadows,
    "bytecode": _bytecode,
}
