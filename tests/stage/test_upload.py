"""A learner's CSV file: read, or a sentence."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.stage.upload import columns_of


@pytest.mark.parametrize(
    ("content", "name", "values"),
    [
        (b"x\n1\n2\n3\n", "x", [1, 2, 3]),
        (b"1\n2\n3\n", "column 1", [1, 2, 3]),
        (b"day;flips\nmonday;1\ntuesday;0\n", "flips", [1, 0]),
        (b"\xef\xbb\xbfheight,name\n1.5,a\n2.5,b\n", "height", [1.5, 2.5]),
        (b"x\n1\n\n3\n", "x", [1, 3]),
        (b"a\tb\n1\t2\n3\t4\n", "b", [2, 4]),
        (b"-1e3\n2.5\n", "column 1", [-1000, 2.5]),
    ],
)
def test_a_column_of_numbers_is_found(content, name, values):
    np.testing.assert_array_equal(columns_of(content)[name].dropna(), values)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "empty"),
        (b"  \n \n", "empty"),
        (b"\x89PNG\r\n\x1a\n\x00\xff", "not text"),
        (b"name\nanna\nbert\n", "no column of numbers"),
        (b"x\n1\ntwo\n3\n", "two"),
        (b'a,b\n"1,2\n', "cannot be read as a table"),
    ],
)
def test_a_file_that_cannot_be_used_gets_a_sentence(content, said):
    with pytest.raises(ValueError, match=said):
        columns_of(content)


def test_a_huge_file_is_read_as_far_as_it_counts():
    assert len(columns_of(b"1\n" * 300_000)) <= 200_000


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        (b"10\n12\n15\n", {"column 1": [10, 12, 15]}),
        (b"-1.5\n2.5\n", {"column 1": [-1.5, 2.5]}),
        (b"5", {"column 1": [5]}),
        (b"1\r\n2\r\n3\r\n", {"column 1": [1, 2, 3]}),
        (b"1\r2\r3", {"column 1": [1, 2, 3]}),
        (b"rain in mm\n1.5\n2\n", {"rain in mm": [1.5, 2]}),
        (b"1,2,3\n4,5,6\n", {"column 1": [1, 4], "column 2": [2, 5], "column 3": [3, 6]}),
        (b"a;b\n1;2\n3;4\n", {"a": [1, 3], "b": [2, 4]}),
        (b'"a","b"\n"1","2"\n', {"a": [1], "b": [2]}),
        (b"date,v\n2020-01-01,3\n2020-01-02,4\n", {"v": [3, 4]}),
        (b"\n\nx\n1\n2\n", {"x": [1, 2]}),
        (b"name,score\nanna,\nbert,7\n", {"score": [np.nan, 7]}),
    ],
)
def test_every_column_of_numbers_is_read_whole(content, columns):
    """Not one value lost, and none cut in two."""
    found = columns_of(content)
    assert list(found.columns) == list(columns)
    for name, values in columns.items():
        np.testing.assert_array_equal(found[name], values)


@pytest.mark.parametrize("content", [b"1,5;2,5\n3,5;4,5\n", b"a;b\n1,5;2,5\n", b"x;y\n1,5;2\n"])
def test_decimal_commas_are_read_as_such_or_refused_and_never_cut_in_two(content):
    """Between semicolons, as spreadsheets write them where people count with commas."""
    try:
        found = columns_of(content)
    except ValueError as problem:
        assert str(problem).endswith(".")
    else:
        assert not set(np.ravel(found)) & {1.0, 3.0, 4.0, 5.0}


@given(st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode), st.text('1;,.\t\n\r"a ', max_size=60)))
def test_no_file_raises_anything_but_a_sentence(content):
    content = content if isinstance(content, bytes) else content.encode()
    try:
        found = columns_of(content)
    except ValueError as problem:
        assert str(problem)[0].isupper()
        assert len(str(problem)) < 250
    else:
        assert found.shape[1] >= 1
        assert len(set(found.columns)) == found.shape[1], "columns can be told apart"
        assert found.dtypes.map(lambda kind: kind.kind in "if").all()


def chooser():
    import streamlit as st

    from pages.stage.upload import own_numbers

    st.session_state["text"] = own_numbers("demo", "A CSV file", "Yours.")


def uploaded(script, content):
    visit = script(chooser)
    assert visit.session_state["text"] is None
    visit.file_uploader[0].upload("mine.csv", content).run()
    assert not visit.exception
    return visit


def test_one_column_is_taken_and_counted(script):
    visit = uploaded(script, b"x\n1\n\n2.5\n-3e10\n")
    assert [float(word) for word in visit.session_state["text"].split()] == [1, 2.5, -3e10]
    assert visit.caption[0].value.startswith("3 numbers read from “x”")
    assert not visit.selectbox


def test_empty_cells_are_left_out_and_counted(script):
    visit = uploaded(script, b"a,b\n1,2\n,3\n4,5\n")
    assert visit.session_state["text"] == "1 4"
    assert visit.caption[0].value == "2 numbers read from “a”; 1 empty cells left out."


def test_of_several_columns_one_is_chosen(script):
    visit = uploaded(script, b"name,a,b\nanna,1,2\nbert,3,4\n")
    assert visit.selectbox(key="demo_column").options == ["a", "b"]
    visit.selectbox(key="demo_column").select("b").run()
    assert visit.session_state["text"] == "2 4"


@pytest.mark.parametrize("content", [b"a,a\n1,2\n3,4\n", b"a,a,a\n1,2,x\n3,4,5\n"])
def test_columns_of_the_same_name_can_be_told_apart(script, content):
    visit = uploaded(script, content)
    options = visit.selectbox(key="demo_column").options
    assert len(set(options)) == len(options)
    visit.selectbox(key="demo_column").select(options[1]).run()
    assert not visit.exception
    assert visit.session_state["text"] == "2 4"


@pytest.mark.parametrize("content", [b"", b"\x00\xff\x89PNG", b"hello\nworld\n", b"x\n1\noops\n"])
def test_what_is_wrong_with_a_file_is_said_at_the_uploader(script, content):
    visit = uploaded(script, content)
    assert visit.session_state["text"] is None
    assert len(visit.warning) == 1


def test_numbers_keep_their_digits(script):
    visit = uploaded(script, b"x\n0.1234567890123\n299792458.123\n")
    assert [float(word) for word in visit.session_state["text"].split()] == [0.1234567890123, 299792458.123]
