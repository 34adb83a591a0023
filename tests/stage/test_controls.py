"""The controls of a page: what a link may ask of them, and what they do with bad input."""

import pytest
from streamlit.testing.v1 import AppTest


def page():
    from dataclasses import dataclass

    import streamlit as st

    from explainers.problems import BadInput
    from pages.stage.controls import Controls

    @dataclass(frozen=True)
    class Params:
        width: float = 0.5
        count: int = 10
        colour: str = "red"
        text: str = "1 2 3"
        bright: bool = True
        seed: int = 0

    def double(params):
        if not params.text.strip():
            raise BadInput("text", "There is nothing to read.")
        return params.text.split()

    controls = Controls("demo", Params())
    controls.slider("width", "Width", 0.0, 1.0, 0.1, "w")
    controls.stops("count", "Count", [1, 3, 10, 30], "n")
    controls.choice("colour", "Colour", {"red": "Red", "blue": "Blue"}, "c")
    controls.text("text", "Text", "t")
    controls.toggle("bright", "Bright", "b")
    controls.number("seed", "Seed", 0, 99, "s")
    st.session_state["result"] = controls.last_good(double, controls.params())
    st.session_state["params"] = controls.params()
    st.session_state["link"] = controls.link()
    controls.strangers()


def opened(**query):
    app = AppTest.from_function(page, default_timeout=30)
    for name, value in query.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def field(app, name):
    return getattr(app.session_state["params"], name)


@pytest.mark.parametrize(
    ("name", "asked", "value"),
    [
        ("width", "0.3", 0.3),
        ("count", "30", 30),
        ("colour", "blue", "blue"),
        ("colour", "Blue", "blue"),
        ("text", "7 8", "7 8"),
        ("bright", "false", False),
        ("seed", "7", 7),
    ],
)
def test_a_link_sets_a_control_without_a_word(name, asked, value):
    app = opened(**{f"demo_{name}": asked})
    assert field(app, name) == value
    assert not app.warning


@pytest.mark.parametrize(
    ("name", "asked", "nearest"),
    [
        ("width", "7", 1.0),
        ("width", "-1e300", 0.0),
        ("count", "12", 10),
        ("count", "-5", 1),
        ("seed", "1000000", 99),
    ],
)
def test_what_is_out_of_range_becomes_the_nearest_with_a_sentence(name, asked, nearest):
    app = opened(**{f"demo_{name}": asked})
    assert field(app, name) == nearest
    assert [warning.value for warning in app.warning] == [
        f"The link asked for {asked}; the nearest possible is {nearest:g}."
    ]


@pytest.mark.parametrize(
    ("name", "asked", "default"),
    [
        ("width", "abc", 0.5),
        ("width", "nan", 0.5),
        ("count", "inf", 10),
        ("colour", "mauve", "red"),
        ("bright", "perhaps", True),
        ("seed", "", 0),
        ("seed", "💥" * 100, 0),
    ],
)
def test_what_makes_no_sense_becomes_the_default_with_a_sentence(name, asked, default):
    app = opened(**{f"demo_{name}": asked})
    assert field(app, name) == default
    assert len(app.warning) == 1
    assert "not possible; this is the default" in app.warning[0].value


def test_a_parameter_the_page_does_not_have_is_named():
    app = opened(demo_widht="0.3", other="1")
    assert app.warning[0].value == "The link also sets `demo_widht`, which this page does not have."


def test_bad_input_gets_a_sentence_and_the_last_good_result_stays():
    app = opened(demo_text="4 5")
    app.text_input[0].set_value(" ").run()
    assert app.warning[0].value.startswith("There is nothing to read.")
    assert app.session_state["result"] == ["4", "5"]
    app.text_input[0].set_value("6").run()
    assert not app.warning
    assert app.session_state["result"] == ["6"]


def test_the_link_holds_what_differs_from_the_defaults():
    assert opened().session_state["link"].partition("?")[2] == ""
    app = opened(demo_width="0.3", demo_bright="false", demo_text="a b&c")
    assert app.session_state["link"].partition("?")[2] == "demo_width=0.3&demo_text=a+b%26c&demo_bright=false"
