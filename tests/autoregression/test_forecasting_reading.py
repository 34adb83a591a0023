"""A learner's own series: whatever is wrong with it is mended or refused in a sentence, and never with a traceback."""

import datetime

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from explainers.autoregression.forecasting.reading import MOST_VALUES, clean
from explainers.data.series.series import Series, series_to_text, text_to_series
from explainers.problems import BadInput
from explainers.reading import read_table

N = 60
NEW_YEAR = datetime.datetime(2020, 1, 1)
MONTH_ENDS = (np.datetime64("2000-01") + np.arange(1, N + 1)).astype("datetime64[D]") - 1
MONTHS = [f"{2000 + i // 12}-{i % 12 + 1:02}-01" for i in range(N)]
VALUES = np.random.default_rng(0).normal(size=N).round(3)
ROWS = [f"{month},{value}" for month, value in zip(MONTHS, VALUES, strict=True)]
DAYS = [datetime.date(2020, 1, 1) + datetime.timedelta(days=i) for i in range(400)]


def read(text: str | bytes) -> tuple[Series, str]:
    """Read as the page does at first: the likeliest columns."""
    table = read_table(text)
    date = table.dates[0] if table.dates else None
    series, told = clean(table, date, next(name for name in table.numbers if name != date))
    assert text_to_series(series_to_text(series)).labels == series.labels
    assert all(sentence.endswith(".") for sentence in told)
    return series, " ".join(told)


def csv(rows: list[str], head: str = "date,sales") -> str:
    return "\n".join([head, *rows])


def test_a_clean_file_is_taken_as_it_is():
    series, told = read(csv(ROWS))
    np.testing.assert_array_equal(series.values, VALUES)
    assert told == ""
    assert (series.step, series.every, series.season) == ("month", 1, 12)
    assert (series.labels[0], series.labels[-1], series.label(N)) == ("2000-01", "2004-12", "2005-01")
    assert series.title == "sales"


def test_gaps_are_counted_and_filled_on_straight_lines():
    series, told = read(csv(ROWS[:10] + ROWS[13:]))
    assert len(series) == N
    assert "3 dates are missing" in told
    assert "3 values are missing and filled in on a straight line" in told
    np.testing.assert_allclose(series.values[9:14], np.linspace(VALUES[9], VALUES[13], 5))


def test_empty_cells_text_nan_and_infinity_are_counted_and_filled():
    spoiled = ROWS.copy()
    for i, cell in {10: "", 20: "NaN", 30: "inf", 31: "-Infinity", 40: "closed"}.items():
        spoiled[i] = f"{MONTHS[i]},{cell}"
    series, told = read(csv(spoiled))
    assert "1 cell is not a number (closed)" in told
    assert "2 cells are infinite" in told
    assert "5 values are missing and filled in" in told
    assert np.isfinite(series.values).all()
    np.testing.assert_allclose(series.values[10], 0.5 * (VALUES[9] + VALUES[11]))
    untouched = [i for i in range(N) if i not in (10, 20, 30, 31, 40)]
    np.testing.assert_array_equal(series.values[untouched], VALUES[untouched])


def test_duplicates_are_averaged_and_counted():
    series, told = read(csv([*ROWS, f"{MONTHS[5]},100", f"{MONTHS[7]},50"]))
    assert "2 rows repeat a date" in told
    assert series.values[5] == pytest.approx((VALUES[5] + 100) / 2)
    assert len(series) == N


@pytest.mark.parametrize(("order", "said"), [(lambda rows: rows[30:] + rows[:30], "sorted by date"),
                                             (lambda rows: rows[::-1], "newest row came first")])  # fmt: skip
def test_rows_in_another_order_are_sorted(order, said: str):
    series, told = read(csv(order(ROWS)))
    np.testing.assert_array_equal(series.values, VALUES)
    assert said in told


def test_mixed_date_formats_are_read_and_said():
    named = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    rows = []
    for i, (month, value) in enumerate(zip(MONTHS, VALUES, strict=True)):
        year, number = month[:4], int(month[5:7])
        rows.append([f"15/{number:02}/{year}", f"15 {named[number - 1]} {year}", f"{year}-{number:02}-15",
                     f"{year}{number:02}15"][i % 4] + f",{value}")  # fmt: skip
    series, told = read(csv(rows))
    np.testing.assert_array_equal(series.values, VALUES)
    assert "Dates are written in 4 ways" in told
    assert series.step == "month"


@pytest.mark.parametrize(
    ("dates", "step", "season", "label"),
    [
        ([str(1900 + i) for i in range(N)], "year", 1, "1900"),
        ([f"{2000 + i // 4}Q{i % 4 + 1}" for i in range(N)], "quarter", 4, "2000-01"),
        ([f"{2000 + i // 12}M{i % 12 + 1:02}" for i in range(N)], "month", 12, "2000-01"),
        ([f"{month:%m/%d/%Y}" for month in DAYS[::7][:50]], "week", 1, "2020-01-01"),
        ([str(day) for day in DAYS[:N]], "day", 7, "2020-01-01"),
        ([str(day) for day in DAYS if day.weekday() < 5], "working day", 5, "2020-01-01"),
        ([f"{day:%d.%m.%Y}" for day in DAYS[:N]], "day", 7, "2020-01-01"),
        ([f"{NEW_YEAR + datetime.timedelta(hours=i)}" for i in range(90)], "hour", 24, "2020-01-01 00:00"),
        ([f"{NEW_YEAR + datetime.timedelta(minutes=10 * i):%Y-%m-%dT%H:%M}" for i in range(90)],
         "minute", 6, "2020-01-01 00:00"),
        (MONTH_ENDS.astype(str).tolist(), "month", 12, "2000-01"),
    ],
)  # fmt: skip
def test_the_step_between_dates_is_found(dates: list[str], step: str, season: int, label: str):
    t = np.arange(len(dates))
    values = np.random.default_rng(1).normal(size=len(dates)) + 5 * np.sin(2 * np.pi * t / max(season, 2))
    series, _ = read(csv([f"{day};{value}" for day, value in zip(dates, values, strict=True)], "when;value"))
    assert (series.step, series.season, series.labels[0]) == (step, season, label)
    np.testing.assert_allclose(series.values, values)


def test_irregular_dates_are_rows_one_after_the_other():
    at = np.cumsum(np.random.default_rng(0).integers(1, 300, N))
    days = [DAYS[0] + datetime.timedelta(days=int(d)) for d in at]
    series, told = read(csv([f"{day},{value}" for day, value in zip(days, VALUES, strict=True)]))
    assert "no regular step" in told
    np.testing.assert_array_equal(series.values, VALUES)


@pytest.mark.parametrize("text", [" ".join(map(str, VALUES)), ", ".join(map(str, VALUES)), "\n".join(map(str, VALUES)),
                                  "sales\n" + "\n".join(map(str, VALUES)), "\t".join(map(str, VALUES)),
                                  "# from a notebook\n\n" + "\n".join(map(str, VALUES))])  # fmt: skip
def test_bare_numbers_may_be_pasted(text: str):
    series, told = read(text)
    np.testing.assert_array_equal(series.values, VALUES)
    assert (series.step, told) == ("step", "")


def test_numbers_are_read_as_people_write_them():
    german = [f"{1900 + i};{('1.234,5' if i % 2 else '1,25')}" for i in range(30)]
    assert set(read(csv(german, "Jahr;Wert"))[0].values) == {1234.5, 1.25}
    english = [f'{1900 + i},"{("1,234.5" if i % 2 else "−7")}"' for i in range(30)]
    assert set(read(csv(english))[0].values) == {1234.5, -7.0}
    money = [f"{1900 + i},{('$3.50' if i % 2 else '(2)')}" for i in range(30)]
    assert set(read(csv(money))[0].values) == {3.5, -2.0}


def test_a_column_of_several_can_be_chosen_and_names_stay_apart():
    table = read_table(csv([f"{row},{i},{2 * i}" for i, row in enumerate(ROWS)], "date,sales,price,price"))
    assert table.dates == ("date",)
    assert table.numbers == ("sales", "price", "price (2)")
    assert clean(table, "date", "price (2)")[0].values[3] == 6
    without, told = clean(table, None, "price")
    assert without.step == "step"
    assert "every row counts as one step" in " ".join(told)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "There is nothing in it"),
        (b"\xef\xbb\xbf\n \n", "There is nothing in it"),
        ("to be or not to be", "No column of this is numbers"),
        (csv(ROWS[:3]), "3 values are too few: at least 20"),
        ("1\n2\n3", "3 values are too few"),
        (csv([f"{month},5" for month in MONTHS]), "5 all the time"),
        ("\n".join(["value", *["nan"] * 30]), "No column of this is numbers"),
        ("\n".join(["1e308", "-1e308"] * 20), "not one number"),
        ("\n".join(["1.5", "", ""]) * 20, "1.5 all the time"),
        (csv([f"{month},{'' if i % 3 else i}" for i, month in enumerate(MONTHS)]), "of the values are missing"),
        (bytes(range(256)) * 40, "not text"),
        (b"PK\x03\x04\x00\x00 a spreadsheet", "saved as CSV"),
        ("1.5\n" * 2_000_000, "8.0 MB; at most 5 MB"),
        ('a,b\n"' + "\n".join(ROWS), "cannot be read as a table"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_is_needed(text: str | bytes, said: str):
    with pytest.raises(BadInput) as problem:
        read(text)
    assert problem.value.field == "own"
    assert said in problem.value.sentence
    assert len(problem.value.sentence) < 250


def test_of_many_rows_the_last_are_kept():
    series, told = read("\n".join(str(i % 10) for i in range(60_000)))
    assert len(series) == MOST_VALUES
    assert "Of 60,000 values the last 5,000 are used." in told
    assert series.labels[-1] == "60000"


def test_rows_with_too_many_cells_or_no_date_are_left_out_and_counted():
    series, told = read(csv([*ROWS[:30], "1,2,3,4", *ROWS[30:], "someday,7"]))
    np.testing.assert_array_equal(series.values, VALUES)
    assert "1 row has more cells" in told
    assert "1 row has no date" in told


@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_usual_coding_of_text_is_read(coding: str):
    series, _ = read(csv(ROWS, "date,café").encode(coding))
    assert series.title == "café"
    np.testing.assert_array_equal(series.values, VALUES)


PIECES = st.sampled_from(["1", "2.5", "x", "", ",", ";", "\n", "2001-02-03", "nan", '"', "\t", "1e999"])


@given(st.text(max_size=300) | st.lists(PIECES, max_size=120).map("".join))
@settings(max_examples=150)
def test_any_text_is_a_series_or_a_sentence(text: str):
    try:
        series, _ = read(text)
    except BadInput as problem:
        assert problem.field == "own"
        assert problem.sentence.endswith(".")
    else:
        assert np.isfinite(series.values).all()
        assert len(series) >= 20


@given(st.binary(max_size=300))
def test_any_bytes_are_a_series_or_a_sentence(content: bytes):
    try:
        read(content)
    except BadInput as problem:
        assert problem.sentence.endswith(".")
