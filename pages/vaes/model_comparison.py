"""What does β buy, and at what price? Three models of the same pictures, side by side."""

import numpy as np
import streamlit as st

from explainers.data.images import IMAGES
from explainers.explainer import Explainer, View
from explainers.vaes.latent_walk.codes import codes
from explainers.vaes.model_comparison import EXPLAINER, Params, Result
from pages import stage

PREFIX = EXPLAINER.prefix


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls: their ranges and help depend on the pictures."""
    data = controls.ask("data")
    numbers = ", ".join(f"{200 * i} to {200 * i + 199} {name}" for i, name in enumerate(IMAGES[data].classes))
    controls.overrules["image"] = lambda: {"help": f"Test pictures by number: {numbers}."}
    for name, middle, half in zip(("z_1", "z_2"), *codes(data).window, strict=True):
        edges = {
            "low": min(float(np.round(middle - half, 1)), -4.0),
            "high": max(float(np.round(middle + half, 1)), 4.0),
        }
        controls.overrules[name] = edges.copy
    stage.ask(controls, view)


def pointed() -> None:
    """Take the place that was clicked in a plane."""
    state = st.session_state
    point = state[f"{PREFIX}-chart"]["point"]
    state[f"{PREFIX}_z_1"], state[f"{PREFIX}_z_2"] = (round(float(part), 2) for part in point)


def paint(
    explainer: Explainer[Params, Result], controls: stage.Controls[Params], view: View[Result], result: Result
) -> None:
    """Paint the picture; in the planes a click chooses a place."""
    stage.paint(explainer, controls, view, result, on_point=pointed)


stage.page(EXPLAINER, ask=ask, paint=paint)
