"""A variational autoencoder in training: its gradients and its steps against torch's, runs that can be had back."""

import base64
import io
import tomllib
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from explainers.data.images import SIDE, pictures
from explainers.figure_style import Style
from explainers.problems import BadInput
from explainers.vaes.elbo import terms
from explainers.vaes.latent_walk import Params
from explainers.vaes.latent_walk.colours import class_colours, class_text_colours
from explainers.vaes.latent_walk.figure_train import axes_shown, plot_train
from explainers.vaes.latent_walk.latent_plane import apart
from explainers.vaes.latent_walk.result import simulate
from explainers.vaes.latent_walk.settings import TIMELINE
from explainers.vaes.latent_walk.training_result import ACTIVE, trained
from explainers.vaes.latent_walk.training_run import HELD_OUT, RUNS, TrainingRun, held_out
from explainers.vaes.latent_walk.updates import State, advance, draws, loss, start, train, training_pictures
from explainers.vaes.networks import VAE
from explainers.vaes.tiles import tiles
from pages.stage.words import PAGES

WORDS = tomllib.loads((PAGES / "vaes" / "latent_walk.toml").read_text("utf-8"))
SETTINGS = {place["title"]: place.get("settings", {}) for place in (*WORDS["story"], *WORDS["applications"])}
SMALL = Params(units=16, batch=16)
KINDS = {
    "as the page opens": SMALL,
    "gaussian": replace(SMALL, likelihood="gaussian", latent=3, activation="tanh"),
    "deep": replace(SMALL, data="digits", layers=3, activation="relu", beta=4.0, seed=3),
}
every_kind = pytest.mark.parametrize("params", KINDS.values(), ids=KINDS)


def after(params: Params, steps: int) -> State:
    return next(islice(train(params), steps, None))


def same(one: State, other: State) -> bool:
    noted = [(state.step, state.log_likelihood, state.kl) for state in (one, other)]
    tensors = [(state.flat, *state.moments.tensors) for state in (one, other)]
    return noted[0] == noted[1] and all(map(torch.equal, *tensors))


# ---------------------------------------------------------------------------------------------- the gradient


@every_kind
def test_gradients_through_z_are_those_of_finite_differences(params):
    """Of the mean over a batch, with ε held: what the reparameterisation is for."""
    torch.manual_seed(1)
    model = VAE(params.latent, [7, 4][: params.layers], params.activation).double()
    x = training_pictures(params.data)[::2500].double()
    epsilon = torch.randn(len(x), params.latent, dtype=torch.float64, generator=torch.Generator().manual_seed(2))

    def batch_loss() -> torch.Tensor:
        return loss(*terms(model, x, epsilon, params.likelihood), beta=params.beta)

    weights = [w for net in (model.encoder, model.decoder) for w in (net[-1].weight, net[-1].bias, net[0].weight)]
    for weight, slope in zip(weights, torch.autograd.grad(batch_loss(), weights), strict=True):
        flat, known = weight.data.view(-1), slope.reshape(-1)
        steepest = known.abs().topk(min(8, len(known))).indices
        for i in steepest.tolist():
            before, up_down = flat[i].item(), []
            for nudge in (1e-5, -1e-5):
                flat[i] = before + nudge
                up_down.append(batch_loss().item())
            flat[i] = before
            assert (up_down[0] - up_down[1]) / 2e-5 == pytest.approx(known[i].item(), rel=1e-4, abs=1e-7)


def test_with_epsilon_left_out_no_gradient_says_how_wide_the_posterior_should_be():
    """σ is felt through ε alone: without it only KL would ask for it."""
    torch.manual_seed(1)
    model, x = VAE(2, [8]), training_pictures("digits")[::1000]
    for epsilon, reaches in ((torch.zeros(len(x), 2), False), (torch.ones(len(x), 2), True)):
        seen, cost = terms(model, x, epsilon)
        (slope,) = torch.autograd.grad(loss(seen, cost, beta=0.0), model.encoder[-1].bias)
        assert (slope[:2] != 0).all()
        assert bool((slope[2:] != 0).any()) == reaches


@every_kind
def test_the_steps_are_those_of_torchs_own_adam(params):
    params = replace(params, lr=0.003)
    state, x = start(params), training_pictures(params.data)
    model = VAE(params.latent, [16, 8, 4][: params.layers], params.activation)
    with torch.no_grad():
        for ours, theirs in zip(state.weights, model.parameters(), strict=True):
            theirs.copy_(ours)
    by = torch.optim.Adam(model.parameters(), params.lr)
    for step in range(20):
        batch, epsilon = draws(params, step, len(x))
        seen, cost = terms(model, x[batch], epsilon, params.likelihood)
        by.zero_grad()
        (params.beta * cost.sum(-1).mean() - seen.mean()).backward()
        by.step()
        advance(state, params, x)
        assert state.log_likelihood == pytest.approx(seen.mean().item(), rel=1e-4)
        assert sum(state.kl) == pytest.approx(cost.sum(-1).mean().item(), rel=1e-3)
    for ours, theirs in zip(state.weights, model.parameters(), strict=True):
        torch.testing.assert_close(ours.data, theirs.data, rtol=1e-3, atol=1e-4)


def test_weights_are_views_of_what_adam_moves_and_begin_as_torch_begins_layers():
    state = start(Params(layers=2))
    before = [w.detach().clone() for w in state.weights]
    state.flat += 1
    assert all(torch.equal(a + 1, b) for a, b in zip(before, state.weights, strict=True))
    assert [len(w) for w in state.weights[::2]] == [128, 64, 4, 64, 128, 784]
    for layer in (*state.template.encoder, *state.template.decoder):
        for theirs in layer.parameters():
            assert theirs.abs().max() <= layer.in_features**-0.5
    first = before[0]
    assert 0.99 * 784**-0.5 < first.abs().max() <= 784**-0.5
    assert first.std() == pytest.approx((3 * 784) ** -0.5, rel=0.02)


# ---------------------------------------------------------------------------------------------- had back exactly


@every_kind
def test_a_run_replays_to_the_bit_and_a_copy_shares_nothing(params):
    state, x = after(params, 12), training_pictures(params.data)
    kept, again = state.copy(), state.copy()
    for _ in range(12):
        advance(state, params, x)
    assert same(kept, after(params, 12))
    for _ in range(12):
        advance(again, params, x)
    assert same(state, again)
    assert same(state, after(params, 24))


@pytest.mark.parametrize("step", [0, 1, 99, 100, 137, 230])
def test_any_step_is_had_back_from_kept_states(step):
    params = replace(SMALL, seed=11)
    run = RUNS.run_of(params)
    first = run.at(step).copy()
    run.at(250)
    assert same(run.at(step), first)
    run.tip = (0, run.kept[0])
    assert same(run.at(step), first), "also when it is replayed from a kept step"


def test_a_long_run_takes_little_memory(monkeypatch):
    params = replace(SMALL, seed=12, units=8, batch=2)
    run = RUNS.run_of(params)
    monkeypatch.setattr(TrainingRun, "room", 6 * run.kept[0].bytes)
    before = run.at(333).copy()
    run.at(1500)
    assert len(run.kept) <= 6
    run.tip = (0, run.kept[0])
    assert same(run.at(333), before)
    assert RUNS.reached(replace(params, steps=1500)) >= 1500 - run.spacing


def test_two_runs_that_part_share_their_past_and_nothing_after():
    params = replace(SMALL, seed=13)
    known = RUNS.run_of(params).at(130).copy()
    other = TIMELINE.branch(params, 90, beta=4.0)
    assert other.schedule == "90 beta=1.0"
    assert [TIMELINE.settings_at(other, step).beta for step in (89, 90)] == [1.0, 4.0]
    runs = [RUNS.run_of(run) for run in (params, other)]
    assert all(same(*(run.at(step) for run in runs)) for step in (0, 50, 90))
    assert not same(*(run.at(91) for run in runs))
    assert same(RUNS.run_of(TIMELINE.branch(params, 60)).at(130), known), "a branch without a change is the same run"


@pytest.mark.parametrize("change", [{"beta": 4.0}, {"lr": 0.01}, {"batch": 8}], ids=str)
def test_every_live_setting_takes_effect_where_it_is_changed(change):
    changed = TIMELINE.branch(SMALL, 6, **change)
    assert same(after(SMALL, 6), after(changed, 6))
    assert not same(after(SMALL, 7), after(changed, 7))
    assert set(change) < set(TIMELINE.limits)


def test_the_run_beside_is_the_one_without_the_change():
    params = replace(SMALL, seed=14)
    changed = replace(TIMELINE.branch(params, 50, beta=10.0), fork=50, steps=100)
    result, known = trained(changed), trained(replace(params, steps=100))
    np.testing.assert_array_equal(result.beside.held, known.held)
    np.testing.assert_array_equal(result.beside.codes, known.codes)
    assert trained(replace(changed, fork=0)).beside is None
    assert (
        f"Without the change at step 50 it is {known.elbo:.1f}".replace("-", "−")
        in plot_train.draw(simulate(changed), Style()).alt
    )


@pytest.mark.parametrize("schedule", ["30 beta=nan", "30 beta=-1", "30 latent=4", "30 batch=0", "x", "30 lr=fast"])
def test_a_past_that_cannot_have_been_is_bad_input(schedule):
    with pytest.raises(BadInput, match="schedule"):
        trained(replace(SMALL, schedule=schedule))


def test_what_is_only_looked_at_is_no_part_of_a_run():
    assert RUNS.run_of(replace(SMALL, z_1=2.0, zoom=3.0, steps=4)) is RUNS.run_of(SMALL)


# ---------------------------------------------------------------------------------------------- what happens


def test_the_run_the_page_opens_with_learns():
    """From about −548 nats a picture to about −285; guessing each pixel's mean alone would reach −384 at best."""
    begun, now = trained(Params(steps=0)), trained(Params())
    assert begun.elbo == pytest.approx(784 * np.log(0.5), abs=15), "at first every pixel is a guess"
    assert now.elbo > begun.elbo + 240
    mean = np.clip(pictures("fashion", "train").mean(axis=0), 1e-6, 1 - 1e-6)
    x = held_out("fashion").numpy()
    assert now.elbo > (x * np.log(mean) + (1 - x) * np.log(1 - mean)).sum(axis=1).mean() + 80
    assert now.active.all()


def test_the_whole_is_the_sum_of_its_parts():
    now = trained(replace(SMALL, steps=120, latent=3))
    assert now.elbo == now.reconstruction - now.total_kl
    np.testing.assert_allclose(now.held[:, 2:].sum(axis=1)[-1], now.total_kl)
    state = after(replace(SMALL, latent=3), 120)
    np.testing.assert_allclose(now.history[-1], [state.log_likelihood, *state.kl], rtol=1e-6)
    mu, log_variance = state.model.encode(held_out("fashion"))
    q, p = torch.distributions.Normal(mu, (log_variance / 2).exp()), torch.distributions.Normal(0.0, 1.0)
    np.testing.assert_allclose(now.kl, torch.distributions.kl_divergence(q, p).mean(0).detach(), rtol=1e-4)
    np.testing.assert_allclose(now.spread, np.var(now.codes, axis=0, ddof=1), rtol=1e-4)


def test_what_is_minimised_is_minus_the_elbo_at_beta_1_and_the_error_alone_at_0():
    seen, cost = torch.tensor([-3.0, -5.0]), torch.tensor([[1.0, 2.0], [0.0, 1.0]])
    assert [loss(seen, cost, beta).item() for beta in (1.0, 0.0, 4.0)] == [6.0, 4.0, 12.0]


def test_without_kl_the_posterior_narrows_and_codes_leave_the_prior():
    beta_1, beta_0 = (trained(Params(beta=beta, steps=300)) for beta in (1.0, 0.0))
    sigma = []
    for beta in (1.0, 0.0):
        _, log_variance = RUNS.run_of(Params(beta=beta)).at(300).model.encode(held_out("fashion"))
        sigma.append((log_variance / 2).exp().median().item())
    assert sigma[1] < sigma[0] / 3
    x = torch.tensor(pictures("fashion", "test")[::4])
    codes = [RUNS.run_of(now.params).at(300).model.encode(x)[0].detach().numpy() for now in (beta_1, beta_0)]
    outside = [(np.hypot(*mu.T) > 3).mean() for mu in codes]
    assert outside[0] < 0.3
    assert outside[1] > 0.6
    assert beta_0.reconstruction > beta_1.reconstruction
    assert beta_0.elbo < beta_1.elbo


def test_the_collapse_of_the_story_leaves_no_dimension_and_one_picture():
    settings = SETTINGS["Posterior collapse"]
    now = trained(Params(**settings))
    assert now.total_kl < 0.02
    assert not now.active.any()
    assert now.beside.active.all()
    assert now.reconstructed.std(axis=0).max() < 0.05 < now.beside.reconstructed.std(axis=0).max()


def test_of_eight_numbers_two_are_left():
    now = trained(Params(**SETTINGS["Compression"]))
    assert (now.active.sum(), len(now.kl)) == (2, 8)
    assert set(axes_shown(now)) == set(np.flatnonzero(now.active))
    assert (now.kl[~now.active] < ACTIVE).all()


@pytest.mark.parametrize("lr", [0.3, 1.0])
def test_a_run_that_breaks_down_keeps_its_last_good_step(lr):
    now = trained(Params(lr=lr, steps=300))
    assert now.diverged is not None
    assert now.step == now.diverged - 1
    for part in ("codes", "reconstructed", "invented", "history", "kl"):
        assert np.isfinite(getattr(now, part)[1 if part == "history" else 0 :]).all()
    assert f"broke down at step {now.diverged}" in plot_train(simulate(now.params), Style()).layout.meta["alt"]
    assert trained(Params(lr=lr, steps=0)).diverged is None


# ---------------------------------------------------------------------------------------------- what is shown


def test_a_sheet_of_tiles_is_the_pictures_ink_in_the_colour_of_its_role():
    x = pictures("digits", "test")[::200]
    for style in (Style(), Style(dark=True)):
        trace = tiles(x, 10, "real", style)
        sheet = Image.open(io.BytesIO(base64.b64decode(trace["source"].split(",")[1]))).convert("RGB")
        assert sheet.size == (10 * SIDE, SIDE)
        shown = np.asarray(sheet).astype(float)[::-1]
        ends = [
            np.array([int(style.colour(role)[i : i + 2], 16) for i in (1, 3, 5)]) for role in ("background", "real")
        ]
        ink = x.reshape(10, SIDE, SIDE).swapaxes(0, 1).reshape(SIDE, 10 * SIDE)[..., None]
        np.testing.assert_allclose(shown, ends[0] + ink * (ends[1] - ends[0]), atol=1.5)


@given(st.lists(st.tuples(st.floats(-5, 5), st.floats(-5, 5)), min_size=10, max_size=10))
def test_names_of_classes_stay_near_their_centres_and_seldom_cover_each_other(centres):
    at, room = np.array(centres), np.array([1.0, 0.3])
    places = apart(at, room)
    np.testing.assert_array_equal(places[:, 0], at[:, 0])
    assert np.abs(places - at).max() < 9 * room[1]
    crowded = apart(np.zeros((10, 2)), room)
    assert np.diff(np.sort(crowded[:, 1])).min() > 0.5 * room[1]


def luminance(colour: str) -> float:
    digits = colour[4:-1].split(",") if colour.startswith("rgb") else [int(colour[i : i + 2], 16) for i in (1, 3, 5)]
    parts = [int(part) / 255 for part in digits]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return float(np.dot(linear, [0.2126, 0.7152, 0.0722]))


@pytest.mark.parametrize("dark", [False, True])
def test_classes_have_ten_colours_that_can_be_seen_and_words_that_can_be_read(dark):
    style = Style(dark=dark)
    behind = luminance(style.colour("background"))
    for colours, least in ((class_colours(style), 3.0), (class_text_colours(style), 4.5)):
        assert len(set(colours)) == 10
        for colour in colours:
            bright, dim = sorted([luminance(colour), behind], reverse=True)
            assert (bright + 0.05) / (dim + 0.05) >= least, colour


@every_kind
def test_the_picture_shows_the_run(params):
    now = trained(replace(params, steps=60))
    figure = plot_train(simulate(now.params), Style(lecture=True))
    codes = next(trace for trace in figure.data if trace.mode == "markers")
    np.testing.assert_array_equal(np.stack([codes.x, codes.y], axis=1), now.codes[:, axes_shown(now)])
    assert len(codes.x) == HELD_OUT
    assert list(figure.data[-1].y) == now.kl.tolist()
    assert abs(np.array(figure.layout.xaxis.range)).max() >= np.percentile(np.abs(codes.x), 99)
    assert f"is {now.elbo:.1f} nats".replace("-", "−") in figure.layout.meta["alt"]


def test_the_axes_of_the_map_glide():
    """Though codes spread from 0 to dozens: fast only at the very beginning, when the codes do."""
    halves = {}
    for step in (*range(25), *range(25, 260, 5)):
        layout = plot_train.draw(simulate(Params(beta=0.0, steps=step)), Style()).layout
        halves[step] = layout["xaxis"]["range"][1]
    assert halves[255] > 2 * halves[0]
    steps, moves = list(halves)[1:], np.abs(np.diff(np.log(list(halves.values()))))
    assert moves.max() < 0.2, "of its width, from one step to the next"
    assert moves[np.array(steps) > 25].max() < 0.1, "and then from one frame to the next"
