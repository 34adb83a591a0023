"""Train the models of this page again, one after the other; it takes about a quarter of an hour on one quiet core.

    python -m explainers.gans.big.train [names]

Writes the averaged generators in half precision, what was measured along the way and what the rounded weights reach.
Where names are given, only those parts are made anew: a model, "floor" (how far real faces of other families are from
those trained on) or "breakdown" (two runs at thirty times the rate, one without spectral norm).
"""

import json
import sys
import time
from functools import cache
from typing import Any

import numpy as np
import torch
from torch import Tensor
from torch.nn.utils.parametrize import remove_parametrizations

from explainers.gans.big.models import (
    ALL,
    AT_LARGE_RATE,
    BREAKDOWN,
    MODELS,
    PICTURES,
    RECORDED,
    TAUS,
    Design,
    of_letter,
    overall,
    real_features,
    standing,
    weights_of,
)
from explainers.gans.big.networks import LETTERS, NOISE, Discriminator, Generator, one_hot
from explainers.gans.big.settings import MEASURED
from explainers.gans.pictures.game import Game, Recipe, batch_of
from explainers.gans.pictures.letters import grey, letter_pictures
from explainers.gans.pictures.measures import frechet
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save

SHOWN = 3  # pictures of each letter at every measured moment of the breakdown


def play(design: Design) -> tuple[Game, list[dict[str, float]], list[Tensor]]:
    """Train a model; return its game, what was measured along the way, and pictures at those moments."""
    torch.manual_seed(0)
    x, y = letter_pictures(LETTERS)
    recipe = Recipe(loss="hinge", rate_g=design.rate, rate_d=design.rate, r1=0.0)
    game = Game(Generator(design.width), Discriminator(design.width, design.normed), NOISE, recipe, seed=1)
    draw, began, spent = torch.Generator().manual_seed(2), time.process_time(), 0.0
    steps = PICTURES // design.batch
    moments = set(np.linspace(0, steps, MEASURED + 1).round().astype(int).tolist())
    found, shown = [], []
    for step in range(steps + 1):
        if step in moments:
            spent += time.process_time() - began
            seen = {"pictures": step * design.batch, "steps": step, "seconds": round(spent, 2)}
            now = standing(game.g, batches=4)  # type: ignore[arg-type]
            found.append(seen | moment(game, now))
            shown.append(samples(now))
            print(design, found[-1], flush=True)
            began = time.process_time()
        if step < steps:
            places = batch_of(x, design.batch, draw)
            game.step(x[places], one_hot(y[places]))
    return game, found, shown


@torch.no_grad()
def moment(game: Game, now: Generator) -> dict[str, float]:
    """Return the measures of the averaged generator, and how often D says "real" (a score above 0)."""
    d = game.d.eval()
    found = overall(standing(game.average, batches=4))  # type: ignore[arg-type]
    for name, part in (("real", "train"), ("held_out", "test")):
        found[name] = float((d(*some_faces(part)) > 0).float().mean())
    y = one_hot(torch.arange(500) % len(LETTERS))
    x = now(torch.randn(500, NOISE, generator=torch.Generator().manual_seed(22)), y)
    found["generated"] = float((d(x, y) > 0).float().mean())
    d.train()
    return {name: round(value, 4) for name, value in found.items()}


@cache
def some_faces(part: str) -> tuple[Tensor, Tensor]:
    """Return 500 faces of a part, evenly chosen, and their classes."""
    x, y = letter_pictures(LETTERS, part)
    some = torch.linspace(0, len(x) - 1, 500).long()
    return x[some], one_hot(y[some])


@torch.no_grad()
def samples(g: Generator) -> Tensor:
    """Return SHOWN pictures of each letter, letter after letter, as shades from 0 to 255."""
    y = torch.arange(len(LETTERS)).repeat(SHOWN)
    z = torch.randn(SHOWN, NOISE, generator=torch.Generator().manual_seed(23)).repeat_interleave(len(LETTERS), 0)
    return (255 * grey(g(z, one_hot(y)))).round().byte()


def keep(part: str, found: Any) -> None:
    """Write a part of the record, and leave the others as they are."""
    place = place_of(RECORDED)
    record = json.loads(place.read_text("utf-8")) if place.exists() else {}
    record[part] = found
    draft = place.with_suffix(f".{part}")
    draft.write_text(json.dumps(record) + "\n", "utf-8")
    draft.replace(place)


def train(name: str) -> None:
    """Train, round, measure and keep one model."""
    game, along, _ = play(MODELS[name])
    g = standing(game.average)  # type: ignore[arg-type]
    d = game.d.eval().requires_grad_(requires_grad=False)
    for layer in (*d.convs, d.psi, d.v):  # type: ignore[misc]
        remove_parametrizations(layer, "weight")  # the normed weights stay
    round_to_half(g)
    round_to_half(d)
    save(weights_of(name), {"generator": g, "discriminator": d})
    sizes = {"g": sum(p.numel() for p in g.parameters()), "d": sum(p.numel() for p in game.d.parameters())}
    curves = {letter: [[round(value, 4) for value in of_letter(g, letter, tau)] for tau in TAUS] for letter in LETTERS}
    keep(name, {"parameters": sizes, "along": along, "truncation": curves}
         | {key: round(value, 4) for key, value in overall(g).items()})  # fmt: skip


def train_breakdown() -> None:
    """Train at a large rate without and with spectral norm; keep what happened and pictures of it, not the weights."""
    pictures = {}
    for name, design in AT_LARGE_RATE.items():
        _, along, shown = play(design)
        pictures[name] = torch.stack(shown).numpy()
        keep(name, {"along": along})
    np.savez_compressed(place_of(BREAKDOWN), allow_pickle=False, **pictures)


def main(names: list[str]) -> None:
    """Train what is named, or everything."""
    for name in names or ["floor", *MODELS, "breakdown"]:
        if name == "floor":
            keep(name, round(frechet(*(real_features(LETTERS, part, ALL) for part in ("train", "test"))), 4))
        elif name == "breakdown":
            train_breakdown()
        else:
            train(name)


if __name__ == "__main__":
    main(sys.argv[1:])
