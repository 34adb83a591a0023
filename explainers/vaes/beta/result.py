"""A sprite, its code under a β-VAE, and what becomes of the sprite when latents are moved."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch

from explainers.controls import check
from explainers.problems import BadInput
from explainers.vaes.beta.models import Record, records, shipped_model
from explainers.vaes.beta.networks import LATENT
from explainers.vaes.beta.settings import BETAS, SEEDS, Params
from explainers.vaes.beta.sprites import FACTORS, SIDE, Array, Pictures, render
from explainers.vaes.beta.training import Trained, trained
from explainers.vaes.elbo import bernoulli, kl

RIGHT, STILL = 5.0, 1.0  # pixels, of the challenge


@dataclass(frozen=True, eq=False)
class Result:
    """What the settings ask for; everything is computed when it is looked at, and once."""

    params: Params

    @property
    def record(self) -> Record:
        """What the model in hand reached on all sprites."""
        return records()[self.params.beta, self.params.model]

    @property
    def both(self) -> tuple[Record, ...]:
        """What the models of this β reached, by seed."""
        return tuple(records()[self.params.beta, seed] for seed in SEEDS)

    @cached_property
    def x(self) -> Pictures:
        """The sprite in hand, (PIXELS,)."""
        p = self.params
        return render(p.shape, p.scale, p.orientation, p.x, p.y)[0]

    @cached_property
    def posterior(self) -> tuple[Array, Array]:
        """μ and log σ² of q(z|x), each (d,)."""
        with torch.no_grad():
            mu, log_variance = shipped_model(self.params.beta, self.params.model).encode(torch.tensor(self.x)[None])
        return mu[0].double().numpy(), log_variance[0].double().numpy()

    @cached_property
    def z(self) -> Array:
        """The code that is decoded: μ with latents moved, (d,)."""
        z = self.posterior[0].copy()
        z[self.record.order] += np.array(self.params.u)
        return z

    def decoded(self, z: Array) -> Pictures:
        """Return what the model in hand decodes from z, (n, d): the chance of ink, (n, PIXELS)."""
        with torch.no_grad():
            logits = shipped_model(self.params.beta, self.params.model).decode(torch.tensor(z, dtype=torch.float32))
        found: Pictures = logits.sigmoid().numpy()
        return found

    @cached_property
    def pair(self) -> Pictures:
        """What is decoded at μ, and at z, (2, PIXELS)."""
        return self.decoded(np.stack([self.posterior[0], self.z]))

    @cached_property
    def cost(self) -> Array:
        """KL of each latent for this sprite, (d,), in nats."""
        mu, log_variance = (torch.tensor(part) for part in self.posterior)
        found: Array = kl(mu, log_variance).numpy()
        return found

    @cached_property
    def distortion(self) -> float:
        """−log p(x|z) of this sprite at z = μ, in nats."""
        z = torch.tensor(self.posterior[0], dtype=torch.float32)[None]
        with torch.no_grad():
            logits = shipped_model(self.params.beta, self.params.model).decode(z)
        return -float(bernoulli(torch.tensor(self.x)[None], logits).double().sum())

    @property
    def moved(self) -> Array:
        """By how many pixels to the right and up the centre of the ink moves from μ to z, (2,)."""
        at_mean, at_z = (centre(picture) for picture in self.pair)
        return at_z - at_mean

    @cached_property
    def trained(self) -> Trained:
        """The model that is trained here, after `params.steps` steps."""
        return trained(self.params)

    @property
    def step(self) -> int:
        """How many steps that is: fewer than asked for where training broke down."""
        return self.trained.step

    @property
    def diverged(self) -> int | None:
        """The step at which its training broke down, if it did."""
        return self.trained.diverged


def centre(picture: Pictures) -> Array:
    """Return the centre of the ink of a picture, (PIXELS,), in pixels from the left and from below."""
    ink, middle = picture.reshape(SIDE, SIDE).astype(np.float64), np.arange(SIDE) + 0.5
    return np.array([ink.sum(0) @ middle, ink.sum(1) @ middle[::-1]]) / max(ink.sum(), 1e-9)


def simulate(params: Params) -> Result:
    """Look at what the settings ask for. Raises BadInput where no model was trained with that β."""
    check(params)
    if params.beta not in BETAS:
        raise BadInput("beta", f"There are models for β = {', '.join(f'{beta:g}' for beta in BETAS)}.")
    return Result(params)


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return the code of the sprite, the information map and all models, as named columns."""
    record, every = result.record, list(records().values())
    mu, log_variance = result.posterior
    order = np.arange(LATENT)
    return {
        "code": {"latent": order + 1.0, "mu": mu, "log_variance": log_variance, "z": result.z, "kl": result.cost,
                 "mean_kl": record.kl},
        "information": {"latent": order + 1.0}
        | {factor: row for factor, row in zip(FACTORS, record.information, strict=True)},
        "models": {"beta": np.array([one.beta for one in every]), "seed": np.array([float(one.seed) for one in every]),
                   "rate": np.array([one.rate for one in every]),
                   "distortion": np.array([one.distortion for one in every]),
                   "mig": np.array([one.mig for one in every]),
                   "total_correlation": np.array([one.total_correlation for one in every])},
    }  # fmt: skip


def challenge(result: Result) -> tuple[bool, str]:
    """Check "with one latent, move the sprite 5 pixels to the right and not up or down"."""
    used = int(np.count_nonzero(result.params.u))
    right, up = result.moved
    said = f"The ink has moved {right:.1f} pixels to the right and {up:.1f} up, with {used} latents moved."
    said = said.replace(" -", " −").replace("1 latents", "1 latent")
    return bool(used == 1 and right >= RIGHT and abs(up) <= STILL), said
