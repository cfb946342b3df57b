"""What jacobian and directional promise about shapes, errors, calls and bits."""

from __future__ import annotations

import tracemalloc
import warnings

import numpy as np
import pytest

from autograder.derivative.forward import Pure, quiet
from autograder.derivative.jacobian import (
    Derivative,
    MutatesInput,
    NonDeterministic,
    directional,
    jacobian,
)
from autograder.derivative.second import mixed
from autograder.errors import DerivativeError, StaffError


def rosenbrock(x):
    return np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2)


def real_rosenbrock(x):
    return float(rosenbrock(x))


def same(a: Derivative, b: Derivative) -> bool:
    arrays = all(
        getattr(a, n).tobytes() == getattr(b, n).tobytes() for n in ("value", "error", "primal")
    )
    return arrays and (a.path, a.reason) == (b.path, b.reason)


# Shapes


@pytest.mark.parametrize("x_shape", [(), (1,), (3,), (2, 3), (1, 3, 2)])
@pytest.mark.parametrize("y_shape", [(), (1,), (4,), (1, 4), (2, 1, 3)])
@pytest.mark.parametrize("wrap", [lambda y: y, np.real], ids=["complex", "real"])
def test_the_shape_is_the_inputs_axes_then_the_outputs(x_shape, y_shape, wrap):
    rng = np.random.default_rng(0)
    x, J = rng.normal(size=x_shape), rng.normal(size=(*x_shape, *y_shape))

    found = jacobian(lambda x: wrap(np.tensordot(x, J, axes=x.ndim)), x)

    assert found.value.shape == found.error.shape == J.shape
    assert found.primal.shape == y_shape
    assert np.allclose(found.value, J, rtol=1e-9, atol=1e-11)


def test_a_function_of_a_number_has_a_derivative_of_the_outputs_shape():
    found = jacobian(lambda t: np.array([t**2, 3 * t]), 2.0)

    assert found.value.shape == (2,)
    assert np.allclose(found.value, [4, 3])
    assert found.primal.tolist() == [4.0, 6.0]


def test_an_integer_argument_is_taken_as_real_numbers():
    found = jacobian(lambda x: x**2 / 2, np.array([1, 2, 3]))

    assert found.value.dtype == np.float64
    assert np.allclose(found.value, np.diag([1, 2, 3]))


@pytest.mark.parametrize("order", ["C", "F"])
def test_the_memory_order_of_the_argument_does_not_matter(order):
    x = np.asarray(np.arange(6.0).reshape(2, 3) + 1, order=order)

    found = jacobian(lambda x: x[0] * x[1], x)

    assert np.allclose(found.value[0], np.diag(x[1]))
    assert np.allclose(found.value[1], np.diag(x[0]))


def test_the_result_is_frozen():
    with pytest.raises(AttributeError):
        jacobian(np.sin, 1.0).value = np.zeros(())  # type: ignore[misc]  # that is what is tried


# Bits


@pytest.mark.parametrize(
    "f", [rosenbrock, real_rosenbrock, np.abs], ids=["complex", "real", "kink"]
)
def test_the_same_seed_gives_the_same_bits(f):
    x = np.array([0.3, -1.2, 0.0, 2.0])
    v = np.array([1.0, 2.0, -1.0, 0.5])

    assert same(jacobian(f, x, seed=5), jacobian(f, x, seed=5))
    assert same(directional(f, x, v, seed=5), directional(f, x, v, seed=5))


def test_a_generator_in_the_same_state_gives_the_same_bits():
    x = np.array([0.3, -1.2, 2.0])
    first, second = (jacobian(real_rosenbrock, x, seed=np.random.default_rng(3)) for _ in range(2))

    assert same(first, second)
    assert same(first, jacobian(real_rosenbrock, x, seed=3))


def test_another_seed_takes_other_steps():
    x = np.array([0.3, -1.2, 2.0])

    assert not same(jacobian(real_rosenbrock, x, seed=1), jacobian(real_rosenbrock, x, seed=2))


def test_the_global_random_state_is_left_alone():
    before = np.random.get_state()[1].copy()
    jacobian(rosenbrock, np.array([0.3, -1.2, 2.0]))

    assert np.array_equal(before, np.random.get_state()[1])


# Calls


@pytest.mark.parametrize("n", [1, 5, 12])
def test_complex_steps_take_n_plus_nine_calls(n):
    calls = []

    def f(x):
        calls.append(x.dtype.kind)
        return np.sin(x)

    jacobian(f, np.linspace(0.5, 1.5, n))

    assert calls.count("c") == n
    assert calls.count("f") == 9


def test_the_function_never_sees_an_array_twice():
    """So it may keep its argument, or return a view of it."""
    seen = []

    def f(x):
        seen.append(x)
        return x.sum()

    jacobian(f, np.ones(3))

    assert len({id(x) for x in seen}) == len(seen)


def test_the_callers_array_is_left_alone():
    x = np.array([1.0, 2.0])
    jacobian(lambda x: x**2, x)

    assert x.tolist() == [1.0, 2.0]


# Warnings


def test_no_warning_leaks_and_the_callers_filters_are_restored():
    def f(x):
        warnings.warn("mine", RuntimeWarning, stacklevel=1)
        return np.log(x) + x.astype(float)

    filters = list(warnings.filters)
    with np.errstate(all="raise"):
        found = jacobian(f, np.array([1e-9, 1.0]))

    assert found.resolved
    assert list(warnings.filters) == filters


def test_a_quiet_within_a_quiet_leaves_the_outer_one_quiet_and_nothing_behind():
    filters = list(warnings.filters)
    with warnings.catch_warnings(record=True) as heard:
        warnings.simplefilter("always")
        with quiet():
            with quiet():
                warnings.warn("inner", RuntimeWarning, stacklevel=1)
            warnings.warn("outer", RuntimeWarning, stacklevel=1)
        warnings.warn("after", RuntimeWarning, stacklevel=1)

    assert [str(each.message) for each in heard] == ["after"]
    assert list(warnings.filters) == filters


def test_a_pure_function_is_called_once_at_the_point_and_any_other_three_times():
    calls = []

    def f(x):
        calls.append(np.iscomplexobj(x))
        return np.asarray(x) ** 2

    x = np.array([1.0, 2.0])
    jacobian(f, x)
    plain = calls.count(False)
    calls.clear()
    jacobian(Pure(f), x)

    assert plain - calls.count(False) == 2


# Faults of the forward


def test_what_the_function_raises_at_the_point_reaches_the_caller():
    def f(x):
        raise LookupError("no such table")

    with pytest.raises(LookupError, match="no such table"):
        jacobian(f, np.ones(2))


@pytest.mark.parametrize("x", [np.zeros(0), np.zeros((3, 0)), [np.nan], [np.inf, 1.0]], ids=repr)
def test_an_empty_or_infinite_argument_is_an_error(x):
    with pytest.raises(DerivativeError, match="the input is"):
        jacobian(np.sin, x)


def test_an_empty_result_is_an_error():
    with pytest.raises(DerivativeError, match="result is empty"):
        jacobian(lambda x: x[:0], np.ones(3))


@pytest.mark.parametrize(
    "result",
    [
        None,
        "1.0",
        {"a": 1},
        object(),
        [[1.0], [1.0, 2.0]],
        np.array([1, None]),
        np.datetime64("2020-01-01"),
    ],
    ids=lambda result: type(result).__name__,
)
def test_a_result_that_is_no_array_of_numbers_is_an_error(result):
    with pytest.raises(DerivativeError, match="no array of numbers"):
        jacobian(lambda x: result, np.ones(3))


def test_a_complex_result_for_a_real_argument_is_an_error():
    with pytest.raises(DerivativeError, match="complex"):
        jacobian(np.fft.fft, np.ones(3))


def test_a_result_that_changes_its_shape_is_an_error():
    with pytest.raises(DerivativeError, match="changed its shape"):
        jacobian(lambda x: np.real(x[np.real(x) > 1]), np.array([1.0, 2.0]))


@pytest.mark.parametrize("size", [1.0, 1e-7, 1e-12])
@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_a_function_that_flips_between_two_values_is_found_out(n, size):
    sign = [size]

    def f(x):
        sign[0] = -sign[0]
        return x.sum() + sign[0]

    with pytest.raises(NonDeterministic):
        jacobian(f, np.ones(n))


def test_a_function_that_changes_its_mind_later_is_found_out():
    calls = []

    def f(x):
        calls.append(1)
        return x.sum() + (len(calls) > 10)

    with pytest.raises(NonDeterministic):
        jacobian(f, np.ones(3))


def test_a_result_that_is_nan_is_still_deterministic():
    found = jacobian(lambda x: x * np.nan, np.ones(2))

    assert found.reason == "domain edge"
    assert not found.resolved


def test_the_last_bits_of_a_sum_may_differ():
    """A BLAS may sum in another order; that is no hidden state."""
    calls = []

    def f(x):
        calls.append(1)
        return x.sum() * (1 + (len(calls) % 2) * np.finfo(float).eps)

    assert np.allclose(jacobian(f, np.array([1.0, 2.0])).value, 1.0)


@pytest.mark.parametrize("error", [NonDeterministic, MutatesInput])
def test_faults_of_a_forward_are_the_staffs(error):
    assert issubclass(error, DerivativeError)
    assert issubclass(error, StaffError)


def test_an_interrupt_is_not_taken_for_the_edge_of_a_domain():
    def f(x):
        if x[0] != 1.0:
            raise KeyboardInterrupt
        return x.sum()

    with pytest.raises(KeyboardInterrupt):
        jacobian(f, np.ones(2))


# Directions


@pytest.mark.parametrize("v", [[1.0], [[1.0, 2.0]], [1.0, np.nan], [np.inf, 0.0]], ids=repr)
def test_a_direction_of_another_shape_or_not_finite_is_an_error(v):
    with pytest.raises(DerivativeError, match="direction"):
        directional(np.sin, [1.0, 2.0], v)


def test_along_no_direction_nothing_changes():
    found = directional(np.abs, np.zeros(3), np.zeros(3))

    assert found.resolved
    assert found.value.tolist() == [0.0, 0.0, 0.0]


@pytest.mark.parametrize("size", [1e-8, 1.0, 1e8])
@pytest.mark.parametrize("f", [np.sin, lambda x: np.sin(x.real)], ids=["complex", "real"])
def test_the_derivative_along_a_direction_scales_with_it(f, size):
    found = directional(f, [1.0, 2.0], [size, 0.0])

    assert abs(found.value[0] - size * np.cos(1)) <= found.error[0] < 1e-9 * size
    assert abs(found.value[1]) <= found.error[1] < 1e-9 * size


def test_directions_of_a_tensor_keep_the_outputs_shape():
    x, v = np.arange(6.0).reshape(2, 3), np.ones((2, 3))

    found = directional(lambda x: x @ x.T, x, v)

    assert found.value.shape == (2, 2)
    assert np.allclose(found.value, v @ x.T + x @ v.T)


# Size


def test_a_derivative_with_too_many_entries_is_refused_before_it_is_computed():
    A = np.ones((100, 100))
    calls = []

    def product(X):
        calls.append(X.shape)
        return X @ A

    with pytest.raises(DerivativeError) as caught:
        jacobian(product, A)

    assert "100 x 100 x 100 x 100 = 100,000,000 entries" in str(caught.value)
    assert "expected at most 1,000,000 entries" in str(caught.value)
    assert len(calls) == 2
    assert directional(product, A, A).value.shape == (100, 100)


def test_a_second_derivative_with_too_many_entries_is_refused():
    x = np.ones(1001)

    with pytest.raises(DerivativeError, match="1001 x 1001 = 1,002,001 entries"):
        mixed(lambda point: (lambda x: np.sum(x**3), point), x)


def test_the_memory_of_a_derivative_is_a_few_numbers_for_each_entry():
    """Value and bound, and two more while they are computed; points are held by blocks."""
    n = 256
    W = np.random.default_rng(0).normal(size=(n, n)) / n
    x = np.ones(n)
    tracemalloc.start()

    jacobian(lambda x: np.tanh(W @ x), x)

    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 6 * 8 * n * n
