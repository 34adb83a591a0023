"""Diffusion: schedules, exact scores, samplers and learners against closed forms, autograd, scipy and POT."""

import numpy as np
import ot
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explainers.figure_style import Style
from explainers.frontiers.diffusion import EXPLAINER, Params, simulate
from explainers.frontiers.diffusion.exact import Mixture
from explainers.frontiers.diffusion.learners import first_state, guess_of, inputs, learn, wanted
from explainers.frontiers.diffusion.measures import bending, costs, given_back, sliced
from explainers.frontiers.diffusion.pictures import (
    between,
    film,
    guided,
    mask,
    network,
    one_of_each,
    painted,
    recorded,
    unseen_picture,
)
from explainers.frontiers.diffusion.pictures import guess_of as told
from explainers.frontiers.diffusion.samplers import (
    ddim,
    evaluations,
    inverted,
    noise_in,
    probability_flow,
    sample,
    score_of,
    velocity,
)
from explainers.frontiers.diffusion.schedules import SCHEDULES
from explainers.frontiers.diffusion.settings import GUIDANCES
from explainers.frontiers.diffusion.training_run import RUNS
from explainers.frontiers.diffusion.unet import LETTERS
from explainers.gans.pictures.reader import reader
from explainers.gans.training.networks import forward, weights_in
from explainers.problems import BadInput

NOISE, PIXELS = (np.random.default_rng(0).standard_normal(shape) for shape in ((200, 2), (1, 1024)))
SQUARE = Mixture(np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]]), 0.1)
ONE = Mixture(np.array([[1.0, -0.5]]), 0.3)
COSINE = SCHEDULES["cosine"]
SOME = pytest.mark.parametrize("name", SCHEDULES)
times = st.floats(0.02, 0.98)
points = st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2)), min_size=1, max_size=6)


@pytest.fixture
def rng():
    """Return chance, the same for every test."""
    return np.random.default_rng(1)


def of(target, name="cosine"):
    """Return the exact denoiser of a target under a schedule."""
    return lambda x, t: target.denoised(x, SCHEDULES[name], t)


@SOME
def test_a_schedule_has_its_slopes_and_noisy_points_the_moments_of_the_closed_form(name, rng):
    schedule, t, h = SCHEDULES[name], np.linspace(0.05, 0.95, 19), 1e-6
    for slope, value in zip(schedule.slopes(t), (schedule.alpha, schedule.sigma), strict=True):
        np.testing.assert_allclose(slope, (value(t + h) - value(t - h)) / (2 * h), atol=1e-6)
    x = schedule.alpha(0.4) * ONE.draw(100_000, rng) + schedule.sigma(0.4) * rng.standard_normal((100_000, 2))
    np.testing.assert_allclose(x.mean(0), schedule.alpha(0.4) * ONE.centres[0], atol=0.015)
    np.testing.assert_allclose(x.var(0), ONE.variance(schedule, 0.4), rtol=0.02)
    assert schedule.reaches_noise == (name != "short")


@SOME
@given(s=times, step=st.floats(0.001, 0.3))
def test_ancestral_noise_is_the_posterior_of_ddpm(name, s, step):
    schedule, t = SCHEDULES[name], min(s + step, 0.99)
    a = (schedule.alpha(t) / schedule.alpha(s)) ** 2
    fresh = schedule.sigma(t) ** 2 - a * schedule.sigma(s) ** 2
    product = 1 / (1 / schedule.sigma(s) ** 2 + a / fresh)  # of the Gaussians of x_s given x_0 and x_t given x_s
    assert schedule.posterior_variance(t, s) == pytest.approx(product, rel=1e-6)


@settings(deadline=None, max_examples=40)
@given(name=st.sampled_from([*SCHEDULES]), centres=points, spread=st.floats(0.05, 1), x=points, t=times)
def test_the_exact_score_is_autograds(name, centres, spread, x, t):
    mixture, schedule, alpha = Mixture(np.array(centres), spread), SCHEDULES[name], float(SCHEDULES[name].alpha(t))
    at = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    spreads = torch.eye(2, dtype=torch.float64) * (alpha**2 * spread**2 + float(schedule.sigma(t)) ** 2)
    part = torch.distributions.MultivariateNormal(alpha * torch.tensor(centres, dtype=torch.float64), spreads)
    logs = torch.logsumexp(part.log_prob(at[:, None]), 1) - np.log(len(centres))
    (slope,) = torch.autograd.grad(logs.sum(), at)
    rows = np.array(x)
    np.testing.assert_allclose(mixture.log_density(rows, schedule, t), logs.detach(), atol=1e-8)
    score = score_of(rows, mixture.denoised(rows, schedule, t), schedule, t)
    np.testing.assert_allclose(score, slope, rtol=1e-5, atol=1e-7)


@SOME
def test_the_velocity_of_the_marginal_is_the_mean_of_the_conditional_ones(name, rng):
    schedule, t, at = SCHEDULES[name], 0.5, np.array([[0.4, 0.3]])
    x_0, (d_alpha, d_sigma) = SQUARE.draw(100_000, rng), schedule.slopes(t)
    noise = (at - schedule.alpha(t) * x_0) / schedule.sigma(t)  # so that all of them are at this place now
    mean = np.average(d_alpha * x_0 + d_sigma * noise, 0, weights=np.exp(-(noise**2).sum(1) / 2))
    np.testing.assert_allclose(mean, velocity(of(SQUARE, name), at, schedule, t)[0], atol=0.02)


def test_with_finite_data_the_exact_answer_gives_the_training_points_back(rng):
    training = Mixture(rng.uniform(-2, 2, (12, 2)), 0.0)
    for mixture, least, most in ((training, 0.98, 1.0), (Mixture(training.centres, 0.3), 0.0, 0.1)):
        made = sample("heun", of(mixture), NOISE, COSINE, 60)[-1]
        assert least <= given_back(made, training.centres) <= most


@SOME
@pytest.mark.parametrize("heun", [False, True])
def test_the_ode_carries_a_gaussian_to_a_gaussian_and_its_density_along(name, heun):
    schedule, ts = SCHEDULES[name], np.linspace(0.9, 0.1, 100 if heun else 2000)
    (a, b), (c, d) = ((schedule.alpha(t), np.sqrt(ONE.variance(schedule, t))) for t in (ts[0], ts[-1]))
    start = a * ONE.centres + b * NOISE
    end = probability_flow(of(ONE, name), start, schedule, ts, heun)[-1]
    np.testing.assert_allclose(end, c * ONE.centres + d * NOISE, atol=3e-3)
    change = ONE.log_density(end, schedule, ts[-1]) - ONE.log_density(start, schedule, ts[0])
    np.testing.assert_allclose(change, -2 * np.log(d / b), atol=0.03)


def test_on_a_mixture_the_log_density_changes_by_minus_the_divergence():
    schedule, ts, h = SCHEDULES["straight"], np.linspace(0.95, 0.2, 400), 1e-4
    ask = of(SQUARE, "straight")
    path = probability_flow(ask, NOISE, schedule, ts, heun=True)
    rates = [sum((velocity(ask, x + h * e, schedule, t) - velocity(ask, x - h * e, schedule, t))[:, i] / (2 * h)
                 for i, e in enumerate(np.eye(2))) for x, t in zip(path, ts, strict=True)]  # fmt: skip
    change = SQUARE.log_density(path[-1], schedule, ts[-1]) - SQUARE.log_density(path[0], schedule, ts[0])
    np.testing.assert_allclose(change, -np.trapezoid(np.array(rates), ts, axis=0), atol=0.02)


def test_ddim_is_eulers_method_on_straight_paths_and_with_eta_one_ddpm():
    straight, schedule, ts = SCHEDULES["straight"], SCHEDULES["linear"], np.array([0.6, 0.5])
    one, other = (sample(name, of(SQUARE, "straight"), NOISE, straight, 7) for name in ("ddim", "euler"))
    np.testing.assert_allclose(one, other, atol=1e-9)
    x = np.array([[0.3, 0.2]])
    mean, more = (ddim(of(SQUARE, "linear"), x, schedule, ts, 1.0, np.full((1, 1, 2), n))[-1] for n in (0.0, 1.0))
    np.testing.assert_allclose((more - mean) ** 2, schedule.posterior_variance(*ts))
    left = schedule.alpha(0.6) / schedule.alpha(0.5)  # the mean of Ho et al. 2020, equation 11
    noise = noise_in(x, SQUARE.denoised(x, schedule, 0.6), schedule, 0.6)
    np.testing.assert_allclose(mean, (x - (1 - left**2) / schedule.sigma(0.6) * noise) / left)


@pytest.mark.parametrize(("name", "steps", "most"), [("ddpm", 200, 0.15), ("ddim", 60, 0.15), ("euler", 100, 0.15),
                                                     ("heun", 30, 0.15), ("langevin", 1000, 0.2)])  # fmt: skip
def test_every_sampler_ends_on_the_target(name, steps, most, rng):
    start = rng.standard_normal((1000, 2))
    assert sliced(sample(name, of(SQUARE), start, COSINE, steps)[-1], SQUARE.draw(1000, rng)) < most


def test_inversion_and_sampling_return_the_point(rng):
    x = SQUARE.draw(50, rng)
    noise = inverted(of(SQUARE), x, COSINE, 400)
    np.testing.assert_allclose(sample("heun", of(SQUARE), noise, COSINE, 400)[-1], x, atol=0.03)


def test_the_measures_are_pots_and_those_of_lines(rng):
    other, angles = rng.standard_normal((200, 2)) + 1, np.pi * np.arange(64) / 64
    ways = np.stack([np.cos(angles), np.sin(angles)])
    assert sliced(NOISE, other) == pytest.approx(ot.sliced_wasserstein_distance(NOISE, other, projections=ways, p=1))
    straight = np.linspace(NOISE, NOISE + np.array([1.0, 2.0]), 9)
    assert (bending(straight), *costs(straight)) == pytest.approx((1, 5, 5))
    assert evaluations("heun", 10) == 19


def test_the_learners_begin_alike_and_each_descends_the_slope_of_its_loss():
    params = Params(batch=32, units=16)
    state = first_state(params)
    x_0, noise = torch.randn(2, 32, 2)
    t = torch.rand(32, 1)
    x = torch.from_numpy(COSINE.alpha(t.numpy())) * x_0 + torch.from_numpy(COSINE.sigma(t.numpy())) * noise
    assert all(torch.equal(one.flat, state.players["score"].flat) for one in state.players.values())
    for name, one in state.players.items():
        flat = one.flat.clone().requires_grad_()
        target, weight = wanted(name, COSINE, x_0, noise, t)
        out = forward(inputs(x, t), weights_in(flat, one.sizes), "leaky_relu")[-1]
        loss = (weight * (out - target) ** 2).sum(1).mean()
        assert learn(state, name, params, COSINE, x_0, noise, t) == pytest.approx(loss.item(), rel=1e-5)
        np.testing.assert_allclose(one.gradient, torch.autograd.grad(loss, flat)[0], rtol=1e-3, atol=1e-4)
        right, _ = wanted(name, COSINE, x_0, noise, torch.full((32, 1), 0.6))
        noisy = COSINE.alpha(0.6) * x_0.numpy() + COSINE.sigma(0.6) * noise.numpy()
        np.testing.assert_allclose(guess_of(name, right.numpy(), noisy, COSINE, 0.6), x_0, atol=1e-3)


def test_errors_fall_and_any_step_is_had_back():
    result = simulate(Params(steps=500, units=32, batch=64))
    assert (result.measured[-1, 1:] < 0.7 * result.measured[0, 1:]).all()
    before = RUNS.run_of(result.params).at(140).averages["score"].clone()
    RUNS.runs.clear()
    assert torch.equal(RUNS.run_of(result.params).at(140).averages["score"], before)


def test_a_run_that_breaks_down_says_when_and_still_draws():
    result = simulate(Params(rate=1.0, steps=400, units=128, batch=16, field="score"))
    assert result.diverged == 2
    assert np.isfinite(result.carried).all()
    assert "broke down at step 2" in EXPLAINER.plot("train")(result, Style()).layout.meta["alt"]


@pytest.mark.parametrize(("settings", "field"), [
    ({"evaluations": 0}, "evaluations"), ({"data": "drawn"}, "drawn"), ({"data": "drawn", "drawn": "0.1,nan"}, "drawn"),
    ({"data": "drawn", "drawn": "here"}, "drawn"), ({"reflow": True}, "reflow"), ({"schedule": "x"}, "schedule"),
    ({"start": "hole", "hidden": "0.5,2"}, "hidden"), ({"w": 101.0}, "w"), ({"rate": float("nan")}, "rate"),
])  # fmt: skip
def test_what_cannot_be_used_gets_a_sentence(settings, field):
    with pytest.raises(BadInput) as problem:
        simulate(Params(**settings))
    assert (problem.value.field, problem.value.sentence[-1]) == (field, ".")


@pytest.mark.parametrize(("way", "stop"), [("forward", 8), ("reverse", 6)])
def test_points_are_on_their_ways_and_the_nearest_is_found(way, stop):
    result = simulate(Params(way=way, t=0.25, evaluations=8))
    np.testing.assert_allclose(result.now, result.ways[stop])
    assert result.nearest(*result.now[17]) == 17


def test_one_drawn_point_is_a_target_and_a_schedule_without_noise_is_said():
    one = simulate(Params(data="drawn", drawn="0.2,0.7"))
    np.testing.assert_allclose(one.carried[-1].mean(0), [-1.2, 0.8], atol=0.05)
    short = simulate(Params(path="short"))
    assert "never reaches noise" in EXPLAINER.plot("plane")(short, Style()).layout.meta["alt"]
    assert any("never reaches noise" in said for said in EXPLAINER.sentences(short, "steps"))


def test_guidance_of_zero_is_the_network_and_of_a_hundred_still_ends_in_a_picture():
    np.testing.assert_array_equal(
        guided(network(), 1, 0.0)(PIXELS, 0.4), np.clip(told(network(), PIXELS, 0.4, 1), -1, 1)
    )
    assert np.abs(sample("ddim", guided(network(), 1, 100.0), PIXELS, COSINE, 5)[-1]).max() <= 1


def test_a_mask_over_nothing_leaves_the_picture_and_over_everything_is_sampling():
    ask, known = guided(network(), 1, 0.0), np.sign(PIXELS)
    np.testing.assert_array_equal(painted(ask, known, np.zeros(1024, bool), PIXELS, 4)[-1], known)
    free = painted(ask, known, np.ones(1024, bool), PIXELS, 4)[-1]
    np.testing.assert_allclose(free, sample("ddim", ask, PIXELS, COSINE, 4)[-1], atol=1e-6)
    assert mask("0.1,0.5 0.9,0.5").sum() > 100 > mask("").sum() == 0


def test_between_two_noises_lengths_stay(rng):
    other = rng.standard_normal((1, 1024))
    lengths = np.linalg.norm([PIXELS, other, between(PIXELS, other, 0.5)], axis=-1).ravel()
    assert lengths[2] == pytest.approx(lengths[:2].mean(), rel=0.01)
    np.testing.assert_allclose(between(PIXELS, other, 0.0), PIXELS)


def test_a_letter_goes_to_noise_and_comes_back():
    params = Params(start="inverted", picture=3, w=0.0)
    path, guesses = film(params)
    assert path.shape == guesses.shape == (21, 1024)
    assert np.abs(path[0]).max() < 6
    assert np.abs(path[-1] - unseen_picture(3)[0]).mean() < 0.05
    assert len(EXPLAINER.plot("film").draw(simulate(params), Style()).traces) == 5


def test_guidance_raises_accuracy_and_lowers_variety_as_recorded():
    found = [recorded()[f"w={w:g}"] for w in GUIDANCES]
    assert found[3]["read"] > found[0]["read"]
    assert found[3]["variety"] < found[0]["variety"] < 1.2 * recorded()["real"]["variety"]
    made = torch.from_numpy(one_of_each(2.0, 0).astype(np.float32)).view(-1, 1, 32, 32)
    assert "".join(chr(ord("A") + i) for i in reader().read(made).argmax(1)) == LETTERS
