"""What ``run_autograder`` starts on Gradescope: grades ``submission/``, leaves ``results.json``.

Every set of the upload is graded, whether or not its file was handed in: a missing file gives rows
that say so. The points of the assignment must not depend on what a student chose to submit.

Standard output is the staff's log; students never see it.
"""

from __future__ import annotations

import contextlib
import faulthandler
import os
import sys
import time
import traceback
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import autograder
from autograder.client.workers import Workers
from autograder.errors import GraderError, StaffError, UsageError
from autograder.gradescope.descendants import kill_descendants
from autograder.gradescope.earlier import Earlier, last_known, with_earlier_points
from autograder.gradescope.metadata import read_metadata
from autograder.gradescope.policies import (
    Decision,
    decide,
    refusal,
    with_feedback,
    with_last_result,
)
from autograder.gradescope.policies_file import FILE_NAME as POLICIES
from autograder.gradescope.policies_file import load_policies
from autograder.gradescope.results import replace_file, results
from autograder.report import Feedback, Report, Row, Status, Visibility
from autograder.worker import prctl
from autograder.worker.layers.layer import Resources

__all__ = ["failure", "log", "main", "seed", "time_limit", "time_margin", "worker_memory"]

_ROOT = "/autograder"
_DEFAULT_SEED = "0"

_DEFAULT_LIMIT = 600.0
"""Seconds: the platform's own default, for when it does not tell."""

_MARGIN = 45.0
"""Seconds kept back from the platform's limit.

An import and a call that began in time may still take 25 (the default limits). Then the workers are
ended and the results written, with half a CPU on a busy host.
"""

_MARGIN_SHARE = 0.1
"""Share of a long limit that is kept back: one slow step overruns a late deadline by more."""

_CONTAINER_MEMORY = (
    Path("/sys/fs/cgroup/memory.max"),
    Path("/sys/fs/cgroup/memory/memory.limit_in_bytes"),
)
"""Where a container reads its limit in bytes: control groups version 2, version 1."""

_SMALLEST_CONTAINER = 768 << 20
"""Bytes: the platform's default, for when the limit cannot be read."""

_RESERVE = 256 << 20
"""Bytes kept from student code: the grader and the platform's harness take about half of it."""

_LAST_CALL = 5.0
"""Seconds before the platform's limit at which a grader that hangs prints its stack and ends."""

_KEYS = "keys"
_STAFF_FAULT = (
    "The autograder could not grade this: the course staff have to mend a problem set. "
    "Nothing is known to be wrong with your submission. "
    "It is stored, and you need not submit it again."
)
_STOPPED = (
    "The autograder stopped before it had a result. "
    "This is not known to be the fault of your submission, which is stored."
)
_GRADER_FAULT = (
    "The autograder could not grade this: the autograder itself failed. "
    "Nothing is known to be wrong with your submission. "
    "It is stored; if submitting it again does not help, tell the course staff."
)


def main() -> int:
    """Grade what was submitted and leave a valid ``results.json``, whatever fails; return 0."""
    root = Path(os.environ.get("AUTOGRADER_ROOT", _ROOT))
    limit = time_limit(os.environ)
    margin = time_margin(limit)
    # A grader that hangs would be killed by the platform, which then overwrites results.json with a
    # message that blames the student's code. Better to leave the fallback, and in the log the line
    # that hung.
    faulthandler.dump_traceback_later(limit - min(_LAST_CALL, margin / 2), exit=True)
    prctl.adopt_orphans()
    decision, metadata = Decision(), read_metadata(root / "submission_metadata.json")
    earlier = last_known(metadata)
    try:
        _leave_meanwhile(earlier, root)
        decision = decide(load_policies(root / "source" / POLICIES), metadata)
        if decision.refused:
            _leave(refusal(decision, earlier), root, decision.log())
        else:
            report = _grade(root, time.monotonic() + limit - margin, decision.feedback)
            _finish(with_earlier_points(decision.apply(report), earlier), root, decision)
    except Exception as error:
        traceback.print_exc(file=sys.stdout)
        _finish(failure(error), root, decision.not_graded(), earlier)
    return 0


def time_limit(environment: Mapping[str, str]) -> float:
    """Return how many seconds the platform allows, by its own word or by its default."""
    try:
        seconds = float(environment.get("TIMEOUT_SECONDS", _DEFAULT_LIMIT))
    except ValueError:
        return _DEFAULT_LIMIT
    return seconds if 0 < seconds < float("inf") else _DEFAULT_LIMIT


def time_margin(limit: float) -> float:
    """Return how many seconds of ``limit`` are kept back; never more than half of it."""
    return min(max(_MARGIN, _MARGIN_SHARE * limit), limit / 2)


def seed(environment: Mapping[str, str], source: Path) -> str:
    """Return the seed: ``AUTOGRADER_SEED``, else ``seed.txt`` of the upload, else ``0``."""
    stated = environment.get("AUTOGRADER_SEED", "").strip()
    file = source / "seed.txt"
    if not stated and file.is_file():
        stated = file.read_text(encoding="utf-8").strip()
    return stated or _DEFAULT_SEED


def worker_memory(files: Sequence[Path] = _CONTAINER_MEMORY) -> Resources:
    """Return the bounds of student code: a MemoryError comes before the container is full.

    Beyond its limit a container kills a process of its own choice, which might be the grader.
    """
    limits = []
    for file in files:
        with contextlib.suppress(OSError, ValueError):  # absent, or the word "max"
            limits.append(int(file.read_text()))
    limit = min(limits, default=_SMALLEST_CONTAINER)
    most = max(limit - _RESERVE, limit // 2)
    return Resources(memory=min(most, Resources().memory), most_memory=most)


def failure(error: Exception) -> Report:
    """Build the report of a run that failed: a row for the student, a hidden one with the cause."""
    message = _STAFF_FAULT if isinstance(error, (StaffError, UsageError)) else _GRADER_FAULT
    reason = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    rows = (
        _failure_row("This submission was not graded", message, Visibility.VISIBLE),
        _failure_row("For staff: why it was not graded", f"{error}\n\n{reason}", Visibility.HIDDEN),
    )
    return Report(rows=rows, isolation=(), provenance={"autograder": autograder.__version__})


def log(report: Report) -> str:
    """Build the staff's log: versions, isolation, the points to configure, a line for every row."""
    return "".join(f"{line}\n" for line in _log_lines(report))


def _grade(root: Path, deadline: float, level: Feedback) -> Report:
    source = root / "source"
    with Workers(resources=worker_memory()) as workers:  # started before any secret is in memory
        # they bring numpy, which the workers' Python imports at the same time
        from autograder.client.required_layers import required_on_platform, shortfall
        from autograder.grading.grade import grade
        from autograder.oracle.answer_key import AnswerKey
        from autograder.oracle.key_store import KeyStore, kept
        from autograder.oracle.processors import has_two_processors
        from autograder.oracle.second_process import halved
        from autograder.oracle.sets import load_sets
        from autograder.submission.files import coded_sets, open_submission

        store, chance = KeyStore(source / _KEYS), seed(os.environ, source)
        sets = load_sets(source / "problems", source / "reference", keys=store, seed=chance)
        sets = with_feedback(sets, level)
        required = required_on_platform(os.environ, is_root=os.geteuid() == 0)
        if missing := shortfall(required, workers):
            raise GraderError(missing)
        key = AnswerKey(sets, chance)
        with kept(key, store, workers.isolation):  # the self-test leaves the key in the image
            wanted = [problem_set.submit for problem_set in sets]
            submission = open_submission(root / "submission", wanted)
            with halved(key, coded_sets(sets, submission)):
                apart = has_two_processors()
                return grade(key, submission, workers, deadline=deadline, texts_apart=apart)


def _finish(
    report: Report, root: Path, decision: Decision, standing: Earlier | None = None
) -> None:
    """Write a report, in front of a last result that stands where it says nothing of its own."""
    finished = results(report)
    if standing is None:
        decision.note(finished)
    else:
        finished = with_last_result(finished, report.rows[0].message, standing, decision)
    _leave(finished, root, log(report) + decision.log())


def _leave_meanwhile(earlier: Earlier | None, root: Path) -> None:
    """Let a grader that is ended from outside cost nothing that is known."""
    if earlier is not None:
        stopped = _failure_row("Autograder did not finish", _STOPPED, Visibility.VISIBLE)
        written = results(Report(rows=(stopped,), isolation=(), provenance={}))
        standing = with_last_result(written, _STOPPED, earlier, Decision())
        replace_file(standing, root / "results" / "results.json")


def _leave(finished: Mapping[str, object], root: Path, said: str) -> None:
    kill_descendants()  # whatever is still alive could rewrite what is written next
    replace_file(finished, root / "results" / "results.json")
    sys.stdout.write(said)


def _failure_row(title: str, message: str, visibility: Visibility) -> Row:
    return Row(
        set="",
        problem="",
        answer="",
        status=Status.STAFF_ERROR,
        score=0.0,
        max_score=0.0,
        message=message,
        title=title,
        visibility=visibility,
    )


def _log_lines(report: Report) -> Iterator[str]:
    yield " ".join(f"{name}={value}" for name, value in report.provenance.items())
    yield f"isolation: {' '.join(report.isolation) or 'none'}"
    yield f"points to configure for the assignment: {report.max_score:g}"
    for row in report.rows:
        place = ".".join((row.set, row.problem, row.answer)).strip(".") or row.title
        mistake = f" {row.mistake}" if row.mistake else ""
        points = f"{row.score:g}/{row.max_score:g}"
        yield f"{row.number or '-':>6}  {points}  {row.status.value}{mistake}  {place}"
    yield from (f"staff: {note}" for note in report.staff_notes)
    yield f"score: {report.score:g}/{report.max_score:g}"
