"""Numbers as people write them: the column decides which sign is the decimal one, and says so."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainers.reading.fillers import without_fillers
from explainers.reading.signs import read_numbers
from explainers.reading.workbooks import Exact

COUNTS = [900, 919, 938, 946, 965, 984, 992, 1011, 1030, 12_345]


def grouped(mark: str) -> list[str]:
    return [f"{n:,}".replace(",", mark) for n in COUNTS]


@pytest.mark.parametrize("mark", [",", ".", " ", "\u00a0", "\u202f", "'", "’"])
def test_thousands_beside_smaller_numbers_are_thousands(mark: str):
    found = read_numbers(grouped(mark))
    assert found.values.tolist() == COUNTS
    assert found.told[0].startswith(f"Read 1{mark}011 as 1011: the ")
    assert found.told[0].endswith(" separates thousands.")


@pytest.mark.parametrize(
    ("cells", "values"),
    [
        (["90,0", "91,9"], [90, 91.9]),
        (["1.234,5", "1,25"], [1234.5, 1.25]),
        (["1,234.5", "−7"], [1234.5, -7]),
        (["0,998", "1,011", "992"], [0.998, 1.011, 992]),
        (["0.998", "1.011", "992"], [0.998, 1.011, 992]),
        (["1.011", "1.030"], [1.011, 1.03]),
        (["1,011", "1,030"], [1011, 1030]),
        (["1,011", "1038.5"], [1011, 1038.5]),
        (["1.234.567", "1.000"], [1234567, 1000]),
        (["12,34,567", "1,000"], [1234567, 1000]),
        (["0.123", ".5", "5."], [0.123, 0.5, 5]),
        (["1,5E+03", "2,25e-2"], [1500, 0.0225]),
        (["3", "15", "1.204", "87", "2.310", "12", "4.001"], [3, 15, 1204, 87, 2310, 12, 4001]),
        (["5", "1.125", "2", "3.375"], [5, 1.125, 2, 3.375]),
        (["$3.50", "(2)", "7-", "€ 4", "5 %", "+6"], [3.5, -2, -7, 4, 5, 6]),
        (["1.011,00 €", "900,00 €"], [1011, 900]),
        (["-999", "1.125", "2.625", "-999"], [-999, 1.125, 2.625, -999]),
    ],
)
def test_every_cell_of_a_column_has_the_same_decimal_sign(cells: list[str], values: list[float]):
    np.testing.assert_allclose(read_numbers(cells).values, values)


def test_other_columns_and_the_delimiter_decide_where_a_column_does_not():
    cells = ["1.011", "1.030"]
    assert read_numbers(cells, hint=",").values.tolist() == [1011, 1030]
    assert read_numbers(["1,459", "1,479"], weak=",").values.tolist() == [1.459, 1.479]
    assert read_numbers(["0.998", *cells], hint=",").values.tolist() == [0.998, 1.011, 1.03], "the column comes first"


def test_what_could_be_read_otherwise_is_said():
    assert read_numbers(["1.011", "1.030"]).told == (
        "Read 1.011 as 1.011, not as 1011: the point is the decimal sign.",
    )
    assert read_numbers(["1.5", "1.030"]).told == ()
    assert read_numbers(["12", "13.25"]).told == ()
    assert "parentheses stand for a minus" in read_numbers(["(2)", "3"]).told[0]


def test_a_person_may_decide():
    assert read_numbers(["992", "1,011"], decimal=",").values.tolist() == [992, 1.011]
    assert read_numbers(["90,0", "1.5"], decimal=".").told[-1] == "1 cell is not a number (90,0): counted as missing."


def test_a_number_of_a_workbook_is_what_it_is():
    assert read_numbers([Exact("1.011"), Exact("992")]).values.tolist() == [1.011, 992]


def test_cells_that_are_no_numbers_are_named_and_empty_ones_are_not():
    found = read_numbers(["<1", "5", "", "n/a", "closed", "<1", "inf", "1e999", ".."])
    assert found.told == (
        "3 cells are not numbers (<1, closed): counted as missing.",
        "2 cells are infinite or beyond 1e+100: counted as missing.",
    )
    assert np.isnan(found.values[[0, 2, 3, 4, 5, 8]]).all()


@given(st.lists(st.integers(-(10**9), 10**9), min_size=3, max_size=30), st.sampled_from([",", " ", "'"]))
def test_whole_numbers_survive_their_thousands(numbers: list[int], mark: str):
    if not any(0 < abs(n) < 1000 for n in numbers):
        numbers = [5, *numbers]
    written = [f"{n:,}".replace(",", mark) for n in numbers]
    assert read_numbers(written).values.tolist() == numbers


@given(st.lists(st.floats(-1e9, 1e9), min_size=2, max_size=30), st.booleans(), st.sampled_from([1, 2, 4]))
def test_decimals_survive_their_signs(numbers: list[float], comma: bool, places: int):
    written = [f"{x:,.{places}f}" for x in numbers]
    swapped = [text.translate(str.maketrans(",.", ".,")) for text in written] if comma else written
    expected = [float(text.replace(",", "")) for text in written]
    assert read_numbers(swapped).values.tolist() == expected


@given(st.lists(st.text("0123456789.,-+eE() '<%€", max_size=12), max_size=8))
def test_any_cells_are_numbers_or_are_named(cells: list[str]):
    found = read_numbers(cells)
    assert len(found.values) == len(cells)
    assert all(sentence.endswith(".") for sentence in found.told)


# ---------------------------------------------------------------------------------------------- fillers


@pytest.mark.parametrize(
    ("values", "filler"),
    [
        ([18, 19.5, -999.99, 21, -999.99], -999.99),
        ([900, 919, -999, 946], -999),
        ([-5, 3, -2, -9999, 4, 5], -9999),
        ([18, 19, 20, 9999.9, 21], 9999.9),
        ([1, 2, 3, 1e20, 4], 1e20),
        ([1, 2, 3, 999, 4, 999], 999),
    ],
)
def test_numbers_that_stand_for_none_are_taken_for_none_and_said(values: list[float], filler: float):
    found, told = without_fillers(np.array(values, float))
    np.testing.assert_array_equal(np.isnan(found), np.array(values) == filler)
    assert f"{filler:.15g}, far from all others" in told[0]


@pytest.mark.parametrize(
    "values",
    [
        [895, 914, 999, 1004],
        [1, 2, 3, 99, 4],
        [-99, -98, -97, -101],
        [1, 2, 3, 50_000, 4],
        [5, 7, 999, 3, 2],
        [99, 99, 99, 99],
    ],
)
def test_values_that_may_be_values_are_kept(values: list[float]):
    found, told = without_fillers(np.array(values, float))
    np.testing.assert_array_equal(found, values)
    assert told == []
