"""The proof of an upload: the references get full marks, an empty submission nothing.

Both are handed in through the platform's own script. Before the upload, :func:`rehearse` proves a
built zip in a folder shaped like ``/autograder``; what
``setup.sh`` would install is put in place by hand. As the last step of the platform's build,
``python -m autograder.gradescope.rehearsal SOURCE`` proves what was installed.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import venv
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path, PurePosixPath
from typing import Any, Final

from msgspec import Struct

from autograder.client.required_layers import VARIABLE
from autograder.errors import AutograderError, GraderError, StaffError
from autograder.gradescope.pins import normal, versions
from autograder.gradescope.results_schema import validate
from autograder.oracle.sets import load_sets
from autograder.problemset.model import ProblemSet
from autograder.report import counted

__all__ = ["Rehearsal", "is_possible", "main", "prove_installed", "rehearse"]

_PATIENCE: Final = 600.0  # seconds: what the platform allows by default
_ROUNDING: Final = 1e-6  # points: sums of decimal fractions


class Rehearsal(Struct, frozen=True):
    """What the reference solutions and an empty submission got."""

    reference: float
    empty: float
    seconds: float
    """The wall time that the references took."""
    log: str
    """What the grader printed for the references."""
    isolation: tuple[str, ...]
    """The layers that were in force."""


class _Results(Struct, frozen=True):
    """What one submission left: the platform's results, the log, the seconds it took."""

    results: dict[str, Any]
    log: str
    seconds: float


def is_possible() -> bool:
    """Whether this machine can start the platform's script: Linux, with bash and setsid."""
    return sys.platform == "linux" and all(map(shutil.which, ("bash", "setsid")))


def rehearse(archive: Path, sets: Sequence[ProblemSet]) -> Rehearsal:
    """Prove a built zip, which has all of ``sets``, each with a reference.

    Raises:
        StaffError: the references did not get full marks, or an empty submission earned points;
            every such answer is named.
        GraderError: the platform would have got no results.
    """
    with _folder() as root:
        source = root / "source"
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(source)  # written a moment ago, by this program
        shutil.copyfile(source / "run_autograder", root / "run_autograder")
        (root / "run_autograder").chmod(0o755)
        _install(source, root / "venv")
        own = {"PATH": os.environ["PATH"], "HOME": str(root), "AUTOGRADER_VENV": str(root / "venv")}
        return _prove(root, root / "run_autograder", own, sets)


def prove_installed(source: Path) -> Rehearsal:
    """Prove an upload in place, with the environment that ``setup.sh`` has made.

    A set without a reference cannot be tested and is passed over.

    Raises:
        StaffError: as :func:`rehearse`; or there is no reference at all.
        GraderError: as :func:`rehearse`; or student code did not run as a user of its own, though
            this process is root.
    """
    tested = [
        problem_set
        for problem_set in load_sets(source / "problems", source / "reference")
        if problem_set.reference
    ]
    if not tested:
        raise StaffError("no reference solution", "NN_topic.py", where=str(source / "reference"))
    with _folder() as root:
        (root / "source").symlink_to(source.resolve())
        done = _prove(root, source.resolve() / "run_autograder", os.environ, tested)
    if os.geteuid() == 0 and "uid" not in done.isolation:
        # On the platform all else that keeps students from the references builds on this layer.
        raise GraderError(
            "Student code ran as root: either this machine forbids changing the user, or its "
            "Python lies in a folder that is closed to others. `autograder doctor` says which."
        )
    return done


def main() -> int:
    """Prove the upload in the folder that the command line names; return 0 if it is, else 1."""
    try:
        done = prove_installed(Path(sys.argv[1]))
    except AutograderError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(
        f"{done.log}\nThe reference solutions get all {counted(done.reference, 'point')}.\n"
    )
    return 0


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="autograder-rehearsal-") as name:
        root = Path(name)
        root.chmod(0o755)  # a worker may be another user
        yield root


def _install(source: Path, environment: Path) -> None:
    """Make an environment with the package of an upload, and of this Python's own what it pins."""
    venv.create(environment, symlinks=True)
    [packages] = environment.glob("lib/python3*/site-packages")
    if (source / "autograder").is_dir():
        shutil.copytree(source / "autograder", packages / "autograder")
    for wheel in source.glob("wheels/matrix_calculus_autograder-*.whl"):
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(packages)  # the staff's own wheel
    borrowed = dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    hidden = f"HIDDEN = {sorted(_hidden(_pinned(source)))!r}\n{_HIDE}"
    (packages / "only_pinned.py").write_text(hidden, encoding="utf-8")
    lines = "\n".join([*borrowed, "import only_pinned"])
    (packages / "borrowed.pth").write_text(lines, encoding="utf-8")


_HIDE: Final = """
import sys


class OnlyPinned:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name.partition(".")[0] in HIDDEN:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)


sys.meta_path.insert(0, OnlyPinned)
"""
"""Has modules that are here and will not be on the platform be missing in the rehearsal, too."""


def _pinned(source: Path) -> set[str]:
    """Return the packages that an upload has installed.

    Raises:
        StaffError: one of them is not here, where the references are to run.
    """
    wheels = {normal(path.name.partition("-")[0]) for path in source.glob("wheels/*.whl")}
    listed = source / "requirements.txt"
    lock = listed.read_text(encoding="utf-8") if listed.is_file() else ""
    wanted = versions(lock, f"3.{sys.version_info.minor}")
    if absent := [name for name in wanted if not _is_here(name)]:
        raise StaffError(
            f"no {', '.join(absent)} here, which the upload installs",
            "its packages, for the references are graded with them before it is uploaded",
            f"`python -m pip install {' '.join(f'{name}=={wanted[name]}' for name in absent)}`",
        )
    return wheels | set(map(normal, wanted))


def _is_here(package: str) -> bool:
    try:
        metadata.version(package)
    except metadata.PackageNotFoundError:
        return False
    return True


def _hidden(pinned: AbstractSet[str]) -> Iterator[str]:
    """Yield the modules of this Python's packages of which none is pinned."""
    for module, owners in metadata.packages_distributions().items():
        if module != "autograder" and not pinned & set(map(normal, owners)):
            yield module


def _prove(
    root: Path, script: Path, environment: Mapping[str, str], sets: Sequence[ProblemSet]
) -> Rehearsal:
    full = _submit(root, script, environment, _references(sets))
    _expect(full.results, sets, sum(problem_set.points for problem_set in sets), "passed")
    nothing = _submit(root, script, environment, {})
    _expect(nothing.results, sets, 0.0, "failed")
    return Rehearsal(
        reference=_points(full.results, sets),
        empty=_points(nothing.results, sets),
        seconds=full.seconds,
        log=full.log,
        isolation=tuple(full.results["extra_data"]["isolation"]),
    )


def _references(sets: Sequence[ProblemSet]) -> dict[str, bytes]:
    """Return the references as a student would hand them in; one file may answer two sets."""
    files: dict[str, bytes] = {}
    for problem_set in sets:
        assert problem_set.reference is not None
        path = problem_set.working or problem_set.reference
        name = PurePosixPath(problem_set.submit).with_suffix(path.suffix).name
        files[name] = files.get(name, b"") + path.read_bytes() + b"\n"
    return files


def _submit(
    root: Path, script: Path, environment: Mapping[str, str], files: Mapping[str, bytes]
) -> _Results:
    """Hand in files and start the script as the platform does: no arguments, fresh folders.

    Raises:
        GraderError: it leaves no results that the platform accepts.
    """
    for name in ("submission", "results"):
        shutil.rmtree(root / name, ignore_errors=True)
        (root / name).mkdir()
    for name, content in files.items():
        (root / "submission" / name).write_bytes(content)
    # What is handed in here is the staff's own: it is graded on machines without any layer, too.
    environment = {VARIABLE: "", **environment}
    own = {"AUTOGRADER_ROOT": str(root), "TIMEOUT_SECONDS": f"{_PATIENCE:g}"}
    log = root / "results" / "stdout"
    with log.open("wb") as stream:
        before = os.times().elapsed
        subprocess.run(  # noqa: S603  # the upload's own script
            [script],
            cwd=root,
            env={**environment, **own},
            stdout=stream,
            stderr=stream,
            timeout=_PATIENCE,
            check=False,
        )
        seconds = os.times().elapsed - before
    said = log.read_text(encoding="utf-8", errors="replace")
    try:
        results: dict[str, Any] = json.loads(
            (root / "results" / "results.json").read_text(encoding="utf-8")
        )
        validate(results)
    except (OSError, ValueError, GraderError) as error:
        raise GraderError(
            f"The upload leaves no results that the platform accepts: {error}\n{said[-2000:]}"
        ) from None
    return _Results(results, said, seconds)


def _rows(results: Mapping[str, Any], sets: Sequence[ProblemSet]) -> list[dict[str, Any]]:
    names = {problem_set.name for problem_set in sets}
    return [row for row in results["tests"] if row.get("extra_data", {}).get("set") in names]


def _points(results: Mapping[str, Any], sets: Sequence[ProblemSet]) -> float:
    return sum(float(row["score"]) for row in _rows(results, sets))


def _expect(
    results: Mapping[str, Any], sets: Sequence[ProblemSet], points: float, status: str
) -> None:
    """Return if every answer of some sets has a row with this status, and these points in all.

    Raises:
        StaffError: it is not so; every row that is not as expected is named.
    """
    rows, earned = _rows(results, sets), _points(results, sets)
    answers = sum(len(problem.answers) for problem_set in sets for problem in problem_set.problems)
    odd = [row for row in rows if row["status"] != status]
    if abs(earned - points) < _ROUNDING and len(rows) == answers and not odd:
        return
    references = "The reference solutions"
    complaint = (
        f"{references} did not get full marks." if points else "An empty submission earned points."
    )
    if not rows:
        complaint = f"{references} were not graded: {results.get('output', results['tests'])}"
    lines = [
        f"{row['name']}: {row['score']:g} of {row['max_score']:g}. {row.get('output', '')}"
        for row in odd
    ]
    seen = f"{counted(earned, 'point')} in {counted(len(rows), 'row')}"
    sums = f"{seen}; expected {points:g} in {answers}."
    raise StaffError("\n".join([complaint, sums, *lines]))


if __name__ == "__main__":
    sys.exit(main())
