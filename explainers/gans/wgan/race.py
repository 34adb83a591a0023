"""Six losses from the same first weights, with the same noise and the same batches; and the true distance beside them.

Each racer is a run of the game of `explainers.gans.training`, that is of algorithm 1 of Goodfellow et al. 2014 with
another loss. What its loss says is compared with W₁ by their rank correlation along the run.
"""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
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
    run = GameParams(data=params.data, drawn=params.drawn, loss=loss, settle=0, average=False, seed=params.seed,
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
    """Return by how much D's loss was below L₀, (measured, 2) with G's loss beside it: means of EVERY steps each.

    `history` holds the losses of D and of G at step 0 (nothing), 1, 2, …: shape (steps + 1, at least 2).
    """
    means = history[1 : 1 + measured * EVERY, :2].astype(np.float64).reshape(measured, EVERY, 2).mean(axis=1)
    return np.stack([AT_CHANCE[loss] - means[:, 0], means[:, 1]], axis=1)


def rank_correlation(one: Array, other: Array) -> float:
    """Return Spearman's ρ: the correlation of the ranks, those of equals averaged. nan where one never changes."""
    if len(one) < 3:
        return float("nan")
    ranks = [rankdata(values) - 0.5 * (len(values) + 1) for values in (one, other)]
    size = float(np.sqrt((ranks[0] @ ranks[0]) * (ranks[1] @ ranks[1])))
    return float(ranks[0] @ ranks[1]) / size if size else float("nan")
