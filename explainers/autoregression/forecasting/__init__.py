"""How much of tomorrow is already in today? Autoregressive processes, and forecasts of real series with honest fans."""

from explainers.autoregression.forecasting.equations import equations
from explainers.autoregression.forecasting.figure_guess import plot_guess
from explainers.autoregression.forecasting.figure_process import plot_process
from explainers.autoregression.forecasting.figure_views import plot_fit, plot_forecast, plot_scores
from explainers.autoregression.forecasting.figure_window import plot_window
from explainers.autoregression.forecasting.model import Params, Result, simulate
from explainers.autoregression.forecasting.script import statsmodels_script
from explainers.autoregression.forecasting.tasks import challenge, tables
from explainers.data.series.series import SOURCES, files_of

__all__ = [  # noqa: RUF022, for the first picture is that of the page
    "Params",
    "Result",
    "carried",
    "challenge",
    "equations",
    "plot_process",
    "plot_window",
    "plot_fit",
    "plot_forecast",
    "plot_scores",
    "plot_guess",
    "private",
    "simulate",
    "statsmodels_script",
    "tables",
]


def private(params: Params) -> bool:
    """Return whether the settings hold what is a visitor's own: then nothing that all visitors share may keep them."""
    return bool(params.own)


def carried(params: Params, view: str) -> dict[str, bytes]:
    """Return the file that a script reads for these settings; the learner's own series stands in the script itself."""
    if params.series == "own" and params.own:
        return {}
    return files_of(params.series if params.series in SOURCES else "sunspots")
