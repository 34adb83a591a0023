"""Train the models of this page again, from the pictures that come with the course; it takes some minutes.

    python -m explainers.vaes.conditional.train

Writes their weights, in half precision, and what they then reach on the test pictures.
"""

import json
from collections.abc import Callable
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor, nn

from explainers.data.images import labels, pictures
from explainers.fit import fit
from explainers.probe import probe_of
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save
from explainers.vaes.conditional.fill import fill_terms, hidden_log_likelihood
from explainers.vaes.conditional.masks import random_masks
from explainers.vaes.conditional.networks import HIDDEN, LATENT, ConditionalVAE, FillIn, Regression
from explainers.vaes.conditional.reached import means, reached, told
from explainers.vaes.conditional.shipped_models import RECORDED, WEIGHTS, judge_network
from explainers.vaes.elbo import terms
from explainers.vaes.networks import VAE

V = TypeVar("V", ConditionalVAE, VAE)
COPIES = 7  # of each picture, turned, sheared, scaled and moved a little: 1,000 of a class are few
EPOCHS, FILL_EPOCHS, JUDGE_EPOCHS = 12, 18, 2  # over the pictures and their copies
MASKS = 6000


def augmented(x: Tensor) -> Tensor:
    """Return pictures (n, PIXELS) and COPIES of each by random affine maps, ((1 + COPIES) n, PIXELS)."""
    draw = torch.Generator().manual_seed(9)
    copies = [x]
    for _ in range(COPIES):
        turn, shear, wide, high, right, down = (2 * torch.rand(6, len(x), generator=draw) - 1).unbind()
        cos, sin = torch.cos(0.2 * turn), torch.sin(0.2 * turn)
        rows = [cos * (1 + 0.08 * wide), -sin + 0.15 * shear, right / 14, sin, cos * (1 + 0.08 * high), down / 14]
        grid = nn.functional.affine_grid(torch.stack(rows, 1).reshape(-1, 2, 3), [len(x), 1, 28, 28], False)
        moved = nn.functional.grid_sample(x.reshape(-1, 1, 28, 28), grid, align_corners=False)
        copies.append(moved.reshape(len(x), -1).clamp(0, 1))
    return torch.cat(copies)


def fit_vae(model: V, x: Tensor, y: Tensor) -> V:
    """Return a VAE, trained; a conditional one is told the labels."""
    noise = torch.Generator().manual_seed(1)

    def loss(batch: Tensor) -> Tensor:
        epsilon = torch.randn(len(batch), LATENT, generator=noise)
        log_likelihood, kl = terms(told(model, y[batch]), x[batch], epsilon)
        return (kl.sum(-1) - log_likelihood).mean()

    fit(model, len(x), loss, seed=2, epochs=EPOCHS)
    return model


def fit_judge(x: Tensor, y: Tensor) -> nn.Sequential:
    """Return the classifier, trained."""
    network = judge_network()
    fit(network, len(x), lambda batch: nn.functional.cross_entropy(network(x[batch]), y[batch]), seed=2,
        epochs=JUDGE_EPOCHS)  # fmt: skip
    return network


def fit_filling(network: nn.Module, x: Tensor, loss: Callable[[Tensor, Tensor], Tensor]) -> None:
    """Train a network that fills in, on a new random mask for each picture of each batch."""
    masks = torch.tensor(random_masks(MASKS, np.random.default_rng(5)))
    draw = torch.Generator().manual_seed(6)
    fit(network, len(x), lambda batch: loss(x[batch], masks[torch.randint(MASKS, (len(batch),), generator=draw)]),
        seed=2, epochs=FILL_EPOCHS)  # fmt: skip


def fit_both_fillings(x: Tensor) -> tuple[FillIn, Regression]:
    """Return the model with a latent and the one without, trained alike."""
    noise = torch.Generator().manual_seed(1)
    model, plain = FillIn(), Regression()

    def minus_bound(pictures: Tensor, visible: Tensor) -> Tensor:
        log_likelihood, kl = fill_terms(model, pictures, visible, noise)
        return (kl - log_likelihood).mean()

    fit_filling(model, x, minus_bound)
    fit_filling(plain, x, lambda one, visible: -hidden_log_likelihood(one, plain(one, visible), visible).mean())
    return model, plain


def main() -> None:
    """Train, round, measure and keep all of them."""
    x = augmented(torch.tensor(pictures("digits", "train")))
    y = torch.tensor(labels("digits", "train")).repeat(1 + COPIES)
    torch.manual_seed(0)
    networks: dict[str, nn.Module] = {
        "conditional": fit_vae(ConditionalVAE(), x, y),
        "unconditional": fit_vae(VAE(LATENT, HIDDEN), x, y),
        "judge": fit_judge(x, y),
    }
    networks["fill_in"], networks["regression"] = fit_both_fillings(x)
    keep(networks)


def keep(networks: dict[str, nn.Module]) -> None:
    """Round networks, fit the probes to the codes of the rounded ones, and write weights and record."""
    for network in networks.values():
        round_to_half(network.requires_grad_(requires_grad=False))
    y = labels("digits", "train")
    for name in ("conditional", "unconditional"):
        networks[f"probe_{name}"] = probe_of(means(networks[name], "train"), y)  # type: ignore[arg-type]
    save(WEIGHTS, networks)
    found = reached(networks)
    place_of(RECORDED).write_text(json.dumps(found, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
