"""Pictures written in a learnt alphabet: a VQ-VAE, its code book, its prior, and the bits that they take."""

import numpy as np
import torch

from explainers.arithmetic_coder import encoded
from explainers.data.images import IMAGES, SIDE
from explainers.explainer import Explainer, View
from explainers.figure_style import Style
from explainers.lens import Lens
from explainers.shipped import shipped
from explainers.vaes.quantised.codecs import MEASURED, packed
from explainers.vaes.quantised.equations import equations
from explainers.vaes.quantised.figure_bits import plot_bits
from explainers.vaes.quantised.figure_book import plot_book
from explainers.vaes.quantised.figure_codes import plot_codes
from explainers.vaes.quantised.figure_prior import plot_prior
from explainers.vaes.quantised.figure_step import plot_step
from explainers.vaes.quantised.model import Result, challenge, painted, sentences, simulate, tables
from explainers.vaes.quantised.models import BLANK, RECORDED, WEIGHTS, decoded, vqvae
from explainers.vaes.quantised.networks import CELLS, GRID, nearest, straight_through
from explainers.vaes.quantised.sampling import sampled
from explainers.vaes.quantised.settings import Params
from explainers.vaes.quantised.step import gradients, losses


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the shipped files that every view reads: pictures, weights, and what was measured."""
    return {
        name: shipped(name) for name in (IMAGES[params.data].sheets["test"], WEIGHTS[params.data], RECORDED, MEASURED)
    }


def lenses(view: str, result: Result, style: Style) -> list[Lens]:
    """Return what is decoded when the cell under the pointer has the code to paint with; or the commonest, if none."""
    p = result.params
    if view != "codes":
        return []
    grids = torch.tensor(result.codes).repeat(CELLS, 1)
    grids.fill_diagonal_(min(p.brush, p.entries) - 1 if p.brush else BLANK)
    grey = np.rint(255 * decoded(vqvae(p.data, p.entries, result.cured), grids)).astype(np.uint8)
    middles = np.arange(GRID, dtype=np.float64) + 0.5
    name = "-".join(map(str, (p.data, p.entries, p.learnt, p.brush, *result.codes)))
    upwards = grey.reshape(GRID, GRID, SIDE, SIDE)[::-1]
    return [Lens(name, ("x2", "y2"), middles, middles, np.ascontiguousarray(upwards), style.colour("background"),
                 style.colour("generated"))]  # fmt: skip


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="vaes/quantised",
    params=Params,
    simulate=simulate,
    views=(
        View("codes", "A picture in codes", plot_codes, ("source", "image", "entries", "cell", "brush"),
             (nearest, painted)),
        View("step", "Through the step", plot_step, ("image", "entries", "cell", "moved"),
             (straight_through, gradients, losses)),
        View("book", "Dead entries", plot_book, ("entries", "learnt")),
        View("prior", "Code after code", plot_prior, ("entries", "count", "temperature"), (sampled,)),
        View("bits", "Bits a picture", plot_bits, ("source", "image", "entries", "counted"), (encoded, packed)),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    sentences=sentences,
    files=files,
    lenses=lenses,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
