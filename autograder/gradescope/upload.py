"""The zip for Gradescope: the platform's two scripts, the package, the sets and their references.

The same inputs give the same bytes: entries are sorted, stored, and bear one date.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

import autograder
from autograder.errors import StaffError, UsageError
from autograder.gradescope.pins import course_lock, pins, shipped_lock
from autograder.gradescope.policies_file import FILE_NAME, load_policies
from autograder.problemset.course import course_folder, read_course
from autograder.problemset.model import ProblemSet

__all__ = ["SCRIPTS", "collect", "policies_beside", "write_zip"]

SCRIPTS: Final = ("run_autograder", "setup.sh")
_PACKAGE: Final = Path(autograder.__file__).resolve().parent
_PROJECT: Final = "matrix-calculus-autograder"
_BACKEND: Final = "hatchling==1.33.0"
_TEXT: Final = frozenset(
    [
        *(".py", ".pyi", ".toml", ".lock", ".txt", ".sh", ""),
        *(".yaml", ".yml", ".json", ".md", ".html", ".css", ".js"),
    ]
)
"""Endings of files whose lines shall end in LF: the platform mends its two scripts and no other."""
_SHIPPED_SCRIPTS: Final = Path(__file__).with_name("scripts")
"""Where a wheel carries the platform's two scripts; a checkout has them beside the package."""
_LEFT_OUT: Final = frozenset({"__pycache__", "bank", "scripts"})
"""Folders of the package that no zip holds: a wheel's bank has every reference in it."""
_DATE: Final = (1980, 1, 1, 0, 0, 0)  # the oldest that a zip can say
_SEED: Final = "seed.txt"

Files = Mapping[str, bytes]


def collect(
    sets: Sequence[ProblemSet],
    *,
    seed: str | None = None,
    policies: Path | None = None,
    wheels: Path | None = None,
) -> dict[str, bytes]:
    """Return the upload's files by their path in the zip.

    Args:
        sets: what is to be graded; nothing of other sets goes in.
        seed: decides the random inputs; without one they are the same as everybody's.
        policies: a policies file.
        wheels: a folder of wheels to install from, this project's among them: no index is needed.

    Raises:
        StaffError: a set has no reference, or the policies are malformed.
        UsageError: the wheels do not include this project's.
    """
    files = dict(_scripts())
    for problem_set in sets:
        files |= _set_files(problem_set)
    lock = "".join(dict.fromkeys(course_lock(chosen.path.parent) for chosen in sets))
    files |= _wheel_files(wheels, lock) if wheels else _package_files(lock)
    if seed is not None:
        files[_SEED] = f"{seed}\n".encode()
    if policies is not None:
        load_policies(policies)
        files[FILE_NAME] = policies.read_bytes()
    return {path: _with_plain_lines(path, content) for path, content in files.items()}


def policies_beside(problems: Path) -> Path | None:
    """Return the policies file of a course: the one beside its folder of problem sets."""
    path = problems.resolve().parent / FILE_NAME
    return path if path.is_file() else None


def _scripts() -> Iterator[tuple[str, bytes]]:
    for name in SCRIPTS:
        found = next(
            (path for path in (_PACKAGE.parent / name, _SHIPPED_SCRIPTS / name) if path.is_file()),
            None,
        )
        if found is None:
            raise StaffError(
                "found it neither in the checkout nor in the package; install the package again",
                where=name,
            )
        content = found.read_bytes()
        if not content.startswith(b"#!"):
            raise StaffError(
                "no `#!` in its first two bytes", "a script without a BOM", where=str(found)
            )
        yield name, content


def _set_files(problem_set: ProblemSet) -> Files:
    name, path, reference = problem_set.name, problem_set.path, problem_set.reference
    if reference is None:
        raise StaffError(
            "no reference", f"reference/{name}.py, to prove the upload with", where=name
        )
    files = {f"problems/{path.name}": path, f"reference/{reference.name}": reference}
    if (working := problem_set.working) is not None:
        files[f"reference/{working.name}"] = working
    companion = path.with_suffix(".py")
    if companion.is_file():
        files[f"problems/{companion.name}"] = companion
    course = course_folder(path.parent)
    files |= {file.relative_to(course).as_posix(): file for file in read_course(path.parent).files}
    support = path.parent / "support"
    for helper in _below(support):
        files[f"problems/support/{helper.relative_to(support).as_posix()}"] = helper
    return {name: file.read_bytes() for name, file in files.items()}


def _below(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix == ".pyc":
            continue
        if not _LEFT_OUT & set(path.relative_to(folder).parts):
            yield path


# The package: as source that pip builds, or as wheels


def _package_files(lock: str) -> Files:
    """Return the package's source, and what is installed beside it; ``lock`` is the course's."""
    files = {
        f"autograder/{path.relative_to(_PACKAGE).as_posix()}": path.read_bytes()
        for path in _below(_PACKAGE)
    }
    whole = shipped_lock() + lock
    return files | {
        "pyproject.toml": _project(whole).encode(),
        "requirements.txt": whole.encode(),
    }


def _project(lock: str) -> str:
    """Return a pyproject.toml that installs the package and nothing else: no bank, no tests."""
    pinned = "".join(f'  "{pin}",\n' for pin in pins(lock))
    return (
        f'[build-system]\nrequires = ["{_BACKEND}"]\nbuild-backend = "hatchling.build"\n\n'
        f'[project]\nname = "{_PROJECT}"\nversion = "{autograder.__version__}"\n'
        f'requires-python = ">=3.10"\ndependencies = [\n{pinned}]\n\n'
        '[project.scripts]\nautograder = "autograder.__main__:main"\n\n'
        '[tool.hatch.build.targets.wheel]\npackages = ["autograder"]\n'
    )


def _wheel_files(folder: Path, lock: str) -> Files:
    wheels = sorted(folder.glob("*.whl"))
    if not any(wheel.name.startswith(_PROJECT.replace("-", "_") + "-") for wheel in wheels):
        raise UsageError(
            f"no wheel of {_PROJECT}",
            "one, with those of all that it needs",
            f"`pip wheel --wheel-dir {folder} .` in a checkout, under the platform's Python, "
            "writes them",
            where=f"--wheels {folder}",
        )
    beside = {"packages.txt": "".join(f"{pin}\n" for pin in pins(lock)).encode()} if lock else {}
    return {**{f"wheels/{wheel.name}": wheel.read_bytes() for wheel in wheels}, **beside}


# The zip


def _with_plain_lines(path: str, content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n") if Path(path).suffix in _TEXT else content


def write_zip(files: Files, path: Path) -> None:
    """Write files as a zip; the same files give the same bytes, on every machine."""
    # Stored, not compressed: compressors differ between machines.
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _DATE)
            entry.create_system = 3  # Unix, so that the mode below is read
            entry.external_attr = (stat.S_IFREG | (0o755 if name in SCRIPTS else 0o644)) << 16
            archive.writestr(entry, files[name])
