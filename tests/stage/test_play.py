"""The button that plays a slider: it knows the slider's stops, and puts the slider where it stopped."""

import json
from typing import Any

from streamlit.testing.v1 import AppTest


def page() -> None:
    from dataclasses import dataclass

    import streamlit as st

    from pages import stage

    @dataclass(frozen=True)
    class Params:
        steps: int = 2
        seed: int = 0

    controls = stage.Controls("toy", Params())
    controls.slider("steps", "Steps", 0, 5, 1, "How many.")
    stage.play(controls, "steps", 300)
    st.write(controls.params().steps)


def sent(visit: AppTest) -> dict[str, Any]:
    return json.loads(visit.get_by_key("toy-play-steps").proto.json)


def test_it_is_told_where_the_slider_stands_and_how_far_it_goes(script):
    visit = script(page)
    assert not visit.exception
    assert sent(visit) == {"slider": "toy_steps", "stop": 2, "last": 5, "pace": 300, "way": 1, "label": "Play"}
    visit.slider(key="toy_steps").set_value(4).run()
    assert sent(visit)["stop"] == 4
