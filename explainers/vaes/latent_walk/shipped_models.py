"""The trained networks that come with the course. `train_shipped_models.py` trains them again."""

import json
from functools import cache

import torch
from torch import Tensor, nn

from explainers.shipped import shipped
from explainers.shipped_networks import load
from explainers.vaes.networks import PIXELS, VAE, layers

WEIGHTS = {"digits": "weights/latent_walk-digits.npz", "fashion": "weights/latent_walk-fashion.npz"}
RECORDED = "weights/latent_walk.json"  # what each model reached on the test pictures
BETAS = {"vae": 1.0, "autoencoder": 0.0, "beta_4": 4.0}  # of each kind: the weight of KL while it was trained
HIDDEN = (192, 96)
CLASSIFIER = (PIXELS, 64, 10)


def model_name(kind: str, latent: int) -> str:
    """Return the name under which a model is kept, such as "vae-2"."""
    return f"{kind}-{latent}"


@cache
def shipped_model(data: str, kind: str = "vae", latent: int = 2) -> VAE:
    """Return a trained model, ready to use. Not to be changed."""
    model = VAE(latent, HIDDEN)
    load(model, WEIGHTS[data], model_name(kind, latent))
    return model


@cache
def classifier(data: str) -> nn.Sequential:
    """Return a small network that names classes: logits of shape (n, 10) for pixels of shape (n, PIXELS)."""
    network = layers(CLASSIFIER, "silu")
    load(network, WEIGHTS[data], "classifier")
    return network


def chances(data: str, x: Tensor) -> Tensor:
    """Return how likely the classifier finds each class, shape (n, 10), for pictures of shape (n, PIXELS)."""
    with torch.no_grad():
        return torch.softmax(classifier(data)(x), dim=-1)


@cache
def recorded(data: str) -> dict[str, dict[str, float]]:
    """Return what each model reached on the test pictures when it was trained, in nats, by its name."""
    found: dict[str, dict[str, float]] = json.loads(shipped(RECORDED))[data]
    return found
