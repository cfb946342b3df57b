"""Run each cell of `cells.py` in IPython and as a submission; write `docs/notebook-cells.md`.

    python tests/notebooks/compare_with_ipython.py JUPYTER

JUPYTER is a Python with nbclient, nbformat and ipykernel, of a folder of its own. Exits with 1
where a cell that runs there gives another value here and nothing is said of it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from cells import CELLS

ROOT = Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs" / "notebook-cells.md"
HEAD = """# What a notebook's cell is read as

Each row is a small notebook, run by IPython {version} through nbclient and graded as a submission:
what `f(3)` is at its end, which is 6. What is left out is always said. Written by
`tests/notebooks/compare_with_ipython.py`; the cells are in `tests/notebooks/cells.py`.

| cell | IPython | here | what is said |
|---|---|---|---|
"""

# Runs in the other Python: one kernel for each notebook, going on after a cell that fails.
IN_JUPYTER = """
import json, sys, os, tempfile
import IPython, nbformat
from nbclient import NotebookClient
os.chdir(tempfile.mkdtemp())
found = {"version": IPython.__version__}
for name, cells in json.load(sys.stdin).items():
    made = [nbformat.v4.new_code_cell(cell) for cell in (*cells, "print('VALUE', f(3))")]
    notebook = nbformat.v4.new_notebook(cells=made)
    NotebookClient(notebook, timeout=60, kernel_name="python3", allow_errors=True).execute()
    text = "".join(output.get("text", "") for output in notebook.cells[-1].outputs)
    found[name] = text.split("VALUE ")[1].split()[0] if "VALUE " in text else "none"
json.dump(found, sys.stdout)
"""


def in_jupyter(python: str) -> dict[str, str]:
    """Return what ``f(3)`` is at the end of each notebook in IPython."""
    run = subprocess.run(
        [python, "-c", IN_JUPYTER], input=json.dumps(CELLS), capture_output=True, text=True
    )
    if run.returncode:
        sys.exit(run.stderr)
    return json.loads(run.stdout)


def here() -> dict[str, tuple[str, str]]:
    """Return what ``f(3)`` is when each notebook is read as a submission, and the remarks."""
    from autograder.client.workers import Workers
    from autograder.worker.messages import Bundle, Cell, Module, Request

    found = {}
    with Workers() as workers:
        for name, sources in CELLS.items():
            cells = tuple(Cell(text, f"cell {n}") for n, text in enumerate(sources, 1))
            module = Module("hw", "hw.ipynb", cells)
            with workers.session(Bundle({"hw": module}, {})) as session:
                remarks = session.load("hw").remarks
                [reply] = session.calls([Request("hw", "y = f(3)", {}, ("y",), "call", 0)])
            found[name] = str(reply.values.get("y", "none")), " ".join(remarks)
    return found


def main() -> None:
    there, read = in_jupyter(sys.argv[1]), here()
    rows, lost = [], []
    for name, (value, said) in read.items():
        rows.append(f"| {name} | {there[name]} | {value} | {said.replace('|', '/')} |")
        if there[name] != value and not said:
            lost.append(name)
    TABLE.write_text(HEAD.format(version=there["version"]) + "\n".join(rows) + "\n")
    same = sum(there[name] == value for name, (value, _) in read.items())
    print(f"{same} of {len(read)} as in IPython; another value and nothing said: {lost or 'none'}")
    sys.exit(bool(lost))


if __name__ == "__main__":
    main()
