"""Models of the same pictures that differ in β, side by side: at one place, and for one picture."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np
import torch
from numpy.typing import NDArray

from explainers.controls import Number, Select, Slider, check
from explainers.data.images import IMAGES, pictures
from explainers.vaes.latent_walk.codes import Array, codes, decoded
from explainers.vaes.latent_walk.forward_pass import ForwardPass, forward_pass
from explainers.vaes.latent_walk.settings import DATA, EDGE, KINDS, TEST
from explainers.vaes.latent_walk.shipped_models import chances, recorded
from explainers.vaes.own_pictures import Picture

COMPARED = ("autoencoder", "vae", "beta_4")
SURE = 0.9  # of the challenge: how likely a class is to be where each model decodes it


@dataclass(frozen=True)
class Params:
    """What the learner can set. Lengths in the latent space are in standard deviations of the prior."""

    data: Annotated[
        str, Select("Pictures", DATA, help="What the models were trained on: 1,000 pictures of each of ten classes.")
    ] = "digits"
    image: Annotated[
        int, Number("Picture", 0, TEST - 1, symbol="x", help="A test picture by its number, 200 of each class.")
    ] = 1450
    z_1: Annotated[
        float, Slider("Place", -EDGE, EDGE, 0.1, symbol="z₁", help="The first coordinate of what is decoded.")
    ] = 1.5
    z_2: Annotated[
        float, Slider("Place", -EDGE, EDGE, 0.1, symbol="z₂", help="The second coordinate of what is decoded.")
    ] = -1.8
    draw: Annotated[
        int, Number("Draw", 0, 9999, symbol="ε", help="Which ε is drawn from N(0, 1), the same for all models.")
    ] = 0
    seed: Annotated[int, Number("Seed", 0, 9999, help="Of ε.")] = 0


@dataclass(frozen=True)
class Result:
    """What the settings ask for; everything is computed when it is looked at."""

    params: Params
    x: Picture  # the test picture

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the ten classes."""
        return IMAGES[self.params.data].classes

    def place_in(self, kind: str) -> Array:
        """Return the place in the map of a model that lies where z lies in that of the VAE, as seen on screen: (2,)."""
        z = np.array([self.params.z_1, self.params.z_2])
        if kind == "vae":
            return z
        (centre, half), (c, h) = (codes(self.params.data, name).window for name in ("vae", kind))
        return np.asarray(c + (z - centre) / half * h)

    def decoded_by(self, kind: str) -> Picture:
        """Return what a model decodes at the place."""
        return decoded(self.params.data, kind, self.place_in(kind)[None])[0]

    def seen(self, kind: str) -> tuple[str, float]:
        """Return what a classifier takes the decoding of a model for, and how likely it finds that."""
        likely = chances(self.params.data, torch.tensor(self.decoded_by(kind))[None])[0]
        return self.classes[int(likely.argmax())], float(likely.max())

    @property
    def kl_without_price(self) -> float:
        """The mean KL of a test picture's code at β = 0, in nats."""
        return recorded(self.params.data)["autoencoder-2"]["kl"]

    def forward_pass_of(self, kind: str) -> ForwardPass:
        """Return the picture on its way through the model of a kind, with the same ε for all."""
        p = self.params
        return forward_pass(p.data, kind, self.x, np.random.default_rng((p.seed, p.draw)).standard_normal(2))


def simulate(params: Params) -> Result:
    """Look at what the settings ask for. Raises BadInput where a number is out of range."""
    check(params)
    return Result(params, pictures(params.data, "test")[params.image])


def tables(result: Result) -> dict[str, dict[str, NDArray[np.float64]]]:
    """Return what each model reached on the test pictures, as named columns."""
    reached = [recorded(result.params.data)[f"{kind}-2"] for kind in COMPARED]
    parts = ("reconstruction", "kl", "elbo")
    return {
        "models": {"beta": np.array([0.0, 1.0, 4.0])}
        | {part: np.array([row[part] for row in reached]) for part in parts}
    }


def challenge(result: Result) -> tuple[bool, str]:
    """Check "find a place that all three models decode as the same class, each at 90% or more"."""
    seen = {kind: result.seen(kind) for kind in COMPARED}
    said = ", ".join(f"{KINDS[kind].split(', ')[1]} a {name} at {likely:.0%}" for kind, (name, likely) in seen.items())
    if len({name for name, _ in seen.values()}) > 1:
        return False, f"The classifier sees {said}: not the same in all three."
    if min(likely for _, likely in seen.values()) < SURE:
        return False, f"The classifier sees {said}: each is to reach {SURE:.0%}."
    return True, f"The classifier sees {said}. Elsewhere each model has put something else in the same place."
