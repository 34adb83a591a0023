"""Which knob moves what? A β-VAE on sprites whose factors are known, and how well its latents find them."""

from typing import Any

from explainers.explainer import Explainer, View
from explainers.shipped import shipped
from explainers.vaes.beta.equations import equations
from explainers.vaes.beta.figure_knobs import plot_knobs
from explainers.vaes.beta.figure_map import plot_map
from explainers.vaes.beta.figure_models import plot_models
from explainers.vaes.beta.figure_train import plot_train
from explainers.vaes.beta.measures import gaps, mutual_information, total_correlation
from explainers.vaes.beta.models import ACTIVE, RECORDED, WEIGHTS
from explainers.vaes.beta.networks import SpriteVAE, objective
from explainers.vaes.beta.result import Result, challenge, simulate, tables
from explainers.vaes.beta.settings import MAX_STEPS, TIMELINE, Params
from explainers.vaes.beta.sprites import render
from explainers.vaes.beta.training import RUNS, advance

SAID = {
    "knobs": "A latent is named after the factors of whose entropy it knows at least 10%.",
    "map": "What share of a factor's entropy H a latent knows: mutual information with one draw of z for each of the "
    "9,216 sprites, in 40 equally full bins. Sprites have more room across than up: with equal room a model turned x "
    "and y into each other.",
    "models": "Total correlation: 1,024 draws of z, q(z) being the exact mixture over all 9,216 sprites.",
    "train": "Measured on 2,000 sprites, in 20 bins, which overstates what a dead latent knows by a hundredth or two.",
}


def sentences(result: Result, view: str) -> list[str]:
    """Return what is said about a view beside its picture."""
    return [SAID[view]]


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the shipped files that a view reads: weights, and what the models reached."""
    return {name: shipped(name) for name in (WEIGHTS, RECORDED)}


def summary(result: Result) -> dict[str, Any]:
    """Return what the drawer of runs says of a run, by column."""
    now = result.trained
    return {
        "KL": now.measured[:, 2].round(2).tolist(),
        "MIG": round(float(now.measured[-1, 3]), 2),
        "Active": f"{int((now.kl > ACTIVE).sum())} of {len(now.kl)}",
    }


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="vaes/beta",
    params=Params,
    simulate=simulate,
    views=(
        View("knobs", "Turn the knobs", plot_knobs, ("beta", "u_1", "u_2", "u_3", "u_4"), (render, SpriteVAE),
             more=("u", "model", "shape", "scale", "orientation", "x", "y")),
        View("map", "Who knows what", plot_map, ("beta",), (mutual_information, gaps), more=()),
        View("models", "All models", plot_models, ("beta",), (objective, total_correlation), more=()),
        View("train", "Train it", plot_train, ("beta", "capacity", "lr", "latent"), (advance, objective), trains=True,
             more=("batch", "seed", "steps", "fork", "schedule")),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    max_steps=MAX_STEPS,
    timeline=TIMELINE,
    reached=RUNS.reached,
    sentences=sentences,
    summary=summary,
    files=files,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
