"""Can you order a seven in your own handwriting? A VAE that is told the label, so that z keeps the style."""

import streamlit as st

from explainers.explainer import View
from explainers.vaes.conditional import EXPLAINER, Params, Result
from explainers.vaes.conditional.settings import OWN
from pages import stage


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls; a pad to draw on stands where something is to be drawn."""
    controls.overrules["image"] = lambda: {"live": False}  # another picture is another question
    for name in view.controls:
        match name:
            case "image" if controls.values.get("source") == "drawn":
                controls.ask("drawn")
                if "label" not in view.controls:
                    controls.ask("label")
            case "lines" if controls.values.get("side") == OWN:
                controls.ask("painted")
            case _:
                controls.ask(name)
    controls.rest(belonging=view.more)


def beside(result: Result, view: View[Result]) -> None:
    """Say what is to be known of the picture."""
    if result.note:
        st.caption(result.note)


stage.page(EXPLAINER, ask=ask, beside=beside)
