"""A reconstruction error as an alarm: how well it tells strange pictures from familiar ones."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import rankdata

from explainers.data.images import pictures
from explainers.vaes.latent_walk.elbo import bernoulli
from explainers.vaes.latent_walk.shipped_models import shipped_model

Array = NDArray[np.float64]
STRANGE = {"digits": "fashion", "fashion": "digits"}  # what a model that knows one never saw


def errors(data: str, kind: str, latent: int, x: NDArray[np.float32]) -> Array:
    """Return −log p(x|z = μ(x)) of each picture under a model that knows `data`, in nats, shape (n,)."""
    model, pixels = shipped_model(data, kind, latent), torch.tensor(x)
    with torch.no_grad():
        found: Array = -bernoulli(pixels, model.decode(model.encode(pixels)[0])).sum(-1).double().numpy()
    return found


@dataclass(frozen=True)
class Roc:
    """How an alarm does at every threshold."""

    familiar: Array  # (n,) errors of test pictures of the data the model knows
    strange: Array  # (m,) errors of test pictures of the other
    false_alarms: Array  # (n + 1,) share of the familiar that sets it off, falling thresholds
    caught: Array  # (n + 1,) share of the strange that does

    @property
    def area(self) -> float:
        """The chance that of two pictures the strange one has the larger error: Mann and Whitney's U, ties half."""
        n, m = len(self.familiar), len(self.strange)
        ranks = rankdata(np.concatenate([self.strange, self.familiar]))
        return float((ranks[:m].sum() - m * (m + 1) / 2) / (n * m))

    def threshold(self, passing: float) -> float:
        """Return the error that a share `passing` of the familiar pictures does not exceed."""
        return float(np.quantile(self.familiar, passing))


@cache
def roc(data: str, kind: str, latent: int) -> Roc:
    """Return how the error of a model tells its own test pictures from those of the other data set."""
    familiar, strange = (errors(data, kind, latent, pictures(name, "test")) for name in (data, STRANGE[data]))
    thresholds = np.concatenate([[np.inf], np.sort(familiar)[::-1]])
    above = [1 - np.searchsorted(np.sort(found), thresholds, side="left") / len(found) for found in (familiar, strange)]
    return Roc(familiar, strange, above[0], above[1])
