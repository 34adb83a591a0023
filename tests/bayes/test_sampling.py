"""Sampling: chains against known moments, PyMC against exact posteriors, ArviZ, and what must fail."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from explainers.bayes.sampling import EXPLAINER
from explainers.bayes.sampling.calibration import BINS, DRAWS, calibrate, judged
from explainers.bayes.sampling.chains import FAULTS, Chains, Walk, several, stick
from explainers.bayes.sampling.diagnostics import caught_by, quiet_arviz, rank_counts, verdicts
from explainers.bayes.sampling.equations import equations
from explainers.bayes.sampling.figure_predictive import check_of
from explainers.bayes.sampling.model import challenge, simulate
from explainers.bayes.sampling.posteriors import (
    AXES,
    EFFECTS,
    ERRORS,
    PARAMETERS,
    Question,
    axis,
    box,
    exact,
    grid,
    points,
    reference,
)
from explainers.bayes.sampling.routes import Answer
from explainers.bayes.sampling.samplers import energy, leapfrog
from explainers.bayes.sampling.script import pymc_script
from explainers.bayes.sampling.settings import Params
from explainers.bayes.sampling.targets import REACH, TARGETS, drawn
from explainers.bayes.sampling.trials import from_prior, trial_of
from explainers.catalogue import by_path
from explainers.figure_style import Style
from explainers.problems import BadInput
from pages.stage.sweeps import pack
from tests.conftest import Course

az = quiet_arviz()
PLACES = st.tuples(st.floats(-3, 3), st.floats(-3, 3)).map(np.array)
SAMPLERS = {"walk": (1.2, 12_000), "hmc": (0.15, 2000), "nuts": (0.15, 1200)}


# ---------------------------------------------------------------------------------------------- densities


@pytest.mark.parametrize("name", TARGETS)
@given(x=PLACES)
def test_slopes_are_those_of_finite_differences(name: str, x: np.ndarray):
    target = TARGETS[name]
    if name == "donut" and np.hypot(*x) < 0.01:
        return
    for part in (0, 1):
        step = np.zeros(2)
        step[part] = 1e-6
        found = (target.log(x + step) - target.log(x - step)) / 2e-6
        assert float(target.slope(x)[part]) == pytest.approx(float(found), rel=1e-4, abs=1e-4)


@pytest.mark.parametrize("name", TARGETS)
def test_moments_are_those_of_the_density_on_a_wide_fine_grid(name: str):
    axis = np.linspace(-6, 14, 2001)
    density = np.exp(TARGETS[name].log(np.stack(np.meshgrid(axis, axis), axis=-1)))
    for part, rows in ((0, 0), (1, 1)):
        marginal = density.sum(axis=rows) / density.sum()
        mean = (marginal * axis).sum()
        assert mean == pytest.approx(TARGETS[name].mean[part], abs=2e-3)
        assert (marginal * (axis - mean) ** 2).sum() == pytest.approx(TARGETS[name].variance[part], rel=5e-3)


@pytest.mark.parametrize("name", TARGETS)
def test_what_is_drawn_holds_nearly_all_of_the_mass(name: str):
    axis, density, one, other = drawn(name)
    cell = axis[1] - axis[0]
    assert density.sum() * cell**2 == pytest.approx(1)
    assert one.sum() * cell == pytest.approx(1)
    assert other.sum() * cell == pytest.approx(1)
    assert axis[-1] == REACH


# ---------------------------------------------------------------------------------------------- our samplers


@given(PLACES, PLACES, st.floats(0.01, 0.3))
def test_leapfrog_can_be_walked_back(x: np.ndarray, p: np.ndarray, size: float):
    target = TARGETS["banana"]
    there = leapfrog(target, x, p, size)
    back = leapfrog(target, there[0], -there[1], size)
    np.testing.assert_allclose(back[0], x, atol=1e-8 * (1 + np.abs(there[1]).max()))


def test_the_error_of_leapfrog_falls_with_the_square_of_the_step():
    target, x, p = TARGETS["gaussian"], np.array([1.0, 0.5]), np.array([0.3, -0.7])
    errors = []
    for n in (50, 100, 200):
        y, q = x, p
        for _ in range(n):
            y, q = leapfrog(target, y, q, 2.0 / n)
        errors.append(abs(energy(target, y, q) - energy(target, x, p)))
    assert errors[0] / errors[1] == pytest.approx(4, rel=0.3)
    assert errors[1] / errors[2] == pytest.approx(4, rel=0.3)


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("name", ["gaussian", "banana"])
def test_chains_have_the_known_moments_within_their_own_standard_error(sampler: str, name: str):
    size, draws = SAMPLERS[sampler]
    chains = several(Walk(sampler, name, size, 15, 1), 2, draws, "none").draws
    for part in (0, 1):
        x = chains[:, 200:, part]
        for values, wanted in ((x, 0.0), (x**2, TARGETS[name].variance[part])):
            error = float(np.asarray(az.mcse(values)).ravel()[0])
            assert abs(values.mean() - wanted) < 4.5 * error, (part, values.mean(), wanted, error)
            assert error < 0.25 * values.std(), "long enough to say anything"


def test_nuts_goes_round_the_donut_and_a_short_walk_does_not():
    quick = several(Walk("nuts", "donut", 0.2, 1, 0), 1, 400, "none").draws[0]
    slow = several(Walk("walk", "donut", 0.1, 1, 0), 1, 400, "none").draws[0]
    seen = [len(np.unique(np.floor(np.arctan2(x[:, 1], x[:, 0]) / (np.pi / 4)))) for x in (quick, slow)]
    assert seen[0] == 8
    assert seen[1] < 6


def test_a_step_can_be_had_back_and_a_chain_goes_on_from_where_it_was_changed():
    whole = simulate(Params(steps=80)).positions
    np.testing.assert_array_equal(simulate(Params(steps=40)).positions, whole[:41])
    branched = simulate(Params(steps=80, size=2.0, schedule="50 size=0.5")).positions
    np.testing.assert_array_equal(branched[:51], whole[:51])
    assert not np.array_equal(branched, whole)


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_what_a_step_shows_is_what_it_did(sampler: str):
    result = simulate(Params(sampler=sampler, size=0.4, steps=60))
    for before, step in zip(result.chain, result.chain[1:], strict=False):
        np.testing.assert_array_equal(step.path[0], before.position)
        assert (step.path == step.position).all(axis=1).any(), "it ends at a point that it tried"
        assert step.accepted == (not np.array_equal(step.position, before.position))
        assert 0 <= step.chance <= 1
        if sampler == "nuts":
            sizes = np.bincount(np.array(step.doublings[1:]))
            assert all(n <= 2**depth for depth, n in enumerate(sizes)), "a doubling adds as many as there are"
            assert all(n == 2**depth for depth, n in enumerate(sizes[:-1])), "only the last one may stop short"


def test_a_step_far_too_long_for_hmc_diverges_and_stays():
    chains = several(Walk("hmc", "banana", 1.0, 20, 0), 2, 60, "none")
    assert chains.divergent > 50
    assert np.isfinite(chains.draws).all()


# ---------------------------------------------------------------------------------------------- grids


@given(st.integers(0, 30), st.integers(1, 30), st.floats(2, 60))
def test_the_grid_of_the_coin_is_the_conjugate_posterior(heads: int, flips: int, strength: float):
    question = Question("coin", heads=min(heads, flips), flips=flips, strength=strength)
    known, found = exact(question), grid(question, 2000)["theta"]
    assert known is not None
    assert found.mean == pytest.approx(known.mean, abs=1e-4)
    assert found.sd == pytest.approx(known.sd, rel=1e-2)


@pytest.mark.parametrize("model", ["regression", "schools"])
def test_a_finer_grid_changes_nothing(model: str):
    question = Question(model)
    coarse = grid(question, 45)
    for name, fine in reference(question).items():
        assert coarse[name].mean == pytest.approx(fine.mean, abs=0.02 * fine.sd)
        assert coarse[name].sd == pytest.approx(fine.sd, rel=0.02)


def test_a_nearly_gaussian_regression_without_outliers_is_that_of_least_squares():
    question = Question("regression", shift=0.0, freedom=100.0)
    x, y = points(0.0)
    fit = stats.linregress(x, y)
    found = reference(question)
    assert found["slope"].mean == pytest.approx(fit.slope, abs=0.3 * fit.stderr)
    assert found["slope"].sd == pytest.approx(fit.stderr, rel=0.15)


@pytest.mark.parametrize(("shift", "mean", "sd"), [(6.0, 0.826, 0.615), (10.0, 0.043, 0.913), (-10.0, 3.934, 0.979)])
def test_the_reference_follows_a_posterior_that_outliers_have_drawn_away(shift: float, mean: float, sd: float):
    """By a grid of 161 x 161 x 81 cells over α and β in -12 to 14, ln σ in -3.5 to 2.5."""
    found = reference(Question("regression", shift=shift, freedom=100.0))["slope"]
    assert found.mean == pytest.approx(mean, abs=2e-3)
    assert found.sd == pytest.approx(sd, abs=2e-3)


regressions = st.builds(Question, st.just("regression"), shift=st.floats(-10, 10), freedom=st.floats(1, 100))


@given(regressions)
def test_no_mass_of_the_regression_lies_at_the_edge_of_its_box(question: Question):
    for marginal in reference(question).values():
        mass = marginal.density / marginal.density.sum()
        assert max(mass[0], mass[-1]) < 1e-6
        assert (mass > 0.001).sum() >= 18, "and the box is not so large that few cells see the posterior"


@settings(max_examples=8)
@given(regressions)
def test_the_regression_is_that_of_importance_sampling(question: Question):
    """Against 200,000 draws of a wide Student-t about the grid's mean, weighted by the model as scipy has it."""
    found, rng = reference(question), np.random.default_rng(0)
    x, y = points(question.shift)
    centre = [found["intercept"].mean, found["slope"].mean]
    scale = [1.3 * found["intercept"].sd, 1.3 * found["slope"].sd]
    low, high = box(question.shift, question.freedom)[2]
    wide = stats.t(4)
    draws = wide.rvs((200_000, 2), random_state=rng)
    alpha, beta = (centre + scale * draws).T
    log_sigma = rng.uniform(low - 0.5, high + 0.5, len(alpha))
    sigma = np.exp(log_sigma)
    log = stats.t.logpdf((y - alpha[:, None] - beta[:, None] * x) / sigma[:, None], question.freedom).sum(axis=1)
    log += -len(x) * log_sigma + stats.norm.logpdf(alpha, 0, 5) + stats.norm.logpdf(beta, 0, 5)
    log += stats.halfnorm.logpdf(sigma) + log_sigma - wide.logpdf(draws).sum(axis=1)
    weight = np.exp(log - log.max())
    weight /= weight.sum()
    error = 5 / np.sqrt(1 / (weight**2).sum())
    for name, values in (("intercept", alpha), ("slope", beta)):
        mean = weight @ values
        assert found[name].mean == pytest.approx(mean, abs=error * found[name].sd)
        assert found[name].sd == pytest.approx(np.sqrt(weight @ (values - mean) ** 2), rel=2 * error)


@pytest.mark.parametrize("shift", [0.0, 3.0, 6.0, 8.0])
@pytest.mark.parametrize("freedom", [1.0, 2.0, 3.0, 4.0, 7.0, 15.0, 30.0, 100.0])
def test_the_axes_hold_every_posterior_that_the_controls_can_ask_for_and_stay_where_they_are(
    shift: float, freedom: float
):
    question = Question("regression", shift=shift, freedom=freedom)
    for name in PARAMETERS["regression"]:
        assert axis(question, name) == AXES[name]


@given(regressions)
def test_a_posterior_is_inside_the_picture_also_where_a_link_went_further(question: Question):
    for name, marginal in reference(question).items():
        low, high = axis(question, name)
        inside = (marginal.x >= low) & (marginal.x <= high)
        assert marginal.density[inside].sum() > 0.995 * marginal.density.sum()


# ---------------------------------------------------------------------------------------------- ArviZ


def independent(chains: int, draws: int, shift: float = 0.0) -> Chains:
    x = np.random.default_rng(0).normal(size=(chains, draws, 2))
    x[0] += shift
    return Chains(x, np.random.default_rng(1).normal(size=(chains, draws)), 1.0, 0, True)


def test_the_numbers_shown_are_arvizs_own():
    chains = several(Walk("hmc", "gaussian", 0.3, 8, 0), 4, 300, "none")
    x = chains.draws[:, :, 0]
    found = {verdict.name: verdict.value for verdict in verdicts(chains)}
    assert found["R-hat"] == pytest.approx(float(az.rhat(x)))
    assert found["ESS bulk"] == pytest.approx(float(az.ess(x, method="bulk")))
    assert found["ESS tail"] == pytest.approx(float(az.ess(x, method="tail")))
    assert found["E-BFMI"] == pytest.approx(float(np.min(az.bfmi(chains.energy))))


@pytest.mark.parametrize(
    ("fault", "by"), [("large", "Divergences"), ("few", "ESS bulk"), ("stuck", "R-hat")]
)  # fmt: skip
def test_a_broken_sampler_is_caught(fault: str, by: str):
    fine, broken = (several(Walk("hmc", "gaussian", 0.3, 8, 0), 4, 400, which) for which in ("none", fault))
    good = {verdict.name: verdict.good for verdict in verdicts(fine)}
    assert all(good.values())
    caught = caught_by(verdicts(broken), fault)
    assert caught is not None
    assert caught.name == by
    assert not caught.good
    assert fault in FAULTS


def test_a_fault_that_nothing_catches_is_not_said_to_be_caught():
    fine = verdicts(several(Walk("hmc", "gaussian", 0.3, 8, 0), 4, 400, "none"))
    assert all(caught_by(fine, fault) is None for fault in ("large", "few", "stuck"))


def test_only_the_last_chain_gets_stuck_and_what_was_given_is_left_alone():
    x = np.arange(32.0).reshape(2, 16)
    stuck = stick(x)
    np.testing.assert_array_equal(stuck[0], x[0])
    np.testing.assert_array_equal(stuck[1], [16, 17, *[18] * 14])
    assert x[1, -1] == 31


def test_one_chain_has_no_r_hat_and_it_is_said_why():
    verdict = verdicts(independent(1, 500))[0]
    assert np.isnan(verdict.value)
    assert "two or more" in verdict.meaning
    assert "undefined" in verdict.text


def test_chains_apart_do_not_agree():
    assert verdicts(independent(4, 500))[0].good is True
    assert verdicts(independent(4, 500, shift=2.0))[0].good is False


@given(st.integers(1, 6), st.integers(16, 200))
def test_ranks_are_shared_out_whole(chains: int, draws: int):
    counts = rank_counts(np.random.default_rng(draws).normal(size=(chains, draws)), 16)
    assert counts.shape == (chains, 16)
    assert (counts.sum(axis=1) == draws).all()


# ---------------------------------------------------------------------------------------------- calibration


@pytest.mark.parametrize(("wrong", "passes"), [("none", True), ("sure", False), ("loose", False), ("creep", False)])
def test_only_a_right_sampler_is_calibrated(wrong: str, passes: bool):
    found = [calibrate(4.0, 10, wrong, seed, 400) for seed in range(3)]
    assert [calibration.passes for calibration in found] == [passes] * 3
    assert all(calibration.counts.sum() == 400 and len(calibration.counts) == BINS for calibration in found)


@given(st.sampled_from([100, 400, 1600]))
def test_the_band_follows_how_many_simulations_there_are(n: int):
    found = judged(np.random.default_rng(n).integers(0, DRAWS + 1, n))
    inside = stats.binom(n, 1 / BINS)
    assert inside.cdf(found.band[1]) - inside.cdf(found.band[0] - 1) >= 0.99
    assert inside.cdf(found.band[1] - 1) - inside.cdf(found.band[0]) <= 0.99
    assert found.passes
    assert (found.counts[~found.outside] <= found.band[1]).all()


def test_data_are_simulated_from_the_prior_of_the_model():
    """The regression's intercept has the quantiles of Normal(0, 5²), the schools' τ those of the half-Cauchy."""
    rng = np.random.default_rng(0)
    lines = [from_prior(Question("regression"), rng) for _ in range(2000)]
    assert stats.kstest([truth["intercept"] for truth, _ in lines], stats.norm(0, 5).cdf).pvalue > 0.01
    schools = [from_prior(Question("schools", scale=2.0), rng) for _ in range(2000)]
    assert stats.kstest([truth["tau"] for truth, _ in schools], stats.halfcauchy(scale=2).cdf).pvalue > 0.01
    assert lines[0][1]["y_seen"].shape == points(0.0)[1].shape
    assert schools[0][1]["effects"].shape == EFFECTS.shape


def test_a_batch_of_fits_is_known_again_when_only_the_data_differ():
    one, other = (trial_of(Question("schools", heads=heads), "none", 0, 3) for heads in (1, 8))
    assert one == other
    assert one != trial_of(Question("schools", centred=False), "none", 0, 3)


@pytest.mark.parametrize("model", PARAMETERS)
def test_histograms_are_drawn_while_they_grow(model: str):
    result = simulate(Params(model=model))
    if model != "coin":
        assert "none has been fitted" in EXPLAINER.plot("simulated")(result, Style()).layout.meta["alt"]
        result = replace(result, ranks=np.random.default_rng(0).integers(0, DRAWS + 1, (200, 2)))
    alt = EXPLAINER.plot("simulated")(result, Style()).layout.meta["alt"]
    assert f"Ranks of {200 if model != 'coin' else 400} true values" in alt
    assert alt.count("passes") == len(PARAMETERS[model])


# ---------------------------------------------------------------------------------------------- predictive checks


def answer_with(predicted: np.ndarray) -> Answer:
    nothing = np.zeros((1, 1))
    return Answer("nuts", {}, nothing > 0, {}, predicted, 0.0, nothing)


def test_a_predictive_check_counts_what_it_says():
    heads = answer_with(np.repeat([[2.0], [8.0], [9.0], [10.0]], 100, axis=0))
    assert check_of(Question("coin", heads=8), heads, {}, Style()).value == 0.75
    spread = np.random.default_rng(0).normal(0, 30, (4000, len(EFFECTS)))
    check = check_of(Question("schools"), answer_with(spread), {}, Style())
    assert check.value == 1.0, "no school is 50 points off"
    narrow = check_of(Question("schools"), answer_with(spread / 100), {}, Style())
    assert narrow.value == 0.0, "a band of half a point holds none of them"
    assert not narrow.good
    assert check.good


# ---------------------------------------------------------------------------------------------- edges


@pytest.mark.parametrize(
    ("field", "value", "word"),
    [("size", 0.0, "nowhere"), ("draws", 0, "Zero draws"), ("answers", 0, "Zero draws"), ("heads", 11, "cannot come"),
     ("schedule", "soon", "not a step"), ("schedule", "50 size=-1", "not a step")],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_by_name(field: str, value: object, word: str):
    with pytest.raises(BadInput) as refused:
        simulate(Params(**{field: value}))
    assert refused.value.field == field
    assert word in refused.value.sentence


@pytest.mark.parametrize("draws", [1, 3, 5])
@pytest.mark.parametrize("chains", [1, 2])
def test_few_draws_are_drawn_and_said_to_be_few(draws: int, chains: int):
    figure = EXPLAINER.plot("diagnostics")(simulate(Params(chains=chains, draws=draws)), Style())
    assert "undefined" in figure.layout.meta["alt"] or draws > 3


def test_figures_of_all_stops_have_the_same_parts():
    for view, field, stops in (("routes", "heads", range(0, 11, 5)), ("routes", "cells", (2, 30, 60)),
                               ("simulated", "strength", (1.0, 100.0)), ("chain", "steps", (0, 1, 40))):  # fmt: skip
        plot = EXPLAINER.plot(view)
        pack([plot.draw(simulate(replace(Params(), **{field: stop})), Style()) for stop in stops])
    states = [replace(Params(sampler="nuts"), steps=steps) for steps in (0, 1, 40)]
    pack([EXPLAINER.plot("chain").draw(simulate(params), Style()) for params in states])


def test_the_challenge_is_met_by_a_tuned_walk_only():
    assert challenge(simulate(Params()))[0] is False
    assert challenge(simulate(Params(size=0.1, steps=400)))[0] is False
    assert challenge(simulate(Params(size=1.0, steps=2000, seed=1)))[0] is True


@settings(max_examples=10)
@given(st.sampled_from(["walk", "hmc", "nuts"]), st.sampled_from(list(TARGETS)), st.integers(1, 30))
def test_the_formulas_come_to_the_numbers_on_screen(sampler: str, target: str, steps: int):
    result = simulate(Params(sampler=sampler, target=target, steps=steps, size=0.2))
    shown = {equation.title: equation.value for equation in equations(result)}
    last = result.chain[-1]
    ratio = shown["How probable the proposal is"]
    assert ratio == pytest.approx(float(TARGETS[target].log(last.proposal) - TARGETS[target].log(last.path[0])))
    assert shown["A mean by sampling"] == result.positions[:, 0].mean()
    if sampler == "walk":
        assert shown["The chance of accepting it"] == pytest.approx(min(1.0, np.exp(ratio)))


# ---------------------------------------------------------------------------------------------- PyMC

BY_PYMC = """
import json, warnings
import numpy as np
from explainers.bayes.sampling.diagnostics import quiet_arviz
from explainers.bayes.sampling.routes import EVERY, Asked, advi, chains_of, nuts
from explainers.bayes.sampling.calibration import judged
from explainers.bayes.sampling.diagnostics import caught_by, verdicts
from explainers.bayes.sampling.posteriors import PARAMETERS, Question
from explainers.bayes.sampling.trials import trial_of, trials
az, found = quiet_arviz(), {}
for question in EVERY:
    answer = nuts(Asked(question, draws=1000, chains=4, seed=1))
    name = question.model + ("" if question.centred else " again")
    found[name] = {key: dict(values, again=[float(az.rhat(answer.draws[key])), float(az.ess(answer.draws[key]))])
                   for key, values in answer.summary.items()}
    found[name]["diverged"] = int(answer.diverged.sum())
    found[name]["predicted"] = list(answer.predicted.shape)
other = nuts(Asked(Question("coin", heads=2, flips=20, strength=10.0), chains=1, draws=2000))
found["other coin"] = other.summary
found["advi"] = advi(Asked(Question("coin"))).summary
found["caught"] = {}
for question in EVERY:
    for fault in ("none", "large", "few", "stuck"):
        answer = nuts(Asked(question, draws=400, seed=1, fault=fault))
        names = PARAMETERS[question.model]
        found_by = verdicts(chains_of(answer, names), len(names) - 1)
        caught = caught_by(found_by, fault) if fault != "none" else None
        found["caught"][f"{question.model} {question.centred} {fault}"] = caught.name if caught else None
        if fault == "none":
            found["examined " + question.model + ("" if question.centred else " again")] = {
                "good": {verdict.name: verdict.good for verdict in found_by},
                "bfmi": [found_by[4].value, float(np.min(az.bfmi(answer.energy)))],
                "energy": float(np.abs(np.diff(answer.energy)).max()),
            }
found["calibration"] = {}
_, line, centred, schools = EVERY
for question, wrong in ((line, "none"), (line, "sure"), (centred, "none"), (schools, "none"), (schools, "creep")):
    ranks = np.concatenate([trials(trial_of(question, wrong, 0, batch)) for batch in range(2)])
    found["calibration"][f"{question.model} {question.centred} {wrong}"] = [
        judged(ranks[:, part]).passes for part in range(ranks.shape[1])]
said = []
nuts(Asked(EVERY[2], draws=20_000, chains=2), lambda share, doing: said.append((share, doing)))
found["progress"] = said
class Stop(Exception): pass
def stop(share, doing):
    if share > 0.1:
        raise Stop
try:
    nuts(Asked(EVERY[2], draws=20_000, chains=2), stop)
except Stop:
    found["stopped"] = nuts(Asked(EVERY[0], draws=100)).draws["theta"].shape
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def by_pymc() -> dict:
    """Every model once, in a process of its own: PyMC's compilation is nobody else's business."""
    import json

    command = [sys.executable, "-c", BY_PYMC]
    run = subprocess.run(
        command, cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=500, check=False
    )
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout.splitlines()[-1])


@pytest.mark.parametrize("name", ["coin", "regression", "schools again"])
def test_nuts_agrees_with_the_exact_posterior_in_its_own_standard_errors(by_pymc: dict, name: str):
    known = reference(Question(name.split(maxsplit=1)[0]))
    for parameter, marginal in known.items():
        found = by_pymc[name][parameter]
        assert abs(found["mean"] - marginal.mean) < 4 * found["mcse"]
        assert found["sd"] == pytest.approx(marginal.sd, rel=0.12)


def test_a_compiled_model_takes_other_data(by_pymc: dict):
    found = by_pymc["other coin"]["theta"]
    known = exact(Question("coin", heads=2, flips=20, strength=10.0))
    assert known is not None
    assert abs(found["mean"] - known.mean) < 4 * found["mcse"]
    assert np.isnan(found["r_hat"]), "one chain has no other to agree with"


def test_r_hat_and_ess_of_pymcs_draws_are_arvizs(by_pymc: dict):
    for parameter in ("mu", "tau"):
        found = by_pymc["schools again"][parameter]
        np.testing.assert_allclose([found["r_hat"], found["ess_bulk"]], found["again"])


def test_eight_schools_are_as_published_and_diverge_when_centred(by_pymc: dict):
    """As in the case studies of Stan with these priors: μ about 4.4, τ about 3.6."""
    found = by_pymc["schools again"]
    assert 3.8 < found["mu"]["mean"] < 5.0
    assert 3.0 < found["tau"]["mean"] < 4.2
    assert by_pymc["schools"]["diverged"] > 3 * by_pymc["schools again"]["diverged"]
    assert found["predicted"] == [400, len(ERRORS)]


def test_advi_finds_the_moments_of_the_coin_to_a_tenth_of_its_spread(by_pymc: dict):
    found, known = by_pymc["advi"]["theta"], exact(Question("coin"))
    assert known is not None
    assert abs(found["mean"] - known.mean) < 0.1 * known.sd
    assert found["sd"] == pytest.approx(known.sd, rel=0.1)


@pytest.mark.parametrize("fault", ["large", "few", "stuck"])
@pytest.mark.parametrize("model", ["coin True", "regression True", "schools True", "schools False"])
def test_what_breaks_pymcs_chains_is_caught(by_pymc: dict, model: str, fault: str):
    assert by_pymc["caught"][f"{model} {fault}"] is not None


def test_pymcs_chains_are_examined_by_arviz(by_pymc: dict):
    assert all(by_pymc["examined coin"]["good"].values())
    assert not by_pymc["examined schools"]["good"]["Divergences"]
    for model in ("coin", "regression", "schools again"):
        ours, theirs = by_pymc[f"examined {model}"]["bfmi"]
        assert ours == pytest.approx(theirs)
        assert by_pymc[f"examined {model}"]["energy"] > 0


@pytest.mark.parametrize(
    ("what", "passes"),
    [("regression True none", True), ("regression True sure", False), ("schools False none", True),
     ("schools False creep", False), ("schools True none", False)],
)  # fmt: skip
def test_calibration_tells_right_samplers_from_wrong_ones(by_pymc: dict, what: str, passes: bool):
    assert all(by_pymc["calibration"][what]) == passes


def test_the_centred_schools_fail_for_their_spread_without_any_help(by_pymc: dict):
    """NUTS does not get into the neck of the funnel, where τ is small."""
    assert by_pymc["calibration"]["schools True none"] == [True, False]


def test_progress_is_counted_in_draws(by_pymc: dict):
    shares = [share for share, _ in by_pymc["progress"]]
    assert shares == sorted(shares)
    counted = [doing for _, doing in by_pymc["progress"] if "of 40,800 draws" in doing]
    assert counted
    assert 0.1 < max(shares) <= 1


def test_sampling_stops_when_asked_and_the_next_one_is_not_harmed(by_pymc: dict):
    assert by_pymc["stopped"] == [4, 100]


RUN_SCRIPTS = """
import runpy, sys
from pathlib import Path
if __name__ == "__main__":
    for path in sorted(Path().glob("home_*.py")):
        print("file", path.name)
        runpy.run_path(str(path), run_name="__main__")
"""


@pytest.fixture(scope="module")
def scripts_said(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the scripts say that are to be taken home, run as they are but for fewer draws."""
    folder = tmp_path_factory.mktemp("home")
    for name, chosen in {"coin": {}, "regression": {"model": "regression"}, "schools": {"model": "schools"}}.items():
        text = pymc_script(simulate(Params(answers=50, chains=2, **chosen)))
        for usual, short in (("tune=1000", "tune=100, cores=1"), ("fit(20_000,", "fit(300,")):
            assert usual in text
            text = text.replace(usual, short)
        (folder / f"home_{name}.py").write_text(text, "utf-8")
    (folder / "run.py").write_text(RUN_SCRIPTS, "utf-8")
    run = subprocess.run(
        [sys.executable, "-I", "run.py"], cwd=folder, capture_output=True, text=True, timeout=500, check=False
    )
    assert run.returncode == 0, run.stderr[-2000:]
    parts = run.stdout.split("file home_")[1:]
    return {part.split(".py", 1)[0]: part for part in parts}


@pytest.mark.parametrize("model", PARAMETERS)
def test_the_script_in_pymc_runs_and_says_what_it_found(scripts_said: dict[str, str], model: str):
    said = scripts_said[model]
    assert "divergent:" in said
    assert "ess_bulk" in said
    for name in PARAMETERS[model]:
        assert said.count(f"\n{name} ") == 2, "once by NUTS, once by ADVI"


@pytest.mark.parametrize("chosen", [{}, {"model": "regression"}, {"model": "schools"},
                                    {"model": "schools", "centred": False}])  # fmt: skip
def test_the_script_in_pymc_is_one_and_holds_the_model(chosen: dict):
    text = pymc_script(simulate(Params(**chosen)))
    compile(text, "home.py", "exec")
    assert "pm.sample(1000" in text
    assert "az.summary(trace" in text
    assert "explainers" not in text


def test_heads_reach_as_far_as_there_are_flips(course: Course):
    visit = course.open(by_path("bayes/sampling"), sampling_view="Four routes", sampling_flips="200")
    heads = visit.slider(key="sampling_heads")
    assert (heads.max, heads.value) == (200, 8)
    visit.number_input(key="sampling_flips").set_value(5.0).run()
    heads = visit.slider(key="sampling_heads")
    assert (heads.max, heads.value) == (5, 5)
    assert not course.complaints(visit)
