"""How much of tomorrow is already in today? Autoregressive processes, and forecasts of real series with honest fans."""

from explainers.autoregression.forecasting.equations import equations
from explainers.autoregression.forecasting.figure_process import plot_process
from explainers.autoregression.forecasting.figure_window import plot_window
from explainers.autoregression.forecasting.model import Params, Result, challenge, simulate, tables

__all__ = [
    "Params",
    "Result",
    "challenge",
    "equations",
    "plot_process",
    "plot_window",
    "simulate",
    "tables",
]
