"""Why is one blurred and the other sharp? A VAE, a GAN and a VAE-GAN with the same decoder, on the same letters."""

import streamlit as st

from explainers.explainer import View
from explainers.gans.vae_gan import EXPLAINER, Params, Result
from pages import stage


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls; a pad to draw on stands where something is to be drawn."""
    for name in ("image", "other"):
        controls.overrules[name] = lambda: {"live": False}  # another picture is another question
    for name in view.controls:
        controls.ask("drawn" if name == "image" and controls.values.get("source") == "drawn" else name)
    controls.rest(belonging=view.more)


def beside(result: Result, view: View[Result]) -> None:
    """Say what is to be known of the picture."""
    if view.name in ("back", "walk"):
        form = "Your drawing is made as high as a capital. " if result.params.source == "drawn" else ""
        st.caption(f"{form}The GAN's z was sought in {result.params.search} gradient steps.")


stage.page(EXPLAINER, ask=ask, beside=beside)
