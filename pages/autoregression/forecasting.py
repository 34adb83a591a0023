"""How much of tomorrow is already in today? A process under the learner's hand, then real series and honest forecasts."""

from typing import Any

import streamlit as st

from explainers.autoregression import forecasting
from explainers.autoregression.forecasting import Params
from explainers.autoregression.forecasting.model import EDGE, STEPS
from explainers.autoregression.forecasting.process import autocorrelations, partials, recursion, roots
from pages import stage

PREFIX = "forecasting"
VIEWS = {
    "process": "The process",
    "window": "One step",
}
ORDERS = {str(p): f"p = {p}" for p in range(1, 6)}
AGES = {1: "the last value", 2: "the value before it", 3: "the third last", 4: "the fourth last", 5: "the fifth last"}
INDEX = "₀₁₂₃₄₅"
CODE = {  # what is worth reading beside the picture of each view
    "process": (recursion, roots, partials, autocorrelations),
    "window": (recursion,),
}
words = stage.words_for(__file__, Params)


# ---------------------------------------------------------------------------------------------- the process


def order(controls: stage.Controls[Params]) -> None:
    """Ask how many values count."""
    controls.choice("order", "Order  p", ORDERS, "p, how many of the last values the next one is made of.",
                    default=str(controls.start.order), label_visibility="collapsed")  # fmt: skip


def weights(controls: stage.Controls[Params], p: int) -> None:
    """Ask for the weights of the last p values."""
    for k in range(1, p + 1):
        controls.slider(f"phi_{k}", f"Weight  φ{INDEX[k]}", -2.0, 2.0, 0.05,
                        f"φ{INDEX[k]}, the weight of {AGES[k]}. The noise stays the same while you drag.")  # fmt: skip


def spread(controls: stage.Controls[Params]) -> None:
    """Ask how loud the noise is."""
    controls.slider("sigma", "Noise  σ", 0.0, 3.0, 0.1, "σ, the standard deviation of the noise.")


def window(controls: stage.Controls[Params]) -> None:
    """Ask where the window stands, and offer to play it."""
    controls.slider("at", "Step  t", 1, STEPS, 1, "t, which value is about to be made.")
    stage.play(controls, "at", 700)


def the_rest(controls: stage.Controls[Params]) -> None:
    """Ask for what is seldom changed about the process."""
    controls.live = False  # their sweeps would crowd out those in sight
    controls.number("constant", "Constant  c", -5.0, 5.0, "c, which is added at every step and lifts the mean to c/(1 − Σφ).", step=0.1)
    controls.number("start", "Start value", -EDGE, EDGE, "The values before the first: how long are they remembered?", step=1.0)
    controls.number("length", "Length  n", 60, 500, "n, how many steps are simulated.")
    controls.number("realisations", "Realisations", 1, 8, "How many series are drawn, each with a noise of its own.")
    controls.number("seed", "Seed", 0, 9999, "Of the noise.")
    controls.live = True


def process_controls(controls: stage.Controls[Params], view: str, p: int) -> None:
    """Ask for everything about the process, at most five in sight."""
    if view == "window":
        window(controls)
    weights(controls, min(p, 4) if view == "window" else p)
    if p < 5 and view == "process":
        spread(controls)
    with st.popover("More controls", icon=":material/tune:", width="stretch"):
        if "sigma" not in controls.values:
            spread(controls)
        if p == 5 and view == "window":
            weights(controls, 5)
        the_rest(controls)


def pointed() -> None:
    """Take the point of the triangle that was clicked."""
    state = st.session_state
    now: stage.Shown = state[f"{PREFIX}-shown"]
    phi_1, phi_2 = (round(round(part / 0.05) * 0.05, 2) for part in state[f"{PREFIX}-chart"]["point"])
    state[f"{PREFIX}_phi_1"] = min(max(phi_1, -2.0), 2.0)
    if now.params.order == 2:
        state[f"{PREFIX}_phi_2"] = phi_2


# ---------------------------------------------------------------------------------------------- the page


@st.fragment
def lab(place: stage.Place) -> None:
    """Draw the stage: controls at the left, the picture at the right."""
    controls = stage.Controls(PREFIX, place.params, place.number)
    left, right = st.container(key=f"{PREFIX}-stage").columns([3, 10], gap="medium")
    with right:
        above = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center")
        with above.container(width="content"):
            view = controls.choice("view", "View", VIEWS, "", default=place.view, label_visibility="collapsed")
        with above.container(width="content"):
            order(controls)
    settled: dict[str, Any] = {"order": int(controls.values["order"])}
    with left:
        process_controls(controls, view, settled["order"])
        result = controls.last_good(forecasting.simulate, controls.params(**settled))
    with right:
        controls.finish()
        clicked = pointed if view == "process" and settled["order"] < 3 else None
        stage.show(controls, forecasting, view, result.params, result, on_point=clicked)
    stage.once_painted(PREFIX, rest)


def rest(now: stage.Shown) -> None:
    """Draw the rest of the page, for what the stage shows."""
    stage.below(now, words, list(VIEWS), "ar-forecasting", *CODE[now.view])


stage.headline("autoregression/forecasting")
lab(stage.story(PREFIX, words.story, forecasting, list(VIEWS)))
