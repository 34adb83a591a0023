"""Train the generator: `pip install music21==10.5.1`, then `python -m explainers.rl.guided_generation.train`.

Reading the tunes takes a minute and a half on one core, training 18 seconds.
"""

import json
import zlib

import numpy as np
import torch

from explainers.fit import fit
from explainers.rl.guided_generation.base import POOL, POOL_SIZE, RECORDED, WEIGHTS
from explainers.rl.guided_generation.network import Melodist
from explainers.rl.guided_generation.notes import Tokens
from explainers.rl.guided_generation.tunes import tunes
from explainers.shipped import SUMS, place_of, sums
from explainers.shipped_networks import round_to_half, save

EPOCHS, BATCH, RATE = 7, 128, 4e-3
HELD_OUT = 10  # one title in so many


def phrases() -> tuple[Tokens, Tokens, dict[str, int]]:
    """Return phrases to train on and held-out ones, (n, 16), parted by title, and how many tunes there are."""
    some: tuple[list[Tokens], list[Tokens]] = ([], [])
    counted = {"tunes": 0, "held_out_tunes": 0}
    for title, found in tunes():
        held = zlib.crc32(title.encode()) % HELD_OUT == 0
        some[held].extend(found)
        counted["held_out_tunes" if held else "tunes"] += bool(found)
    return np.stack(some[0]), np.stack(some[1]), counted


def trained(x: torch.Tensor) -> Melodist:
    """Fit the generator to phrases (n, 16) by maximum likelihood."""
    torch.manual_seed(0)
    network = Melodist()
    fit(network, len(x), lambda some: -network.log_probs(x[some]).mean(), 1, EPOCHS, BATCH, RATE)
    round_to_half(network)
    return network


@torch.no_grad()
def bits(network: Melodist, x: torch.Tensor) -> float:
    """Return −log₂ p per note of phrases (n, 16), on average."""
    return float(-torch.cat([network.log_probs(part) for part in torch.split(x, 4096)]).double().mean() / np.log(2))


def train_base() -> None:
    """Train the generator on tunes, measure and keep it, and draw the pool."""
    seen, held, counted = phrases()
    network = trained(torch.tensor(seen))
    save(WEIGHTS, {"base": network})
    with torch.no_grad():
        drawn = network.draw(POOL_SIZE, torch.Generator().manual_seed(2))
        log_p = network.log_probs(drawn).double().sum(1).numpy()
    np.savez_compressed(place_of(POOL), tokens=drawn.numpy().astype(np.uint8), log_p=log_p.astype(np.float32))
    counts = np.bincount(seen.ravel(), minlength=int(seen.max()) + 1)
    by_count = -np.log2((counts[held] + 1) / (counts.sum() + len(counts))).mean()
    reached = {"phrases": len(seen), "held_out_phrases": len(held), **counted,
               "bits_per_note": round(bits(network, torch.tensor(seen)), 3),
               "held_out_bits_per_note": round(bits(network, torch.tensor(held)), 3),
               "held_out_bits_by_frequency": round(float(by_count), 3)}  # fmt: skip
    place_of(RECORDED).write_text(json.dumps({"base": reached}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    torch.set_num_threads(1)
    train_base()
    place_of(SUMS).write_text(sums(), "utf-8")
