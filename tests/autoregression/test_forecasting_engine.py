"""Fitting and forecasting against statsmodels, Stata and R as statsmodels has them, SARIMAX, and simulated truth."""

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats
from scipy.signal import lfilter
from statsmodels.stats.diagnostic import acorr_ljungbox
from statsmodels.tsa.ar_model import AutoReg, ar_select_order
from statsmodels.tsa.statespace.sarimax import SARIMAX
from statsmodels.tsa.stattools import acf
from statsmodels.tsa.tests.results.results_ar import ARLagResults, ARResultsOLS

from explainers.autoregression.forecasting.fans import (
    NOMINAL,
    bootstrap_fan,
    expected,
    fan_of_draws,
    first_origin,
    forecasted,
    long_run_mean,
    plugin_fan,
    refitted,
    usual_width,
)
from explainers.autoregression.forecasting.fitting import (
    MOST_LAGS,
    Fit,
    autocorrelation_of,
    by_statsmodels,
    chosen_order,
    diagnose,
    fitted,
    least_squares,
    most_lags,
    order_criteria,
    order_for,
)
from explainers.autoregression.forecasting.normal import batch_least_squares, quick_squares
from explainers.autoregression.forecasting.posterior import (
    MOST_COEFFICIENTS,
    Orthogonal,
    autoregression_model,
    exact_posterior,
)
from explainers.autoregression.forecasting.preparing import (
    SUGGESTED,
    Preparation,
    Prepared,
    on_scale,
    prepare,
    put_back,
    reasons,
)
from explainers.autoregression.forecasting.sentences import compare_widths, describe_floor
from explainers.data.series.series import SOURCES, Series, series_named
from explainers.problems import BadInput
from tests.conftest import ROOT

PLAIN = Preparation()
CHOICES = [
    PLAIN,
    Preparation(difference=1),
    Preparation(difference=2),
    Preparation(seasonal="difference", season=12),
    Preparation(difference=1, seasonal="difference", season=12),
    Preparation(seasonal="harmonics", season=12, harmonics=2),
    Preparation(log=True, difference=1),
]


def made(phi: list[float], n: int, seed: int = 0, constant: float = 0.0) -> np.ndarray:
    """Return an autoregression that has run for a while."""
    shocks = constant + np.random.default_rng(seed).standard_normal(n + 300)
    return lfilter([1.0], np.r_[1.0, -np.array(phi)], shocks)[300:]


def series_of(values: np.ndarray, season: int = 1) -> Series:
    return Series("made", "value", tuple(str(i + 1) for i in range(len(values))), values, "step", season=season)


def coverage(phi: list[float], runs: int, n: int, h: int, p: int, kind: str = "plugin") -> dict[str, np.ndarray]:
    """Return the share of values inside the bands (3, h) of each fan, over independent series from one process."""
    inside: dict[str, np.ndarray] = {}
    for seed in range(runs):
        y = made(phi, n + h, seed)
        draws = exact_posterior(quick_squares(prepare(y[:n], PLAIN), p), 1000, np.random.default_rng(seed))
        for name, fan in forecasted(series_of(y), PLAIN, p, n, h, kind, seed, draws).fans.items():
            inside[name] = inside.get(name, 0.0) + ((fan.lower <= y[n:]) & (y[n:] <= fan.upper)) / runs
    return inside


# ---------------------------------------------------------------------------------------------- preparation


@given(st.sampled_from(CHOICES), st.integers(60, 120), st.integers(0, 10**6))
def test_what_is_prepared_comes_back_exactly(choice: Preparation, n: int, seed: int):
    rng = np.random.default_rng(seed)
    y = np.exp(rng.normal(size=n)) if choice.log else 100 * rng.normal(size=n) + rng.normal() * np.arange(n)
    prepared = prepare(y, choice)
    lost = prepared.lost
    assert len(prepared.w) == n - lost
    np.testing.assert_allclose(put_back(prepared.w, prepared.z[:lost], choice), y[lost:], rtol=1e-8, atol=1e-7)
    cut = n - 15
    both = np.stack([prepared.w[cut - lost :], prepared.w[cut - lost :] + 1.0])
    back = put_back(both, prepared.z[cut - lost : cut], choice)
    np.testing.assert_allclose(back[0], y[cut:], rtol=1e-8, atol=1e-7)
    assert not np.allclose(back[1], y[cut:])


def test_differences_are_those_one_writes_by_hand():
    y = np.random.default_rng(0).normal(size=60)
    w = prepare(y, Preparation(difference=1, seasonal="difference", season=12)).w
    np.testing.assert_allclose(w, np.diff(y[12:] - y[:-12]))
    np.testing.assert_allclose(prepare(y, Preparation(difference=2)).w, np.diff(y, 2))


@pytest.mark.parametrize(
    ("values", "choice", "field", "said"),
    [
        (np.arange(50.0) % 7, Preparation(log=True), "log", "lowest value is 0"),
        (np.arange(3.0), PLAIN, "series", "3 values are too few"),
        (np.ones(40), PLAIN, "series", "the same number"),
        (np.arange(40.0), Preparation(difference=1), "difference", "the same number"),
        (np.tile(np.arange(12.0), 5), Preparation(seasonal="difference", season=12), "seasonal", "the same number"),
        (made([0.5], 40), Preparation(seasonal="difference", season=12), "seasonal", "44 values"),
        (made([0.5], 40), Preparation(seasonal="harmonics"), "seasonal", "no season"),
    ],
)
def test_a_preparation_that_cannot_be_made_says_why(values, choice: Preparation, field: str, said: str):
    with pytest.raises(BadInput) as problem:
        prepare(values, choice)
    assert problem.value.field == field
    assert said in problem.value.sentence


@pytest.mark.parametrize("name", SOURCES)
def test_every_choice_has_its_reason_with_a_number(name: str):
    found = reasons(series_named(name), SUGGESTED[name])
    assert set(found) == {"log", "difference", "seasonal"}
    assert all(sentence.endswith(".") for sentence in found.values())
    assert any(digit in found["difference"] for digit in "0123456789")


def test_reasons_see_what_was_put_in():
    t = np.arange(240)
    rng = np.random.default_rng(0)
    grows = series_of(np.exp(0.02 * t) * (1 + 0.1 * rng.normal(size=240)))
    assert reasons(grows, PLAIN)["log"].startswith("Logarithm:")
    assert reasons(series_of(np.cumsum(rng.normal(size=240))), PLAIN)["difference"].startswith("Differences:")
    assert reasons(series_of(made([0.3], 240)), PLAIN)["difference"].startswith("No differences")
    wave = series_of(np.sin(2 * np.pi * t / 12) + 0.2 * rng.normal(size=240), 12)
    assert reasons(wave, PLAIN)["seasonal"].startswith("A season")
    assert reasons(series_of(rng.normal(size=240), 12), PLAIN)["seasonal"].startswith("Hardly")


# ---------------------------------------------------------------------------------------------- coefficients


def test_sunspots_by_ar_9_are_what_stata_and_gretl_found():
    """As statsmodels documents them in its own tests: Stata's var command, gretl's conditional likelihood."""
    known = ARResultsOLS(constant=True)
    fit = fitted(series_named("sunspots"), PLAIN, "hand", 9).fit
    np.testing.assert_allclose(fit.beta, known.params, rtol=1e-9)
    np.testing.assert_allclose(fit.errors, known.bse_stata, rtol=1e-7)
    assert fit.rows == known.avobs
    assert -0.5 * (fit.aic - 2 * 11) == pytest.approx(known.llf, abs=1e-6)
    assert np.sqrt(fit.sigma**2 * 300 / 290) == pytest.approx(15.1279294937327, rel=1e-9)
    np.testing.assert_allclose(np.r_[fit.design @ fit.beta][:100], known.FVOLSnneg1start0[:100], rtol=1e-4)


def test_sunspots_orders_are_judged_as_by_r():
    """VARselect of the R package vars, lag.max = 16; its criteria are divided by n and leave constants out."""
    known = ARLagResults("const").ic
    found = order_criteria(prepare(series_named("sunspots").values, PLAIN), most=16)
    n = 309 - 16
    for ours, theirs in ((found.aic, known[0]), (found.bic, known[2])):
        np.testing.assert_allclose(np.diff(ours[1:]) / n, np.diff(theirs), atol=1e-10)
    assert found.best("aic") == found.best("bic") == 9


@pytest.mark.parametrize("name", SOURCES)
def test_statsmodels_and_least_squares_by_two_routes_agree(name: str):
    prepared = prepare(series_named(name).values, SUGGESTED[name])
    for p in (0, 1, 9):
        ours, theirs, quick = least_squares(prepared, p), by_statsmodels(prepared, p), quick_squares(prepared, p)
        size = np.abs(theirs.beta).max()
        for found in (ours, quick):
            np.testing.assert_allclose(found.beta, theirs.beta, rtol=1e-7, atol=1e-9 * size)
            np.testing.assert_allclose(found.errors, theirs.errors, rtol=1e-7)
            assert found.sigma == pytest.approx(theirs.sigma, rel=1e-9)
            assert (found.aic, found.bic) == pytest.approx((theirs.aic, theirs.bic), rel=1e-9)


@given(st.integers(0, 10**6), st.integers(1, 6), st.floats(-1e4, 1e4))
@settings(max_examples=25)
def test_a_level_changes_the_constant_only(seed: int, p: int, level: float):
    w = made([0.5, -0.3], 120, seed)
    low, high = (quick_squares(prepare(w + shift, PLAIN), p) for shift in (0.0, level))
    np.testing.assert_allclose(low.phi, high.phi, atol=1e-7)
    assert high.constant == pytest.approx(low.constant + level * (1 - low.phi.sum()), abs=1e-6 * (1 + abs(level)))


def test_many_series_at_once_are_fitted_as_one_by_one():
    rng = np.random.default_rng(1)
    w = rng.normal(size=(5, 80)).cumsum(axis=1)
    others = np.hstack([np.ones((73, 1)), rng.normal(size=(73, 2))])
    for row, beta in zip(w, batch_least_squares(others, w, 7), strict=True):
        x = np.hstack([others, np.stack([row[7 - j : 80 - j] for j in range(1, 8)], axis=1)])
        np.testing.assert_allclose(beta, np.linalg.lstsq(x, row[7:], rcond=None)[0], rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("name", ["sunspots", "elnino", "nile"])
def test_the_curves_of_aic_and_bic_are_those_of_statsmodels(name: str):
    values = series_named(name).values
    found = order_criteria(prepare(values, PLAIN))
    most = len(found.orders) - 1
    for which, ours in (("aic", found.aic), ("bic", found.bic)):
        chosen = ar_select_order(values, most, ic=which, trend="c")
        theirs = {0 if lags == 0 else max(lags): value for lags, value in getattr(chosen, which).items()}
        np.testing.assert_allclose(np.diff(ours), np.diff([theirs[p] for p in range(most + 1)]), atol=1e-7)
        alone = AutoReg(values, 2, hold_back=most).fit()
        assert ours[2] == pytest.approx(getattr(alone, which))
        assert found.best(which) == (max(chosen.ar_lags) if chosen.ar_lags else 0)


def test_roots_are_those_of_statsmodels_turned_inside_out():
    values = series_named("sunspots").values
    ours = fitted(series_named("sunspots"), PLAIN, "hand", 9).fit.roots
    theirs = 1 / AutoReg(values, 9).fit().roots
    np.testing.assert_allclose(np.sort(np.abs(ours)), np.sort(np.abs(theirs)), rtol=1e-8)
    assert (np.diff(np.abs(ours)) <= 1e-12).all()


def test_residuals_are_examined_as_by_statsmodels():
    fit = fitted(series_named("sunspots"), PLAIN, "hand", 3).fit
    found = diagnose(fit)
    np.testing.assert_allclose(found.acf, acf(fit.residuals, nlags=len(found.acf), fft=False)[1:], atol=1e-12)
    tested = acorr_ljungbox(fit.residuals, [found.lags], model_df=3)
    assert (found.statistic, found.p_value) == pytest.approx(tuple(tested.iloc[0]))
    n, rho = fit.rows, autocorrelation_of(fit.residuals, found.lags)
    assert found.statistic == pytest.approx(n * (n + 2) * np.sum(rho**2 / (n - np.arange(1, found.lags + 1))))
    assert "Something is left" in found.sentence
    assert "look like noise" in fitted(series_named("sunspots"), PLAIN, "hand", 9).diagnosis.sentence


@pytest.mark.parametrize("p", [25, 100, 1000])
def test_an_order_at_or_above_what_the_series_bears_is_lowered_and_said(p: int):
    series = series_of(made([0.5], 40))
    found = fitted(series, PLAIN, "hand", p)
    assert found.fit.p == most_lags(40, PLAIN) < 40
    assert f"p = {p} is too much for 40 values" in found.note
    assert f"p = {found.fit.p} is used" in found.note
    assert fitted(series, PLAIN, "hand", 2).note == ""


@given(st.integers(20, 400), st.sampled_from(CHOICES[:6]))
def test_every_order_on_offer_can_be_fitted(n: int, choice: Preparation):
    if n < 2 * choice.season + 20:
        return
    prepared = prepare(made([0.4], n), choice)
    most = most_lags(len(prepared.w), choice)
    fit = least_squares(prepared, most)
    assert 0 <= most <= MOST_LAGS
    assert fit.rows >= 2 * len(fit.beta)
    assert np.isfinite(fit.beta).all()


@pytest.mark.parametrize("choice", ["aic", "bic", "hand"])
def test_the_order_without_statsmodels_is_the_one_with_it(choice: str):
    series = series_named("sunspots")
    assert order_for(series, PLAIN, choice, 4) == fitted(series, PLAIN, choice, 4).fit.p
    half = prepare(series.values[:150], PLAIN)
    assert order_for(series, PLAIN, choice, 4, 150) == chosen_order(half, order_criteria(half), choice, 4)[0]


# ---------------------------------------------------------------------------------------------- the plug-in fan


@pytest.mark.parametrize("name", ["sunspots", "nile", "elnino"])
@pytest.mark.parametrize("p", [0, 1, 2, 9])
def test_forecasts_and_intervals_are_those_of_statsmodels(name: str, p: int):
    series = series_named(name)
    n, h = len(series) - 30, 24
    fan = forecasted(series, PLAIN, p, n, h).fans["plugin"]
    found = AutoReg(series.values[:n], p).fit().get_prediction(n, n + h - 1)
    np.testing.assert_allclose(fan.middle, found.predicted_mean, rtol=1e-8)
    for band, share in enumerate(NOMINAL):
        edges = found.conf_int(alpha=1 - share)
        np.testing.assert_allclose(np.stack([fan.lower[band], fan.upper[band]], axis=1), edges, rtol=1e-7)


@pytest.mark.parametrize(
    ("d", "seasonal", "p"), [(1, False, 0), (1, False, 2), (2, False, 1), (0, True, 3), (1, True, 2)]
)
def test_differenced_forecasts_are_those_of_sarimax_with_the_same_coefficients(d: int, seasonal: bool, p: int):
    """SARIMAX gets there by the Kalman filter, with states for the differences."""
    series, h = series_named("elnino"), 30
    choice = Preparation(difference=d, seasonal="difference" if seasonal else "none", season=12)
    n = 240
    forecast = forecasted(series, choice, p, n, h)
    order = (0, 1, 0, 12) if seasonal else (0, 0, 0, 0)
    model = SARIMAX(series.values[:n], order=(p, d, 0), seasonal_order=order, trend="c")
    fit = forecast.fit
    found = model.smooth([fit.constant, *fit.phi, fit.sigma**2]).get_forecast(h)
    np.testing.assert_allclose(forecast.fans["plugin"].middle, found.predicted_mean, rtol=1e-6)
    half = (forecast.fans["plugin"].width(0.95) / 2) / stats.norm.ppf(0.975)
    np.testing.assert_allclose(half, np.sqrt(found.var_pred_mean), rtol=1e-5)


def test_waves_forecast_as_statsmodels_with_exogenous_waves():
    series, n, h = series_named("elnino"), 600, 24
    choice = SUGGESTED["elnino"]
    k = np.arange(1, 4)
    angles = 2 * np.pi * np.outer(np.arange(n + h), k) / 12
    waves = np.hstack([np.cos(angles), np.sin(angles)])
    model = AutoReg(series.values[:n], 3, exog=waves[:n]).fit()
    found = model.forecast(h, exog=waves[n:])
    np.testing.assert_allclose(forecasted(series, choice, 3, n, h).fans["plugin"].middle, found, rtol=1e-7)


def test_logarithms_come_back_as_quantiles():
    series = series_named("stocks")
    logs = Series("", "", series.labels, np.log(series.values), "week")
    ours = forecasted(series, Preparation(log=True, difference=1), 2, 90, 10).fans["plugin"]
    theirs = forecasted(logs, Preparation(difference=1), 2, 90, 10).fans["plugin"]
    np.testing.assert_allclose(ours.middle, np.exp(theirs.middle))
    np.testing.assert_allclose(ours.upper, np.exp(theirs.upper))


@pytest.mark.parametrize("name", SOURCES)
def test_a_forecast_undoes_the_preparation_as_putting_back_does(name: str):
    """The recursion with the differences multiplied in, beside a forecast of w that is put back."""
    choice, series = SUGGESTED[name], series_named(name)
    whole = prepare(series.values, choice)
    fit = quick_squares(whole, 4)
    w = np.r_[whole.w, np.zeros(20)]
    for t in range(len(whole.w), len(w)):
        now = np.r_[1.0, waves_at(t + whole.lost, choice), w[t - 4 : t][::-1]]
        w[t] = now @ fit.beta
    back = put_back(w[len(whole.w) :], whole.z[len(whole.z) - whole.lost :], choice)
    np.testing.assert_allclose(on_scale(expected(fit, whole, 20), choice), back, rtol=1e-8)


def waves_at(t: int, choice: Preparation) -> np.ndarray:
    angles = [2 * np.pi * k * t / choice.season for k in range(1, choice.waves + 1)]
    return np.array([wave(angle) for angle in angles for wave in (np.cos, np.sin)])


# ---------------------------------------------------------------------------------------------- the way home


@given(st.floats(-0.95, 0.95), st.integers(0, 1000))
@settings(max_examples=20)
def test_an_ar_1_goes_home_by_its_coefficient(phi: float, seed: int):
    w = made([phi], 200, seed, 3.0)
    forecast = forecasted(series_of(w), PLAIN, 1, 200, 12)
    found = float(forecast.fit.phi[0])
    start = w[-1] - forecast.fit.constant / (1 - found)
    np.testing.assert_allclose(forecast.decay.deviation, start * found ** np.arange(1, 13), rtol=1e-6, atol=1e-9)
    assert forecast.decay.rate == pytest.approx(abs(found))


@pytest.mark.parametrize("name", ["sunspots", "elnino", "nile", "weather", "load"])
def test_in_the_long_run_a_forecast_is_the_mean_and_the_largest_root_says_how_soon(name: str):
    series, choice = series_named(name), SUGGESTED[name]
    whole = prepare(series.values, choice)
    fit = quick_squares(whole, order_for(series, choice, "bic", 0))
    rate = abs(fit.roots[0])
    forecast = forecasted(series, choice, fit.p, len(series), 60)
    assert forecast.decay.rate == pytest.approx(rate, abs=1e-9)
    assert (np.abs(forecast.decay.deviation) <= forecast.decay.envelope * (1 + 1e-9)).all()
    if not whole.lost:
        far = 1500
        there = expected(fit, whole, far)[-choice.season :]
        mean = long_run_mean(fit, np.arange(len(whole.z) + far - len(there), len(whole.z) + far, dtype=float))
        np.testing.assert_allclose(there, mean, rtol=1e-6)
    assert forecast.decay.half == pytest.approx(np.log(0.5) / np.log(rate))


def test_explosive_and_unit_root_forecasts_stay_numbers_and_have_no_mean():
    for phi in (1.0, 1.3):
        prepared = Prepared(PLAIN, phi ** np.arange(60.0))
        fit = Fit(PLAIN, 1, np.array([0.0, phi]), np.ones(2), 1.0, np.ones((59, 2)), prepared.z[1:], np.eye(2))
        fan = plugin_fan(fit, prepared, 60)
        assert np.isfinite(fan.upper).all()
        draws = fan_of_draws("posterior", np.tile([0.0, 3.0], (10, 1)), np.ones(10), prepared, 60, 0)
        assert np.isfinite(draws.upper).all()
    rising = series_of(1.2 ** np.arange(40.0) + np.random.default_rng(0).normal(size=40))
    forecast = forecasted(rising, PLAIN, 1, 40, 60, "bootstrap")
    assert forecast.decay.rate > 1
    assert np.isnan(forecast.decay.deviation).all()
    assert all(np.isfinite(fan.upper).all() for fan in forecast.fans.values())


# ---------------------------------------------------------------------------------------------- fans of draws


def test_one_step_ahead_the_posterior_is_a_student_t():
    series = series_of(made([0.6, -0.3], 40))
    known = prepare(series.values, PLAIN)
    fit = least_squares(known, 4)
    fan = fan_of_draws("posterior", *exact_posterior(fit, 50_000, np.random.default_rng(0)), known, 3, 1)
    x = np.r_[1.0, known.w[:-5:-1]]
    free = fit.rows - len(fit.beta)
    scale = fit.sigma * np.sqrt(fit.rows / free * (1 + x @ fit.gram_inverse @ x))
    exact = stats.t(free, x @ fit.beta, scale)
    for band, share in enumerate(NOMINAL):
        edges = [fan.lower[band, 0], fan.upper[band, 0]]
        np.testing.assert_allclose(edges, exact.interval(share), atol=0.04 * scale)


def test_the_bootstrap_finds_the_standard_errors_of_theory():
    known = prepare(made([0.6, -0.3], 500, 2), PLAIN)
    fit = least_squares(known, 2)
    beta, pool = refitted(fit, known, np.random.default_rng(0), 2000)
    np.testing.assert_allclose(beta.std(axis=0), fit.errors, rtol=0.1)
    np.testing.assert_allclose(beta.mean(axis=0), fit.beta, atol=0.5 * fit.errors.max())
    assert pool.std() == pytest.approx(fit.sigma * np.sqrt(fit.rows / (fit.rows - 3)))


def test_a_bootstrap_series_starts_like_the_real_one_and_follows_its_recursion():
    """With residuals of nearly nothing it has to be the series itself, whatever is drawn."""
    w = 5 + 3 * 0.9 ** np.arange(60.0) * np.cos(0.7 * np.arange(60))
    known = prepare(w + 1e-9 * np.random.default_rng(0).normal(size=60), PLAIN)
    fit = least_squares(known, 2)
    beta, _ = refitted(fit, known, np.random.default_rng(0), 3)
    np.testing.assert_allclose(beta, np.tile(fit.beta, (3, 1)), rtol=1e-4)


@pytest.mark.parametrize("p", [0, 1, 9])
def test_fans_of_draws_are_near_the_plug_in_where_data_are_many(p: int):
    series = series_of(made([0.5, 0.2], 2000, 3))
    plugin = forecasted(series, PLAIN, p, 1900, 12).fans["plugin"]
    known = prepare(series.values, PLAIN).until(1900)
    fit = quick_squares(known, p)
    posterior = fan_of_draws("posterior", *exact_posterior(fit, 5000, np.random.default_rng(1)), known, 12, 2)
    for fan in (bootstrap_fan(fit, known, 12, 0), posterior):
        np.testing.assert_allclose(fan.width(), plugin.width(), rtol=0.12)
        assert np.abs(fan.middle - plugin.middle).max() < 0.15 * plugin.width()[0]


def test_fans_that_do_not_trust_the_coefficients_are_wider_where_data_are_few():
    ratios = {"bootstrap": [], "posterior": []}
    for seed in range(7):
        series = series_of(made([0.6], 40, seed))
        fit = quick_squares(prepare(series.values, PLAIN), 4)
        drawn = exact_posterior(fit, 2000, np.random.default_rng(seed))
        for kind, found in ratios.items():
            forecast = forecasted(series, PLAIN, 4, 40, 12, kind, seed, drawn)
            found.append(forecast.fans[kind].width()[11] / forecast.fans["plugin"].width()[11])
            assert f"{found[-1]:.2f} times as wide" in compare_widths(forecast)
    assert np.median(ratios["bootstrap"]) > 1.02
    assert np.median(ratios["posterior"]) > 1.05


def test_the_right_model_covers_what_it_promises():
    """Within binomial error, over 60 independent series; `tests.evidence.evidence_forecasting` counts 400."""
    runs, n, h = 60, 500, 8
    held = coverage([1.2, -0.5], runs, n, h, 2)["plugin"]
    share = np.array(NOMINAL)[:, None]
    assert (np.abs(held - share) < 4 * np.sqrt(share * (1 - share) / runs)).all()


def test_bands_below_a_floor_are_spoken_of():
    sunspots = series_named("sunspots")
    low = forecasted(sunspots, PLAIN, 2, 200, 12)
    assert low.fans["plugin"].lower[1].min() < 0 <= sunspots.values.min()
    assert "below 0" in describe_floor(low)
    assert describe_floor(forecasted(series_named("elnino"), SUGGESTED["elnino"], 2, 300, 12)) == ""
    below = series_of(sunspots.values - 50)
    assert describe_floor(forecasted(below, PLAIN, 2, 200, 12)) == "", "a series that goes below 0 itself"


def test_the_model_in_pymc_is_the_regression_in_other_coordinates():
    """Its log density is that of w ~ N(Xβ, σ), up to a constant; idle coefficients are standard normal."""
    fit = least_squares(prepare(made([1.1, -0.4], 60, 4, 2.0), PLAIN), 3)
    orthogonal, rng = Orthogonal.of(fit), np.random.default_rng(0)
    density = autoregression_model(**orthogonal.data()).compile_logp(mode="FAST_COMPILE")
    theta, log_sigma = rng.normal(size=(6, MOST_COEFFICIENTS)), rng.normal(size=6)
    found = [
        float(density({"theta": each, "log_sigma": np.array(s)})) for each, s in zip(theta, log_sigma, strict=True)
    ]
    beta, sigma = orthogonal.back(theta[:, :4], log_sigma)
    wanted = [stats.norm(fit.design @ b, s).logpdf(fit.response).sum() - 0.5 * np.sum(each[4:] ** 2)
              for b, s, each in zip(beta, sigma, theta, strict=True)]  # fmt: skip
    np.testing.assert_allclose(np.diff(found), np.diff(wanted), rtol=1e-9)
    np.testing.assert_allclose(orthogonal.back(np.zeros((1, 4)), np.zeros(1))[0][0], fit.beta)


# ---------------------------------------------------------------------------------------------- origins, and bad input


def test_a_forecast_knows_nothing_of_what_comes_after_its_origin():
    y = made([0.7], 120)
    other = y.copy()
    other[80:] += 50
    for kind in ("plugin", "bootstrap"):
        one, two = (forecasted(series_of(values), PLAIN, 2, 80, 10, kind).fans[kind] for values in (y, other))
        np.testing.assert_array_equal(one.upper, two.upper)


def test_an_origin_out_of_reach_is_moved_and_said():
    series = series_named("nile")
    early = forecasted(series, PLAIN, 3, 0, 5)
    assert early.origin == first_origin(PLAIN, 3)
    assert "0 was asked for" in early.note
    late = forecasted(series, PLAIN, 3, 500, 5)
    assert late.origin == 100
    assert len(late.truth) == 0
    assert forecasted(series, PLAIN, 3, 60, 5).note == ""


@pytest.mark.parametrize("name", SOURCES)
def test_the_usual_width_is_about_what_a_fan_has_in_the_end(name: str):
    series, choice = series_named(name), SUGGESTED[name]
    p = order_for(series, choice, "bic", 0)
    whole = prepare(series.values, choice)
    fan = plugin_fan(quick_squares(whole, p), whole, 24)
    assert usual_width(whole, p, 24) == pytest.approx(fan.width()[-1], rel=0.35)


# ---------------------------------------------------------------------------------------------- the modules


def test_opening_the_engine_imports_nothing_that_is_slow():
    names = ["fitting", "fans", "posterior", "scoring", "reading", "figure_fit", "figure_forecast", "figure_scores"]
    code = "import sys\n" + "\n".join(f"import explainers.autoregression.forecasting.{name}" for name in names)
    code += "\nprint(*{name.split('.')[0] for name in sys.modules})"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not set(run.stdout.split()) & {
        "pandas",
        "statsmodels",
        "scoringrules",
        "pymc",
        "nutpie",
        "arviz",
        "streamlit",
        "scipy",
    }
