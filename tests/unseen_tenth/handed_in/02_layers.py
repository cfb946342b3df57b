import numpy as np


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


# problem: swish
# right by_its_value: The slope by the value of the activation.
def swish_dW(W, x, b, beta, u):
    z = W @ x + b
    s = sigmoid(beta * z)
    f = z * s
    slope = beta * f + s * (1 - beta * f)
    return (u * slope)[:, None] * x[None, :]


# right loops: One weight at a time.
def swish_dW(W, x, b, beta, u):
    g = np.zeros_like(W)
    for i in range(W.shape[0]):
        z = W[i] @ x + b[i]
        s = sigmoid(beta * z)
        for j in range(W.shape[1]):
            g[i, j] = u[i] * s * (1 + beta * z * (1 - s)) * x[j]
    return g


# wrong gate_constant: The gate is taken as a constant.
def swish_dW(W, x, b, beta, u):
    z = W @ x + b
    return np.outer(u * sigmoid(beta * z), x)


# wrong gate_only: The product rule keeps the second term only.
def swish_dW(W, x, b, beta, u):
    z = W @ x + b
    s = sigmoid(beta * z)
    return np.outer(u * beta * z * s * (1 - s), x)


# wrong no_beta: The inner derivative beta is forgotten.
def swish_dW(W, x, b, beta, u):
    z = W @ x + b
    s = sigmoid(beta * z)
    return np.outer(u * (s + z * s * (1 - s)), x)


# wrong beta_one: The usual silu, without beta.
def swish_dW(W, x, b, beta, u):
    z = W @ x + b
    s = sigmoid(z)
    return np.outer(u * (s + z * s * (1 - s)), x)


# wrong transposed: Input first: x times the error.
def swish_dW(W, x, b, beta, u):
    z = W @ x + b
    s = sigmoid(beta * z)
    return np.outer(x, u * (s + beta * z * s * (1 - s)))


# wrong no_u: The weights u of the loss are forgotten.
def swish_dW(W, x, b, beta, u):
    z = W @ x + b
    s = sigmoid(beta * z)
    return np.outer(s + beta * z * s * (1 - s), x)


# wrong tanh_slope: The slope of tanh for that of the sigmoid.
def swish_dW(W, x, b, beta, u):
    z = W @ x + b
    s = sigmoid(beta * z)
    return np.outer(u * (s + beta * z * (1 - s**2)), x)


# wrong minus: A minus in the product rule.
def swish_dW(W, x, b, beta, u):
    z = W @ x + b
    s = sigmoid(beta * z)
    return np.outer(u * (s - beta * z * s * (1 - s)), x)


# problem: square_shares
# right by_shares: With the shares themselves.
def square_shares_jac(x, W):
    z = W @ x
    S = (z**2).sum()
    y = z**2 / S
    return 2 * (z[:, None] * W - np.outer(y, z @ W)) / S


# right quotient_rule: The quotient rule row by row.
def square_shares_jac(x, W):
    z = W @ x
    S = z @ z
    dS = 2 * z @ W
    rows = []
    for i in range(len(z)):
        dtop = 2 * z[i] * W[i]
        rows.append((dtop * S - z[i] ** 2 * dS) / S**2)
    return np.array(rows)


# wrong total_constant: The total is taken as a constant.
def square_shares_jac(x, W):
    z = W @ x
    return 2 * np.diag(z) @ W / (z @ z)


# wrong plus: A plus in the quotient rule.
def square_shares_jac(x, W):
    z = W @ x
    S = z @ z
    return (2 * np.diag(z) / S + 2 * np.outer(z**2, z) / S**2) @ W


# wrong diagonal: Only the diagonal of the Jacobian of the shares.
def square_shares_jac(x, W):
    z = W @ x
    S = z @ z
    return (2 * z / S - 2 * z**3 / S**2)[:, None] * W


# wrong no_weights: The linear layer behind is forgotten; its derivative by z.
def square_shares_jac(x, W):
    z = W @ x
    S = z @ z
    return 2 * np.diag(z) / S - 2 * np.outer(z**2, z) / S**2


# wrong softmax: The Jacobian of softmax, diag(y) - y y'.
def square_shares_jac(x, W):
    z = W @ x
    y = z**2 / (z @ z)
    return (np.diag(y) - np.outer(y, y)) @ W


# wrong input_first: Rows belong to x.
def square_shares_jac(x, W):
    z = W @ x
    S = z @ z
    return ((2 * np.diag(z) / S - 2 * np.outer(z**2, z) / S**2) @ W).T


# wrong no_two: The 2 of the square is lost in the total.
def square_shares_jac(x, W):
    z = W @ x
    S = z @ z
    return (2 * np.diag(z) / S - np.outer(z**2, z) / S**2) @ W


# wrong outer_turned: The outer product is the wrong way round.
def square_shares_jac(x, W):
    z = W @ x
    S = z @ z
    return (2 * np.diag(z) / S - 2 * np.outer(z, z**2) / S**2) @ W


# wrong unit_vector: The Jacobian of z divided by its length.
def square_shares_jac(x, W):
    z = W @ x
    s = np.linalg.norm(z)
    return (np.eye(len(z)) / s - np.outer(z, z) / s**3) @ W


# problem: centred_batch
# right centring_matrix: Through the centring matrix.
def centred_batch_dW(W, X, b, G):
    N = X.shape[0]
    C = np.eye(N) - np.ones((N, N)) / N
    H = np.tanh(C @ X @ W + b)
    return (C @ X).T @ (G * (1 - H**2))


# right centre_inputs: The inputs centred, which is the same.
def centred_batch_dW(W, X, b, G):
    A = X - X.mean(axis=0)
    return A.T @ (G / np.cosh(A @ W + b) ** 2)


# wrong mean_constant: The mean is taken as a constant.
def centred_batch_dW(W, X, b, G):
    Z = X @ W
    H = np.tanh(Z - Z.mean(axis=0) + b)
    return X.T @ (G * (1 - H**2))


# wrong no_slope: The slope of tanh is forgotten.
def centred_batch_dW(W, X, b, G):
    return X.T @ (G - G.mean(axis=0))


# wrong not_centred: The mean is left out altogether.
def centred_batch_dW(W, X, b, G):
    H = np.tanh(X @ W + b)
    return X.T @ (G * (1 - H**2))


# wrong other_axis: The mean over the features of each example in the backward pass.
def centred_batch_dW(W, X, b, G):
    Z = X @ W
    D = G * (1 - np.tanh(Z - Z.mean(axis=0) + b) ** 2)
    return X.T @ (D - D.mean(axis=1, keepdims=True))


# wrong sum_for_mean: The sum over the batch is taken off for the mean.
def centred_batch_dW(W, X, b, G):
    Z = X @ W
    D = G * (1 - np.tanh(Z - Z.mean(axis=0) + b) ** 2)
    return X.T @ (D - D.sum(axis=0))


# wrong no_shift: The shift b is forgotten in the forward pass.
def centred_batch_dW(W, X, b, G):
    Z = X @ W
    D = G * (1 - np.tanh(Z - Z.mean(axis=0)) ** 2)
    return X.T @ (D - D.mean(axis=0))


# wrong sigmoid_slope: The slope of the sigmoid for that of tanh.
def centred_batch_dW(W, X, b, G):
    Z = X @ W
    H = np.tanh(Z - Z.mean(axis=0) + b)
    D = G * H * (1 - H)
    return X.T @ (D - D.mean(axis=0))


# wrong centred_before_slope: The errors are centred before the slope, not behind it.
def centred_batch_dW(W, X, b, G):
    Z = X @ W
    H = np.tanh(Z - Z.mean(axis=0) + b)
    return X.T @ ((G - G.mean(axis=0)) * (1 - H**2))


# wrong transposed: Outputs by inputs.
def centred_batch_dW(W, X, b, G):
    Z = X @ W
    D = G * (1 - np.tanh(Z - Z.mean(axis=0) + b) ** 2)
    return (D - D.mean(axis=0)).T @ X


# problem: channel_slopes
# right minimum: The part below zero with a minimum.
def slopes_grad(a, X, W, T):
    Z = X @ W
    below = np.minimum(Z, 0)
    Y = np.maximum(Z, 0) + a * below
    return 2 * np.mean((Y - T) * below, axis=0) / len(a)


# right loops: One channel at a time.
def slopes_grad(a, X, W, T):
    Z = X @ W
    N, c = Z.shape
    g = np.zeros(c)
    for j in range(c):
        for i in range(N):
            if Z[i, j] <= 0:
                g[j] += 2 * (a[j] * Z[i, j] - T[i, j]) * Z[i, j]
    return g / (N * c)


# wrong no_mask: Every entry counts, those above zero as well.
def slopes_grad(a, X, W, T):
    Z = X @ W
    R = np.where(Z > 0, Z, a * Z) - T
    return 2 * (R * Z).sum(axis=0) / Z.size


# wrong mask_turned: The entries above zero for those below.
def slopes_grad(a, X, W, T):
    Z = X @ W
    R = np.where(Z > 0, Z, a * Z) - T
    return 2 * (R * Z * (Z > 0)).sum(axis=0) / Z.size


# wrong mean_of_rows: Divided by the examples alone.
def slopes_grad(a, X, W, T):
    Z = X @ W
    R = np.where(Z > 0, Z, a * Z) - T
    return 2 * (R * Z * (Z <= 0)).mean(axis=0)


# wrong summed: The sum for the mean.
def slopes_grad(a, X, W, T):
    Z = X @ W
    R = np.where(Z > 0, Z, a * Z) - T
    return 2 * (R * Z * (Z <= 0)).sum(axis=0)


# wrong no_two: The 2 of the square is lost.
def slopes_grad(a, X, W, T):
    Z = X @ W
    R = np.where(Z > 0, Z, a * Z) - T
    return (R * Z * (Z <= 0)).sum(axis=0) / Z.size


# wrong by_z: The slope a for the derivative by a: the derivative by Z, added up.
def slopes_grad(a, X, W, T):
    Z = X @ W
    R = np.where(Z > 0, Z, a * Z) - T
    return 2 * (R * a * (Z <= 0)).sum(axis=0) / Z.size


# wrong no_z: The factor Z is forgotten.
def slopes_grad(a, X, W, T):
    Z = X @ W
    R = np.where(Z > 0, Z, a * Z) - T
    return 2 * (R * (Z <= 0)).sum(axis=0) / Z.size


# wrong shared_slope: One slope for all channels: added up over everything.
def slopes_grad(a, X, W, T):
    Z = X @ W
    R = np.where(Z > 0, Z, a * Z) - T
    return np.full(len(a), 2 * (R * Z * (Z <= 0)).sum() / Z.size)


# wrong by_example: Added up over the channels, one number for each example.
def slopes_grad(a, X, W, T):
    Z = X @ W
    R = np.where(Z > 0, Z, a * Z) - T
    return 2 * (R * Z * (Z <= 0)).sum(axis=1) / Z.size


# problem: sine_layer
# right diagonal: With the diagonal matrix of the cosines.
def sine_jac(x, W, b, V, omega):
    return V @ np.diag(omega * np.cos(omega * (W @ x + b))) @ W


# right einsum: With indices.
def sine_jac(x, W, b, V, omega):
    c = omega * np.cos(omega * (W @ x + b))
    return np.einsum("kh,h,hn->kn", V, c, W)


# wrong no_omega: The inner derivative omega is forgotten.
def sine_jac(x, W, b, V, omega):
    return (V * np.cos(omega * (W @ x + b))) @ W


# wrong omega_outside: The frequency stands before the cosine and not within.
def sine_jac(x, W, b, V, omega):
    return omega * (V * np.cos(W @ x + b)) @ W


# wrong sign: The derivative of the sine has a minus.
def sine_jac(x, W, b, V, omega):
    return -omega * (V * np.cos(omega * (W @ x + b))) @ W


# wrong sine_kept: The sine for the cosine.
def sine_jac(x, W, b, V, omega):
    return omega * (V * np.sin(omega * (W @ x + b))) @ W


# wrong input_first: Rows belong to x.
def sine_jac(x, W, b, V, omega):
    return W.T @ (omega * np.cos(omega * (W @ x + b))[:, None] * V.T)


# wrong bias_lost: The bias falls away with the derivative.
def sine_jac(x, W, b, V, omega):
    return omega * (V * np.cos(omega * (W @ x))) @ W


# wrong linear: The sine has no slope.
def sine_jac(x, W, b, V, omega):
    return omega * V @ W


# wrong bias_outside: The bias is added behind the frequency.
def sine_jac(x, W, b, V, omega):
    return omega * (V * np.cos(omega * (W @ x) + b)) @ W


# wrong one_layer: The output's weights are forgotten.
def sine_jac(x, W, b, V, omega):
    return omega * np.cos(omega * (W @ x + b))[:, None] * W
