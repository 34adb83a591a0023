"""Dates as people write them, against datetime, pandas and dateutil."""

import datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainers.reading import laid_out
from explainers.reading.dates import read_dates
from explainers.reading.months import month_of

MONTHS = pd.date_range("2021-01-01", periods=24, freq="MS")
DAYS = pd.date_range("2021-01-04", periods=40, freq="D")
WEEKS = pd.date_range("2021-01-04", periods=24, freq="7D")
HOURS = pd.date_range("2021-01-04", periods=40, freq="h")
EXCEL = pd.Timestamp("1899-12-30")


def serial(when: pd.DatetimeIndex) -> list[str]:
    return [f"{(time - EXCEL) / pd.Timedelta(days=1):.6f}".rstrip("0").rstrip(".") for time in when]


@pytest.mark.parametrize(
    ("form", "when"),
    [
        ("%b-%y", MONTHS),
        ("%y-%b", MONTHS),
        ("%B %Y", MONTHS),
        ("%b. %Y", MONTHS),
        ("%Y %b", MONTHS),
        ("%Y-%m", MONTHS),
        ("%m/%Y", MONTHS),
        ("%YM%m", MONTHS),
        ("%Y:%m", MONTHS),
        ("%Y%m", MONTHS),
        ("%Y/%m", MONTHS),
        ("%b'%y", MONTHS),
        ("%m/%d/%Y", MONTHS),
        ("%d/%m/%Y", MONTHS),
        ("%d.%m.%y", MONTHS),
        ("%m-%d-%y", MONTHS),
        ("%m/%d/%Y", WEEKS),
        ("%d/%m/%Y", WEEKS),
        ("%m/%d/%y", WEEKS),
        ("%d-%b-%y", WEEKS),
        ("%d %B %Y", WEEKS),
        ("%B %d, %Y", WEEKS),
        ("%A, %d %B %Y", WEEKS),
        ("%a %d %b %Y", WEEKS),
        ("%Y%m%d", WEEKS),
        ("%Y.%m.%d", WEEKS),
        ("%d. %m. %Y", WEEKS),
        ("%y-%m-%d", DAYS),
        ("%Y-%b-%d", WEEKS),
        ("%Y-%m-%d %H:%M", HOURS),
        ("%Y-%m-%dT%H:%M:%SZ", HOURS),
        ("%m/%d/%Y %I:%M %p", HOURS),
        ("%d.%m.%Y %H:%M", HOURS),
        ("%Y-%m-%d %H:%M:%S.%f", HOURS),
        ("%d/%b/%Y %H:%M:%S", HOURS),
        ("%Y%m%dT%H:%M", HOURS),
        ("%Y-%m-%d %H:%M UTC", HOURS),
    ],
)
def test_usual_forms_are_read(form: str, when: pd.DatetimeIndex):
    found = read_dates([f"{time:{form}}" for time in when], name="date")
    np.testing.assert_array_equal(found.times, when.to_numpy().astype("datetime64[s]"))
    assert found.sure


@given(st.datetimes(datetime.datetime(1500, 1, 1), datetime.datetime(2200, 1, 1)), st.booleans())
def test_any_time_is_read_back(time: datetime.datetime, iso: bool):
    time = time.replace(microsecond=0)
    found = read_dates([time.isoformat() if iso else f"{time:%d %B %Y %H:%M:%S}"])
    assert found.times[0] == np.datetime64(time)


@pytest.mark.parametrize(
    ("cells", "first", "step"),
    [
        (serial(MONTHS), "2021-01-01", "month"),
        (serial(DAYS), "2021-01-04", "day"),
        (serial(pd.date_range("2021-01-31", periods=24, freq="ME")), "2021-01-31", "month"),
        (serial(HOURS), "2021-01-04", "hour"),
        ([str(int(time.timestamp())) for time in HOURS], "2021-01-04", "hour"),
        ([str(1000 * int(time.timestamp())) for time in HOURS], "2021-01-04", "hour"),
        ([str(1990 + i) for i in range(20)], "1990-01-01", "year"),
        ([f"{1990 + i}/{(91 + i) % 100:02}" for i in range(20)], "1990-01-01", "year"),
        ([f"{1990 + (i + 0.5) / 12:.4f}" for i in range(40)], "1990-01-01", "month"),
        ([f"{2000 + i // 4}Q{i % 4 + 1}" for i in range(20)], "2000-01-01", "quarter"),
        ([f"Q{i % 4 + 1}/{2000 + i // 4}" for i in range(20)], "2000-01-01", "quarter"),
        ([f"{i % 4 + 1}. Quartal {2000 + i // 4}" for i in range(20)], "2000-01-01", "quarter"),
        ([f"2021-W{i + 1:02}" for i in range(20)], "2021-01-04", "week"),
        ([f"{2000 + i // 2}H{i % 2 + 1}" for i in range(20)], "2000-01-01", "month"),
    ],
)
def test_numbers_and_periods_are_dates(cells: list[str], first: str, step: str):
    found = read_dates(cells, name="time")
    assert found.sure
    assert str(found.times[0])[:10] == first
    assert laid_out(found.times, np.arange(len(cells), dtype=float))[2] == step


def test_days_as_excel_counts_them_are_said():
    assert read_dates(serial(MONTHS), name="x").told == ("Read 44197 as 2021-01-01: days as Excel counts them.",)


@pytest.mark.parametrize(
    "cells",
    [
        [str(1010 + 15 * i) for i in range(24)],  # values that might be years
        [str(2000 + 3 * (i % 5)) for i in range(24)],
        [str(40_000 + 137 * i) for i in range(24)],  # or days of Excel
        [str(195_100 + 77 * i) for i in range(24)],  # or digits
        [f"{2010 + i / 7:.2f}" for i in range(24)],  # or years with fractions
        [f"{i / 3:.2f}" for i in range(24)],
    ],
)
def test_values_are_not_taken_for_dates(cells: list[str]):
    assert (
        not read_dates(cells, name="sales", first=False).sure or np.isnat(read_dates(cells, name="sales").times).all()
    )
    assert not read_dates(cells, name="visitors per day", first=False).sure


def test_the_order_of_day_and_month_is_found_by_what_makes_dates_regular():
    assert read_dates([f"{time:%m/%d/%Y}" for time in MONTHS]).told == (
        "Dates such as 02/01/2021 were read as month/day.",
    )
    assert read_dates([f"{time:%d.%m.%Y}" for time in MONTHS]).told == ()
    assert read_dates([f"{time:%m/%d/%Y}" for time in WEEKS]).told == ()


def test_what_may_be_either_is_read_day_first_and_can_be_changed():
    cells = ["01/02/2020", "05/07/2020", "02/03/2020"]
    found = read_dates(cells)
    assert str(found.times[0])[:10] == "2020-02-01"
    assert found.told == ("Dates such as 01/02/2020 were read as day/month.",)
    assert str(read_dates(cells, order="month").times[0])[:10] == "2020-01-02"
    assert read_dates(cells, order="month").told == ()


def test_days_without_a_year_are_no_dates():
    cells = [f"{time.day}-{time:%b}" for time in DAYS]
    assert np.isnat(read_dates(cells).times).all()


def test_clocks_that_change_are_put_into_utc():
    berlin = pd.date_range("2024-10-26 12:00", periods=40, freq="h", tz="Europe/Berlin")
    found = read_dates([time.isoformat() for time in berlin])
    np.testing.assert_array_equal(
        found.times, berlin.tz_convert("UTC").tz_localize(None).to_numpy().astype("datetime64[s]")
    )
    assert "offset from UTC changes (+02:00, +01:00)" in found.told[0]
    named = [f"{time:%Y-%m-%d %H:%M} {'CEST' if i < 15 else 'CET'}" for i, time in enumerate(berlin)]
    np.testing.assert_array_equal(read_dates(named).times, found.times)
    same = read_dates([f"{time:%Y-%m-%dT%H:%M}+02:00" for time in HOURS])
    np.testing.assert_array_equal(same.times, HOURS.to_numpy().astype("datetime64[s]"))
    assert same.told == ()


def test_of_years_quarters_and_months_in_one_column_one_kind_is_used():
    years = [str(2019 + i) for i in range(3)]
    quarters = [f"{2019 + i // 4} Q{i % 4 + 1}" for i in range(12)]
    months = [f"{2019 + i // 12} {datetime.date(2000, i % 12 + 1, 1):%b}".upper() for i in range(36)]
    found = read_dates([*years, *quarters, *months])
    assert found.told == (
        "The dates are years (3), quarters (12) and months (36) in one column: only the months are used.",
    )
    assert (~np.isnat(found.times)).sum() == 36
    _, y, step, every, told = laid_out(found.times, np.arange(51.0))
    assert (step, every, told, y.tolist()) == ("month", 1, [], list(range(15, 51)))


def test_rows_without_a_date_are_counted_for_what_they_are():
    found = read_dates(["2021-01-05", "someday", "", "2021-01-06", "2021-02-30"])
    assert found.told == (
        "1 row has no date: left out.",
        "2 rows have no date that can be read (someday): left out.",
    )


@pytest.mark.parametrize(
    ("word", "month"),
    [
        ("Sept", 9),
        ("März", 3),
        ("févr.", 2),
        ("août", 8),
        ("Dez", 12),
        ("enero", 1),
        ("ottobre", 10),
        ("mrt", 3),
        ("jui", 0),
        ("market", 0),
        ("sum", 0),
    ],
)
def test_months_are_known_by_their_names(word: str, month: int):
    assert month_of(word) == month


def test_what_has_no_usual_form_is_left_to_dateutil():
    found = read_dates(["5th of March 2024 at 3pm", "Mon Jan 15 10:00:00 UTC 2024"])
    assert [str(time) for time in found.times] == ["2024-03-05T15:00:00", "2024-01-15T10:00:00"]


@given(st.lists(st.text("0123456789-/.: TJanFebQWM+Z", max_size=20), max_size=8))
def test_any_cells_are_times_or_none(cells: list[str]):
    found = read_dates(cells)
    assert len(found.times) == len(cells)
    assert all(sentence.endswith(".") for sentence in found.told)


# ---------------------------------------------------------------------------------------------- steps


@pytest.mark.parametrize(
    ("when", "step", "every"),
    [
        (pd.bdate_range("2021-01-01", periods=24, freq="BME"), "month", 1),
        (pd.bdate_range("2021-01-01", periods=24, freq="BMS"), "month", 1),
        (pd.bdate_range("2015-01-01", periods=24, freq="BQE"), "quarter", 1),
        (pd.bdate_range("1990-01-01", periods=24, freq="BYE"), "year", 1),
        (pd.date_range("2021-01-01", periods=24, freq="WOM-3FRI"), "month", 1),
        (pd.date_range("2021-01-31", periods=24, freq="ME"), "month", 1),
        (pd.date_range("2021-01-15", periods=24, freq="30D"), "day", 30),
        (pd.date_range("2021-01-15", periods=24, freq="28D"), "week", 4),
        (pd.bdate_range("2021-01-04", periods=24), "working day", 1),
        (pd.date_range("2021-01-04", periods=24, freq="15min"), "minute", 15),
    ],
)
def test_the_step_is_the_one_the_dates_have(when: pd.DatetimeIndex, step: str, every: int):
    values = np.arange(24.0)
    _, y, *found, told = laid_out(when.to_numpy().astype("datetime64[s]"), values)
    assert found == [step, every]
    np.testing.assert_array_equal(y, values)
    assert told == (["Weekends have no values: a step is a working day."] if step == "working day" else [])
