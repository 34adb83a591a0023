"""A picture, its place in the latent space of a variational autoencoder, and ways from there."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray

from explainers.controls import check
from explainers.data.images import IMAGES, labels, pictures
from explainers.problems import BadInput
from explainers.vaes.latent_walk.codes import Codes, codes, decoded, on_the_map
from explainers.vaes.latent_walk.forward_pass import Array, ForwardPass, forward_pass
from explainers.vaes.latent_walk.interpolation import WALKS
from explainers.vaes.latent_walk.settings import SIZES, Params
from explainers.vaes.latent_walk.shipped_models import chances, shipped_model
from explainers.vaes.latent_walk.training_result import Trained, trained
from explainers.vaes.own_pictures import drawn_picture, note_on, read_pixels

Picture = NDArray[np.float32]  # (PIXELS,)
FRAMES = 9  # of a walk, side by side
HALVES = (4, 9)  # the digits between which the challenge is set
EVEN = 0.05  # how far from one half the chances of both may be


@dataclass(frozen=True)
class Result:
    """What the settings ask for; everything is computed when it is looked at, and once."""

    params: Params
    x: Picture  # the picture in hand
    note: str  # what was done to it, or is to be known of it; empty if nothing

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the ten classes."""
        return IMAGES[self.params.data].classes

    @property
    def label(self) -> int:
        """The class of x: that of a test picture, else what the classifier says."""
        p = self.params
        if p.source == "test":
            return int(labels(p.data, "test")[p.image])
        return int(chances(p.data, torch.tensor(self.x)[None])[0].argmax())

    @property
    def codes(self) -> Codes:
        """Where the model that is walked puts the test pictures."""
        return codes(self.params.data, "vae", self.params.size)

    @cached_property
    def ends(self) -> tuple[Array, Array]:
        """Where the walk begins and ends, each (d,)."""
        p = self.params
        a = self.code_of(self.x)
        if p.path == "direction":
            return a, a + self.codes.means[int(p.toward)] - self.codes.means[self.label]
        return a, self.code_of(pictures(p.data, "test")[p.other])

    def code_of(self, x: Picture) -> Array:
        """Return μ(x) under the model that is walked, shape (d,)."""
        model = shipped_model(self.params.data, "vae", self.params.size)
        with torch.no_grad():
            found: Array = model.encode(torch.tensor(x)[None])[0][0].double().numpy()
        return found

    def along(self, t: Array | float) -> Array:
        """Return the places of the walk at shares t of the way, shape (…, d)."""
        return WALKS[self.params.path](*self.ends, t)

    def decoded(self, z: Array) -> Picture:
        """Return what the model that is walked decodes from z, shape (…, PIXELS)."""
        return decoded(self.params.data, "vae", z)

    def faded(self, t: Array | float) -> Picture:
        """Return the cross-fade of the two pictures at the ends, shape (…, PIXELS): pixels mixed, no model."""
        share = np.asarray(t, dtype=np.float32)[..., None]
        found: Picture = (1 - share) * self.x + share * self.far
        return found

    @property
    def far(self) -> Picture:
        """The picture at the far end: the other one, or what is decoded there."""
        p = self.params
        return self.decoded(self.ends[1][None])[0] if p.path == "direction" else pictures(p.data, "test")[p.other]

    def named(self, picture: Picture) -> Array:
        """Return how likely the classifier finds each class, shape (10,)."""
        found: Array = chances(self.params.data, torch.tensor(picture)[None])[0].double().numpy()
        return found

    def forward_pass_of(self, kind: str) -> ForwardPass:
        """Return the picture on its way through the model of a kind, with the same ε for all."""
        p = self.params
        return forward_pass(p.data, kind, self.x, np.random.default_rng((p.seed, p.draw)).standard_normal(2))

    @cached_property
    def z(self) -> Array:
        """The place that is looked at on the map, shape (2,)."""
        return np.array([self.params.z_1, self.params.z_2])

    @cached_property
    def here(self) -> Picture:
        """What is decoded there, exactly."""
        return decoded(self.params.data, self.params.kind, self.z[None])[0]

    @property
    def on_map(self) -> bool:
        """Whether the aggregate posterior has mass there."""
        return on_the_map(self.params.data, self.params.kind, self.z)

    @cached_property
    def forward_pass(self) -> ForwardPass:
        """The picture on its way through the model."""
        return self.forward_pass_of(self.params.kind)

    @cached_property
    def trained(self) -> Trained:
        """The model that is trained here, after `params.steps` steps."""
        return trained(self.params)

    @property
    def diverged(self) -> int | None:
        """The step at which its training broke down, if it did."""
        return self.trained.diverged

    @property
    def active(self) -> int:
        """How many latent dimensions the model that is walked uses."""
        return int(self.codes.active.sum())

    @property
    def step(self) -> int:
        """How many steps that is: fewer than asked for where training broke down."""
        return self.trained.step

    @property
    def nudges(self) -> Array:
        """By how many σ of the prior each dimension is moved, by falling KL, shape (d,)."""
        return np.array(self.params.u[: self.params.size])

    @cached_property
    def nudged(self) -> Array:
        """The code of x with dimensions moved, shape (d,)."""
        z = self.code_of(self.x)
        z[self.codes.order] += self.nudges
        return z


def simulate(params: Params) -> Result:
    """Look at what the settings ask for. Raises BadInput where a picture is none, or a number is out of range."""
    check(params)
    if params.size not in SIZES:
        raise BadInput("size", f"There are trained models with {SIZES} latent dimensions.")
    if params.source == "drawn":
        x = drawn_picture(params.drawn, "drawn")
        note = "Your drawing was scaled to 20 pixels and moved to its centre of mass, as the digits were."
    elif params.source == "uploaded":
        x, note = read_pixels(params.pixels), ""
    else:
        x, note = pictures(params.data, "test")[params.image], ""
    return Result(params, x, " ".join(filter(None, (note, note_on(x)))))


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return the codes of the test pictures, the walk, and one picture pixel by pixel, as named columns."""
    found, t = result.codes, np.linspace(0, 1, 101)
    way, forward = result.along(t), result.forward_pass
    size = found.mu.shape[1]
    return {
        "codes": {f"mu_{i + 1}": found.mu[:, i] for i in range(size)}
        | {f"log_variance_{i + 1}": found.log_variance[:, i] for i in range(size)}
        | {"class": found.labels.astype(float)},
        "walk": {"t": t} | {f"z_{i + 1}": way[:, i] for i in range(size)},
        "picture": {"x": forward.x.astype(float), "decoded": forward.decoded.astype(float),
                    "loss": forward.loss.astype(float)},
    }  # fmt: skip


def challenge(result: Result) -> tuple[bool, str]:
    """Check "find a place that decodes to something half 4, half 9", as the classifier sees it."""
    if result.params.data != "digits":
        return False, "Choose the digits first."
    said = result.named(result.here)
    four, nine = (float(said[digit]) for digit in HALVES)
    summary = f"At z = ({result.z[0]:.2f}, {result.z[1]:.2f}) the classifier says {four:.0%} a 4 and {nine:.0%} a 9."
    if abs(four - 0.5) > EVEN or abs(nine - 0.5) > EVEN:
        return False, f"{summary} You are to come within {EVEN:.0%} of one half for both."
    return True, f"{summary} Nobody wrote this one."
