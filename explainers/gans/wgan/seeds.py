"""The same race from ten seeds: one run of each loss says little about it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from explainers.gans.wgan.race import EVERY, Racer, gains, racer_of, rank_correlation
from explainers.gans.wgan.settings import RACERS, Params
from explainers.shipped import shipped
from explainers.worker_process import Report

SEEDS = 10
TABLE = "weights/wgan_seeds.json"  # beside a script that is taken home: what workers found
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
    return [this_race(replace(params, seed=seed)) for seed in range(SEEDS)]


def this_race(params: Params) -> Question:
    """Return the question that a race answers itself."""
    return "race", params


def race(params: Params, report: Report) -> Row:
    """Race to the end, one loss after the other; keep nothing but how it ended. nan for who broke down."""
    rows = []
    for i, loss in enumerate(RACERS):
        run = Racer(racer_of(params, loss))
        run.measures[0] = run.measure(run.kept[0])
        for step in range(0, params.steps + 1, EVERY):
            run.at(step)
            report((i + step / max(params.steps, 1)) / len(RACERS), "")
        rows.append(ended(run, params.steps))
    return Row(np.array(rows))


def ended(run: Racer, steps: int) -> tuple[float, float, float]:
    """Return W₁ at the end, modes covered, and ρ of a racer that has made its steps."""
    run.at(steps)
    if run.diverged is not None:
        return float("nan"), float("nan"), float("nan")
    measured = steps // EVERY
    found = np.array([run.measures[EVERY * k] for k in range(measured + 1)])
    gain = gains(run.history, run.params.loss, measured)[:, 0]
    return float(found[-1, 0]), float(found[-1, 1]), rank_correlation(gain, found[1:, 0])


def in_file(answers: Mapping[Question, Row]) -> bytes:
    """Return what workers found as a file, with the settings of each race."""
    return json.dumps([[repr(params), row.numbers.tolist()] for (_, params), row in answers.items()]).encode()


def kept_in_file(params: Params) -> dict[Question, Row]:
    """Return what stands in that file, where there is one: beside a script that was taken home with these settings."""
    try:
        rows = json.loads(shipped(TABLE))
    except FileNotFoundError:
        return {}
    found = {settings: Row(np.array(row)) for settings, row in rows}
    return {question: found[repr(question[1])] for question in asked(params) if repr(question[1]) in found}
