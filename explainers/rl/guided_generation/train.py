"""Train the generator: `pip install music21==10.5.1`, then `python -m explainers.rl.guided_generation.train`.

Reading the tunes takes a minute and a half on one core, training 18 seconds.
"""

import json
import zlib
from typing import Any

import numpy as np
import torch

from explainers.fit import fit
from explainers.rl.guided_generation.generator import POOL, RECORDED, WEIGHTS, Melodist
from explainers.rl.guided_generation.tunes import tunes
from explainers.shipped import SUMS, place_of, sums
from explainers.shipped_networks import round_to_half, save

EPOCHS, BATCH, RATE = 7, 128, 4e-3
HELD_OUT = 10  # one title in so many
POOL_SIZE = 4096


def train_reference() -> dict[str, Any]:
    """Train the generator on tunes by maximum likelihood, keep it, draw the pool; return what it reached."""
    found = [(zlib.crc32(title.encode()) % HELD_OUT == 0, phrases) for title, phrases in tunes() if phrases]
    seen, held = (torch.tensor(np.concatenate([x for out, x in found if out == which])) for which in (False, True))
    torch.manual_seed(0)
    network = Melodist()
    fit(network, len(seen), lambda rows: -network.log_probs(seen[rows]).mean(), 1, EPOCHS, BATCH, RATE)
    round_to_half(network)
    save(WEIGHTS, {"base": network})
    drawn = network.draw(POOL_SIZE, torch.Generator().manual_seed(2))
    np.savez_compressed(place_of(POOL), tokens=drawn.numpy().astype(np.uint8))
    counts = np.bincount(seen.flatten(), minlength=int(seen.max()) + 1) + 1
    return {"phrases": len(seen), "held_out_phrases": len(held), "tunes": sum(not out for out, _ in found),
            "held_out_tunes": sum(out for out, _ in found), "bits_per_note": bits(network, seen),
            "held_out_bits_per_note": bits(network, held),
            "held_out_bits_by_frequency": round(float(-np.log2(counts / counts.sum())[held].mean()), 3)}  # fmt: skip


@torch.no_grad()
def bits(network: Melodist, x: torch.Tensor) -> float:
    """Return −log₂ p per note of phrases (n, 16), on average."""
    log_p = torch.cat([network.log_probs(part) for part in torch.split(x, 4096)]).double()
    return round(-log_p.mean().item() / np.log(2), 3)


if __name__ == "__main__":
    place_of(RECORDED).write_text(json.dumps({"base": train_reference()}, indent=1) + "\n", "utf-8")
    place_of(SUMS).write_text(sums(), "utf-8")
