"""The same race from ten seeds: one run of each loss says little about it."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explainers.gans.wgan.race import EVERY, Racer, racer_of, standing
from explainers.gans.wgan.settings import RACERS, Params
from explainers.worker_process import Report

SEEDS = 10
Question = tuple[str, Params]  # the task, and one race


@dataclass(frozen=True)
class Row:
    """How one race ended."""

    numbers: NDArray[np.float64]  # (6, 3) W₁ at the end, modes covered, ρ; by racer

    @property
    def nbytes(self) -> int:
        """How much memory this takes."""
        return self.numbers.nbytes


def asked(params: Params) -> list[Question]:
    """Return the races that are wanted: as this one, from every seed."""
    return [("race", replace(params, seed=seed)) for seed in range(SEEDS)]


def race(params: Params, report: Report) -> Row:
    """Race to the end, one loss after the other; keep nothing but how it ended. nan for who broke down."""
    rows = []
    for i, loss in enumerate(RACERS):
        run = Racer(racer_of(params, loss))
        run.measures[0] = run.measure(run.kept[0])
        for step in range(0, params.steps + 1, EVERY):
            run.at(step)
            report((i + step / max(params.steps, 1)) / len(RACERS), "")
        rows.append(standing(run, params.steps).numbers)
    return Row(np.array(rows))
