"""What is taken home: numbers as tables, and the files that a script reads."""

import numpy as np

from explainers.autoregression.forecasting.fans import NOMINAL
from explainers.autoregression.forecasting.model import LAGS, Result
from explainers.autoregression.forecasting.process import Array
from explainers.autoregression.forecasting.settings import Params
from explainers.data.series.series import SOURCES, files_of


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return the series, and the autocorrelations, as named columns."""
    series = {"t": np.arange(1.0, result.x.shape[1] + 1)}
    series |= {f"realisation_{i}": row for i, row in enumerate(result.x, 1)}
    correlations = {"lag": np.arange(1.0, LAGS + 1), "acf": result.rho[1:], "acf_sample": result.sampled[1:],
                    "pacf": result.exact_partials, "pacf_sample": result.sampled_partials}  # fmt: skip
    return {"series": series, "correlations": correlations, "forecast": forecast_table(result)}


def forecast_table(result: Result) -> dict[str, Array]:
    """Return the fan of the forecast step by step, and what then happened (nan where the series has ended)."""
    forecast = result.forecast
    fan = forecast.fans.get(result.params.fan, forecast.fans["plugin"])
    steps = np.arange(1.0, forecast.horizon + 1)
    truth = np.append(forecast.truth, np.full(forecast.horizon - len(forecast.truth), np.nan))
    columns = {"steps_ahead": steps, "median": fan.middle, "truth": truth}
    for share, lower, upper in zip(NOMINAL, fan.lower, fan.upper, strict=True):
        columns |= {f"lower_{share:.0%}": lower, f"upper_{share:.0%}": upper}
    return columns


def scores_table(result: Result) -> dict[str, Array]:
    """Return mean absolute scaled error and CRPS of every way of forecasting, step by step. They may take long."""
    scored = result.scored
    columns = {"steps_ahead": np.arange(1.0, scored.horizon + 1)}
    for name, score in scored.scores.items():
        columns |= {f"mase_{name}": score.mase_at, f"crps_{name}": score.crps_at}
    return columns


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the file that a script reads for these settings; the learner's own series stands in the script itself."""
    if params.series == "own" and params.own:
        return {}
    return files_of(params.series if params.series in SOURCES else "sunspots")
