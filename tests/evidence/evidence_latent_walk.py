"""How often the direction between two classes leads to the one that was wanted, recorded beside this file."""

import json
from collections.abc import Iterable

import numpy as np

from explainers.vaes.latent_walk import Params
from explainers.vaes.latent_walk.result import simulate
from tests.conftest import ROOT

FILE = ROOT / "tests" / "evidence" / "latent_walk.json"


def share_arrived(size: int, images: Iterable[int]) -> float:
    """Return in which share of cases a digit, moved in the direction of another class, is read as that class."""
    arrived = []
    for image in images:
        for toward in range(10):
            result = simulate(Params(data="digits", image=image, size=size, path="direction", toward=str(toward)))
            if result.label != toward:
                arrived.append(result.named(result.decoded(result.along(1.0)[None])[0]).argmax() == toward)
    return float(np.mean(arrived))


def gather() -> dict[str, float]:
    """Return the share for the smallest and the largest model, over 40 test pictures."""
    return {f"{size} dimensions": share_arrived(size, range(5, 2000, 50)) for size in (2, 16)}


def evidence() -> dict[str, float]:
    """Return what was recorded."""
    recorded: dict[str, float] = json.loads(FILE.read_text("utf-8"))
    return recorded
