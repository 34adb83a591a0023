"""The page of forecasts as a visitor meets it: its views, a series of one's own, the posterior, what is taken home."""

import json
import runpy
from concurrent.futures import Future
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from explainers.autoregression.forecasting import EXPLAINER, Params
from explainers.autoregression.forecasting.equations import equations
from explainers.autoregression.forecasting.fans import on_scale
from explainers.autoregression.forecasting.model import FROM_END, MOST_STOPS, simulate
from explainers.autoregression.forecasting.preparing import SUGGESTED
from explainers.autoregression.forecasting.script import statsmodels_script
from explainers.catalogue import by_path
from explainers.data.series.series import SOURCES, series_named, series_to_text, text_to_series
from explainers.figure_style import Style
from explainers.problems import BadInput
from pages.stage import sweeps
from pages.stage.sweeps import sweeps_of
from tests.conftest import Course

PAGE = by_path("autoregression/forecasting")
RNG = np.random.default_rng(0)
NUMBERS = np.round(10 + RNG.standard_normal(60).cumsum(), 3)
MONTHS = [f"{2000 + i // 12}-{i % 12 + 1:02}" for i in range(60)]


def prepared(name: str, **more: Any) -> Params:
    suits = SUGGESTED[name]
    return Params(series=name, log=suits.log, difference=suits.difference, seasonal=suits.seasonal,
                  harmonics=suits.harmonics, **more)  # fmt: skip


def alt(course: Course, visit: AppTest) -> str:
    return course.sent(visit, "forecasting-chart")["alt"]


def said(visit: AppTest) -> str:
    return " ".join(element.value for kind in ("caption", "warning", "markdown") for element in getattr(visit, kind))


def box(visit: AppTest, label: str) -> Any:
    return next(box for box in visit.selectbox if box.label == label)


def pasted(course: Course, text: str, view: str = "forecast") -> AppTest:
    visit = course.open(PAGE, forecasting_view=view, forecasting_series="own")
    visit.text_area(key="forecasting-pasted").set_value(text).run()
    assert course.complaints(visit) == []
    return visit


# ---------------------------------------------------------------------------------------------- series and views


@pytest.mark.parametrize("name", ["sunspots", "stocks", "co2"])
def test_the_formulas_of_a_fit_come_to_its_numbers(name: str):
    result = simulate(prepared(name))
    shown = {equation.left: equation.value for equation in equations(result)}
    forecast = result.forecast
    assert shown[r"\hat\varphi_1"] == pytest.approx(forecast.fit.phi[0])
    assert shown[r"\mathrm{AIC}"] == pytest.approx(forecast.fit.aic)
    fan, h = forecast.fans["plugin"], forecast.horizon
    middle = np.log(fan.middle[-1]) if forecast.preparation.log else fan.middle[-1]
    upper = on_scale(middle + 1.959964 * shown[rf"\mathrm{{sd}}_{{{h}}}"], forecast.preparation)
    assert upper == pytest.approx(fan.upper[2, -1], rel=1e-6)
    assert shown[rf"|\lambda_1|^{{{h}}}"] == pytest.approx(abs(forecast.fit.roots[0]) ** h)


def test_another_series_is_prepared_as_it_suits_it_and_forecast_from_near_its_end(course: Course):
    visit = course.open(PAGE, forecasting_view="forecast", forecasting_origin="100")
    assert course.shown(visit, PAGE).params.origin == 100
    visit.selectbox(key="forecasting_series").select("stocks").run()
    now = course.shown(visit, PAGE).params
    assert (now.log, now.difference, now.seasonal) == (True, 1, "none")
    assert now.origin == len(series_named("stocks")) - FROM_END
    assert course.complaints(visit) == []


def test_what_cannot_be_prepared_gets_a_sentence_and_the_last_picture_stays(course: Course):
    visit = course.open(PAGE, forecasting_view="fit", forecasting_series="nile")
    before = alt(course, visit)
    visit.selectbox(key="forecasting_seasonal").select("difference").run()
    assert course.complaints(visit) == []
    assert any("season" in warning for warning in course.warnings(visit))
    assert alt(course, visit) == before


def test_going_from_view_to_view_keeps_every_setting(course: Course):
    visit = course.open(PAGE, forecasting_phi_1="0.3", forecasting_series="nile", forecasting_horizon="7")
    for view in ("window", "fit", "process", "forecast", "scores", "process"):
        visit.get_by_key("forecasting_view").set_value(view).run()
        now = course.shown(visit, PAGE)
        assert (now.view, now.params.phi[0], now.params.series, now.params.horizon) == (view, 0.3, "nile", 7)
    assert course.complaints(visit) == []


@pytest.mark.parametrize("order", range(1, 6))
def test_an_order_has_as_many_weights_and_at_most_five_sliders_stand_in_sight(course: Course, order: int):
    visit = course.open(PAGE, forecasting_order=str(order))
    assert course.complaints(visit) == course.warnings(visit) == []
    assert course.shown(visit, PAGE).params.order == order
    weights = [slider for slider in visit.slider if slider.key.startswith("forecasting_phi_")]
    assert len(weights) == order
    in_sight = [slider.key.removeprefix("forecasting_") for slider in visit.slider][: order + (order < 5)]
    assert in_sight == [*(f"phi_{k}" for k in range(1, order + 1)), "sigma"][:5]


@pytest.mark.parametrize("name", SOURCES)
def test_the_stops_of_the_origin_are_those_from_which_a_forecast_can_be_made(name: str):
    stops = simulate(prepared(name)).origins
    assert len(stops) <= MOST_STOPS + 1
    assert stops[-1] == len(series_named(name))
    assert all(simulate(prepared(name, origin=stop)).forecast.note == "" for stop in (stops[0], stops[-1]))


def test_the_slider_of_the_origin_has_these_stops(course: Course):
    visit = course.open(PAGE, forecasting_view="forecast", forecasting_series="nile")
    slider, stops = visit.slider(key="forecasting_origin"), simulate(Params(series="nile")).origins
    assert (slider.min, slider.max, slider.step) == (stops[0], stops[-1], stops.step)


def test_the_guess_gives_nothing_away():
    result = simulate(Params(origin=288))
    hidden = EXPLAINER.plot("guess")(result, Style())
    drawn = np.concatenate([np.asarray(trace.y, float) for trace in hidden.data])
    assert not np.isin(result.future, drawn).any()
    assert "AR(" not in json.dumps(hidden.to_plotly_json(), default=str)
    revealed = EXPLAINER.plot("guess")(result, Style(), [50.0] * 11, 11)
    drawn = np.concatenate([np.asarray(trace.y, float) for trace in revealed.data])
    assert np.isin(result.future, drawn).all()


# ---------------------------------------------------------------------------------------------- a series of one's own


def test_a_pasted_series_is_forecast_and_stays_out_of_the_address(course: Course):
    text = "month,sales\n" + "\n".join(f"{month},{value}" for month, value in zip(MONTHS, NUMBERS, strict=True))
    visit = pasted(course, text)
    now = course.shown(visit, PAGE)
    found = text_to_series(now.params.own)
    np.testing.assert_array_equal(found.values, NUMBERS)
    assert found.step == "month"
    assert str(NUMBERS[7]) not in now.link
    assert "series=Your+own" in now.link
    assert "sales" in box(visit, "Values").options
    again = course.open(PAGE, forecasting_view="forecast", forecasting_series="own")
    assert course.shown(again, PAGE).params.own == "", "another visitor"


def test_columns_can_be_chosen(course: Course):
    rows = [f"{month},{a},{b}" for month, a, b in zip(MONTHS, NUMBERS, NUMBERS[::-1] + 5, strict=True)]
    visit = pasted(course, "month,left,right\n" + "\n".join(rows))
    box(visit, "Values").select("right").run()
    np.testing.assert_allclose(text_to_series(course.shown(visit, PAGE).params.own).values, NUMBERS[::-1] + 5)
    assert course.complaints(visit) == []


def table(values: Any, dates: Any = MONTHS) -> str:
    return "month,x\n" + "\n".join(f"{date},{value}" for date, value in zip(dates, values, strict=True))


@pytest.mark.parametrize(
    ("text", "about"),
    [
        (table(NUMBERS[:3], MONTHS[:3]), "at least"),
        (table([*NUMBERS[:59], NUMBERS[58]], [*MONTHS[:59], MONTHS[58]]), "twice"),
        (table(np.delete(NUMBERS, 30), np.delete(MONTHS, 30)), "missing"),
    ],
    ids=["three rows", "duplicates", "a gap"],
)
def test_what_is_wrong_with_a_table_is_said_and_nothing_breaks(course: Course, text: str, about: str):
    visit = pasted(course, text)
    assert alt(course, visit)
    assert about in said(visit).lower() or about == ""
    for view in ("fit", "scores"):
        visit.get_by_key("forecasting_view").set_value(view).run()
        assert course.complaints(visit) == []


def test_after_a_table_that_cannot_be_read_the_last_series_stays(course: Course):
    visit = pasted(course, table(NUMBERS))
    before = alt(course, visit)
    visit.text_area(key="forecasting-pasted").set_value("month,x\n2000-01,3").run()
    assert course.complaints(visit) == []
    assert "The last series that could be read stays." in said(visit)
    assert alt(course, visit) == before


def test_what_is_ones_own_is_in_no_cache_that_visitors_share(course: Course):
    visit = pasted(course, table(NUMBERS))
    sweeps._kept.clear()
    swept = sweeps_of(course.shown(visit, PAGE))
    assert swept["forecasting_origin"]["changes"]
    assert not sweeps._kept
    sweeps_of(course.shown(course.open(PAGE, forecasting_view="forecast", forecasting_series="nile"), PAGE))
    assert sweeps._kept, "what is everybody's is kept"


def test_a_text_that_is_no_series_is_refused():
    with pytest.raises(BadInput) as problem:
        simulate(Params(series="own", own="x,y\n1,2"))
    assert problem.value.field == "own"


def test_what_is_ones_own_goes_home_in_the_script_and_nowhere_else():
    own = series_to_text(series_named("nile"))
    assert EXPLAINER.files(Params(series="own", own=own), "forecast") == {}
    assert list(EXPLAINER.files(Params(series="nile"), "forecast")) == [SOURCES["nile"].file]
    assert simulate(Params(series="own", own=own)).fitted.fit.phi == pytest.approx(
        simulate(Params(series="nile")).fitted.fit.phi
    )


# ---------------------------------------------------------------------------------------------- the posterior


class Pool:
    """Worker processes that answer at once, after a while, or not at all."""

    wanted = warm_by_now = True

    def __init__(self, answer: Any) -> None:
        self.answer, self.asked, self.cancelled = answer, [], 0

    def submit(self, function: Any, asked: Any, visitor: str = "") -> Any:
        self.asked.append(asked)
        future: Future[Any] = Future()
        if isinstance(self.answer, Exception):
            future.set_exception(self.answer)
        elif self.answer is not None:
            future.set_result(self.answer(asked))

        def cancel() -> None:
            self.cancelled += 1

        return SimpleNamespace(future=future, lost=False, cancel=cancel, progress=lambda: (0.3, "sampling"))


def drawn(asked: Any) -> Any:
    beta = np.tile(np.r_[5.0, np.full(asked.p, 0.05)], (200, 1))
    return SimpleNamespace(draws=(beta, np.full(200, 10.0)), nbytes=beta.nbytes)


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Any:
    from pages.stage import answers

    def use(answer: Any) -> Pool:
        made = Pool(answer)
        monkeypatch.setattr(answers, "WORKERS", made)
        return made

    return use


def test_the_posterior_is_asked_once_and_drawn(course: Course, pool: Any):
    workers = pool(drawn)
    visit = course.open(PAGE, forecasting_view="forecast", forecasting_fan="posterior")
    assert course.complaints(visit) == []
    assert "posterior" in alt(course, visit)
    visit.run()
    assert len(workers.asked) == 1
    assert len(workers.asked[0].known) == course.shown(visit, PAGE).params.origin


def test_while_the_posterior_is_sampled_the_plug_in_is_there_and_it_can_be_cancelled(course: Course, pool: Any):
    workers = pool(None)
    visit = course.open(PAGE, forecasting_view="forecast", forecasting_fan="posterior")
    assert course.complaints(visit) == []
    assert alt(course, visit)
    visit.button(key="forecasting-cancel").click().run()
    assert workers.cancelled == 1
    assert visit.button(key="forecasting-again")
    assert course.complaints(visit) == []


def test_a_posterior_that_fails_gets_a_sentence(course: Course, pool: Any):
    pool(RuntimeError("no luck"))
    visit = course.open(PAGE, forecasting_view="forecast", forecasting_fan="posterior")
    assert course.complaints(visit) == []
    assert any("no luck" in warning for warning in course.warnings(visit))
    assert alt(course, visit)


# ---------------------------------------------------------------------------------------------- taken home


@pytest.mark.parametrize("name", ["sunspots", "elnino", "co2", "stocks"])
def test_the_script_with_statsmodels_forecasts_what_the_page_does(name: str, tmp_path: Path):
    result = simulate(prepared(name))
    (tmp_path / "script.py").write_text(statsmodels_script(result), "utf-8")
    found = runpy.run_path(str(tmp_path / "script.py"))
    np.testing.assert_allclose(found["forecast"], result.forecast.fans["plugin"].middle, rtol=1e-8)
    compile(statsmodels_script(result), "script.py", "exec")


def test_tables_hold_what_is_drawn():
    result = simulate(Params(series="nile", origin=95, horizon=10))
    tables = EXPLAINER.tables(result)
    np.testing.assert_array_equal(tables["forecast"]["median"], result.forecast.fans["plugin"].middle)
    assert np.isnan(tables["forecast"]["truth"][5:]).all()
    np.testing.assert_array_equal(tables["forecast"]["truth"][:5], series_named("nile").values[95:])
    np.testing.assert_array_equal(tables["series"]["realisation_1"], result.x[0])
