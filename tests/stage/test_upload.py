"""A learner's file of numbers: one column is taken and what was read is said; only the last file is kept."""

import threading
import weakref

import pytest
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.uploaded_file_manager import UploadedFileRec

from explainers.reading import read_table
from pages.stage.upload import WATCHED, column_as_text, forget, forget_leavers


@pytest.mark.parametrize(
    ("content", "columns"),
    [
        (b"x\n1\n2\n3\n", {"x": "1 2 3"}),
        (b"1\n2\n3\n", {"value": "1 2 3"}),
        (b"5", {"value": "5"}),
        (b"1\r\n2\r\n3\r\n", {"value": "1 2 3"}),
        (b"1\r2\r3", {"value": "1 2 3"}),
        (b"-1e3\n2.5\n", {"value": "-1000 2.5"}),
        (b"rain in mm\n1.5\n2\n", {"rain in mm": "1.5 2"}),
        (b"day;flips\nmonday;1\ntuesday;0\n", {"flips": "1 0"}),
        (b"\xef\xbb\xbfheight,name\n1.5,a\n2.5,b\n", {"height": "1.5 2.5"}),
        (b"name,score\nanna,\nbert,7\n", {"score": "7"}),
        (b"a\tb\n1\t2\n3\t4\n", {"a": "1 3", "b": "2 4"}),
        (b"1,2,3\n4,5,6\n", {"column 1": "1 4", "column 2": "2 5", "column 3": "3 6"}),
        (b'"a","b"\n"1","2"\n', {"a": "1", "b": "2"}),
        (b"date,v\n2020-01-01,3\n2020-01-02,4\n", {"v": "3 4"}),
        (b"1,5;2,5\n3,5;4,5\n", {"column 1": "1.5 3.5", "column 2": "2.5 4.5"}),
        (b'count\n992\n"1,011"\n', {"count": "992 1011"}),
        (b"x\n1\ntwo\n3\n", {"x": "1 3"}),
    ],
)
def test_every_column_of_numbers_is_read_whole(content, columns):
    """Not one value lost, and none cut in two."""
    table = read_table(content)
    assert set(table.numbers) == set(columns)
    for name, text in columns.items():
        assert column_as_text(table, name)[0] == text


def test_what_is_no_number_is_named_and_what_is_empty_is_counted():
    table = read_table(b"id,count\n1,5\n2,<1\n3,\n4,7\n5,inf\n")
    assert column_as_text(table, "count") == (
        "5 7",
        [
            "2 numbers read from “count”; 1 empty cell left out.",
            "1 cell is not a number (<1): counted as missing.",
            "1 cell is infinite or beyond 1e+100: counted as missing.",
        ],
    )


def chooser():
    import streamlit as st

    from pages.stage.upload import own_numbers

    st.session_state["text"] = own_numbers("demo", "A CSV file", "Yours.")


def column(visit):
    return next(box for box in visit.selectbox if box.label == "Which column?")


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
    assert not [box for box in visit.selectbox if box.label == "Which column?"]


def test_empty_cells_are_left_out_and_counted(script):
    visit = uploaded(script, b"a,b\n1,2\n,3\n4,5\n")
    assert visit.session_state["text"] == "1 4"
    assert visit.caption[0].value == "2 numbers read from “a”; 1 empty cell left out."


def test_of_several_columns_one_is_chosen(script):
    visit = uploaded(script, b"name,a,b\nanna,1,2\nbert,3,4\n")
    assert column(visit).options == ["a", "b"]
    column(visit).select("b").run()
    assert visit.session_state["text"] == "2 4"


@pytest.mark.parametrize("content", [b"a,a\n1,2\n3,4\n", b"a,a,a\n1,2,x\n3,4,5\n"])
def test_columns_of_the_same_name_can_be_told_apart(script, content):
    visit = uploaded(script, content)
    options = column(visit).options
    assert len(set(options)) == len(options)
    column(visit).select(options[1]).run()
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


def test_another_decimal_sign_can_be_chosen(script):
    visit = uploaded(script, b"x\n992\n1,011\n1,030\n")
    assert visit.session_state["text"] == "992 1011 1030"
    next(box for box in visit.selectbox if box.label == "Numbers").select(",").run()
    assert visit.session_state["text"] == "992 1.011 1.03"


# ---------------------------------------------------------------------------------------------- the files themselves


def stored(*names, session="visitor"):
    files = MemoryUploadedFileManager("/upload")
    for name in names:
        files.add_file(session, UploadedFileRec(name, f"{name}.csv", "text/csv", b"1"))
    return files


@pytest.mark.parametrize(("current", "kept"), [("c", ["c"]), ("", ["c"]), ("b", ["b", "c"])])
def test_of_many_files_the_current_one_is_kept_and_one_that_is_just_arriving(current, kept):
    files = stored("a", "b", "c")
    files.add_file("another", UploadedFileRec("x", "x.csv", "text/csv", b"1"))
    WATCHED.add(files)
    forget(files, "visitor", current)
    assert list(files.file_storage["visitor"]) == kept
    assert list(files.file_storage["another"]) == ["x"]


def test_the_file_of_a_visitor_who_has_gone_is_freed_and_that_of_one_who_is_back_is_not():
    files, here = stored("a", session="gone"), {"here"}
    files.add_file("here", UploadedFileRec("b", "b.csv", "text/csv", b"1"))
    WATCHED.add(files)
    watch = threading.Thread(
        target=forget_leavers, args=(weakref.ref(files), here.__contains__, 0.01, 0.05), daemon=True
    )
    watch.start()
    for _ in range(500):
        if "gone" not in files.file_storage:
            break
        watch.join(0.01)
    assert list(files.file_storage) == ["here"]
    here.clear()
    watch.join(10)
    assert not watch.is_alive()
    assert not files.file_storage
    assert files not in WATCHED, "the next file is looked after again"
