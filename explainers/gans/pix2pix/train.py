"""Train the models of this page again, from the pictures that come with the course; some three minutes on a quiet core.

    python -m explainers.gans.pix2pix.train [clothes] [glyphs]

Writes their weights, in half precision, and what they then reach on the test pairs.
"""

import copy
import json
import sys
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

BATCH = 16
FIRST, STEPS = 400, 260  # batches: for all by L1 alone, as Ledig et al. 2017 begin; then by each loss
RATE, MEMORY = 1e-3, (0.5, 0.99)  # of Adam, for both players; the rate falls to 0 along the second half
LOSS = LOSSES["non_saturating"]  # as in the paper's section 3.3
Pairs = tuple[Tensor, Tensor]  # drawings y and pictures x, each (n, 1, SIDE, SIDE)


def training_pairs(data: str) -> Pairs:
    """Return the pairs to learn from; clothes also as in a mirror."""
    x = training_pictures(data)
    y, x = (torch.tensor(part)[:, None] for part in (drawings(x, data), x))
    return (torch.cat([y, y.flip(-1)]), torch.cat([x, x.flip(-1)])) if data == "clothes" else (y, x)


class Player:
    """A network and its optimiser."""

    def __init__(self, network: nn.Module, steps: int) -> None:
        """Take a network to train for so many steps."""
        self.adam = torch.optim.Adam(network.parameters(), RATE, MEMORY)
        self.rate = torch.optim.lr_scheduler.LambdaLR(self.adam, lambda step: min(1.0, 2 * (1 - step / steps)))

    def update(self, loss: Tensor) -> None:
        """Move the weights against the gradient of a loss."""
        self.adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        self.adam.step()
        self.rate.step()


def fit(g: UNet, d: PatchGAN, pairs: Pairs, loss: str, steps: int) -> None:
    """Train a generator and its discriminator in turn (Isola et al. 2017, equation 4).

    G minimises its adversarial loss + λ L1; or L1 alone, and D learns nothing.
    """
    chance = torch.Generator().manual_seed(steps)
    painter, judge = Player(g, steps), Player(d, steps)
    for _ in range(steps):
        places = torch.randint(len(pairs[0]), (BATCH,), generator=chance)
        y, x = (part[places] for part in pairs)
        made = g(y)
        distance = (made - x).abs().mean()
        if loss != L1:
            judge.update(0.5 * LOSS.discriminator(d(y, x), d(y, made.detach())))
        painter.update(distance if loss == L1 else LOSS.generator(d(y, made)) + float(loss) * distance)


def train_set(data: str) -> dict[str, nn.Module]:
    """Return all networks of one set of pairs, trained and rounded, by their names in the file."""
    pairs, networks = training_pairs(data), dict[str, nn.Module]()
    for skips, losses in ((True, MODELS[data]), (False, PLAIN)):
        torch.manual_seed(0)
        first, fresh = UNet(skips).to(memory_format=torch.channels_last), PatchGAN()  # which is quicker, for G
        fit(first, fresh, pairs, L1, FIRST)
        for loss in losses:
            g, d = copy.deepcopy((first, fresh))
            fit(g, d, pairs, loss, STEPS)
            networks[f"{data}/{loss}/{'g' if skips else 'plain'}"] = g
            if loss != L1 and skips:
                networks[f"{data}/{loss}/d"] = d
            print(data, loss, skips, flush=True)
    for network in networks.values():
        round_to_half(network.eval().requires_grad_(requires_grad=False))
    return networks


def measured(data: str, networks: dict[str, Any], loss: str) -> dict[str, Any]:
    """Return what the networks with one loss reach: the U-Net, and without skips or with cut ones where there are."""
    g = networks[f"{data}/{loss}/g"]
    found: dict[str, Any] = {"g": reached(data, g, networks.get(f"{data}/{loss}/d"))}
    if loss in PLAIN:
        found |= {"plain": reached(data, networks[f"{data}/{loss}/plain"], None), "cut": reached_with_cuts(data, g)}
    return found


if __name__ == "__main__":
    torch.set_num_threads(1)
    for name in sys.argv[1:] or DATA:
        trained = train_set(name)
        save(weights_of(name), trained)
        found = {loss: measured(name, trained, loss) for loss in MODELS[name]}
        place_of(record_of(name)).write_text(json.dumps(found, indent=1) + "\n", "utf-8")
