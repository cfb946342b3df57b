"""Runs the benchmarks one after another and writes RESULTS.md: what `make bench` does.

`python benchmarks/results.py [--quick] [--mitx FOLDER]`; as root, with a Python that every user may
read, every layer of isolation is on. Quick is what takes some minutes: commands, stages, growth,
other graders. The MITx grading library is in no package: FOLDER is a checkout of it (see
`bench_paper.py`).
"""

from __future__ import annotations

import argparse
import ast
import os
import platform
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE / "RESULTS.md"
PACKAGES = ("numpy", "pyyaml", "msgspec", "click", "gradescope-utils")
PAPER = "bench_paper.py"
SECONDS = 3600
"""For one benchmark; the longest takes a quarter of it on a busy machine."""


@dataclass(frozen=True)
class Section:
    """One benchmark: its heading, its options in full and, unless it is long, those for quick."""

    title: str
    script: str
    full: Sequence[str] = ()
    quick: Sequence[str] | None = None


SECTIONS = (
    Section("Whole commands", "bench_grade.py", (), ("--rounds", "3")),
    Section("The floor, and what stands between", "bench_parts.py", (), ("--rounds", "3")),
    Section("Beside other graders", "bench_peers.py", (), ("--rounds", "3")),
    Section("A student's check", "bench_check.py", (), ("--rounds", "5")),
    Section("One submission by layers", "bench_worker.py"),
    Section(
        "A class",
        "bench_class.py",
        (
            *("--sizes", "500", "2000", "10000", "--hanging", "2000"),
            *("--plot", "docs/pictures/class.svg"),
        ),
    ),
    Section(
        "As it grows",
        "bench_scaling.py",
        ("--plot", "docs/pictures/scaling.svg"),
        ("--rounds", "3"),
    ),
    Section("Naming mistakes", "bench_diagnose.py"),
    Section("Derivatives", "bench_derivative.py"),
    Section("Derivatives beside other tools", "bench_differentiators.py"),
    Section("Error bounds", "bench_bounds.py"),
    Section("On paper", PAPER),
)


def head(quick: bool) -> str:
    """Return the page's beginning: the machine, the versions, how busy it is."""
    models = [
        line.partition(":")[2].strip()
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        if line.startswith("model name")
    ]
    versions = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    option = " BENCH=--quick" if quick else ""
    return f"""# Results of `make bench{option}`

Ratios within one run: the programs that are compared take turns, so that what else the machine does
weighs on all of them. Numbers in brackets are the least and the largest.

- {platform.system()} {platform.release().split("-")[0]}, {platform.machine()},
  {len(models)} processors ({(models or ["unknown"])[0]}), user {os.geteuid()}
- Python {platform.python_version()}, {versions}
- load at the start: {os.getloadavg()[0]:.1f}
"""


def run(section: Section, options: Sequence[str]) -> str:
    """Run a benchmark; return its part of the page."""
    script = HERE / section.script
    says = ast.get_docstring(ast.parse(script.read_text(encoding="utf-8"))) or ""
    print(section.title, file=sys.stderr, flush=True)
    done = subprocess.run(
        [sys.executable, script, *options],
        cwd=HERE.parent,
        capture_output=True,
        text=True,
        timeout=SECONDS,
    )
    printed = done.stdout.strip()
    shown = printed if "| -" in printed else f"```text\n{printed}\n```"
    last = done.stderr.strip().splitlines()[-1:]
    failed = f"\n\n**It ended with status {done.returncode}**: {last}" if done.returncode else ""
    return f"## {section.title}\n\n{says}\n\n{shown}{failed}\n"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--mitx", type=Path, metavar="FOLDER")
    parser.add_argument("--out", type=Path, default=PAGE)
    given = parser.parse_args()
    parts = [head(given.quick)]
    for section in SECTIONS:
        options = section.quick if given.quick else section.full
        if options is None:
            continue
        if section.script == PAPER and given.mitx:
            options = (*options, "--mitx", str(given.mitx))
        parts.append(run(section, options))
    given.out.write_text("\n".join(parts), encoding="utf-8", newline="\n")
    return int(any("**It ended with status" in part for part in parts))


if __name__ == "__main__":
    sys.exit(main())
