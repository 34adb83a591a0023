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
from explainers.gans.wgan.race import EVERY, POINTS, RUNS, Racer, gains, racer_of, rank_correlation
from explainers.gans.wgan.seeds import SEEDS, Question, Row, asked, kept_in_file, this_race
from explainers.gans.wgan.settings import MAX_STEPS, RACERS, Params

Array = NDArray[np.float64]
NONE: Mapping[Question, Row] = {}

torch.set_num_threads(1)  # networks as small as these only lose by sharing


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
    loss_g: Array  # (M,) the loss of G, likewise
    w1: Array  # (M,) the true distance
    w1_at_first: float  # before the first step
    covered: int  # modes

    @cached_property
    def rho(self) -> float:
        """Spearman's rank correlation of L₀ - L_D with W₁ along the run; nan while there are fewer than three."""
        return rank_correlation(self.gain, self.w1)

    @cached_property
    def rho_g(self) -> float:
        """The same of the loss of G."""
        return rank_correlation(self.loss_g, self.w1)

    @property
    def numbers(self) -> tuple[float, float, float]:
        """W₁, modes covered and ρ, as the table of seeds has them: nan where it broke down."""
        return (float("nan"),) * 3 if self.diverged else (self.distance, float(self.covered), self.rho)

    @property
    def distance(self) -> float:
        """W₁, when last measured."""
        return float(self.w1[-1]) if len(self.w1) else self.w1_at_first


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
        return {loss: self.examine(loss) for loss in ("wasserstein_clip", "wasserstein_gp")}

    def examine(self, loss: str) -> Critic:
        """Return the critic of a racer beside the exact potential of the same points."""
        racer = self.racers[loss]
        return examined(self.real, racer.fake, racer.weights, racer.sizes)


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
    known = {this_race(params): Row(np.array([racer.numbers for racer in standings.values()]))} | (
        dict(known) or kept_in_file(params)
    )
    return Result(
        params=params,
        real=real[:POINTS],
        floor=earth_mover(real[:POINTS], real[POINTS:]),
        modes=len(target(params.data, params.drawn).modes),
        racers=standings,
        answers={question: known[question] for question in asked(params) if question in known},
    )


def standing(run: Racer, steps: int) -> Standing:
    """Return how a racer stands after `steps` steps."""
    state = run.at(min(steps, MAX_STEPS))
    measured = state.step // EVERY
    found = np.array([run.measures[EVERY * k] for k in range(1, measured + 1)]).reshape(-1, 2)
    gain, loss_g = gains(run.history, run.params.loss, measured).T
    first = run.measures[0]
    return Standing(
        loss=run.params.loss,
        diverged=run.diverged if run.diverged is not None and run.diverged <= steps else None,
        fake=run.generated(state, POINTS).astype(np.float64),
        weights=state.d.flat.clone(),
        sizes=state.d.sizes,
        step=EVERY * np.arange(1.0, measured + 1),
        gain=gain,
        loss_g=loss_g,
        w1=found[:, 0],
        w1_at_first=first[0],
        covered=int(found[-1, 1]) if measured else first[1],
    )


def sentences(result: Result, view: str) -> list[str]:
    """Return what is said of racers that broke down, and of a table that is not complete."""
    if view == "seeds":
        return [f"{len(result.answers)} of {SEEDS} races are done."] if len(result.answers) < SEEDS else []
    return [f"{RACERS[racer.loss]} broke down at step {racer.diverged:,}: a number grew beyond all bounds. Its panel "
            "shows the step before; the others go on."
            for racer in result.racers.values() if racer.diverged]  # fmt: skip


def tables(result: Result) -> dict[str, dict[str, Array]]:
    """Return what was measured along the race, and the points, as named columns."""
    steps = np.arange(EVERY, result.step + 1, EVERY, dtype=float)
    race, points = {"step": steps}, {"x_real": result.real[:, 0], "y_real": result.real[:, 1]}
    for loss, racer in result.racers.items():
        for name, values in (("gain_d", racer.gain), ("loss_g", racer.loss_g), ("w1", racer.w1)):
            race[f"{name}_{loss}"] = np.append(values, np.full(len(steps) - len(values), np.nan))  # it broke down
        points |= {f"x_{loss}": racer.fake[:, 0], f"y_{loss}": racer.fake[:, 1]}
    seeds = result.seeds.reshape(len(result.answers), 3 * len(RACERS)).T
    names = [f"{name}_{loss}" for loss in RACERS for name in ("w1", "modes", "rho")]
    table = {"seed": np.array([float(params.seed) for _, params in result.answers])}
    return {"race": race, "points": points, "seeds": table | dict(zip(names, seeds, strict=True))}


def challenge(result: Result) -> tuple[bool, str]:
    """Check "make the loss of the clipped critic rank with W₁: ρ of 0.8 or more, over 100 steps at least"."""
    racer = result.racers["wasserstein_clip"]
    if racer.diverged or result.step < 100:
        return False, "Race for 100 steps at least: a correlation of few measurements means little."
    said = f"After {result.step:,} steps ρ of the clipped critic's loss is {racer.rho:.2f}."
    if racer.rho >= 0.8:
        return True, f"{said} But look at the other seeds before you trust it."
    return False, f"{said} What keeps the clipped critic from its best?"
