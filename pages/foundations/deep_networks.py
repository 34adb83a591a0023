"""What does each layer do? A network trained on the plane, which each of its layers bends a little."""

import streamlit as st

from explainers.explainer import View
from explainers.foundations.deep_networks import EXPLAINER, Params, Result
from explainers.foundations.deep_networks.points import FEATURES
from pages import stage


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls in sight; the layers' units and the features have a place of their own."""
    controls.overrules["depth"] = lambda: {"high": float(max(controls.values["layers"], 1))}
    for name in view.controls:
        controls.ask(name)
        if name == "depth":
            stage.play(controls, name, pace=150, label="Walk through")
    if view.trains:
        with controls.folded("Units and features", ":material/hub:"):
            units, features = st.columns(2)
            with units:
                for layer in range(1, int(controls.values["layers"]) + 1):
                    controls.ask(f"units_{layer}")
            with features:
                for name in FEATURES:
                    controls.ask(name)
    controls.rest(belonging=view.more)


stage.page(EXPLAINER, ask=ask)
