"""Train the flows that come with the course: `python -m explainers.vaes.flows.train`, nine minutes on one core."""

import json
import sys
from itertools import product

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from explainers.data.images import SIDE
from explainers.fit import fit
from explainers.shipped import place_of
from explainers.vaes.elbo import bernoulli, log_normal
from explainers.vaes.flows.layers import KINDS, Flow
from explainers.vaes.flows.posterior import (
    DEPTHS,
    PICTURES,
    RECORDED,
    ROWS,
    WEIGHTS,
    Posteriors,
    case,
    chosen,
    exact,
    gap,
    mean_gaps,
    model,
    unpack,
)
from explainers.vaes.flows.shipped_flows import DATA, LAYERS, flow_name, reached
from explainers.vaes.flows.targets import target

POINTS, BATCH, EPOCHS, RATE = 25_600, 256, 20, 0.01
STEPS, DRAWS, STEEP = 400, 32, 0.03  # of the fits to posteriors: steps, draws of ε in each, learning rate
FIRST = 0.1  # the weight of log p(x|z) in the first step; half-way it has grown to 1


def packed(network: nn.Module) -> NDArray[np.float16]:
    """Return all weights in one vector, in half precision; the network goes on with what was kept of them."""
    flat: NDArray[np.float16] = nn.utils.parameters_to_vector(network.parameters()).detach().numpy().astype(np.float16)
    unpack(network, flat)
    return flat


def trained_flow(data: str, kind: str, layers: int) -> Flow:
    """Train a flow by maximum likelihood on points of the target: this lowers KL(p ‖ q)."""
    torch.manual_seed(0)
    flow = Flow(kind, layers)
    x = target(data).draw(POINTS, torch.Generator().manual_seed(1))
    fit(flow, POINTS, lambda some: -flow.log_density(x[some]).mean(), 2, EPOCHS, BATCH, RATE)
    return flow


def fit_posteriors(q: Posteriors) -> None:
    """Fit q to the posteriors of all pictures side by side, by the ELBO: this lowers KL(q ‖ p(z|x)).

    At first log p(x|z) counts less (Rezende and Mohamed 2015, section 6.2).
    """
    x = chosen().repeat(len(ROWS), 1)[:, None]
    seen = torch.arange(SIDE * SIDE) < SIDE * torch.tensor(list(ROWS)).repeat_interleave(PICTURES)[:, None, None]
    optimiser = torch.optim.Adam(q.parameters(), STEEP)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, STEEP, total_steps=STEPS)
    chance, zero, decoder = torch.Generator().manual_seed(1), torch.zeros(2), model()
    for step in range(STEPS):
        z, log_q = q(torch.randn(len(x), DRAWS, 2, generator=chance))
        log_likelihood = (bernoulli(x, decoder.decode(z)) * seen).sum(-1)
        elbo = min(1.0, FIRST + 2 * step / STEPS) * log_likelihood + log_normal(z, zero, zero) - log_q
        optimiser.zero_grad()
        (-elbo.mean(1).sum()).backward()
        optimiser.step()
        schedule.step()


@torch.no_grad()
def begun(depth: int, before: Posteriors | None) -> Posteriors:
    """Return q before its fit: at what fewer layers reached, or else at the mean and the spread of each posterior."""
    torch.manual_seed(0)
    q = Posteriors(PICTURES * len(ROWS), depth)
    if before:
        q.mu.copy_(before.mu)
        q.log_sigma.copy_(before.log_sigma)
        for new, old in ((q.u, before.u), (q.w, before.w), (q.b, before.b)):
            new[depth - len(old) :] = old
        return q
    for rows in ROWS:
        for image in range(PICTURES):
            found, which = exact(image, rows), case(image, rows)
            weights = torch.tensor(found.density.ravel(), dtype=torch.float32)
            mean = (weights @ found.places) / weights.sum()
            spread = ((weights @ (found.places - mean) ** 2) / weights.sum()).sqrt()
            q.mu[which, 0], q.log_sigma[which, 0] = mean, spread.log()
    return q


@torch.no_grad()
def better(one: Posteriors, other: Posteriors) -> Posteriors:
    """Return of each picture's two q that with the smaller KL."""
    kept = Posteriors(PICTURES * len(ROWS), len(one.u))
    for rows in ROWS:
        for image in range(PICTURES):
            which, found = case(image, rows), exact(image, rows)
            gaps = [gap(found, q.log_density(found.places, which).double().numpy()) for q in (one, other)]
            kl = [part.kl if part.held > 0.99 else float("inf") for part in gaps]
            for name, weights in kept.named_parameters():
                at = which if weights.dim() == 3 else (slice(None), which)
                weights[at] = dict((one, other)[int(np.argmin(kl))].named_parameters())[name][at]
    return kept


def train_posteriors() -> dict[str, NDArray[np.float16]]:
    """Fit all q, each depth from two starts; return their weights by name."""
    weights: dict[str, NDArray[np.float16]] = {}
    before: Posteriors | None = None
    for depth in DEPTHS:
        both = [begun(depth, None), begun(depth, before)]
        for q in both if before else both[:1]:
            fit_posteriors(q)
        before = better(both[0], both[-1] if before else both[0])
        weights[f"posterior-{depth}"] = packed(before)
        note({f"posterior-{depth}": mean_gaps(before)})
    return weights


def note(reach: dict[str, dict[str, float]]) -> None:
    """Note what was reached, by name, beside what stands there already."""
    file = place_of(RECORDED)
    before = json.loads(file.read_text("utf-8")) if file.exists() else {}
    rounded = {name: {key: round(value, 5) for key, value in found.items()} for name, found in reach.items()}
    file.write_text(json.dumps(before | rounded, indent=1) + "\n", "utf-8")
    print(rounded, flush=True)


def train_flows() -> dict[str, NDArray[np.float16]]:
    """Train all flows, and note what they reach; return their weights by name."""
    weights = {}
    for data, kind, layers in product(DATA, KINDS, LAYERS):
        flow, name = trained_flow(data, kind, layers), flow_name(data, kind, layers)
        weights[name] = packed(flow)
        note({name: reached(flow, data)})
    return weights


def main(parts: list[str]) -> None:
    """Train flows, posteriors, or both; what is not trained stays as it was."""
    file = place_of(WEIGHTS)
    weights = dict(np.load(file)) if file.exists() else {}
    for part in parts or ["flows", "posteriors"]:
        weights |= {"flows": train_flows, "posteriors": train_posteriors}[part]()
    np.savez_compressed(file, allow_pickle=False, **weights)


if __name__ == "__main__":
    torch.set_num_threads(1)
    main(sys.argv[1:])
