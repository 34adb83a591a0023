"""What lies between a sneaker and a boot? Pictures squeezed through two numbers, and the plane those numbers span."""

from typing import Any

from explainers.data.images import IMAGES
from explainers.explainer import Explainer, View
from explainers.figure_style import Style
from explainers.lens import Lens
from explainers.shipped import shipped
from explainers.vaes.elbo import importance_weighted, kl, terms
from explainers.vaes.latent_walk.codes import aggregate, codes
from explainers.vaes.latent_walk.equations import equations
from explainers.vaes.latent_walk.figure_dims import plot_dims
from explainers.vaes.latent_walk.figure_image import plot_image
from explainers.vaes.latent_walk.figure_map import plot_map
from explainers.vaes.latent_walk.figure_train import plot_train
from explainers.vaes.latent_walk.figure_walk import plot_walk
from explainers.vaes.latent_walk.interpolation import great_circle
from explainers.vaes.latent_walk.latent_plane import lens
from explainers.vaes.latent_walk.result import Result, challenge, simulate, tables
from explainers.vaes.latent_walk.settings import MAX_STEPS, TIMELINE, Params
from explainers.vaes.latent_walk.shipped_models import RECORDED, WEIGHTS
from explainers.vaes.latent_walk.training_run import RUNS
from explainers.vaes.latent_walk.updates import advance
from explainers.vaes.networks import VAE, reparameterise


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the shipped files that a view reads for these settings: pictures and weights."""
    sheets = IMAGES[params.data].sheets
    names = [sheets["test"], WEIGHTS[params.data], RECORDED, *([sheets["train"]] if view == "train" else [])]
    return {name: shipped(name) for name in names}


def lenses(view: str, result: Result, style: Style) -> list[Lens]:
    """Return what the browser is to show under the pointer in a view: decodings, wherever there is a plane of them."""
    p = result.params
    kinds = {"map": p.kind, "image": p.kind} | ({"walk": "vae"} if p.size == 2 else {})
    return [lens(p.data, kinds[view], style)] if view in kinds else []


def summary(result: Result) -> dict[str, Any]:
    """Return what the drawer of runs says of a run, by column."""
    now = result.trained
    return {
        "KL": now.held[:, 2:].sum(axis=1).round(2).tolist(),
        "ELBO": round(now.elbo, 1),
        "Active": f"{now.active.sum()} of {len(now.kl)}",
    }


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="vaes/latent_walk",
    params=Params,
    simulate=simulate,
    views=(
        View("walk", "Walk", plot_walk, ("data", "image", "path", "other", "t"), (great_circle, VAE),
             more=("size", "toward", "source")),
        View("map", "Map", plot_map, ("data", "kind", "z_1", "z_2", "zoom"), (aggregate, VAE), above=("layer",),
             more=()),
        View("image", "One picture", plot_image, ("data", "source", "image", "upto", "draw"),
             (VAE, reparameterise, kl, importance_weighted), more=("kind", "seed")),
        View("dims", "Dimensions", plot_dims, ("data", "size", "image", "u_1", "u_2"), (codes, kl), more=("u",)),
        View("train", "Train it", plot_train, ("data", "beta", "lr", "latent"), (advance, terms, kl), trains=True,
             more=("batch", "likelihood", "layers", "units", "activation", "seed", "steps", "fork", "schedule")),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    max_steps=MAX_STEPS,
    timeline=TIMELINE,
    reached=RUNS.reached,
    summary=summary,
    files=files,
    lenses=lenses,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
