"""How often what the story of the page GAN training shows happens: over ten seeds, recorded beside this file."""

import json

import numpy as np
from numpy.typing import NDArray

from explainers.gans.training import Params
from explainers.gans.training.result import simulate
from explainers.gans.training.settings import TIMELINE
from explainers.gans.training.training_run import RUNS
from tests.conftest import ROOT

FILE = ROOT / "tests" / "evidence" / "gan_training.json"
SEEDS = 10
RAW = {"settle": 0, "average": False}
COLLAPSE = RAW | {"lr_g": 0.02, "lr_d": 0.0005, "steps": 800}
TOO_GOOD = RAW | {"d_updates": 10, "lr_d": 0.01, "lr_g": 0.0002, "steps": 150}
ROUND = RAW | {"data": "single", "beta_1": 0.9, "beta_2": 0.999, "lr_g": 0.002, "lr_d": 0.002}
CALMED = ROUND | {"penalty": 0.3, "schedule": "300 penalty=0.0", "fork": 300, "steps": 1200}


def swings(params: Params, first: int, last: int) -> NDArray[np.float64]:
    """Return how the mean of G's points moves about the middle of the heap, x and y, every ten steps."""
    run = RUNS.run_of(params)
    at = [run.generated(run.at(step), 500).mean(axis=0) for step in range(first, last + 1, 10)]
    return np.array(at) - [0.6, 0.55]


def width(swing: NDArray[np.float64]) -> float:
    """Return the root of the mean squared distance from the middle."""
    return float(np.sqrt((swing**2).sum(axis=1).mean()))


def seed_evidence(seed: int) -> dict[str, bool]:
    """Return, by claim, whether it holds for a seed."""
    collapsed = simulate(Params(**COLLAPSE, seed=seed))
    wild = swings(Params(**ROUND, seed=seed), 200, 500)
    calm = swings(Params(**ROUND, penalty=0.3, seed=seed), 200, 500)
    late = Params(**CALMED, seed=seed)
    result = simulate(late)
    without = TIMELINE.unchanged(late)
    halved = width(swings(late, 1000, 1200)) < width(swings(without, 1000, 1200)) / 2
    return {
        "with the defaults all eight modes are covered": simulate(Params(seed=seed)).covered == 8,
        "a fast generator covers three modes at most": bool(collapsed.measured[-4:, 4].mean() <= 3),
        "and leaves a JS divergence above 0.4": collapsed.js > 0.4,
        "with momentum the generator goes round": width(wild) > 0.1,
        "there and back": bool((np.diff(np.sign(wild), axis=0) != 0).sum(axis=0).min() >= 3),
        "a penalty from the start makes the swings a third": width(calm) < width(wild) / 3,
        "a penalty from step 300 on halves them": halved,
        "and brings JS to 0.6 of what it is without": result.js < 0.6 * result.beside.js,
    }


def gather() -> dict[str, list[bool]]:
    """Return, by claim, for which of the seeds it holds."""
    found = [seed_evidence(seed) for seed in range(SEEDS)]
    return {claim: [one[claim] for one in found] for claim in found[0]}


def evidence() -> dict[str, list[bool]]:
    """Return what was recorded."""
    recorded: dict[str, list[bool]] = json.loads(FILE.read_text("utf-8"))
    return recorded
