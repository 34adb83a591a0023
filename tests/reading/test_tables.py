"""Tables as people have them: any encoding and delimiter, titles above the names, workbooks; or a sentence."""

import datetime
import io
import time
import zipfile

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from explainers.problems import BadInput
from explainers.reading import Choices, Table, read_table
from explainers.reading.limits import LONGEST, MOST_COLUMNS, MOST_ROWS
from explainers.reading.signs import read_numbers

VALUES = [900, 919, 938, 946, 965, 984, 992, 1011, 1030, 1038, 1057, 1065, 1084, 1103, 1111, 1130]
MONTHS = [f"{2021 + i // 12}-{i % 12 + 1:02}" for i in range(16)]
GERMAN = ["Jan", "Feb", "Mär", "Apr", "Mai", "Jun", "Jul", "Aug", "Sep", "Okt", "Nov", "Dez"]


def lines(pattern: str, head: str = "") -> str:
    """Return rows by a pattern: m the month, v and g the value with English and German thousands, d with a comma."""
    rows = [
        pattern.format(m=month, v=f"{v:,}", g=f"{v:,}".replace(",", "."), d=f"{v / 10}".replace(".", ","), n=v, i=i)
        for i, (month, v) in enumerate(zip(MONTHS, VALUES, strict=True))
    ]
    return "\n".join([head, *rows] if head else rows)


def first(table: Table) -> list[float]:
    return table.read_numbers(table.numbers[0]).values.tolist()


def workbook(*sheets: list[list[object]]) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Sheet {number + 1}")
        for row in rows:
            sheet.append(row)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


# ---------------------------------------------------------------------------------------------- shapes


@pytest.mark.parametrize(
    ("text", "scale"),
    [
        (lines("{m},{n}", "date,v"), 1),
        (lines("{m};{g}", "Monat;Wert"), 1),
        (lines("{m}\t{v}", "month\tv"), 1),
        (lines("{m}|{n}", "month|v"), 1),
        (lines('"{m}","{v}"', '"month","v"'), 1),
        (lines("{m}; {d}", "Monat; Wert"), 0.1),
        (lines("{m}\t{d}", "Monat\tWert"), 0.1),
        (lines('{m},"{d}"', "Monat,Wert"), 0.1),
        (lines("{m},{d}", "Monat,Wert"), 0.1),  # two names, three cells
        (lines("{m},{v}", "month,v"), 1),  # two names, two cells or three
        (lines("{d}", "Wert"), 0.1),
        (lines("{d}"), 0.1),
        (lines("{v}", "v"), 1),
        (lines("{v}"), 1),
        (lines("{g}"), 1),
        (lines("{m}  {v:>8}", "month     value"), 1),
        (lines("{m}  {v:>8}"), 1),
        (lines("{m} {n}"), 1),
        (lines("{m}   {d:>6}", "Monat    Wert"), 0.1),
        (lines("{m}-01 07:00   {n:>6}"), 1),
        (lines("{m}-01 07:00,{n}"), 1),
        ("sep=;\n" + lines("{m};{n}", "date;v"), 1),
        ("A title, with a comma\nSource: an office\n\n" + lines("{m};{n}", "date;v"), 1),
        ("# a remark\n" + lines("{m},{n}", "date,v"), 1),
        (lines("{m},{n},", "date,v,"), 1),
        (lines("{m},{n}", "month,v\n,EUR"), 1),
        (lines('{m},{n},"a, b\nc"', "date,v,note"), 1),
        ("  ".join(f"{v}" for v in VALUES), 1),
        (", ".join(f"{v}" for v in VALUES), 1),
        (",".join(f"{v}" for v in VALUES), 1),
        ("; ".join(f"{v / 10}".replace(".", ",") for v in VALUES), 0.1),
        (" ".join(f"{v / 10}".replace(".", ",") for v in VALUES), 0.1),
        ("month\t" + "\t".join(MONTHS) + "\nv\t" + "\t".join(map(str, VALUES)), 1),
    ],
)
def test_the_values_are_read_whatever_stands_between_them(text: str, scale: float):
    for content in (text, text.replace("\n", "\r\n"), text.encode()):
        table = read_table(content)
        np.testing.assert_allclose(first(table), scale * np.array(VALUES))
        dated = MONTHS[0] in text
        assert len(table.dates) == dated
        if dated:
            assert str(table.read_dates(table.dates[0]).times[-1])[:7] == MONTHS[-1]


@pytest.mark.parametrize(
    "coding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "latin-1", "mac_roman"]
)
def test_usual_encodings_are_read(coding: str):
    text = lines("{m};{d}", "Größe;été")
    table = read_table(text.encode(coding))
    np.testing.assert_allclose(first(table), np.array(VALUES) / 10)
    if coding != "mac_roman":  # cannot be told from others; the numbers are the same in all
        assert table.names == ("Größe", "été")
    assert bool(table.told) == (coding in ("cp1252", "latin-1", "mac_roman")), "a guess is said"


def test_another_alphabet_is_seen_and_said():
    table = read_table(lines("{m};{n}", "дата;значение").encode("cp1251"))
    assert table.names == ("дата", "значение")
    assert table.told == ("The text is not UTF-8: it was read as cp1251.",)


def test_columns_aligned_by_spaces_may_have_holes():
    rows = [
        f"{month}  {v if i % 3 else '':>6}  {i:>3}" for i, (month, v) in enumerate(zip(MONTHS, VALUES, strict=True))
    ]
    table = read_table("\n".join(["month     a       b", *rows]))
    assert table.names == ("month", "a", "b")
    expected = [v if i % 3 else np.nan for i, v in enumerate(VALUES)]
    np.testing.assert_array_equal(table.read_numbers("a").values, expected)
    np.testing.assert_array_equal(table.read_numbers("b").values, range(16))


def test_what_r_prints_is_read():
    table = read_table(lines("{i:<3} {m}  {n:>6}", "     date     v"))
    assert table.dates == ("date",)
    assert first(table) == VALUES


@pytest.mark.parametrize(
    ("head", "names"),
    [
        ("month,sales", ("month", "sales")),
        ("month,sales\n,EUR", ("month", "sales EUR")),
        ('month,"sales\nin EUR"', ("month", "sales in EUR")),
        (",2021\nmonth,sales", ("month", "2021 sales")),
        ("A title\n\nmonth,sales", ("month", "sales")),
        ("Title,CPI\nUnit,%\nRelease,17 January 2024\nNotes,", ("Title", "CPI")),
        ("a,a", ("a", "a (2)")),
        ("month,", ("month", "column 2")),
        ("", ("column 1", "column 2")),
    ],
)
def test_names_stand_in_one_line_or_two_perhaps_below_a_title(head: str, names: tuple[str, ...]):
    table = read_table(lines("{m},{n}", head))
    assert table.names == names
    assert first(table) == VALUES


def test_years_above_columns_are_names():
    assert read_table("country,2019,2020,2021\nA,1,2,3\nB,4,5,6\nC,7,8,9").numbers == ("2019", "2020", "2021")


def test_two_columns_of_flips_are_no_decimals():
    assert len(read_table("1,0\n0,1\n1,1\n0,0\n1,0").names) == 2


def test_digits_that_are_none_are_no_numbers():
    assert read_numbers(["²", "1,011", "992"]).told[-1] == "1 cell is not a number (²): counted as missing."


def test_a_censored_or_missing_first_value_is_no_name():
    assert read_table("<1\n5\n7\n9").names == ("value",)
    assert len(read_table("v\nn/a\n5\n7\n9")) == 4


def test_rows_with_more_cells_are_left_out_and_counted():
    table = read_table(lines("{m},{n}", "month,v") + "\n2022-05,1,2,3")
    assert table.told == ("1 row has more cells than the others: left out.",)
    assert first(table) == VALUES


@pytest.mark.parametrize(
    ("head", "row", "name"),
    [
        ("year,month,v", "{y},{m},{v}", "year and month"),
        ("Monat;Jahr;Wert", "{g};{y};{v}", "Jahr and Monat"),
        ("year,month,day,v", "{y},{m},1,{v}", "year and month and day"),
        ("", "{y},{m},{v}", "column 1 and column 2"),
        ("date,time,v", "{y}-{m:02}-01,07:00,{v}", "date and time"),
        ("date,hour,v", "{y}-{m:02}-01,7,{v}", "date and hour"),
        ("year,month,day,hour,v", "{y},{m},1,7,{v}", "year and month and day and hour"),
    ],
)
def test_parts_of_dates_in_columns_of_their_own_are_put_together(head: str, row: str, name: str):
    rows = [row.format(y=2021 + i // 12, m=i % 12 + 1, g=GERMAN[i % 12], v=v) for i, v in enumerate(VALUES)]
    table = read_table("\n".join([head, *rows] if head else rows))
    assert table.dates[0] == name
    assert first(table) == VALUES
    times = table.read_dates(name).times
    assert [str(time)[:7] for time in times] == MONTHS
    assert {str(time)[11:] for time in times} == ({"07:00:00"} if "time" in head or "hour" in head else {"00:00:00"})


def test_a_column_that_counts_the_rows_is_not_the_first_choice():
    assert read_table(lines("{i},{n}", "t,v")).numbers == ("v", "t")
    assert read_table(lines("{n},{i}", "v,id")).numbers == ("v", "id")
    assert read_table(lines("{i},{n}", ",v")).numbers == ("v", "column 1")


def test_a_choice_of_a_person_goes_before_what_was_found():
    german = lines("{m};{g}", "Monat;Wert")
    assert first(read_table(german))[7] == 1011
    assert first(read_table(german, Choices(decimal=".")))[7] == 1.011
    assert read_table("a;b,c\n1;2,5\n2;3,5", Choices(delimiter=",")).names == ("a;b", "c")
    assert len(read_table(lines("{d}", "Wert"), Choices(decimal=".")).names) == 2
    dates = "day,v\n01/02/2020,5\n05/07/2020,6\n02/03/2020,9"
    assert str(read_table(dates, Choices(order="month")).read_dates("day").times[0])[:10] == "2020-01-02"
    filled = "v\n1\n2\n-999\n3\n4"
    assert np.isnan(first(read_table(filled))[2])
    assert first(read_table(filled, Choices(fillers=False)))[2] == -999


def test_the_sign_of_one_column_counts_for_another_that_leaves_it_open():
    table = read_table("a;b\n1,5;1.011\n2,5;1.030\n3,25;1.038")
    assert table.read_numbers("b").values.tolist() == [1011, 1030, 1038]
    dated = read_table("Tag;b\n01.02.2021;1.011\n02.02.2021;1.030\n03.02.2021;1.038")
    assert dated.read_numbers("b").values.tolist() == [1011, 1030, 1038]


# ---------------------------------------------------------------------------------------------- workbooks


def test_a_workbook_is_read_with_its_own_dates_and_numbers():
    dates = [datetime.date(2021 + i // 12, i % 12 + 1, 1) for i in range(16)]
    rows = [[day, v / 1000] for day, v in zip(dates, VALUES, strict=True)]
    table = read_table(workbook([["month", "v"], *rows, [datetime.date(2022, 5, 1), 992]]))
    assert (table.dates, table.numbers, table.told) == (("month",), ("v",), ())
    found = table.read_numbers("v")
    assert found.values.tolist() == [*(v / 1000 for v in VALUES), 992], (
        "1.011 is no 1011 here, whatever stands beside it"
    )
    assert found.told == ()
    assert str(table.read_dates("month").times[15])[:10] == "2022-04-01"


def test_text_in_a_workbook_is_read_like_any_other_below_titles_and_on_a_later_sheet():
    rows = [[None, f"{datetime.date(2021 + i // 12, i % 12 + 1, 1):%b-%y}", f"{v:,}"] for i, v in enumerate(VALUES)]
    table = read_table(workbook([["About"]], [["Visitors"], [], [None, "month", "n"], *rows]))
    assert table.names == ("month", "n")
    assert first(table) == VALUES
    assert table.told == ("Of 2 sheets “Sheet 2” was read.", "1 line stands above the table: left out.")


def test_times_of_a_workbook_are_times():
    start = datetime.datetime(2021, 1, 1)
    rows = [[start + datetime.timedelta(hours=i), v, i % 2 == 0, None] for i, v in enumerate(VALUES)]
    table = read_table(workbook([["t", "v", "flag", "empty"], *rows]))
    assert table.names == ("t", "v", "flag")
    assert str(table.read_dates("t").times[3]) == "2021-01-01T03:00:00"


# ---------------------------------------------------------------------------------------------- what is refused


def archive(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in members.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), data)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "There is nothing in it"),
        (b"\xef\xbb\xbf\n \n", "There is nothing in it"),
        ("# only\n# remarks", "There is nothing in it"),
        ("to be or not to be", "No column of this is numbers"),
        ("a,b", "No column of this is numbers"),
        (b"red\ngreen\nblue\n", "No column of this is numbers"),
        (bytes(range(256)) * 40, "not text"),
        (b"\x00\xff\xfe\x00", "not text"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "old Excel file"),
        (b"PK\x03\x04\x00\x00 no archive", "cannot be read"),
        (archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "not an Excel workbook"),
        (archive(xl__workbook_xml=b"<x"), "cannot be read"),
        (archive(xl__workbook_xml=b"0" * 50_000_000), "when unpacked"),
        (workbook([]), "nothing in this workbook"),
        ('a,b\n"' + lines("{m},{n}"), "a quotation mark is opened and not closed"),
        (lines("{m},{n}", "a,b") + '\n"2022-05,5\n', "a quotation mark is opened and not closed"),
        ("1.5\n" * 2_000_000, "8.0 MB; at most 5 MB"),
        ("1\n" * (MOST_ROWS + 1), f"{MOST_ROWS + 1:,} rows; at most {MOST_ROWS:,}"),
        ((",".join(["1"] * (MOST_COLUMNS + 1)) + "\n") * 3, f"{MOST_COLUMNS + 1} columns; at most {MOST_COLUMNS}"),
        ("a,b\n1,2\n3," + "x" * (LONGEST + 1), f"{LONGEST + 1:,} characters"),
    ],
)
def test_what_cannot_be_used_is_refused_with_what_is_needed(content: str | bytes, said: str):
    with pytest.raises(BadInput) as problem:
        read_table(content)
    assert problem.value.field == "own"
    assert said in problem.value.sentence
    assert problem.value.sentence.endswith(".")
    assert len(problem.value.sentence) < 250


def test_a_large_file_costs_seconds_at_most():
    """A fifth of what is allowed, in the slowest of its usual shapes: about half a second."""
    day = datetime.date(1900, 1, 1)
    rows = [f"{day + datetime.timedelta(days=i):%m/%d/%Y}\t{i % 997 + 500:,}" for i in range(MOST_ROWS // 5)]
    start = time.process_time()
    table = read_table("\n".join(["date\tv", *rows]))
    assert table.read_numbers("v").values[501] == 1001
    assert str(table.read_dates("date").times[-1])[:10] == str(day + datetime.timedelta(days=len(rows) - 1))
    assert time.process_time() - start < 5


def test_a_long_plain_column_is_the_same_read_all_at_once():
    cells = [f"{i / 8}" for i in range(2000)]
    table = read_table("\n".join(["v", *cells]))
    np.testing.assert_array_equal(table.read_numbers("v").values, [float(cell) for cell in cells])
    dated = read_table("\n".join(["month,v", *[f"{1800 + i // 12}-{i % 12 + 1:02},1.125" for i in range(2000)]]))
    assert str(dated.read_dates("month").times[-1])[:7] == "1966-08"
    assert "Read 1.125 as 1.125, not as 1125" in dated.read_numbers("v").told[0]


PIECES = st.sampled_from(
    [
        "1",
        "2.5",
        "x",
        "",
        ",",
        ";",
        "\n",
        "2001-02-03",
        "nan",
        '"',
        "\t",
        "1e999",
        " ",
        "1,011",
        "-999",
        "Jan-21",
        "#",
        "|",
        "<1",
        "\r",
        "2020",
        "12",
        "²",
        "٣",
        "１",
    ]
)


@given(st.text(max_size=200) | st.lists(PIECES, max_size=80).map("".join) | st.binary(max_size=200))
def test_any_text_and_any_bytes_are_a_table_or_a_sentence(content: str | bytes):
    try:
        table = read_table(content)
    except BadInput as problem:
        assert problem.field == "own"
        assert problem.sentence.endswith(".")
    else:
        assert set(table.names) <= table.cells.keys()
        assert len({len(cells) for cells in table.cells.values()}) == 1
        for name in table.numbers:
            assert len(table.read_numbers(name).values) == len(table)
        for name in table.dates:
            assert len(table.read_dates(name).times) == len(table)


@given(st.binary(max_size=100))
def test_any_archive_is_refused_in_a_sentence(content: bytes):
    with pytest.raises(BadInput):
        read_table(b"PK\x03\x04" + content)
