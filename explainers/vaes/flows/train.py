"""Train the flows that come with the course: `python -m explainers.vaes.flows.train`, nine minutes on one core."""

import json
from itertools import product

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from explainers.data.images import SIDE
from explainers.shipped import place_of
from explainers.vaes.elbo import bernoulli, log_normal
from explainers.vaes.fit import fit
from explainers.vaes.flows.layers import KINDS, Flow
from explainers.vaes.flows.posterior import (
    DEPTHS,
    PICTURES,
    RECORDED,
    ROWS,
    WEIGHTS,
    Posteriors,
    chosen,
    model,
    unpack,
)
from explainers.vaes.flows.shipped_flows import DATA, LAYERS, flow_name, reached, shipped_flow
from explainers.vaes.flows.targets import target

POINTS, BATCH, EPOCHS, RATE = 25_600, 256, 20, 0.01
STEPS, DRAWS, STEEP = 1000, 32, 0.03  # of the fits to posteriors: steps, draws of ε in each, learning rate
ANNEALED = 600  # steps in which the weight of log p(x|z) grows from 0.01 to 1 (Rezende and Mohamed 2015, section 6.2)


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


def trained_posteriors(depth: int) -> Posteriors:
    """Fit q to the posteriors of all pictures side by side, by the ELBO: this lowers KL(q ‖ p(z|x))."""
    torch.manual_seed(0)
    q = Posteriors(PICTURES * len(ROWS), depth)
    x = chosen().repeat(len(ROWS), 1)[:, None]
    seen = torch.arange(SIDE * SIDE) < SIDE * torch.tensor(list(ROWS)).repeat_interleave(PICTURES)[:, None, None]
    optimiser = torch.optim.Adam(q.parameters(), STEEP)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, STEEP, total_steps=STEPS)
    chance, zero, decoder = torch.Generator().manual_seed(1), torch.zeros(2), model()
    for step in range(STEPS):
        z, log_q = q(torch.randn(len(x), DRAWS, 2, generator=chance))
        log_likelihood = (bernoulli(x, decoder.decode(z)) * seen).sum(-1)
        elbo = min(1.0, 0.01 + step / ANNEALED) * log_likelihood + log_normal(z, zero, zero) - log_q
        optimiser.zero_grad()
        (-elbo.mean(1).sum()).backward()
        optimiser.step()
        schedule.step()
    return q


def main() -> None:
    """Train everything, and write the weights and what they reached."""
    weights = {}
    for depth in DEPTHS:
        weights[f"posterior-{depth}"] = packed(trained_posteriors(depth))
        print("posterior", depth, flush=True)
    for data in DATA:
        for kind in KINDS:
            for layers in LAYERS:
                flow = trained_flow(data, kind, layers)
                weights[flow_name(data, kind, layers)] = packed(flow)
                print(data, kind, layers, reached(flow, data), flush=True)
    np.savez_compressed(place_of(WEIGHTS), allow_pickle=False, **weights)
    record()


def record() -> None:
    """Note what the flows that come with the page reach."""
    found = {flow_name(*one): reached(shipped_flow(*one), one[0]) for one in product(DATA, KINDS, LAYERS)}
    rounded = {name: {key: round(value, 5) for key, value in reach.items()} for name, reach in found.items()}
    place_of(RECORDED).write_text(json.dumps(rounded, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    torch.set_num_threads(1)
    main()
