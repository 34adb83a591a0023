"""Train the networks of this page again; two to four minutes of one core for each run, or for those that are named.

    python -m explainers.gans.progressive.train growing full no_deviation plain

Writes the generators' averages and some discriminators, in half precision, and what the rounded generators reach.
"""

import json
import sys
import time
from copy import deepcopy
from typing import Any

import torch
from torch import Tensor, nn

from explainers.data.glyphs.glyphs import LETTERS as CAPITALS
from explainers.gans.pictures.game import Game, Recipe, batch_of
from explainers.gans.pictures.letters import letter_pictures
from explainers.gans.pictures.measures import precision_and_recall
from explainers.gans.pictures.reader import reader
from explainers.gans.progressive import models
from explainers.gans.progressive.measures import distances
from explainers.gans.progressive.networks import NOISE, SIDES, Discriminator, Generator, place, real_at
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save

BATCH, AVERAGE, EVERY = 16, 0.995, 4_000  # EVERY: pictures between two measurements, at most


def rounded(network: nn.Module) -> Any:
    """Return a copy of a network, with weights as they are kept."""
    copy = deepcopy(network).requires_grad_(requires_grad=False)
    round_to_half(copy)
    return copy


@torch.no_grad()
def measured(g: Generator) -> dict[str, Any]:
    """Return what a generator reaches with pictures made larger, if need be, until their side is 32."""
    made = g(torch.randn(models.MEASURED, NOISE, generator=torch.Generator().manual_seed(5)))
    return reached(nn.functional.interpolate(made, size=SIDES[-1]))


def reached(made: Tensor) -> dict[str, Any]:
    """Return what pictures reach: distances by scale, precision, recall, letters as read, and how surely."""
    quality = precision_and_recall(reader().features(models.real_letters()), reader().features(made))
    read = reader().read(made)
    counts = torch.bincount(read.argmax(1), minlength=len(CAPITALS))
    return {
        "swd": [round(distance, 5) for distance in distances(models.real_letters(), made)],
        **{name: round(share, 5) for name, share in quality._asdict().items()},
        "letters": [int(counts[CAPITALS.index(letter)]) for letter in models.LETTERS],
        "sure": round(float(read.max(1).values.mean()), 5),
    }


def train(name: str) -> None:
    """Train a run, and keep it: after every measurement, so that what is there can be looked at."""
    run, x, draw = models.RUNS[name], letter_pictures(models.LETTERS)[0], torch.Generator().manual_seed(2)
    torch.manual_seed(0)
    recipe = Recipe(rate_g=models.RATE, rate_d=models.RATE, average=AVERAGE)
    game = Game(Generator(run.equal), Discriminator(run.equal, run.spread), NOISE, recipe, seed=1)
    networks: dict[str, nn.Module] = {}
    record: dict[str, list[Any]] = {}
    seconds = 0.0
    for seen in range(0, models.PICTURES + 1, BATCH):
        level = models.level_at(seen, run)
        for network in (game.g, game.d, game.average):
            network.level = level  # type: ignore[assignment]
        if seen % EVERY == 0 or seen in models.KEPT.get(name, ()):
            note(name, seen, seconds, game, networks, record)
        started = time.process_time()
        game.step(real_at(x[batch_of(x, BATCH, draw)], *place(level)))
        seconds += time.process_time() - started


def note(name: str, seen: int, seconds: float, game: Game, networks: dict[str, nn.Module],
         record: dict[str, list[Any]]) -> None:  # fmt: skip
    """Measure a run where it is, and keep its networks if they are to be kept."""
    g = rounded(game.average)
    for key, value in {"seen": seen, "seconds": round(seconds, 1), **measured(g)}.items():
        record.setdefault(key, []).append(value)
    if seen in models.KEPT.get(name, (models.PICTURES,)):
        networks[f"g{seen}"] = g
    if seen in models.CRITICS.get(name, ()):
        networks[f"d{seen}"] = rounded(game.d)
    save(models.file_of(name, "npz"), networks)
    place_of(models.file_of(name, "json")).write_text(json.dumps(record) + "\n", "utf-8")
    print(name, {key: column[-1] for key, column in record.items()}, flush=True)


if __name__ == "__main__":
    torch.set_num_threads(1)
    place_of(models.REAL).write_text(json.dumps(reached(models.real_letters("train"))) + "\n", "utf-8")
    for asked in sys.argv[1:] or models.RUNS:
        train(asked)
