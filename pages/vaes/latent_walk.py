"""What lies between a sneaker and a boot? A variational autoencoder, trained before the learner's eyes."""

from functools import partial
from typing import Any

import streamlit as st

from explainers.data.images import IMAGES
from explainers.vaes import latent_walk
from explainers.vaes.latent_walk import MAX_STEPS, Params, Trained
from pages import stage

PREFIX = "latent_walk"
VIEWS = {"train": "Train it here"}
DATA = {"fashion": "Clothes", "digits": "Digits"}
LIKELIHOODS = {"bernoulli": "Bernoulli", "gaussian": "Gaussian, σ = 0.25"}
ACTIVATIONS = {"silu": "SiLU", "relu": "ReLU", "tanh": "tanh"}
BETAS = [0.0, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 10.0, 20.0, 30.0, 50.0, 100.0, 200.0]
RATES = [0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.02, 0.05, 0.1, 0.3, 1.0]
BRANCHES = stage.Branches(PREFIX, latent_walk)
words = stage.words_for(__file__, Params)


def train_controls(controls: stage.Controls[Params]) -> None:
    """Ask for what is learnt from, and what is minimised."""
    controls.select("data", "Pictures  x", DATA, "What the model learns from: 1,000 pictures of each class.",
                    on_change=BRANCHES.restart)  # fmt: skip
    controls.stops("beta", "Weight of KL  β", BETAS, "What is minimised is β KL − log p(x|z); at 1 it is minus the ELBO.",
                   on_change=BRANCHES.change("beta"))  # fmt: skip
    controls.stops("lr", "Learning rate", RATES, "How far the weights move in a step (Adam).",
                   on_change=BRANCHES.change("lr"))  # fmt: skip
    controls.number("latent", "Latent dimensions  d", 2, 16, "How many numbers make one z.", on_change=BRANCHES.restart)


def more_train_controls(controls: stage.Controls[Params]) -> None:
    """Ask for everything else about training, under "More controls"."""
    live, fixed = st.columns(2)
    with live:
        st.caption("Take effect at once")
        controls.number("batch", "Batch", 1, 512, "Pictures in a step.", on_change=BRANCHES.change("batch"))
    with fixed:
        st.caption("Begin again")
        controls.select("likelihood", "Likelihood  p(x|z)", LIKELIHOODS, "How a decoded picture is compared with x.",
                        on_change=BRANCHES.restart)  # fmt: skip
        controls.number("layers", "Hidden layers", 1, 3, "Of encoder and decoder.", on_change=BRANCHES.restart)
        controls.number("units", "Units", 8, 256, "In the hidden layer next to the pixels; each further one has half.",
                        on_change=BRANCHES.restart)  # fmt: skip
        controls.select("activation", "Activation", ACTIVATIONS, "Between layers.", on_change=BRANCHES.restart)
        controls.number("seed", "Seed", 0, 9999, "Of the first weights, the batches and ε.", on_change=BRANCHES.restart)
    controls.number("steps", "Step", 0, MAX_STEPS, "How many steps have been made.")
    controls.number("fork", "Also draw the run without the change at step", 0, MAX_STEPS,
                    "Both meet the same batches and the same ε; 0 draws none.")  # fmt: skip
    controls.text("past", "Earlier settings", "What was set until which step: 300 beta=1; 900 lr=0.01", max_chars=2000)


def train_summary(now: Trained) -> tuple[Params, dict[str, Any]]:
    """Return what tells a run from others, and what the drawer says of it."""
    run, settings = BRANCHES.told(now.params)
    told = {
        "Settings": settings,
        "Steps": now.step,
        "KL": now.held[:, 2:].sum(axis=1).round(2).tolist(),
        "ELBO": round(now.elbo, 1),
        "Active": f"{now.active.sum()} of {len(now.kl)}",
    }  # fmt: skip
    return run, told


def broken_down(now: Trained) -> None:
    """Say that training broke down, if it did."""
    if now.diverged:
        st.warning(f"At step {now.diverged:,} a number grew beyond all bounds: the learning rate is too high. "
                   f"The picture shows step {now.step:,}; go back further, or lower it.", icon=":material/info:")  # fmt: skip


@st.fragment
def lab(place: stage.Place) -> None:
    """Draw the stage: controls at the left, the figure at the right."""
    controls = stage.Controls(PREFIX, place.params, place.number)
    left, right = st.container(key=f"{PREFIX}-stage").columns([3, 10], gap="medium")
    with left:
        train_controls(controls)
        st.button("Other weights", icon=":material/casino:", key=f"{PREFIX}-reseed", on_click=BRANCHES.reseed,
                  width="stretch", help="Begin again from another seed")  # fmt: skip
        more = st.popover("More controls", icon=":material/tune:", width="stretch")
        controls.aside = st.container()
        with more:
            more_train_controls(controls)
        controls.aside = None
    with right:
        above = st.container(horizontal=True, horizontal_alignment="distribute")
        result = controls.last_good(partial(stage.trained, latent_walk), controls.params())
        controls.finish()
        broken_down(result)
        stage.show_training(controls, latent_walk, "train", result.params, result, MAX_STEPS)
        with above:
            st.caption(IMAGES[result.params.data].title)
            stage.drawer(PREFIX, result.params, *train_summary(result))


stage.headline("vaes/latent_walk")
lab(stage.story(PREFIX, words.story, latent_walk, list(VIEWS)))
