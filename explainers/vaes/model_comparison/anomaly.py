"""Anomaly detection by reconstruction error: how well it tells pictures of other data from the model's own."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import rankdata

from explainers.data.images import pictures
from explainers.vaes.elbo import bernoulli
from explainers.vaes.latent_walk.shipped_models import shipped_model

Array = NDArray[np.float64]
OTHER_DATA = {"digits": "fashion", "fashion": "digits"}  # what a model trained on one has never seen


def reconstruction_errors(data: str, kind: str, latent: int, x: NDArray[np.float32]) -> Array:
    """Return −log p(x|z = μ(x)) of each picture under a model trained on `data`, in nats, shape (n,)."""
    model, pixels = shipped_model(data, kind, latent), torch.tensor(x)
    with torch.no_grad():
        errors: Array = -bernoulli(pixels, model.decode(model.encode(pixels)[0])).sum(-1).double().numpy()
    return errors


@dataclass(frozen=True)
class Roc:
    """The receiver operating characteristic of the error as a detector, at every threshold."""

    in_distribution: Array  # (n,) errors of test pictures of the data that the model was trained on
    out_of_distribution: Array  # (m,) errors of test pictures of the other data
    false_positive_rate: Array  # (n + 1,) share of the former above each of falling thresholds
    true_positive_rate: Array  # (n + 1,) share of the latter

    @property
    def area(self) -> float:
        """The chance that of two pictures the one out of distribution has the larger error (Mann and Whitney's U).

        Ties count half.
        """
        n, m = len(self.in_distribution), len(self.out_of_distribution)
        ranks = rankdata(np.concatenate([self.out_of_distribution, self.in_distribution]))
        return float((ranks[:m].sum() - m * (m + 1) / 2) / (n * m))

    def threshold(self, passing: float) -> float:
        """Return the error that a share `passing` of the in-distribution pictures does not exceed."""
        return float(np.quantile(self.in_distribution, passing))


@cache
def roc(data: str, kind: str, latent: int) -> Roc:
    """Return how the error of a model tells test pictures of its own data from those of the other."""
    inside, outside = (
        reconstruction_errors(data, kind, latent, pictures(name, "test")) for name in (data, OTHER_DATA[data])
    )
    thresholds = np.concatenate([[np.inf], np.sort(inside)[::-1]])
    rates = [
        1 - np.searchsorted(np.sort(errors), thresholds, side="left") / len(errors) for errors in (inside, outside)
    ]
    return Roc(inside, outside, rates[0], rates[1])
