"""Train both generators of this page again; it takes 13 minutes on one quiet core.

    python -m explainers.gans.style.train

Writes their weights, in half precision, and what they then reach.
"""

import json
from collections.abc import Mapping
from typing import cast

import torch

from explainers.gans.pictures.game import Game, Recipe, batch_of
from explainers.gans.pictures.letters import letter_pictures
from explainers.gans.style.factors import serif_right
from explainers.gans.style.models import RECORDED, WEIGHTS
from explainers.gans.style.networks import KINDS, LATENT, LETTERS, Discriminator, Generator, Kind
from explainers.gans.style.reached import reached
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save

STEPS, BATCH = 2500, 32
RECIPE = Recipe(r1=0.2)


def trained(kind: Kind) -> Generator:
    """Return the averaged generator after a game of STEPS steps."""
    torch.manual_seed(0)
    (x, _), draw = letter_pictures(LETTERS), torch.Generator().manual_seed(1)
    game = Game(Generator(kind), Discriminator(), LATENT, RECIPE, seed=2)
    for _ in range(STEPS):
        game.step(x[batch_of(x, BATCH, draw)])
    return cast(Generator, game.average)


def keep(networks: Mapping[str, Generator]) -> None:
    """Round the generators, and write their weights and what they then reach."""
    for network in networks.values():
        round_to_half(network.requires_grad_(requires_grad=False))
    save(WEIGHTS, networks)
    found = {"serif": serif_right(), **{kind: reached(network) for kind, network in networks.items()}}
    place_of(RECORDED).write_text(json.dumps(found) + "\n", "utf-8")


if __name__ == "__main__":
    torch.set_num_threads(1)
    keep({kind: trained(kind) for kind in KINDS})
