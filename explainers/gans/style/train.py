"""Train both generators of this page again; it takes ten minutes on two cores.

    python -m explainers.gans.style.train

Writes their weights and those of the probe for serifs, in half precision, and what they then reach.
"""

import json
from collections.abc import Callable, Mapping
from multiprocessing import get_context
from typing import Any

import torch
from torch import nn

from explainers.gans.pictures.game import Game, Recipe, batch_of
from explainers.gans.pictures.letters import letter_pictures
from explainers.gans.pictures.reader import FEATURES
from explainers.gans.style.factors import WEIGHTS, serif_pictures, serif_right
from explainers.gans.style.models import RECORDED, generator
from explainers.gans.style.networks import KINDS, LATENT, LETTERS, Discriminator, Generator, Kind
from explainers.gans.style.reached import reached
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save
from explainers.vaes.conditional.probe import fit_probe

STEPS, BATCH = 3000, 32
RECIPE = Recipe(r1=0.2)
Watch = Callable[[int, nn.Module], Any]  # of the step and the averaged generator


def trained(kind: Kind, watch: Watch | None = None) -> nn.Module:
    """Return the averaged generator after a game of STEPS steps; `watch` is called after each."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    (x, _), draw = letter_pictures(LETTERS), torch.Generator().manual_seed(1)
    game = Game(Generator(kind), Discriminator(), LATENT, RECIPE, seed=2)
    for step in range(STEPS):
        game.step(x[batch_of(x, BATCH, draw)])
        if watch:
            watch(step + 1, game.average)
    return game.average


def serif_probe() -> nn.Linear:
    """Return a probe that tells letters of faces published as serif from those published as sans-serif."""
    features, serif = serif_pictures("train")
    weights = torch.tensor(fit_probe(features.double().numpy(), serif.long().numpy(), 2)).float()
    probe = nn.Linear(FEATURES, 1)
    difference = (weights[:, 1] - weights[:, 0])[None]
    probe.load_state_dict({"weight": difference[:, :-1], "bias": difference[0, -1:]})
    return probe


def keep(networks: Mapping[Kind, nn.Module]) -> None:
    """Round the generators and the probe, and write weights and what they reach."""
    everything: dict[str, nn.Module] = {"serif": serif_probe(), **networks}
    for network in everything.values():
        round_to_half(network.requires_grad_(requires_grad=False))
    save(WEIGHTS, everything)
    found = {"serif": serif_right(), **{kind: reached(generator(kind)) for kind in KINDS}}
    place_of(RECORDED).write_text(json.dumps(found) + "\n", "utf-8")


def main() -> None:
    """Train both at once, and keep them."""
    with get_context("spawn").Pool(len(KINDS)) as pool:
        keep(dict(zip(KINDS, pool.map(trained, KINDS), strict=True)))


if __name__ == "__main__":
    main()
