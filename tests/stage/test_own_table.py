"""A table of one's own: its columns are chosen, what was done is said, and the last good one stays."""

from streamlit.testing.v1 import AppTest


def page():
    from types import SimpleNamespace

    import streamlit as st

    from explainers.problems import BadInput
    from pages.stage import own_table

    def read(content, choices):
        st.session_state["read"] = st.session_state.get("read", 0) + 1
        head, *rows = content.decode().split()
        if not rows:
            raise BadInput("own", "There are no rows.")
        return SimpleNamespace(
            choices=choices, names=tuple(head.split(",")), dates=("day",), numbers=tuple(head.split(",")), rows=rows
        )

    def clean(table, date, value):
        return f"{date} {value} {len(table.rows)}{table.choices.decimal}", ["Nothing was done."]

    st.session_state["got"] = own_table("demo", "A file", "Yours.", read, clean, "an example")


def opened():
    app = AppTest.from_function(page, default_timeout=60).run()
    assert not app.exception
    return app


def box(app, label):
    return [box for box in app.selectbox if box.label == label][-1]


def test_without_a_table_there_is_an_example():
    app = opened()
    assert app.session_state["got"] == ""
    assert "the picture shows an example" in app.caption[0].value


def test_columns_are_chosen_and_what_was_done_is_said():
    app = opened()
    app.text_area(key="demo-pasted").set_value("day,a,b\n1,2,3\n2,3,4").run()
    assert app.session_state["got"] == "day a 2"
    assert app.caption[0].value == "Nothing was done."
    box(app, "Values").select("b").run()
    assert app.session_state["got"] == "day b 2"
    box(app, "Dates").select_index(1).run()
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


def test_what_was_said_of_one_file_is_not_said_of_the_next():
    app = opened()
    app.file_uploader[0].upload("one.csv", b"day,a,b\n1,2,3").run()
    box(app, "Dates").select_index(1).run()
    box(app, "Values").select("b").run()
    box(app, "Numbers").select(",").run()
    assert app.session_state["got"] == "None b 1,"
    app.file_uploader[0].upload("two.csv", b"day,a,b\n1,2,3\n2,3,4").run()
    assert app.session_state["got"] == "day a 2"


def test_how_a_table_is_read_can_be_changed():
    app = AppTest.from_function(real, default_timeout=60).run()
    app.text_area(key="real-pasted").set_value("month\tv\n2021-01\t992\n2021-02\t1,011\n2021-03\t1,030").run()
    assert "Read 1,011 as 1011: the comma separates thousands." in [caption.value for caption in app.caption]
    assert app.session_state["got"] == "[992.0, 1011.0, 1030.0]"
    box(app, "Numbers").select(",").run()
    assert "Read 1,011 as 1.011: the comma is the decimal sign." in [caption.value for caption in app.caption]
    assert app.session_state["got"] == "[992.0, 1.011, 1.03]"
    assert not app.exception


def real():
    import streamlit as st

    from explainers.reading import read_table
    from pages.stage import own_table

    def clean(table, date, value):
        return str(table.read_numbers(value).values.tolist()), [*table.read_numbers(value).told]

    st.session_state["got"] = own_table("real", "A file", "Yours.", read_table, clean, "an example")
