"""How much of tomorrow is already in today? Autoregressive processes, and forecasts of real series with honest fans."""

from explainers.autoregression.forecasting.challenge import challenge
from explainers.autoregression.forecasting.equations import equations
from explainers.autoregression.forecasting.fans import bootstrap_fan, plugin_fan
from explainers.autoregression.forecasting.figure_guess import plot_guess
from explainers.autoregression.forecasting.figure_process import plot_process
from explainers.autoregression.forecasting.figure_views import plot_fit, plot_forecast, plot_scores
from explainers.autoregression.forecasting.figure_window import plot_window
from explainers.autoregression.forecasting.fitting import by_statsmodels, least_squares, order_criteria
from explainers.autoregression.forecasting.model import Result, simulate
from explainers.autoregression.forecasting.posterior import autoregression_model
from explainers.autoregression.forecasting.preparing import put_back
from explainers.autoregression.forecasting.process import autocorrelations, partials, recursion, roots
from explainers.autoregression.forecasting.scoring import score
from explainers.autoregression.forecasting.sentences import sentences
from explainers.autoregression.forecasting.settings import Params
from explainers.autoregression.forecasting.tables import files, tables
from explainers.explainer import Explainer, View

EXPLAINER: Explainer[Params, Result] = Explainer(
    path="autoregression/forecasting",
    params=Params,
    simulate=simulate,
    views=(
        View("process", "Process", plot_process, ("order", "phi", "sigma"),
             (recursion, roots, partials, autocorrelations)),
        View("window", "One step", plot_window, ("order", "at", "phi"), (recursion,)),
        View("fit", "Fit", plot_fit, ("series", "criterion", "lags"),
             (least_squares, by_statsmodels, order_criteria)),
        View("forecast", "Forecast", plot_forecast, ("series", "origin", "horizon", "fan"),
             (plugin_fan, bootstrap_fan, autoregression_model, put_back)),
        View("scores", "Scores", plot_scores, ("series", "horizon", "every_fan"), (score,)),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    sentences=sentences,
    files=files,
    guessed_on={"guess": plot_guess},
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
