"""What is taken home as numbers, and whether the challenge is met."""

import numpy as np

from explainers.autoregression.forecasting.fans import NOMINAL
from explainers.autoregression.forecasting.model import LAGS, Result
from explainers.autoregression.forecasting.process import Array

GOAL = 11.0  # steps of the cycle that the challenge asks for
NEAR = 0.25  # how far from it counts
LASTING = 0.9  # the least modulus of its roots


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


def challenge(result: Result) -> tuple[bool, str]:
    """Check "make a series that cycles every eleven steps"."""
    period, modulus = result.cycle
    if np.isnan(period):
        return False, "All roots are real: this series does not cycle. Two of them have to leave the axis as a pair."
    told = f"The cycle takes {period:.2f} steps, and its roots have modulus {modulus:.3f}."
    if result.nature != "stationary":
        return False, f"{told} But the process is not stationary ({result.nature}): bring every root inside the circle."
    if abs(period - GOAL) > NEAR:
        return (
            False,
            f"{told} Turn the pair until it takes {GOAL:g}: between {GOAL - NEAR:g} and {GOAL + NEAR:g} count.",
        )
    if abs(result.roots[0]) > modulus + 1e-9:
        return False, f"{told} Another root, {result.roots[0].real:.2f}, lasts longer and hides the cycle."
    if modulus < LASTING:
        return False, f"{told} So it is forgotten before it has come round: bring the modulus to {LASTING:g} or more."
    return True, f"{told} After one cycle {modulus**period:.0%} of a swing is left: about the sunspots' rhythm."
