"""The pictures of fit, forecast and scores: their numbers, their axes while the origin moves, what a figure owes."""

import re

import numpy as np
import plotly.graph_objects as go
import pytest

from explainers.autoregression.forecasting.fans import first_origin, forecasted
from explainers.autoregression.forecasting.figure_fit import NARROW_FIT, PLACES, draw_fit
from explainers.autoregression.forecasting.figure_forecast import NARROW_FORECAST, draw_forecast
from explainers.autoregression.forecasting.figure_forecast import PLACES as FORECAST
from explainers.autoregression.forecasting.figure_scores import NARROW_SCORES, draw_scores, kept_apart
from explainers.autoregression.forecasting.fitting import fitted, order_for
from explainers.autoregression.forecasting.preparing import SUGGESTED, Preparation
from explainers.autoregression.forecasting.scoring import score
from explainers.data.series.series import SOURCES, series_named
from explainers.figure_style import Drawing, Style
from pages.stage.sweeps import pack
from tests.autoregression.test_forecasting_engine import made, series_of

LECTURE = Style(dark=True, lecture=True)


def of_fit(name: str, style: Style) -> Drawing:
    return draw_fit(fitted(series_named(name), SUGGESTED[name]), style)


def of_forecast(name: str, style: Style) -> Drawing:
    series, choice = series_named(name), SUGGESTED[name]
    p = order_for(series, choice, "bic", 0)
    return draw_forecast(forecasted(series, choice, p, len(series) - 10, 24, "bootstrap"), style)


def of_scores(name: str, style: Style) -> Drawing:
    return draw_scores(score(series_named(name), SUGGESTED[name], 2, 6), style)


@pytest.mark.parametrize(("name", "style"), [("elnino", Style()), ("stocks", Style()), ("sunspots", LECTURE)])
@pytest.mark.parametrize("draw", [of_fit, of_forecast, of_scores])
def test_every_figure_is_one_that_plotly_takes_and_says_itself_in_a_sentence(draw, name: str, style: Style):
    drawing = draw(name, style)
    go.Figure(drawing.traces, drawing.layout)
    assert re.search(r"\d.*\.$", drawing.alt)
    assert SOURCES[name].title in drawing.alt
    assert not re.search(r"\bnan\b|\binf\b", drawing.alt)
    for trace in drawing.traces:
        assert trace.get("hoverinfo") == "skip" or trace["hovertemplate"].endswith("<extra></extra>")
        if trace["mode"] == "text":
            assert all(trace["text"]), "plotly.js loses its place among words of which one is empty"


@pytest.mark.parametrize(
    ("narrow", "draw"), [(NARROW_FIT, of_fit), (NARROW_FORECAST, of_forecast), (NARROW_SCORES, of_scores)]
)
def test_on_a_telephone_panels_do_not_overlap(narrow: dict, draw):
    layout = draw("sunspots", Style()).layout
    boxes = []
    for number in ("", "2", "3", "4"):
        if f"xaxis{number}" in layout:
            axes = [f"{axis}axis{number}" for axis in "xy"]
            x, y = ((layout[axis] | narrow.get(axis, {}))["domain"] for axis in axes)
            boxes.append((*x, *y))
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            assert a[1] <= b[0] or b[1] <= a[0] or a[3] <= b[2] or b[3] <= a[2], (a, b)


@pytest.mark.parametrize("name", SOURCES)
def test_the_origin_can_be_dragged_and_the_axes_stand_still(name: str):
    series, choice, h = series_named(name), SUGGESTED[name], 12
    p = order_for(series, choice, "bic", 0)
    origins = np.unique(np.linspace(first_origin(choice, p), len(series), 12).astype(int))
    drawings = [draw_forecast(forecasted(series, choice, p, int(n), h), Style()) for n in origins]
    changes = pack(drawings)["changes"]
    moving = {tuple(change["path"][:2]) for change in changes if change["path"][0] == "layout"}
    assert moving <= {("layout", "annotations")} | (
        {("layout", f"yaxis{FORECAST['fan'].suffix}")} if name == "co2" else set()
    )
    heights = {round(float(np.ptp(drawing.layout["yaxis"]["range"])), 6) for drawing in drawings}
    assert len(heights) == 1


def test_a_series_that_explodes_has_the_same_parts():
    """So that a slider can pass from origins with a mean to origins without."""
    series = series_of(1.1 ** np.arange(60.0) + np.random.default_rng(0).normal(size=60))
    drawings = [draw_forecast(forecasted(series, Preparation(), 1, n, 12), Style()) for n in (20, 40, 60)]
    assert pack(drawings)["changes"]
    assert "no mean" in drawings[-1].alt


def test_the_picture_of_a_forecast_shows_its_numbers():
    series = series_named("sunspots")
    forecast = forecasted(series, Preparation(), 9, 250, 10)
    drawing, fan = draw_forecast(forecast, Style()), forecast.fans["plugin"]
    widest = drawing.traces[3]  # after the overview's three
    last = series.values[249]
    np.testing.assert_allclose(widest["y"], np.r_[last, fan.upper[2], fan.lower[2][::-1], last])
    truth = next(trace for trace in drawing.traces if "what came" in trace.get("hovertemplate", ""))
    np.testing.assert_array_equal(truth["y"], series.values[250:260])
    outside = (series.values[250:260] > fan.upper[2]) | (series.values[250:260] < fan.lower[2])
    assert [ink == Style().colour("guess") for ink in truth["marker"]["color"]] == outside.tolist()
    assert f"{10 - outside.sum()} in the 95% band" in drawing.alt
    assert "<b>1949</b>" in drawing.layout["annotations"][0]["text"]


def test_the_picture_of_a_fit_shows_its_numbers():
    found = fitted(series_named("sunspots"), Preparation(), "bic")
    drawing = draw_fit(found, Style())
    aic = next(trace for trace in drawing.traces if "AIC of p" in trace.get("hovertemplate", ""))
    np.testing.assert_allclose(aic["y"], found.criteria.aic - found.criteria.aic.min())
    theirs = next(trace for trace in drawing.traces if "statsmodels" in trace.get("hovertemplate", ""))
    ours = next(trace for trace in drawing.traces if "least squares" in trace.get("hovertemplate", ""))
    np.testing.assert_allclose(theirs["y"], found.fit.phi)
    np.testing.assert_allclose(ours["y"], theirs["y"], rtol=1e-8)
    rows = PLACES["rows"].axes
    cells = [text for trace in drawing.traces if trace.items() >= rows.items() for text in trace["text"]]
    last_row, coefficients = {"2008", "2.9", "7.5", "93.3"}, {"1.16", "0.253"}
    assert last_row | coefficients <= set(cells)
    assert "p = 9" in str([trace["text"] for trace in drawing.traces if trace["mode"] == "text"])


def test_no_lags_have_a_picture_too():
    found = fitted(series_of(made([0.0], 60)), Preparation(), "hand", 0)
    drawing = draw_fit(found, Style())
    go.Figure(drawing.traces, drawing.layout)
    assert "no lags" in drawing.alt
    forecast = forecasted(series_of(made([0.0], 60)), Preparation(), 0, 50, 5, "bootstrap")
    assert draw_forecast(forecast, Style()).alt


def test_scores_stand_best_first_with_their_numbers():
    found = score(series_named("sunspots"), Preparation(), 9, 6, ("posterior",))
    drawing = draw_scores(found, Style())
    names = next(list(trace["text"]) for trace in drawing.traces if "naive" in trace.get("text", []))
    wanted = sorted(found.scores.values(), key=lambda one: one.mase)
    assert names == [one.title for one in wanted]
    held = next(trace for trace in drawing.traces if "the 80% band held" in trace.get("hovertemplate", ""))
    np.testing.assert_allclose(held["x"], [100 * one.coverage[1] for one in wanted])


def test_labels_are_kept_apart():
    found = kept_apart(np.array([1.0, 1.01, 0.1, 1.02]), 0.2)
    assert np.diff(np.sort(found)).min() >= 0.2 - 1e-9
    assert np.argsort(found).tolist() == [2, 0, 1, 3]
