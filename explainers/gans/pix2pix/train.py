"""Train the models of this page again, from the pictures that come with the course; some three minutes on a quiet core.

    python -m explainers.gans.pix2pix.train [clothes] [glyphs]

Writes their weights, in half precision, and what they then reach on the test pairs.
"""

import copy
import json
import sys
from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn

from explainers.gans.losses import LOSSES
from explainers.gans.pix2pix.models import L1, MODELS, PLAIN, RECORD, WEIGHTS, reached
from explainers.gans.pix2pix.networks import PatchGAN, UNet
from explainers.gans.pix2pix.pairs import DATA, drawings, training_pictures
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save

BATCH = 16
FIRST, STEPS = 400, 260  # batches: for all by L1 alone, as Ledig et al. 2017 begin; then by each loss
RATE, MEMORY = 1e-3, (0.5, 0.99)  # of Adam, for both players; the rate falls to 0 along the second half
LOSS = LOSSES["non_saturating"]  # as in the paper's section 3.3


def training_pairs(data: str) -> tuple[Tensor, Tensor]:
    """Return drawings y and pictures x to learn from, each (n, 1, SIDE, SIDE); clothes also as in a mirror."""
    pictures = training_pictures(data)
    y, x = (torch.tensor(part)[:, None] for part in (drawings(pictures, data), pictures))
    return (torch.cat([y, y.flip(-1)]), torch.cat([x, x.flip(-1)])) if data == "clothes" else (y, x)


def learner(network: nn.Module, steps: int) -> Callable[[Tensor], None]:
    """Return what moves the weights of a network against the gradient of a loss, to be called so many times."""
    adam = torch.optim.Adam(network.parameters(), RATE, MEMORY)
    rate = torch.optim.lr_scheduler.LambdaLR(adam, lambda step: min(1.0, 2 * (1 - step / steps)))

    def update(loss: Tensor) -> None:
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        adam.step()
        rate.step()

    return update


def fit(g: UNet, d: PatchGAN, pairs: tuple[Tensor, Tensor], loss: str, steps: int) -> None:
    """Train a generator and its discriminator in turn (Isola et al. 2017, equation 4).

    G minimises its adversarial loss + λ L1; or L1 alone, and D learns nothing.
    """
    chance = torch.Generator().manual_seed(steps)
    teach_g, teach_d = learner(g, steps), learner(d, steps)
    for _ in range(steps):
        places = torch.randint(len(pairs[0]), (BATCH,), generator=chance)
        y, x = (part[places] for part in pairs)
        made = g(y)
        distance = (made - x).abs().mean()
        if loss != L1:
            teach_d(0.5 * LOSS.discriminator(d(y, x), d(y, made.detach())))
        teach_g(distance if loss == L1 else LOSS.generator(d(y, made)) + float(loss) * distance)


def train_set(data: str) -> dict[str, nn.Module]:
    """Return all networks of one set of pairs, trained and rounded, by their names in the file."""
    pairs, networks = training_pairs(data), dict[str, nn.Module]()
    for skips, losses in ((True, MODELS[data]), (False, PLAIN)):
        torch.manual_seed(0)
        first, fresh = UNet(skips), PatchGAN()
        first.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # which is quicker
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
        cuts = [reached(data, g, cut=(level,))["l1"] for level in range(3)]
        found |= {"plain": reached(data, networks[f"{data}/{loss}/plain"]), "cut": cuts}
    return found


if __name__ == "__main__":
    for name in sys.argv[1:] or DATA:
        trained = train_set(name)
        save(WEIGHTS.format(name), trained)
        found = {loss: measured(name, trained, loss) for loss in MODELS[name]}
        place_of(RECORD.format(name)).write_text(json.dumps(found, indent=1) + "\n", "utf-8")
