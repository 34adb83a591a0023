"""The same calculation as a generative model: sample people, keep those who test positive, count the ill among them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from explainers.bayes.diagnosis.counts import Array, positive_again
from explainers.bayes.diagnosis.model import MOST_SAMPLED, Params


@dataclass(frozen=True)
class Sample:
    """People drawn from the model, and those of them who were kept."""

    number: NDArray[np.int64]  # (K,) which of the people drawn were positive, counted from 1
    ill: NDArray[np.bool_]  # (K,) whether they are ill

    @property
    def running(self) -> Array:
        """The share of ill among those kept so far, shape (K,)."""
        return np.cumsum(self.ill) / np.arange(1, len(self.ill) + 1)


def sample(params: Params) -> Sample:
    """Draw n people: first whether they are ill, then each result given that; keep who is positive every time."""
    rng = np.random.default_rng(params.seed)
    luck = rng.random((MOST_SAMPLED, 2 * params.tests))[: params.sampled]  # more people are the same ones and others
    ill = luck[:, 0] < params.prevalence / 100
    rate = np.where(ill, params.sensitivity / 100, 1 - params.specificity / 100)
    positive = luck[:, 1] < rate
    for k in range(1, params.tests):
        positive &= luck[:, 2 * k + 1] < positive_again(rate, params.repeat)
    kept = np.flatnonzero(positive)
    return Sample(kept + 1, ill[kept])
