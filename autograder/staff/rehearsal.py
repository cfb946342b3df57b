"""A rehearsal of the platform with a built zip: its own reference must get full marks, an empty submission nothing.

The zip is unpacked into a folder shaped like ``/autograder`` and its ``run_autograder`` started as the platform's
harness does: no arguments, fresh folders, one log, and a reader of results.json that forgives nothing. What
``setup.sh`` would install is put in place by hand: the package of the zip, with this Python's own numpy.
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
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from msgspec import Struct

from autograder.errors import GraderError, StaffError
from autograder.problemset.model import ProblemSet
from autograder.render.results_schema import validate

__all__ = ["Rehearsal", "is_possible", "rehearse"]

_PATIENCE: Final = 600.0  # seconds: what the platform allows by default


class Rehearsal(Struct, frozen=True):
    """What the reference solutions and an empty submission got."""

    reference: float
    empty: float
    seconds: float
    """The wall time that the references took."""


def is_possible() -> bool:
    """Whether this machine can start the platform's script: Linux, with bash and setsid."""
    return sys.platform == "linux" and all(map(shutil.which, ("bash", "setsid")))


def rehearse(archive: Path, sets: Sequence[ProblemSet]) -> Rehearsal:
    """Grade the references and an empty submission from a built zip.

    Raises:
        StaffError: the references did not get full marks, or nothing earned points; every such answer is named.
        GraderError: the platform would have got no results.
    """
    with _platform(archive) as root:
        files: dict[str, bytes] = {}
        for each in sets:
            assert each.reference is not None
            files[each.submit] = files.get(each.submit, b"") + each.reference.read_bytes() + b"\n"
        full, seconds = _run(root, files)
        nothing, _ = _run(root, {})
    points = sum(each.points for each in sets)
    _expect(full, points, sets, "The reference solutions did not get full marks.", "passed")
    _expect(nothing, 0.0, sets, "An empty submission earned points.", "failed")
    return Rehearsal(full["score"], nothing["score"], seconds)


@contextmanager
def _platform(archive: Path) -> Iterator[Path]:
    """Unpack a zip as the platform does, with an environment that has its package."""
    with tempfile.TemporaryDirectory(prefix="autograder-rehearsal-") as name:
        root = Path(name)
        root.chmod(0o755)  # a worker may be another user
        source = root / "source"
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(source)  # written a moment ago, by this program
        shutil.copyfile(source / "run_autograder", root / "run_autograder")
        (root / "run_autograder").chmod(0o755)
        _install(source, root / "venv")
        yield root


def _install(source: Path, environment: Path) -> None:
    venv.create(environment, symlinks=True)
    [packages] = environment.glob("lib/python3*/site-packages")
    if (source / "autograder").is_dir():
        shutil.copytree(source / "autograder", packages / "autograder")
    for wheel in source.glob("wheels/matrix_calculus_autograder-*.whl"):
        with zipfile.ZipFile(wheel) as packed:
            packed.extractall(packages)  # the staff's own wheel
    borrowed = dict.fromkeys((sysconfig.get_path("purelib"), sysconfig.get_path("platlib")))
    (packages / "borrowed.pth").write_text("\n".join(borrowed), encoding="utf-8")


def _run(root: Path, files: Mapping[str, bytes]) -> tuple[dict[str, Any], float]:
    """Submit files, start the script and return the results with the time they took."""
    for name in ("submission", "results"):
        shutil.rmtree(root / name, ignore_errors=True)
        (root / name).mkdir()
    for name, content in files.items():
        (root / "submission" / name).write_bytes(content)
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(root),
        "AUTOGRADER_ROOT": str(root),
        "AUTOGRADER_VENV": str(root / "venv"),
        "TIMEOUT_SECONDS": f"{_PATIENCE:g}",
    }
    with (root / "results" / "stdout").open("wb") as log:
        before = os.times().elapsed
        subprocess.run(  # the script that was unpacked above
            ["./run_autograder"], cwd=root, env=environment, stdout=log, stderr=log, timeout=_PATIENCE, check=False
        )
        seconds = os.times().elapsed - before
    return _read(root), seconds


def _read(root: Path) -> dict[str, Any]:
    log = (root / "results" / "stdout").read_text(encoding="utf-8", errors="replace")
    try:
        results: dict[str, Any] = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
        validate(results)
    except (OSError, ValueError, GraderError) as error:
        raise GraderError(f"The upload leaves no results that the platform accepts: {error}\n{log[-2000:]}") from None
    return results


def _expect(results: dict[str, Any], points: float, sets: Sequence[ProblemSet], complaint: str, status: str) -> None:
    answers = sum(len(problem.answers) for each in sets for problem in each.problems)
    odd = [test for test in results["tests"] if test["status"] != status]
    if abs(results["score"] - points) < 1e-6 and len(results["tests"]) == answers and not odd:
        return
    lines = [f"{test['name']}: {test['score']:g} of {test['max_score']:g}. {test.get('output', '')}" for test in odd]
    counted = f"{results['score']:g} points in {len(results['tests'])} rows; expected {points:g} in {answers}."
    raise StaffError("\n".join([complaint, counted, *lines]))
