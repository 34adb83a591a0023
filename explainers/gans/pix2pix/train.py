"""Train the models of this page again, from the pictures that come with the course; about six minutes of one core.

    python -m explainers.gans.pix2pix.train [processes, 2 unless told otherwise]

Writes their weights, in half precision, and what they then reach on the test pairs.
"""

import json
import sys
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from itertools import product, repeat
from multiprocessing import get_context
from typing import Any

import torch
from torch import Tensor, nn

from explainers.gans.losses import LOSSES
from explainers.gans.pix2pix.networks import PatchGAN, UNet
from explainers.gans.pix2pix.pairs import DATA, drawings, training_pictures
from explainers.gans.pix2pix.reached import reached, reached_with_cuts
from explainers.gans.pix2pix.shipped_models import L1, MODELS, PLAIN, record_of, weights_of
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save

STEPS, BATCH = 1200, 16
RATE, MEMORY = 1e-3, (0.5, 0.99)  # of Adam, for both players; the rate falls to 0 along the second half
LOSS = LOSSES["non_saturating"]  # as in the paper's section 3.3


@cache
def training_pairs(data: str) -> tuple[Tensor, Tensor]:
    """Return the drawings y and pictures x to learn from, each (n, 1, SIDE, SIDE); clothes also as in a mirror."""
    x = training_pictures(data)
    y, x = (torch.tensor(part)[:, None] for part in (drawings(x, data), x))
    return (torch.cat([y, y.flip(-1)]), torch.cat([x, x.flip(-1)])) if data == "clothes" else (y, x)


class Player:
    """A network and its optimiser."""

    def __init__(self, network: nn.Module) -> None:
        """Take a network to train."""
        self.adam = torch.optim.Adam(network.parameters(), RATE, MEMORY)
        self.rate = torch.optim.lr_scheduler.LambdaLR(self.adam, lambda step: min(1.0, 2 * (1 - step / STEPS)))

    def update(self, loss: Tensor) -> None:
        """Move the weights against the gradient of a loss."""
        self.adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.adam.step()
        self.rate.step()


def fit(data: str, loss: str, skips: bool) -> tuple[UNet, PatchGAN]:
    """Return a generator and its discriminator, trained in turn (Isola et al. 2017, equation 4), and rounded.

    G minimises its adversarial loss + λ L1; or L1 alone, and D learns nothing.
    """
    torch.set_num_threads(1)
    torch.manual_seed(0)
    chance = torch.Generator().manual_seed(1)
    g, d = UNet(skips).to(memory_format=torch.channels_last), PatchGAN()  # which is quicker, for G
    painter, judge = Player(g), Player(d)
    for _ in range(STEPS):
        places = torch.randint(len(training_pairs(data)[0]), (BATCH,), generator=chance)
        y, x = (part[places] for part in training_pairs(data))
        made = g(y)
        distance = (made - x).abs().mean()
        if loss != L1:
            judge.update(0.5 * LOSS.discriminator(d(y, x), d(y, made.detach())))
        painter.update(distance if loss == L1 else LOSS.generator(d(y, made)) + float(loss) * distance)
    for network in (g, d):
        round_to_half(network.eval().requires_grad_(requires_grad=False))
    return g, d


def train_set(data: str, pool: ProcessPoolExecutor) -> None:
    """Train, measure and keep all models of one set of pairs."""
    jobs = [*product(MODELS[data], [True]), *product(PLAIN, [False])]  # losses, and whether with skips
    trained = dict(zip(jobs, pool.map(fit, repeat(data), *zip(*jobs, strict=True)), strict=True))
    networks: dict[str, nn.Module] = {f"{data}/{loss}/d": trained[loss, True][1] for loss in MODELS[data] if loss != L1}
    networks |= {f"{data}/{loss}/{'g' if skips else 'plain'}": g for (loss, skips), (g, _) in trained.items()}
    save(weights_of(data), networks)
    found = {loss: measured(data, networks, loss) for loss in MODELS[data]}
    place_of(record_of(data)).write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def measured(data: str, networks: dict[str, Any], loss: str) -> dict[str, Any]:
    """Return what the networks with one loss reach: the U-Net, and without skips or with cut ones where there are."""
    g = networks[f"{data}/{loss}/g"]
    found: dict[str, Any] = {"g": reached(data, g, networks.get(f"{data}/{loss}/d"))}
    if loss in PLAIN:
        found |= {"plain": reached(data, networks[f"{data}/{loss}/plain"], None), "cut": reached_with_cuts(data, g)}
    return found


if __name__ == "__main__":
    with ProcessPoolExecutor(int(sys.argv[1]) if sys.argv[1:] else 2, get_context("spawn")) as processes:
        for pairs in DATA:
            train_set(pairs, processes)
