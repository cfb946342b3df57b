"""Writes docs/limits.md: what a submission can cost, and odd surroundings; as root, in minutes."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / "benchmarks"), str(HERE.parent / "tests")]

import bench_costs  # noqa: E402 - a script beside the package
import bench_references  # noqa: E402
import odd_surroundings  # noqa: E402
from open_environment import open_environment  # noqa: E402

PAGE = HERE / "limits.md"
HEAD = f"""# What a submission can cost

Written by `python docs/generate_limits.py`, by real grading on {platform.system()}
{platform.release().split("-")[0]}, {platform.machine()}, Python {platform.python_version()}.

**No submission costs the grader more than its own limits, 2 s and 200 MB.** The limits are the
set's: `time_limit` for the student's code, `memory` for its process. What the grader itself does
with a submission is bounded like this:

| what | bound |
| --- | --- |
| reading a folder, its zips and those in them | 200 MB unpacked, 50,000 names, 5 MB of a list |
| keeping files | 2,000 files, 50 MB together, 10 MB each |
| outputs of heavy notebooks, dropped | 2,000,000 tokens in all |
| replies of a call | its cap by the size expected, and as many parts as an honest encoder makes |
| prints of a call | 16 MB read, 10,000 characters kept |
| texts of a failure | 2,000 characters, cleaned in one pass |
| processes, their folders written and removed | the submission's own time; 200 processes |
| an own folder, however full | 1 s, the rest in a process that nobody waits for |
| naming the mistake in an answer | 0.7 s of processor time and 160 MB in a process of its own |

Naming is the one that stands beside the 2 s: it is met once for a problem whose search does not
end, which is then named no more. None of the shipped problems meets it.
"""
COSTS = f"""
## Measured

Each of these is a submission made to be dear in one way, to a set with {bench_costs.ALLOWED:g} s
for a submission and 1.5 s for a call. Seconds, those of its own limits included, and MB of the
grader's own process are beyond what an honest submission takes: `python benchmarks/bench_costs.py`
fails above {bench_costs.ALLOWED + bench_costs.BEYOND:g} s or {bench_costs.MEMORY:g} MB.
"""
SURROUNDINGS = """
## Odd surroundings

Layers must not go missing silently. In each of these a command for a class (`grade --require
files,processes`, as `regrade` and the platform have it by themselves) grades an honest submission;
where it does, every attack of `tests/attacks/bank` that the layers in force are for is handed in,
with the memory that the platform would give. Each is made for real: a mount namespace, control
groups, a filter of system calls (`tests/odd_surroundings.py`).
"""
REFERENCES = f"""
## References that may not end

To name a mistake the references are run with slips of the pen in them, which may loop for ever,
append without end or print. On {bench_references.PROCESSORS:g} processors with
{bench_references.MEMORY} MB, in control groups: seconds of a wrong answer beyond a right one, for
`verify --seeds 1` all its seconds, and MB of the grader with all its processes. One second of a
processor is two there (`python benchmarks/bench_references.py`).
"""


def page() -> str:
    """Measure and lay out everything."""
    costs = {case: bench_costs.measure(case) for case in bench_costs.CASES}
    with bench_references.container() as enter:
        references = {
            name: bench_references.measure(enter, reference)
            for name, reference in bench_references.REFERENCES.items()
        }
    lines = [HEAD + COSTS, *bench_costs.table(costs)]
    lines += [REFERENCES, *bench_references.table(references), SURROUNDINGS]
    with open_environment() as (folder, _):
        lines += odd_surroundings.table(str(folder / "bin" / "python"))
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
