"""Train the generators of this page again; a quarter of an hour on one quiet core.

    python -m explainers.gans.cyclegan.train

Writes their weights, in half precision, and what they then reach on the pairs.
"""

import json
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from explainers.gans.cyclegan.letters import pairs, training
from explainers.gans.cyclegan.measures import asked, reached
from explainers.gans.cyclegan.models import IDENTITY, LAMBDAS, RECORDED, WEIGHTS, model_name
from explainers.gans.cyclegan.networks import Generator, PatchDiscriminator
from explainers.gans.cyclegan.objective import discriminator_loss, generator_loss
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save

STEPS, BATCH, SEED = 1200, 8, 0
RATES = (1e-3, 3e-4)  # of the generators, and of the discriminators
AT_A_TIME = 3  # pairs in training, each on one core


class Batches:
    """Pictures of A and of B, drawn apart: a letter in the one says nothing of that in the other."""

    def __init__(self, seed: int) -> None:
        """Read the pictures to train on."""
        self.domains = [torch.tensor(part.reshape(-1, 32, 32)) for part in training()]
        self.draw = torch.Generator().manual_seed(seed)

    def next(self) -> tuple[Tensor, Tensor]:
        """Return BATCH pictures of either domain."""
        a, b = (part[torch.randint(len(part), (BATCH,), generator=self.draw)] for part in self.domains)
        return a, b


def fit(lam: float, identity: float, seed: int = SEED, steps: int = STEPS) -> tuple[Generator, Generator]:
    """Return G: A to B and F: B to A, trained together (Zhu et al. 2017); the rate falls to 0 over the second half."""
    torch.manual_seed(seed)
    g, f, d_a, d_b = Generator(), Generator(), PatchDiscriminator(), PatchDiscriminator()
    batches = Batches(seed + 1)
    players = [torch.optim.Adam([*one.parameters(), *other.parameters()], rate, betas=(0.5, 0.999))
               for (one, other), rate in zip(((g, f), (d_a, d_b)), RATES, strict=True)]  # fmt: skip
    for step in range(steps):
        for player, rate in zip(players, RATES, strict=True):
            player.param_groups[0]["lr"] = rate * min(1.0, 2 * (1 - step / steps))
        a, b = batches.next()
        frozen(d_a, d_b, yes=True)
        loss, made_a, made_b = generator_loss(g, f, d_a, d_b, a, b, lam, identity)
        take(players[0], loss)
        frozen(d_a, d_b, yes=False)
        take(players[1], discriminator_loss(d_a, d_b, a, b, made_a.detach(), made_b.detach()))
    return g, f


def frozen(*networks: nn.Module, yes: bool) -> None:
    """Say whether networks learn from what follows."""
    for network in networks:
        network.requires_grad_(not yes)


def take(player: torch.optim.Optimizer, loss: Tensor) -> None:
    """Take one step down a loss."""
    player.zero_grad(set_to_none=True)
    loss.backward()
    player.step()


def measured(g: Generator, f: Generator) -> dict[str, Any]:
    """Return what rounded generators reach, for the record."""

    def way(network: nn.Module) -> Any:
        return lambda x: asked(network, x)

    found = asdict(reached(way(g), way(f), pairs()))
    return {name: value.round(6).tolist() if isinstance(value, np.ndarray) else value for name, value in found.items()}


def fitted(lam: float, identity: bool) -> tuple[str, Generator, Generator, dict[str, Any]]:
    """Return a pair of generators as it is kept, under its name, and what it reaches."""
    torch.set_num_threads(1)
    start = time.process_time()
    g, f = fit(lam, IDENTITY * identity)
    for network in (g, f):
        round_to_half(network.requires_grad_(requires_grad=False))
    found = measured(g, f)
    said = {key: value for key, value in found.items() if key != "confusion"}
    print(model_name(lam, identity), f"{time.process_time() - start:.0f} s", said, flush=True)
    return model_name(lam, identity), g, f, found


def main() -> None:
    """Train all pairs, some at a time, and keep them with what they reached."""
    every = [(lam, identity) for identity in (False, True) for lam in LAMBDAS]
    networks: dict[str, nn.Module] = {}
    record: dict[str, Any] = {}
    with ProcessPoolExecutor(AT_A_TIME, mp_context=get_context("spawn")) as pool:
        for name, g, f, found in pool.map(fitted, *zip(*every, strict=True)):
            networks |= {f"{name}-G": g, f"{name}-F": f}
            record[name] = found
            save(WEIGHTS, networks)
            place_of(RECORDED).write_text(json.dumps(record) + "\n", "utf-8")


if __name__ == "__main__":
    main()
