"""The trained generators that come with the course, and what each pair reached. `train.py` trains them again."""

import json
from functools import cache
from itertools import product
from typing import Any

import numpy as np

from explainers.gans.cyclegan.measures import Reached
from explainers.gans.cyclegan.networks import Generator
from explainers.shipped import shipped
from explainers.shipped_networks import load

WEIGHTS, RECORDED = "weights/gan_cyclegan.npz", "weights/gan_cyclegan.json"
LAMBDAS = (0.0, 3.0, 10.0, 30.0)  # of the models that come with the course
IDENTITY = 1.0  # the weight of the identity loss, where there is one


def model_name(lam: float, identity: bool) -> str:
    """Return the name under which a pair of generators is kept, such as "lambda_10-identity"."""
    return f"lambda_{lam:g}" + ("-identity" if identity else "")


@cache
def generators(lam: float, identity: bool) -> tuple[Generator, Generator]:
    """Return G: A to B and F: B to A, trained. Not to be changed."""
    pair = Generator(), Generator()
    for network, name in zip(pair, "GF", strict=True):
        load(network, WEIGHTS, f"{model_name(lam, identity)}-{name}")
    return pair


@cache
def records() -> dict[tuple[float, bool], Reached]:
    """Return what every pair of generators reached on the test pairs, by λ and whether it had the identity loss."""
    found = {}
    for lam, identity in product(LAMBDAS, (False, True)):
        kept: dict[str, Any] = json.loads(shipped(RECORDED))[model_name(lam, identity)]
        found[lam, identity] = Reached(**kept | {key: np.array(kept[key]) for key in ("confusion", "noise", "clean")})
    return found
