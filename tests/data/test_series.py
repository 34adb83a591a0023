"""The series that come with the course are those that statsmodels and plotly ship; text and back; dates that go on."""

from datetime import datetime, timedelta

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plotly import data as plotly_data
from statsmodels import datasets

from explainers.data.series.series import (
    SOURCES,
    STEPS,
    Series,
    files_of,
    later,
    series_named,
    series_to_text,
    text_to_series,
)
from explainers.shipped import place_of

SIZES = {"sunspots": 309, "elnino": 732, "co2": 526, "nile": 100, "stocks": 105, "weather": 1461, "load": 2016}


@pytest.mark.parametrize("name", SOURCES)
def test_a_series_is_whole_and_says_where_it_comes_from(name: str):
    series, source = series_named(name), SOURCES[name]
    assert len(series) == len(series.labels) == SIZES[name]
    assert np.isfinite(series.values).all()
    assert len(set(series.labels)) == len(series)
    assert all(series.label(i + 1) == later(series.labels[i], 1, series.step) for i in range(len(series) - 1))
    assert source.origin and source.licence and source.address.startswith("https://")
    readme = place_of("data/series/README.md").read_text("utf-8")
    assert f"`{name}.csv`" in readme
    assert list(files_of(name)) == [source.file]
    assert files_of(name)[source.file].startswith(b"date,value\n")


def test_they_are_what_statsmodels_ships():
    np.testing.assert_array_equal(series_named("sunspots").values, datasets.sunspots.load_pandas().endog)
    np.testing.assert_array_equal(series_named("nile").values, datasets.nile.load_pandas().data["volume"])
    table = datasets.elnino.load_pandas().data.set_index("YEAR")
    np.testing.assert_array_equal(series_named("elnino").values, table.to_numpy().ravel())
    weekly = datasets.co2.load_pandas().data["co2"]
    monthly = weekly.resample("MS").mean()
    np.testing.assert_allclose(series_named("co2").values, monthly.interpolate(), atol=5e-5)
    assert f"{monthly.isna().sum()} months without" in SOURCES["co2"].origin
    assert series_named("co2").labels == tuple(f"{month:%Y-%m}" for month in monthly.index)


def test_the_share_is_plotlys():
    table = plotly_data.stocks(return_type="pandas")
    np.testing.assert_array_equal(series_named("stocks").values, table["GOOG"])
    assert series_named("stocks").labels == tuple(str(day)[:10] for day in table["date"])


def test_electricity_demand_has_its_day_and_its_week():
    week = series_named("load").values.reshape(12, 7, 24).mean(axis=0)
    assert (week[:5].mean(axis=1) > week[5:].mean(axis=1).max()).all(), "less on Saturday and Sunday"
    assert set(week[:5].argmin(axis=1)) <= {3, 4, 5}, "least before dawn"


def test_seattle_is_warmest_in_summer():
    series = series_named("weather")
    months = np.array([int(label[5:7]) for label in series.labels])
    means = [series.values[months == month].mean() for month in range(1, 13)]
    assert np.argmax(means) in (6, 7)
    assert np.argmin(means) in (0, 11)


# ---------------------------------------------------------------------------------------------- text, and dates


@given(
    st.lists(st.floats(-1e100, 1e100), min_size=1, max_size=30),
    st.sampled_from(STEPS),
    st.integers(1, 12),
    st.text(max_size=40),
)
def test_a_series_goes_through_text_and_back_exactly(values: list[float], step: str, every: int, title: str):
    labels = tuple(str(i) for i in range(len(values)))
    series = Series(title, "unit | other", labels, np.array(values), step, every, 7)
    back = text_to_series(series_to_text(series))
    np.testing.assert_array_equal(back.values, series.values)
    assert (back.labels, back.step, back.every, back.season) == (labels, step, every, 7)
    assert series_to_text(back) == series_to_text(series)


HEAD = "series|a|b|day|1|1"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "series",
        "a|b|c|d|1|1\n1|2",
        HEAD,
        f"{HEAD}\n1|x",
        f"{HEAD}\n1|nan",
        "series|a|b|never|1|1\n1|2",
        "1|2",
        "🙂",
    ],
)
def test_other_text_is_no_series(text: str):
    with pytest.raises(ValueError):
        text_to_series(text)


@given(st.integers(1, 400), st.integers(1, 5))
def test_dates_go_on_as_in_the_calendar(n: int, every: int):
    day = pd.Timestamp("2019-11-30")
    assert later("2019-11-30", n, "day", every) == str((day + pd.Timedelta(days=n * every)).date())
    assert later("2019-11-30", n, "week", every) == str((day + pd.Timedelta(weeks=n * every)).date())
    november, october = pd.Period("2019-11", "M"), pd.Period("2019-10", "M")
    assert later("2019-11", n, "month", every) == str(november + n * every)
    assert later("2019-10", n, "quarter", every) == str(october + 3 * n * every)
    assert later("2019", n, "year", every) == str(2019 + n * every)
    friday = pd.Timestamp("2019-11-29")
    assert later("2019-11-29", n, "working day", every) == str((friday + n * every * pd.offsets.BDay()).date())
    hour = datetime(2019, 12, 31, 22) + timedelta(hours=n * every)
    assert later("2019-12-31 22:00", n, "hour", every) == f"{hour:%Y-%m-%d %H:%M}"
    assert later("17", n, "step", every) == str(17 + n * every)


@pytest.mark.parametrize(("label", "step"), [("9999-12-31", "day"), ("tomorrow", "week"), ("x", "year"), ("x", "step")])
def test_where_the_calendar_ends_steps_are_counted(label: str, step: str):
    assert later(label, 3, step) == "+3"


def test_steps_are_said_in_words():
    monthly = series_named("co2")
    assert (monthly.steps(1), monthly.steps(12)) == ("1 month", "12 months")
    assert Series("", "", ("1",), np.ones(1), "hour", 3).steps(5) == "5 times 3 hours"
