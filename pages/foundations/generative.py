"""What is the difference between telling and making? p(x, y) beside p(y | x), on the same labelled points."""

from typing import Any

import streamlit as st

from explainers.explainer import View
from explainers.foundations.generative import EXPLAINER, Params, Result
from explainers.foundations.plane import REACH
from pages import stage


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls, with a pad for each class of the learner's own points; learning curves take too long to drag."""
    controls.live = view.name != "curves"
    for name in view.controls:
        if name != "components" or controls.values["data"].startswith("digits"):
            controls.ask(name)
    if controls.values["data"] == "drawn":
        controls.ask("drawn_0")
        controls.ask("drawn_1")
    controls.rest()


def place() -> None:
    """Move the query to where the picture was clicked on."""
    for name, value in zip(("x1", "x2"), st.session_state[f"{EXPLAINER.prefix}-chart"]["point"], strict=True):
        st.session_state[f"{EXPLAINER.prefix}_{name}"] = round(min(max(value, -REACH), REACH), 1)


def paint(explainer: Any, controls: stage.Controls[Params], view: View[Result], result: Result) -> None:
    """Paint the picture; in the plane a click places the query."""
    stage.paint(explainer, controls, view, result, **({"on_point": place} if view.name == "plane" else {}))


stage.page(EXPLAINER, ask=ask, paint=paint)
