"""How many threads numerical libraries start: read by them once, when they are imported."""

from __future__ import annotations

TYPE_CHECKING = False  # typing is imported by checkers alone: it takes half as long as yaml
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Final

__all__ = ["ONE_THREAD"]

ONE_THREAD: Final[Mapping[str, str]] = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
"""Environment variables for one thread: more do not pay for matrices of a few rows."""
