import numpy as np


def run_states(lam, b, c, x):
    """Return the outputs of a diagonal state space that starts at rest."""
    h, outputs = 0 * lam, []
    for sample in x:
        h = lam * h + b * sample
        outputs.append(np.sum(c * h))
    return np.array(outputs)
