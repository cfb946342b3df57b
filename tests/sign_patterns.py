"""The signs of LaTeX that functions find, as patterns that say the same at length."""

from autograder.notation.latex_signs import derivative_at, gradient_at, step_at, symbol_at
from autograder.notation.words import GREEK

GREEKS = rf"\\(?:var)?(?:{'|'.join([*GREEK, 'ell'])})(?![A-Za-z])"
LETTER = rf"(?:[A-Za-z]|{GREEKS})"
STYLE = r"\\(?:mathbf|boldsymbol|bm|mathrm|mathit|mathsf|mathcal|mathbb|vec|textbf|text|rm|bf)"
ACCENT = r"\\(?:hat|widehat|bar|overline|tilde|widetilde|dot|underline)"
STYLED = rf"(?:{LETTER}|{STYLE}(?![A-Za-z])\s*(?:\{{\s*(?:{GREEKS}|[A-Za-z]+)\s*\}}|{LETTER}))"
CORE = rf"(?:{STYLED}|{ACCENT}(?![A-Za-z])\s*(?:\{{\s*{STYLED}\s*\}}|{STYLED}))"
BELOW = rf"_\s*(?:[A-Za-z0-9]|{GREEKS}|\{{[^{{}}]*(?:\{{[^{{}}]*\}}[^{{}}]*)*\}})"
NUMBER = r"[\(\[]\s*[A-Za-z0-9+-]+\s*[\)\]]"
LAYER = rf"\^\s*(?:\{{\s*{NUMBER}\s*\}}|{NUMBER})"
SYMBOL = rf"{CORE}(?:\s*{BELOW})?(?:\s*{LAYER})?(?:\s*{BELOW})?"
UPRIGHT_D = r"\\mathrm\s*\{\s*d\s*\}|\\mathrm\s+d|\\text\s*\{\s*d\s*\}|d"
D = rf"(?:\\partial(?![A-Za-z])|{UPRIGHT_D})"
DERIVATIVE = rf"\\[dtc]?frac\s*\{{\s*{D}\s*{SYMBOL}\s*\}}\s*\{{\s*{D}\s*{SYMBOL}\s*\}}"
GRADIENT = rf"\\nabla\s*_\s*(?:\{{\s*{SYMBOL}\s*\}}|{LETTER})\s*{SYMBOL}"
STEP = rf"(?:{UPRIGHT_D})\s*{SYMBOL}"
PATTERNS = {
    symbol_at: SYMBOL,
    derivative_at: DERIVATIVE,
    gradient_at: GRADIENT,
    step_at: STEP,
}
