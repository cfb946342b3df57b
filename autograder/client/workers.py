"""Calling student code. Create :class:`Workers` first, and read secrets afterwards.

Nothing that a student's code does raises here: it becomes the outcome of the answer it belongs to,
and the next answer gets a new process. :class:`~autograder.errors.GraderError` means that the
grader or its machine is at fault.
"""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Final, Literal

from autograder.client.clean_start import zygote_is_possible
from autograder.client.spawner import Spawner, WorkerSetup
from autograder.client.staging import FIRST_UID, UidClaim
from autograder.client.stray_folders import sweep
from autograder.client.zygote_spawner import ZygoteSpawner
from autograder.errors import GraderError
from autograder.worker import prctl
from autograder.worker.layers.layer import Resources, Settings
from autograder.worker.messages import Bundle, Limits

if TYPE_CHECKING:
    from autograder.client.live_worker import LiveWorker
    from autograder.client.session import Session

__all__ = ["ProcessModel", "Workers"]

ProcessModel = Literal["zygote", "fresh"]
_USUAL: Final = Limits()


class Workers:
    """A source of workers; a context manager.

    Creating it hides this process's memory from other processes of its user (Linux), starts a
    Python in the background, and returns at once: until the first use, problem sets can be read
    while numpy is imported.
    """

    def __init__(
        self,
        *,
        python: str = sys.executable,
        model: ProcessModel | None = None,
        resources: Resources | None = None,
        first_uid: int = FIRST_UID,
        scratch: str | None = None,
        leave_out: Collection[str] = (),
    ) -> None:
        """Start.

        Args:
            python: The interpreter for student code, with numpy and msgspec.
            model: How workers come to be; None takes the zygote where that is possible.
            resources: Upper bounds for each worker.
            first_uid: As root, the first of the user ids that workers may have.
            scratch: Folder for the workers' folders; by default the system's for temporary files.
            leave_out: Layers of isolation to do without: for what a layer costs or stops, never for
            grading.

        Raises:
            GraderError: ``python`` can not be executed.
        """
        prctl.hide_memory()
        self._first_uid = first_uid
        self._free_claims = [UidClaim(first_uid)]
        self._open: set[Session] = set()
        self.on_close = ExitStack()
        settings = Settings("", self._free_claims[0].uid, resources or Resources())
        try:
            spawner = _spawner(python, settings, model)
            self._setup = WorkerSetup(spawner, settings.resources, scratch, frozenset(leave_out))
        except GraderError:
            self._free_claims[0].close()
            raise
        sweep(scratch)  # numpy is imported meanwhile

    def __enter__(self) -> Workers:
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def isolation(self) -> tuple[str, ...]:
        """The layers in force for every worker, in the order in which they are applied.

        Raises:
            GraderError: The Python for student code could not be started.
        """
        return self._setup.layers()

    @property
    def missing(self) -> Mapping[str, str]:
        """For each layer that is not in force, why not and what to do about it.

        Raises:
            GraderError: The Python for student code could not be started.
        """
        return {name: reason for name, reason in self._setup.reasons().items() if reason}

    def session(self, bundle: Bundle, limits: Limits = _USUAL) -> Session:
        """Open a session for one submission; several may be open, each with its own processes."""
        # brings numpy: later than the start of the zygote
        from autograder.client.live_worker import LiveWorker
        from autograder.client.session import Session

        claim = self._free_claims.pop() if self._free_claims else UidClaim(self._first_uid)

        def start() -> LiveWorker:
            if "uid" in self.isolation and claim.uid is None:
                raise GraderError(
                    "every user id set aside for workers is taken; end other graders here"
                )
            return LiveWorker(self._setup, bundle.files, claim.uid, limits.memory)

        session = Session(start, bundle, limits)
        session.on_close.callback(self._free_claims.append, claim)
        self._open.add(session)
        session.on_close.callback(self._open.discard, session)
        return session

    def close(self) -> None:
        """Close every session and end every process that was started here."""
        self.on_close.close()
        for session in tuple(self._open):
            session.close()
        self._setup.spawner.close()
        for claim in self._free_claims:
            claim.close()


def _spawner(python: str, settings: Settings, model: ProcessModel | None) -> Spawner:
    if model == "zygote" or (model is None and zygote_is_possible()):
        return ZygoteSpawner(python, settings)
    from autograder.client.process_spawner import ProcessSpawner

    return ProcessSpawner(python, settings)
