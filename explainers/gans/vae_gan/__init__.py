"""Why is one blurred and the other sharp? A VAE, a GAN and a VAE-GAN with the same decoder, on the same letters."""

from explainers.data.glyphs.glyphs import FACES, sheet_of
from explainers.explainer import Explainer, View
from explainers.gans.pictures.measures import sharpness
from explainers.gans.vae_gan.equations import equations
from explainers.gans.vae_gan.figure_makers import plot_makers, plot_walk
from explainers.gans.vae_gan.figure_measures import plot_back, plot_gamma
from explainers.gans.vae_gan.models import MODELS, RECORDED, file_of
from explainers.gans.vae_gan.networks import Decoder
from explainers.gans.vae_gan.objectives import gradients, vae_gan_terms, vae_terms
from explainers.gans.vae_gan.pictures import apart
from explainers.gans.vae_gan.result import Result, challenge, searched, simulate, tables
from explainers.gans.vae_gan.settings import LETTERS, Params
from explainers.shipped import shipped


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the shipped files that a view reads: pictures, weights, and what the models reached."""
    names = (FACES, *map(sheet_of, LETTERS), RECORDED, *map(file_of, MODELS))
    return {name: shipped(name) for name in names}


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="gans/vae_gan",
    params=Params,
    simulate=simulate,
    views=(
        View("makers", "Three makers", plot_makers, ("gamma", "sigma", "theta"), (Decoder, sharpness), more=("seed",)),
        View("back", "Give it back", plot_back, ("source", "image", "gamma", "shift", "blur"),
             (apart, searched), more=("sigma", "search")),
        View("walk", "Walk", plot_walk, ("way", "source", "image", "other", "gamma"), more=("sigma", "search")),
        View("gamma", "What gamma buys", plot_gamma, ("gamma", "sigma"), (vae_gan_terms, gradients, vae_terms),
             more=("seed",)),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    files=files,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
