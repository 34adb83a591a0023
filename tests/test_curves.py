"""Long histories as curves of few points."""

import numpy as np
import pytest

from explainers.curves import MOST_POINTS, thinned


@pytest.mark.parametrize("steps", [0, 1, 7, 200, 201, 999, 20_000])
def test_a_curve_has_few_points_and_each_is_the_mean_since_the_one_before(steps):
    history = np.random.default_rng(1).normal(size=(steps + 1, 3)).astype(np.float32)
    at, means = thinned(history)
    assert len(at) == len(means) <= MOST_POINTS
    assert steps - (at[-1] if len(at) else 0) < max(1, -(-steps // MOST_POINTS)), "hardly any step is left out"
    for first, last, mean in zip([0, *at.astype(int)][: len(at)], at.astype(int), means, strict=True):
        np.testing.assert_allclose(mean, history[first + 1 : last + 1].mean(axis=0), atol=1e-6)
