"""No process of a submission outlives its grading: all are ended before results are written."""

from __future__ import annotations

import contextlib
import os
import signal

from autograder.worker.children import children

__all__ = ["kill_descendants"]


def kill_descendants() -> None:
    """Kill and reap every process below this one, so that none is left.

    A process whose parent has ended is found only if :func:`autograder.worker.prctl.adopt_orphans`
    was called before. Linux only.
    """
    while True:
        for child in children():
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        try:
            # the children of the one that ended are now this process's: look again
            os.waitpid(-1, 0)
        except ChildProcessError:
            return
