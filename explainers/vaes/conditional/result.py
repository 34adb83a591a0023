"""One picture, its style under every label, and what is filled in where it is hidden."""

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainers.controls import check
from explainers.data.images import SIDE, labels, pictures
from explainers.vaes.conditional.fill import answered, draws, filled
from explainers.vaes.conditional.masks import Mask, cut, painted
from explainers.vaes.conditional.networks import CLASSES, LATENT
from explainers.vaes.conditional.settings import OWN, Params
from explainers.vaes.conditional.shipped_models import (
    chances,
    conditional,
    fill_in,
    probe,
    recorded,
    regression,
    unconditional,
)
from explainers.vaes.elbo import importance_weighted, kl, terms
from explainers.vaes.own_pictures import drawn_picture, note_on

Array = NDArray[np.float64]
Picture = NDArray[np.float32]  # (…, SIDE²), from 0 to 1
ROWS = 6  # styles in the grid, that of x first
SAMPLES = 64  # ways to fill in, of which some are drawn
WEIGHED = 64  # draws of the importance-weighted bound
EACH = 20  # generated digits for each label
SPLIT = 0.3  # share of the samples that either of two digits is to have, in the challenge


@dataclass(frozen=True)
class Result:
    """What the settings ask for; everything is computed when it is looked at, and once."""

    params: Params
    x: Picture
    label: int  # what the encoder is told
    note: str  # what is to be known of x; empty if nothing
    visible: Mask

    @cached_property
    def encoded(self) -> tuple[Array, Array]:
        """μ and log σ² of q(z|x, y), each (LATENT,)."""
        with torch.no_grad():
            found = conditional().given(torch.tensor([self.label])).encode(torch.tensor(self.x)[None])
        return found[0][0].double().numpy(), found[1][0].double().numpy()

    @cached_property
    def moved(self) -> Array:
        """By how much each dimension of z is moved, (LATENT,)."""
        u = np.zeros(LATENT)
        u[by_kl()] = self.params.u
        return u

    @cached_property
    def bounds(self) -> dict[str, float]:
        """Of x and WEIGHED draws: mean of log p(x|z, y), KL, mean of the log weights, and log of the mean weight."""
        model, x = conditional().given(torch.tensor([self.label])), torch.tensor(self.x)[None]
        epsilon = torch.randn(WEIGHED, 1, LATENT, generator=torch.Generator().manual_seed(self.params.seed))
        with torch.no_grad():
            single = [importance_weighted(model, x, one[None]).double() for one in epsilon]
            parts = terms(model, x, epsilon)
            weighted = float(importance_weighted(model, x, epsilon).double())
        return {"reconstruction": float(parts[0].double().mean()), "kl": float(parts[1].double().sum()),
                "mean": float(torch.stack(single).mean()), "weighted": weighted}  # fmt: skip

    @property
    def style(self) -> Array:
        """The style of x: μ(x, y), moved by u, (LATENT,)."""
        return self.encoded[0] + self.moved

    @cached_property
    def grid(self) -> Picture:
        """Digits decoded from ROWS styles, that of x first, under each label: (ROWS, CLASSES, SIDE²)."""
        epsilon = np.random.default_rng(self.params.seed).standard_normal((ROWS - 1, LATENT))
        return ordered(np.vstack([self.style, self.params.spread * epsilon + self.moved]))

    @cached_property
    def by_arithmetic(self) -> Picture:
        """The same from the VAE without labels, (CLASSES, SIDE²): μ(x), plus a class's mean code, less that of y."""
        with torch.no_grad():
            mu = unconditional().encode(torch.tensor(self.x)[None])[0]
            found = unconditional().decode(mu + mean_codes() - mean_codes()[self.label]).sigmoid()
        return np.asarray(found.numpy())

    @cached_property
    def verdicts(self) -> tuple[Array, Array]:
        """How likely the classifier finds the digit ordered, (CLASSES,) each: told the label, and by arithmetic."""
        both = torch.tensor(np.concatenate([self.grid[0], self.by_arithmetic]))
        right = torch.arange(CLASSES).repeat(2)
        found = chances(both)[torch.arange(2 * CLASSES), right].double().numpy()
        return found[:CLASSES], found[CLASSES:]

    @cached_property
    def read(self) -> dict[str, Array]:
        """How likely a probe finds each label, given no more than z of x, (CLASSES,): by model."""
        with torch.no_grad():
            codes = {"conditional": torch.tensor(self.encoded[0], dtype=torch.float32)[None],
                     "unconditional": unconditional().encode(torch.tensor(self.x)[None])[0]}  # fmt: skip
            return {name: probe(name)(z)[0].softmax(-1).double().numpy() for name, z in codes.items()}

    @cached_property
    def samples(self) -> Picture:
        """Ways to fill in, (SAMPLES, SIDE²): each has a z of its own, and all pixels of one have the same."""
        first, second = draws(2 * SAMPLES, self.params.seed).chunk(2)
        angle = np.deg2rad(self.params.theta)
        z = float(np.cos(angle)) * first + float(np.sin(angle)) * second
        return np.asarray(filled(fill_in(), *self.seen, z).numpy())

    @property
    def seen(self) -> tuple[Tensor, Tensor]:
        """The picture and its mask, as the networks take them."""
        return torch.tensor(self.x), torch.tensor(self.visible)

    @cached_property
    def answer(self) -> Picture:
        """The regression's one answer, (SIDE²,)."""
        return np.asarray(answered(regression(), *self.seen).numpy())

    @property
    def deviation(self) -> Picture:
        """The standard deviation of each pixel over the samples, (SIDE²,)."""
        return self.samples.std(axis=0)

    @cached_property
    def named(self) -> NDArray[np.int64]:
        """As how many of the samples the classifier names each digit, (CLASSES,)."""
        return np.bincount(chances(torch.tensor(self.samples)).argmax(-1).numpy(), minlength=CLASSES)

    @property
    def generated(self) -> tuple[Picture, Array]:
        """Digits of random style, EACH for each label, and how likely each class is: (CLASSES, EACH, …)."""
        return generated(self.params.spread, self.params.seed)

    @property
    def counts(self) -> NDArray[np.int64]:
        """How many digits ordered as the row's label are named as the column's, (CLASSES, CLASSES)."""
        said = self.generated[1].argmax(-1)
        return np.stack([np.bincount(row, minlength=CLASSES) for row in said])

    @property
    def probe_percent(self) -> float:
        """How many labels in a hundred a linear probe reads from z of the model that is told the label."""
        return 100 * float(recorded()["probe"]["conditional"]["linear"])


def ordered(z: Array) -> Picture:
    """Return what is decoded from styles z, (n, LATENT), under each label: (n, CLASSES, SIDE²)."""
    labels_ = torch.arange(CLASSES).repeat(len(z))
    with torch.no_grad():
        styles = torch.tensor(z, dtype=torch.float32).repeat_interleave(CLASSES, 0)
        found = conditional().given(labels_).decode(styles).sigmoid()
    return np.asarray(found.reshape(len(z), CLASSES, -1).numpy())


@cache
def by_kl() -> NDArray[np.int64]:
    """Return the dimensions of z by falling KL over the test pictures, (LATENT,)."""
    x, y = torch.tensor(pictures("digits", "test")), torch.tensor(labels("digits", "test"))
    with torch.no_grad():
        cost = kl(*conditional().given(y).encode(x)).mean(0)
    return np.argsort(-cost.numpy())


@cache
def mean_codes() -> Tensor:
    """Return the mean code of each class under the VAE without labels, (CLASSES, LATENT)."""
    with torch.no_grad():
        mu = unconditional().encode(torch.tensor(pictures("digits", "test")))[0]
    return mu.reshape(CLASSES, -1, LATENT).mean(1)


@lru_cache(maxsize=64)
def generated(spread: float, seed: int) -> tuple[Picture, Array]:
    """Return digits of random styles, the same for every label, and how likely the classifier finds each class."""
    z = spread * np.random.default_rng([seed, 1]).standard_normal((EACH, LATENT))
    made = np.ascontiguousarray(ordered(z).swapaxes(0, 1))
    likely = chances(torch.tensor(made.reshape(-1, SIDE * SIDE))).double().numpy()
    return made, likely.reshape(CLASSES, EACH, CLASSES)


def simulate(params: Params) -> Result:
    """Look at what the settings ask for. Raises BadInput where a picture or a mask is none."""
    check(params)
    note = ""
    if params.source == "drawn":
        x = drawn_picture(params.drawn, "drawn")
        guess = int(chances(torch.tensor(x)[None])[0].argmax())
        note = f"The classifier takes your drawing for a {guess}. If it is none, say so at “Told that x is”."
    else:
        x, guess = pictures("digits", "test")[params.image], int(labels("digits", "test")[params.image])
    label = guess if params.label == OWN else int(params.label)
    visible = painted(params.painted, "painted") if params.side == OWN else cut(params.side, params.lines)
    return Result(params, x, label, " ".join(filter(None, (note, note_on(x)))), visible)


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return the style, the picture pixel by pixel, and the classifier's verdicts, as named columns."""
    mu, log_variance = result.encoded
    pixels = {"x": result.x, "visible": result.visible, "regression": result.answer, "deviation": result.deviation}
    told, moved = result.verdicts
    counts = {f"named_{k}": result.counts[:, k].astype(float) for k in range(CLASSES)}
    return {
        "style": {"mu": mu, "log_variance": log_variance, "z": result.style},
        "filled": {name: column.astype(float) for name, column in pixels.items()}
        | {f"sample_{i + 1}": sample.astype(float) for i, sample in enumerate(result.samples[:12])},
        "ordered": {"label": np.arange(10.0), "conditional": told, "arithmetic": moved} | counts,
    }  # fmt: skip


def challenge(result: Result) -> tuple[bool, str]:
    """Check "what is visible leaves two digits open, each with SPLIT of the samples or more"."""
    first, second = np.argsort(-result.named, kind="stable")[:2]
    of = f"Of {SAMPLES} samples, {result.named[first]} are named {first} and {result.named[second]} are named {second}."
    return bool(result.named[second] >= SPLIT * SAMPLES), of
