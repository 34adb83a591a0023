"""The trained networks of this page. `train.py` trains them again."""

import json
from functools import cache
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

from explainers.shipped import shipped
from explainers.shipped_networks import load
from explainers.vaes.conditional.networks import HIDDEN, LATENT, ConditionalVAE, FillIn, Regression
from explainers.vaes.networks import VAE

WEIGHTS = "weights/vae_conditional.npz"
RECORDED = "weights/vae_conditional.json"  # what each model reached on the test pictures
N = TypeVar("N", bound=nn.Module)


def judge_network() -> nn.Sequential:
    """Return a small convolutional classifier (LeCun et al. 1998): logits (n, 10) of pictures (n, PIXELS)."""
    return nn.Sequential(
        nn.Unflatten(-1, (1, 28, 28)), nn.Conv2d(1, 12, 5), nn.ReLU(), nn.MaxPool2d(2),
        nn.Conv2d(12, 24, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.Linear(24 * 4 * 4, 10),
    )  # fmt: skip


def _loaded(network: N, name: str) -> N:
    load(network, WEIGHTS, name)
    return network


@cache
def conditional() -> ConditionalVAE:
    """Return the VAE given a label. Not to be changed, like all networks here."""
    return _loaded(ConditionalVAE(), "conditional")


@cache
def unconditional() -> VAE:
    """Return a VAE of the same size and training that is given no label."""
    return _loaded(VAE(LATENT, HIDDEN), "unconditional")


@cache
def fill_in() -> FillIn:
    """Return the model that fills in what is hidden."""
    return _loaded(FillIn(), "fill_in")


@cache
def regression() -> Regression:
    """Return the regression that fills in what is hidden."""
    return _loaded(Regression(), "regression")


@cache
def judge() -> nn.Sequential:
    """Return the classifier that says which digit a picture shows."""
    return _loaded(judge_network(), "judge")


@cache
def probe(model: str) -> nn.Linear:
    """Return the linear probe that reads labels from μ of a model, "conditional" or "unconditional"."""
    return _loaded(nn.Linear(LATENT, 10), f"probe_{model}")


def chances(x: Tensor) -> Tensor:
    """Return how likely the classifier finds each digit, shape (n, 10), for pictures of shape (n, PIXELS)."""
    with torch.no_grad():
        return torch.softmax(judge()(x), dim=-1)


@cache
def recorded() -> dict[str, Any]:
    """Return what each model reached on the test pictures, in nats a picture, and shares."""
    found: dict[str, Any] = json.loads(shipped(RECORDED))
    return found
