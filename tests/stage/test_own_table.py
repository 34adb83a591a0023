"""A table of one's own: its columns are chosen, what was done is said, and the last good one stays."""

from streamlit.testing.v1 import AppTest


def page():
    from types import SimpleNamespace

    import streamlit as st

    from explainers.problems import BadInput
    from pages.stage import own_table

    def read(content):
        st.session_state["read"] = st.session_state.get("read", 0) + 1
        head, *rows = content.decode().split()
        if not rows:
            raise BadInput("own", "There are no rows.")
        return SimpleNamespace(dates=("day",), numbers=tuple(head.split(",")), rows=rows)

    def clean(table, date, value):
        return f"{date} {value} {len(table.rows)}", ["Nothing was done."]

    st.session_state["got"] = own_table("demo", "A file", "Yours.", read, clean, "an example")


def opened():
    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    return app


def test_without_a_table_there_is_an_example():
    app = opened()
    assert app.session_state["got"] == ""
    assert "the picture shows an example" in app.caption[0].value


def test_columns_are_chosen_and_what_was_done_is_said():
    app = opened()
    app.text_area(key="demo-pasted").set_value("day,a,b\n1,2,3\n2,3,4").run()
    assert app.session_state["got"] == "day a 2"
    assert app.caption[0].value == "Nothing was done."
    app.selectbox(key="demo-value").select("b").run()
    assert app.session_state["got"] == "day b 2"
    app.selectbox(key="demo-date").select_index(1).run()
    assert app.session_state["got"] == "None b 2"
    assert app.session_state["read"] == 1, "the table itself is read once"


def test_a_table_that_cannot_be_read_gets_a_sentence_and_the_last_one_stays():
    app = opened()
    app.text_area(key="demo-pasted").set_value("day,a\n1,2").run()
    app.text_area(key="demo-pasted").set_value("day,a").run()
    assert app.warning[0].value == "There are no rows. The last series that could be read stays."
    assert app.session_state["got"] == "day a 1"


def test_too_much_is_refused_before_it_is_read():
    app = opened()
    app.text_area(key="demo-pasted").set_value("a\n" + "1\n" * 3_000_000).run()
    assert "5 MB" in app.warning[0].value
    assert app.session_state["got"] == ""
