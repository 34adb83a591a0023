"""Bayesian updating against scipy, PyMC, ArviZ, exact fractions, numerical integration, and what books print."""

import importlib
import json
import math
import re
from dataclasses import fields, replace
from fractions import Fraction
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from scipy import integrate, stats
from streamlit.testing.v1 import AppTest

from explainers.bayes.updating import EXPLAINER
from explainers.bayes.updating.belief import Belief, credible_interval
from explainers.bayes.updating.consequences import path, predict, routes, seen_stops
from explainers.bayes.updating.equations import equations
from explainers.bayes.updating.evidence import log_evidence, log_likelihood
from explainers.bayes.updating.figure_peak import plot_peak
from explainers.bayes.updating.model import STARTS, Params, challenge, simulate, tables
from explainers.bayes.updating.observations import MAX_OBSERVATIONS, read
from explainers.catalogue import by_path
from explainers.data.historical import HISTORICAL
from explainers.equation import tex
from explainers.figure_style import Style
from explainers.problems import BadInput
from tests.bayes import cases
from tests.bayes.cases import FAMILIES, KINDS, STATES, VIEWS, Case, any_case, belief, law
from tests.conftest import Course
from tests.contract import latex

every_state = pytest.mark.parametrize("params", STATES.values(), ids=STATES)
every_view = pytest.mark.parametrize("view", VIEWS)


def drawing(view: str, params: Params, style: Style | None = None):
    return EXPLAINER.plot(view).draw(simulate(params), style or Style())


def figure(view: str, params: Params, style: Style | None = None) -> go.Figure:
    return EXPLAINER.plot(view)(simulate(params), style or Style())


# ---------------------------------------------------------------------------------------------- what books print


def test_girls_after_placenta_praevia_as_gelman_et_al_print_them():
    """Bayesian Data Analysis, 3rd edition, section 2.4: a uniform prior, 437 girls in 980 births."""
    result = simulate(Params(source="births", mean=0.5, strength=2.0, interval="central", level=0.95))
    assert (result.posterior.total, result.posterior.strength) == (438, 982)
    assert round(float(result.posterior.mean), 3) == 0.446
    assert [round(end, 3) for end in result.interval] == [0.415, 0.477]


def test_horse_kicks_sum_to_122_in_200_corps_years():
    result = simulate(STARTS["counts"])
    assert (result.x.sum(), len(result.x)) == (122, 200)
    assert float(result.posterior.mean) == pytest.approx((1.2 * 5 + 122) / 205)


def test_newcomb_is_sure_and_wrong():
    """The interval is narrow, and the speed of light known today is outside it."""
    result = simulate(STARTS["measurements"])
    assert result.interval[1] < HISTORICAL["newcomb"].reference[0]


@pytest.mark.parametrize(
    ("params", "mean"),
    [
        (Params(), 0.65),
        (Params(strength=2.0), 9 / 12),
        (Params(strength=40.0), 0.56),
        (Params(strength=10.0, data="30 of 30"), 0.875),
        (Params(mean=0.3, strength=20.0, data="16 of 20"), 0.55),
    ],
)
def test_means_that_the_words_of_the_page_state(params, mean):
    assert float(simulate(params).posterior.mean) == pytest.approx(mean)


def test_two_disagreeing_sources_make_a_peak_taller_than_either():
    """The surprise on which the page asks for a prediction."""
    result = simulate(Params(mean=0.3, strength=20.0, data="16 of 20"))
    assert result.peak[1] > max(result.curves["prior"][1].max(), result.curves["likelihood"][1].max())
    assert 0.3 < result.peak[0] < 0.8


# ---------------------------------------------------------------------------------------------- the algebra of beliefs


@given(any_case, st.floats(0.001, 0.999))
def test_a_belief_is_the_distribution_of_scipy(case: Case, probability: float):
    for held in (case.prior, case.posterior):
        known = law(held)
        theta = known.ppf(probability)
        assert float(held.mean) == pytest.approx(known.mean(), rel=1e-9, abs=1e-12)
        assert float(held.sd) == pytest.approx(known.std(), rel=1e-9)
        assert float(held.quantile(np.asarray(probability))) == pytest.approx(theta, rel=1e-9, abs=1e-12)
        assert held.cdf(theta) == pytest.approx(probability, rel=1e-6)
        assert float(held.pdf(np.asarray(theta))) == pytest.approx(known.pdf(theta), rel=1e-6)


@given(any_case)
def test_a_posterior_is_the_prior_with_the_data_added_as_textbooks_have_it(case: Case):
    prior, x, after = case.prior, case.x, law(case.posterior)
    k, s, n, m = len(x), x.sum(), prior.strength, prior.total / prior.strength
    match prior.family:
        case "coin":
            known = stats.beta(n * m + s, n * (1 - m) + k - s)
        case "counts":
            known = stats.gamma(n * m + s, scale=1 / (n + k))
        case _:  # precisions add up; the mean is weighted by them
            before, data = n / prior.sigma**2, k / prior.sigma**2
            known = stats.norm((before * m + s / prior.sigma**2) / (before + data), (before + data) ** -0.5)
    assert after.mean() == pytest.approx(known.mean(), rel=1e-9, abs=1e-9)
    assert after.std() == pytest.approx(known.std(), rel=1e-9)


@given(any_case, st.data())
def test_any_sequence_of_updates_in_any_order_comes_to_one_update(case: Case, data):
    order = data.draw(st.permutations(range(len(case.x))))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(case.x)), max_size=5)))
    held = case.prior
    for part in np.split(case.x[list(order)], cuts):
        held = held.update(part)
    assert float(held.total) == pytest.approx(float(case.posterior.total), rel=1e-9, abs=1e-7)
    assert float(held.strength) == pytest.approx(float(case.posterior.strength))


@given(any_case)
def test_densities_integrate_to_one(case: Case):
    for held in (case.prior, case.posterior):
        shapes = {"coin": (held.total, held.strength - held.total), "counts": (held.total,)}
        assume(min(shapes.get(held.family, (1,))) >= 1)  # smaller ones are endless at zero or one
        marks = law(held).ppf([1e-6, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 1 - 1e-6])
        parts = [integrate.fixed_quad(held.pdf, *ends, n=20)[0] for ends in pairwise(marks)]
        assert sum(parts) == pytest.approx(1, abs=1e-5)


@given(any_case, st.floats(0.02, 0.98))
def test_bayes_theorem_holds_at_every_theta(case: Case, probability: float):
    """ln p(θ|x) = ln p(x|θ) + ln p(θ) - ln p(x), with the evidence of the module and the rest from scipy."""
    theta = float(law(case.posterior).ppf(probability))
    prior = law(case.prior).logpdf(theta)
    assume(prior > -600)  # beyond that the densities of the module are smaller than any float
    right = cases.log_likelihood(case, theta) + prior - log_evidence(case.prior, case.x)
    assert law(case.posterior).logpdf(theta) == pytest.approx(right, rel=1e-6, abs=1e-6)


@pytest.mark.parametrize(
    "case",
    [
        Case(belief("coin", 0.3, 7), np.array([1.0, 1, 0, 1, 1, 1, 0, 1])),
        Case(belief("coin", 0.5, 2), np.array([0.0, 0, 0])),
        Case(belief("counts", 1.2, 5), np.array([0.0, 1, 0, 2, 1, 4])),
        Case(belief("counts", 9.0, 3), np.array([7.0])),
        Case(belief("measurements", 10, 2, 10.7), np.array([28.0, 26, 33, 24, 34, -44])),
        Case(belief("measurements", 0, 1, 0.5), np.array([0.3, -0.2])),
    ],
    ids=lambda case: f"{case.prior.family} {len(case.x)}",
)
def test_the_evidence_is_the_likelihood_averaged_over_the_prior(case: Case):
    known, highest = law(case.prior), cases.log_likelihood(case, float(case.posterior.mean))
    low, high = {"coin": (0, 1), "counts": (0, 60)}.get(case.prior.family, (-80, 90))

    def integrand(theta: float) -> float:
        return math.exp(cases.log_likelihood(case, theta) - highest) * known.pdf(theta)

    around = sorted({*law(case.posterior).ppf([0.001, 0.1, 0.5, 0.9, 0.999])})
    average = integrate.quad(integrand, low, high, points=around, limit=200)[0]
    assert log_evidence(case.prior, case.x) == pytest.approx(math.log(average) + highest, abs=1e-6)


@given(st.integers(1, 30), st.integers(1, 30), st.lists(st.booleans(), max_size=40))
def test_the_evidence_of_flips_is_the_product_of_their_predictions_in_exact_fractions(a, b, flips):
    """Pólya's urn: predict each flip by the counts so far, then add it to them."""
    heads, tails, evidence = Fraction(a), Fraction(b), Fraction(1)
    for flip in flips:
        evidence *= (heads if flip else tails) / (heads + tails)
        heads, tails = heads + flip, tails + (not flip)
    found = log_evidence(Belief("coin", a, a + b, 1.0), np.array(flips, dtype=float))
    assert found == pytest.approx(math.log(evidence.numerator) - math.log(evidence.denominator), rel=1e-9, abs=1e-9)


@pytest.mark.parametrize("family", FAMILIES)
def test_with_no_data_the_evidence_is_certain(family):
    assert log_evidence(belief(family, 0.4, 6), np.array([])) == pytest.approx(0, abs=1e-12)


@every_state
@pytest.mark.parametrize("probability", [0.05, 0.5, 0.9])
def test_log_likelihood_is_that_of_scipy(params, probability):
    result = simulate(params)
    theta = float(law(result.posterior).ppf(probability))
    known = cases.log_likelihood(Case(result.prior, result.x[: result.k]), theta)
    assert log_likelihood(result, theta) == pytest.approx(known, rel=1e-9)


# ---------------------------------------------------------------------------------------------- credible intervals


@given(any_case, st.sampled_from(KINDS), st.floats(0.5, 0.99))
def test_an_interval_holds_the_probability_it_says(case: Case, kind: str, level: float):
    lower, upper = credible_interval(case.posterior, kind, level)
    known = law(case.posterior)
    assert known.cdf(upper) - known.cdf(lower) == pytest.approx(level, abs=1e-6)


@given(any_case, st.floats(0.5, 0.99))
def test_a_central_interval_leaves_equal_tails(case: Case, level: float):
    lower, upper = credible_interval(case.posterior, "central", level)
    known = law(case.posterior)
    assert known.cdf(lower) == pytest.approx(known.sf(upper), rel=1e-6)


@given(any_case, st.floats(0.5, 0.99))
def test_no_interval_of_the_same_probability_is_shorter_than_the_hdi(case: Case, level: float):
    lower, upper = credible_interval(case.posterior, "hdi", level)
    others = law(case.posterior).ppf(np.add.outer([0, level], np.linspace(0, 1 - level, 201)[1:-1]))
    assert upper - lower <= (others[1] - others[0]).min() * (1 + 1e-6)


@given(any_case, st.floats(0.5, 0.99))
def test_an_hdi_within_the_axis_ends_at_equal_densities(case: Case, level: float):
    known = law(case.posterior)
    lower, upper = credible_interval(case.posterior, "hdi", level)
    assume(min(known.cdf(lower), known.sf(upper)) > 0.02 * (1 - level))
    assert known.pdf(lower) == pytest.approx(known.pdf(upper), rel=0.02)


def test_an_hdi_that_touches_zero_begins_there():
    lower, _ = credible_interval(belief("counts", 0.2, 2), "hdi", 0.9)
    assert lower == 0


@pytest.mark.filterwarnings("ignore::FutureWarning:arviz")  # it announces its own next version when imported
def test_intervals_agree_with_arviz_on_a_large_sample():
    arviz = importlib.import_module("arviz")
    for held in (belief("coin", 0.8, 10), belief("counts", 1.5, 2), belief("measurements", 26, 60)):
        sample = law(held).rvs(400_000, random_state=np.random.default_rng(1))
        for level in (0.5, 0.95):
            known = arviz.hdi(sample, hdi_prob=level)
            assert credible_interval(held, "hdi", level) == pytest.approx(known, abs=0.05 * float(held.sd))
            central = np.quantile(sample, [(1 - level) / 2, (1 + level) / 2])
            assert credible_interval(held, "central", level) == pytest.approx(central, abs=0.02 * float(held.sd))


@pytest.mark.parametrize("kind", KINDS)
def test_the_intervals_along_the_path_are_those_of_each_stop(kind):
    result = simulate(Params(source="horse_kicks", family="counts", mean=1.2, strength=5.0, interval=kind))
    steps = path(result)
    for at in (0, 7, len(steps.stops) - 1):
        there = simulate(replace(result.params, seen=int(steps.stops[at])))
        assert (steps.lower[at], steps.upper[at]) == pytest.approx(there.interval)
        assert steps.mean[at] == pytest.approx(float(there.posterior.mean))


# ---------------------------------------------------------------------------------------------- what comes next


@pytest.mark.parametrize("m", [1, 10, 50])
@every_state
def test_prediction_has_the_mean_and_variance_that_the_law_of_total_variance_gives(params, m):
    result = simulate(replace(params, future=m))
    found, known = predict(result), law(result.posterior)
    mean, var, second = known.mean(), known.var(), known.var() + known.mean() ** 2
    match params.family:
        case "coin":  # E Var(Σx|θ) + Var E(Σx|θ)
            expected = m * (mean - second) + m**2 * var
        case "counts":
            expected = m * mean + m**2 * var
        case _:
            expected = params.sigma**2 / m + var
    assert found.sd == pytest.approx(math.sqrt(expected), rel=1e-9)
    if params.family == "coin":
        assert found.probability @ found.outcome == pytest.approx(m * mean)
        assert math.sqrt(found.probability @ (found.outcome - m * mean) ** 2) == pytest.approx(found.sd)


HUGE = Params("counts", mean=1.2, strength=5.0, data="999990 998700 999450")


@pytest.mark.parametrize("m", [1, 10, 50])
@pytest.mark.parametrize("name", ["horse kicks", "most counts", "huge counts", "huge counts, prior aside"])
def test_a_prediction_of_counts_has_few_bars_and_these_the_probability_of_what_they_stand_for(name, m):
    result = simulate(replace((STATES | {"huge counts": HUGE})[name], future=m))
    found, posterior = predict(result), result.posterior
    assert len(found.outcome) <= 401
    ends = found.outcome[:, None] + 0.5 * found.together * np.array([-1, 1])
    known = stats.nbinom(posterior.total, posterior.strength / (posterior.strength + m))
    assert found.probability == pytest.approx(np.diff(known.cdf(np.floor(ends)), axis=1)[:, 0], abs=1e-12)
    assert found.plug_in == pytest.approx(
        np.diff(stats.poisson(m * posterior.mean).cdf(np.floor(ends)), axis=1)[:, 0], abs=1e-12
    )
    assert found.together == 1 or "huge" in name or m == 50


@pytest.mark.parametrize("view", ["belief", "path", "routes"])
def test_a_posterior_outside_the_picture_is_said_to_be_there(view):
    """Three counts of a million against a prior of 1.2 worth five: a mean of 375,030, and an axis from 997,000."""
    drawn = drawing(view, HUGE)
    told = " ".join(str(text) for trace in drawn.traces for text in np.ravel(trace.get("text", "")))
    assert "100% of it" in told
    assert "of this picture" in told
    inside = drawing(view, STATES["huge counts, prior aside"])
    assert "of this picture" not in str([trace.get("text") for trace in inside.traces])


def test_bayes_theorem_adds_up_from_its_digits_where_little_is_left_of_millions():
    theorem = equations(simulate(HUGE))[0]
    assert latex.worked_out(theorem.numbers).overlaps(latex.printed(f"{theorem.value:.3f}", 4)), theorem.numbers


@pytest.mark.parametrize("m", [1, 10, 50])
@pytest.mark.parametrize("name", ["default", "births", "no flips", "only tails"])
def test_prediction_of_flips_sums_to_one(name, m):
    found = predict(simulate(replace(STATES[name], future=m)))
    assert list(found.outcome) == list(range(m + 1))
    assert found.probability.sum() == pytest.approx(1)
    assert found.plug_in.sum() == pytest.approx(1)


@pytest.mark.parametrize("m", [1, 10, 50])
@pytest.mark.parametrize(
    "name", [n for n, p in STATES.items() if p.family == "counts"] + ["newcomb", "measurements, none seen"]
)
def test_what_the_picture_of_a_prediction_leaves_out_is_said(name, m):
    params = replace(STATES[name], future=m)
    drawn = drawing("next", params)
    low, high = drawn.layout["xaxis"]["range"]
    found = predict(simulate(params))
    density = found.probability * (found.outcome >= low) * (found.outcome <= high)
    whole = density.sum() if params.family == "counts" else np.trapezoid(density, found.outcome)
    said = re.search(r"([0-9.]+)% of it outside", drawn.traces[-1]["text"][0])
    assert whole + (float(said[1]) / 100 if said else 0) == pytest.approx(1, abs=0.006)


@pytest.mark.parametrize("name", ["default", "births", "horse kicks", "huge counts, prior aside"])
def test_the_height_of_the_prediction_does_not_move_with_k(name):
    stops = seen_stops(len(simulate(STATES[name]).x)).tolist()
    heights = {
        drawing("next", replace(STATES[name], seen=k)).layout["yaxis"]["range"][1] for k in stops[:4] + stops[-1:]
    }
    assert len(heights) == 1


@pytest.mark.parametrize("name", ["default", "births", "horse kicks", "counts of nothing", "newcomb"])
def test_prediction_agrees_with_drawing_theta_and_then_data(name):
    """Monte Carlo, within five standard errors."""
    params, draws, rng = STATES[name], 200_000, np.random.default_rng(7)
    result = simulate(params)
    theta = law(result.posterior).rvs(draws, random_state=rng)
    match params.family:
        case "coin":
            future = rng.binomial(params.future, theta)
        case "counts":
            future = rng.poisson(params.future * theta)
        case _:
            future = rng.normal(theta, params.sigma / math.sqrt(params.future))
    found = predict(result)
    per_flip = 1 if params.family == "measurements" else params.future
    assert future.mean() == pytest.approx(per_flip * float(result.posterior.mean), abs=5 * found.sd / math.sqrt(draws))
    assert future.std() == pytest.approx(found.sd, rel=5 * 3 / math.sqrt(draws))
    if params.family != "measurements":
        for outcome in (0, 3, 8):
            p = found.probability[found.outcome == outcome].sum()
            assert (future == outcome).mean() == pytest.approx(p, abs=5 * math.sqrt(p * (1 - p) / draws) + 1e-4)


@every_state
def test_fixing_theta_makes_the_prediction_too_sure(params):
    found = predict(simulate(params))
    assert found.plug_in_sd < found.sd


# ---------------------------------------------------------------------------------------------- paths and sittings


@every_state
def test_every_order_of_the_data_ends_where_this_one_does(params):
    steps = path(simulate(params))
    assert steps.shuffled[:, -1] == pytest.approx(steps.mean[-1], rel=1e-9)
    assert steps.shuffled[:, 0] == pytest.approx(params.mean)
    everything = simulate(replace(params, seen=MAX_OBSERVATIONS))
    assert steps.mean[-1] == pytest.approx(float(everything.posterior.mean))


@given(any_case.filter(lambda case: len(case.x) > 0), st.data())
def test_two_sittings_split_anywhere_end_with_the_same_density(case: Case, data):
    k = data.draw(st.integers(0, len(case.x)))
    write = repr if case.prior.family == "measurements" else "{:.0f}".format
    text = " ".join(map(write, case.x.tolist()))
    result = simulate(
        Params(
            case.prior.family,
            mean=float(case.prior.mean),
            strength=float(case.prior.strength),
            sigma=case.prior.sigma,
            data=text,
            seen=k,
        )
    )
    way = routes(result)
    assert result.k == k
    assert way.gap <= 1e-6 * float(way.at_once.pdf(np.asarray(way.at_once.mean)))
    assert float(way.yesterday.mean) == pytest.approx(float(result.posterior.mean))


@given(st.integers(0, 5000))
def test_the_stops_of_the_scrubber_begin_with_nothing_and_end_with_everything(n: int):
    stops = seen_stops(n)
    assert stops[0] == 0
    assert stops[-1] == n
    assert len(stops) == min(n + 1, 101)
    assert (np.diff(stops) > 0).all()


# ---------------------------------------------------------------------------------------------- one state, one picture


@every_state
def test_the_same_params_give_the_same_bytes(params):
    def taken() -> list[bytes]:
        for module in ("model", "figure_belief"):  # so that nothing is merely remembered
            for kept in vars(importlib.import_module(f"explainers.bayes.updating.{module}")).values():
                if hasattr(kept, "cache_clear"):
                    kept.cache_clear()
        result = simulate(params)
        arrays = [value.tobytes() for f in fields(result) if isinstance(value := getattr(result, f.name), np.ndarray)]
        return [*arrays, *(figure(view, params).to_json().encode() for view in VIEWS)]

    assert taken() == taken()


def test_a_seed_draws_other_data_and_another_order_of_the_same():
    simulated = Params(source="simulated", size=100)
    assert not np.array_equal(simulate(simulated).x, simulate(replace(simulated, seed=1)).x)
    births = Params(source="births")
    assert not np.array_equal(simulate(births).x, simulate(replace(births, seed=1)).x)
    assert simulate(births).x.sum() == simulate(replace(births, seed=1)).x.sum() == 437


def test_more_simulated_flips_continue_the_same_record():
    """Flipping ten more must not change the ten already seen."""
    few, many = (simulate(Params(source="simulated", size=size)).x for size in (10, 20))
    assert np.array_equal(many[:10], few)


def test_shared_data_cannot_be_changed_by_whoever_gets_them():
    with pytest.raises(ValueError, match="read-only"):
        simulate(Params()).x[0] = 5


@every_state
def test_the_axis_depends_on_neither_prior_nor_how_much_is_seen(params):
    axes = {
        simulate(replace(params, mean=mean, strength=strength, seen=seen)).axis
        for mean, strength, seen in [(params.mean, 0.5, 0), (params.mean * 0.9, 1000.0, 1), (params.mean, 5.0, 9999)]
    }
    assert len(axes) == 1


@every_state
def test_scrubbing_leaves_the_axes_of_the_main_picture_where_they_are(params):
    stops = seen_stops(len(simulate(params).x))
    layouts = [drawing("belief", replace(params, seen=int(k))).layout for k in stops[:: max(len(stops) // 7, 1)]]
    assert len({(tuple(layout["xaxis"]["range"]), tuple(layout["yaxis"]["range"])) for layout in layouts}) == 1


@every_state
def test_the_likelihood_is_scaled_to_have_area_one(params):
    """It is drawn on the axis of θ, which holds all but its far tails; with no data it is flat."""
    result = simulate(params)
    theta, density = result.curves["likelihood"]
    assert np.trapezoid(density, theta) == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize(
    "params",
    [
        *STATES.values(),
        Params("measurements", mean=10.0, strength=2.0, source="newcomb", sigma=0.1),
        Params("measurements", mean=10.0, strength=1000.0, source="newcomb", sigma=1.0),
        Params("measurements", mean=33.0, strength=1000.0, source="simulated", truth=33.0, size=2500),
        Params(strength=1000.0, mean=0.99, source="simulated", truth=1.0, size=2500),
    ],
    ids=[*STATES, "narrow newcomb", "narrow prior", "most measurements", "narrowest coin"],
)
def test_the_posterior_that_is_drawn_has_area_one_and_shows_its_peak(params):
    """A belief narrower than the steps of the grid would vanish between them."""
    result = simulate(params)
    held, (theta, density) = law(result.posterior), result.curves["posterior"]
    inside = held.cdf(result.axis[1]) - held.cdf(result.axis[0])
    assert inside > 0.9, "most of the belief is in the picture"
    assert np.trapezoid(density, theta) == pytest.approx(inside, abs=0.03)
    middle = float(held.pdf(held.median()))
    if np.isfinite(middle) and result.axis[0] < held.median() < result.axis[1]:
        assert density.max() >= 0.75 * middle


# ---------------------------------------------------------------------------------------------- reading what was typed


@pytest.mark.parametrize(
    ("text", "heads", "flips"),
    [
        ("7 of 10", 7, 10),
        ("7/10", 7, 10),
        ("7 out of 10", 7, 10),
        (" 0 of 3 ", 0, 3),
        ("HHTHT", 3, 5),
        ("h h t", 2, 3),
        ("H,T;h", 2, 3),
        ("1 0 1", 2, 3),
        ("1,0,0,0", 1, 4),
        ("1\n0\n1\n", 2, 3),
    ],
)
def test_flips_are_read_as_people_write_them(text, heads, flips):
    x = read(text, "coin")
    assert (x.sum(), len(x)) == (heads, flips)
    assert set(x) <= {0.0, 1.0}


def test_flips_written_one_by_one_keep_their_order_and_a_count_gets_one_from_the_seed():
    assert list(read("HHTHT", "coin")) == [1, 1, 0, 1, 0]
    assert list(simulate(Params(data="1 1 0 1 0")).x) == [1, 1, 0, 1, 0]
    orders = {tuple(simulate(Params(data="7 of 10", seed=seed)).x) for seed in range(5)}
    assert len(orders) > 1
    assert {sum(order) for order in orders} == {7}


def test_numbers_are_read_between_commas_semicolons_and_spaces():
    assert list(read("0 1,2;3\n4\t5", "counts")) == [0, 1, 2, 3, 4, 5]
    assert list(read("-1.5; 2e1, .5", "measurements")) == [-1.5, 20, 0.5]


BAD = [
    ("coin", "-1 of 10"),
    ("coin", "7.5 of 10"),
    ("coin", "seven of ten"),
    ("coin", "8 of 7"),
    ("coin", "600000 of 1000000"),
    ("coin", "1e300 of 1e300"),
    ("coin", "nan of 3"),
    ("coin", "2 0 1"),
    ("coin", "HHXT"),
    ("coin", "7 of"),
    ("coin", "🪙🪙"),
    ("coin", "T" * 10_000),
    ("counts", "-1 2"),
    ("counts", "1.5 2"),
    ("counts", "one two"),
    ("counts", "1e300"),
    ("counts", "inf"),
    ("counts", "7 of 10"),
    ("counts", "9" * 300),
    ("counts", "9" * 5000),
    ("counts", "1 " * 10_000),
    ("counts", "🐎"),
    ("measurements", "abc"),
    ("measurements", "nan"),
    ("measurements", "-inf"),
    ("measurements", "1e300"),
    ("measurements", "9" * 5000),
    ("measurements", "0 " * 10_000),
    ("measurements", "1,5 m"),
    *((family, text) for family in FAMILIES for text in ("", "   ", "\n\t", ",", " ;; , ")),
]


@pytest.mark.parametrize(("family", "text"), BAD, ids=[f"{family} {text[:20]!r}" for family, text in BAD])
def test_what_cannot_have_been_observed_gets_a_sentence(family, text):
    with pytest.raises(BadInput) as caught:
        read(text, family)
    assert caught.value.field == "data"
    sentence = caught.value.sentence
    assert re.fullmatch(r"[A-Z“0-9].*[.]", sentence, re.DOTALL), sentence
    assert 15 < len(sentence) < 160, "a sentence that can be read"


numbers = st.text("0123456789.,;/-+einfaHTht o ", max_size=40)


@given(st.one_of(st.text(max_size=60), numbers, st.lists(st.floats()).map(str)), st.sampled_from(FAMILIES))
@example(",", "measurements")
@example("١ ٢", "counts")
def test_no_text_raises_anything_but_bad_input(text: str, family: str):
    try:
        x = read(text, family)
    except BadInput as problem:
        assert problem.field == "data"
        assert problem.sentence
    else:
        assert x.dtype == float
        assert np.isfinite(x).all()
        assert len(x) <= MAX_OBSERVATIONS
        assert family != "counts" or ((x >= 0) & (x == x.round())).all()


@given(numbers, st.sampled_from(FAMILIES), st.integers(0, 20))
def test_whatever_can_be_read_can_be_drawn(text: str, family: str, seen: int):
    try:
        params = Params(family, mean=0.5, strength=2.0, data=text, seen=seen)
        simulate(params)
    except BadInput:
        return
    assert_finite(drawing("belief", params))


# ---------------------------------------------------------------------------------------------- pictures


def assert_finite(drawn) -> None:
    """Every curve is finite, and so are the axes; only breaks between lines, and labels without a place, are not."""
    for trace in drawn.traces:
        if "density" in trace.get("hovertemplate", "") or trace["type"] == "bar":
            assert np.isfinite(trace["x"]).all()
            assert np.isfinite(trace["y"]).all()
            assert (trace["y"] >= 0).all()
    for name, axis in drawn.layout.items():
        if name[1:5] == "axis":
            assert np.isfinite(axis["range"]).all()
            assert axis["range"][0] < axis["range"][1]


EXTREMES = [
    Params(family, mean=mean, strength=strength, source="simulated", truth=truth, size=size, sigma=sigma, seen=seen,
           interval=interval, future=future)
    for strength in (0.5, 1000.0)
    for size, seen in ((0, 0), (10, 0), (10, 10), (2500, 2500))
    for interval, future in (("central", 1), ("hdi", 50))
    for family, mean, truth, sigma in (
        ("coin", 0.01, 1.0, 1.0),
        ("coin", 0.99, 0.0, 1.0),
        ("counts", 0.01, 20.0, 1.0),
        ("counts", 20.0, 0.05, 1.0),
        ("measurements", -1000.0, 1000.0, 1000.0),
        ("measurements", 10.0, 33.0, 0.1),
    )
]  # fmt: skip


@pytest.mark.parametrize("view", [*VIEWS, "peak"])
def test_extreme_settings_give_finite_pictures_without_a_warning(view):
    for params in EXTREMES:
        drawn = drawing(view, params)
        assert_finite(drawn)
        assert "nan" not in drawn.alt
        json.dumps(drawn.layout, allow_nan=False)


def test_extreme_settings_give_finite_equations_without_a_warning():
    for params in EXTREMES:
        for equation in equations(simulate(params)):
            assert np.isfinite(equation.value), (equation.title, params)
            assert r"\infty" not in equation.numbers, (equation.title, params)


@every_view
@every_state
@pytest.mark.parametrize("style", [Style(), Style(dark=True, lecture=True)], ids=["light", "dark lecture"])
def test_every_picture_says_what_it_shows(view, params, style):
    drawn = figure(view, params, style)
    assert isinstance(drawn, go.Figure)
    alt = drawn.layout.meta["alt"]
    assert alt.endswith(".")
    mean = f"{float(simulate(params).posterior.mean):.3g}"
    assert re.search(rf"(?<![\d.-]){re.escape(mean)}(?!\d|\.\d)", alt), alt


@every_view
@every_state
def test_a_drawing_is_what_its_figure_holds(view, params):
    drawn, shown = drawing(view, params), figure(view, params)
    assert len(drawn.traces) == len(shown.data)
    for trace, kept in zip(drawn.traces, shown.data, strict=True):
        for axis in ("x", "y"):
            np.testing.assert_array_equal(np.asarray(kept[axis], dtype=float), np.asarray(trace[axis], dtype=float))
        assert list(kept.text or ()) == list(trace.get("text", ()))
    assert list(shown.layout.xaxis.range) == drawn.layout["xaxis"]["range"]
    assert shown.layout.meta["alt"] == drawn.alt


@every_state
def test_the_curves_of_the_main_picture_are_those_of_the_model(params):
    result, drawn = simulate(params), drawing("belief", params)
    curves = {trace["name"]: (trace["x"], trace["y"]) for trace in drawn.traces if "name" in trace}
    for role, curve in result.curves.items():
        np.testing.assert_array_equal(curves[role], curve)
    theta, density = result.curves["posterior"]
    np.testing.assert_array_equal(density, result.posterior.pdf(theta))
    assert (np.diff(theta) >= 0).all()


@pytest.mark.parametrize("seen", [0, 1, 437, 500, 980])
def test_the_path_marks_the_belief_after_just_as_many_as_it_says(seen):
    params = STATES["births"]
    said = re.search(r"after (\d+) it is (\d\.?\d*)", drawing("path", replace(params, seen=seen)).alt)
    assert said is not None
    assert int(said[1]) == seen
    assert said[2] == f"{float(simulate(replace(params, seen=seen)).posterior.mean):.3g}"


@every_view
def test_a_hidden_truth_is_not_in_the_picture(view):
    """Not even as a number in the figure that is sent: it is to be found by observing."""
    hidden = replace(STATES["most flips"], truth=0.8125, reveal=False)
    assert "0.8125" not in figure(view, hidden).to_json()
    assert "truth" not in " ".join(str(trace.get("text", "")) for trace in drawing(view, hidden).traces)


@every_view
def test_a_truth_that_is_not_hidden_does_not_change_the_belief(view):
    shown, hidden = STATES["most flips"], replace(STATES["most flips"], reveal=False)
    assert drawing(view, shown).alt == drawing(view, hidden).alt


def test_the_peak_is_not_given_away_before_it_is_revealed():
    params = Params(mean=0.3, strength=20.0, data="16 of 20")
    result = simulate(params)
    hidden, shown = plot_peak.draw(result, Style()), plot_peak.draw(result, Style(), (0.5, 4.0), True)
    assert "posterior" not in hidden.alt
    assert "posterior" not in [trace.get("name") for trace in hidden.traces]
    assert not any(np.array_equal(trace["y"], result.curves["posterior"][1]) for trace in hidden.traces)
    assert f"posterior at ({result.peak[0]:.2f}, {result.peak[1]:.2f})" in shown.alt
    assert "your guess at (0.50, 4.00)" in shown.alt


@every_state
def test_tables_hold_what_was_drawn_and_what_was_observed(params):
    result = simulate(params)
    found = tables(result)
    np.testing.assert_array_equal(found["densities"]["posterior_density"], result.curves["posterior"][1])
    np.testing.assert_array_equal(found["observations"]["x"], result.x)
    assert found["observations"]["was_seen"].sum() == result.k
    for columns in found.values():
        assert len({len(column) for column in columns.values()}) == 1


# ---------------------------------------------------------------------------------------------- equations


@every_state
def test_every_equation_shows_the_number_of_the_model(params):
    result = simulate(params)
    theta, held = float(result.posterior.mean), law(result.posterior)
    expected = [
        held.logpdf(theta),
        float(result.posterior.strength),
        float(result.posterior.mean),
        float(result.posterior.mean),
        float(result.posterior.sd),
        result.interval[0],
    ]
    assert [equation.value for equation in equations(result)] == pytest.approx(expected, rel=1e-6, abs=1e-9)


@every_state
@pytest.mark.parametrize("kind", KINDS)
def test_the_end_of_the_interval_is_found_by_the_probability_printed_beside_it(params, kind):
    result = simulate(replace(params, interval=kind))
    equation = equations(result)[-1]
    at = latex.worked_out(equation.numbers.removeprefix("F^{-1}"))
    ends = law(result.posterior).ppf(np.clip([at.low, at.high], 0, 1))
    assert latex.Range(*map(float, ends)).overlaps(latex.worked_out(tex(equation.value)))


# ---------------------------------------------------------------------------------------------- challenge


@pytest.mark.parametrize(
    ("params", "reached"),
    [
        (Params(), False),
        (Params(strength=200.0), True),  # 10 / 210 is below 5%
        (Params(strength=150.0), False),  # 10 / 160 is not
        (Params(strength=1000.0, seen=9), False),  # ignoring little is easy
        (Params(strength=1000.0, source="simulated", size=50), True),
        (Params(source="births", strength=1000.0), False),
        (Params(seen=0), False),
    ],
)
def test_the_challenge_is_reached_by_a_prior_that_outweighs_ten_observations(params, reached):
    done, said = challenge(simulate(params))
    assert done is reached
    assert said.endswith(".")
    assert f"{simulate(params).k} observations" in said


# ---------------------------------------------------------------------------------------------- the page

PAGE = by_path("bayes/updating")


def said(course: Course, visit: AppTest) -> str:
    return course.sent(visit, "updating-chart")["alt"]


@pytest.mark.parametrize("family", FAMILIES)
def test_switching_family_starts_from_its_own_prior_and_data(course: Course, family):
    visit = course.open(PAGE, updating_mean="0.3", updating_data="HTT")
    visit.get_by_key("updating_family").set_value(family).run()
    assert course.complaints(visit) == []
    assert course.warnings(visit) == []
    start = STARTS[family]
    expected = replace(start, mean=0.3, data="HTT") if family == "coin" else start
    assert said(course, visit) == drawing("belief", expected).alt


def test_bad_data_get_a_sentence_and_the_last_good_picture_stays(course: Course):
    visit = course.open(PAGE)
    visit.text_input(key="updating_data").set_value("9 of 10").run()
    good = said(course, visit)
    for text in ("11 of 10", "HHX", "", "600000 of 1000000", "-1 of 3"):
        visit.text_input(key="updating_data").set_value(text).run()
        assert course.complaints(visit) == []
        assert said(course, visit) == good
        assert len(course.warnings(visit)) == 1
        assert course.warnings(visit)[0].endswith("The picture shows the last data that could be read.")
    visit.text_input(key="updating_data").set_value("2 of 4").run()
    assert course.warnings(visit) == []
    assert "after 4 observations averaging 0.5" in said(course, visit)


@pytest.mark.parametrize(
    ("family", "view"),
    [
        *((family, "path") for family in FAMILIES),
        ("coin", "routes"),
        ("counts", "next"),
        ("measurements", "belief"),
    ],
)
def test_observing_begins_with_nothing_and_goes_on(course: Course, family, view):
    visit = course.open(PAGE, updating_family=family, updating_source="simulated", updating_view=view)
    visit.button(key="updating-clear").click().run()
    assert course.complaints(visit) == []
    assert simulate(course.shown(visit, PAGE).params).k == 0
    for more, seen in ((1, 1), (100, 101)):
        visit.button(key=f"updating-more_{more}").click().run()
        assert course.complaints(visit) == []
        assert simulate(course.shown(visit, PAGE).params).k == seen, "all of them are looked at"


def test_another_hidden_truth_is_hidden_and_the_record_starts_over(course: Course):
    visit = course.open(PAGE, updating_source="simulated")
    assert simulate(course.shown(visit, PAGE).params).k == 10
    visit.button(key="updating-hide").click().run()
    assert course.complaints(visit) == []
    now = course.shown(visit, PAGE).params
    assert (now.reveal, now.size) == (False, 0)
    assert now.truth != Params().truth


def test_pseudo_counts_and_mean_and_strength_are_two_ways_to_write_one_prior(course: Course):
    visit = course.open(PAGE, updating_mean="0.3", updating_strength="20")
    before = said(course, visit)
    visit.get_by_key("updating_prior_by").set_value("pseudo").run()
    assert (visit.slider(key="updating_a").value, visit.slider(key="updating_b").value) == (6, 14)
    assert said(course, visit) == before
    visit.slider(key="updating_a").set_value(16.0).run()
    assert "Prior: mean 0.533, worth 30 observations" in said(course, visit)
    visit.slider(key="updating_a").set_value(26.0).run()
    visit.get_by_key("updating_prior_by").set_value("mean").run()
    assert "Prior: mean 0.65, worth 40 observations" in said(course, visit)
    assert course.complaints(visit) == course.warnings(visit) == []


def test_a_story_step_shows_what_it_says_however_the_controls_stood(course: Course):
    visit = course.open(PAGE, updating_prior_by="pseudo", updating_a="1.5", updating_data="HT", updating_level="0.5")
    visit.button(key="updating-next").click().run()
    assert said(course, visit) == said(course, course.open(PAGE, updating_step="2"))
    assert course.complaints(visit) == course.warnings(visit) == []


@pytest.mark.parametrize("number", [0, 1, 2, 4])
def test_an_application_is_put_on_the_stage(course: Course, number):
    visit = course.open(PAGE, updating_step="3")
    visit.button(key=f"updating-use_{number}").click().run()
    assert course.complaints(visit) == course.warnings(visit) == []
    expected = {
        0: Params(source="births", strength=2),
        1: STARTS["counts"],
        2: STARTS["measurements"],
        4: Params(strength=40),
    }
    assert said(course, visit) == drawing("belief", expected[number]).alt


@pytest.mark.parametrize(
    "link",
    [
        {},
        {"updating_step": "4", "updating_seen": "500"},
        {"updating_view": "next", "updating_future": "3", "updating_interval": "hdi", "updating_level": "0.8"},
        {
            "updating_source": "simulated",
            "updating_truth": "0.123456789",
            "updating_size": "2500",
            "updating_seed": "9999",
        },
        {"updating_prior_by": "pseudo", "updating_a": "1.5", "updating_b": "7"},
        {"updating_data": "H&T=+%#", "updating_strength": "0.5"},
        {"updating_data": "3 of 4", "updating_mean": "0.03"},
        {"updating_family": "counts", "updating_view": "path", "updating_mean": "0.45"},
        {
            "updating_family": "counts",
            "updating_source": "simulated",
            "updating_reveal": "false",
            "updating_truth": "7.25",
        },
        {"updating_family": "measurements", "updating_sigma": "123.4567", "updating_strength": "50"},
        {
            "updating_family": "measurements",
            "updating_source": "typed",
            "updating_data": "-1.5 2 3.25",
            "updating_view": "routes",
        },
    ],
    ids=lambda link: " ".join(f"{name[6:]}={value}" for name, value in link.items()) or "default",
)
def test_the_link_to_a_state_opens_that_state_and_stays_in_the_address(course: Course, link):
    first = course.open(PAGE, **link)
    now = course.shown(first, PAGE)
    asked = dict(parse_qsl(urlsplit(now.link).query, strict_parsing=bool(urlsplit(now.link).query)))
    second = course.open(PAGE, **asked)
    assert course.shown(second, PAGE).params == now.params
    assert course.shown(second, PAGE).view == now.view
    assert course.shown(second, PAGE).link == now.link
    assert set(second.query_params) == set(asked), "what is reloaded, bookmarked or copied is the same state"
    for name, value in link.items():
        control = name.removeprefix("updating_")
        if hasattr(now.params, control) and control != "data":
            assert str(getattr(now.params, control)).lower() in (value, f"{value}.0"), control


@pytest.mark.parametrize(
    "link",
    [
        {"updating_mean": "0.01", "updating_strength": "1000"},
        {"updating_mean": "0.99", "updating_strength": "0.5", "updating_data": "T", "updating_interval": "hdi"},
        {"updating_family": "counts", "updating_mean": "0", "updating_strength": "0.5", "updating_future": "50"},
        {
            "updating_family": "counts",
            "updating_source": "typed",
            "updating_data": "0 0 0 0 0 0",
            "updating_mean": "1e9",
        },
        {"updating_family": "measurements", "updating_sigma": "0.1", "updating_strength": "1000"},
        {
            "updating_family": "measurements",
            "updating_source": "typed",
            "updating_data": "1e6",
            "updating_sigma": "1000",
        },
        {
            "updating_family": "measurements",
            "updating_source": "typed",
            "updating_data": "1e-300 2e-300",
            "updating_sigma": "0.1",
        },
    ],
    ids=lambda link: " ".join(f"{name[6:]}={value}" for name, value in link.items()),
)
def test_the_extremes_of_the_controls_do_not_break_the_page(course: Course, link):
    visit = course.open(PAGE, **link)
    assert course.complaints(visit) == []
    for view in VIEWS:
        assert_finite(drawing(view, course.shown(visit, PAGE).params))
    assert not any("infty" in shown.value for shown in visit.latex)


def test_ones_own_file_is_on_the_stage_and_not_in_the_link(course: Course):
    visit = course.open(PAGE, updating_source="uploaded")
    assert "Until there is a file" in " ".join(caption.value for caption in visit.caption)
    visit.file_uploader[0].upload("flips.csv", b"day,heads\n1,1\n2,0\n3,1\n4,1\n").run()
    next(box for box in visit.selectbox if box.label == "Which column?").select("heads").run()
    assert course.complaints(visit) == course.warnings(visit) == []
    assert "after 4 observations averaging 0.75" in said(course, visit)
    assert "1+0+1" not in course.shown(visit, PAGE).link
    assert not visit.query_params.keys() & {"updating_data", "updating_upload"}


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "nothing in it"),
        (b"name\nanna\n", "No column of this is numbers"),
        (b"\x00\xff\xfe\x01", "not text"),
        (b"x\n1\n5\n", "HHTHT"),
        (b"x\n" + b"1\n" * 3000, "at most 2,500"),
    ],
)
def test_a_file_that_cannot_be_flips_gets_a_sentence_and_the_picture_stays(course: Course, content, reason):
    visit = course.open(PAGE, updating_source="uploaded")
    before = said(course, visit)
    visit.file_uploader[0].upload("mine.csv", content).run()
    assert course.complaints(visit) == []
    assert said(course, visit) == before
    assert reason in " ".join(course.warnings(visit))


# ---------------------------------------------------------------------------------------------- another program


@pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning", "ignore::UserWarning")
def test_pymc_finds_the_same_posterior_by_sampling():
    """Within four Monte Carlo standard errors, from a program that knows nothing of conjugacy."""
    pymc, arviz = importlib.import_module("pymc"), importlib.import_module("arviz")
    result = simulate(Params(mean=0.3, strength=20.0, data="16 of 20"))
    with pymc.Model():
        theta = pymc.Beta("theta", alpha=0.3 * 20, beta=0.7 * 20)
        pymc.Bernoulli("flips", p=theta, observed=result.x.astype(int))
        sampled = pymc.sample(800, tune=400, chains=2, cores=1, random_seed=3, progressbar=False)
    draws = sampled.posterior["theta"].to_numpy()
    error = float(arviz.mcse(sampled, var_names=["theta"])["theta"])
    assert float(arviz.ess(sampled, var_names=["theta"])["theta"]) > 300
    assert draws.mean() == pytest.approx(float(result.posterior.mean), abs=4 * error)
    assert draws.std() == pytest.approx(float(result.posterior.sd), rel=0.15)
    assert np.quantile(draws, [0.025, 0.975]) == pytest.approx(result.interval, abs=0.35 * float(result.posterior.sd))
