"""The forecasting page: a rolling-origin evaluation of 300 points, 5 models, 12 steps, beside a statsmodels loop."""

import time
from collections.abc import Callable

import numpy as np
import scoringrules
from scipy import stats
from statsmodels.tsa.ar_model import AutoReg

from benchmarks.report import Row, percentile, quartiles
from explainers.autoregression.forecasting.fans import NOMINAL
from explainers.autoregression.forecasting.preparing import Preparation
from explainers.autoregression.forecasting.scoring import score
from explainers.data.series.series import Series, series_named

POINTS, ORDER, HORIZON, SEASON = 300, 9, 12, 11
TURNS = 7


def measure() -> list[Row]:
    whole = series_named("sunspots")
    series = Series(whole.title, whole.quantity, whole.labels[-POINTS:], whole.values[-POINTS:], "year", season=SEASON)
    check(series)
    rows = []
    for fans, what in (((), "5 models"), (("bootstrap", "posterior"), "5 models, bootstrap and posterior fans")):
        ours, theirs = [], []
        for _ in range(TURNS):
            theirs.append(milliseconds_for(lambda: plain(series.values)))
            ours.append(milliseconds_for(lambda fans=fans: score(series, Preparation(), ORDER, HORIZON, fans)))
        ratios = [a / b for a, b in zip(ours, theirs, strict=True)]
        rows.append(Row(f"rolling origin, {POINTS} points, {what}", f"{percentile(ours, 50):.0f} ms",
                        f"{percentile(theirs, 50):.0f} ms", quartiles(ratios), "" if fans else "at most 1.0",
                        "bare: AutoReg fitted at every origin"))  # fmt: skip
    return rows


def milliseconds_for(what: Callable[[], object]) -> float:
    started = time.perf_counter()
    what()
    return 1000 * (time.perf_counter() - started)


def plain(y: np.ndarray) -> dict[str, np.ndarray]:
    """Return MASE, CRPS and coverage of the five models, as one writes it with statsmodels; each by step ahead."""
    half, h = stats.norm.ppf(0.5 + 0.5 * np.array(NOMINAL))[:, None], np.arange(1, HORIZON + 1)
    found: dict[str, list[np.ndarray]] = {name: [] for name in ("naive", "seasonal", "drift", "mean", "plugin")}
    for n in range(len(y) // 2, len(y) - HORIZON + 1):
        x, truth, steps = y[:n], y[n : n + HORIZON], np.diff(y[:n])
        scale, slope = np.mean(np.abs(x[SEASON:] - x[:-SEASON])), (x[-1] - x[0]) / (n - 1)
        ahead = AutoReg(x, ORDER).fit().get_prediction(n, n + HORIZON - 1)
        forecasts = {
            "naive": (np.full(HORIZON, x[-1]), np.sqrt(h * np.mean(steps**2))),
            "seasonal": (x[n - SEASON + (h - 1) % SEASON],
                         np.sqrt(((h - 1) // SEASON + 1) * np.mean((x[SEASON:] - x[:-SEASON]) ** 2))),
            "drift": (x[-1] + h * slope, np.sqrt(h * (1 + h / (n - 1)) * np.mean((steps - slope) ** 2))),
            "mean": (np.full(HORIZON, x.mean()), np.full(HORIZON, np.sqrt((1 + 1 / n) * x.var(ddof=1)))),
            "plugin": (np.asarray(ahead.predicted_mean), np.asarray(ahead.se_mean)),
        }  # fmt: skip
        for name, (middle, sd) in forecasts.items():
            error, crps = np.abs(truth - middle), scoringrules.crps_normal(truth, middle, sd)
            found[name].append(np.vstack([error / scale, crps, error <= half * sd]))
    return {name: np.mean(values, axis=0) for name, values in found.items()}


def check(series: Series) -> None:
    """Make sure that both do the same work; and import what is slow before anything is timed."""
    ours = score(series, Preparation(), ORDER, HORIZON).scores
    for name, numbers in plain(series.values).items():
        mine = np.vstack([ours[name].mase_at, ours[name].crps_at, ours[name].coverage_at])
        np.testing.assert_allclose(mine, numbers, rtol=1e-6)
