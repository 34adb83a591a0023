"""A button that plays a slider: it runs through its stops, and the live chart follows as it follows the hand."""

from typing import Any

import streamlit as st

from pages.stage.components import BAR, script
from pages.stage.controls import Controls

_play = st.components.v2.component(
    "play_slider",
    html="<div class='bar'><button type='button' class='play wide'></button></div>",
    css=BAR + ".bar .play.wide { width: 100%; }",
    js=script("play.js"),
    isolate_styles=False,
)


def play(controls: Controls[Any], name: str, pace: int = 600, back: bool = False, label: str = "Play") -> None:
    """Offer to play the slider of a field, a stop every `pace` milliseconds, from its end where it goes `back`.

    Where it stops, the page runs again. `label` is another word for it where training has a button to play it.
    """
    slider = next(slider for slider in controls.sliders if slider.key == controls.key(name))
    key = f"{controls.prefix}-play-{name}"

    def stopped() -> None:
        st.session_state[slider.key] = slider.stops[int(st.session_state[key]["stop"])]

    _play(
        key=key,
        data={"slider": slider.key, "stop": slider.stop, "last": len(slider.stops) - 1, "pace": pace,
              "way": -1 if back else 1, "label": label},
        on_stop_change=stopped,
    )  # fmt: skip
