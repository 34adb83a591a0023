"""Train the networks of this page again; two to four minutes of one core for each run, or for those that are named.

    python -m explainers.gans.progressive.train growing full no_deviation plain plain_slow

Writes the generators' averages and some discriminators, in half precision, and what the rounded generators reach.
"""

import json
import sys
import time
from copy import deepcopy
from typing import Any

import torch
from torch import nn

from explainers.data.glyphs.glyphs import LETTERS as CAPITALS
from explainers.gans.pictures.game import Game, Recipe, batch_of
from explainers.gans.pictures.letters import letter_pictures
from explainers.gans.pictures.measures import precision_and_recall
from explainers.gans.pictures.reader import reader
from explainers.gans.progressive.measures import distances
from explainers.gans.progressive.models import (
    EVERY,
    LETTERS,
    MEASURED,
    PICTURES,
    RUNS,
    critics_at,
    file_of,
    kept_at,
    level_at,
    real_letters,
)
from explainers.gans.progressive.networks import NOISE, Discriminator, Generator, at_full_size, real_at
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save

BATCH, AVERAGE = 16, 0.995


def rounded(network: nn.Module) -> Any:
    """Return a copy of a network, with weights as they are kept."""
    copy = deepcopy(network).requires_grad_(requires_grad=False)
    round_to_half(copy)
    return copy


@torch.no_grad()
def measured(g: Generator) -> dict[str, Any]:
    """Return what a generator reaches: distances by scale, precision, recall, letters as read, and how surely."""
    z = torch.randn(MEASURED, NOISE, generator=torch.Generator().manual_seed(5))
    made, real = at_full_size(g(z)), real_letters()
    quality = precision_and_recall(reader().features(real), reader().features(made))
    read = reader().read(made)
    counts = torch.bincount(read.argmax(1), minlength=len(CAPITALS))
    found = {"swd": distances(real, made), "precision": quality.precision, "recall": quality.recall,
             "letters": [int(counts[CAPITALS.index(letter)]) for letter in LETTERS],
             "sure": float(read.max(1).values.mean())}  # fmt: skip
    return {key: [round(x, 5) for x in value] if isinstance(value, list) else round(value, 5)
            for key, value in found.items()}  # fmt: skip


def train(name: str) -> None:
    """Train a run, and keep it: after every measurement, so that what is there can be looked at."""
    run, x, draw = RUNS[name], letter_pictures(LETTERS)[0], torch.Generator().manual_seed(2)
    torch.manual_seed(0)
    recipe = Recipe(rate_g=run.rate, rate_d=run.rate, average=AVERAGE)
    game = Game(Generator(run.equal), Discriminator(run.equal, run.spread), NOISE, recipe, seed=1)
    networks: dict[str, nn.Module] = {}
    record: dict[str, list[Any]] = {}
    seconds = 0.0
    for seen in range(0, PICTURES + 1, BATCH):
        level = level_at(seen, run)
        for network in (game.g, game.d, game.average):
            network.level = level  # type: ignore[assignment]
        if seen % EVERY == 0:
            note(name, seen, seconds, game, networks, record)
        started = time.process_time()
        game.step(real_at(x[batch_of(x, BATCH, draw)], level))
        seconds += time.process_time() - started


def note(name: str, seen: int, seconds: float, game: Game, networks: dict[str, nn.Module],
         record: dict[str, list[Any]]) -> None:  # fmt: skip
    """Measure a run where it is, and keep its networks if they are to be kept."""
    g = rounded(game.average)
    for key, value in {"seen": seen, "seconds": round(seconds, 1), **measured(g)}.items():
        record.setdefault(key, []).append(value)
    if seen in kept_at(name):
        networks[f"g{seen}"] = g
    if seen in critics_at(name):
        networks[f"d{seen}"] = rounded(game.d)
    save(file_of(name, "npz"), networks)
    place_of(file_of(name, "json")).write_text(json.dumps(record) + "\n", "utf-8")
    print(name, {key: column[-1] for key, column in record.items()}, flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    for asked in sys.argv[1:] or RUNS:
        train(asked)
