"""Models of the same pictures that differ in β, side by side, and the reconstruction error of one as an alarm."""

from dataclasses import dataclass
from functools import cached_property
from typing import Annotated

import numpy as np
import torch
from numpy.typing import NDArray

from explainers.controls import Drawing, Number, Select, Slider, Stops, check
from explainers.data.images import IMAGES, pictures
from explainers.problems import BadInput
from explainers.vaes.latent_walk.codes import Array
from explainers.vaes.latent_walk.forward_pass import ForwardPass, forward_pass
from explainers.vaes.latent_walk.settings import DATA, EDGE, KINDS, SIZES, STROKES, STROKES_HELP, TEST
from explainers.vaes.latent_walk.shipped_models import recorded
from explainers.vaes.model_comparison.anomaly import Roc, reconstruction_errors, roc
from explainers.vaes.own_pictures import Picture, drawn_picture

WANTED, ALLOWED = 0.98, 0.02  # of the challenge: how many are to be caught, with how many false alarms at most


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
    kind: Annotated[
        str, Select("Model that raises the alarm", KINDS, help="β, the weight of KL while the model was trained.")
    ] = "vae"
    size: Annotated[
        int,
        Stops("Latent dimensions", SIZES, symbol="d", help="d, of the alarm's model; above two only for β = 1."),
    ] = 2
    alarm: Annotated[
        float,
        Slider("Of its own that pass", 0.5, 0.995, 0.005,
               help="The share of test pictures of the model's own data below the threshold."),
    ] = 0.95  # fmt: skip
    stray: Annotated[
        str, Drawing("Draw a scribble", 10 * STROKES, points=STROKES, lines=True, role="guess", help=STROKES_HELP)
    ] = ""
    seed: Annotated[int, Number("Seed", 0, 9999, help="Of ε.")] = 0


@dataclass(frozen=True)
class Result:
    """What the settings ask for; everything is computed when it is looked at, and once."""

    params: Params
    x: Picture  # the test picture

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of the ten classes."""
        return IMAGES[self.params.data].classes

    @property
    def z(self) -> Array:
        """The place that is decoded, shape (2,), in the plane of the VAE."""
        return np.array([self.params.z_1, self.params.z_2])

    def forward_pass_of(self, kind: str) -> ForwardPass:
        """Return the picture on its way through the model of a kind, with the same ε for all."""
        p = self.params
        return forward_pass(p.data, kind, self.x, np.random.default_rng((p.seed, p.draw)).standard_normal(2))

    @property
    def alarm_model(self) -> tuple[str, str, int]:
        """Which model raises the alarm: its data, its kind and its latent dimensions."""
        p = self.params
        return p.data, p.kind if p.size == 2 else "vae", p.size

    @property
    def roc(self) -> Roc:
        """How the reconstruction error does as an alarm."""
        return roc(*self.alarm_model)

    @property
    def threshold(self) -> float:
        """The error above which the alarm goes off, in nats."""
        return self.roc.threshold(self.params.alarm)

    @property
    def true_positives(self) -> float:
        """How many out-of-distribution pictures raise the alarm, in per cent."""
        return 100 * float((self.roc.out_of_distribution > self.threshold).mean())

    @property
    def false_positives(self) -> float:
        """How many in-distribution pictures do, in per cent."""
        return 100 * float((self.roc.in_distribution > self.threshold).mean())

    @cached_property
    def scribble(self) -> tuple[Picture, float] | None:
        """A drawn scribble and its reconstruction error, or None where none is drawn."""
        if not self.params.stray.strip():
            return None
        picture = drawn_picture(self.params.stray, "stray")
        return picture, float(reconstruction_errors(*self.alarm_model, torch.tensor(picture)[None].numpy())[0])


def simulate(params: Params) -> Result:
    """Look at what the settings ask for. Raises BadInput where a scribble is none, or a number is out of range."""
    check(params)
    if params.size not in SIZES:
        raise BadInput("size", f"There are trained models with {SIZES} latent dimensions.")
    if params.stray.strip():  # what cannot be read is refused here
        drawn_picture(params.stray, "stray")
    return Result(params, pictures(params.data, "test")[params.image])


def tables(result: Result) -> dict[str, dict[str, NDArray[np.float64]]]:
    """Return the errors, the ROC curve, and what each model reached on the test pictures, as named columns."""
    found = result.roc
    reached = [recorded(result.params.data)[f"{kind}-2"] for kind in ("autoencoder", "vae", "beta_4")]
    return {
        "errors": {"in_distribution": found.in_distribution, "out_of_distribution": found.out_of_distribution},
        "roc": {"false_positive_rate": found.false_positive_rate, "true_positive_rate": found.true_positive_rate},
        "models": {"beta": np.array([0.0, 1.0, 4.0])}
        | {part: np.array([row[part] for row in reached]) for part in ("reconstruction", "kl", "elbo")},
    }


def challenge(result: Result) -> tuple[bool, str]:
    """Check "catch at least 98% of the other pictures with at most 2% false alarms"."""
    caught, wrong = result.true_positives, result.false_positives
    summary = f"The alarm catches {caught:.1f}% and goes off wrongly for {wrong:.1f}%."
    if caught < 100 * WANTED:
        return False, f"{summary} At least {100 * WANTED:.0f}% are to be caught."
    if wrong > 100 * ALLOWED + 1e-9:
        return False, f"{summary} At most {100 * ALLOWED:.0f}% false alarms are allowed."
    return True, f"{summary} On this pair of data sets, the error is a good alarm."
