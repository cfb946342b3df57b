"""The key figures of two revisions, measured in turn, and their ratios: `compare.py BASE [NEW]`.

Both revisions are laid out in a temporary folder, NEW being the working tree unless it is named,
and run by this Python with its packages. Each round measures every figure of one revision right
beside the same figure of the other, so that what else the machine does weighs on both; a ratio is
that of the two figures of one round. Below 1 is a gain, but for what is counted per second.
`--list` names the figures, `--only` takes some.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from class_export import write_export
from measure import (
    IMPORTS,
    ROOT,
    CommandError,
    Cost,
    Memory,
    open_folder,
    ratios,
    run,
    spread,
    table,
)

PROBE = Path(__file__).with_name("probe.py")
SMALL = "02_scalar_by_vector"
LAYERS, NETWORKS = "06_layers", "08_networks"
FEW, MANY = 10, 100
"""Submissions of the two classes whose difference is the cost of one more."""
Figures = dict[str, float]


@dataclass
class Tree:
    """A revision laid out in a folder, with a folder for what its runs write."""

    name: str
    path: Path
    work: Path
    fresh: int = 0

    def environment(self, kept: Path) -> dict[str, str]:
        return {
            **os.environ,
            "PYTHONPATH": str(self.path),
            "PYTHONDONTWRITEBYTECODE": "",
            "AUTOGRADER_CACHE": str(kept),
        }

    def autograder(self, *arguments: str, kept: str = "kept", folder: Path | None = None) -> Cost:
        """Run a command of this revision, with the keys that a folder keeps."""
        command = [sys.executable, "-m", "autograder", *arguments]
        return run(command, folder or self.path, self.environment(self.work / kept))

    def anew(self) -> str:
        """Return the name of a folder that keeps no key yet."""
        self.fresh += 1
        return f"kept-{self.fresh}"

    def probe(self, *what: str, folder: Path | None = None) -> Figures:
        """Take the figures that need a process of this revision."""
        return self.probes(1, *what, folder=folder)[0]

    def probes(self, count: int, *what: str, folder: Path | None = None) -> list[Figures]:
        """Take them in some processes at the same time."""
        running = [
            subprocess.Popen(
                [sys.executable, PROBE, *what],
                cwd=folder or self.path,
                env=self.environment(self.work / "kept"),
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for _ in range(count)
        ]
        printed = [each.communicate() for each in running]
        for each, (_, said) in zip(running, printed, strict=True):
            if each.returncode:
                raise CommandError(said.strip().splitlines()[-1])
        return [json.loads(out.splitlines()[-1]) for out, _ in printed]


def lay_out(revision: str | None, folder: Path, name: str) -> Tree:
    """Copy a revision of the repository, or the working tree, into a folder."""
    path, work = folder / name / "tree", folder / name / "work"
    path.mkdir(parents=True)
    work.mkdir()
    if revision is None:
        listed = _git("ls-files", "-co", "--exclude-standard", "-z").decode().split("\0")
        for each in filter(None, listed):
            if (ROOT / each).is_file():
                (path / each).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / each, path / each)
    else:
        subprocess.run(["tar", "-x"], cwd=path, check=True, input=_git("archive", revision))
    return Tree(name, path, work)


def _git(*arguments: str) -> bytes:
    return subprocess.run(["git", *arguments], cwd=ROOT, check=True, capture_output=True).stdout


def handed_in(tree: Tree, sets: Sequence[str]) -> Path:
    """Return a folder with the references to some sets, all if none is named, as handed in."""
    folder = tree.work / "-".join(("handed_in", *sets))
    if not folder.exists():
        folder.mkdir()
        for path in sorted((tree.path / "problems").glob("*.yaml")):
            if not sets or path.stem in sets:
                [submit] = re.findall(r"^submit: *(\S+)", path.read_text(encoding="utf-8"), re.M)
                code = tree.path / "reference" / f"{path.stem}.py"
                on_paper = code.with_suffix(Path(submit).suffix)
                shutil.copy(on_paper if on_paper.exists() else code, folder / submit)
    return folder


def imports(tree: Tree) -> Figures:
    return {"import numpy, yaml, ms": 1e3 * run(IMPORTS, tree.work).wall}


def grade(*sets: str) -> Callable[[Tree], Figures]:
    """Return what grades the references of some sets twice: without a kept key, and with it."""
    what = sets[0] if sets else "bank"

    def measure(tree: Tree) -> Figures:
        kept, report = tree.anew(), str(tree.work / "report.json")
        chosen = [option for name in sets for option in ("--set", name)]
        options = [str(handed_in(tree, sets)), *chosen, "--format", "json", "--out", report]
        first = tree.autograder("grade", *options, kept=kept)
        again = tree.autograder("grade", *options, kept=kept)
        return {
            f"grade, {what}, first, ms": 1e3 * first.wall,
            f"grade, {what}, kept, ms": 1e3 * again.wall,
            f"grade, {what}, first, CPU ms": 1e3 * first.cpu,
            f"grade, {what}, kept, CPU ms": 1e3 * again.cpu,
        }

    return measure


def platform(tree: Tree) -> Figures:
    """Grade the bank's references by `run_autograder` in a folder shaped like the platform's."""
    root = tree.work / "platform"
    if not root.exists():
        _install(tree, root)
    shutil.rmtree(root / "source" / "keys", ignore_errors=True)
    first, again = _on_platform(tree, root), _on_platform(tree, root)
    return {"run_autograder, first, ms": first, "run_autograder, kept, ms": again}


def _install(tree: Tree, root: Path) -> None:
    """Unpack the upload of a revision, and make the environment that its set-up would make."""
    archive = tree.work / "autograder.zip"
    tree.autograder("build", "gradescope", "--out", str(archive))
    with zipfile.ZipFile(archive) as packed:
        packed.extractall(root / "source")
    shutil.copy(root / "source" / "run_autograder", root / "run_autograder")
    (root / "run_autograder").chmod(0o755)
    venv.create(root / "venv", symlinks=True)
    [packages] = root.glob("venv/lib/python3*/site-packages")
    shutil.copytree(tree.path / "autograder", packages / "autograder")
    borrowed = dict.fromkeys(path for path in sys.path if path.endswith("-packages"))
    (packages / "borrowed.pth").write_text("\n".join(borrowed), encoding="utf-8")


def _on_platform(tree: Tree, root: Path) -> float:
    """Hand the references in and return the milliseconds of the platform's script."""
    for name in ("submission", "results"):
        shutil.rmtree(root / name, ignore_errors=True)
    shutil.copytree(handed_in(tree, ()), root / "submission")
    own = {
        "PATH": os.environ["PATH"],
        "HOME": str(root),
        "AUTOGRADER_ROOT": str(root),
        "AUTOGRADER_VENV": str(root / "venv"),
        "AUTOGRADER_REQUIRE": "",
    }
    taken = 1e3 * run([str(root / "run_autograder")], root, own).wall
    results = json.loads((root / "results" / "results.json").read_text(encoding="utf-8"))
    if not sum(test.get("score", 0) for test in results["tests"]):
        raise CommandError(f"run_autograder gave no points: {results.get('output', '')[:200]}")
    return taken


def check(tree: Tree) -> Figures:
    """Check a reference from a kit: by a command, and again as `--watch` does."""
    folder = tree.work / "kit"
    if not folder.exists():
        archive = tree.work / "kit.zip"
        tree.autograder("build", "kit", "--set", LAYERS, "--out", str(archive))
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
        folder = _top(folder)
        shutil.copy(tree.path / "reference" / f"{LAYERS}.py", folder / "layers.py")
    folder = _top(folder)
    cold = tree.autograder("check", "layers.py", folder=folder)
    again = tree.probe("check", folder=folder)["again"]
    return {
        "check, 13 problems, cold, ms": 1e3 * cold.wall,
        "check, 13 problems, again, ms": again,
    }


def _top(folder: Path) -> Path:
    """Return the folder itself, or the only folder in it."""
    inside = list(folder.iterdir())
    return inside[0] if len(inside) == 1 and inside[0].is_dir() else folder


def regrade(stem: str) -> Callable[[Tree], Figures]:
    """Return what grades two classes of different size; their difference is a warm submission."""

    def measure(tree: Tree) -> Figures:
        few, many = (_class(tree, stem, count) for count in (FEW, MANY))
        more = MANY - FEW
        return {
            f"regrade, {stem}, submissions/s": more / (many.wall - few.wall),
            f"regrade, {stem}, CPU ms each": 1e3 * (many.cpu - few.cpu) / more,
        }

    return measure


def by_api(stem: str) -> Callable[[Tree], Figures]:
    """Return what grades a class in one process, and in one for each processor at once.

    Points are given so that both revisions are seen to have done the same work.
    """

    def measure(tree: Tree) -> Figures:
        export = _export(tree, stem, MANY)
        [alone] = tree.probes(1, "warm", stem, str(export))
        together = tree.probes(len(os.sched_getaffinity(0)), "warm", stem, str(export))
        return {
            f"warm, {stem}, one process, submissions/s": alone["a second"],
            f"warm, {stem}, all processors, submissions/s": sum(
                each["a second"] for each in together
            ),
            f"warm, {stem}, points": alone["points"],
        }

    return measure


def _export(tree: Tree, stem: str, count: int) -> Path:
    """Write a class, the same files for both revisions."""
    export = tree.work.parent.parent / f"class-{stem}-{count}"
    if not export.exists():
        write_export(export, count, stem=stem)
    return export


def _class(tree: Tree, stem: str, count: int) -> Cost:
    export = _export(tree, stem, count)
    store = tree.work / "class.sqlite"
    store.unlink(missing_ok=True)
    return tree.autograder("regrade", str(export), "--store", str(store), "--set", stem)


def loading(tree: Tree) -> Figures:
    found = tree.probe("loading")
    return {"loading the bank, ms": found["loading"], "key of the bank, ms": found["key"]}


def naming(tree: Tree) -> Figures:
    return {f"naming, {how}, CPU ms": value for how, value in tree.probe("naming").items()}


def verify(tree: Tree) -> Figures:
    """Prove the bank fair; its peak is that of all processes together."""
    command = [sys.executable, "-m", "autograder", "verify"]
    with (tree.work / "verify.txt").open("wb") as log:
        running = subprocess.Popen(
            command,
            cwd=tree.path,
            env=tree.environment(tree.work / "kept"),
            stdout=log,
            stderr=log,
        )
        with Memory(running.pid) as memory:
            _, status, used = os.wait4(running.pid, 0)
            running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise CommandError(f"verify ended with status {running.returncode}")
    return {"verify, CPU s": used.ru_utime + used.ru_stime, "verify, peak MB": memory.most}


@dataclass(frozen=True)
class Entry:
    """Figures that are taken together; ``dear`` ones in a third of the rounds."""

    take: Callable[[Tree], Figures]
    dear: bool = False


ENTRIES: Mapping[str, Entry] = {
    "imports": Entry(imports),
    "bank": Entry(grade()),
    "small": Entry(grade(SMALL)),
    "platform": Entry(platform),
    "check": Entry(check),
    "layers": Entry(regrade(LAYERS)),
    "networks": Entry(regrade(NETWORKS)),
    "warm-layers": Entry(by_api(LAYERS)),
    "warm-networks": Entry(by_api(NETWORKS)),
    "loading": Entry(loading),
    "naming": Entry(naming, dear=True),
    "verify": Entry(verify, dear=True),
}


@dataclass
class Found:
    """The figures of both revisions, and what could not be measured."""

    figures: dict[str, dict[str, list[float]]] = field(default_factory=dict)
    """Figure -> revision -> one value for each round."""
    failures: dict[str, str] = field(default_factory=dict)

    def add(self, tree: Tree, figures: Figures) -> None:
        for name, value in figures.items():
            self.figures.setdefault(name, {}).setdefault(tree.name, []).append(value)

    def text(self, trees: Sequence[Tree]) -> str:
        base, new = (tree.name for tree in trees)
        rows = []
        for name, values in self.figures.items():
            if len(values) == 2 and len(values[base]) == len(values[new]):
                medians = (f"{statistics.median(values[each]):.4g}" for each in (base, new))
                rows.append((name, *medians, spread(ratios(values[new], values[base]))))
        head = ("figure", "base", "new", "new / base, median (least - most)")
        told = [f"not measured: {name}: {why}" for name, why in self.failures.items()]
        return "\n".join([table(head, rows), *told])


def compare(trees: Sequence[Tree], names: Sequence[str], rounds: int) -> Found:
    """Take the figures of both revisions in turn."""
    found = Found()
    for name in names:
        entry = ENTRIES[name]
        try:
            if not entry.dear:
                for tree in trees:
                    entry.take(tree)  # bytecode, keys, folders
            for number in range(max(1, rounds // 3) if entry.dear else rounds):
                print(f"  {name}, round {number + 1}", file=sys.stderr, flush=True)
                for tree in trees if number % 2 else reversed(trees):
                    found.add(tree, entry.take(tree))
        except CommandError as failure:
            found.failures[name] = str(failure)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base", nargs="?", help="the revision to compare with")
    parser.add_argument("new", nargs="?", help="the other one; the working tree if it is left out")
    parser.add_argument("--only", nargs="+", choices=ENTRIES, default=list(ENTRIES))
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", type=Path, help="every single figure, for a later look")
    parser.add_argument("--list", action="store_true", help="name the figures and end")
    given = parser.parse_args()
    if given.list:
        print("\n".join(ENTRIES))
        return
    if not given.base:
        parser.error("which revision is the base?")
    with open_folder() as folder:
        trees = [lay_out(given.base, folder, "base"), lay_out(given.new, folder, "new")]
        found = compare(trees, given.only, given.rounds)
        print(f"base: {given.base}, new: {given.new or 'the working tree'}")
        print(found.text(trees))
        if given.json:
            given.json.write_text(json.dumps(found.figures, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
