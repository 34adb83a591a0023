"""Rolling origins against plain loops and statsmodels; MASE and CRPS against their definitions; what is said."""

import numpy as np
import pytest
from scipy import stats
from statsmodels.tsa.ar_model import AutoReg

from explainers.autoregression.forecasting.fans import NOMINAL, first_origin, forecasted
from explainers.autoregression.forecasting.preparing import SUGGESTED, Preparation, prepare
from explainers.autoregression.forecasting.rolling import (
    MOST_ORIGINS,
    autoregressive,
    average,
    drift,
    naive,
    origins_for,
    refit,
    seasonal_naive,
)
from explainers.autoregression.forecasting.scoring import (
    FAN_ORIGINS,
    Judge,
    Scored,
    scales,
    score,
    scoring,
)
from explainers.autoregression.forecasting.sentences import compare_scores
from explainers.data.series.series import SOURCES, Series, series_named
from explainers.problems import BadInput
from tests.autoregression.test_forecasting_engine import PLAIN, made, series_of

H = 12


@pytest.mark.parametrize("name", ["sunspots", "nile", "elnino"])
def test_the_fit_at_every_origin_is_statsmodels_fit_of_what_was_known(name: str):
    y = series_named(name).values
    prepared = prepare(y, PLAIN)
    origins = origins_for(prepared, 5, H)
    found = refit(prepared, 5, origins)
    ahead = autoregressive(prepared, found, origins, H)
    for i in {0, 1, len(origins) // 2, len(origins) - 1}:
        alone = AutoReg(y[: origins[i]], 5).fit()
        np.testing.assert_allclose(found.beta[i], alone.params, rtol=1e-8)
        assert found.sigma[i] == pytest.approx(np.sqrt(alone.sigma2), rel=1e-9)
        forecast = alone.get_prediction(origins[i], origins[i] + H - 1)
        np.testing.assert_allclose(ahead.mean[i], forecast.predicted_mean, rtol=1e-8)
        np.testing.assert_allclose(ahead.sd[i], forecast.se_mean, rtol=1e-8)


@pytest.mark.parametrize("name", SOURCES)
def test_all_origins_at_once_forecast_as_one_by_one(name: str):
    series, choice = series_named(name), SUGGESTED[name]
    prepared = prepare(series.values, choice)
    origins = origins_for(prepared, 3, H)
    ahead = autoregressive(prepared, refit(prepared, 3, origins), origins, H)
    middle = np.exp(ahead.mean) if choice.log else ahead.mean
    for i in (0, len(origins) // 2, len(origins) - 1):
        fan = forecasted(series, choice, 3, int(origins[i]), H).fans["plugin"]
        np.testing.assert_allclose(middle[i], fan.middle, rtol=1e-7)
        if not choice.log:
            np.testing.assert_allclose(2 * stats.norm.ppf(0.9) * ahead.sd[i], fan.width(), rtol=1e-6)


def test_origins_begin_halfway_and_leave_room_for_what_came():
    prepared = prepare(made([0.5], 300), PLAIN)
    origins = origins_for(prepared, 2, H)
    assert (origins[0], origins[-1], len(origins)) == (150, 288, 139)
    many = origins_for(prepare(made([0.5], 3000), PLAIN), 2, H)
    assert len(many) == MOST_ORIGINS
    assert many[-1] == 3000 - H
    late = origins_for(prepare(made([0.5], 60), PLAIN), 10, 5)
    assert late[0] == first_origin(PLAIN, 10) > 30


def test_the_simple_forecasts_are_what_their_names_say():
    """Middles and spreads as in Hyndman and Athanasopoulos, Forecasting, 3rd ed., sections 5.2 and 5.5."""
    y = made([0.6], 90, 7) + np.tile(np.arange(12.0), 8)[:90]
    origins = np.array([40, 41, 70])
    found = {"naive": naive(y, origins, 15), "seasonal": seasonal_naive(y, origins, 15, 12),
             "drift": drift(y, origins, 15), "mean": average(y, origins, 15)}  # fmt: skip
    for i, n in enumerate(origins):
        x = y[:n]
        for h in range(1, 16):
            slope = (x[-1] - x[0]) / (n - 1)
            middles = {
                "naive": x[-1],
                "seasonal": x[n - 12 + (h - 1) % 12],
                "drift": x[-1] + h * slope,
                "mean": x.mean(),
            }
            steps = np.diff(x)
            spread = {
                "naive": np.sqrt(h * np.mean(steps**2)),
                "seasonal": np.sqrt(((h - 1) // 12 + 1) * np.mean((x[12:] - x[:-12]) ** 2)),
                "drift": np.sqrt(h * (1 + h / (n - 1)) * np.mean((steps - slope) ** 2)),
                "mean": np.sqrt((1 + 1 / n) * x.var(ddof=1)),
            }
            for name, ahead in found.items():
                assert ahead.mean[i, h - 1] == pytest.approx(middles[name]), name
                assert ahead.sd[i, h - 1] == pytest.approx(spread[name]), name


def test_scores_are_those_of_a_plain_loop():
    series = series_named("sunspots")
    y, p = series.values, 9
    found = score(series, PLAIN, p, H)
    errors, crps, inside = np.zeros(H), np.zeros(H), np.zeros((3, H))
    for n in found.origins:
        forecast = AutoReg(y[:n], p).fit().get_prediction(n, n + H - 1)
        middle, sd, truth = np.asarray(forecast.predicted_mean), np.asarray(forecast.se_mean), y[n : n + H]
        scale = np.mean(np.abs(y[11:n] - y[: n - 11]))
        errors += np.abs(truth - middle) / scale
        z = (truth - middle) / sd  # Gneiting et al. 2005, the CRPS of a normal distribution
        crps += sd * (z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / np.sqrt(np.pi))
        half = stats.norm.ppf(0.5 + 0.5 * np.array(NOMINAL))[:, None] * sd
        inside += np.abs(truth - middle) <= half
    ours, n = found.scores["plugin"], len(found.origins)
    np.testing.assert_allclose(ours.mase_at, errors / n, rtol=1e-7)
    np.testing.assert_allclose(ours.crps_at, crps / n, rtol=1e-7)
    np.testing.assert_allclose(ours.coverage_at, inside / n)
    assert ours.mase == pytest.approx(errors.mean() / n)


def test_the_crps_is_the_integral_it_stands_for():
    rng = np.random.default_rng(0)
    truth, mean, sd = rng.normal(size=(3, 2)), rng.normal(size=(3, 2)), rng.uniform(0.5, 1.0, (3, 2))
    grid = np.linspace(-12, 40, 200_001)

    def integral(cdf: np.ndarray, y: float) -> float:
        return float(np.trapezoid((cdf - (grid >= y)) ** 2, grid))

    from explainers.autoregression.forecasting.rolling import Ahead

    judge = Judge(truth, np.ones(3))
    plain = judge.normal("x", Ahead(mean, sd)).crps_at
    wanted = [
        np.mean([integral(stats.norm(mean[i, j], sd[i, j]).cdf(grid), truth[i, j]) for i in range(3)]) for j in (0, 1)
    ]
    np.testing.assert_allclose(plain, wanted, rtol=1e-3)
    logs = Judge(np.exp(truth), np.ones(3)).normal("x", Ahead(mean, sd), Preparation(log=True)).crps_at
    wanted = [np.mean([integral(stats.lognorm(sd[i, j], scale=np.exp(mean[i, j])).cdf(grid), np.exp(truth[i, j]))
                       for i in range(3)]) for j in (0, 1)]  # fmt: skip
    np.testing.assert_allclose(logs, wanted, rtol=2e-3)


def test_the_scale_of_mase_makes_the_naive_forecast_one_within_the_sample():
    y = made([0.6], 100)
    scale, told = scales(y, np.array([50, 100]), 1)
    assert scale[1] == pytest.approx(np.abs(np.diff(y)).mean())
    assert scale[0] == pytest.approx(np.abs(np.diff(y[:50])).mean())
    seasonal, told_12 = scales(y, np.array([50, 100]), 12)
    assert seasonal[1] == pytest.approx(np.abs(y[12:] - y[:-12]).mean())
    assert "12" in told_12
    assert told != told_12


@pytest.mark.parametrize("name", ["sunspots", "stocks", "co2"])
def test_fans_of_draws_score_as_the_plug_in_does_nearly(name: str):
    found = score(series_named(name), SUGGESTED[name], 3, 6, ("bootstrap", "posterior"))
    plugin = found.scores["plugin"]
    for kind in ("bootstrap", "posterior"):
        ours = found.scores[kind]
        assert ours.mase == pytest.approx(plugin.mase, rel=0.15)
        assert ours.crps == pytest.approx(plugin.crps, rel=0.15)
        np.testing.assert_allclose(ours.coverage, plugin.coverage, atol=0.12)
        assert ours.count == min(FAN_ORIGINS, len(found.origins))
        assert (np.diff(ours.coverage) >= 0).all()


def test_the_right_model_wins_and_covers_on_what_it_made():
    series = series_of(made([1.3, -0.6], 2000, 1))
    found = score(series, PLAIN, 2, 6)
    best = min(found.scores.values(), key=lambda one: one.crps)
    assert best is found.scores["plugin"]
    assert (np.abs(found.scores["plugin"].coverage - NOMINAL) < 4 * found.error).all()


def test_a_random_walk_is_hard_to_beat_and_the_stocks_show_it():
    walk = series_of(np.cumsum(np.random.default_rng(0).normal(size=400)))
    for series, choice in ((walk, Preparation(difference=1)), (series_named("stocks"), SUGGESTED["stocks"])):
        found = score(series, choice, 1, 6)
        told = compare_scores(found)
        assert "A random walk is hard to beat" in told
        assert f"{found.scores['naive'].mase:.2f}" in told
    assert "hard to beat" not in compare_scores(score(series_named("sunspots"), PLAIN, 9, 6))


def test_what_is_said_has_the_numbers_of_the_scores():
    found = score(series_named("elnino"), SUGGESTED["elnino"], 3, 6, ("posterior",))
    told = compare_scores(found)
    assert f"AR(3) has a MASE of {found.scores['plugin'].mase:.2f}" in told
    assert f"{100 * found.scores['posterior'].coverage[1]:.0f}% (posterior)" in told


def test_progress_is_told_and_can_stop_it():
    heard: list[tuple[float, str]] = []
    found = score(
        series_named("nile"), PLAIN, 1, 5, ("bootstrap", "posterior"), report=lambda *said: heard.append(said)
    )
    shares = [share for share, _ in heard]
    assert shares == sorted(shares)
    assert 0 <= shares[0] < shares[-1] < 1
    assert len(heard) > len(found.origins)
    assert any("bootstrap" in doing for _, doing in heard)
    assert any("posterior" in doing for _, doing in heard)

    class Enough(Exception):
        pass

    def stop(share: float, doing: str) -> None:
        raise Enough

    with pytest.raises(Enough):
        score(series_named("nile"), PLAIN, 1, 5, ("bootstrap",), report=stop)
    *steps, last = scoring(series_named("nile"), PLAIN, 1, 5)
    assert isinstance(last, Scored)
    assert all(isinstance(step, tuple) for step in steps)


def test_the_same_seed_gives_the_same_scores_and_another_gives_others():
    def run(seed: int) -> float:
        return score(series_named("nile"), PLAIN, 1, 5, ("bootstrap",), seed=seed).scores["bootstrap"].crps

    assert run(0) == run(0) != run(1)


def test_a_series_too_short_to_be_scored_is_refused_with_what_it_needs():
    with pytest.raises(BadInput) as problem:
        score(series_of(made([0.5], 24)), PLAIN, 4, 12)
    assert problem.value.field == "horizon"
    assert f"{first_origin(PLAIN, 4) + 12} are needed" in problem.value.sentence


def test_a_season_gives_a_seasonal_rival_and_none_gives_none():
    seasonal = score(series_named("elnino"), PLAIN, 2, 6)
    assert "seasonal" in seasonal.scores
    assert "seasonal" not in score(series_named("nile"), PLAIN, 2, 6).scores
    labels = tuple(str(i) for i in range(200))
    steady = Series("", "", labels, np.tile(np.arange(4.0), 50) + 1e-6 * made([0.1], 200), "quarter", season=4)
    found = score(steady, PLAIN, 4, 4)
    assert found.scores["seasonal"].mase < 2 < found.scores["naive"].mase
