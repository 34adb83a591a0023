"""Controls that a page makes in its own way, uploads, whole numbers to choose from, and what takes long."""

from tests.conftest import Course


def page():
    from dataclasses import dataclass
    from typing import Annotated

    import streamlit as st

    from explainers.controls import Choice, Number, Private, Slider, check
    from pages.stage.controls import Controls, set_all
    from pages.stage.slow import computed

    @dataclass(frozen=True)
    class Params:
        order: Annotated[int, Choice("Order", {"1": "1", "2": "2", "3": "3"}, help="p.")] = 2
        origin: Annotated[int, Slider("Origin", 0, 1000, 1, help="n.")] = 0
        own: Annotated[str, Private("Your own", 100, help="A text.")] = ""
        seed: Annotated[int, Number("Seed", 0, 9, help="Of chance.")] = 0

    def origin(controls):
        with controls.more:
            controls.make("seed")
        controls.ask("origin", low=10, high=30, default=20)

    controls = Controls("demo", Params(), special={"origin": origin})
    controls.settle(own="secret")
    controls.make("origin")
    controls.rest()
    params = controls.params()
    check(params)
    calls = st.session_state.setdefault("calls", [])

    def compute(report):
        calls.append(params)
        report(0.5, "half way")
        return len(calls)

    st.session_state["computed"] = computed("demo-slow", params.order, compute, keep=1)
    st.session_state["params"], st.session_state["link"] = params, controls.link()
    st.button("Set", on_click=set_all, args=("demo", Params(order=3, origin=25)))
    controls.finish()


def test_a_range_of_its_own_is_made_once_and_the_rest_follows(script):
    visit = script(page, {"demo_order": "3", "demo_origin": "99"})
    assert Course.complaints(visit) == []
    params = visit.session_state["params"]
    assert (params.order, params.origin, params.seed) == (3, 30, 0)
    assert Course.warnings(visit) == ["The link asked for 99; the nearest possible is 30."]
    assert [number.key for number in visit.number_input] == ["demo_seed"]


def test_an_upload_is_part_of_params_and_of_no_link(script):
    visit = script(page)
    assert visit.session_state["params"].own == "secret"
    assert "?" not in visit.session_state["link"]


def test_whole_numbers_can_be_options_and_are_set_from_elsewhere(script):
    visit = script(page)
    visit.button[0].click().run()
    assert Course.complaints(visit) == Course.warnings(visit) == []
    assert (visit.session_state["params"].order, visit.session_state["params"].origin) == (3, 25)
    assert "demo_order=3" in visit.session_state["link"]


def test_what_takes_long_is_computed_once_for_the_same_and_the_oldest_makes_room(script):
    visit = script(page)
    visit.run()
    assert visit.session_state["computed"] == len(visit.session_state["calls"]) == 1
    visit.button[0].click().run()
    assert visit.session_state["computed"] == 2
    assert len(visit.session_state["demo-slow"]) == 1
