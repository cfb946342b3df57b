r"""Derivations of the set 13_derivations: right ones in several routes and notations, wrong ones.

A wrong one says which side is the first that is wrong, as it is written, and which names of its
mistake would be true; none where only the place is to be found.
"""

from __future__ import annotations

from typing import NamedTuple


class Wrong(NamedTuple):
    """A derivation with a wrong step."""

    text: str
    first: str
    names: tuple[str, ...] = ()


RIGHT: dict[str, tuple[str, ...]] = {
    "quadratic_form": (
        "df_dx = S x + Sᵀ x = (S + Sᵀ) x",
        "df_dx = S @ x + S.T @ x\n = (S + S.T) @ x",
        r"$\frac{\partial f}{\partial x} = S x + S^\top x = (S + S^T)\mathbf{x}$",
        "df = dxᵀ S x + xᵀ S dx\n = (S x)ᵀ dx + (Sᵀ x)ᵀ dx\n = ((S + Sᵀ) x)ᵀ dx\n"
        "df_dx = (S + Sᵀ) x",
        "B = S + Sᵀ\ndf = xᵀ B dx\ndf_dx = Bᵀ x\n = B x",
        r"$df = \sum_{i=1}^n \sum_{j=1}^n (S_{ij} + S_{ji}) x_j dx_i$" "\n" r"$\nabla_x f = (S^T + S) x$",
    ),
    "chain_of_layers": (
        "dL_dZ = diag(1 - A ⊙ A) W u = (1 - A ⊙ A) ⊙ (W u)",
        "dL_dZ = (1 - A**2) * (W @ u)\n = (W @ u) - A**2 * (W @ u)",
        "dL = (W u)ᵀ dA\n = (W u)ᵀ ((1 - A ⊙ A) ⊙ dZ)\ndL_dZ = (1 - A ⊙ A) ⊙ (W u)",
        "dL_dZ = tanh'(Z) ⊙ (W u) = (1 - tanh(Z) ⊙ tanh(Z)) ⊙ (W u)",
        r"$\frac{\partial L}{\partial Z} = \operatorname{diag}(1 - A \odot A)\, W u = W u - A \odot A \odot (W u)$",
    ),
    "weights_by_indices": (
        r"$dL = \sum_{i=1}^{m} \sum_{j=1}^{n} a_i g_j dW_{ij} = \operatorname{tr}(g a^\top dW)$" "\ndL_dW = a gᵀ",
        r"$dL = \sum_{i,j} g_j dW_{ij} a_i = a^T dW g$" "\n" r"$\frac{\partial L}{\partial W} = a g^T$",
        "dL = gᵀ dWᵀ a = aᵀ dW g\ndL_dW = a gᵀ",
        "dL_dW = outer(a, g)\n = a @ g.T",
        "dL = tr(gᵀ dWᵀ a) = tr(a gᵀ dWᵀ)\ndL_dW = a gᵀ",
    ),
    "weights_by_vec": (
        "dL = uᵀ dV x = (x ⊗ u)ᵀ vec(dV)\ndL_dV = unvec(x ⊗ u, n, m) = u xᵀ",
        r"$dL = (x^T \otimes u^T) \operatorname{vec}(dV) = u^T dV x$" "\ndL_dV = u xᵀ",
        "dL = tr(x uᵀ dV)\n = tr((u xᵀ)ᵀ dV)\ndL_dV = u xᵀ",
        "dL_dV = unvec(kron(x, u), n, m)\n = u @ x.T",
        r"$dL = \sum_{i=1}^n \sum_{j=1}^m u_i dV_{ij} x_j = u^\top dV x$" "\n" r"$\nabla_V L = u x^\top$",
    ),
    "softmax_loss": (
        "dL_dz = -(diag(p) - p pᵀ) (y ⊘ p)\n = p - y",
        "dL_dz = p (yᵀ (p ⊘ p)) - y = p - y",
        "dL = -(y ⊘ p)ᵀ dp\n = -(y ⊘ p)ᵀ (diag(p) - p pᵀ) dz\ndL_dz = p - y",
        "dL_dz = softmax(z) - y\n = p - y",
        r"$\frac{\partial L}{\partial z} = p \sum_{i=1}^n y_i - y = p - y$",
        "dL_dz = exp(z) / sum(exp(z)) - y = p - y",
    ),
    "log_determinant": (
        "df = tr(S⁻¹ dS)\n = tr(dS S⁻¹)\ndf_dS = (S⁻¹)ᵀ = (Sᵀ)⁻¹",
        "df_dS = inv(S).T = inv(S.T)",
        r"$df = \operatorname{tr}(S^{-1} dS)$" "\n" r"$\frac{\partial f}{\partial S} = S^{-\top} = (S^{-1})^T$",
        r"$df = \sum_{i=1}^n \sum_{j=1}^n dS_{ij} \operatorname{tr}(S^{-1}) - \operatorname{tr}(S^{-1}) \sum_{i,j} dS_{ij} + \operatorname{tr}(S^{-1} dS)$"
        "\ndf_dS = S⁻ᵀ",
        "B = S⁻¹\ndf = tr(B dS) = tr(dS B)\ndf_dS = Bᵀ",
    ),
    "sum_of_outputs": (
        r"$ds = \mathbf{1}_n^T dV x = \operatorname{tr}(x \mathbf{1}_n^T dV)$" "\n" r"$\frac{\partial s}{\partial V} = \mathbf{1}_n x^T$",
        "ds_dV = ones(n, 1) @ x.T\n = outer(ones(n, 1), x)",
        r"$ds = \sum_{i=1}^n \sum_{j=1}^m dV_{ij} x_j = \mathbf{1}_n^T dV x$" "\nds_dV = ones(n, 1) xᵀ",
        "ds = sum(dV x)\n = tr(x ones(1, n) dV)\nds_dV = ones(n, 1) xᵀ",
        "ds_dV = (x ones(1, n))ᵀ = ones(n, 1) xᵀ",
    ),
    "least_squares": (
        "dL = 2 rᵀ dr + 2 λ wᵀ dw\n = 2 rᵀ X dw + 2 λ wᵀ dw\ndL_dw = 2 Xᵀ r + 2 λ w",
        "dL_dw = 2 * X.T @ (X @ w - y) + 2 * lam * w\n = 2 * (X.T @ X @ w - X.T @ y + lam * w)",
        r"$\frac{\partial L}{\partial w} = 2 X^\top (X w - y) + 2 \lambda w = 2 (X^\top X + \lambda I_d) w - 2 X^\top y$",
        "dr = X dw\ndL = drᵀ r + rᵀ dr + 2 λ wᵀ dw\n = 2 rᵀ X dw + 2 λ wᵀ dw\n"
        "dL_dw = 2 Xᵀ r + 2 λ w",
        r"$\frac{\partial L}{\partial w} = 2 \sum_{i=1}^n r_i X^T (X w - y) \frac{1}{\sum_{i=1}^n r_i} + 2 \lambda w = 2 X^T r + 2\lambda w$",
    ),
}  # fmt: skip

WRONG: dict[str, tuple[Wrong, ...]] = {
    "quadratic_form": (
        Wrong("df_dx = S x + Sᵀ x = 2 S x", "2 S x", ("transpose.inner", "term.doubled")),
        Wrong("df_dx = 2 S x = (S + Sᵀ) x", "2 S x"),
        Wrong("df_dx = S x = S x + Sᵀ x", "S x", ("term.missing", "path.missing", "terms.missing")),
        Wrong("df_dx = Sᵀ x + S x = (S - Sᵀ) x", "(S - Sᵀ) x", ("sign.inner",)),
        Wrong("df_dx = (S + Sᵀ) x = xᵀ (S + Sᵀ)", "xᵀ (S + Sᵀ)", ("layout.transposed", "factors.order")),
        Wrong("df = xᵀ S dx = (Sᵀ x)ᵀ dx\ndf_dx = Sᵀ x", "xᵀ S dx"),
        Wrong("df = dxᵀ S x + xᵀ S dx = xᵀ S dx + xᵀ S dx\ndf_dx = 2 Sᵀ x", "xᵀ S dx + xᵀ S dx"),
        Wrong("df_dx = S x + Sᵀ x = S Sᵀ x", "S Sᵀ x"),
    ),
    "chain_of_layers": (
        Wrong("dL_dZ = diag(1 - A ⊙ A) W u = (1 - A ⊙ A) ⊙ (W u) = (1 - A) ⊙ (W "
              "u)", "(1 - A) ⊙ (W u)", ("power.wrong", "activation.formula", "activation.value", "factor.missing")),
        Wrong("dL_dZ = W u = diag(1 - A ⊙ A) W u", "W u", ("activation.missing", "factor.missing", "chain.inner")),
        Wrong("dL_dZ = A ⊙ (W u) = A ⊙ (W u) + 0 u₁", "A ⊙ (W u)", ("activation.value",)),
        Wrong("dL_dZ = (1 - Z ⊙ Z) ⊙ (W u) = (W u) - Z ⊙ Z ⊙ (W u)", "(1 - Z ⊙ Z) ⊙ (W u)"),
        Wrong("dL_dZ = diag(1 - A ⊙ A) W u = diag(1 + A ⊙ A) W u", "diag(1 + A ⊙ A) W u", ("sign.inner",)),
        Wrong("dL = (W u)ᵀ dA = (W u)ᵀ dZ\ndL_dZ = W u", "(W u)ᵀ dZ"),
        Wrong("dL_dZ = diag(1 - A ⊙ A) W u = ((W u)ᵀ diag(1 - A ⊙ "
              "A))", "((W u)ᵀ diag(1 - A ⊙ A))", ("layout.transposed",)),
        Wrong("dL_dZ = (1 - A ⊙ A) ⊙ (W u) = 2 (1 - A ⊙ A) ⊙ (W "
              "u)", "2 (1 - A ⊙ A) ⊙ (W u)", ("scale.factor",)),
    ),
    "weights_by_indices": (
        Wrong("dL = aᵀ dW g = tr(g aᵀ dW)\ndL_dW = g aᵀ", "g aᵀ", ("layout.transposed",)),
        Wrong("dL_dW = a gᵀ = -a gᵀ", "-a gᵀ", ("sign.flipped",)),
        Wrong("dL_dW = g aᵀ = g aᵀ + 0 n", "g aᵀ", ("layout.transposed",)),
        Wrong(r"$dL = \sum_{i=1}^{m} a_i dW_{i1} g_1 = a^T dW g$" "\ndL_dW = a gᵀ", r"\sum_{i=1}^{m} a_i dW_{i1} g_1"),
        Wrong("dL_dW = a gᵀ = 2 a gᵀ", "2 a gᵀ", ("scale.factor",)),
        Wrong("dL_dW = a gᵀ / n = a gᵀ", "a gᵀ / n", ("scale.mean",)),
        Wrong("dL = aᵀ dW g = (sum(a)) (sum(dW g))\n"
              "dL_dW = a gᵀ", "(sum(a)) (sum(dW g))", ("sums.multiplied",)),
        Wrong("dL_dW = a gᵀ = a ones(1, n)", "a ones(1, n)", ("factor.missing",)),
    ),
    "weights_by_vec": (
        Wrong("dL = (x ⊗ u)ᵀ vec(dV) = (u ⊗ x)ᵀ vec(dV)\n"
              "dL_dV = u xᵀ", "(u ⊗ x)ᵀ vec(dV)", ("factors.order",)),
        Wrong("dL_dV = unvec(x ⊗ u, n, m) = x uᵀ", "x uᵀ", ("layout.transposed",)),
        Wrong("dL_dV = unvec(u ⊗ x, n, m) = u xᵀ", "unvec(u ⊗ x, n, "
                                                   "m)", ("order.rows", "entries.moved", "factors.order")),
        Wrong("dL_dV = u xᵀ = ones(n, 1) xᵀ", "ones(n, 1) xᵀ", ("factor.missing",)),
        Wrong("dL_dV = u xᵀ = vec(u xᵀ)", "vec(u xᵀ)", ("shape.flat", "shape.stacked", "order.rows")),
        Wrong("dL_dV = u xᵀ = 0.5 u xᵀ", "0.5 u xᵀ", ("scale.factor",)),
        Wrong("dL = uᵀ dV x = uᵀ dV u\ndL_dV = u xᵀ", "uᵀ dV u"),
        Wrong("dL_dV = -u xᵀ = u xᵀ", "-u xᵀ", ("sign.flipped",)),
    ),
    "softmax_loss": (
        Wrong("dL_dz = p - y = y - p", "y - p", ("sign.flipped", "factors.order")),
        Wrong("dL_dz = -(y ⊘ p) = p - y", "-(y ⊘ p)", ("chain.outer", "chain.inner", "activation.missing")),
        Wrong("dL_dz = -diag(p) (y ⊘ p) = -y", "-diag(p) (y ⊘ p)", ("softmax.elementwise", "term.missing", "activation.missing", "softmax.term")),
        Wrong("dL_dz = -(diag(p) - p pᵀ) (y ⊘ p) = -(diag(p) + p pᵀ) (y ⊘ "
              "p)", "-(diag(p) + p pᵀ) (y ⊘ p)", ("sign.inner",)),
        Wrong("dL_dz = p - y = p", "p", ("term.missing", "operand.itself")),
        Wrong("dL_dz = p - y = (p - y) / n", "(p - y) / n", ("scale.mean",)),
        Wrong("dL_dz = p - y = p ⊙ (p - y)", "p ⊙ (p - y)", ("factor.extra",)),
        Wrong("dL = -(y ⊘ p)ᵀ dp = -(y ⊘ p)ᵀ dz\ndL_dz = p - y", "-(y ⊘ p)ᵀ dz"),
    ),
    "log_determinant": (
        Wrong("df = tr(S⁻¹ dS)\ndf_dS = S⁻¹", "S⁻¹", ("layout.transposed", "transpose.inner")),
        Wrong("df_dS = S⁻ᵀ = S⁻¹", "S⁻¹", ("layout.transposed", "transpose.inner")),
        Wrong("df_dS = -S⁻ᵀ = S⁻ᵀ", "-S⁻ᵀ", ("sign.flipped",)),
        Wrong("df_dS = det(S) S⁻ᵀ = S⁻ᵀ", "det(S) S⁻ᵀ", ("factor.extra", "determinant.rule", "function.other")),
        Wrong("df = tr(S⁻¹ dS) = tr(S⁻¹) tr(dS)\ndf_dS = S⁻ᵀ", "tr(S⁻¹) tr(dS)"),
        Wrong("df_dS = Sᵀ = S⁻ᵀ", "Sᵀ"),
        Wrong("df_dS = 2 S⁻ᵀ = S⁻ᵀ + S⁻ᵀ", "2 S⁻ᵀ", ("scale.factor",)),
        Wrong("df_dS = S⁻ᵀ = (S⁻¹)ᵀ (S⁻¹)ᵀ", "(S⁻¹)ᵀ (S⁻¹)ᵀ"),
    ),
    "sum_of_outputs": (
        Wrong("ds_dV = (xᵀ ones(m, 1)) ones(n, m) = ones(n, 1) "
              "xᵀ", "(xᵀ ones(m, 1)) ones(n, m)", ("all-ones.direction", "all-ones", "axis.repeated")),
        Wrong("ds_dV = ones(n, m) = ones(n, 1) xᵀ", "ones(n, m)", ("factor.missing", "answer.constant")),
        Wrong("ds_dV = x ones(1, n) = (ones(n, 1) xᵀ)ᵀ", "x ones(1, n)", ("layout.transposed",)),
        Wrong("ds_dV = ones(n, 1) xᵀ = ones(n, 1) xᵀ / n", "ones(n, 1) xᵀ / n", ("scale.mean",)),
        Wrong("ds_dV = ones(n, 1) xᵀ = -ones(n, 1) xᵀ", "-ones(n, 1) xᵀ", ("sign.flipped",)),
        Wrong(r"$ds = \mathbf{1}_n^T dV x = \sum_{j=1}^m x_j$" "\nds_dV = ones(n, 1) "
                                                               "xᵀ", r"\sum_{j=1}^m x_j"),
        Wrong("ds_dV = ones(n, 1) xᵀ = 3 ones(n, 1) xᵀ", "3 ones(n, 1) xᵀ", ("scale.factor",)),
    ),
    "least_squares": (
        Wrong("dL_dw = 2 Xᵀ r + 2 λ w = 2 Xᵀ r", "2 Xᵀ r", ("term.missing",)),
        Wrong("dL_dw = Xᵀ r + λ w = 2 Xᵀ r + 2 λ w", "Xᵀ r + λ w", ("scale.factor",)),
        Wrong("dL_dw = 2 Xᵀ r + 2 λ w = 2 Xᵀ r - 2 λ w", "2 Xᵀ r - 2 λ w", ("sign.inner",)),
        Wrong("dL_dw = 2 Xᵀ r + λ w = 2 Xᵀ (X w - y) + λ w", "2 Xᵀ r + λ w"),
        Wrong("dL_dw = 2 Xᵀ (y - X w) + 2 λ w = -2 Xᵀ r + 2 λ w", "2 Xᵀ (y - X w) + 2 λ w"),
        Wrong("dL_dw = 2 Xᵀ r + 2 λ w = 2 Xᵀ (X w + y) + 2 λ w", "2 Xᵀ (X w + y) + 2 λ w", ("sign.inner",)),
        Wrong("dL_dw = 2 Xᵀ r + 2 λ w = (2 Xᵀ r + 2 λ w) / n", "(2 Xᵀ r + 2 λ w) / n", ("scale.mean",)),
        Wrong("dL_dw = 2 rᵀ X + 2 λ wᵀ = (2 Xᵀ r + 2 λ w)ᵀ", "2 rᵀ X + 2 λ wᵀ", ("layout.transposed",)),
    ),
}  # fmt: skip
