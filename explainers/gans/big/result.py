"""Pictures of one letter from truncated noise, and what was measured of the models that draw them."""

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from explainers.controls import check
from explainers.gans.big.models import AT_LARGE_RATE, EACH, TAUS, discriminator, generator, recorded
from explainers.gans.big.networks import LETTERS, one_hot
from explainers.gans.big.settings import Params
from explainers.gans.big.truncation import truncated
from explainers.gans.pictures.letters import grey

Array = NDArray[np.float64]
Pictures = NDArray[np.float32]  # (n, 32, 32), from 0 (paper) to 1 (ink)
SHOWN = 36  # pictures of the letter that was ordered
ROWS = 4  # pictures of every letter
PRECISE, COVERED = 0.8, 0.5  # precision and recall that the challenge asks for


@dataclass(frozen=True)
class Result:
    """What the settings ask for; everything is computed when it is looked at."""

    params: Params

    @property
    def ordered(self) -> Pictures:
        """SHOWN pictures of the letter from truncated noise."""
        p = self.params
        return pictures(p.model, p.tau, p.seed, p.letter * SHOWN)

    @property
    def every_letter(self) -> Pictures:
        """ROWS pictures of every letter, row by row, from noise that is not truncated."""
        return pictures(self.params.model, TAUS[-1], self.params.seed, LETTERS * ROWS)

    @property
    def curve(self) -> Array:
        """Precision, recall and Fréchet distance of the letter at each of TAUS, (thresholds, 3)."""
        return np.array(recorded()[self.params.model]["truncation"][self.params.letter])

    @property
    def here(self) -> Array:
        """The same at τ, (3,); between two thresholds on the line through both."""
        return np.array([np.interp(self.params.tau, TAUS, column) for column in self.curve.T])

    @property
    def record(self) -> dict[str, Any]:
        """What was measured of the chosen model."""
        found: dict[str, Any] = recorded()[self.params.model]
        return found

    @property
    def moment(self) -> int:
        """The measurement of the runs that is nearest to the number of pictures seen."""
        return int(np.abs(along("with_norm", "pictures") - self.params.seen).argmin())

    @cached_property
    def scores(self) -> tuple[Array, Array]:
        """The two parts of D's score of the first picture ordered: ψ(φ(x)), (1,), and ⟨V y, φ(x)⟩ by class."""
        d = discriminator(self.params.model)
        with torch.no_grad():
            found = d.phi(torch.tensor(self.ordered[:1, None] * 2 - 1))
            return d.psi(found)[0].double().numpy(), d.v.weight.T.mv(found[0]).double().numpy()

    @property
    def recall_percent(self) -> float:
        """How many in a hundred real faces of the letter are covered at τ."""
        return float(100 * self.here[1])


@lru_cache(maxsize=256)
def pictures(model: str, tau: float, seed: int, letters: str) -> Pictures:
    """Return a picture of each of `letters`, from truncated noise of its own."""
    y = torch.tensor([LETTERS.index(letter) for letter in letters])
    with torch.no_grad():
        return np.asarray(grey(generator(model)(truncated(tau, len(y), seed), one_hot(y))).numpy())


@cache
def along(name: str, column: str) -> Array:
    """Return one column of what was measured along the training of a model, (moments,)."""
    return np.array([float(moment[column]) for moment in recorded()[name]["along"]])


def simulate(params: Params) -> Result:
    """Look at what the settings ask for. Raises BadInput where one is out of range or there is no such class."""
    check(params)
    return Result(params)


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return the truncation curve of the letter, and both runs along training, as named columns."""
    precision, recall, distance = result.curve.T
    columns = ("pictures", "seconds", "frechet", "precision", "recall", "read", "real", "held_out", "generated")
    return {
        "truncation": {"tau": np.array(TAUS), "precision": precision, "recall": recall, "frechet": distance},
        "training": {name: along(result.params.model, name) for name in columns},
        **{run: {name: along(run, name) for name in columns} for run in AT_LARGE_RATE},
    }


def counts(result: Result) -> tuple[int, int]:
    """Return how many of EACH generated pictures count as precise, and how many of EACH faces are covered."""
    precise, covered = (round(float(share) * EACH) for share in result.here[:2])
    return precise, covered


def challenge(result: Result) -> tuple[bool, str]:
    """Check "PRECISE or more precision, and COVERED or more recall"."""
    precision, recall, _ = result.here
    said = f"Precision is {precision:.0%}, recall is {recall:.0%}."
    return bool(precision >= PRECISE and recall >= COVERED), said
