"""The adversarial game against torch's own optimisers and modules, scipy, POT's rivals, and formulas of the papers."""

import math
from dataclasses import replace
from itertools import islice

import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import stats
from scipy.optimize import linear_sum_assignment
from scipy.spatial.distance import cdist, jensenshannon
from scipy.special import expit, log_expit
from torch import nn

from explainers.gans.losses import LOSSES
from explainers.gans.training import updates
from explainers.gans.training.measures import earth_mover, histogram, js_and_kl, modes_and_quality
from explainers.gans.training.networks import ACTIVATIONS, backward, forward, initial, judge, weights_in
from explainers.gans.training.settings import TIMELINE, Params
from explainers.gans.training.targets import CELLS, MAX_DRAWN, read_points, target
from explainers.gans.training.updates import State, advance, optimiser_step, player, pool, train
from explainers.problems import BadInput

SMALL = Params(g_units=12, d_units=12, batch=32)
RUNS = {
    "default": SMALL,
    "gradient penalty": replace(SMALL, loss="wasserstein_gp", penalty=1.0, noise="uniform", noise_dim=5, d_updates=2),
    "clipping": replace(SMALL, loss="wasserstein_clip", optimiser="rmsprop", clip=0.05, data="ring"),
    "plain": replace(SMALL, loss="minimax", optimiser="sgd", lr_g=0.1, lr_d=0.1, penalty=0.1, activation="tanh"),
}
NAMES = ("modes", "grid", "grid_25", "single", "line", "ring", "moons", "spiral")
DRAWING = "0.2,0.3 0.4,0.5 0.9,0.7"
every_run = pytest.mark.parametrize("params", RUNS.values(), ids=RUNS)
every_loss = pytest.mark.parametrize("name", LOSSES)
every_target = pytest.mark.parametrize("name", [*NAMES, "drawn"])
optimisers = st.sampled_from(["sgd", "adam", "rmsprop"])
clouds = st.integers(1, 40).flatmap(lambda n: arrays(float, (n, 2), elements=st.floats(-0.2, 1.2)))


def after(params: Params, steps: int) -> State:
    return next(islice(train(params), steps, None))


def remembered(state: State) -> list[torch.Tensor]:
    return [part for who in (state.g, state.d) for part in (who.flat, *who.moments.tensors)] + [state.average]


def same(one: State, other: State) -> bool:
    return all(map(torch.equal, remembered(one), remembered(other)))


# ---------------------------------------------------------------------------------------------- losses

TOLD_APART = lambda ln, r, f: -(ln(r) + ln(-f)).mean()  # noqa: E731
SCORED_APART = lambda ln, r, f: -(r.mean() - f.mean())  # noqa: E731
UNSQUASHED = lambda ln, f: -f.mean()  # noqa: E731
TEXTBOOK = {  # ln is x ↦ ln σ(x)
    "minimax": (TOLD_APART, lambda ln, f: ln(-f).mean()),
    "non_saturating": (TOLD_APART, lambda ln, f: -ln(f).mean()),
    "least_squares": (lambda ln, r, f: ((r - 1) ** 2 + f**2).mean() / 2, lambda ln, f: ((f - 1) ** 2).mean() / 2),
    "hinge": (lambda ln, r, f: ((1 - r).clip(0, None) + (1 + f).clip(0, None)).mean(), UNSQUASHED),
    "wasserstein_clip": (SCORED_APART, UNSQUASHED),
    "wasserstein_gp": (SCORED_APART, UNSQUASHED),
}


@every_loss
@given(pairs=st.lists(st.tuples(st.floats(-700, 700), st.floats(-700, 700)), min_size=1, max_size=20))
def test_a_loss_has_the_value_of_its_formula(name, pairs):
    (r, f), (d, g) = np.array(pairs).T, TEXTBOOK[name]
    found = LOSSES[name].discriminator(torch.tensor(r), torch.tensor(f)).item()
    assert found == pytest.approx(d(log_expit, r, f), rel=1e-7, abs=1e-12)
    assert LOSSES[name].generator(torch.tensor(f)).item() == pytest.approx(g(log_expit, f), rel=1e-7, abs=1e-12)


@every_loss
def test_a_loss_has_the_gradient_of_its_formula_and_of_central_differences(name):
    r, f = (8 * torch.rand(25, generator=torch.Generator().manual_seed(n), dtype=torch.float64) - 4 for n in (2, 3))
    whole = LOSSES[name].discriminator, LOSSES[name].generator
    for given_scores, ours, theirs in zip(((r, f), (f,)), whole, TEXTBOOK[name], strict=True):
        scores = [x.requires_grad_() for x in given_scores]
        known = torch.autograd.grad(theirs(lambda x: torch.log(torch.sigmoid(x)), *scores), scores)
        torch.testing.assert_close(torch.autograd.grad(ours(*scores), scores), known)
        assert torch.autograd.gradcheck(ours, scores)


@every_loss
@pytest.mark.parametrize("term", ["real", "fake", "own"])
@given(scores=st.lists(st.floats(-50, 50).filter(lambda s: abs(abs(s) - 1) > 1e-9), min_size=1, max_size=20))
def test_the_slope_of_every_term_is_that_of_autograd(name, term, scores):
    value, slope = getattr(LOSSES[name], term)
    x = torch.tensor(scores, dtype=torch.float64, requires_grad=True)
    (known,) = torch.autograd.grad(value(x).sum(), x)
    torch.testing.assert_close(slope(x.detach()), known)


def test_where_p_is_q_the_discriminator_loses_ln_4_and_the_generator_ln_2():
    zero = torch.zeros(7, dtype=torch.float64)
    assert LOSSES["minimax"].discriminator(zero, zero).item() == pytest.approx(math.log(4))
    assert LOSSES["minimax"].generator(zero).item() == pytest.approx(-math.log(2))
    assert LOSSES["non_saturating"].generator(zero).item() == pytest.approx(math.log(2))


@given(st.lists(st.floats(-700, 700), max_size=20))
def test_minimax_goes_flat_where_non_saturating_is_steepest_and_both_point_the_same_way(values):
    f = torch.tensor([*values, -700.0], dtype=torch.float64, requires_grad=True)
    n = len(f)
    slopes = {name: torch.autograd.grad(LOSSES[name].generator(f), f)[0] for name in ("minimax", "non_saturating")}
    for name, slope in slopes.items():
        assert (slope <= 0).all()
        assert (slope[f.detach().abs() < 600] < 0).all()
        known = -expit(f.detach().numpy() * (1 if name == "minimax" else -1)) / n
        np.testing.assert_allclose(slope.numpy(), known, rtol=1e-6)
    assert abs(slopes["minimax"][-1].item()) < 1e-300
    assert slopes["non_saturating"][-1].item() == pytest.approx(-1 / n)


# ---------------------------------------------------------------------------------------------- there and back


@pytest.mark.parametrize("activation", ACTIVATIONS)
@given(sizes=st.lists(st.integers(1, 6), min_size=2, max_size=5), n=st.integers(1, 7), seed=st.integers(0, 99))
def test_what_goes_back_through_a_perceptron_is_the_gradient_of_autograd(activation, sizes, n, seed):
    random = torch.Generator().manual_seed(seed)
    flat = torch.randn(len(initial(sizes, random)), generator=random, dtype=torch.float64, requires_grad=True)
    x = torch.randn(n, sizes[0], generator=random, dtype=torch.float64, requires_grad=True)
    slope = torch.randn(n, sizes[-1], generator=random, dtype=torch.float64)
    out = forward(x, weights_in(flat, sizes), activation)[-1]
    known = torch.autograd.grad(out, (x, flat), slope)
    with torch.no_grad():
        found, weights = torch.full_like(flat, math.nan), weights_in(flat, sizes)
        layers = forward(x, weights, activation)
        back = backward(layers, weights, slope, activation, into=weights_in(found, sizes))
        assert torch.equal(back, backward(layers, weights, slope, activation))
    torch.testing.assert_close((back, found), known)


def test_weights_are_views_of_what_an_optimiser_moves():
    who = player([3, 4, 2], torch.Generator().manual_seed(1))
    assert [tuple(w.shape) for w in who.weights] == [(3, 4), (4,), (4, 2), (2,)]
    who.flat += 1
    assert torch.equal(torch.cat([w.ravel() for w in who.weights]), who.flat)
    assert (who.weights[1] == 1).all()


@pytest.mark.parametrize("learns", ["d", "g"])
def test_who_makes_no_updates_stays_as_it_is_and_is_still_judged(learns):
    params = replace(SMALL, **{f"{'g' if learns == 'd' else 'd'}_updates": 0})
    first, state = updates.start(params), after(params, 3)
    for name in ("d", "g"):
        assert torch.equal(getattr(first, name).flat, getattr(state, name).flat) == (name != learns)
    assert math.isfinite(state.loss_d + state.loss_g)


# ---------------------------------------------------------------------------------------------- the slope of D


@every_loss
def test_the_slope_penalty_is_that_of_the_gradient_worked_out_by_hand(name):
    random = torch.Generator().manual_seed(3)
    d = [w.detach().requires_grad_() for w in weights_in(initial([2, 6, 1], random).double(), [2, 6, 1])]
    real, fake = torch.rand(2, 9, 2, generator=random, dtype=torch.float64)
    params = Params(loss=name, penalty=2.5, activation="tanh")
    found = updates.slope_penalty(params, d, real, fake, torch.Generator().manual_seed(4))
    share = torch.rand(9, 1, generator=torch.Generator().manual_seed(4)) if name == "wasserstein_gp" else 1
    x = share * real + (1 - share) * fake
    first, bias, last, _ = d
    slope = 4 * (((1 - torch.tanh((4 * x - 2) @ first + bias) ** 2) * last[:, 0]) @ first.T)
    length = (slope**2).sum(dim=1).sqrt()
    known = 2.5 * (((length - 1) ** 2).mean() if name == "wasserstein_gp" else (length**2).mean() / 2)
    assert found.item() == pytest.approx(known.item())
    for ours, theirs in zip(*(torch.autograd.grad(loss, d[:3]) for loss in (found, known)), strict=True):
        torch.testing.assert_close(ours, theirs)


@pytest.mark.parametrize("slope", [0, 1, 3])
def test_flat_and_straight_discriminators_are_penalised_by_known_amounts(slope):
    """Even where the slope is zero everywhere, its length has a gradient that is a number."""
    d = [w.requires_grad_() for w in (torch.tensor([[slope / 4], [0.0]]), torch.zeros(1))]
    x = torch.rand(8, 2, generator=torch.Generator().manual_seed(5))
    for loss, known in (("hinge", slope**2 / 2), ("wasserstein_gp", (slope - 1) ** 2)):
        found = updates.slope_penalty(Params(loss=loss, penalty=1.0), d, x, x, torch.Generator())
        assert found.item() == pytest.approx(known)
        assert torch.autograd.grad(found, d[0])[0].isfinite().all()


# ---------------------------------------------------------------------------------------------- the game


@pytest.mark.parametrize("name", ["minimax", "least_squares"])
def test_a_trained_discriminator_finds_p_over_p_plus_q(name):
    random, params = torch.Generator().manual_seed(6), Params(beta_1=0.9, beta_2=0.99)
    (p_mean, p_sd), (q_mean, q_sd) = laws = [((0.35, 0.5), 0.1), ((0.6, 0.55), 0.15)]
    d = player([2, 32, 32, 1], random)
    for _ in range(500):
        p, q = (torch.tensor(m) + sd * torch.randn(256, 2, generator=random) for m, sd in laws)
        flat = d.flat.detach().requires_grad_()
        loss = LOSSES[name].discriminator(*(judge(x, weights_in(flat, d.sizes), "tanh") for x in (p, q)))
        (d.gradient[:],) = torch.autograd.grad(loss, flat)
        optimiser_step(d, params, 0.005)
    places = np.stack(np.meshgrid(*[np.linspace(0, 1, 41)] * 2), axis=-1).reshape(-1, 2)
    p = stats.multivariate_normal(p_mean, p_sd**2).pdf(places)
    q = stats.multivariate_normal(q_mean, q_sd**2).pdf(places)
    found = judge(torch.tensor(places, dtype=torch.float32), d.weights, "tanh").numpy()
    found = found if name == "least_squares" else expit(found)
    assert np.average(np.abs(found - p / (p + q)), weights=p + q) < 0.05


def module(weights: list[torch.Tensor]) -> nn.Sequential:
    layers = [nn.Linear(*w.shape) for w in weights[::2]]
    for i, layer in enumerate(layers):
        layer.weight.data, layer.bias.data = weights[2 * i].T.clone(), weights[2 * i + 1].clone()
    return nn.Sequential(*[part for layer in layers for part in (layer, nn.LeakyReLU())][:-1])


def test_the_game_is_algorithm_1_as_torch_modules_play_it():
    params = replace(SMALL, d_updates=2, lr_g=0.003, lr_d=0.004)
    state, real, n = updates.start(params), pool(params), params.batch
    g, d = module(state.g.weights), module(state.d.weights)
    g_by, d_by = (torch.optim.Adam(net.parameters(), rate, (0.5, 0.9)) for net, rate in ((g, 0.003), (d, 0.004)))
    wrong = nn.BCEWithLogitsLoss()
    for step in range(15):
        for turn in (1, 2):
            random = updates.draws(params, step, turn)
            fake = (0.5 + 0.5 * g(updates.draw_noise(params, n, random))).detach()
            batch = real[torch.randint(len(real), (n,), generator=random)]
            d_by.zero_grad()
            loss_d = wrong(d(4 * batch - 2), torch.ones(n, 1)) + wrong(d(4 * fake - 2), torch.zeros(n, 1))
            loss_d.backward()
            d_by.step()
        g_by.zero_grad()
        loss_g = wrong(d(2 * g(updates.draw_noise(params, n, updates.draws(params, step, 0)))), torch.ones(n, 1))
        loss_g.backward()
        g_by.step()
        advance(state, params, real)
        assert (state.loss_d, state.loss_g) == pytest.approx((loss_d.item(), loss_g.item()), rel=1e-4)
    for who, known in ((state.g, g), (state.d, d)):
        for ours, theirs in zip(who.weights, known.parameters(), strict=True):
            torch.testing.assert_close(ours, theirs.data.t(), rtol=1e-3, atol=1e-4)


@every_run
def test_a_run_replays_to_the_bit_and_a_copy_shares_nothing(params):
    state, real = after(params, 30), pool(params)
    kept = state.copy()
    frozen = [w.clone() for w in remembered(kept)]
    for _ in range(30):
        advance(state, params, real)
    assert all(map(torch.equal, remembered(kept), frozen))
    assert same(state, after(params, 60))
    for _ in range(30):
        advance(kept, params, real)
    assert same(state, kept)
    assert (state.step, state.loss_d, state.loss_g) == (kept.step, kept.loss_d, kept.loss_g)


@every_run
def test_a_branch_with_no_change_is_the_same_run(params):
    for step in (0, 20):
        assert same(after(params, step + 30), after(TIMELINE.branch(params, step), step + 30))


CHANGES = {"loss": "hinge", "optimiser": "sgd", "lr_g": 0.01, "lr_d": 0.01, "settle": 3, "beta_1": 0.9, "beta_2": 0.99}
CHANGES |= {"d_updates": 2, "g_updates": 0, "batch": 48, "clip": 0.02, "penalty": 1.0}


@pytest.mark.parametrize("name", list(TIMELINE.limits))
def test_a_branch_parts_where_it_is_told_to(name):
    params = replace(SMALL, loss="wasserstein_clip")
    other = TIMELINE.branch(params, 15, **{name: CHANGES[name]})
    assert same(after(params, 15), after(other, 15))
    assert not same(after(params, 16), after(other, 16))


numbers = {"lr_g": st.floats(1e-4, 1), "beta_2": st.floats(0.5, 0.999), "batch": st.integers(8, 256)}
named = {"loss": st.sampled_from(list(LOSSES)), "optimiser": optimisers}
some_settings = st.fixed_dictionaries({}, optional=numbers | named)


@given(st.lists(st.tuples(st.integers(0, 40), some_settings), max_size=6))
@example([(10, {"lr_g": 0.5}), (30, {"batch": 64}), (20, {"lr_g": 0.25})])
@example([(30, {"lr_g": 0.5}), (30, {"batch": 64})])
def test_after_any_branches_each_step_has_the_settings_it_was_made_with(branches):
    params, known = Params(), [Params()] * 50
    for step, changes in branches:
        params = TIMELINE.branch(params, step, **changes)
        known[step:] = [replace(known[step], **changes)] * (50 - step)
        assert params.steps == step
    for step, expected in enumerate(known):
        held = TIMELINE.settings_at(params, step)
        assert [getattr(held, name) for name in list(TIMELINE.limits)] == [
            getattr(expected, name) for name in list(TIMELINE.limits)
        ]
    ends = [until for until, _ in TIMELINE.segments(params)]
    assert ends == sorted(ends)


UNREADABLE = (
    "x|lr_d=0.1|1.5 lr_d=0.1|30 lr_d|30 lr_d=|30 lr_d=a|30 a=b=c|30 batch=6.5|30 seed=3|30 schedule=|30, lr_d=1"
)
MEANINGLESS = (
    "30 loss=fear|30 optimiser=luck|30 batch=0|30 d_updates=-1|30 batch=1000000000|30 lr_d=nan|30 beta_2=1|-5 lr_d=0.1"
)
OTHERS = "30 average=True|30 nothing=1|30 lr_d=1; x|30 d_updates=1000000000|90 lr_d=0.1; 30 lr_g=0.2"


@pytest.mark.parametrize("schedule", "|".join([UNREADABLE, MEANINGLESS, OTHERS]).split("|"))
def test_a_past_that_cannot_have_been_is_bad_input(schedule):
    with pytest.raises(BadInput, match="schedule"):
        TIMELINE.segments(Params(schedule=schedule))


def test_clipping_keeps_every_weight_of_the_discriminator_within_its_bound():
    params = RUNS["clipping"]
    for state in islice(train(params), 1, 40):
        largest = max(w.abs().max() for w in state.d.weights)
        assert largest == pytest.approx(params.clip, rel=1e-6)


def test_averaged_weights_are_the_exponentially_weighted_mean():
    seen = [state.g.flat.double() for state in islice(train(SMALL), 26)]
    kept = [min(updates.AVERAGE, t / (t + 10)) for t in range(1, 26)]
    shares = [math.prod(kept), *((1 - keep) * math.prod(kept[t + 1 :]) for t, keep in enumerate(kept))]
    assert sum(shares) == pytest.approx(1)
    known = sum(share * flat for share, flat in zip(shares, seen, strict=True))
    torch.testing.assert_close(after(SMALL, 25).average.double(), known, rtol=0, atol=1e-6)


# ---------------------------------------------------------------------------------------------- targets


@every_target
def test_the_cells_of_a_target_are_the_probabilities_of_its_draws(name):
    wanted = target(name, DRAWING)
    points = wanted.draw(200_000, np.random.default_rng(7))
    counts = np.histogram2d(*points.T, bins=CELLS, range=[[0, 1], [0, 1]])[0].ravel()
    found = np.append(counts, len(points) - counts.sum()) / len(points)
    np.testing.assert_array_equal(histogram(points), found)
    cells = wanted.cells()
    assert cells.sum() == pytest.approx(1)
    assert (cells >= 0).all()
    assert jensenshannon(cells, found) ** 2 < 0.01
    assert found[-1] < 0.03


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1)), min_size=3, max_size=20))
@example([(0.91, 0.06), (0.6, 0.65), (0.86, 0.01)])
def test_any_drawing_is_a_target_and_as_far_from_its_own_draws_as_chance_has_it(points):
    wanted = target("drawn", " ".join(f"{x},{y}" for x, y in points))
    assert wanted.centres.tolist() == [list(point) for point in points]
    assert wanted.cells().sum() == pytest.approx(1)
    js, _ = js_and_kl(wanted.cells(), wanted.draw(10_000, np.random.default_rng(8)))
    assert 0 <= js < 0.01


def test_modes_are_counted_where_there_are_some():
    assert [len(target(name, DRAWING).modes) for name in (*NAMES, "drawn")] == [8, 9, 25, 1, 0, 0, 0, 0, 0]


ODD_PAIRS = ["0.1 0.2 0.3 0.4 0.5 0.6", "0.1,0.2,0.3,0.4 0.5,0.6,0.7,0.8", "a,b c,d e,f", f"{DRAWING} 0.5,"]
WRONG_POINTS = [f"{DRAWING} {point}" for point in ("1.01,0.5", "0.5,-0.1", "nan,0.5", "inf,0.5", "0.5", "0.1,0.2,0.3")]


@pytest.mark.parametrize("text", ["", "0.1,0.2 0.3,0.4", "0.5,0.5 " * (MAX_DRAWN + 1), *ODD_PAIRS, *WRONG_POINTS])
def test_a_drawing_that_cannot_be_used_is_bad_input(text):
    with pytest.raises(BadInput, match="drawn"):
        read_points(text)


# ---------------------------------------------------------------------------------------------- measures


@given(clouds, clouds)
def test_divergences_are_those_of_scipy(one, other):
    p, q = histogram(one), histogram(other)
    js, kl = js_and_kl(p, other)
    assert js == pytest.approx(jensenshannon(p, q) ** 2, abs=1e-12)
    assert js == pytest.approx(js_and_kl(q, one)[0], abs=1e-12)
    assert -1e-12 <= js <= math.log(2) + 1e-12
    assert kl == pytest.approx(stats.entropy(p, q * len(other) + 0.5)), "with half a point more in every cell"
    assert js_and_kl(p, one)[0] == 0


def test_disjoint_clouds_are_ln_2_apart():
    left = np.random.default_rng(9).random((500, 2)) * [0.5, 1]
    for away in (left + np.array([0.5, 0]), left + 3):
        assert js_and_kl(histogram(left), away)[0] == pytest.approx(math.log(2))


@given(clouds, st.tuples(st.floats(-1, 1), st.floats(-1, 1)), st.randoms())
def test_moving_a_cloud_costs_the_way_and_mixing_it_nothing(cloud, way, random):
    mixed = cloud[random.sample(range(len(cloud)), len(cloud))]
    assert earth_mover(cloud, mixed + way) == pytest.approx(math.hypot(*way), abs=1e-6)


def test_the_earth_mover_finds_the_cheapest_assignment():
    random = np.random.default_rng(11)
    for n in (1, 2, 17, 256):
        one, other = random.random((n, 2)), random.normal(0.5, 0.2, (n, 2))
        ways = cdist(one, other)
        assert earth_mover(one, other) == pytest.approx(ways[linear_sum_assignment(ways)].mean())
        assert earth_mover(one, other) == pytest.approx(earth_mover(other, one))


def test_modes_and_quality_of_clouds_made_by_hand():
    ring, line = target("modes"), target("line")
    centres, far, up = ring.centres, np.array([0.5, 0.5]), np.array([0, ring.spread])
    assert modes_and_quality(ring, np.repeat(centres, 5, axis=0)) == (8, 1.0)
    assert modes_and_quality(ring, np.tile(centres[2], (50, 1))) == (1, 1.0)
    assert modes_and_quality(ring, np.tile(far, (50, 1))) == (0, 0.0)
    assert modes_and_quality(ring, np.vstack([centres[:3], centres[:3] * 0 + far])) == (3, 0.5)
    assert modes_and_quality(ring, centres + 2.99 * up) == (8, 1.0)
    assert modes_and_quality(ring, centres + 3.01 * up) == (0, 0.0)
    assert modes_and_quality(line, np.vstack([line.centres[:9], [[0.5, 0.9]]])) == (0, 0.9)
    for few, covered in ((6, 1), (7, 2)):  # of 1000 points a twentieth of a fair eighth is 6.25
        cloud = np.repeat(centres[:2], [1000 - few, few], axis=0)
        assert modes_and_quality(ring, cloud) == (covered, 1.0)
