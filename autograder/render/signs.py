"""What a terminal shows for signs that its encoding lacks; imported by every command, and light."""

from __future__ import annotations

import codecs
from collections.abc import Mapping
from typing import Final

__all__ = ["readable"]

_PLAIN: Final[Mapping[str, str]] = {
    "✓": "+", "✗": "x", "·": ".", "–": "-", "—": "-", "□": "#", "±": "+-", "‖": "||", "⊙": "*",
    "ᵀ": "^T", "⁻": "^-", "¹": "1", "²": "^2", "∂": "d", "≠": "!=", "≤": "<=", "≥": ">=", "→": "->",
    "…": "...", "\u2018": "'", "\u2019": "'", "\u201c": '"', "\u201d": '"', "α": "alpha",
    "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho",
    "σ": "sigma", "τ": "tau", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma",
    "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi", "Σ": "Sigma", "Φ": "Phi",
    "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
"""What stands for a sign where the terminal's encoding lacks it, as cp1252 and ASCII do."""


def readable(error: UnicodeError) -> tuple[str | bytes, int]:
    """Write what an encoding lacks as a person would: an error handler of ``codecs``."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    missing = error.object[error.start : error.end]
    if all(sign in _PLAIN for sign in missing):
        return "".join(map(_PLAIN.__getitem__, missing)), error.end
    first = error.object[error.start]
    if first in _PLAIN:
        return _PLAIN[first], error.start + 1
    one = UnicodeEncodeError(
        error.encoding, error.object, error.start, error.start + 1, error.reason
    )
    return codecs.backslashreplace_errors(one)
