"""Series that are out to break it: whatever comes, it is forecast in numbers, or refused in a sentence."""

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainers.autoregression.forecasting.fans import first_origin, forecasted
from explainers.autoregression.forecasting.figure_fit import draw_fit
from explainers.autoregression.forecasting.figure_forecast import draw_forecast
from explainers.autoregression.forecasting.figure_scores import draw_scores
from explainers.autoregression.forecasting.fitting import fitted
from explainers.autoregression.forecasting.preparing import Preparation, reasons
from explainers.autoregression.forecasting.scoring import score
from explainers.autoregression.forecasting.sentences import compare_scores
from explainers.figure_style import Style
from explainers.problems import BadInput
from tests.autoregression.test_forecasting_engine import CHOICES, PLAIN, series_of

T = np.arange(90.0)
NASTY = {
    "a sine without noise": np.sin(0.3 * T),
    "a line with a kink": np.where(T < 45, T, 90 - T),
    "one spike": np.where(T == 60, 1.0, 0.0),
    "nothing, then something": np.where(T < 60, 0.0, np.sin(T)),
    "something, then nothing": np.where(T < 60, np.sin(T), 0.0),
    "heads and tails": (T % 2),
    "a step": np.where(T < 45, 1.0, 2.0),
    "an explosion": 1.3**T,
    "huge": 1e99 * np.sin(T),
    "tiny": 1e-90 * np.sin(T),
    "far from zero": 1e9 + np.sin(T),
    "a season and nothing else": np.tile(np.arange(12.0), 8)[:90],
    "powers": 10.0 ** np.clip(T - 45, 0, 30),
}


def everything(values: np.ndarray, choice: Preparation, p: int, horizon: int) -> None:
    """Fit, forecast and score a series, and draw all of it."""
    series = series_of(values, 12)
    assert all(reasons(series, choice).values())
    fit = fitted(series, choice, "hand", p)
    assert np.isfinite(fit.fit.beta).all()
    assert draw_fit(fit, Style()).alt
    for origin in (first_origin(choice, fit.fit.p), len(values) - 5, len(values)):
        forecast = forecasted(series, choice, fit.fit.p, origin, horizon, "bootstrap")
        for fan in forecast.fans.values():
            assert np.isfinite([fan.middle, *fan.lower, *fan.upper]).all()
            assert (np.diff(np.vstack([fan.lower[::-1], fan.upper]), axis=0) >= -1e-9 * np.abs(fan.upper).max()).all()
        drawing = draw_forecast(forecast, Style())
        go.Figure(drawing.traces, drawing.layout)
        assert "nan" not in drawing.alt
    fans = ("bootstrap", "posterior") if choice == PLAIN else ()
    scored = score(series, choice, fit.fit.p, min(horizon, 6), fans)
    assert all(np.isfinite([one.mase, one.crps]).all() for one in scored.scores.values())
    assert compare_scores(scored).endswith(".")
    assert draw_scores(scored, Style()).alt


@pytest.mark.parametrize(
    ("name", "choice"),
    [(name, CHOICES[i]) for n, name in enumerate(NASTY) for i in (0, (1, 4, 5, 6)[n % 4])],
    ids=str,
)
def test_a_nasty_series_gives_numbers_or_a_sentence(name: str, choice: Preparation):
    try:
        everything(NASTY[name], choice, 6, 12)
    except BadInput as problem:
        assert problem.sentence.endswith(".")


WHOLE = st.lists(st.integers(-3, 3), min_size=20, max_size=60)


@given(WHOLE, st.sampled_from(CHOICES), st.integers(0, 8), st.integers(1, 20))
@settings(max_examples=20)
def test_any_small_whole_numbers_do_too(values: list[int], choice: Preparation, p: int, horizon: int):
    try:
        everything(np.array(values, float), choice, p, horizon)
    except BadInput as problem:
        assert problem.sentence.endswith(".")
