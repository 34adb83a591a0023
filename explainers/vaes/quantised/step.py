"""One cell seen closely: the gradient that skips the step from z to its entry, what it promises, and what happens."""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainers.vaes.quantised.models import vqvae
from explainers.vaes.quantised.networks import VQVAE, nearest

Array = NDArray[np.float64]
STOPS = 101  # along the step
FINE = 72  # places along a side of the plane


@dataclass(frozen=True, eq=False)
class Step:
    """The plane through z, its entry e and the gradient, in which all three lie; losses are sums over the picture.

    In the plane the first coordinate runs against the gradient, the second is across; e is at the origin.
    """

    z: Array  # (WIDTH,)
    e: Array  # (WIDTH,)
    gradient: Array  # (WIDTH,) of the loss by e
    at: Array  # (2,) z in the plane
    reach: float  # how far a whole step goes
    way: Array  # (STOPS,) from 0 to `reach`
    quantised: Array  # (STOPS,) the loss, as z moves
    skipped: Array  # (STOPS,) the loss if e moved along, with nothing quantised
    codes: NDArray[np.int64]  # (STOPS,) of z as it moves
    x: Array  # (FINE,) places in the plane
    y: Array  # (FINE,)
    regions: NDArray[np.int64]  # (FINE, FINE) the code of every place

    @property
    def promised(self) -> Array:
        """The loss as the straight-through gradient has it, shape (STOPS,)."""
        return self.quantised[0] - self.way * float(np.linalg.norm(self.gradient))


def gradients(model: VQVAE, x: Tensor, e: Tensor) -> tuple[float, Tensor]:
    """Return the squared error of a picture, summed, and its gradient by the entries e, shape (CELLS, WIDTH)."""
    e = e.clone().requires_grad_()
    error = (model.decode(e[None])[0] - x).square().sum()
    (gradient,) = torch.autograd.grad(error, e)
    return float(error.detach()), gradient


@lru_cache(maxsize=128)
def step(data: str, entries: int, cured: bool, picture: bytes, cell: int) -> Step:
    """Take z of a cell, counted from 0, against the gradient that skips the quantiser."""
    model, x = vqvae(data, entries, cured), torch.tensor(np.frombuffer(picture, dtype=np.float32).copy())
    book = model.book.detach()
    with torch.no_grad():
        z_all = model.encode(x[None])[0]
    e_all = book[nearest(z_all, book)]
    _, gradient = gradients(model, x, e_all)
    z, e, g = z_all[cell], e_all[cell], gradient[cell]
    u = -g / g.norm().clamp_min(1e-12)
    offset = z - e
    across = offset - (offset @ u) * u
    v = across / across.norm().clamp_min(1e-12)
    others = torch.cdist(e[None], book)[0]
    reach = 1.5 * float(others[others > 1e-6].min()) if bool((others > 1e-6).any()) else 1.0
    way = torch.linspace(0, reach, STOPS)
    codes = nearest(z + way[:, None] * u, book)
    at = torch.stack([offset @ u, offset @ v])
    centre = float(at[1]) / 2
    first, second = torch.linspace(-0.6, 1.4, FINE) * reach, centre + torch.linspace(-0.8, 0.8, FINE) * reach
    plane = e + first[None, :, None] * u + second[:, None, None] * v
    quantised = losses(model, x, e_all, cell, book[codes])
    skipped = losses(model, x, e_all, cell, e + way[:, None] * u)
    numbers = (part.double().numpy() for part in (z, e, g, at, way, quantised, skipped, first, second))
    z_, e_, g_, at_, way_, quantised_, skipped_, first_, second_ = numbers
    return Step(z_, e_, g_, at_, reach, way_, quantised_, skipped_, codes.numpy(), first_, second_,
                nearest(plane, book).numpy())  # fmt: skip


@torch.no_grad()
def losses(model: VQVAE, x: Tensor, e: Tensor, cell: int, instead: Tensor) -> Tensor:
    """Return the squared error of a picture, summed, with each of several vectors in a cell: (n, WIDTH) to (n,)."""
    different, back = torch.unique(instead, dim=0, return_inverse=True)
    grids = e.expand(len(different), -1, -1).clone()
    grids[:, cell] = different
    return (model.decode(grids) - x).square().sum(1)[back]
