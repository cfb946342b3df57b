"""The grader of one box: grades the submissions that it is named, one after the other, until there
are no more.

It runs in a process of its own, on a stack that the test chose, and keeps what nobody may find: a
secret in its environment, in its memory, and in the files that only it can read.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any

from autograder.client.restart import restart
from autograder.client.workers import Workers
from autograder.errors import UsageError
from autograder.gradescope.results import replace_file, results
from autograder.gradescope.run import worker_memory
from autograder.grading.grade import grade
from autograder.grading.naming import namer_of
from autograder.oracle.answer_key import AnswerKey
from autograder.oracle.sets import load_sets
from autograder.submission.files import Submission, open_submission

ROOT = Path(os.environ["BOX_ROOT"])
SECRET = os.environ["AUTOGRADER_SEED"]


def descendants() -> list[str]:
    """List the processes below this one, whatever their parents are by now."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    found = {os.getpid()}
    for _ in parents:
        found |= {pid for pid, parent in parents.items() if parent in found}
    return [
        (Path("/proc") / str(pid) / "comm").read_text() for pid in sorted(found - {os.getpid()})
    ]


def opened(path: Path) -> Submission:
    try:
        return open_submission(path)
    except UsageError:
        return Submission("nothing", {})


def answer(key: AnswerKey, workers: Workers, path: Path) -> dict[str, Any]:
    report = grade(key, opened(path), workers)
    replace_file(results(report), ROOT / "results" / "results.json")
    namer_of(workers, key).close()  # the grader's own process; what is left then is the zygote
    return {"report": report.to_json(), "descendants": descendants()}


def main() -> None:
    out = os.fdopen(os.dup(1), "w")
    resources, scratch = worker_memory(), os.environ["BOX_SCRATCH"]
    with Workers(resources=resources, scratch=scratch, leave_out=sys.argv[1:]) as workers:
        key = AnswerKey(
            load_sets(ROOT / "source" / "problems", ROOT / "source" / "reference"), SECRET
        )
        hello = {
            "isolation": workers.isolation,
            "pid": os.getpid(),
            "missing": dict(workers.missing),
        }
        print(json.dumps(hello), file=out, flush=True)
        for line in sys.stdin:
            print(json.dumps(answer(key, workers, Path(line.rstrip("\n")))), file=out, flush=True)


if __name__ == "__main__":
    if os.environ["BOX_STARTS_ANEW"]:
        sys.path.insert(0, str(Path(__file__).parent))
        restart("grader:main")
        sys.exit("it could not be started anew")
    main()
