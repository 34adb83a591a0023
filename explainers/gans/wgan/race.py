"""Six losses from the same first weights, with the same noise and the same batches; and the true distance beside them.

Each racer is a run of the game of `explainers.gans.training`, that is of algorithm 1 of Goodfellow et al. 2014 with
another loss. What its loss says is compared with W₁ by their rank correlation along the run.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from scipy.stats import rankdata

from explainers.gans.training.measures import earth_mover, modes_and_quality
from explainers.gans.training.settings import TIMELINE as OF_GAME
from explainers.gans.training.settings import Params as GameParams
from explainers.gans.training.training_run import Game
from explainers.gans.training.updates import State
from explainers.gans.wgan.settings import MAX_STEPS, RACERS, TIMELINE, Params
from explainers.runs import Runs

Array = NDArray[np.float64]
EVERY = 10  # steps between two measurements: the loss beside each is the mean over these
POINTS = 128  # of either kind, for W₁ and in the picture
MODE_POINTS = 1000  # generated points by which modes are counted
MAX_RACES = 8
BATCH = 64  # real, and generated, points in an update
AT_CHANCE = {  # L₀: the loss of a best D where it cannot tell generated points from real ones
    "minimax": float(np.log(4.0)),
    "non_saturating": float(np.log(4.0)),
    "least_squares": 0.25,
    "hinge": 2.0,
    "wasserstein_clip": 0.0,
    "wasserstein_gp": 0.0,
}


class Racer(Game[tuple[float, int]]):
    """One of the six."""

    measure_every = ((MAX_STEPS, EVERY), (OF_GAME.most, OF_GAME.most))
    room = 1_000_000

    def measure(self, state: State) -> tuple[float, int]:
        """Return W₁ between real and generated points, and how many modes are covered."""
        points = self.generated(state, MODE_POINTS).astype(np.float64)
        truth = self.real[:POINTS].numpy().astype(np.float64)
        return earth_mover(truth, points[:POINTS]), modes_and_quality(self.target, points)[0]


RUNS = Runs(Racer, OF_GAME, MAX_RACES * len(RACERS))


def racer_of(params: Params, loss: str) -> GameParams:
    """Return the settings of one racer, with whatever was set earlier. Only the penalised critic pays a penalty."""
    held = [settings for _, settings in TIMELINE.segments(params)]
    ends = [until for until, _ in TIMELINE.segments(params)]
    run = GameParams(data=params.data, drawn=params.drawn, loss=loss, batch=BATCH, settle=0, average=False,
                     seed=params.seed,
                     **_changing(held[0], loss))  # fmt: skip
    for until, (_, now) in zip(ends, pairwise(held), strict=False):
        run = OF_GAME.branch(run, until, **_changing(now, loss))
    return replace(run, steps=min(params.steps, MAX_STEPS))


def _changing(params: Params, loss: str) -> dict[str, Any]:
    """Return what may change within a race, by the names of the game's settings."""
    settings = {name: getattr(params, name) for name in TIMELINE.limits}
    return settings | {"penalty": params.penalty if loss == "wasserstein_gp" else 0.0}


def reached(params: Params) -> int:
    """Return the last step up to `params.steps` from which all racers that have not broken down can go on."""
    runs = [RUNS.run_of(racer_of(params, loss)) for loss in RACERS]
    going = [run.nearest(min(params.steps, MAX_STEPS))[0] for run in runs
             if run.diverged is None or run.diverged > params.steps]  # fmt: skip
    return min(going, default=params.steps)


def gains(history: NDArray[np.float32], loss: str, measured: int) -> NDArray[np.float64]:
    """Return L₀ - L_D, shape (measured,): means of EVERY steps each.

    `history` holds the loss of D at step 0 (nothing), 1, 2, … as its first column.
    """
    losses = history[1 : 1 + measured * EVERY, 0].astype(np.float64)
    return AT_CHANCE[loss] - losses.reshape(measured, EVERY).mean(axis=1)


def rank_correlation(one: Array, other: Array) -> float:
    """Return Spearman's ρ: the correlation of the ranks, those of equals averaged. nan where one never changes."""
    if len(one) < 3:
        return float("nan")
    ranks = [rankdata(values) - 0.5 * (len(values) + 1) for values in (one, other)]
    size = float(np.sqrt((ranks[0] @ ranks[0]) * (ranks[1] @ ranks[1])))
    return float(ranks[0] @ ranks[1]) / size if size else float("nan")


@dataclass(frozen=True)
class Standing:
    """One racer at this step, or at its last before it broke down."""

    loss: str
    diverged: int | None  # at this step a number grew beyond all bounds
    fake: Array  # (POINTS, 2)
    weights: torch.Tensor  # of D, flat
    sizes: list[int]  # of its layers
    step: Array  # (M,) at which it was measured: EVERY, 2 EVERY, …
    gain: Array  # (M,) L₀ - L_D, the mean over the EVERY steps before
    w1: Array  # (M,) the true distance
    w1_at_first: float  # before the first step
    covered: int  # modes

    @cached_property
    def rho(self) -> float:
        """Spearman's rank correlation of L₀ - L_D with W₁ along the run; nan while there are fewer than three."""
        return rank_correlation(self.gain, self.w1)

    @property
    def numbers(self) -> tuple[float, float, float]:
        """W₁, modes covered and ρ, as the table of seeds has them: nan where it broke down."""
        return (float("nan"),) * 3 if self.diverged else (self.distance, float(self.covered), self.rho)

    @property
    def distance(self) -> float:
        """W₁, when last measured."""
        return float(self.w1[-1]) if len(self.w1) else self.w1_at_first


def standing(run: Racer, steps: int) -> Standing:
    """Return how a racer stands after `steps` steps."""
    state = run.at(min(steps, MAX_STEPS))
    measured = state.step // EVERY
    found = np.array([run.measures[EVERY * k] for k in range(1, measured + 1)]).reshape(-1, 2)
    first = run.measures[0]
    return Standing(
        loss=run.params.loss,
        diverged=run.broken_down(steps),
        fake=run.generated(state, POINTS).astype(np.float64),
        weights=state.d.flat.clone(),
        sizes=state.d.sizes,
        step=EVERY * np.arange(1.0, measured + 1),
        gain=gains(run.history, run.params.loss, measured),
        w1=found[:, 0],
        w1_at_first=first[0],
        covered=int(found[-1, 1]) if measured else first[1],
    )
