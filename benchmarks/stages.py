"""Grades as `autograder grade` does, and says what each stage took: `bench_parts.py` runs it.

`python benchmarks/stages.py BEGAN FOLDER [KEPT]`, the package on PYTHONPATH: BEGAN is the parent's
`time.monotonic()` when it started this process. It prints JSON, stage -> milliseconds of the wall
and of this process's own processor time. The stages are those of `autograder/commands/grade.py`, in
its order, where there are two processors; `floor.py` has the same names for what the least possible
program does.
"""

from __future__ import annotations

import os
import sys
import time

INTERPRETER = "the interpreter"
NUMPY = "numpy and yaml"
OWN = "the command line and own modules"
SETS = "problem sets read and checked"
ZYGOTE = "waiting for the workers' Python"
KEY = "answer key"
WORKER = "waiting for student code"
JUDGED = "asked, read, judged"
ENDED = "processes ended"
STAGES = (INTERPRETER, NUMPY, OWN, SETS, ZYGOTE, KEY, WORKER, JUDGED, ENDED)


# The clock of this thread and not of the process, which on Linux moves by the tick alone while a
# timer bounds what an answer key takes.


class Clock:
    """Wall and processor time since the last look, by stage."""

    def __init__(self, began: float) -> None:
        self.found = {stage: [0.0, 0.0] for stage in STAGES}
        self._last = (began, 0.0)

    def note(self, stage: str) -> None:
        """Add what has passed since the last note to a stage."""
        now = (time.monotonic(), time.thread_time())
        for index in range(2):
            self.found[stage][index] += 1e3 * (now[index] - self._last[index])
        self._last = now

    def move(self, stage: str, to: str, spent: list[float]) -> None:
        """Count what was measured within a stage to another one."""
        for index in range(2):
            self.found[stage][index] -= 1e3 * spent[index]
            self.found[to][index] += 1e3 * spent[index]


def watched(owner: object, name: str) -> list[float]:
    """Have a method add up the wall and processor seconds of its calls, in the list returned."""
    plain, spent, depth = getattr(owner, name), [0.0, 0.0], [0]

    def measured(*arguments: object, **options: object) -> object:
        began = time.monotonic(), time.thread_time()
        depth[0] += 1
        try:
            return plain(*arguments, **options)
        finally:
            depth[0] -= 1
            if not depth[0]:
                spent[0] += time.monotonic() - began[0]
                spent[1] += time.thread_time() - began[1]

    setattr(owner, name, measured)
    return spent


def main() -> None:
    clock = Clock(float(sys.argv[1]))
    clock.note(INTERPRETER)

    from autograder.client.early_start import start_early

    start_early()
    from autograder.client.collector import rarely_collected

    rarely_collected().__enter__()
    import json
    from pathlib import Path

    import autograder.cli
    import autograder.commands.grade  # noqa: F401
    from autograder.client.threads import ONE_THREAD
    from autograder.client.workers import Workers

    for name, count in ONE_THREAD.items():
        os.environ.setdefault(name, count)
    workers = Workers()
    clock.note(OWN)

    import numpy  # noqa: F401
    import yaml  # noqa: F401

    clock.note(NUMPY)

    from autograder.client.channel import Channel
    from autograder.grading.grade import grade
    from autograder.oracle.answer_key import AnswerKey
    from autograder.oracle.key_store import KeyStore, kept, user_folder
    from autograder.oracle.processors import has_two_processors
    from autograder.oracle.second_process import halved
    from autograder.oracle.sets import load_offered, offered_sets
    from autograder.problemset.locations import problems_folder, reference_folder
    from autograder.submission.files import choose_sets, coded_sets, open_submission

    clock.note(OWN)
    store, folder = KeyStore(user_folder()), Path(sys.argv[2])
    reference = reference_folder(None)
    offered = offered_sets(problems_folder(None), reference, keys=store)
    opened = open_submission(folder, [each.submit for each in offered])
    chosen = load_offered(choose_sets(offered, opened), reference, keys=store)
    clock.note(SETS)
    isolation = workers.isolation
    clock.note(ZYGOTE)
    key = AnswerKey(chosen)
    drawing, waiting = watched(AnswerKey, "_within_bounds"), watched(Channel, "_step")
    with kept(key, store, isolation), halved(key, coded_sets(chosen, opened)):
        clock.note(KEY)
        report = grade(key, opened, workers, texts_apart=has_two_processors())
        clock.note(JUDGED)
    clock.note(KEY)
    clock.move(JUDGED, KEY, drawing)
    clock.move(JUDGED, WORKER, waiting)
    workers.close()
    clock.note(ENDED)
    print(json.dumps({"stages": clock.found, "score": report.score}))


if __name__ == "__main__":
    main()
