"""Names and loops are found in a student's code by whatever way they come into it."""

from textwrap import dedent

import pytest

from autograder.submission.code import read_bundle
from autograder.submission.loops import loops_of
from autograder.submission.uses import matches, parts_of, uses_of
from autograder.worker.messages import Bundle, Cell, Module


def parts(source, roots=("f",), **beside):
    module = Module("work", "work.py", (Cell(dedent(source)),))
    files = {f"{name}.py": dedent(text).encode() for name, text in beside.items()}
    return parts_of(read_bundle(Bundle({"work": module}, files), "work"), "work", roots)


def places(rule, source, **beside):
    return [use.place for use in uses_of(parts(source, **beside)) if matches(rule, use.name)]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("import numpy as np\ndef f(x):\n    return np.gradient(x)", 3),
        ("import numpy as n\ndef f(x):\n    return n.gradient(x)", 3),
        ("from numpy import gradient as g\ndef f(x):\n    return g(x)", 3),
        ("import numpy as np\ng = np.gradient\ndef f(x):\n    return g(x)", 4),
        ("import numpy\nf = numpy.gradient", 2),
        ("import numpy as np\nf = lambda x: np.gradient(x)", 2),
        ("import numpy as np\ndef f(x):\n    m = np\n    return m.gradient(x)", 4),
        ("import numpy as np\ndef f(x):\n    return getattr(np, 'gradient')(x)", 3),
        ("def f(x):\n    return __import__('numpy').gradient(x)", 2),
        ("import numpy as np\ndef g(x):\n    return np.gradient(x)\ndef f(x):\n    return g(x)", 3),
        ("import numpy as np\nclass f:\n    def g(self, x):\n        return np.gradient(x)", 4),
        ("import numpy as np\nif True:\n    def f(x):\n        return np.gradient(x)", 4),
        ("class f: pass\nimport numpy\ndef h(s): return numpy.gradient(s)\nf.h = h", 3),
        ("def f(x):\n    from numpy import gradient\n    return gradient(x)", 2),
        ("!pip install this\nimport numpy as np\ndef f(x):\n    return np.gradient(x)", 4),
        ("import numpy as np\ndef f(x):\n    return np.gradient(x)\ndef broken(:\n", 3),
    ],
)
def test_a_name_is_found_however_it_is_reached(source, line):
    assert f"work.py, line {line}" in places("np.gradient", source)


@pytest.mark.parametrize(
    "source",
    [
        "import numpy as np\ndef f(x):\n    return np.sum(x)\ndef g(x):\n    return np.gradient(x)",
        "def f(x):\n    gradient = 2 * x\n    return gradient",
        "import numpy as np\ndef f(x):\n    'np.gradient'\n    return np.gradients",
        "import numpy as np\ndef f(x):\n    return np.gradient(x)\ndef f(x):\n    return 2 * x",
    ],
)
def test_what_the_function_does_not_use_is_not_held_against_it(source):
    assert places("np.gradient", source) == []


def test_a_function_of_the_students_own_is_no_library():
    source = "def inv(x):\n    return 1 / x\ndef f(x):\n    return inv(x)"

    assert places("inv", source) == []


@pytest.mark.parametrize(
    "line", ["from parts import g", "from parts import *", "from parts import h as g"]
)
def test_helpers_in_files_beside_it_are_followed(line):
    helper = "import torch.autograd as ta\ndef g(x):\n    return ta.grad(x)\nh = g\n"

    assert places("torch", f"{line}\ndef f(x): return g(x)", parts=helper) == ["parts.py, line 3"]


def test_a_helper_module_is_followed_by_its_dots():
    helper = "import jax\ndef g(x):\n    return jax.grad(x)\n"

    assert places("jax", "import parts as p\ndef f(x): return p.g(x)", parts=helper) == [
        "parts.py, line 3"
    ]


def test_a_rule_without_dots_is_a_package_a_function_or_a_method():
    assert matches("torch", "torch.autograd.grad")
    assert matches("inv", "numpy.linalg.inv")
    assert matches("sum", ".sum")
    assert matches("np.linalg", "numpy.linalg.inv")
    assert not matches("np.linalg", "numpy.linalgebra")
    assert not matches("torch", "torchvision.models")


LOOPS = [
    "for i in range(len(x)):\n    y[i] = x[i]",
    "for i in range(x.shape[0]):\n    s += x[i, 0]",
    "for row in W:\n    s += row @ row",
    "for a, b in zip(x, y):\n    s += a * b",
    "for i, a in enumerate(x.T):\n    s += a",
    "s = [x[i] for i in range(3)]",
    "s = sum(a * b for a, b in zip(x, y))",
    "s = list(map(abs, x))",
    "s = np.vectorize(abs)(x)",
    "i = 0\nwhile i < 3:\n    s += x[i]\n    i += 1",
    "J = np.zeros((3, 3))\nfor i in range(3):\n    J[i, i] = 1",
    "e = np.zeros(3)\nfor i in range(3):\n    e[i] = 1e-6\n    s = (x + e) @ x",
    "z = W @ x\nfor i in range(3):\n    s += z[i]",
    "s = g(W)",
    "for i in np.ndindex(W.shape):\n    s += 1",
]
NO_LOOPS = [
    "for _ in range(100):\n    x = x - 0.1 * W @ x",
    "for layer in layers:\n    x = layer @ x",
    "layers = [W, W]\nfor i in range(2):\n    x = layers[i] @ x",
    "names = {'W': W}\nfor key in names:\n    s = names[key]",
    "history = np.zeros((9, 3))\nfor t in range(9):\n    x = x - 0.1 * x\n    history[t] = x",
    "sizes = list(W.shape)\nfor k in range(2):\n    s += sizes[k]",
    "s = sum(len(name) for name in ['a', 'b'])",
    "s = x[0] + W[:, 1]",
]
HELPER = "def g(M):\n    return [M[k] for k in range(3)]\n"


def looped(body):
    source = "import numpy as np\n" + HELPER + "def f(x, W):\n    s, y, layers = 0, x * 0, []\n"
    source += "".join(f"    {line}\n" for line in body.split("\n"))
    return loops_of(parts(source), "f(x, W)", ["x", "W"])


@pytest.mark.parametrize("body", LOOPS)
def test_a_loop_whose_variable_goes_through_an_array_counts(body):
    assert looped(body)


@pytest.mark.parametrize("body", NO_LOOPS)
def test_steps_layers_and_keys_are_no_entries(body):
    assert looped(body) == []


def test_a_loop_has_its_line():
    [loop] = looped("for row in W:\n    s += row @ row")

    assert loop.place == "work.py, line 6"


def test_methods_are_looked_into_by_the_inputs_that_they_keep():
    source = """
    class Layer:
        def forward(self, A):
            self.A = A
        def backward(self, G):
            return [self.A[i] * G[i] for i in range(3)]
    """
    call = "layer = Layer()\nlayer.forward(A)\nd = layer.backward(G)"

    assert [loop.place for loop in loops_of(parts(source, ["Layer"]), call, ["A", "G"])] == [
        "work.py, line 6"
    ]
