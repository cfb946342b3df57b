"""What a tool for derivatives returns is what the table says, and is named as its order.

The tools that are installed are run; autograd always is.
"""

from functools import partial

import numpy as np
import pytest

from autograder.diagnose.tools import TOOL_ORDERS

RNG = np.random.default_rng(7)
W, V = RNG.standard_normal((2, 3)), RNG.standard_normal((4, 2))
COLUMN, MATRIX = RNG.standard_normal((3, 1)), RNG.standard_normal((3, 4))


def column(tanh, x, product=np.matmul):
    """Map a column ``(3, 1)`` to a column ``(2, 1)``."""
    return product(W, tanh(x))


def matrix(tanh, X, product=np.matmul):
    """Map a matrix ``(3, 4)`` to a matrix ``(2, 2)``."""
    return product(product(W, tanh(X)), V)


MAPS = [(column, COLUMN), (matrix, MATRIX)]


def raw_derivative(function, x):
    """Return the derivative with the input's axes first, by the complex step."""
    rows = []
    for position in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[position] += 1e-30j
        rows.append(np.imag(function(np.tanh, moved)) / 1e-30)
    return np.reshape(rows, (*x.shape, *np.shape(rows[0])))


def by_autograd(function, x):
    autograd = pytest.importorskip("autograd")
    import autograd.numpy as anp

    return autograd.jacobian(lambda z: function(anp.tanh, z, anp.matmul))(x)


def by_jax(function, x):
    jax = pytest.importorskip("jax")
    jax.config.update("jax_enable_x64", True)
    return jax.jacobian(lambda z: function(jax.numpy.tanh, z, jax.numpy.matmul))(x)


def by_torch(function, x):
    torch = pytest.importorskip("torch")

    def product(a, b):
        return torch.as_tensor(a) @ torch.as_tensor(b)

    jacobian = torch.autograd.functional.jacobian
    return jacobian(lambda z: function(torch.tanh, z, product), torch.tensor(x)).numpy()


def symbols(x):
    sympy = pytest.importorskip("sympy")
    return sympy, sympy.Matrix(*x.shape, lambda i, j: sympy.Symbol(f"x{i}_{j}"))


def symbolic(function, sympy, X):
    def product(a, b):
        return sympy.Matrix(a) * sympy.Matrix(b)

    return function(lambda z: z.applyfunc(sympy.tanh), X, product)


def numbers(derivative, X, x):
    return np.array(derivative.subs(dict(zip(X, x.ravel(), strict=True))).tolist(), dtype=float)


def by_sympy(function, x):
    sympy, X = symbols(x)
    return numbers(sympy.derive_by_array(symbolic(function, sympy, X), X), X, x)


def by_sympy_jacobian(function, x):
    sympy, X = symbols(x)
    return numbers(symbolic(function, sympy, X).jacobian(X), X, x)


def by_casadi(function, x):
    casadi = pytest.importorskip("casadi")
    X = casadi.SX.sym("x", *x.shape)
    made = function(casadi.tanh, X, lambda a, b: casadi.mtimes(casadi.SX(a), casadi.SX(b)))
    return casadi.Function("g", [X], [casadi.jacobian(made, X)])(x).full()


def flat(function, shape, z):
    return np.ravel(function(np.tanh, np.reshape(z, shape)))


def by_scipy(function, x):
    optimize = pytest.importorskip("scipy.optimize")
    return optimize.approx_fprime(x.ravel(), partial(flat, function, x.shape))


def by_numdifftools_flat(function, x):
    nd = pytest.importorskip("numdifftools")
    return nd.Jacobian(partial(flat, function, x.shape))(x.ravel())


def by_numdifftools(function, x):
    nd = pytest.importorskip("numdifftools")
    return nd.Jacobian(partial(function, np.tanh))(x)


OUTPUT_FIRST, INPUT_FIRST, COLUMNS, ROWS, ONE_POINT = TOOL_ORDERS


@pytest.mark.parametrize(
    ("tool", "order", "maps"),
    [
        (by_autograd, OUTPUT_FIRST, MAPS),
        (by_jax, OUTPUT_FIRST, MAPS),
        (by_torch, OUTPUT_FIRST, MAPS),
        (by_sympy, INPUT_FIRST, MAPS),
        (by_casadi, COLUMNS, MAPS),
        (by_sympy_jacobian, ROWS, MAPS[:1]),
        (by_scipy, ROWS, MAPS),
        (by_numdifftools_flat, ROWS, MAPS),
        (by_numdifftools, ONE_POINT, MAPS[:1]),
    ],
)
def test_a_tool_returns_a_derivative_in_the_order_of_its_row(tool, order, maps):
    for function, x in maps:
        raw = raw_derivative(function, x)
        outputs = np.shape(function(np.tanh, x))
        returned = np.asarray(tool(function, x))

        assert returned.shape == order.arrange(raw, x.shape, outputs).shape
        np.testing.assert_allclose(
            returned, order.arrange(raw, x.shape, outputs), rtol=1e-4, atol=1e-6
        )


PROBLEM = """
layer:
  given: {W: "matrix[m, n]", x: "vector[n]"}
  forward: W @ tanh(x)
  answer: layer(W, x)
  wrt: x
  shape: [n, m]
"""


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (lambda J: J[:, None, :, None], "jax, torch and autograd"),
        (lambda J: J.T[:, None, :, None], "sympy's diff"),
        (lambda J: J[:, :, None], "numdifftools"),
        (lambda J: J.T[:, :, None], "An axis of length 1"),
    ],
)
def test_the_order_of_a_tool_is_told(diagnosed, wrong, words):
    def answer(W, x, **_):
        return wrong(W * (1 - np.tanh(x).T ** 2))

    diagnosis = diagnosed(PROBLEM, answer)

    assert words in diagnosis.sentence
    if diagnosis.mistake == "layout.tool":
        assert diagnosis.alone
        assert "Here the input runs down the rows" in diagnosis.sentence


def test_a_flattened_derivative_by_a_matrix_is_told_apart_by_its_order(diagnosed):
    problem = """
layer:
  given: {X: "matrix[n, k]", B: "matrix[m, n]"}
  forward: B @ tanh(X)
  answer: layer(X, B)
  wrt: X
  axes: [X.0, X.1, out.0, out.1]
  shape: [n, k, m, k]
"""

    def raw(X, B):
        slope = 1 - np.tanh(X) ** 2
        return np.einsum("mn,nk,kl->nkml", B, slope, np.eye(X.shape[1]))

    def by_columns(X, B, **_):
        T = raw(X, B)
        return COLUMNS.arrange(T, T.shape[:2], T.shape[2:])

    def by_rows(X, B, **_):
        T = raw(X, B)
        return ROWS.arrange(T, T.shape[:2], T.shape[2:])

    assert "casadi" in diagnosed(problem, by_columns).sentence
    assert "flattened row by row" in diagnosed(problem, by_rows).sentence
