"""What the race looks like after some steps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import torch
from numpy.typing import NDArray

from explainers.controls import check
from explainers.gans.training.measures import earth_mover
from explainers.gans.training.targets import target
from explainers.gans.wgan.critic import Critic, examined
from explainers.gans.wgan.race import EVERY, POINTS, RUNS, Standing, racer_of, standing
from explainers.gans.wgan.seeds import Question, Row, asked
from explainers.gans.wgan.settings import MAX_STEPS, RACERS, Params

Array = NDArray[np.float64]
NONE: Mapping[Question, Row] = {}

torch.set_num_threads(1)  # networks as small as these only lose by sharing


@dataclass(frozen=True)
class Result:
    """The race after `params.steps` steps."""

    params: Params
    real: Array  # (POINTS, 2)
    floor: float  # W₁ between as many other real points and these: no forger does better, but by chance
    modes: int  # how many there are to cover
    racers: Mapping[str, Standing]
    answers: Mapping[Question, Row] = field(default_factory=dict)  # races from ten seeds, as far as they have come

    @property
    def step(self) -> int:
        """How many steps were made by those that did not break down."""
        return min(self.params.steps, MAX_STEPS)

    @property
    def seeds(self) -> Array:
        """W₁ at the end, modes covered and ρ of the racers from each seed that has come: (seeds, 6, 3)."""
        rows = [row.numbers for row in self.answers.values()]
        return np.stack(rows) if rows else np.zeros((0, len(RACERS), 3))

    @cached_property
    def critics(self) -> dict[str, Critic]:
        """The critics of the two Wasserstein racers, examined on the points they see now."""
        racers = [self.racers[loss] for loss in ("wasserstein_clip", "wasserstein_gp")]
        return {racer.loss: examined(self.real, racer.fake, racer.weights, racer.sizes) for racer in racers}


def simulate(params: Params, known: Mapping[Question, Row] = NONE) -> Result:
    """Race for `params.steps` steps. `known` are races from other seeds. Raises BadInput where a setting is out of
    range, or the drawing or the schedule cannot be read.
    """
    check(params)
    standings, real = {}, np.zeros((0, 2))
    for loss in RACERS:
        run = RUNS.run_of(racer_of(params, loss))
        with run.lock:
            standings[loss] = standing(run, params.steps)
            real = run.real[: 2 * POINTS].numpy().astype(np.float64)
    row = Row(np.array([racer.numbers for racer in standings.values()]))
    known = {("race", params): row, **known}
    return Result(
        params=params,
        real=real[:POINTS],
        floor=earth_mover(real[:POINTS], real[POINTS:]),
        modes=len(target(params.data, params.drawn).modes),
        racers=standings,
        answers={question: known[question] for question in asked(params) if question in known},
    )


def sentences(result: Result, view: str) -> list[str]:
    """Return what is said of racers that broke down, in any view but that of the seeds."""
    return [f"{RACERS[racer.loss]} broke down at step {racer.diverged:,}: a number grew beyond all bounds. Its panel "
            "shows the step before; the others go on."
            for racer in result.racers.values() if racer.diverged and view != "seeds"]  # fmt: skip


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return what was measured along the race, and from which seeds, as named columns."""
    steps = np.arange(EVERY, result.step + 1, EVERY, dtype=float)
    race = {"step": steps}
    for loss, racer in result.racers.items():
        for name, values in (("gain_d", racer.gain), ("w1", racer.w1)):
            race[f"{name}_{loss}"] = np.append(values, np.full(len(steps) - len(values), np.nan))  # it broke down
    seeds = result.seeds.reshape(len(result.answers), 3 * len(RACERS)).T
    names = [f"{name}_{loss}" for loss in RACERS for name in ("w1", "modes", "rho")]
    table = {"seed": np.array([float(params.seed) for _, params in result.answers])}
    return {"race": race, "seeds": table | dict(zip(names, seeds, strict=True))}


def challenge(result: Result) -> tuple[bool, str]:
    """Check "make the loss of the clipped critic rank with W₁: ρ of 0.8 or more, over 100 steps at least"."""
    racer = result.racers["wasserstein_clip"]
    if racer.diverged or result.step < 100:
        return False, "Race for 100 steps at least: a correlation of few measurements means little."
    said = f"After {result.step:,} steps ρ of the clipped critic's loss is {racer.rho:.2f}."
    if racer.rho >= 0.8:
        return True, f"{said} But look at the other seeds before you trust it."
    return False, f"{said} What keeps the clipped critic from its best?"
