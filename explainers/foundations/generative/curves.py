"""Learning curves: the test error of both models against the number of labels, over many training sets."""

from dataclasses import dataclass

import numpy as np

from explainers.foundations.generative.conditional import fit_conditional
from explainers.foundations.generative.joint import fit_joint
from explainers.foundations.plane import Array, Labelled

SIZES = (4, 8, 16, 32, 64, 128, 256, 512, 1024)
SEEDS = 20  # training sets of each size
TESTED = 400  # points to test on, at most
CLEAR = 2.0  # standard errors from which on one is clearly ahead


@dataclass(frozen=True, eq=False)
class Curves:
    """Shares of the test set that are got wrong, shape (sizes, seeds)."""

    sizes: tuple[int, ...]
    generative: Array
    discriminative: Array

    @property
    def lead(self) -> Array:
        """By how much the discriminative model is ahead, in standard errors of the difference, shape (sizes,)."""
        gap = self.generative - self.discriminative  # on the same training sets
        return gap.mean(axis=1) / np.maximum(gap.std(axis=1, ddof=1) / np.sqrt(SEEDS), 1e-9)

    @property
    def overtaken(self) -> int:
        """From how many labels on the discriminative model is ahead, having been behind; 0 if that never happens."""
        if self.lead[-1] < CLEAR or self.lead.min() > -CLEAR:
            return 0
        return self.sizes[np.flatnonzero(self.lead <= 0)[-1] + 1]

    @property
    def outcome(self) -> str:
        """Who is ahead, in words."""
        if self.overtaken:
            return f"generative overtaken at {self.overtaken} labels"
        if abs(self.lead[-1]) < CLEAR:
            return "no clear winner in the end"
        return "the generative one is never clearly ahead" if self.lead[-1] > 0 else "the generative one stays ahead"


def learning_curves(data: Labelled, d: int, kind: str, features: str, bandwidth: float, seed: int) -> Curves:
    """Fit both models to training sets of every size, half of each from either class; the same sets for both."""
    rows = np.random.default_rng(seed).permutation(len(data.test_y))[:TESTED]
    test, truth = data.test_x[rows, :d], data.test_y[rows]
    sizes = tuple(n for n in SIZES if n // 2 <= np.bincount(data.y).min())
    wrong = np.empty((2, len(sizes), SEEDS))
    for j in range(SEEDS):
        for i, n in enumerate(sizes):
            x, y = data.balanced(n, np.random.default_rng([seed, j]))
            joint = fit_joint(x[:, :d], y, kind, bandwidth)
            given = fit_conditional(x[:, :d], y, features)
            for m, posterior in enumerate((joint.posterior(test), given.posterior(test))):
                wrong[m, i, j] = np.mean(posterior.argmax(axis=1) != truth)
    return Curves(sizes, wrong[0], wrong[1])
