"""How well labels can be read from codes: multinomial logistic regression, fitted to the end."""

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.spatial import cKDTree
from scipy.special import log_softmax, softmax
from torch import nn

from explainers.shipped_networks import round_to_half

Codes = NDArray[np.float64]  # (n, d)


def fit_probe(z: Codes, y: NDArray[np.int64], classes: int = 10) -> NDArray[np.float64]:
    """Return weights, shape (d + 1, classes), the last row the biases: cross entropy + ½ |weights|², the least of it.

    It is scikit-learn's LogisticRegression with C = 1: summed over examples, biases free.
    """
    n, d = z.shape
    inputs, target = np.column_stack([z, np.ones(n)]), np.eye(classes)[y]

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        w = flat.reshape(d + 1, classes)
        scores = inputs @ w
        slope = inputs.T @ (softmax(scores, axis=1) - target)
        slope[:-1] += w[:-1]
        return float(0.5 * (w[:-1] ** 2).sum() - (target * log_softmax(scores, axis=1)).sum()), slope.ravel()

    found = minimize(loss, np.zeros((d + 1) * classes), jac=True, method="L-BFGS-B", options={"maxiter": 500})
    return np.asarray(found.x).reshape(d + 1, classes)


def probe_of(z: Codes, y: NDArray[np.int64]) -> nn.Linear:
    """Return the fitted probe as a layer, in half precision as it is kept: logits (n, classes) of codes (n, d)."""
    weights = torch.tensor(fit_probe(z, y), dtype=torch.float32)
    probe = nn.Linear(*weights[:-1].shape).requires_grad_(requires_grad=False)
    probe.load_state_dict({"weight": weights[:-1].T, "bias": weights[-1]})
    round_to_half(probe)
    return probe


def right(probe: nn.Module, z: Codes, y: NDArray[np.int64]) -> float:
    """Return the share of codes from which a probe reads the right label."""
    with torch.no_grad():
        said = probe(torch.tensor(z, dtype=torch.float32)).argmax(-1).numpy()
    return float((said == y).mean())


def neighbours_right(known: Codes, y: NDArray[np.int64], z: Codes, truth: NDArray[np.int64], k: int = 15) -> float:
    """Return the share of codes z that have the label prevailing among their k nearest known codes: no line needed."""
    near = y[cKDTree(known).query(z, k)[1]]
    votes = np.stack([np.bincount(row, minlength=10) for row in near])
    return float((votes.argmax(axis=1) == truth).mean())
