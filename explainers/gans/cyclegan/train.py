"""Train the generators of this page again; ten minutes on one quiet core.

    python -m explainers.gans.cyclegan.train

Writes their weights, in half precision, and what they then reach on the pairs.
"""

import json
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from multiprocessing import get_context
from typing import Any

import numpy as np
import torch

from explainers.gans.cyclegan.letters import drawn, pairs, training_places
from explainers.gans.cyclegan.measures import reached
from explainers.gans.cyclegan.models import IDENTITY, LAMBDAS, RECORDED, WEIGHTS, model_name
from explainers.gans.cyclegan.networks import Generator, PatchDiscriminator, discriminator_loss, generator_loss
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save

STEPS, BATCH, SEED = 1200, 8, 0
RATES = (1e-3, 3e-4)  # of the generators, and of the discriminators
AT_A_TIME = 2  # pairs in training, each on one core


def fit(lam: float, identity: float, seed: int = SEED, steps: int = STEPS) -> tuple[Generator, Generator]:
    """Return G: A to B and F: B to A, trained together (Zhu et al. 2017); the rate falls to 0 over the second half.

    Pictures of A and of B are drawn apart: a letter in the one says nothing of that in the other.
    """
    torch.manual_seed(seed)
    g, f, d_a, d_b = Generator(), Generator(), PatchDiscriminator(), PatchDiscriminator()
    domains = [torch.tensor(drawn(places).reshape(-1, 32, 32)) for places in training_places()]
    draw = torch.Generator().manual_seed(seed + 1)
    players = [torch.optim.Adam([*one.parameters(), *other.parameters()], rate, betas=(0.5, 0.999))
               for (one, other), rate in zip(((g, f), (d_a, d_b)), RATES, strict=True)]  # fmt: skip
    for step in range(steps):
        for player, rate in zip(players, RATES, strict=True):
            player.param_groups[0]["lr"] = rate * min(1.0, 2 * (1 - step / steps))
            player.zero_grad(set_to_none=True)
        a, b = (part[torch.randint(len(part), (BATCH,), generator=draw)] for part in domains)
        d_a.requires_grad_(requires_grad=False), d_b.requires_grad_(requires_grad=False)
        loss, made_a, made_b = generator_loss(g, f, d_a, d_b, a, b, lam, identity)
        loss.backward()  # type: ignore[no-untyped-call]
        players[0].step()
        d_a.requires_grad_(), d_b.requires_grad_()
        discriminator_loss(d_a, d_b, a, b, made_a.detach(), made_b.detach()).backward()  # type: ignore[no-untyped-call]
        players[1].step()
    return g, f


def fitted(lam: float, identity: bool) -> tuple[str, Generator, Generator, dict[str, Any]]:
    """Return a pair of generators as it is kept, under its name, and what it reaches."""
    torch.set_num_threads(1)
    g, f = fit(lam, IDENTITY * identity)
    for network in (g, f):
        round_to_half(network.requires_grad_(requires_grad=False))
    print(model_name(lam, identity), flush=True)
    found = {key: np.round(value, 6).tolist() for key, value in asdict(reached(g, f, pairs())).items()}
    return model_name(lam, identity), g, f, found


def keep(trained: Iterable[tuple[str, Generator, Generator, dict[str, Any]]]) -> None:
    """Write the weights of pairs of generators, and what they reach."""
    every = list(trained)
    save(WEIGHTS, {f"{name}-{letter}": network for name, g, f, _ in every for letter, network in (("G", g), ("F", f))})
    record = {name: found for name, _, _, found in every}
    place_of(RECORDED).write_text(json.dumps(record) + "\n", "utf-8")


if __name__ == "__main__":
    wanted = [(lam, identity) for identity in (False, True) for lam in LAMBDAS]
    with ProcessPoolExecutor(AT_A_TIME, mp_context=get_context("spawn")) as pool:
        keep(pool.map(fitted, *zip(*wanted, strict=True)))
