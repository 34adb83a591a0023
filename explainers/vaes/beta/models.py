"""The trained models that come with the course, and what each reached. `train.py` trains them again."""

import json
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from explainers.shipped import shipped
from explainers.shipped_networks import load
from explainers.vaes.beta.measures import gaps, mig
from explainers.vaes.beta.networks import SpriteVAE
from explainers.vaes.beta.settings import BETAS, SEEDS

WEIGHTS, RECORDED = "weights/vae_beta.npz", "weights/vae_beta.json"
ACTIVE = 0.1  # nats of KL below which a latent counts as dead


def model_name(beta: float, seed: int) -> str:
    """Return the name under which a model is kept, such as "beta_4-0"."""
    return f"beta_{beta:g}-{seed}"


@cache
def shipped_model(beta: float, seed: int) -> SpriteVAE:
    """Return a trained model, ready to use. Not to be changed."""
    model = SpriteVAE()
    load(model, WEIGHTS, model_name(beta, seed))
    return model


@dataclass(frozen=True, eq=False)
class Record:
    """What a model reached on all sprites when it was trained, in nats a picture."""

    beta: float
    seed: int
    distortion: float  # −log p(x|z)
    kl: NDArray[np.float64]  # (d,) by latent
    information: NDArray[np.float64]  # (factors, d) between factor and latent
    total_correlation: float
    total_correlation_error: float  # one standard error

    @property
    def rate(self) -> float:
        """KL of all latents together."""
        return float(self.kl.sum())

    @property
    def order(self) -> NDArray[np.int64]:
        """The latents by falling KL."""
        return np.argsort(-self.kl, kind="stable")

    @property
    def active(self) -> NDArray[np.bool_]:
        """Which latents say anything about a picture, (d,)."""
        return self.kl > ACTIVE

    @property
    def gaps(self) -> NDArray[np.float64]:
        """The gap of each factor, as a share of its entropy."""
        return gaps(self.information)

    @property
    def mig(self) -> float:
        """The mutual information gap, the mean of these."""
        return mig(self.information)


@cache
def records() -> dict[tuple[float, int], Record]:
    """Return what every model reached, by β and seed."""
    kept = json.loads(shipped(RECORDED))
    found = {}
    for beta in BETAS:
        for seed in SEEDS:
            one = kept[model_name(beta, seed)]
            found[beta, seed] = Record(beta, seed, one["distortion"], np.array(one["kl"]), np.array(one["information"]),
                                       one["total_correlation"], one["total_correlation_error"])  # fmt: skip
    return found
