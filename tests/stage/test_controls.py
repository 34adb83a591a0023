"""The controls of a page: what a link may ask of them, and what they do with bad input."""

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any
from urllib.parse import parse_qsl

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
    controls.text("text", "Text", "t", 100)
    controls.toggle("bright", "Bright", "b")
    controls.number("seed", "Seed", 0, 99, "s")
    st.session_state["result"] = controls.last_good(double, controls.params())
    st.session_state["params"] = controls.params()
    st.session_state["link"] = controls.link()
    controls.finish()


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
    assert app.warning[0].value == "The link also sets demo\\_widht, which this page does not have."


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


# ---------------------------------------------------------------------------------------------- more of the same page


@pytest.mark.parametrize(
    ("name", "asked"),
    [("width", "0.123456789"), ("width", "1e-7"), ("seed", "42"), ("text", "1,5; 2&3=4 %"), ("colour", "blue")],
)
def test_the_link_to_a_state_opens_exactly_that_state(name, asked):
    app = opened(**{f"demo_{name}": asked})
    first = asdict(app.session_state["params"])
    link = dict(parse_qsl(app.session_state["link"].partition("?")[2]))
    again = opened(**link)
    assert asdict(again.session_state["params"]) == first
    assert not again.warning
    assert set(again.query_params) == set(link), "and the address keeps what the link said"


@pytest.mark.parametrize(
    "asked", ["", "inf", "-1e400", "nan", "٣", "0x10", "1_000", " ", "\x00", "red;blue", "9" * 400]
)
def test_nothing_in_a_link_breaks_a_control(asked):
    names = ("width", "count", "colour", "text", "bright", "seed")
    app = opened(**{f"demo_{name}": asked for name in names})
    types = {"width": float, "count": int, "colour": str, "text": str, "bright": bool, "seed": int}
    assert {name: type(field(app, name)) for name in names} == types
    assert 0 <= field(app, "width") <= 1
    assert field(app, "count") in (1, 3, 10, 30)
    assert 0 <= field(app, "seed") <= 99
    assert field(app, "colour") in ("red", "blue")
    assert all(len(warning.value) < 200 for warning in app.warning)


def test_a_sentence_stands_at_the_control_that_caused_it_and_only_once():
    app = opened(demo_width="7", demo_seed="x")
    assert len(app.warning) == 2
    app.slider[0].set_value(0.2).run()
    assert not app.warning


def test_bad_input_from_the_start_falls_back_on_the_defaults():
    app = opened(demo_text=" ")
    assert app.warning[0].value.startswith("There is nothing to read.")
    assert app.session_state["result"] == ["1", "2", "3"]


def stepping():
    """A page whose story step changes the defaults, and whose options change with a choice."""
    from dataclasses import dataclass

    import streamlit as st

    from pages.stage.controls import Controls, set_all

    @dataclass(frozen=True)
    class Params:
        scale: str = "small"
        width: float = 0.5
        count: float = 10.0
        seed: int = 0

    def put(**values):
        set_all("demo", Params(**values))

    controls = Controls("demo", Params(), step=2)
    st.button("Far", on_click=put, kwargs={"scale": "large", "width": 40.0, "count": 3.0}, key="far")
    st.button("Back", on_click=put, key="back")
    scale = controls.choice("scale", "Scale", {"small": "Small", "large": "Large"}, "s")
    top = {"small": 1.0, "large": 100.0}[scale]
    controls.slider("width", "Width", 0.0, top, top / 10, "w")
    controls.stops("count", "Count", [1, 3, 10] if scale == "small" else [1, 3, 5], "n")
    st.session_state["params"] = controls.params()
    st.session_state["link"] = controls.link()
    controls.finish()
    st.session_state["sliders"] = [(s.key, s.stops, s.change(Params(), s.stops[0])) for s in controls.sliders]


def test_setting_all_controls_at_once_sets_every_one(script):
    """Also those given as 3.0 where the stop is 3, and those whose range changes at the same time."""
    visit = script(stepping)
    visit.button(key="far").click().run()
    params = visit.session_state["params"]
    assert (params.scale, params.width, params.count) == ("large", 40.0, 3)
    visit.button(key="back").click().run()
    params = visit.session_state["params"]
    assert (params.scale, params.width, params.count) == ("small", 0.5, 10)


def test_setting_all_controls_overrules_what_the_link_said(script):
    visit = script(stepping, {"demo_width": "0.3", "demo_count": "1"})
    assert (visit.session_state["params"].width, visit.session_state["params"].count) == (0.3, 1)
    visit.button(key="far").click().run()
    assert (visit.session_state["params"].width, visit.session_state["params"].count) == (40.0, 3)


def test_a_value_that_a_control_no_longer_has_becomes_the_nearest(script):
    visit = script(stepping)
    visit.button(key="far").click().run()
    visit.get_by_key("demo_scale").set_value("small").run()
    assert not visit.exception
    assert (visit.session_state["params"].width, visit.session_state["params"].count) == (1.0, 3)


def test_the_link_of_a_later_step_names_the_step(script):
    assert script(stepping).session_state["link"].endswith("/page?demo_step=2")


def test_sliders_tell_the_live_chart_their_stops_and_what_each_sets(script):
    sliders = {key: (stops, change) for key, stops, change in script(stepping).session_state["sliders"]}
    stops, at_first = sliders["demo_width"]
    assert (stops, at_first.width, at_first.count) == ([i / 10 for i in range(11)], 0.0, 10.0)
    stops, at_first = sliders["demo_count"]
    assert (stops, at_first.width, at_first.count) == ([1, 3, 10], 0.5, 1)


def test_a_parameter_of_any_length_is_named_in_a_sentence_that_can_be_read():
    app = opened(**{f"demo_{'x' * 3000}": "1", "demo_`**": "2"})
    assert len(app.warning) == 1
    assert len(app.warning[0].value) < 250


def declared_page():
    from dataclasses import dataclass
    from typing import Annotated

    import streamlit as st

    from explainers.controls import (
        Cells,
        Choice,
        Drawing,
        Number,
        Private,
        Select,
        Slider,
        Sliders,
        Stops,
        Text,
        Toggle,
    )
    from pages.stage.controls import Controls

    @dataclass(frozen=True)
    class Params:
        width: Annotated[float, Slider("Width", 0, 1, 0.1, symbol="w", unit="m", help="How wide.")] = 0.5
        count: Annotated[int, Slider("Count", 0, 20, 1, symbol="n", help="How many.", effect="restart")] = 10
        scale: Annotated[float, Stops("Scale", (1.0, 3.0, 10.0), help="How large.", effect="continue")] = 3.0
        weight: Annotated[tuple[float, ...], Sliders("Weight", -1, 1, 0.5, 2, symbol="φ", help="φ{i}.")] = (0.5, -0.5)
        level: Annotated[float, Number("Level", 0, 1, help="How high.")] = 0.25
        colour: Annotated[str, Choice("Colour", {"red": "Red", "blue": "Blue"}, help="Which.")] = "red"
        shape: Annotated[str, Select("Shape", {"round": "Round", "square": "Square"}, help="Which.")] = "round"
        bright: Annotated[bool, Toggle("Bright", help="Whether.")] = True
        text: Annotated[str, Text("Words", 20, help="What.")] = ""
        points: Annotated[str, Drawing("Points", 100, help="Where.", points=10)] = ""
        world: Annotated[str, Cells("World", 100, help="A grid.", kinds={".": "free"}, shown="../..")] = ""
        upload: Annotated[str, Private("A file", 100, help="Yours.")] = ""
        seed: Annotated[int, Number("Seed", 0, 99, help="Of chance.")] = 0

    def called(name, effect):
        return lambda: st.session_state.setdefault("called", []).append((name, effect)) if effect != "view" else None

    controls = Controls("demo", Params())
    controls.on_change = called
    for name in ("width", "weight_2"):
        controls.ask(name)
    st.caption("between")
    controls.ask("count", high=12, label="Counted")
    controls.rest()
    controls.say("scale", "Too large.")
    controls.say("width", "Too wide.")
    st.session_state["params"] = controls.params()
    st.session_state["sliders"] = {s.key: (s.stops, s.change(Params(), s.stops[0])) for s in controls.sliders}
    controls.finish()


def test_declared_controls_stand_where_they_are_asked_for_and_the_rest_is_folded_away():
    app = AppTest.from_function(declared_page).run()
    assert not app.exception
    where = {said: folded for said, folded in told(app.main) if isinstance(said, str)}
    in_sight = ["Width  w, in m", "Too wide.", "Weight  φ₂", "between", "Counted  n"]
    assert [said for said in where if said in in_sight] == in_sight
    folded = {said for said, inside in where.items() if inside}
    assert {"Scale", "Weight  φ₁", "Level", "Colour", "Shape", "Bright", "Words", "Points", "World", "Seed"} <= folded
    assert not where["Too large."], "what is said about a folded control stands in sight"
    assert "A file" not in where, "an upload has no widget of its own"
    assert app.slider(key="demo_count").max == 12


def test_declared_controls_give_params_of_the_declared_types():
    app = AppTest.from_function(declared_page).run()
    params = app.session_state["params"]
    assert params == type(params)()
    app.slider(key="demo_weight_2").set_value(1.0).run()
    assert app.session_state["params"].weight == (0.5, 1.0)
    stops, at_first = app.session_state["sliders"]["demo_weight_2"]
    assert stops == [-1.0, -0.5, 0.0, 0.5, 1.0]
    assert at_first.weight == (0.5, -1.0), "a number of a vector alone"


def test_a_declared_effect_is_what_a_change_calls():
    app = AppTest.from_function(declared_page).run()
    app.slider(key="demo_width").set_value(0.3).run()
    app.slider(key="demo_count").set_value(3).run()
    app.select_slider(key="demo_scale").set_value(10.0).run()
    assert app.session_state["called"] == [("count", "restart"), ("scale", "continue")]


def test_a_link_to_a_number_of_a_vector_sets_it():
    app = AppTest.from_function(declared_page)
    app.query_params["demo_weight_1"] = "-0.5"
    app.run()
    assert app.session_state["params"].weight == (-0.5, -0.5)
    assert not app.warning or "Too" in app.warning[0].value


def told(block: Any, folded: bool = False) -> Iterator[tuple[str, bool]]:
    """Yield labels and sentences from top to bottom, and whether they are folded away."""
    for child in block.children.values():
        if hasattr(child, "children"):
            yield from told(child, folded or child.type == "popover")
        else:
            yield getattr(child, "label", "") or child.value, folded


@pytest.mark.parametrize("by_link", [False, True])
def test_of_a_text_that_is_too_long_the_first_characters_are_taken_and_that_is_said(by_link):
    app, long = AppTest.from_function(declared_page), "whale " * 1_700
    if by_link:
        app.query_params["demo_text"] = long
    app.run()
    if not by_link:
        app.text_input(key="demo_text").set_value(long).run()
    assert not app.exception
    assert app.session_state["params"].text == app.text_input(key="demo_text").value == long[:20]
    sentence = "This has 10,200 characters, and there is room for 20: the first ones are taken."
    for _ in range(2):  # a run for another reason does not take the sentence away
        assert sentence in [warning.value for warning in app.warning]
        app.run()
    app.text_input(key="demo_text").set_value("shorter").run()
    assert sentence not in [warning.value for warning in app.warning]
