"""How do you make a picture out of noise? Diffusion and flow matching, learned and exact."""

from typing import Any

import streamlit as st

from explainers.explainer import View
from explainers.frontiers.diffusion import EXPLAINER, Params, Result
from pages import stage

PREFIX = EXPLAINER.prefix


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls; a pad for points or a hole, and a button that goes through time."""
    for name in view.controls:
        start, exact = controls.values.get("start"), controls.values.get("field") == "exact"
        controls.live = view.name != "train" and (name in ("t", "evaluations", "w") or (name == "known" and exact))
        if name == "picture" and start == "noise":
            continue
        controls.ask("part" if name == "w" and start == "inverted" else name)
        if name == "data" and controls.values["data"] == "drawn":
            controls.ask("drawn")
        if name == "picture" and start == "hole":
            controls.ask("hidden")
        if name == "t" and view.name in ("plane", "film"):
            stage.play(controls, "t", 120, back=view.name == "film" or controls.values["way"] == "reverse")
    controls.live = False
    controls.rest(belonging=view.more)


def pointed() -> None:
    """Follow the point that was clicked."""
    state = st.session_state
    state[f"{PREFIX}_followed"] = float(
        EXPLAINER.simulate(state[f"{PREFIX}-shown"].params).nearest(*state[f"{PREFIX}-chart"]["point"])
    )


def paint(explainer: Any, controls: stage.Controls[Params], view: View[Result], result: Result) -> None:
    """Paint the picture; in that of the plane a click follows a point."""
    stage.paint(explainer, controls, view, result, on_point=pointed if view.name == "plane" else None)


stage.page(EXPLAINER, ask=ask, paint=paint)
