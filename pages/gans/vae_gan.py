"""Why is one blurred and the other sharp? A VAE, a GAN and a VAE-GAN with the same decoder, on the same letters."""

import streamlit as st

from explainers.explainer import View
from explainers.gans.vae_gan import EXPLAINER, Params, Result
from pages import stage

OVER = "Over 1,600 samples; all but sharpness in features of a classifier trained for this chapter, so no FID."
SAID = {
    "makers": OVER,
    "back": "Two letters are 1 apart on average. D is that of the VAE-GAN; the GAN's z is sought by gradient steps.",
    "walk": "The GAN's two z are sought by gradient steps.",
    "gamma": OVER + " x̃ is what is given back of a test letter x, and read by that classifier.",
}


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls; a pad to draw on stands where something is to be drawn."""
    for name in ("image", "other"):
        controls.overrules[name] = lambda: {"live": False}  # another picture is another question
    for name in view.controls:
        controls.ask("drawn" if name == "image" and controls.values.get("source") == "drawn" else name)
    controls.rest(belonging=view.more)


def beside(result: Result, view: View[Result]) -> None:
    """Say what is to be known of the picture."""
    if result.params.source == "drawn" and view.name in ("back", "walk"):
        st.caption("Your drawing is made as high as a capital letter.")
    st.caption(SAID[view.name])


stage.page(EXPLAINER, ask=ask, beside=beside)
