"""Distances between heaps: closed forms, scipy, POT and finite differences; and what each of them feels."""

from dataclasses import replace

import numpy as np
import ot
import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import jensenshannon
from scipy.special import ndtr, rel_entr
from scipy.stats import entropy, wasserstein_distance

from explainers.figure_style import Style
from explainers.gans.wasserstein_vs_js import EXPLAINER, Params
from explainers.gans.wasserstein_vs_js.clouds import Clouds, clouds, exact, race, sinkhorn, sliced
from explainers.gans.wasserstein_vs_js.critic import critic_at, recording, score, verdict
from explainers.gans.wasserstein_vs_js.descent import GRAINS, RACERS, Energies, race_recording
from explainers.gans.wasserstein_vs_js.distances import NAMES, mean_kernel, measure, tensor
from explainers.gans.wasserstein_vs_js.equations import equations
from explainers.gans.wasserstein_vs_js.figure_apart import plot_apart
from explainers.gans.wasserstein_vs_js.figure_clouds import plot_clouds
from explainers.gans.wasserstein_vs_js.figure_descent import remaining
from explainers.gans.wasserstein_vs_js.heaps import Heap, heap_of, read_drawing
from explainers.gans.wasserstein_vs_js.model import MAX_STEPS, STOPS, challenge, simulate
from explainers.gans.wasserstein_vs_js.transport import ATOMS, potential, quantile_grains, slices
from explainers.problems import BadInput

LN2 = np.log(2)

separations = st.floats(-6, 6)
widths = st.floats(0.1, 1.5)
masses = st.lists(st.floats(0.01, 1), min_size=1, max_size=6)


@st.composite
def points(draw: st.DrawFn) -> Heap:
    """Draw a heap of points at whole places, so that some may coincide with those of another heap."""
    places = sorted(draw(st.sets(st.integers(-4, 4), min_size=1, max_size=6)))
    weights = np.array(draw(st.lists(st.floats(0.05, 1), min_size=len(places), max_size=len(places))))
    return Heap("gaussian", 0.0, tuple(map(float, places)), tuple((weights / weights.sum()).tolist()))


@st.composite
def heaps(draw: st.DrawFn, least: float = 0.1) -> Heap:
    """Draw any heap of the page, its grains at least so wide, if they have a width."""
    shape = draw(st.sampled_from(["points", "gaussian", "uniform", "mixture", "drawn"]))
    drawn = " ".join(f"{x:.3f},0.5" for x in draw(st.lists(st.floats(0.1, 0.9), min_size=1, max_size=5)))
    return heap_of(shape, draw(st.floats(least, 1.5)), draw(st.floats(0.1, 0.9)), drawn, "drawn_real")


def values(p: Heap, q: Heap, t: float = 0.0, h: float = 0.5) -> dict[str, float]:
    return {name: float(found[0]) for name, found in measure(p, q, np.array([t]), h).value.items()}


def slopes(p: Heap, q: Heap, t: float = 0.0, h: float = 0.5) -> dict[str, float]:
    return {name: float(found[0]) for name, found in measure(p, q, np.array([t]), h).slope.items()}


def gaussian(width: float) -> Heap:
    return heap_of("gaussian", width, 0.5, "", "")


# ---------------------------------------------------------------------------------------------- closed forms


@given(separations)
def test_point_masses_are_their_separation_apart_for_w_and_at_the_limit_for_the_others(t: float):
    """Arjovsky et al. 2017, example 1."""
    found = values(heap_of("points", 0, 0.5, "", ""), heap_of("points", 0, 0.5, "", ""), t)
    assert found["w1"] == pytest.approx(abs(t), abs=1e-12)
    assert found["w2"] == pytest.approx(abs(t), abs=1e-8)
    if abs(t) > 1e-6:
        assert found["js"] == pytest.approx(LN2, abs=1e-15)
        assert found["tv"] == 1
        assert found["kl_pq"] == found["kl_qp"] == np.inf


def test_point_masses_at_the_same_place_are_no_distance_apart_and_there_js_jumps():
    p = heap_of("points", 0, 0.5, "", "")
    assert all(value == pytest.approx(0, abs=1e-12) for value in values(p, p).values())
    assert np.isnan([slopes(p, p)[name] for name in ("js", "tv", "kl_pq", "kl_qp")]).all()


@given(separations, widths, widths)
def test_between_gaussians_w2_and_kl_have_their_closed_forms(t: float, a: float, b: float):
    found = values(gaussian(a), gaussian(b), t)
    assert found["w2"] == pytest.approx(np.hypot(t, a - b), rel=1e-6, abs=1e-6)
    assert found["kl_pq"] == pytest.approx(np.log(b / a) + (a**2 + t**2) / (2 * b**2) - 0.5, rel=1e-6, abs=1e-6)
    assert found["kl_qp"] == pytest.approx(np.log(a / b) + (b**2 + t**2) / (2 * a**2) - 0.5, rel=1e-6, abs=1e-6)


@given(separations, widths, widths)
def test_the_entropies_of_which_kl_is_made_have_their_closed_forms(t: float, a: float, b: float):
    part = measure(gaussian(a), heap_of("uniform", b, 0.5, "", ""), np.array([t]), 0.5).part
    assert part["entropy_p"][0] == pytest.approx(0.5 * np.log(2 * np.pi * np.e * a**2), rel=1e-6, abs=1e-6)
    assert part["entropy_q"][0] == pytest.approx(np.log(2 * b), rel=1e-6, abs=1e-6)
    two = heap_of("drawn", 0.0, 0.5, "0.2,0.5 0.8,0.5,3", "drawn_real")
    found = measure(two, two, np.array([t]), 0.5).part["entropy_p"][0]
    assert found == pytest.approx(entropy([0.25, 0.75]))


@given(separations, widths)
def test_w1_of_a_heap_that_is_only_moved_is_how_far(t: float, a: float):
    for shape in ("gaussian", "uniform", "mixture"):
        heap = heap_of(shape, a, 0.3, "", "")
        assert values(heap, heap, t)["w1"] == pytest.approx(abs(t), rel=1e-6, abs=1e-6)


@given(st.floats(0, 3), st.floats(0.2, 1.5))
def test_between_uniforms_tv_and_js_are_the_share_that_sticks_out(t: float, a: float):
    out = min(t / (2 * a), 1)
    found = values(heap_of("uniform", a, 0.5, "", ""), heap_of("uniform", a, 0.5, "", ""), t)
    assert found["tv"] == pytest.approx(out, abs=1e-9)
    assert found["js"] == pytest.approx(LN2 * out, abs=1e-9)


def test_mmd_between_gaussians_has_its_closed_form():
    a, b, t, h = 0.4, 0.9, 1.3, 0.7
    s_aa, s_bb, s_ab = (np.sqrt(h**2 + v) for v in (2 * a**2, 2 * b**2, a**2 + b**2))
    square = h / s_aa + h / s_bb - 2 * h / s_ab * np.exp(-0.5 * (t / s_ab) ** 2)
    assert values(gaussian(a), gaussian(b), t, h)["mmd"] == pytest.approx(np.sqrt(square), rel=1e-10)


# ---------------------------------------------------------------------------------------------- libraries


@given(points(), points(), st.integers(-5, 5))
def test_between_points_all_is_as_scipy_has_it(p: Heap, q: Heap, t: int):
    found, moved = values(p, q, float(t)), q.moved(t)
    assert found["w1"] == pytest.approx(
        wasserstein_distance(p.centres, moved.centres, p.masses, moved.masses), abs=1e-9
    )
    places = sorted({*p.centres, *moved.centres})
    a, b = (np.array([dict(zip(h.centres, h.masses, strict=True)).get(x, 0.0) for x in places]) for h in (p, moved))
    assert found["js"] == pytest.approx(jensenshannon(a, b) ** 2, abs=1e-9)
    assert found["tv"] == pytest.approx(0.5 * np.abs(a - b).sum(), abs=1e-9)
    for name, kl in (("kl_pq", rel_entr(a, b).sum()), ("kl_qp", rel_entr(b, a).sum())):
        assert found[name] == pytest.approx(kl, abs=1e-9)


@given(points(), points())
def test_w2_between_points_is_as_pot_has_it(p: Heap, q: Heap):
    x, y = np.array(p.centres), np.array(q.centres)
    square = ot.emd2_1d(x, y, np.array(p.masses), np.array(q.masses), metric="sqeuclidean")
    assert values(p, q)["w2"] == pytest.approx(np.sqrt(max(square, 0)), abs=1e-6)


@settings(max_examples=20)
@given(heaps(), heaps(), st.floats(-3, 3))
def test_w1_between_any_heaps_is_as_scipy_has_it_for_their_grains(p: Heap, q: Heap, t: float):
    grains = wasserstein_distance(quantile_grains(p, 2000), quantile_grains(q.moved(t), 2000))
    assert values(p, q, t)["w1"] == pytest.approx(grains, rel=2e-3, abs=2e-3)


@given(heaps(), heaps(), st.floats(-3, 3))
def test_js_between_any_heaps_with_densities_is_that_of_fine_cells(p: Heap, q: Heap, t: float):
    if not (p.width and q.width):
        return
    edges = torch.linspace(-16, 16, 20_001, dtype=torch.float64)
    a, b = (np.diff(heap.cdf(edges).numpy()) for heap in (p, q.moved(t)))
    assert values(p, q, t)["js"] == pytest.approx(jensenshannon(a, b) ** 2, abs=2e-3)


@pytest.mark.parametrize("shape", ["points", "gaussian", "uniform", "mixture"])
@pytest.mark.parametrize("other", ["points", "gaussian", "uniform"])
def test_the_mean_of_the_kernel_is_that_over_many_grains(shape: str, other: str):
    p, q = heap_of(shape, 0.6, 0.3, "", ""), heap_of(other, 0.9, 0.5, "", "").moved(0.4)
    x, y = quantile_grains(p, 1500), quantile_grains(q, 1500)
    found = float(mean_kernel(p, q, torch.zeros(1, dtype=torch.float64), 0.5)[0])
    assert found == pytest.approx(np.exp(-0.5 * ((x[:, None] - y) / 0.5) ** 2).mean(), abs=1e-3)


@given(heaps())
def test_a_quantile_lies_above_its_share_of_the_mass(heap: Heap):
    u = np.linspace(0.01, 0.99, 33)
    x = heap.quantile(u)
    assert (np.diff(x) >= -1e-9).all()
    assert (heap.cdf(tensor(x + 1e-9)).numpy() >= u - 1e-6).all()
    assert (heap.cdf(tensor(x - 1e-6)).numpy() <= u + 1e-4).all()


# ---------------------------------------------------------------------------------------------- what distances are


@given(heaps(), heaps(), st.floats(-3, 3))
def test_all_but_kl_are_symmetric_and_none_is_negative_and_js_is_at_most_ln_2(p: Heap, q: Heap, t: float):
    one, other = values(p, q.moved(t)), values(q.moved(t), p)
    for name in ("w1", "w2", "js", "tv", "mmd"):
        assert one[name] == pytest.approx(other[name], rel=1e-4, abs=1e-4)
        assert one[name] >= -1e-6
    assert one["kl_pq"] == pytest.approx(other["kl_qp"], rel=1e-6, abs=1e-6)
    assert one["js"] <= LN2 + 1e-6
    assert one["tv"] <= 1 + 1e-6
    assert one["w1"] <= one["w2"] * (1 + 1e-3) + 2e-3, "a mean is at most the root of the mean square"


@given(points(), points(), points())
def test_w1_and_the_root_of_js_obey_the_triangle_inequality(p: Heap, q: Heap, r: Heap):
    direct, first, second = values(p, r), values(p, q), values(q, r)
    assert direct["w1"] <= first["w1"] + second["w1"] + 1e-9
    assert direct["js"] ** 0.5 <= first["js"] ** 0.5 + second["js"] ** 0.5 + 1e-7


@given(widths, widths, st.floats(-2, 2), st.floats(-2, 2))
def test_so_they_do_between_gaussians(a: float, b: float, s: float, t: float):
    p, q, r = gaussian(a), gaussian(b).moved(s), gaussian(1.0).moved(t)
    for name, power in (("w1", 1), ("w2", 1), ("js", 0.5), ("tv", 1), ("mmd", 1)):
        direct, first, second = (max(values(*pair)[name], 0) ** power for pair in ((p, r), (p, q), (q, r)))
        assert direct <= first + second + 1e-3


# ---------------------------------------------------------------------------------------------- slopes


@given(heaps(), heaps(), st.floats(0.2, 4))
def test_autograds_slopes_are_those_of_finite_differences(p: Heap, q: Heap, t: float):
    step = 1e-4
    if min(abs(a - b - t) for a in (*p.edges, 99) for b in (*q.edges, 0)) < 10 * step:
        return  # at the corner of a curve there are two slopes
    found = measure(p, q, np.array([t - step, t, t + step]), 0.5)
    for name in NAMES:
        below, here, above = found.value[name]
        slope = found.slope[name][1]
        if np.isinf(here):
            assert np.isnan(slope)
        elif abs(below - 2 * here + above) < 1e-6:  # not at a corner
            assert slope == pytest.approx((above - below) / (2 * step), rel=5e-3, abs=5e-3), name


FINE = torch.linspace(-22, 22, 220_001, dtype=torch.float64)


def by_fine_sums(p: Heap, q: Heap, t: float) -> tuple[float, float]:
    """Return W₁ and TV by sums over cells of 0.0002 that end at edges, from the distribution functions alone."""
    moved = q.moved(t)
    x = torch.cat([FINE, tensor(tuple(p.edges)), tensor(tuple(moved.edges))]).sort().values
    apart = p.cdf(x) - moved.cdf(x)
    return float(torch.trapezoid(apart.abs(), x)), float(0.5 * apart.diff().abs().sum())


@settings(max_examples=60)
@given(heaps(least=0.05), heaps(least=0.05), st.floats(-6, 6) | st.floats(-0.5, 0.5))
@example(Heap("gaussian", 1.0, (0.0,), (1.0,)), Heap("gaussian", 1.0, (0.0,), (1.0,)), 6e-8)
def test_the_slopes_of_w1_and_tv_are_those_of_a_fine_quadrature(p: Heap, q: Heap, t: float):
    step = 0.001
    if min(abs(a - b - t) for a in (*p.edges, 99) for b in (*q.edges, 0)) < 2 * step:
        return  # at the corner of a curve there are two slopes
    if not (p.width and q.width):
        return  # a point is in the middle of a cell
    value, slope = values(p, q, t), slopes(p, q, t)
    (w1_below, tv_below), here, (w1_above, tv_above) = (by_fine_sums(p, q, t + move) for move in (-step, 0.0, step))
    assert value["w1"] == pytest.approx(here[0], abs=1e-5)
    assert value["tv"] == pytest.approx(here[1], abs=1e-5)
    corner = abs(w1_below - 2 * here[0] + w1_above) > 2e-4  # of W₁ between equal heaps, at t = 0
    assert corner or slope["w1"] == pytest.approx((w1_above - w1_below) / (2 * step), abs=5e-3)
    corner = abs(tv_below - 2 * here[1] + tv_above) > 5e-6  # of TV between equal heaps, at t = 0
    assert corner or slope["tv"] == pytest.approx((tv_above - tv_below) / (2 * step), abs=5e-3)


@given(heaps(least=0.05), separations)
def test_w1_from_a_point_pulls_with_the_share_of_sand_on_one_side_less_that_on_the_other(p: Heap, t: float):
    below = float(p.cdf(tensor((t,)))[0])
    point = heap_of("points", 0, 0.5, "", "")
    if min(abs(edge - t) for edge in (*p.edges, 99)) > 1e-6:
        assert slopes(p, point, t)["w1"] == pytest.approx(2 * below - 1, abs=1e-9)
        assert slopes(point, p, -t)["w1"] == pytest.approx(1 - 2 * below, abs=1e-9)


@pytest.mark.parametrize(
    ("name", "width_real", "width", "t", "right"),
    [
        ("tv", 1.5, 0.05, 0.3, 0.0091),  # autograd through a quadrature had -0.0100
        ("tv", 0.5, 0.1, 0.2, 0.2142),  # and 0.2667
        ("w1", 0.5, 0.1, 0.2, 2 * ndtr(0.5) - 1),  # and 0.3869: the distribution functions cross at 0.25
    ],
)
def test_an_arrow_points_the_right_way(name: str, width_real: float, width: float, t: float, right: float):
    assert slopes(gaussian(width_real), gaussian(width), t)[name] == pytest.approx(right, abs=5e-5)


@given(points(), points(), st.floats(-6, 6))
def test_between_points_the_slope_of_w1_is_the_sand_beyond_its_target_less_the_rest(p: Heap, q: Heap, t: float):
    step, places = 1e-6, [a - b for a in p.centres for b in q.centres]
    if min(abs(place - t) for place in places) < 3 * step:
        return
    above, below = (wasserstein_distance(p.centres, q.moved(t + move).centres, p.masses, q.masses)
                    for move in (step, -step))  # fmt: skip
    assert slopes(p, q, t)["w1"] == pytest.approx((above - below) / (2 * step), abs=1e-6)


@pytest.mark.parametrize("shapes", [("mixture", "gaussian"), ("gaussian", "mixture"), ("mixture", "uniform")])
@given(st.floats(0.05, 1.5), st.floats(0.05, 1.5), st.floats(-3, 3), st.floats(0.1, 0.9))
@settings(max_examples=12)
def test_w2_of_mixtures_is_that_of_a_fine_quadrature(shapes: tuple[str, str], a: float, b: float, t: float, w: float):
    p, q = (heap_of(shape, width, w, "", "") for shape, width in zip(shapes, (a, b), strict=True))
    u = (np.arange(200_000) + 0.5) / 200_000
    right = np.sqrt(np.mean((p.quantile(u) - q.moved(t).quantile(u)) ** 2))
    assert values(p, q, t)["w2"] == pytest.approx(right, abs=5e-4)


@pytest.mark.parametrize(("w", "right"), [(0.2, 0.7754)])
def test_w2_of_two_narrow_modes_and_a_wide_gaussian(w: float, right: float):
    """scipy.integrate.quad between the jumps has these; one node on the jump had made the first 0.7627."""
    found = values(heap_of("mixture", w, 0.5, "", ""), gaussian(1.5))["w2"]
    assert found == pytest.approx(right, abs=5e-5)


@pytest.mark.parametrize("mass", ["1", "1e308", "1e-320"])
def test_only_shares_of_the_mass_count_however_much_it_is(mass: str):
    light, heavy = (f"0.2,0.5,{m} 0.8,0.5,{m}" for m in ("1", mass))
    found, right = (
        simulate(Params(real="drawn", generated="drawn", cloud="drawn", drawn_real=drawn, width=0.3, width_real=0.3))
        for drawn in (heavy, light)
    )
    assert found.value == right.value
    np.testing.assert_array_equal(found.clouds.mass_real, right.clouds.mass_real)
    assert np.isfinite(list(found.value.values())).all()
    assert "inf" not in found.told


@pytest.mark.parametrize("shape", ["points", "uniform"])
def test_once_supports_part_js_is_flat_and_w_is_not(shape: str):
    result = simulate(Params(real=shape, generated=shape, separation=3.0))
    assert result.value["js"] == pytest.approx(LN2, abs=1e-12)
    assert result.slope["js"] == result.slope["tv"] == 0
    assert result.slope["w1"] == pytest.approx(1)
    assert result.slope["w2"] == pytest.approx(1)
    assert np.isinf([result.value["kl_pq"], result.value["kl_qp"]]).all()


def test_the_dot_lies_on_the_curve_wherever_it_is():
    for t in (1.0, 1.2345):
        result = simulate(Params(separation=t))
        assert result.stops[result.now] == t
        assert result.value["w1"] == pytest.approx(t)
        assert len(result.stops) in (len(STOPS), len(STOPS) + 1)


# ---------------------------------------------------------------------------------------------- plans and the dual


@given(heaps(), heaps())
def test_slices_are_moved_as_far_as_w1_says(p: Heap, q: Heap):
    x, y = slices(p, q, 400)
    assert np.abs(x.mean(axis=1) - y.mean(axis=1)).mean() == pytest.approx(values(p, q)["w1"], rel=0.02, abs=0.02)


@given(heaps(), heaps(), st.floats(-4, 4))
def test_the_exact_potential_has_slope_at_most_1_and_scores_w1(p: Heap, q: Heap, t: float):
    best = potential(p, q.moved(t))
    x = np.linspace(-9, 9, 500)
    assert np.abs(np.diff(best(x)) / np.diff(x)).max() <= 1 + 1e-9
    grains = wasserstein_distance(best.real, best.generated)
    assert best.best == pytest.approx(grains, abs=1e-9)
    assert best(best.real).mean() - best(best.generated).mean() == pytest.approx(grains, abs=1e-8)


@pytest.mark.parametrize("shape", ["blobs", "lines", "ring", "modes"])
def test_the_plan_in_the_plane_is_pots_and_the_arrows_are_finite_differences(shape: str):
    pair = clouds(shape, 12, 2.2, "", "", 3)
    best = exact(pair)
    costs = ot.dist(pair.real, pair.generated, "euclidean")
    assert best.cost == pytest.approx(ot.emd2(pair.mass_real, pair.mass_generated, costs), abs=1e-12)
    np.testing.assert_allclose(best.plan.sum(axis=0), pair.mass_generated, atol=1e-12)
    np.testing.assert_allclose(best.plan.sum(axis=1), pair.mass_real, atol=1e-12)
    for point in (0, 7):
        for axis in (0, 1):
            up, down = (moved_cost(pair, point, axis, step) for step in (1e-5, -1e-5))
            assert best.pull[point, axis] == pytest.approx(-12 * (up - down) / 2e-5, abs=1e-4)


def moved_cost(pair: Clouds, point: int, axis: int, step: float) -> float:
    y = pair.generated.copy()
    y[point, axis] += step
    return float(ot.emd2(pair.mass_real, pair.mass_generated, ot.dist(pair.real, y, "euclidean")))


@pytest.mark.parametrize("t", [0.5, -3.0])
def test_the_parallel_lines_of_arjovsky_are_as_far_apart_as_they_are(t: float):
    assert exact(clouds("lines", 30, t, "", "", 0)).cost == pytest.approx(abs(t), abs=1e-9)


def test_sinkhorn_tends_to_the_exact_cost_from_above_as_epsilon_falls():
    pair = clouds("blobs", 30, 2.0, "", "", 1)
    best = exact(pair).cost
    found = [sinkhorn(pair, epsilon) for epsilon in (3.0, 1.0, 0.3, 0.1, 0.03)]
    costs = [plan.cost for plan in found]
    assert all(plan.error < 1e-3 for plan in found)
    assert costs == sorted(costs, reverse=True)
    assert best - 1e-3 < costs[-1] < 1.02 * best
    assert costs[0] > 1.05 * best


def test_an_epsilon_for_which_there_is_no_time_is_owned_up_to():
    tiny = sinkhorn(clouds("blobs", 40, 2.0, "", "", 0), 0.001)
    assert np.isfinite(tiny.plan).all()
    assert tiny.error > 0.005
    figure = plot_clouds(replace(simulate(Params()), params=Params(epsilon=0.001)), Style())
    assert any("ε too small" in text for trace in figure.data if trace.text for text in trace.text)


@given(st.integers(0, 5), st.floats(0.5, 5))
def test_sliced_is_at_most_w1_in_the_plane(seed: int, t: float):
    pair = clouds("blobs", 15, t, "", "", seed)
    assert 0 < sliced(pair, 20, seed) <= exact(pair).cost + 1e-9


def test_the_race_is_timed_and_costs_are_those_of_the_solvers():
    columns = race(0.5, 0, (5, 10))
    pair = clouds("blobs", 10, 2.0, "", "", 0)
    assert columns["cost_exact"][1] == exact(pair).cost
    assert columns["cost_sinkhorn"][1] == sinkhorn(pair, 0.5).cost
    assert (columns["seconds_exact"] > 0).all()


# ---------------------------------------------------------------------------------------------- the critic


@pytest.mark.parametrize("bound", ["clip", "penalty", "spectral"])
@pytest.mark.parametrize("shapes", [("gaussian", "gaussian"), ("uniform", "mixture"), ("points", "points")])
def test_a_critic_never_claims_more_than_its_slope_allows(bound: str, shapes: tuple[str, str]):
    real, generated = shapes
    result = simulate(Params(real=real, generated=generated, bound=bound))
    x, y = quantile_grains(result.p, ATOMS), quantile_grains(result.q, ATOMS)
    truth = wasserstein_distance(x, y)
    for step in (0, 5, 40, 120):
        critic = critic_at(result.training, step, np.linspace(-9, 9, 50))
        assert critic.estimate <= critic.steepest * truth * (1 + 1e-4) + 1e-4
        assert critic.bound <= truth * (1 + 1e-4) + 1e-4


@pytest.mark.parametrize(("bound", "gap"), [("clip", 0.2), ("penalty", 0.05), ("spectral", 0.05)])
def test_a_critic_that_has_learnt_is_close_to_the_best_one(bound: str, gap: float):
    result = simulate(Params(bound=bound, rate=0.02))
    critic = critic_at(result.training, 200, np.linspace(-9, 9, 50))
    assert abs(critic.bound - potential(result.p, result.q).best) < gap


def test_spectral_norm_keeps_every_slope_below_1_and_a_penalty_does_not():
    x = np.linspace(-9, 9, 200)
    for step in (0, 30, 150):
        assert critic_at(simulate(Params(bound="spectral")).training, step, x).slope.max() <= 1 + 1e-5
    assert critic_at(simulate(Params(bound="penalty", rate=0.02)).training, 50, x).slope.max() > 1.01


def test_clipped_weights_are_clipped():
    training = simulate(Params(bound="clip", clip=0.05)).training
    critic_at(training, 20, np.zeros(1))
    assert max(float(w.abs().max()) for w in recording(training).at(20)) <= 0.05 + 1e-7


def test_the_slope_drawn_is_that_of_finite_differences():
    training = simulate(Params()).training
    critic = critic_at(training, 60, np.array([-3.3, 0.7, 2.2]))
    weights = [w.double() for w in recording(training).at(60)]
    up, down = (score(tensor(critic.x + step), weights, "penalty").numpy() for step in (1e-6, -1e-6))
    np.testing.assert_allclose(critic.slope, np.abs(up - down) / 2e-6, rtol=1e-3)


def test_any_step_of_a_training_is_had_back_and_another_seed_is_another():
    training = simulate(Params(seed=5)).training
    before = verdict(training, 20)
    critic_at(training, 60, np.zeros(1))
    verdict.cache_clear()
    assert verdict(training, 20) == before
    assert verdict(replace(training, seed=6), 20) != before


# ---------------------------------------------------------------------------------------------- descents


def test_every_pull_of_a_descent_is_a_finite_difference_of_its_energy():
    energies = Energies(simulate(Params(separation=1.0, epsilon=0.5)).race)
    x = tensor(np.sort(np.random.default_rng(0).normal(1.0, 0.4, GRAINS)))
    for name in RACERS:
        if name == "sinkhorn":
            continue
        row = x.clone().requires_grad_()
        (slope,) = torch.autograd.grad(getattr(energies, name)(row), row)
        for grain in (0, 11):
            ends = []
            for step in (1e-6, -1e-6):
                other = x.clone()
                other[grain] += step
                ends.append(float(getattr(energies, name)(other)))
            assert float(slope[grain]) == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-3, abs=1e-6), name


def test_the_pull_of_sinkhorn_is_a_finite_difference_of_the_entropic_objective():
    energies = Energies(simulate(Params(separation=1.0, epsilon=0.5)).race)
    x = tensor(quantile_grains(simulate(Params(separation=1.0)).q, GRAINS))
    for _ in range(30):  # it goes on from where it left off
        row = x.clone().requires_grad_()
        (slope,) = torch.autograd.grad(energies.sinkhorn(row), row)
    mass = np.full(GRAINS, 1 / GRAINS)

    def objective(places: np.ndarray) -> float:
        costs = 0.5 * (places[:, None] - energies.real.numpy()) ** 2
        plan = ot.sinkhorn(mass, mass, costs, 0.5, method="sinkhorn_log", stopThr=1e-12, numItermax=5000)
        return float((plan * costs).sum() + 0.5 * (plan * np.log(plan)).sum())

    for grain in (0, 11):
        ends = [objective(x.numpy() + step * (np.arange(GRAINS) == grain)) for step in (1e-4, -1e-4)]
        assert float(slope[grain]) == pytest.approx((ends[0] - ends[1]) / 2e-4, rel=1e-3)


def test_wasserstein_arrives_where_js_never_moves():
    result = simulate(Params(real="points", generated="points", separation=4.0, bandwidth=0.3))
    left = dict(zip(RACERS, remaining(race_recording(result.race).at(300), result.p), strict=True))
    assert left["js"] > 3.9
    assert left["mmd"] > 3.9
    assert max(left["w1"], left["w2"], left["sinkhorn"]) < 0.1


def test_kl_leaves_a_mode_behind_that_wasserstein_finds():
    result = simulate(Params(real="mixture", width_real=0.2, width=0.3, separation=3.0, bandwidth=0.2))
    now = dict(zip(RACERS, race_recording(result.race).at(300), strict=True))
    assert (now["kl"] > 0).all(), "all of it in the nearer mode"
    for name in ("w1", "w2", "sinkhorn"):
        assert (now[name] < 0).mean() == pytest.approx(0.5)


def test_no_grain_leaps_and_a_race_can_be_wound_back():
    film = race_recording(simulate(Params(separation=5.0)).race)
    late = film.at(60)
    path = np.stack([film.at(step) for step in range(61)])
    assert np.abs(np.diff(path, axis=0)).max() <= 0.2 + 1e-12
    np.testing.assert_array_equal(film.at(60), late)
    assert (path[0] == path[0][0]).all(), "all start at the same places"


# ---------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("drawn", "about"),
    [
        ("", "no sand"),
        ("   ", "no sand"),
        ("here there", "written as"),
        ("0.5", "written as"),
        ("0.1,0.2,0.3,0.4", "written as"),
        ("0.5,7", "square"),
        ("nan,0.5", "square"),
        ("0.5,0.5,inf", "number"),
        ("0.5,0.5,-1", "negative"),
        ("0.5,0.5,0 0.6,0.5,0", "no mass"),
        ("0.5,0.5 " * 10_000, "at most 2,000"),
    ],
)
@pytest.mark.parametrize("field", ["real", "generated"])
def test_a_drawing_that_is_no_heap_gets_a_sentence(drawn: str, about: str, field: str):
    with pytest.raises(BadInput) as problem:
        simulate(Params(**{field: "drawn", f"drawn_{field}": drawn}))
    assert about in problem.value.sentence
    assert problem.value.field == f"drawn_{field}"
    assert problem.value.sentence.endswith(".")


def test_one_drawn_point_is_a_heap():
    result = simulate(Params(generated="drawn", drawn_generated="0.5,0.5", width=0.0, separation=2.0))
    assert result.value["w1"] > 2
    assert result.value["js"] == pytest.approx(LN2)


def test_heaps_of_unequal_weight_are_normalised_and_it_is_said():
    heavy = simulate(
        Params(real="drawn", generated="drawn", drawn_real="0.2,0.5,3 0.4,0.5,1", drawn_generated="0.5,0.5")
    )
    assert heavy.p.masses == (0.75, 0.25)
    assert "weigh 4 and 1" in heavy.told
    assert "divided" in heavy.told
    assert simulate(Params()).told == ""


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("points", 10_000),
        ("points", 1),
        ("epsilon", 0.0),
        ("epsilon", float("nan")),
        ("width", -1.0),
        ("bandwidth", 0.0),
        ("separation", 1e9),
        ("steps", MAX_STEPS + 1),
        ("weight", 1.0),
    ],
)
def test_a_number_out_of_range_gets_a_sentence(field: str, value: float):
    with pytest.raises(BadInput) as problem:
        simulate(Params(**{field: value}))
    assert problem.value.field == field
    assert "takes" in problem.value.sentence


def test_more_drawn_points_than_the_plane_can_take_get_a_sentence():
    many = " ".join(f"0.{i:03},0.5" for i in range(600))
    with pytest.raises(BadInput, match="at most 500 points"):
        simulate(Params(cloud="drawn", drawn_real=many))


@given(st.lists(st.tuples(st.floats(0, 1), st.floats(0, 1), st.floats(0.01, 9)), min_size=1, max_size=20))
def test_whatever_can_be_drawn_is_a_heap_of_mass_one(grains: list[tuple[float, float, float]]):
    text = " ".join(",".join(map(str, grain)) for grain in grains)
    np.testing.assert_allclose(read_drawing(text, "drawn_real"), np.array(grains))
    heap = heap_of("drawn", 0.0, 0.5, text, "drawn_real")
    assert sum(heap.masses) == pytest.approx(1)
    assert list(heap.centres) == sorted(set(heap.centres))


# ---------------------------------------------------------------------------------------------- what is shown


@pytest.mark.parametrize("view", ["apart", "plan"])
def test_axes_stay_where_they_are_while_the_heaps_are_dragged(view: str):
    figures = [EXPLAINER.view(view).plot(simulate(Params(separation=t)), Style()) for t in (-5.0, 0.0, 2.0)]
    ranges = [[(axis.range, axis.domain) for axis in (*f.select_xaxes(), *f.select_yaxes())] for f in figures]
    assert ranges[0] == ranges[1] == ranges[2]


@pytest.mark.parametrize("view", ["critic", "descent"])
def test_axes_stay_where_they_are_while_it_plays(view: str):
    figures = [EXPLAINER.view(view).plot(simulate(Params(steps=steps)), Style()) for steps in (0, 10, 40)]
    ranges = [[(axis.range, axis.domain) for axis in (*f.select_xaxes(), *f.select_yaxes())] for f in figures]
    assert ranges[0] == ranges[1] == ranges[2]


def test_the_arrows_are_as_long_as_the_slopes():
    result = simulate(Params(separation=1.0, width=1.0, width_real=1.0))
    figure = plot_apart(result, Style())
    rows = [trace for trace in figure.data if trace.mode == "lines+markers"]
    assert len(rows) == len(NAMES)
    for name, trace in zip(NAMES, rows, strict=True):
        assert trace.x[1] - trace.x[0] == pytest.approx(-2.0 * result.slope[name]), name


def test_what_is_infinite_is_said_in_words():
    figure = plot_apart(simulate(Params(real="uniform", generated="uniform", separation=4.0)), Style())
    said = [text for trace in figure.data if trace.text and trace.mode == "text" for text in trace.text]
    assert "infinite: q lacks some of p" in said
    assert "infinite: p lacks some of q" in said
    assert "no pull: flat at ln 2" in said
    assert "KL(p‖q) is infinite" in figure.layout.meta["alt"]


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"real": "mixture", "generated": "uniform", "separation": -1.3, "weight": 0.2},
        {"real": "points", "generated": "points"},
    ],
)
def test_the_formulas_come_to_the_numbers_on_screen(chosen: dict):
    result = simulate(Params(**chosen))
    shown = {equation.left: equation.value for equation in equations(result)}
    assert shown["W_1"] == result.value["w1"]
    assert shown[r"\mathrm{JS}"] == result.value["js"]
    assert shown[r"\max_{|f'| \le 1}"] == pytest.approx(result.value["w1"], rel=0.01, abs=0.01)
    part = {name: found[result.now] for name, found in result.measured.part.items()}
    assert part["to_the_left"] + part["to_the_right"] == pytest.approx(shown["W_1"])
    assert np.hypot(part["apart"], part["reshaped"]) == pytest.approx(shown["W_2"])
    assert 0.5 * (part["kl_pm"] + part["kl_qm"]) == pytest.approx(shown[r"\mathrm{JS}"])
    assert np.sqrt(part["k_pp"] + part["k_qq"] - 2 * part["k_pq"]) == pytest.approx(shown[r"\mathrm{MMD}"], abs=1e-8)


def test_the_challenge_is_met_by_parted_heaps_only():
    assert challenge(simulate(Params()))[0] is False
    assert challenge(simulate(Params(real="uniform", generated="uniform", separation=2.0)))[0] is True
    assert challenge(simulate(Params(separation=0.0)))[0] is False
    jump = challenge(simulate(Params(real="points", generated="points", separation=0.0)))
    assert jump[0] is False
    assert "jump" in jump[1]
