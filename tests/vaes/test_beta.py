"""The β-VAE's measures against closed forms, scikit-learn and torch.distributions; its models against their record."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.ndimage import rotate
from scipy.spatial import ConvexHull
from sklearn.metrics import mutual_info_score
from torch.distributions import Categorical as Pick
from torch.distributions import Independent, MixtureSameFamily, Normal, kl_divergence

from explainers.vaes.beta import EXPLAINER, Params, simulate
from explainers.vaes.beta.measures import (
    ENTROPIES,
    bins,
    gaps,
    information,
    measured,
    mig,
    mutual_information,
    total_correlation,
)
from explainers.vaes.beta.models import records, shipped_model
from explainers.vaes.beta.networks import objective
from explainers.vaes.beta.result import centre
from explainers.vaes.beta.settings import BETAS, SEEDS
from explainers.vaes.beta.sprites import LEVELS, RADIUS, SIDE, every_sprite, grid, render, values
from explainers.vaes.beta.training import RUNS, start
from explainers.vaes.networks import reparameterise

whole = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3)), min_size=1, max_size=60)


def test_a_perfect_code_has_a_gap_of_one_and_a_rotated_one_has_less():
    perfect = grid().astype(float)
    assert mig(information(perfect, grid())) == pytest.approx(1, abs=1e-12)
    turned = perfect.copy()
    turned[:, 3], turned[:, 4] = perfect[:, 3] + perfect[:, 4], perfect[:, 3] - perfect[:, 4]
    closed = gaps(information(turned, grid()))
    np.testing.assert_allclose(closed, [1, 1, 1, 0, 0], atol=1e-12)


def test_the_gap_of_two_rotated_bits_by_hand():
    v = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
    z = np.column_stack([v[:, 0] + v[:, 1], v[:, 0] - v[:, 1]]).astype(float)
    shared = np.array([[mutual_information(bins(z, 4)[:, j], v[:, k]) for j in range(2)] for k in range(2)])
    np.testing.assert_allclose(shared, 0.5 * np.log(2), atol=1e-12)  # H(v) − H(v|z) = ln 2 − ½ ln 2
    np.testing.assert_allclose(gaps(shared, np.log([2, 2])), 0, atol=1e-12)


@given(whole)
def test_mutual_information_is_that_of_scikit_learn(pairs):
    a, b = np.array(pairs, dtype=np.int64).T
    found = mutual_information(a, b)
    assert found == pytest.approx(mutual_info_score(a, b), abs=1e-12)
    assert found == pytest.approx(mutual_information(b, a), abs=1e-12)
    assert found <= np.log(4) + 1e-12


@given(st.integers(0, 99), st.integers(2, 12))
def test_bins_are_equally_full_and_keep_the_order_of_codes(seed, n):
    z = np.random.default_rng(seed).standard_normal((120, 3))
    found = bins(z, n)
    for column, place in zip(z.T, found.T, strict=True):
        assert np.bincount(place).max() - np.bincount(place).min() <= 2
        assert (np.diff(place[np.argsort(column)]) >= 0).all()


def test_total_correlation_is_that_of_a_gaussian_and_of_torch_distributions():
    torch.manual_seed(0)
    base = torch.randn(20_000, 1).double()
    mu = torch.cat([base, base], dim=1) * 0.8
    log_variance = torch.full_like(mu, np.log(0.36))  # q(z) is Gaussian: variances 1, covariance 0.64
    found, error = total_correlation(mu, log_variance)
    assert found == pytest.approx(-0.5 * np.log(1 - 0.64**2), abs=4 * error + 0.01)
    some = mu[:50]
    mixture = [MixtureSameFamily(Pick(torch.ones(50).double()), Independent(Normal(some[:, k], 0.6), n))
               for k, n in ((slice(None), 1), (0, 0), (1, 0))]  # fmt: skip
    z = mixture[0].sample((40_000,))
    ratio = mixture[0].log_prob(z) - mixture[1].log_prob(z[:, 0]) - mixture[2].log_prob(z[:, 1])
    found, error = total_correlation(some, log_variance[:50])
    assert found == pytest.approx(float(ratio.mean()), abs=4 * error)


@pytest.mark.parametrize("seed", SEEDS)
def test_kl_is_that_of_torch_distributions(seed):
    result = simulate(Params(model=seed, beta=2.0, shape=0, x=11.5))
    mu, log_variance = (torch.tensor(part) for part in result.posterior)
    expected = kl_divergence(Normal(mu, (0.5 * log_variance).exp()), Normal(0.0, 1.0))
    np.testing.assert_allclose(result.cost, expected, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize(("beta", "seed"), [(1.0, 0), (4.0, 1), (16.0, 0)])
def test_shipped_models_reach_what_is_recorded(beta, seed):
    record, found = records()[beta, seed], measured(shipped_model(beta, seed))
    assert found.distortion == pytest.approx(record.distortion, rel=1e-3)
    assert found.rate == pytest.approx(record.rate, rel=1e-3)
    assert mig(found.information) == pytest.approx(record.mig, abs=2e-3)
    z = reparameterise(torch.tensor(found.mu[::9]), torch.tensor(found.log_variance[::9]), torch.zeros(1024, 8)).numpy()
    theirs = [[mutual_info_score(place, factor) for place in bins(z).T] for factor in grid()[::9].T]
    np.testing.assert_allclose(information(z, grid()[::9]), theirs, atol=1e-9)
    if (beta, seed) == (4.0, 1):
        found, _ = total_correlation(torch.tensor(found.mu), torch.tensor(found.log_variance))
        assert found == pytest.approx(record.total_correlation, abs=5e-3)


def test_what_the_page_says_of_all_models():
    every = records()
    assert len(every) == len(BETAS) * len(SEEDS)
    for seed in SEEDS:
        rates = [every[beta, seed].rate for beta in BETAS]
        assert rates == sorted(rates, reverse=True)
        assert [every[beta, seed].distortion for beta in BETAS] == sorted(
            every[beta, seed].distortion for beta in BETAS
        )
        gaps_ = [every[beta, seed].mig for beta in BETAS]
        assert max(gaps_) == gaps_[BETAS.index(8.0)] > gaps_[-1] + 0.05  # falls again where β is too large
    assert every[1.0, 1].mig > 2.5 * every[1.0, 0].mig
    for record in every.values():
        assert (record.information <= ENTROPIES[:, None]).all() and 0 <= record.mig <= 1
        assert record.rate < np.log(len(grid())) + record.total_correlation + 3


def test_sprites_have_the_factors_that_they_are_drawn_with():
    areas = {0: (1.5 * RADIUS) ** 2, 1: np.pi * 1.05 * 0.55 * RADIUS**2, 2: (1 + np.pi / 4) * RADIUS**2}
    for shape, area in areas.items():
        at = render(shape, [1.0, 1.0, 0.7], [0.0, 60.0, 30.0], 15.3, 17.2)
        np.testing.assert_allclose(at.sum(1), area * np.array([1, 1, 0.49]), rtol=0.03)
    np.testing.assert_allclose(centre(render(0, 0.8, 25.0, 12.4, 18.9)[0]), [12.4, 18.9], atol=0.05)
    one, other = (render(2, 1.0, angle, 16.0, 16.0)[0].reshape(SIDE, SIDE) for angle in (0.0, 40.0))
    assert np.abs(rotate(one, 40.0, reshape=False, order=1) - other).mean() < 0.01
    corners = np.argwhere(render(1, 1.0, 45.0, 16.0, 16.0)[0].reshape(SIDE, SIDE) > 0.5)
    assert ConvexHull(corners).volume > 0.85 * areas[1] - 12
    assert len(np.unique(every_sprite(), axis=0)) == len(grid()) == np.prod(LEVELS)
    assert [len(level) for level in values()] == list(LEVELS)


@given(st.floats(0, 20), st.floats(0, 20))
def test_capacity_is_where_kl_costs_nothing(beta, capacity):
    cost = torch.tensor([[3.0, 1.0], [2.0, 0.0]])
    loss = objective(torch.tensor([-5.0, -7.0]), cost, beta, capacity)
    assert float(loss) == pytest.approx(6 + beta * abs(3 - capacity), rel=1e-5)


def test_a_run_can_be_wound_back_and_parts_where_settings_change():
    now, again = (simulate(Params(steps=steps)).trained for steps in (30, 20))
    assert now.step == 30 and again.step == 20
    np.testing.assert_array_equal(now.history[:21], again.history)
    other = simulate(Params(steps=30, beta=16.0, capacity=2.0, schedule="20 beta=4.0 capacity=0.0", fork=20)).trained
    np.testing.assert_array_equal(other.history[:21], now.history[:21])
    assert other.beside is not None
    np.testing.assert_array_equal(other.beside.history, now.history)
    assert not np.array_equal(other.history[21:], now.history[21:])
    state, model = start(Params()), RUNS.run_of(Params()).at(0).model
    x = torch.tensor(every_sprite()[:4]).float() / 255
    assert torch.equal(state.model.encode(x)[0], model.encode(x)[0])


def test_moving_one_latent_meets_the_challenge_and_two_do_not():
    assert not EXPLAINER.challenge(simulate(Params()))[0]
    assert EXPLAINER.challenge(simulate(Params(u=(2.0,) + (0.0,) * 7)))[0]
    assert not EXPLAINER.challenge(simulate(Params(u=(2.0, 0.25) + (0.0,) * 6)))[0]
