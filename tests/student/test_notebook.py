"""`%autograder` with a real kernel: the functions as they are now are judged, in the same words."""

import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from autograder.student.kit import kit_files

nbclient = pytest.importorskip("nbclient")
nbformat = pytest.importorskip("nbformat")

CELLS = [
    "import numpy as np\n%load_ext autograder",
    "%autograder link",
    "SCALE = 2.0\nCUBE = np.array([3.0])\n\ndef doubled(W):\n    return SCALE * W\n",
    "@np.vectorize\ndef unused(x):\n    return x\n\ndef link(W, A):\n    return W.T",
    "%autograder link",
    "def link(W, A):\n    return doubled(W) / SCALE",
    "%autograder link",
    "class Unrelated:\n    pass\n\ndef gradient(A):\n    return CUBE[0] * A**2",
    "%autograder",
    "import autograder\nshown = autograder.check('1.1')\nprint(shown.clean)",
    "%autograder lnik",
]


@pytest.fixture(scope="module")
def outputs(tmp_path_factory):
    """What each cell shows, run in order by a kernel of this Python in a kit's folder."""
    import json

    from autograder.oracle.sets import load_set

    folder = Path(tempfile.mkdtemp())
    (folder / "problems").mkdir()
    path = folder / "problems" / "01_set.yaml"
    path.write_text(
        "title: A set\nsubmit: work.py\nproblems:\n"
        '  gradient:\n    given: {A: "matrix[m, n]"}\n    forward: sum(A**3)\n'
        "    answer: gradient(A)\n    wrt: A\n    shape: [m, n]\n"
        '  link:\n    given: {W: "matrix[m, n]", A: "vector[m]"}\n    forward: W.T @ A\n'
        "    answer: link(W, A)\n    wrt: A\n    shape: [m, n]\n"
    )
    for name, content in kit_files([load_set(path)]).items():
        (folder / "kit" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "kit" / name).write_bytes(content)
    kernels = folder / "kernels" / "this"
    kernels.mkdir(parents=True)
    command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    (kernels / "kernel.json").write_text(
        json.dumps({"argv": command, "display_name": "this", "language": "python"})
    )
    notebook = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, CELLS)))
    client = nbclient.NotebookClient(
        notebook,
        timeout=120,
        kernel_name="this",
        resources={"metadata": {"path": str(folder / "kit")}},
    )
    client.create_kernel_manager()
    client.km.kernel_spec_manager.kernel_dirs.insert(0, str(folder / "kernels"))
    client.execute()
    yield [list(map(_shown, cell.outputs)) for cell in notebook.cells]
    shutil.rmtree(folder)


def _shown(output):
    return {"text/plain": output["text"]} if "text" in output else dict(output["data"])


def words(outputs, cell):
    return "".join(shown["text/plain"] for shown in outputs[cell])


def test_nothing_defined_yet_is_said_in_one_line(outputs):
    assert "not defined" in words(outputs, 1)


def test_a_wrong_function_is_named_with_its_cell_and_line(outputs):
    said = words(outputs, 4)

    assert "You used the transposed convention." in said
    assert "work.ipynb, cell 4, line 5, called with" in said


def test_the_function_as_it_is_now_is_judged_with_all_that_it_uses(outputs):
    assert "1 of 1 point: 1 right." in words(outputs, 6)


def test_without_a_name_every_problem_that_has_begun_is_checked(outputs):
    assert "2 of 2 points: 2 right." in words(outputs, 8)


def test_the_function_check_returns_what_the_magic_shows(outputs):
    assert words(outputs, 9).strip() == "True"


def test_an_unknown_name_is_one_line_and_no_traceback(outputs):
    said = words(outputs, 10)

    assert "Did you mean 'link'?" in said
    assert "Traceback" not in said


def test_the_rich_output_says_the_same_words(outputs):
    import html
    import re

    [shown] = outputs[4]
    rich = " ".join(html.unescape(re.sub(r"<[^>]*>", " ", shown["text/html"])).split())
    [verdict] = [line for line in shown["text/plain"].split("\n") if "Your answer has" in line]

    assert verdict.strip() in rich
    assert "You used the transposed convention." in rich
