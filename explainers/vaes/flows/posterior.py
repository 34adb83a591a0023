"""The exact posterior p(z|x) of a VAE with two latents, and approximations q to it: a Gaussian, and planar flows.

The decoder is that of the latent walk. Of a picture, all rows are seen or only the upper ones: p(z|x) is then that of
the rows that are seen. Each q is fitted to its own posterior, without an encoder between them: what is left of the gap
is what the family of q cannot do (Cremer et al. 2018).
"""

import io
from dataclasses import dataclass
from functools import cache, lru_cache
from math import log

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn.functional import softplus

from explainers.data.images import SIDE, labels, pictures
from explainers.shipped import shipped
from explainers.vaes.elbo import log_normal
from explainers.vaes.flows.layers import log_base, planar, planar_inverse
from explainers.vaes.latent_walk.shipped_models import shipped_model
from explainers.vaes.networks import VAE

Array = NDArray[np.float64]
WEIGHTS = "weights/vae_flows.npz"
RECORDED = "weights/vae_flows.json"
PICTURES = 20  # test pictures, two of each class, not chosen by hand
ROWS = {28: "All of it", 14: "Upper half", 9: "Upper third"}
DEPTHS = (0, 1, 2, 4, 8, 16)  # planar layers of q; 0 is a Gaussian
COARSE, EDGE = 81, 4.0  # places along a side of the whole latent plane, and where that ends
FINE = 61  # places along a side of the window around a posterior


class Posteriors(nn.Module):
    """One q for each of n pictures: z = μ + σ f(ε), ε ~ N(0, I), with f a flow of planar layers or nothing."""

    def __init__(self, n: int, depth: int) -> None:
        """Begin at the prior; the planar layers take small weights from torch's present generator."""
        super().__init__()
        self.mu, self.log_sigma = (nn.Parameter(torch.zeros(n, 1, 2)) for _ in range(2))
        self.u = nn.Parameter(0.1 * torch.randn(depth, n, 1, 2))
        self.w = nn.Parameter(torch.randn(depth, n, 1, 2))
        self.b = nn.Parameter(torch.randn(depth, n, 1, 1))

    def forward(self, epsilon: Tensor) -> tuple[Tensor, Tensor]:
        """Return z and log q(z), shapes (n, s, 2) and (n, s), for ε of shape (n, s, 2)."""
        z, total = epsilon, log_base(epsilon) - self.log_sigma.sum(-1)
        for u, w, b in zip(self.u, self.w, self.b, strict=True):
            z, one = planar(z, u, w, b)
            total = total - one
        return self.mu + self.log_sigma.exp() * z, total

    def log_density(self, z: Tensor, which: int) -> Tensor:
        """Return log q(z) of one of them, shape (s,), at z of shape (s, 2)."""
        x, total = (z - self.mu[which]) / self.log_sigma[which].exp(), -self.log_sigma[which].sum()
        for u, w, b in reversed(list(zip(self.u[:, which], self.w[:, which], self.b[:, which], strict=True))):
            x, one = planar_inverse(x, u, w, b)
            total = total - one
        return log_base(x) + total


@dataclass(frozen=True, eq=False)
class Exact:
    """The posterior of one picture, on a window that holds all but nothing of it."""

    x: Array  # (FINE,) z₁
    y: Array  # (FINE,) z₂
    log_joint: Array  # (FINE²,) log p(x, z), rows along z₂
    cell: float  # the area that belongs to a place

    @property
    def evidence(self) -> float:
        """log p(x), by the rule of rectangles."""
        return float(np.logaddexp.reduce(self.log_joint) + log(self.cell))

    @property
    def places(self) -> Tensor:
        """The places z of the window, shape (FINE², 2)."""
        x, y = np.meshgrid(self.x, self.y)
        return torch.tensor(np.stack([x.ravel(), y.ravel()], axis=1), dtype=torch.float32)

    @property
    def density(self) -> Array:
        """p(z|x) in the window, (FINE, FINE)."""
        return np.exp(self.log_joint - self.evidence).reshape(FINE, FINE)


@dataclass(frozen=True, eq=False)
class Gap:
    """An approximation q in numbers: log p(x) = ELBO + KL(q ‖ p(z|x))."""

    density: Array  # (FINE, FINE) q in the window; nothing for that of the encoder
    elbo: float
    kl: float
    held: float  # of q, in the window


def model() -> VAE:
    """Return the VAE whose posterior is looked at."""
    return shipped_model("digits", "vae", 2)


def number(image: int) -> int:
    """Return the number of a picture among the test pictures."""
    return 50 + 100 * image


@cache
def chosen() -> Tensor:
    """Return the pictures, shape (PICTURES, 784)."""
    return torch.tensor(pictures("digits", "test")[[number(i) for i in range(PICTURES)]])


def label(image: int) -> int:
    """Return the class of a picture."""
    return int(labels("digits", "test")[number(image)])


def case(image: int, rows: int) -> int:
    """Return which of the fitted q is that of a picture of which so many rows are seen."""
    return list(ROWS).index(rows) * PICTURES + image


@torch.no_grad()
def log_joint(z: Tensor, image: int, rows: int) -> Tensor:
    """Return log p(z) + log p(seen|z), shape (s,), with pixels as Bernoulli variables."""
    decoder = model().decoder
    last, seen = decoder[-1], rows * SIDE
    assert isinstance(last, nn.Linear)
    logits = nn.functional.linear(decoder[:-1](z), last.weight[:seen], last.bias[:seen])  # only what is seen
    zero = torch.zeros(2)
    return logits @ chosen()[image, :seen] - softplus(logits).sum(-1) + log_normal(z, zero, zero)


@lru_cache(maxsize=len(ROWS))
def _everywhere(rows: int) -> tuple[Tensor, Tensor, Tensor]:
    """Return places of the whole plane, the logits there, and what of log p(x, z) no picture changes."""
    axis = torch.linspace(-EDGE, EDGE, COARSE)
    z = torch.cartesian_prod(axis, axis)
    with torch.no_grad():
        logits = model().decode(z)[:, : rows * SIDE].clone()
    zero = torch.zeros(2)
    return z, logits.half(), log_normal(z, zero, zero) - softplus(logits).sum(-1)


@lru_cache(maxsize=len(ROWS) * PICTURES)
def exact(image: int, rows: int) -> Exact:
    """Return the posterior of a picture: found on a coarse grid of the whole plane, then computed on a fine one."""
    z, logits, rest = _everywhere(rows)
    coarse = logits.float() @ chosen()[image, : rows * SIDE] + rest
    inside = z[coarse > coarse.max() - 8]
    margin = 2 * 2 * EDGE / (COARSE - 1)
    middle = (inside.amin(0) + inside.amax(0)) / 2
    half = float((inside.amax(0) - inside.amin(0)).max() / 2 + margin)
    x, y = (np.linspace(float(m) - half, float(m) + half, FINE) for m in middle)
    found = Exact(x, y, np.zeros(0), (2 * half / (FINE - 1)) ** 2)
    joint = log_joint(found.places, image, rows).double().numpy()
    return Exact(x, y, joint, found.cell)


def gap(found: Exact, log_q: Array) -> Gap:
    """Return what is to be known of a q from its log-density in the window, (FINE²,), scaled to sum to one there."""
    held = float(np.exp(np.logaddexp.reduce(log_q)) * found.cell)
    log_q = log_q - log(held)
    q = np.exp(log_q) * found.cell
    kl = float(q @ (log_q - (found.log_joint - found.evidence)))
    return Gap(np.exp(log_q).reshape(FINE, FINE), float(q @ (found.log_joint - log_q)), kl, held)


@cache
def fitted(depth: int) -> Posteriors:
    """Return the q with so many planar layers that come with the course, for all pictures. Not to be changed."""
    made = Posteriors(PICTURES * len(ROWS), depth)
    with np.load(io.BytesIO(shipped(WEIGHTS))) as kept:
        unpack(made, kept[f"posterior-{depth}"])
    return made


def unpack(network: nn.Module, flat: NDArray[np.float16]) -> None:
    """Give a network its weights, all of them in one vector; none of them is trained further."""
    nn.utils.vector_to_parameters(torch.tensor(flat.astype(np.float32)), network.parameters())
    network.requires_grad_(requires_grad=False)


@lru_cache(maxsize=512)
def fitted_gap(image: int, rows: int, depth: int) -> Gap:
    """Return the q with so many planar layers for a picture, on its window, in numbers."""
    found = exact(image, rows)
    with torch.no_grad():
        log_q = fitted(depth).log_density(found.places, case(image, rows))
    return gap(found, log_q.double().numpy())


def mean_gaps(q: Posteriors) -> dict[str, float]:
    """Return KL(q ‖ p(z|x)) by how many rows are seen, in nats, averaged over the pictures."""
    with torch.no_grad():
        return {
            str(rows): sum(
                gap(exact(i, rows), q.log_density(exact(i, rows).places, case(i, rows)).double().numpy()).kl
                for i in range(PICTURES)
            ) / PICTURES
            for rows in ROWS
        }  # fmt: skip


@lru_cache(maxsize=PICTURES)
def encoder_gap(image: int) -> Gap:
    """Return the q of the VAE's own encoder for a picture that is seen whole, in numbers.

    It may lie outside the window: so its ELBO is integrated where q itself is, and KL is what is left of log p(x).
    """
    with torch.no_grad():
        mu, log_variance = model().encode(chosen()[image][None])
        axis = torch.linspace(-5, 5, FINE)
        z = mu + (0.5 * log_variance).exp() * torch.cartesian_prod(axis, axis)
        log_q = log_normal(z, mu, log_variance).double()
        q = log_q.softmax(0)
        elbo = float(q @ (log_joint(z, image, SIDE).double() - log_q))
    return Gap(np.zeros((0, 0)), elbo, exact(image, SIDE).evidence - elbo, 1.0)
