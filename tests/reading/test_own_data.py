"""The files of `tests/data/own_data`, in the shapes that people bring: each is read as its README says."""

from pathlib import Path

import numpy as np
import pytest

from explainers.autoregression.forecasting.reading import clean
from explainers.data.series.series import Series
from explainers.reading import Choices, Table, read_table
from pages.stage.upload import column_as_text

FILES = Path(__file__).parents[1] / "data" / "own_data"


def opened(name: str, choices: Choices = Choices()) -> Table:
    return read_table((FILES / name).read_bytes(), choices)


def series(name: str, choices: Choices = Choices()) -> tuple[Series, str]:
    """Return a file as the page Forecasting reads it at first, and all that it says."""
    table = opened(name, choices)
    found, told = clean(table, table.dates[0] if table.dates else None, table.numbers[0])
    return found, " ".join(told)


def test_every_file_is_in_a_test():
    used = Path(__file__).read_text("utf-8")
    assert [file.name for file in FILES.iterdir() if file.name != "README.md" and file.name not in used] == []


@pytest.mark.parametrize("name", ["01_tab_thousands.tsv", "13_quoted_thousands.csv"])
def test_thousands_are_thousands_and_it_is_said(name: str):
    found, told = series(name)
    assert found.values[:9].tolist() == [900, 919, 938, 946, 965, 984, 992, 1011, 1030]
    assert "Read 1,011 as 1011" in told
    assert (found.step, found.labels[0], len(found)) == ("month", "2021-01", 24)


@pytest.mark.filterwarnings("ignore::FutureWarning")
def test_the_forecast_is_that_of_the_right_numbers():
    """AutoReg of statsmodels, from the 17th value on twelve months ahead; the numbers are those of the README."""
    from statsmodels.tsa.ar_model import AutoReg

    fit = AutoReg(series("01_tab_thousands.tsv")[0].values[:17], lags=3).fit()
    last = fit.get_prediction(17, 28).summary_frame().iloc[-1][["mean", "mean_ci_lower", "mean_ci_upper"]]
    np.testing.assert_allclose(last.astype(float), [1324.8, 1316.1, 1333.5], atol=0.05)


def test_another_decimal_sign_can_be_chosen():
    found, told = series("01_tab_thousands.tsv", Choices(decimal=","))
    assert found.values[7] == 1.011
    assert "Read 1,011 as 1.011: the comma is the decimal sign." in told


def test_one_column_of_decimal_commas_is_one_column():
    table = opened("04_single_decimal_comma.csv")
    assert table.names == table.numbers == ("Wert",)
    assert table.read_numbers("Wert").values[:4].tolist() == [90.0, 91.9, 93.8, 94.6]
    assert "Read 90,0 as 90" in table.read_numbers("Wert").told[0]


def test_months_as_excel_writes_them_are_months():
    found, told = series("05_mmm_yy.csv")
    assert found.labels == tuple(f"{2021 + i // 12}-{i % 12 + 1:02}" for i in range(24))
    assert found.values[:8].tolist() == [900, 919, 938, 946, 965, 984, 992, 1011]
    assert told == ""


def test_hours_are_told_apart_when_the_clock_goes_back():
    found, told = series("07_dst_offsets.csv")
    np.testing.assert_array_equal(found.values, 10 + np.arange(30))
    assert (found.step, found.every) == ("hour", 1)
    assert told == "The offset from UTC changes (+02:00, +01:00): all times were put into UTC."


def test_year_and_month_stand_in_columns_of_their_own():
    table = opened("09_year_month_columns.csv")
    assert table.dates == ("year and month",)
    assert table.numbers == ("v",)
    found, told = series("09_year_month_columns.csv")
    assert (found.step, found.labels[0], found.labels[-1]) == ("month", "2021-01", "2022-12")
    np.testing.assert_array_equal(found.values, 1010 + 15 * np.arange(24))
    assert told == ""


def test_what_is_censored_is_not_empty():
    table = opened("12_two_columns_censored.csv")
    assert table.numbers == ("count", "id"), "a column that counts the rows comes last"
    text, told = column_as_text(table, "count")
    assert text == "5 4 7"
    assert told == ["3 numbers read from “count”.", "1 cell is not a number (<1): counted as missing."]


def test_a_name_may_have_two_lines():
    found, told = series("18_two_lines_header.csv")
    assert found.title == "sales in EUR"
    assert len(found) == 24
    assert told == ""
