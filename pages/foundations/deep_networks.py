"""What does each layer do? A network trained on the plane, which each of its layers bends a little."""

import streamlit as st

from explainers.explainer import View
from explainers.foundations.deep_networks import EXPLAINER, Params, Result
from explainers.foundations.deep_networks.settings import FEATURES
from pages import stage


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls; the layers' units and the features have places of their own."""
    for name in view.controls:
        controls.live = name in ("depth", "budget")  # what else a network is made of takes too long to follow the hand
        if name == "depth":
            controls.ask(name, high=float(max(controls.values["layers"], 1)))
            stage.play(controls, name, pace=100)
        else:
            controls.ask(name)
    controls.live = False
    if view.name != "depth":
        with controls.folded("Units in each layer", ":material/hub:"):
            for layer in range(1, int(controls.values["layers"]) + 1):
                controls.ask(f"units_{layer}")
        with controls.folded("Features", ":material/input:"):
            for name in FEATURES:
                controls.ask(name)
    controls.rest()


def beside(result: Result, view: View[Result]) -> None:
    """Say what the picture leaves out, and where training broke down."""
    if result.diverged:
        st.warning(f"At step {result.diverged:,} a number grew beyond all bounds: the learning rate is too high.")
    if view.name in ("layers", "bend"):
        st.caption("A layer of more than two units is seen along its two principal components; “95% of 4-D” is the share "
                   "of its variance they hold. “One cut” is the best straight line, or plane, at that layer.")  # fmt: skip
    if view.name == "depth":
        st.caption("2,000 steps of Adam at η = 0.01, tanh, seven seeds for each depth: trained once and recorded.")


stage.page(EXPLAINER, ask=ask, beside=beside)
