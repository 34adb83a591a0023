"""One drawing, one test pair, and what the generators and the discriminators make of both."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from explainers.controls import check
from explainers.gans.pix2pix.models import L1, MODELS, PLAIN, discriminator, generator, recorded
from explainers.gans.pix2pix.networks import PATCHES, receptive_field
from explainers.gans.pix2pix.pairs import SIDE, TEST, Batch, pair_at
from explainers.gans.pix2pix.settings import Params
from explainers.vaes.own_pictures import read_strokes

Array = NDArray[np.float64]
FULL = 0.3  # share of ink beyond which a drawing is like none that was learnt from
MARGIN = 0.05  # by which D is to be fooled, in the challenge
OTHERS = 1  # test pairs that are shown beside the chosen one


@dataclass(frozen=True)
class Result:
    """What the settings ask for; everything is computed when it is looked at, and once."""

    params: Params
    drawn: Batch  # (SIDE, SIDE), what the generators see of the drawing

    @property
    def losses(self) -> tuple[str, ...]:
        """The losses of the models that there are: L1 alone, then by falling λ."""
        return MODELS[self.params.data]

    @property
    def loss(self) -> str:
        """The loss of the chosen model: that of the nearest λ."""
        return min(self.losses[1:], key=lambda loss: abs(float(loss) - self.params.lam))

    @property
    def note(self) -> str:
        """A sentence on a drawing that is like none of those learnt from; empty where there is nothing to say."""
        if (ink := float(self.drawn.mean())) > FULL:
            return f"{ink:.0%} of the pixels are ink; no drawing in training had more than a quarter: expect nonsense."
        return "" if ink else "Nothing is drawn: this is what the generators paint of an empty page."

    @cached_property
    def painted(self) -> Batch:
        """What each generator paints of the drawing, in the order of `losses`: (models, SIDE, SIDE)."""
        return np.concatenate([made(self.drawn[None], self.params.data, loss) for loss in self.losses])

    @property
    def pair(self) -> tuple[Batch, Batch]:
        """The test pair: drawing y and picture x, each (SIDE, SIDE)."""
        return pair_at(self.params.data, self.params.image)

    @cached_property
    def places(self) -> list[int]:
        """The test pairs that are shown: the chosen one, and OTHERS by chance."""
        others = np.random.default_rng(self.params.seed).choice(TEST - 1, OTHERS, replace=False)
        return [self.params.image, *(int(place + (place >= self.params.image)) for place in others)]

    @cached_property
    def rows(self) -> Batch:
        """Of each pair shown its y, its x, and what each generator paints: (1 + OTHERS, 2 + models, SIDE, SIDE)."""
        y, x = (np.stack(part) for part in zip(*(pair_at(self.params.data, i) for i in self.places), strict=True))
        return np.stack([y, x, *(made(y, self.params.data, loss) for loss in self.losses)], axis=1)

    @cached_property
    def skipped(self) -> Batch:
        """Of the test pair, by the losses of PLAIN: with skips, without, and with one skip cut: (2, 5, SIDE, SIDE)."""
        y, data = self.pair[0][None], self.params.data
        rows = [[made(y, data, loss), made(y, data, loss, skips=False), *(made(y, data, loss, (i,)) for i in range(3))]
                for loss in PLAIN]  # fmt: skip
        return np.array(rows)[:, :, 0]

    @cached_property
    def judged(self) -> Batch:
        """What the discriminator judges: x, x̃, that by L1 alone, and a part of x beside one of x̃: (4, SIDE, SIDE)."""
        x, fake = self.rows[0, 1], self.rows[0, 2 + self.losses.index(self.loss)]
        mixed = np.where(np.arange(SIDE) < self.params.cut, x, fake)
        return np.stack([x, fake, self.rows[0, 2], mixed])

    @cached_property
    def scores(self) -> Array:
        """D's score of every patch of each of these, before the sigmoid: (4, PATCHES, PATCHES)."""
        x = torch.tensor(self.judged)[:, None]
        y = torch.tensor(self.pair[0]).expand_as(x)
        with torch.no_grad():
            return discriminator(self.params.data, self.loss)(y, x).double().numpy()

    @property
    def verdicts(self) -> Array:
        """σ of the scores: how likely D takes each patch for one of a real picture."""
        return np.asarray(1 / (1 + np.exp(-self.scores)))

    @property
    def patch(self) -> tuple[int, int]:
        """Row and column of the chosen patch."""
        row, column = divmod(self.params.patch - 1, PATCHES)
        return row, column

    @property
    def frame(self) -> tuple[int, int, int, int]:
        """What the chosen patch sees: first row and column, and those behind the last, within the picture."""
        size, step, first = receptive_field()
        begins = [first + step * place for place in self.patch]
        top, left = (max(begin, 0) for begin in begins)
        bottom, right = (min(begin + size, SIDE) for begin in begins)
        return top, left, bottom, right

    @property
    def sharpness_percent(self) -> float:
        """How sharp the test pictures painted by L1 alone are, as a percentage of real ones."""
        return 100 * float(recorded(self.params.data)[L1]["g"]["sharpness"])


def made(y: Batch, data: str, loss: str, cut: tuple[int, ...] = (), skips: bool = True) -> Batch:
    """Return what a generator paints of drawings (n, SIDE, SIDE)."""
    with torch.no_grad():
        return np.asarray(generator(data, loss, skips)(torch.tensor(y)[:, None], cut)[:, 0].numpy())


def drawing(text: str) -> Batch:
    """Return strokes on a pad as lines one pixel wide, (SIDE, SIDE). Raises BadInput, for the field "drawn"."""
    canvas = Image.new("1", (SIDE, SIDE))
    pen = ImageDraw.Draw(canvas)
    for stroke in read_strokes(text, "drawn") if text.strip(" ;") else []:
        places = [(min(int(x * SIDE), SIDE - 1), min(int((1 - y) * SIDE), SIDE - 1)) for x, y in stroke]
        pen.line(places, 1)
        pen.point(places, 1)
    return np.asarray(canvas, np.float32)


def simulate(params: Params) -> Result:
    """Look at what the settings ask for. Raises BadInput where a setting or a drawing is none."""
    check(params)
    return Result(params, drawing(params.drawn))


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return pictures pixel by pixel, verdicts patch by patch, and what all models reached, as named columns."""
    names = ["L1_alone", *(f"lambda_{loss}" for loss in result.losses[1:])]
    known = [recorded(result.params.data)[loss]["g"] for loss in result.losses]
    parts = {
        "drawing": zip(("y", *names), (result.drawn, *result.painted), strict=True),
        "test_pair": zip(("y", "x", *names), result.rows[0], strict=True),
        "patches": zip(("x", "generated", "L1_alone", "mixed"), result.verdicts, strict=True),
        "reached": ((name, np.array([one[name] for one in known])) for name in ("l1", "sharpness")),
    }
    return {name: {column: part.ravel().astype(float) for column, part in pairs} for name, pairs in parts.items()}


def challenge(result: Result) -> tuple[bool, str]:
    """Check "D takes the patches of x̃ for real more often than those of x, by MARGIN or more"."""
    real, fake = (float(verdict.mean()) for verdict in result.verdicts[:2])
    return fake >= real + MARGIN, f"On average D takes patches of x for real with {real:.1%}, of x̃ with {fake:.1%}."
