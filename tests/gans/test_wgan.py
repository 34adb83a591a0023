"""The race of six losses against scipy, POT's dual, autograd and closed forms; what must hold of any critic."""

from dataclasses import replace
from itertools import islice

import numpy as np
import ot
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog
from scipy.stats import spearmanr

from explainers.figure_style import Style
from explainers.gans.losses import LOSSES
from explainers.gans.potential import extended, potential
from explainers.gans.training.networks import initial
from explainers.gans.training.settings import Params as GameParams
from explainers.gans.training.updates import slope_penalty, train
from explainers.gans.wgan import EXPLAINER, Params
from explainers.gans.wgan.critic import examined, scores
from explainers.gans.wgan.race import AT_CHANCE, EVERY, RUNS, gains, racer_of, rank_correlation, reached
from explainers.gans.wgan.result import simulate
from explainers.gans.wgan.seeds import Row, asked, race
from explainers.gans.wgan.settings import RACERS, TIMELINE
from explainers.problems import BadInput

SHORT = Params(steps=40)
BROKEN = Params(optimiser="sgd", lr_d=1.0, lr_g=0.02, steps=60)
numbers = st.integers(-5, 5).map(float)  # with ties
clouds = st.integers(2, 12).flatmap(lambda n: arrays(float, (2, n, 2), elements=st.floats(0, 1, width=32)))
every_loss = pytest.mark.parametrize("loss", RACERS)


@given(st.integers(3, 30).flatmap(lambda n: arrays(float, (2, n), elements=numbers)))
def test_the_rank_correlation_is_scipys(pair):
    one, other = pair
    if np.ptp(one) == 0 or np.ptp(other) == 0:
        assert np.isnan(rank_correlation(one, other))
    else:
        assert rank_correlation(one, other) == pytest.approx(spearmanr(one, other).statistic)


@given(clouds)
def test_the_exact_potential_has_no_duality_gap_and_slope_at_most_one(pair):
    real, fake = pair
    costs = ot.dist(real, fake, "euclidean")
    at_real, at_fake = potential(costs)
    assert at_real.mean() - at_fake.mean() == pytest.approx(ot.emd2([], [], costs), abs=1e-7)
    assert at_real.mean() + at_fake.mean() == pytest.approx(0, abs=1e-9)
    f, points = np.append(at_real, at_fake), np.concatenate([real, fake])
    assert (np.abs(f[:, None] - f) <= ot.dist(points, points, "euclidean") + 1e-6).all()
    np.testing.assert_allclose(extended(ot.dist(points, fake, "euclidean"), at_fake), f, atol=1e-6)


def test_the_exact_potential_solves_the_dual_linear_program():
    real, fake = np.random.default_rng(1).random((2, 9, 2))
    costs = ot.dist(real, fake, "euclidean")
    rows = np.zeros((81, 18))
    for k, (i, j) in enumerate(np.ndindex(9, 9)):
        rows[k, i], rows[k, 9 + j] = 1, -1
    weights = np.append(np.full(9, -1 / 9), np.full(9, 1 / 9))
    best = linprog(weights, rows, costs.ravel(), bounds=(-2, 2))
    at_real, at_fake = potential(costs)
    assert at_real.mean() - at_fake.mean() == pytest.approx(-best.fun)


@settings(max_examples=30)
@given(clouds, st.integers(0, 999), st.floats(0.1, 5))
def test_no_critic_of_slope_one_says_more_than_w1(pair, seed, scale):
    """The slope is that between the points, in single precision: hence the tolerance of 1e-4."""
    sizes = [2, 8, 8, 1]
    flat = scale * initial(sizes, torch.Generator().manual_seed(seed))
    critic = examined(*pair, flat, sizes)
    assert critic.distance == pytest.approx(ot.emd2([], [], ot.dist(*pair, "euclidean")), abs=1e-7)
    assert abs(critic.bound) <= critic.distance + 1e-4


def test_a_linear_critic_in_closed_form():
    """f = w · (4x - 2) has slope 4|w| everywhere; it pays (4|w| - 1)², and says 4w · (mean x - mean x̃)."""
    w = torch.tensor([0.3, -0.4])
    real, fake = np.random.default_rng(2).random((2, 30, 2))
    critic = examined(real, fake, torch.cat([w, torch.tensor([7.0])]), [2, 1])
    assert critic.slopes == pytest.approx(np.full(60, 2.0))
    assert critic.pays == pytest.approx(1.0)
    assert critic.estimate == pytest.approx(4 * w.numpy() @ (real.mean(0) - fake.mean(0)), abs=1e-5)
    assert critic.steepest <= 2.0 + 1e-4
    d = [w[:, None].requires_grad_(), torch.zeros(1)]
    x, y = (torch.tensor(points, dtype=torch.float32) for points in (real, fake))
    found = slope_penalty(GameParams(loss="wasserstein_gp", penalty=3.0), d, x, y, torch.Generator())
    assert found.item() == pytest.approx(3.0)
    known = 3.0 * 2 * (2.0 - 1) * 4 * w / w.norm()  # of λ (4|w| - 1)²
    torch.testing.assert_close(torch.autograd.grad(found, d[0])[0][:, 0], known.detach())


def test_slopes_are_difference_quotients():
    flat = initial([2, 16, 1], torch.Generator().manual_seed(3))
    x, step = np.random.default_rng(3).random((20, 2)), 1e-3
    f = [scores(x + np.array(way) * step, flat, [2, 16, 1])[0] for way in ((1, 0), (-1, 0), (0, 1), (0, -1))]
    quotients = np.hypot(f[0] - f[1], f[2] - f[3]) / (2 * step)
    assert np.median(np.abs(scores(x, flat, [2, 16, 1])[1] - quotients)) < 1e-3, "but for kinks of f"


@every_loss
def test_the_gain_is_zero_at_chance_and_its_gradient_is_autograds(loss):
    even = {"least_squares": 0.5}.get(loss, 0.0)
    r, f = (torch.full((4,), even, requires_grad=True) for _ in range(2))
    value = LOSSES[loss].discriminator(r, f)
    assert AT_CHANCE[loss] - value.item() == pytest.approx(0, abs=1e-6)
    slopes = torch.autograd.grad(value, (r, f))
    torch.testing.assert_close(slopes, (LOSSES[loss].real.slope(r) / 4, LOSSES[loss].fake.slope(f) / 4))
    if "wasserstein" not in loss:  # scores of a half, or zero, are the best where p = q
        assert (slopes[0] + slopes[1]).abs().max() < 1e-7


@every_loss
def test_a_racer_is_the_game_alone_with_the_same_start_and_means_of_ten_steps(loss):
    racer = simulate(SHORT).racers[loss]
    states = islice(train(racer_of(SHORT, loss)), 1, 41)
    losses = np.array([(state.loss_d, state.loss_g) for state in states])
    means = losses.reshape(4, EVERY, 2).mean(axis=1)
    np.testing.assert_allclose(AT_CHANCE[loss] - racer.gain, means[:, 0], rtol=1e-5)
    first = RUNS.run_of(racer_of(SHORT, loss)).kept[0]
    shared = RUNS.run_of(racer_of(SHORT, "minimax")).kept[0]
    assert torch.equal(first.g.flat, shared.g.flat) and torch.equal(first.d.flat, shared.d.flat)
    assert gains(np.zeros((1, 4), dtype=np.float32), loss, 0).shape == (0,)


def test_what_was_set_earlier_holds_for_all_racers_and_only_one_pays():
    params = TIMELINE.branch(SHORT, 20, d_updates=1, penalty=1.0)
    for loss in RACERS:
        run = racer_of(params, loss)
        before, now = (RUNS.timeline.settings_at(run, step) for step in (10, 30))
        assert (before.d_updates, now.d_updates) == (3, 1)
        assert (before.penalty, now.penalty) == ((0.3, 1.0) if loss == "wasserstein_gp" else (0.0, 0.0))


def test_one_breaks_down_with_a_sentence_and_the_others_go_on():
    result = simulate(BROKEN)
    broken = {loss for loss, racer in result.racers.items() if racer.diverged}
    assert broken == {"wasserstein_gp"}
    assert all(len(racer.gain) == 6 for loss, racer in result.racers.items() if loss not in broken)
    assert result.step == reached(BROKEN) == 60
    (said,) = EXPLAINER.sentences(result, "race")
    assert said.startswith("WGAN, penalty broke down at step") and "others go on" in said
    assert "broken down at step" in EXPLAINER.view().plot.draw(result, Style()).alt


def test_a_worker_finds_what_the_race_shows():
    found = race(SHORT, lambda share, doing: None)
    result = simulate(SHORT)
    np.testing.assert_allclose(found.numbers, [[r.distance, r.covered, r.rho] for r in result.racers.values()])
    np.testing.assert_allclose(result.seeds, found.numbers[None], err_msg="of ten seeds this one is known at once")
    answers = {question: Row(found.numbers + i) for i, question in enumerate(asked(SHORT))}
    np.testing.assert_array_equal(simulate(SHORT, answers).seeds[:, 0, 0], found.numbers[0, 0] + np.arange(10))


def test_drawings_that_cannot_be_used_get_a_sentence():
    with pytest.raises(BadInput, match="3 to 400 points"):
        simulate(replace(SHORT, data="drawn"))
    drawn = simulate(replace(SHORT, data="drawn", drawn="0.2,0.3 0.4,0.5 0.9,0.7", steps=10))
    assert drawn.modes == 0
