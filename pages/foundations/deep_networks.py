"""What does each layer do? A network trained on the plane, which each of its layers bends a little."""

import streamlit as st

from explainers.explainer import View
from explainers.foundations.deep_networks import EXPLAINER, Params, Result
from explainers.foundations.deep_networks.points import FEATURES
from pages import stage


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls; the layers' units and the features have places of their own."""
    for name in view.controls:
        controls.live = name in ("depth", "budget")  # what else a network is made of takes too long to follow the hand
        if name == "depth":
            controls.ask(name, high=float(max(controls.values["layers"], 1)))
            stage.play(controls, name, pace=150)
        else:
            controls.ask(name)
    controls.live = False
    if view.name != "depth":
        units, features = st.columns(2, gap="xsmall")
        with units, controls.folded("Units", ":material/hub:"):
            for layer in range(1, int(controls.values["layers"]) + 1):
                controls.ask(f"units_{layer}")
        with features, controls.folded("Features", ":material/input:"):
            for name in FEATURES:
                controls.ask(name)
    controls.rest()


stage.page(EXPLAINER, ask=ask)
