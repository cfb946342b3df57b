"""Grade a right answer by each library, the files in `answers/`; write `docs/libraries.md`.

    PYTHON tests/libraries/run_libraries.py

PYTHON has the autograder's dependencies and as many of the libraries as are to be tried; the row
of one that is not installed stays as it was last seen. As root, with a Python that lies in folders
open to everybody, every layer of isolation is in force.
"""

from __future__ import annotations

import importlib.metadata
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT))

from autograder.client.workers import Workers  # noqa: E402
from autograder.grading.grade import grade  # noqa: E402
from autograder.oracle.answer_key import AnswerKey  # noqa: E402
from autograder.oracle.sets import load_sets  # noqa: E402
from autograder.submission.files import Submission  # noqa: E402

TABLE = ROOT / "docs" / "libraries.md"
HEAD = """# Answers made by other libraries

A gradient of shape `(n, 1)`, made and returned by each library as it gives it. Where it is not
graded as right, the last column is what the student reads. Written by
`tests/libraries/run_libraries.py`; the answers are in `tests/libraries/answers/`.

Isolation: {isolation}.

| answer by | version | verdict | what is said |
|---|---|---|---|
"""


def main() -> None:
    rows, seen = [], seen_before()
    with Workers() as workers:
        key = AnswerKey(load_sets(HERE / "problems", HERE))
        for path in sorted((HERE / "answers").glob("*.py")):
            source, name = path.read_bytes(), path.stem.replace("_", " ")
            version = installed(source)
            if version is None:
                print(f"{name}: not installed")
                rows += [seen[name]] if name in seen else []
                continue
            report = grade(key, Submission(path.stem, {"quadratic.py": source}), workers)
            row = report.rows[0]
            said = " ".join([*report.remarks, row.message]).replace("\n", " ").replace("|", "/")
            rows.append(f"| {name} | {version} | {row.status.value} | {said} |")
            print(rows[-1])
        isolation = ", ".join(workers.isolation)
    TABLE.write_text(HEAD.format(isolation=isolation) + "\n".join(rows) + "\n")


def seen_before() -> dict[str, str]:
    """Return the rows of the table as it is, by what stands in their first cell."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return {line.split(" | ")[0].removeprefix("| "): line for line in lines if line[:2] == "| "}


def installed(source: bytes) -> str | None:
    """Return the version of the package that a file's first line names, or None without it."""
    package = source.decode().split("\n")[0].removeprefix("# package: ").partition("[")[0]
    if package == "none":
        return ""
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


if __name__ == "__main__":
    main()
