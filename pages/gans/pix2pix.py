"""Draw the outline; who paints the rest? A pad, and generators that paint while the stroke grows."""

from typing import Any

import streamlit as st

from explainers.data.images import IMAGES
from explainers.explainer import View
from explainers.gans.pix2pix import EXPLAINER, Params, Result
from explainers.gans.pix2pix.figure_verdict import patch_at
from explainers.gans.pix2pix.networks import receptive_field
from pages import stage

PREFIX = EXPLAINER.prefix


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls: what the numbers of test pairs mean depends on the pairs."""
    classes = IMAGES["fashion"].classes
    numbers = ", ".join(f"{50 * i} to {50 * i + 49} {name}" for i, name in enumerate(classes))
    letters = "0 is an A, 1 a B, and so on; after Z comes an A again, of another face"
    clothes = controls.ask("data") == "clothes"
    controls.overrules["image"] = lambda: {"help": f"Pairs by number: {numbers if clothes else letters}."}
    if not clothes:  # of letters there are fewer models
        controls.overrules["lam"] = lambda: {"values": (0.0, 10.0)}
    stage.ask(controls, view)


def beside(result: Result, view: View[Result]) -> None:
    """Say what is to be known of the drawing, and what the maps show."""
    if view.name == "draw" and result.note:
        st.caption(result.note)
    if view.name == "verdict":
        size = receptive_field()[0]
        st.caption(
            f"σ(D): how likely D takes a patch, {size} × {size} pixels, for real. The stronger the colour, the likelier."
        )


def pointed() -> None:
    """Frame the patch that was clicked."""
    st.session_state[f"{PREFIX}_patch"] = patch_at(*st.session_state[f"{PREFIX}-chart"]["point"])


def paint(explainer: Any, controls: stage.Controls[Params], view: View[Result], result: Result) -> None:
    """Paint the picture; where verdicts are shown a click frames a patch."""
    stage.paint(explainer, controls, view, result, **({"on_point": pointed} if view.name == "verdict" else {}))


stage.page(EXPLAINER, ask=ask, beside=beside, paint=paint)
