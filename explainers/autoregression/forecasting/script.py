"""The take-home script as one writes it with statsmodels: the series, its preparation, the fit, the forecast."""

import textwrap

from explainers.autoregression.forecasting.model import Result
from explainers.data.series.series import Series

BODY = """
    # what is modelled: w = (1 - B)^d (1 - B^s)^D z, with z the series or its logarithm
    z = np.log(y) if LOG else y
    delta = np.ones(1)
    for _ in range(DIFFERENCE):
        delta = np.convolve(delta, [1.0, -1.0])
    if SEASONAL == "difference":
        delta = np.convolve(delta, np.r_[1.0, np.zeros(SEASON - 1), -1.0])
    known = z[:ORIGIN]
    w = np.convolve(known, delta, "valid")


    def waves(times):
        \"\"\"Return cosines and sines of the season, two columns for each wave.\"\"\"
        angles = 2 * np.pi * np.outer(times, np.arange(1, HARMONICS + 1)) / SEASON
        return np.stack([np.cos(angles), np.sin(angles)], axis=-1).reshape(len(times), -1)


    lost = len(delta) - 1  # values that the differences use up
    before, after = waves(np.arange(lost, ORIGIN)), waves(np.arange(ORIGIN, ORIGIN + HORIZON))
    model = AutoReg(w, lags=P, trend="c", exog=before if SEASONAL == "harmonics" else None)
    fit = model.fit()
    ahead = fit.get_prediction(len(w), len(w) + HORIZON - 1, exog_oos=after if SEASONAL == "harmonics" else None)

    # back to the original scale: each new z is w plus what the differences took away
    path = list(known)
    for value in np.asarray(ahead.predicted_mean):
        path.append(value - sum(delta[j] * path[-j] for j in range(1, len(delta))))
    forecast = np.array(path[ORIGIN:])
    forecast = np.exp(forecast) if LOG else forecast

    if __name__ == "__main__":
        print(fit.summary())
        print(acorr_ljungbox(fit.resid, lags=[max(10, P + 5)], model_df=P))
        print("of w, with 95% intervals:", ahead.summary_frame(), sep="\\n")
        print("forecast:", *forecast.round(4))
        print("what came:", *y[ORIGIN : ORIGIN + HORIZON].round(4))
"""


def in_docstring(series: Series) -> str:
    """Return what a series is, for a docstring: nothing in the names of somebody's columns may end it."""
    told = f"{series.title}: {series.quantity}, from {series.labels[0]} on."
    return told.replace("\\", "/").replace('"', "'")


def statsmodels_script(result: Result) -> str:
    """Return a script that fits the series on the stage with statsmodels and forecasts it from the same origin."""
    forecast, choices = result.forecast, result.preparation
    numbers = ", ".join(repr(float(value)) for value in result.series.values)
    values = textwrap.fill(numbers, 118, initial_indent="    ", subsequent_indent="    ")
    settings = {
        "LOG": choices.log, "DIFFERENCE": choices.difference, "SEASONAL": choices.seasonal, "SEASON": choices.season,
        "HARMONICS": max(1, choices.waves), "P": forecast.fit.p, "ORIGIN": forecast.origin, "HORIZON": forecast.horizon,
    }  # fmt: skip
    return (
        '"""How much of tomorrow is already in today? By statsmodels, as on the page.\n\n'
        f"{in_docstring(result.series)}\n\n"
        'Needs Python 3.11 or newer: pip install statsmodels\n"""\n\n'
        "import numpy as np\nfrom statsmodels.stats.diagnostic import acorr_ljungbox\n"
        "from statsmodels.tsa.ar_model import AutoReg\n\n"
        + "\n".join(f"{name} = {value!r}" for name, value in settings.items())
        + f"\ny = np.array([\n{values}\n])\n"
        + textwrap.dedent(BODY)
    )
