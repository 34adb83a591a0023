"""How often forecast bands hold what they promise, and NUTS against the posterior that is known; recorded beside this.

The suite holds quick forms of it in tests/autoregression/test_forecasting_engine.py.
"""

import json
from typing import Any

import numpy as np
import pytest

from explainers.autoregression.forecasting.fans import NOMINAL, fan_of_draws, forecasted
from explainers.autoregression.forecasting.fitting import least_squares
from explainers.autoregression.forecasting.posterior import PosteriorAsked, exact_posterior, sample_posterior
from explainers.autoregression.forecasting.preparing import SUGGESTED, prepare
from explainers.data.series.series import series_named
from tests.autoregression.test_forecasting_engine import PLAIN, coverage, made, series_of
from tests.conftest import ROOT

FILE = ROOT / "tests" / "evidence" / "forecasting.json"


def covered_by_the_right_model() -> list[float]:
    """Independent series, so that the count is binomial; 500 values, so that the coefficients are nearly known."""
    runs, share = 400, np.array(NOMINAL)[:, None]
    held = coverage([1.2, -0.5], runs, 500, 8, 2)["plugin"]
    assert (np.abs(held - share) < 4 * np.sqrt(share * (1 - share) / runs)).all()
    return [round(float(each.mean()), 4) for each in held]


def covered_with_few_data() -> dict[str, float]:
    """Thirty values for six coefficients: what the plug-in takes for the truth is a guess."""
    runs = 500
    held = {kind: each[1, 0] for kind, each in coverage([1.2, -0.5], runs, 30, 1, 5, "posterior").items()}
    error = np.sqrt(0.8 * 0.2 / runs)
    assert abs(held["posterior"] - 0.8) < 4 * error
    assert held["plugin"] < 0.8 - 3 * error
    return {kind: round(float(each), 4) for kind, each in held.items()}


def nuts_against_the_closed_form() -> float:
    """Return by how many standard deviations the means of NUTS differ from the exact ones, at most."""
    y = made([1.1, -0.4], 60, 4, 2.0)
    heard = []
    answered = sample_posterior(PosteriorAsked(tuple(y), PLAIN, 3, draws=2000), lambda *said: heard.append(said))
    fit = least_squares(prepare(y, PLAIN), 3)
    beta, sigma = exact_posterior(fit, 200_000, np.random.default_rng(0))
    assert answered.beta.shape == (4000, 4)
    assert np.abs((answered.beta.mean(axis=0) - beta.mean(axis=0)) / beta.std(axis=0)).max() < 0.1
    np.testing.assert_allclose(answered.beta.std(axis=0), beta.std(axis=0), rtol=0.1)
    np.testing.assert_allclose(np.corrcoef(answered.beta.T), np.corrcoef(beta.T), atol=0.08)
    assert answered.sigma.mean() == pytest.approx(sigma.mean(), rel=0.02)
    assert answered.diverged == 0
    assert answered.r_hat < 1.02
    assert [what for _, what in heard if "sampling" in what]
    # a fan of them, from a longer series by the model that is compiled already, and a report that says stop
    forecast = forecasted(series_of(y), PLAIN, 3, 60, 12, "posterior", 0, answered.draws)
    exact = fan_of_draws("posterior", beta[:20_000], sigma[:20_000], prepare(y, PLAIN), 12, 1)
    np.testing.assert_allclose(forecast.fans["posterior"].width(), exact.width(), rtol=0.1)
    harmonic = PosteriorAsked(tuple(series_named("elnino").values), SUGGESTED["elnino"], 2, draws=500)
    waves = least_squares(prepare(np.array(harmonic.known), harmonic.preparation), 2)
    found = sample_posterior(harmonic)
    assert np.abs((found.beta.mean(axis=0) - waves.beta) / waves.errors).max() < 0.25

    def stop(share: float, doing: str) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sample_posterior(harmonic, stop)
    return round(float(np.abs((answered.beta.mean(axis=0) - beta.mean(axis=0)) / beta.std(axis=0)).max()), 4)


def gather() -> dict[str, Any]:
    """Return what is covered, by nominal coverage or by fan; fails where that is further off than chance allows."""
    return {
        f"covered by bands of {NOMINAL}": covered_by_the_right_model(),
        "covered by 80% bands, thirty values": covered_with_few_data(),
        "means of NUTS, off by standard deviations": nuts_against_the_closed_form(),
    }


def evidence() -> dict[str, Any]:
    """Return what was recorded."""
    recorded: dict[str, Any] = json.loads(FILE.read_text("utf-8"))
    return recorded
