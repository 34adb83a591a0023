"""The flows that come with the course, trained by `train.py`."""

import io
import json
from functools import cache, lru_cache

import numpy as np
import torch

from explainers.shipped import shipped
from explainers.vaes.flows.layers import Flow
from explainers.vaes.flows.posterior import RECORDED, WEIGHTS, unpack
from explainers.vaes.flows.targets import Array, divergences, log_target, places

DATA = ("banana", "moons", "ring")
LAYERS = (1, 2, 4, 8, 16)
HELD = 0.99  # of the target, in the region that counts as on it


def flow_name(data: str, kind: str, layers: int) -> str:
    """Return the name under which a flow is kept, such as "moons-coupling-8"."""
    return f"{data}-{kind}-{layers}"


@cache
def shipped_flow(data: str, kind: str, layers: int) -> Flow:
    """Return a trained flow, ready to use. Not to be changed."""
    flow = Flow(kind, layers)
    with np.load(io.BytesIO(shipped(WEIGHTS))) as kept:
        unpack(flow, kept[flow_name(data, kind, layers)])
    return flow


@torch.no_grad()
def log_on_grid(flow: Flow, t: float = float("inf")) -> Array:
    """Return log q after t layers on the grid, shape (SIDE²,)."""
    found: Array = flow.log_density(places(), t).double().numpy()
    return found


@lru_cache(maxsize=64)
def shipped_log(data: str, kind: str, layers: int) -> Array:
    """Return log q of a flow that comes with the course on the grid, shape (SIDE²,)."""
    found = log_on_grid(shipped_flow(data, kind, layers))
    found.setflags(write=False)
    return found


def reached(flow: Flow, data: str, drawn: str = "") -> dict[str, float]:
    """Return how near a flow is to a target: both divergences, in nats, and the share of q that is off the target."""
    log_p, log_q = log_target(data, drawn), log_on_grid(flow)
    forward, reverse = divergences(log_p, log_q)
    return {"kl_pq": forward, "kl_qp": reverse, "off": off_target(log_p, log_q)}


def off_target(log_p: Array, log_q: Array) -> float:
    """Return the share of q outside the smallest region that holds HELD of p, by densities on the grid."""
    p, q = (np.exp(part - np.logaddexp.reduce(part)) for part in (log_p, log_q))
    order = p.argsort()[::-1]
    return float(q[order[np.searchsorted(p[order].cumsum(), HELD) + 1 :]].sum())


@cache
def recorded() -> dict[str, dict[str, float]]:
    """Return what each flow reached when it was trained, by its name."""
    found: dict[str, dict[str, float]] = json.loads(shipped(RECORDED))
    return found
