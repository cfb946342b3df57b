import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax_rows(Z):
    e = np.exp(Z - Z.max(axis=1, keepdims=True))
    return e / e.sum(axis=1, keepdims=True)


# problem: square_times
# right basis: A unit matrix for each entry of X.
def square_times(X, A):
    n, k = A.shape
    J = np.zeros((n, k, n, n))
    for p in range(n):
        for q in range(n):
            E = np.zeros((n, n))
            E[p, q] = 1
            J[:, :, p, q] = (E @ X + X @ E) @ A
    return J


# right multiply: Outer products, axes moved into place.
def square_times(X, A):
    first = np.multiply.outer(np.eye(len(X)), (X @ A).T)
    second = np.multiply.outer(X, A.T)
    return (first + second).transpose(0, 2, 1, 3)


# wrong first_factor: Only the left of the two factors is differentiated.
def square_times(X, A):
    return np.einsum("ip,qj->ijpq", np.eye(len(X)), X @ A)


# wrong second_factor: Only the right of the two factors is differentiated.
def square_times(X, A):
    return np.einsum("ip,qj->ijpq", X, A)


# wrong power_rule: The power rule for numbers: twice the matrix.
def square_times(X, A):
    return 2 * np.einsum("ip,qj->ijpq", X, A)


# wrong inputs_swapped: The two axes of the input are swapped.
def square_times(X, A):
    J = np.einsum("ip,qj->ijpq", np.eye(len(X)), X @ A) + np.einsum("ip,qj->ijpq", X, A)
    return J.swapaxes(2, 3)


# wrong inputs_first: The axes of the input come first.
def square_times(X, A):
    return np.einsum("ip,qj->pqij", np.eye(len(X)), X @ A) + np.einsum("ip,qj->pqij", X, A)


# wrong transposed_factor: X is transposed in the second term.
def square_times(X, A):
    return np.einsum("ip,qj->ijpq", np.eye(len(X)), X @ A) + np.einsum("pi,qj->ijpq", X, A)


# wrong factor_a_lost: In the first term only A is left, the X between is lost.
def square_times(X, A):
    return np.einsum("ip,qj->ijpq", np.eye(len(X)), A) + np.einsum("ip,qj->ijpq", X, A)


# wrong outputs_swapped: The two axes of the output are swapped.
def square_times(X, A):
    return np.einsum("ip,qj->jipq", np.eye(len(X)), X @ A) + np.einsum("ip,qj->jipq", X, A)


# wrong vector_jacobian: The output is summed up: the gradient of the sum of all entries.
def square_times(X, A):
    G = np.ones(A.shape)
    return G @ (X @ A).T + X.T @ G @ A.T


# problem: cubic_tensor
# right matrix: The tensor plus itself with its last axes swapped.
def cubic_tensor(x, T):
    return (T + T.transpose(0, 2, 1)) @ x


# right loop: Slice by slice, as quadratic forms.
def cubic_tensor(x, T):
    return np.stack([(S + S.T) @ x for S in T])


# wrong symmetric: The slices are taken as symmetric.
def cubic_tensor(x, T):
    return 2 * np.einsum("ijk,k->ij", T, x)


# wrong symmetric_other: The slices are taken as symmetric, with the first place contracted.
def cubic_tensor(x, T):
    return 2 * np.einsum("ijk,j->ik", T, x)


# wrong one_place: The first x only is differentiated.
def cubic_tensor(x, T):
    return T @ x


# wrong second_place: The second x only is differentiated.
def cubic_tensor(x, T):
    return np.einsum("ijk,j->ik", T, x)


# wrong transposed: Inputs along the rows.
def cubic_tensor(x, T):
    return ((T + T.transpose(0, 2, 1)) @ x).T


# wrong antisymmetric: A minus sign between the terms.
def cubic_tensor(x, T):
    return (T - T.transpose(0, 2, 1)) @ x


# wrong diagonal: Only products of an entry with itself are seen.
def cubic_tensor(x, T):
    return 2 * np.einsum("ijj,j->ij", T, x)


# wrong half: The symmetric part is used without the factor two.
def cubic_tensor(x, T):
    return (T + T.transpose(0, 2, 1)) @ x / 2


# wrong summed: The outputs are summed up.
def cubic_tensor(x, T):
    return ((T + T.transpose(0, 2, 1)) @ x).sum(axis=0)


# problem: affinities
# right loop: For each row the Jacobian of softmax times Y.
def affinities(X, Y):
    P = softmax_rows(X @ Y.T)
    n, d = X.shape
    J = np.zeros((n, len(Y), n, d))
    for i in range(n):
        J[i, :, i, :] = (np.diag(P[i]) - np.outer(P[i], P[i])) @ Y
    return J


# right einsum: The softmax tensor contracted with Y.
def affinities(X, Y):
    P = softmax_rows(X @ Y.T)
    S = np.einsum("ij,jk->ijk", P, np.eye(len(Y))) - np.einsum("ij,ik->ijk", P, P)
    return np.einsum("ijk,kd,ia->ijad", S, Y, np.eye(len(X)))


# wrong diagonal: The Jacobian of softmax is taken as a diagonal p(1-p).
def affinities(X, Y):
    P = softmax_rows(X @ Y.T)
    return np.einsum("ij,jd,ia->ijad", P * (1 - P), Y, np.eye(len(X)))


# wrong numerator_only: The normaliser is held constant.
def affinities(X, Y):
    P = softmax_rows(X @ Y.T)
    return np.einsum("ij,jd,ia->ijad", P, Y, np.eye(len(X)))


# wrong columns: The softmax is taken along the columns.
def affinities(X, Y):
    P = softmax_rows((X @ Y.T).T).T
    S = np.einsum("ij,jk->ijk", P, np.eye(len(Y))) - np.einsum("ij,ik->ijk", P, P)
    return np.einsum("ijk,kd,ia->ijad", S, Y, np.eye(len(X)))


# wrong no_delta: Every row is thought to depend on every row of X.
def affinities(X, Y):
    P = softmax_rows(X @ Y.T)
    rows = P[:, :, None] * (Y[None] - (P @ Y)[:, None])
    return np.repeat(rows[:, :, None, :], len(X), axis=2)


# wrong blocks_only: Only the blocks that are not zero are returned.
def affinities(X, Y):
    P = softmax_rows(X @ Y.T)
    return P[:, :, None] * (Y[None] - (P @ Y)[:, None])


# wrong plain_mean: The plain mean of Y instead of the weighted one.
def affinities(X, Y):
    P = softmax_rows(X @ Y.T)
    rows = P[:, :, None] * (Y - Y.mean(axis=0))[None]
    return np.einsum("ia,ijd->ijad", np.eye(len(X)), rows)


# wrong logarithm: The derivative of the logarithm: the factor P is lost.
def affinities(X, Y):
    P = softmax_rows(X @ Y.T)
    rows = Y[None] - (P @ Y)[:, None]
    return np.einsum("ia,ijd->ijad", np.eye(len(X)), rows)


# wrong inputs_first: The input's axes come first.
def affinities(X, Y):
    P = softmax_rows(X @ Y.T)
    rows = P[:, :, None] * (Y[None] - (P @ Y)[:, None])
    return np.einsum("ia,ijd->adij", np.eye(len(X)), rows)


# wrong sign: The two terms of the softmax are in the wrong order.
def affinities(X, Y):
    P = softmax_rows(X @ Y.T)
    rows = P[:, :, None] * ((P @ Y)[:, None] - Y[None])
    return np.einsum("ia,ijd->ijad", np.eye(len(X)), rows)


# problem: leaky_layer
# right loop: Example by example.
def leaky_layer(X, W, c, G, a):
    dW = np.zeros_like(W)
    for x, g in zip(X, G):
        z = x @ W + c
        dW += np.outer(x, g * ((z > 0) + a * (z <= 0)))
    return dW


# right masks: A mask that is scaled.
def leaky_layer(X, W, c, G, a):
    mask = np.full(G.shape, a)
    mask[X @ W + c > 0] = 1.0
    return np.einsum("nd,nh->dh", X, mask * G)


# wrong relu: The slope on the negative side is zero.
def leaky_layer(X, W, c, G, a):
    return X.T @ (G * (X @ W + c > 0))


# wrong mask_turned: The two slopes are swapped.
def leaky_layer(X, W, c, G, a):
    return X.T @ (G * np.where(X @ W + c > 0, a, 1))


# wrong no_mask: The activation is ignored.
def leaky_layer(X, W, c, G, a):
    return X.T @ G


# wrong mask_of_gradient: The mask is taken from the incoming gradient.
def leaky_layer(X, W, c, G, a):
    return X.T @ (G * np.where(G > 0, 1, a))


# wrong bias_forgotten: The bias is forgotten in the mask.
def leaky_layer(X, W, c, G, a):
    return X.T @ (G * np.where(X @ W > 0, 1, a))


# wrong transposed: The result is transposed.
def leaky_layer(X, W, c, G, a):
    return (G * np.where(X @ W + c > 0, 1, a)).T @ X


# wrong mean: The mean over the examples.
def leaky_layer(X, W, c, G, a):
    return X.T @ (G * np.where(X @ W + c > 0, 1, a)) / len(X)


# wrong activation_for_slope: The activation's value stands where its slope should.
def leaky_layer(X, W, c, G, a):
    Z = X @ W + c
    return X.T @ (G * np.where(Z > 0, Z, a * Z))


# wrong slope_minus: The slope on the negative side has the wrong sign, as if for an absolute value.
def leaky_layer(X, W, c, G, a):
    return X.T @ (G * np.where(X @ W + c > 0, 1, -a))


# wrong by_inputs: The gradient by the inputs is returned.
def leaky_layer(X, W, c, G, a):
    return (G * np.where(X @ W + c > 0, 1, a)) @ W.T


# problem: squared_distances
# right loop: Pair by pair.
def squared_distances(X, Y):
    (n, d), m = X.shape, len(Y)
    J = np.zeros((n, m, m, d))
    for i in range(n):
        for j in range(m):
            J[i, j, j] = -2 * (X[i] - Y[j])
    return J


# right terms: The two terms that hold Y, one after the other.
def squared_distances(X, Y):
    I = np.eye(len(Y))
    square = np.einsum("jb,jd->jbd", I, 2 * Y)[None]
    return square - 2 * np.einsum("jb,id->ijbd", I, X)


# wrong sign: The sign of the derivative by X.
def squared_distances(X, Y):
    return np.einsum("jb,ijd->ijbd", np.eye(len(Y)), 2 * (X[:, None] - Y[None]))


# wrong two_lost: The factor two is lost.
def squared_distances(X, Y):
    return np.einsum("jb,ijd->ijbd", np.eye(len(Y)), Y[None] - X[:, None])


# wrong square_lost: Only the mixed term is differentiated.
def squared_distances(X, Y):
    return -2 * np.einsum("jb,id->ijbd", np.eye(len(Y)), X) * np.ones((len(X), 1, 1, 1))


# wrong cross_lost: Only the square of Y is differentiated.
def squared_distances(X, Y):
    one = np.ones(len(X))
    return 2 * np.einsum("i,jb,jd->ijbd", one, np.eye(len(Y)), Y)


# wrong no_delta: Every point of Y is thought to change every column.
def squared_distances(X, Y):
    D = 2 * (Y[None] - X[:, None])
    return np.repeat(D[:, :, None], len(Y), axis=2)


# wrong blocks_only: The zeros are squeezed out.
def squared_distances(X, Y):
    return 2 * (Y[None] - X[:, None])


# wrong distance: The derivative of the distance, not of its square.
def squared_distances(X, Y):
    D = Y[None] - X[:, None]
    D = D / np.linalg.norm(D, axis=2, keepdims=True)
    return np.einsum("jb,ijd->ijbd", np.eye(len(Y)), D)


# wrong inputs_first: The input's axes come first.
def squared_distances(X, Y):
    return np.einsum("jb,ijd->bdij", np.eye(len(Y)), 2 * (Y[None] - X[:, None]))


# wrong cross_once: The two in front of the mixed term is forgotten.
def squared_distances(X, Y):
    return np.einsum("jb,ijd->ijbd", np.eye(len(Y)), 2 * Y[None] - X[:, None])


# problem: cauchy_hessian
# right quotient: The quotient rule on the gradient.
def cauchy_hessian(x, A):
    q = x @ A @ x
    g = A @ x + A.T @ x
    top = 2 * (np.outer(g, g) + q * (A + A.T)) * (1 + q**2) - 2 * q * g[:, None] * 2 * q * g
    return top / (1 + q**2) ** 2


# right scalar: First and second derivative of the outer function.
def cauchy_hessian(x, A):
    S = A + A.T
    q, g = x @ S @ x / 2, (S @ x)[:, None]
    d1, d2 = 2 * q / (1 + q * q), 2 * (1 - q * q) / (1 + q * q) ** 2
    return d2 * g @ g.T + d1 * S


# wrong outer_second_lost: The outer function's second derivative is forgotten.
def cauchy_hessian(x, A):
    q = x @ A @ x
    return 2 * q / (1 + q**2) * (A + A.T)


# wrong inner_second_lost: The second derivative of the quadratic form is forgotten.
def cauchy_hessian(x, A):
    S = A + A.T
    q, g = x @ A @ x, S @ x
    return 2 * (1 - q**2) / (1 + q**2) ** 2 * np.outer(g, g)


# wrong symmetric: A is taken as symmetric.
def cauchy_hessian(x, A):
    q, g = x @ A @ x, 2 * A @ x
    return 2 * (1 - q**2) / (1 + q**2) ** 2 * np.outer(g, g) + 4 * q / (1 + q**2) * A


# wrong denominator_constant: The denominator is held constant in the second step.
def cauchy_hessian(x, A):
    S = A + A.T
    q, g = x @ A @ x, (A + A.T) @ x
    return 2 / (1 + q**2) * (np.outer(g, g) + q * S)


# wrong quotient_sign: The sign of the quotient rule is plus.
def cauchy_hessian(x, A):
    S = A + A.T
    q, g = x @ A @ x, (A + A.T) @ x
    u = 1 + q**2
    return 2 * q / u * S + (2 / u + 4 * q**2 / u**2) * np.outer(g, g)


# wrong square_of_bottom_lost: The denominator is not squared.
def cauchy_hessian(x, A):
    S = A + A.T
    q, g = x @ A @ x, (A + A.T) @ x
    u = 1 + q**2
    return 2 * q / u * S + (2 / u - 4 * q**2 / u) * np.outer(g, g)


# wrong gradient_unsymmetrised: The gradient of the form is taken as A x.
def cauchy_hessian(x, A):
    S = A + A.T
    q, g = x @ A @ x, A @ x
    return 2 * q / (1 + q**2) * S + 2 * (1 - q**2) / (1 + q**2) ** 2 * np.outer(g, g)


# wrong inner_square: The inner number for the outer product.
def cauchy_hessian(x, A):
    S = A + A.T
    q, g = x @ A @ x, (A + A.T) @ x
    return 2 * q / (1 + q**2) * S + 2 * (1 - q**2) / (1 + q**2) ** 2 * (g @ g)


# wrong form_not_squared: The quadratic form stands in the logarithm without its square.
def cauchy_hessian(x, A):
    S = A + A.T
    q, g = x @ A @ x, (A + A.T) @ x
    return S / (1 + q) - np.outer(g, g) / (1 + q) ** 2


# wrong gradient_only: The gradient is returned instead of the Hessian.
def cauchy_hessian(x, A):
    q = x @ A @ x
    return 2 * q / (1 + q**2) * ((A + A.T) @ x)


# problem: logistic_curvature
# right hessian: The whole Hessian times the step.
def logistic_curvature(w, X, y, lam, v):
    p = sigmoid(X @ w)
    H = X.T @ np.diag(p * (1 - p)) @ X / X.shape[0] + 2 * lam * np.eye(len(w))
    return H @ v


# right loop: Example by example.
def logistic_curvature(w, X, y, lam, v):
    out = 2 * lam * v
    for x in X:
        p = sigmoid(x @ w)
        out = out + p * (1 - p) * (x @ v) * x / len(X)
    return out


# wrong sum: The sum instead of the mean.
def logistic_curvature(w, X, y, lam, v):
    p = sigmoid(X @ w)
    return X.T @ (p * (1 - p) * (X @ v)) + 2 * lam * v


# wrong decay_lost: The weight decay is forgotten.
def logistic_curvature(w, X, y, lam, v):
    p = sigmoid(X @ w)
    return X.T @ (p * (1 - p) * (X @ v)) / len(y)


# wrong decay_one: The two of the weight decay is forgotten.
def logistic_curvature(w, X, y, lam, v):
    p = sigmoid(X @ w)
    return X.T @ (p * (1 - p) * (X @ v)) / len(y) + lam * v


# wrong decay_by_w: The gradient of the decay, with w in place of the step.
def logistic_curvature(w, X, y, lam, v):
    p = sigmoid(X @ w)
    return X.T @ (p * (1 - p) * (X @ v)) / len(y) + 2 * lam * w


# wrong slope_p: The slope of the sigmoid is taken as p.
def logistic_curvature(w, X, y, lam, v):
    p = sigmoid(X @ w)
    return X.T @ (p * (X @ v)) / len(y) + 2 * lam * v


# wrong residual_weights: The residual p - y weighs the examples.
def logistic_curvature(w, X, y, lam, v):
    p = sigmoid(X @ w)
    return X.T @ ((p - y) * (X @ v)) / len(y) + 2 * lam * v


# wrong gauss_newton: The curvature of least squares: the slope is left out.
def logistic_curvature(w, X, y, lam, v):
    return X.T @ (X @ v) / len(y) + 2 * lam * v


# wrong diagonal: Only the diagonal of the Hessian is used.
def logistic_curvature(w, X, y, lam, v):
    p = sigmoid(X @ w)
    return (p * (1 - p)) @ X**2 / len(y) * v + 2 * lam * v


# wrong features_counted: Divided by the number of features.
def logistic_curvature(w, X, y, lam, v):
    p = sigmoid(X @ w)
    return X.T @ (p * (1 - p) * (X @ v)) / len(w) + 2 * lam * v


# wrong gradient: The gradient times the step's entries.
def logistic_curvature(w, X, y, lam, v):
    p = sigmoid(X @ w)
    return (X.T @ (p - y) / len(y) + 2 * lam * w) * v


# problem: row_directions
# right loop: A projector for each row.
def row_directions(X, G):
    out = np.zeros_like(X)
    for i, (x, g) in enumerate(zip(X, G)):
        r = np.sqrt(x @ x)
        out[i] = (np.eye(len(x)) / r - np.outer(x, x) / r**3) @ g
    return out


# right cubes: Two terms with the cube of the length.
def row_directions(X, G):
    s = np.sum(X * X, axis=1, keepdims=True)
    return G * s**-0.5 - X * np.sum(G * X, axis=1, keepdims=True) * s**-1.5


# wrong length_constant: The length is held constant.
def row_directions(X, G):
    return G / np.linalg.norm(X, axis=1, keepdims=True)


# wrong sign: The projection is added.
def row_directions(X, G):
    r = np.linalg.norm(X, axis=1, keepdims=True)
    U = X / r
    return (G + U * (G * U).sum(axis=1, keepdims=True)) / r


# wrong columns: The lengths are those of the columns.
def row_directions(X, G):
    r = np.linalg.norm(X, axis=0)
    U = X / r
    return (G - U * (G * U).sum(axis=0)) / r


# wrong scale_lost: The division by the length is forgotten.
def row_directions(X, G):
    U = X / np.linalg.norm(X, axis=1, keepdims=True)
    return G - U * (G * U).sum(axis=1, keepdims=True)


# wrong whole_norm: The Frobenius norm of the whole batch for the rows' lengths.
def row_directions(X, G):
    r = np.linalg.norm(X)
    return G / r - X * (G * X).sum() / r**3


# wrong not_unit: The projection is along X, not its unit vector.
def row_directions(X, G):
    r = np.linalg.norm(X, axis=1, keepdims=True)
    return (G - X * (G * X).sum(axis=1, keepdims=True)) / r


# wrong diagonal: Each entry is thought to depend on itself only.
def row_directions(X, G):
    r = np.linalg.norm(X, axis=1, keepdims=True)
    return G * (1 - (X / r) ** 2) / r


# wrong gradient_mixed: The incoming gradient stands where the direction should in the projection.
def row_directions(X, G):
    r = np.linalg.norm(X, axis=1, keepdims=True)
    U = X / r
    return (G - G * (G * U).sum(axis=1, keepdims=True)) / r


# wrong squared_length: The rows are divided by the square of their length.
def row_directions(X, G):
    s = (X**2).sum(axis=1, keepdims=True)
    return G / s - 2 * X * (G * X).sum(axis=1, keepdims=True) / s**2
