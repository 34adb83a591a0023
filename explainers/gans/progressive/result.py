"""What the settings ask of the trained networks."""

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainers.controls import check
from explainers.gans.progressive.measures import SCALES
from explainers.gans.progressive.models import FADES, PICTURES, STOPS, discriminator, generator, real_letters, recorded
from explainers.gans.progressive.networks import NOISE, Discriminator, real_at
from explainers.gans.progressive.settings import DISTINCT, WHEN, Params
from explainers.problems import BadInput

Array = NDArray[np.float64]
BATCH = DISTINCT[-1]
TOLD, OTHER = "growing", "no_deviation"  # the run whose discriminator gets the minibatch deviation, and that without
ALPHAS = np.linspace(0, 1, 11)
SIZES = (4_000, 12_000, 24_000, PICTURES)  # pictures seen when training at 4, 8, 16 and 32 pixels ends


@dataclass(frozen=True)
class Result:
    """What the settings ask for; everything is computed when it is looked at, and once."""

    params: Params

    @property
    def moment(self) -> int:
        """After how many pictures the networks that fade in were kept."""
        return FADES[self.params.to][list(WHEN).index(self.params.when)]

    @property
    def paths(self) -> tuple[Tensor, Tensor, Tensor]:
        """Pictures (BATCH, 1, side, side) of the generator's old path, of its new one, and the blend."""
        old, new, _ = faded(self.moment, self.params.to, self.params.seed)
        return old, new, torch.lerp(old, new, self.params.alpha)

    @property
    def scores(self) -> Array:
        """D's mean scores of real and of generated letters, both faded in, at ALPHAS: (2, alphas)."""
        return faded(self.moment, self.params.to, self.params.seed)[2]

    @property
    def seen(self) -> int:
        """Pictures that the growing networks have seen: all, beside a run whose networks were kept at the end only."""
        return round(1000 * self.params.seen) if self.params.rival == "full" else PICTURES

    @property
    def rival_seen(self) -> int:
        """Pictures that the others have seen; by computing time, the last for which they were kept."""
        if self.params.axis == "pictures" or self.params.rival != "full":
            return self.seen
        return max(n for n in STOPS if reached("full", "seconds", n) <= reached("growing", "seconds", self.seen))

    @property
    def both(self) -> tuple[tuple[str, int], tuple[str, int]]:
        """The runs that are compared, and after how many pictures."""
        return ("growing", self.seen), (self.params.rival, self.rival_seen)

    @property
    def time_percent(self) -> float:
        """The computing time of growing, in percent of that at full size, for as many pictures."""
        return float(100 * reached("growing", "seconds") / reached("full", "seconds"))

    @property
    def repeated(self) -> Tensor:
        """A batch of real letters in which only so many pictures differ, (BATCH, 1, 32, 32)."""
        return real_batch(self.params.seed)[torch.arange(BATCH) % int(self.params.distinct)]

    @cached_property
    def by_distinct(self) -> dict[str, Array]:
        """The mean scores of such batches, by run and by how many pictures differ, (DISTINCT,)."""
        return {name: scores_by_distinct(name, self.params.seed) for name in (TOLD, OTHER)}

    @cached_property
    def deviation(self) -> Tensor:
        """The standard deviation of each of D's features over that batch, (channels, 4, 4)."""
        return discriminator(TOLD, PICTURES).features(self.repeated).std(0, unbiased=False)


def reached(name: str, what: str, seen: int = PICTURES) -> Any:
    """Return what a run had reached after so many pictures."""
    return recorded(name)[what][recorded(name)["seen"].index(seen)]


@lru_cache(maxsize=256)
def generated(name: str, seen: int, seed: int) -> Tensor:
    """Return what a run makes of BATCH z, (BATCH, 1, side, side)."""
    return generator(name, seen)(noise(seed))


def noise(seed: int) -> Tensor:
    """Return BATCH draws of z, (BATCH, NOISE)."""
    return torch.randn(BATCH, NOISE, generator=torch.Generator().manual_seed(seed))


@lru_cache(maxsize=64)
def faded(moment: int, stage: int, seed: int) -> tuple[Tensor, Tensor, Array]:
    """Return pictures of both paths of G as it then was, (BATCH, 1, side, side), and D's mean scores, (2, alphas)."""
    critic, x = discriminator("growing", moment), real_letters()[:BATCH]
    old, new = generator("growing", moment).paths(noise(seed), stage)
    found = []
    for alpha in map(float, ALPHAS):
        pair = real_at(x, stage, alpha), torch.lerp(old, new, alpha)
        found.append([float(critic.score(critic.features(batch, stage, alpha)).mean()) for batch in pair])
    return old, new, np.array(found).T


def real_batch(seed: int) -> Tensor:
    """Return BATCH real letters, (BATCH, 1, 32, 32)."""
    order = torch.randperm(len(real_letters()), generator=torch.Generator().manual_seed(seed))
    return real_letters()[order[:BATCH]]


@lru_cache(maxsize=64)
def scores_by_distinct(name: str, seed: int) -> Array:
    """Return the mean score that a run's discriminator gives to batches, for each of DISTINCT."""
    critic = discriminator(name, PICTURES)
    features = critic.features(real_batch(seed))
    return np.array([mean_score(critic, features, count) for count in DISTINCT])


def mean_score(critic: Discriminator, features: Tensor, count: int) -> float:
    """Return the mean score of the batches of BATCH in which `count` pictures are repeated, each of all in one."""
    batches = torch.split(features, count)
    return float(torch.stack([critic.score(part.repeat(BATCH // count, 1, 1, 1)).mean() for part in batches]).mean())


def simulate(params: Params) -> Result:
    """Look at what the settings ask for. Raises BadInput where no networks were kept for them."""
    check(params)
    if round(1000 * params.seen) not in STOPS:
        raise BadInput("seen", f"Networks were kept after {', '.join(f'{n / 1000:g}' for n in STOPS)} thousand.")
    if params.distinct not in DISTINCT:
        raise BadInput("distinct", f"It can be {', '.join(map(str, DISTINCT))}.")
    return Result(params)


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return the curves of both runs, the scores along α, and those of batches with repetitions, as named columns."""
    columns = {"fade": {"alpha": ALPHAS, "real": result.scores[0], "generated": result.scores[1]},
               "batch": {"different": np.array(DISTINCT, float), **result.by_distinct}}  # fmt: skip
    for name, _ in result.both:
        kept = recorded(name)
        columns[name] = {what: np.array(kept[what], float) for what in ("seen", "seconds", "precision", "recall")}
        columns[name] |= {f"swd_{side}": np.array(kept["swd"])[:, i] for i, side in enumerate(SCALES)}
    return columns


def challenge(result: Result) -> tuple[bool, str]:
    """Check "a batch of real letters that the discriminator takes for generated ones"."""
    place = DISTINCT.index(int(result.params.distinct))
    told, other = (scores[place] for scores in result.by_distinct.values())
    said = f"The batch of real letters scores {told:.2f}; the discriminator without the deviation gives it {other:.2f}."
    return bool(told < 0), said.replace(" -", " −")
