"""Letters of a VAE, a GAN and the diffusion model, all trained on the same pictures, and what each reached."""

import json
from functools import lru_cache
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainers.figure_style import Drawing, Layout, Plot, Style, base_layout
from explainers.frontiers.diffusion.film import network
from explainers.frontiers.diffusion.pictures import PATH, guided
from explainers.frontiers.diffusion.result import Result
from explainers.frontiers.diffusion.samplers import sample
from explainers.frontiers.diffusion.train import GUIDANCES, RECORDED, STEPS
from explainers.frontiers.diffusion.unet import LETTERS, SIDE
from explainers.gans.pictures.letters import grey
from explainers.gans.vae_gan.models import model, recorded
from explainers.gans.vae_gan.networks import LATENT
from explainers.gans.vae_gan.pictures import some_of, unseen
from explainers.panels import panels
from explainers.shipped import shipped
from explainers.vaes.tiles import tiles

PLACES = panels("tiles", x=(0.22, 1.0))
ROLES = {"real": "real", "VAE": "posterior", "GAN": "generator", "diffusion": "generated"}
COLUMNS = 12
BARE: Layout = {"visible": False, "showgrid": False, "constrain": "domain"}


def nearest(w: float) -> float:
    """Return the guidance nearest to w of those that were measured."""
    return min(GUIDANCES, key=lambda one: abs(one - w))


@lru_cache(maxsize=16)
def made(w: float, seed: int) -> dict[str, Tensor]:
    """Return COLUMNS pictures of each maker, (COLUMNS, 1, SIDE, SIDE), two of every letter where it can be told."""
    z = torch.randn(COLUMNS, LATENT, generator=torch.Generator().manual_seed(seed))
    start = np.random.default_rng((seed, 11)).standard_normal((2, SIDE**2))
    rows = [sample("ddim", guided(network(), i, w), start, PATH, STEPS, seed)[-1] for i in range(len(LETTERS))]
    drawn = torch.from_numpy(np.concatenate(rows).astype(np.float32)).view(-1, 1, SIDE, SIDE)
    with torch.inference_mode():
        return {"real": some_of(unseen()[0], COLUMNS, seed), "VAE": model("vae-0.4").decoder(z),
                "GAN": model("gan").decoder(z), "diffusion": drawn}  # fmt: skip


def reached(w: float) -> dict[str, Any]:
    """Return what each maker reached over many pictures."""
    ours = json.loads(shipped(RECORDED))[f"w={nearest(w):g}"]
    return {"real": recorded()["real"]["samples"], "VAE": recorded()["vae-0.4"]["samples"],
            "GAN": recorded()["gan"]["samples"], "diffusion": ours}  # fmt: skip


@Plot
def plot_makers(result: Result, style: Style) -> Drawing:
    """Draw pictures of each maker in a row, with its Fréchet distance, precision and recall."""
    some, found = made(result.params.w, result.params.seed), reached(result.params.w)
    heights = [3.6, 2.4, 1.2, 0.0]
    traces = [tiles(grey(some[name]).numpy(), COLUMNS, ROLES[name], style, up, **PLACES["tiles"].axes)
              for name, up in zip(ROLES, heights, strict=True)]  # fmt: skip
    notes = [
        {"text": f"<b style='color:{style.colour(ROLES[name])}'>{name}</b><br>Fréchet {found[name]['frechet']:.0f}<br>"
                 f"P {found[name]['precision']:.0%}, R {found[name]['recall']:.0%}",
         "x": 0, "y": up, "xref": "paper", "yref": "y", "xanchor": "left", "showarrow": False, "align": "left",
         "font": {"size": style.text}}
        for name, up in zip(ROLES, heights, strict=True)
    ]  # fmt: skip
    axes = {
        "xaxis": BARE | {"range": [-0.55, COLUMNS - 0.45]},
        "yaxis": BARE | {"range": [-0.55, 4.2], "scaleanchor": "x"},
    }
    layout = base_layout(style, **PLACES.layout(tiles=axes), annotations=notes, margin={"l": 4, "r": 4, "t": 8, "b": 4})
    told = ", ".join(f"{name} {one['frechet']:.0f}" for name, one in found.items())
    return Drawing(traces, layout, f"Letters of three makers beside real ones. Fréchet distance: {told}.")
