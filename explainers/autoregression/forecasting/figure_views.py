"""The figures of a real series: fitted, forecast, scored."""

from explainers.autoregression.forecasting.figure_fit import draw_fit
from explainers.autoregression.forecasting.figure_forecast import draw_forecast
from explainers.autoregression.forecasting.figure_scores import draw_scores
from explainers.autoregression.forecasting.model import Result
from explainers.figure_style import Drawing, Plot, Style


@Plot
def plot_fit(result: Result, style: Style) -> Drawing:
    """Draw the criterion over the orders, the coefficients with the least squares they are, and what is left over."""
    return draw_fit(result.fitted, style)


@Plot
def plot_forecast(result: Result, style: Style) -> Drawing:
    """Draw the fan from the origin against what then happened, and how the forecast goes home to the mean."""
    return draw_forecast(result.forecast, style)


@Plot
def plot_scores(result: Result, style: Style) -> Drawing:
    """Draw the scores of all ways of forecasting, and measured coverage beside nominal."""
    return draw_scores(result.scored, style)
