"""Diffusion: schedules, exact scores, samplers and learners against closed forms, autograd, scipy and POT."""

from dataclasses import replace

import numpy as np
import ot
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from explainers.figure_style import Style
from explainers.frontiers.diffusion import Params, simulate
from explainers.frontiers.diffusion.exact import Mixture
from explainers.frontiers.diffusion.figure_film import plot_film
from explainers.frontiers.diffusion.figure_plane import plot_plane
from explainers.frontiers.diffusion.figure_train import plot_train
from explainers.frontiers.diffusion.film import Film, letter_of, mask, noise_of, strip, unseen_picture
from explainers.frontiers.diffusion.learners import first_state, guess_of, inputs, learn, wanted
from explainers.frontiers.diffusion.measures import bending, costs, given_back, sliced
from explainers.frontiers.diffusion.pictures import between, guided, painted
from explainers.frontiers.diffusion.pictures import guess_of as told
from explainers.frontiers.diffusion.samplers import (
    ddim,
    evaluations,
    grid,
    inverted,
    noise_in,
    probability_flow,
    sample,
)
from explainers.frontiers.diffusion.schedules import SCHEDULES
from explainers.frontiers.diffusion.settings import LEARNERS
from explainers.frontiers.diffusion.training_run import RUNS
from explainers.frontiers.diffusion.unet import UNet
from explainers.gans.training.networks import forward, weights_in
from explainers.problems import BadInput

RNG = np.random.default_rng(0)
NOISE = RNG.standard_normal((200, 2))
SQUARE = Mixture(np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, 1.0], [-1.0, -1.0]]), 0.1)
SOME = pytest.mark.parametrize("name", SCHEDULES)
times = st.floats(0.02, 0.98)
points = st.lists(st.tuples(st.floats(-2, 2), st.floats(-2, 2)), min_size=1, max_size=6)


def of(target, name):
    """Return the exact denoiser of a target under a schedule."""
    return lambda x, t: target.denoised(x, SCHEDULES[name], t)


# ---------------------------------------------------------------------------------------------- schedules


@SOME
def test_slopes_are_those_of_the_schedule(name):
    schedule, t, h = SCHEDULES[name], np.linspace(0.05, 0.95, 19), 1e-6
    for slope, value in zip(schedule.slopes(t), (schedule.alpha, schedule.sigma), strict=True):
        np.testing.assert_allclose(slope, (value(t + h) - value(t - h)) / (2 * h), atol=1e-6)


@SOME
def test_noisy_points_have_the_mean_and_variance_of_the_closed_form(name):
    schedule, rng, t = SCHEDULES[name], np.random.default_rng(1), 0.4
    one = Mixture(np.array([[1.0, -0.5]]), 0.3)
    x = schedule.alpha(t) * one.draw(100_000, rng) + schedule.sigma(t) * rng.standard_normal((100_000, 2))
    np.testing.assert_allclose(x.mean(0), schedule.alpha(t) * one.centres[0], atol=0.01)
    np.testing.assert_allclose(x.var(0), one.variance(schedule, t), rtol=0.02)


def test_a_schedule_that_never_reaches_noise_is_known():
    assert [SCHEDULES[name].reaches_noise for name in SCHEDULES] == [name != "short" for name in SCHEDULES]


@SOME
@given(s=times, step=st.floats(0.001, 0.3))
def test_ancestral_noise_is_the_posterior_of_ddpm(name, s, step):
    schedule, t = SCHEDULES[name], min(s + step, 0.99)
    a, b = (schedule.alpha(t) / schedule.alpha(s)) ** 2, schedule.sigma(t) ** 2
    fresh = b - a * schedule.sigma(s) ** 2
    product = 1 / (1 / schedule.sigma(s) ** 2 + a / fresh)  # of the Gaussians of x_s given x_0 and x_t given x_s
    assert schedule.posterior_variance(t, s) == pytest.approx(product, rel=1e-6)


# ---------------------------------------------------------------------------------------------- the exact answer


@settings(deadline=None, max_examples=40)
@given(name=st.sampled_from([*SCHEDULES]), centres=points, spread=st.floats(0.05, 1), x=points, t=times)
def test_the_exact_score_is_autograds(name, centres, spread, x, t):
    mixture, schedule = Mixture(np.array(centres), spread), SCHEDULES[name]
    at = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    alpha = float(schedule.alpha(t))
    part = torch.distributions.MultivariateNormal(
        alpha * torch.tensor(centres, dtype=torch.float64),
        torch.eye(2, dtype=torch.float64) * (alpha**2 * spread**2 + float(schedule.sigma(t)) ** 2),
    )
    logs = torch.logsumexp(part.log_prob(at[:, None]), 1) - np.log(len(centres))
    (slope,) = torch.autograd.grad(logs.sum(), at)
    np.testing.assert_allclose(mixture.log_density(np.array(x), schedule, t), logs.detach(), atol=1e-8)
    np.testing.assert_allclose(mixture.score(np.array(x), schedule, t), slope, rtol=1e-5, atol=1e-7)


@SOME
def test_the_velocity_of_the_marginal_is_the_mean_of_the_conditional_ones(name):
    schedule, t, at = SCHEDULES[name], 0.5, np.array([0.4, 0.3])
    rng = np.random.default_rng(2)
    x_0, noise = SQUARE.draw(2_000_000, rng), rng.standard_normal((2_000_000, 2))
    near = np.linalg.norm(schedule.alpha(t) * x_0 + schedule.sigma(t) * noise - at, axis=1) < 0.06
    d_alpha, d_sigma = schedule.slopes(t)
    mean = (d_alpha * x_0 + d_sigma * noise)[near].mean(0)
    guess = SQUARE.denoised(at[None], schedule, t)
    exact = d_alpha * guess + d_sigma * noise_in(at[None], guess, schedule, t)
    np.testing.assert_allclose(mean, exact[0], atol=0.08)


def test_with_finite_data_the_exact_answer_gives_the_training_points_back():
    training = Mixture(RNG.uniform(-2, 2, (12, 2)), 0.0)
    made = sample("heun", of(training, "cosine"), NOISE, SCHEDULES["cosine"], 60, 0)[-1]
    assert given_back(made, training.centres) == 1.0
    smooth = Mixture(training.centres, 0.3)
    again = sample("heun", of(smooth, "cosine"), NOISE, SCHEDULES["cosine"], 60, 0)[-1]
    assert given_back(again, training.centres) < 0.1


# ---------------------------------------------------------------------------------------------- samplers


@SOME
@pytest.mark.parametrize("heun", [False, True])
def test_the_ode_carries_a_gaussian_to_a_gaussian_and_its_density_along(name, heun):
    schedule, one = SCHEDULES[name], Mixture(np.array([[1.0, -0.5]]), 0.3)
    ts = np.linspace(0.9, 0.1, 100 if heun else 2000)
    c = [np.sqrt(one.variance(schedule, t)) for t in (ts[0], ts[-1])]
    start = schedule.alpha(ts[0]) * one.centres + c[0] * NOISE
    end = probability_flow(of(one, name), start, schedule, ts, heun)[-1]
    wanted = schedule.alpha(ts[-1]) * one.centres + c[1] / c[0] * (start - schedule.alpha(ts[0]) * one.centres)
    np.testing.assert_allclose(end, wanted, atol=3e-3)
    change = one.log_density(end, schedule, ts[-1]) - one.log_density(start, schedule, ts[0])
    np.testing.assert_allclose(change, -2 * np.log(c[1] / c[0]), atol=0.03)


def test_on_a_mixture_the_log_density_changes_by_minus_the_divergence():
    schedule, h, log = SCHEDULES["straight"], 1e-4, 0.0
    ts = np.linspace(0.95, 0.2, 400)
    path = probability_flow(of(SQUARE, "straight"), NOISE, schedule, ts, heun=True)

    def flow(x, t):
        guess = SQUARE.denoised(x, schedule, t)
        return noise_in(x, guess, schedule, t) - guess

    rates = [sum((flow(x + h * e, t) - flow(x - h * e, t))[:, i] / (2 * h) for i, e in enumerate(np.eye(2)))
             for x, t in zip(path, ts, strict=True)]  # fmt: skip
    log = -np.trapezoid(np.array(rates), ts, axis=0)
    change = SQUARE.log_density(path[-1], schedule, ts[-1]) - SQUARE.log_density(path[0], schedule, ts[0])
    np.testing.assert_allclose(change, log, atol=0.02)


def test_on_straight_paths_ddim_is_eulers_method():
    denoise, schedule = of(SQUARE, "straight"), SCHEDULES["straight"]
    one, other = (sample(name, denoise, NOISE, schedule, 7, 0) for name in ("ddim", "euler"))
    np.testing.assert_allclose(one, other, atol=1e-9)


def test_ddim_with_eta_one_spreads_as_ddpm_does():
    schedule, ts = SCHEDULES["linear"], np.array([0.6, 0.5])
    noises = np.random.default_rng(3).standard_normal((1, 50_000, 2))
    x = np.tile([0.3, 0.2], (50_000, 1))
    made = ddim(of(SQUARE, "linear"), x, schedule, ts, 1.0, noises)[-1]
    np.testing.assert_allclose(made.var(0), schedule.posterior_variance(*ts), rtol=0.02)
    alpha_ts = schedule.alpha(0.6) / schedule.alpha(0.5)  # the mean of Ho et al. 2020, equation 11
    noise = noise_in(x[:1], SQUARE.denoised(x[:1], schedule, 0.6), schedule, 0.6)
    mean = (x[:1] - (1 - alpha_ts**2) / schedule.sigma(0.6) * noise) / alpha_ts
    np.testing.assert_allclose(made.mean(0), mean[0], atol=0.005)


@pytest.mark.parametrize(("name", "steps", "most"), [("ddpm", 200, 0.15), ("ddim", 60, 0.15), ("euler", 100, 0.15),
                                                     ("heun", 30, 0.15), ("langevin", 1000, 0.2)])  # fmt: skip
def test_every_sampler_ends_on_the_target(name, steps, most):
    start = np.random.default_rng(4).standard_normal((1000, 2))
    made = sample(name, of(SQUARE, "cosine"), start, SCHEDULES["cosine"], steps, 0)[-1]
    assert sliced(made, SQUARE.draw(1000, np.random.default_rng(5))) < most


def test_inversion_and_sampling_return_the_point():
    x, schedule = SQUARE.draw(50, np.random.default_rng(6)), SCHEDULES["cosine"]
    noise = inverted(of(SQUARE, "cosine"), x, schedule, 400)
    back = probability_flow(of(SQUARE, "cosine"), noise, schedule, grid(400), heun=True)[-1]
    np.testing.assert_allclose(back, x, atol=0.02)


def test_the_measures_are_pots_and_those_of_lines():
    one, other = NOISE, RNG.standard_normal((200, 2)) + 1
    angles = np.pi * np.arange(64) / 64
    ways = np.stack([np.cos(angles), np.sin(angles)])
    assert sliced(one, other) == pytest.approx(ot.sliced_wasserstein_distance(one, other, projections=ways, p=1))
    straight = np.linspace(one, one + np.array([1.0, 2.0]), 9)
    assert bending(straight) == pytest.approx(1)
    assert costs(straight) == pytest.approx((5, 5))
    assert evaluations("heun", 10) == 19


# ---------------------------------------------------------------------------------------------- learners


def test_the_learners_begin_alike_and_each_descends_the_slope_of_its_loss():
    params = Params(batch=32, units=16)
    state, path = first_state(params), SCHEDULES["cosine"]
    firsts = [one.flat for one in state.players.values()]
    assert all(torch.equal(firsts[0], one) for one in firsts)
    chance = torch.Generator().manual_seed(0)
    x_0, noise = torch.randn(2, 32, 2, generator=chance)
    t = torch.rand(32, 1, generator=chance)
    x = torch.from_numpy(path.alpha(t.numpy())) * x_0 + torch.from_numpy(path.sigma(t.numpy())) * noise
    for name, one in state.players.items():
        flat = one.flat.clone().requires_grad_()
        out = forward(inputs(x, t), weights_in(flat, one.sizes), "leaky_relu")[-1]
        target, weight = wanted(name, path, x_0, noise, t)
        loss = (weight * (out - target) ** 2).sum(1).mean()
        assert learn(state, name, params, path, x_0, noise, t) == pytest.approx(loss.item(), rel=1e-5)
        np.testing.assert_allclose(one.gradient, torch.autograd.grad(loss, flat)[0], atol=1e-5)


@SOME
def test_an_output_that_is_right_stands_for_the_data(name):
    path, t = SCHEDULES[name], torch.full((200, 1), 0.6)
    x_0 = torch.from_numpy(np.clip(NOISE[::-1].copy(), -2, 2))
    x = path.alpha(0.6) * x_0.numpy() + path.sigma(0.6) * NOISE
    for learner in LEARNERS:
        out, _ = wanted(learner, path, x_0, torch.from_numpy(NOISE), t)
        np.testing.assert_allclose(guess_of(learner, out.numpy(), x, path, 0.6), x_0, atol=1e-4)


def test_errors_fall_and_any_step_is_had_back():
    result = simulate(Params(steps=500, units=32, batch=64))
    assert (result.measured[-1, 1:] < 0.7 * result.measured[0, 1:]).all()
    before = RUNS.run_of(result.params).at(140).averages["score"].clone()
    RUNS.runs.clear()
    assert torch.equal(RUNS.run_of(result.params).at(140).averages["score"], before)


def test_a_run_that_breaks_down_says_when():
    result = simulate(Params(rate=1.0, path="linear", steps=400, units=64, batch=16))
    told = plot_train(result, Style()).layout.meta["alt"]
    assert np.isfinite(result.carried).all()
    assert (f"broke down at step {result.diverged}" in told) == (result.diverged is not None)


@pytest.mark.parametrize(("settings", "field"), [
    ({"evaluations": 0}, "evaluations"), ({"data": "drawn"}, "drawn"), ({"data": "drawn", "drawn": "0.1,nan"}, "drawn"),
    ({"data": "drawn", "drawn": "here"}, "drawn"), ({"reflow": True}, "reflow"), ({"schedule": "x"}, "schedule"),
])  # fmt: skip
def test_what_cannot_be_used_gets_a_sentence(settings, field):
    with pytest.raises(BadInput) as problem:
        simulate(Params(**settings))
    assert (problem.value.field, problem.value.sentence[-1]) == (field, ".")


@pytest.mark.parametrize("way", ["forward", "reverse"])
def test_points_are_on_their_ways_and_the_nearest_is_found(way):
    result = simulate(Params(way=way, t=0.25, evaluations=8))
    stop = {"forward": 8, "reverse": 6}[way]
    np.testing.assert_allclose(result.now, result.ways[stop])
    assert result.nearest(*result.now[17]) == 17
    if way == "forward":
        np.testing.assert_allclose(simulate(Params(way=way, t=1.0)).now, result.ways[-1])


def test_one_drawn_point_is_a_target_and_a_schedule_without_noise_is_said():
    one = simulate(Params(data="drawn", drawn="0.2,0.7"))
    np.testing.assert_allclose(one.carried[-1].mean(0), [-1.2, 0.8], atol=0.05)
    assert "never reaches noise" in plot_plane(simulate(Params(path="short")), Style()).layout.meta["alt"]


# ---------------------------------------------------------------------------------------------- pictures

torch.manual_seed(0)
NETWORK = UNet((8, 16, 16)).eval().requires_grad_(requires_grad=False)
PIXELS = np.random.default_rng(7).standard_normal((2, 1024))


def test_guidance_of_zero_is_the_network_and_of_a_hundred_still_ends_in_a_picture():
    np.testing.assert_array_equal(guided(NETWORK, 1, 0.0)(PIXELS, 0.4), np.clip(told(NETWORK, PIXELS, 0.4, 1), -1, 1))
    much = sample("ddim", guided(NETWORK, 1, 100.0), PIXELS, SCHEDULES["cosine"], 5, 0)[-1]
    assert np.abs(much).max() <= 1


def test_a_mask_over_nothing_leaves_the_picture_and_over_everything_is_sampling():
    denoise, known = guided(NETWORK, 1, 0.0), np.sign(PIXELS[:1])
    np.testing.assert_array_equal(painted(denoise, known, np.zeros(1024, bool), PIXELS[:1], 4)[-1], known)
    free = painted(denoise, known, np.ones(1024, bool), PIXELS[:1], 4)[-1]
    np.testing.assert_allclose(free, sample("ddim", denoise, PIXELS[:1], SCHEDULES["cosine"], 4, 0)[-1], atol=1e-6)


def test_between_two_noises_lengths_stay():
    half = between(PIXELS[:1], PIXELS[1:], 0.5)
    assert np.linalg.norm(half) == pytest.approx(np.linalg.norm(PIXELS, axis=1).mean(), rel=0.01)
    np.testing.assert_allclose(between(PIXELS[:1], PIXELS[1:], 0.0), PIXELS[:1])


def test_a_film_ends_where_its_sampler_does_and_a_picture_comes_back(monkeypatch):
    monkeypatch.setattr("explainers.frontiers.diffusion.film.network", lambda: NETWORK)
    film = Film(w=0.0, steps=8, start="inverted", picture=3, letter=letter_of(3))
    noise_of.cache_clear()
    ends = [np.abs(strip(replace(film, steps=n))[-1] - unseen_picture(3)[0]).mean() for n in (40, 10)]
    assert ends[0] < min(0.05, ends[1])
    drawing = plot_film.draw(simulate(Params(start="inverted", picture=3)), Style())
    assert len(drawing.traces) == 4
    assert mask("0.1,0.5 0.9,0.5").sum() > 100 > mask("").sum()
    noise_of.cache_clear()
    strip.cache_clear()
