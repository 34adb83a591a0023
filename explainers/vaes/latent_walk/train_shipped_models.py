"""Train the models that come with the course again, from the pictures that come with it; it takes ten minutes.

    python -m explainers.vaes.latent_walk.train_shipped_models

Writes their weights, in half precision, and what they then reach on the test pictures.
"""

import json
from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from explainers.data.images import labels, pictures
from explainers.shipped import place_of
from explainers.vaes.latent_walk.elbo import terms
from explainers.vaes.latent_walk.networks import VAE, layers
from explainers.vaes.latent_walk.shipped_models import BETAS, CLASSIFIER, HIDDEN, RECORDED, WEIGHTS, model_name

EPOCHS, BATCH, RATE = 40, 128, 2e-3
KINDS = [("vae", 2), ("vae", 8), ("vae", 16), ("autoencoder", 2), ("beta_4", 2)]
DRAWS = 16  # of ε for each test picture, when the ELBO is recorded


def train(network: nn.Module, n: int, loss: Callable[[Tensor], Tensor], seed: int) -> None:
    """Minimise `loss` of a batch, given as places among n pictures: Adam, its rate up and down once (Smith 2018)."""
    draw = torch.Generator().manual_seed(seed)
    optimiser = torch.optim.Adam(network.parameters(), lr=RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=EPOCHS * (n // BATCH))
    for _ in range(EPOCHS):
        for batch in torch.randperm(n, generator=draw)[: n // BATCH * BATCH].reshape(-1, BATCH):
            optimiser.zero_grad()
            loss(batch).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            schedule.step()


def fit_vae(data: str, kind: str, latent: int) -> VAE:
    """Return a VAE of some kind, trained on the training pictures."""
    x, noise = torch.tensor(pictures(data, "train")), torch.Generator().manual_seed(1)
    torch.manual_seed(0)
    model = VAE(latent, HIDDEN)

    def loss(batch: Tensor) -> Tensor:
        log_likelihood, kl = terms(model, x[batch], torch.randn(len(batch), latent, generator=noise))
        return (BETAS[kind] * kl.sum(-1) - log_likelihood).mean()

    train(model, len(x), loss, seed=2)
    return model


def fit_classifier(data: str) -> nn.Sequential:
    """Return a small classifier, trained on the training pictures."""
    x, y = torch.tensor(pictures(data, "train")), torch.tensor(labels(data, "train"))
    torch.manual_seed(0)
    network = layers(CLASSIFIER, "silu")
    train(network, len(x), lambda batch: nn.functional.cross_entropy(network(x[batch]), y[batch]), seed=2)
    return network


def reached(model: VAE, data: str) -> dict[str, float]:
    """Return the ELBO of a model on the test pictures and its two parts, in nats a picture."""
    x, noise = torch.tensor(pictures(data, "test")), torch.Generator().manual_seed(3)
    latent = model.latent
    with torch.no_grad():
        drawn = [terms(model, x, torch.randn(len(x), latent, generator=noise)) for _ in range(DRAWS)]
    reconstruction = float(torch.stack([log_likelihood for log_likelihood, _ in drawn]).mean())
    kl = float(drawn[0][1].sum(-1).mean())
    return {"elbo": reconstruction - kl, "reconstruction": reconstruction, "kl": kl}


def accuracy(network: nn.Sequential, data: str) -> float:
    """Return the share of test pictures that a classifier names rightly."""
    with torch.no_grad():
        said = network(torch.tensor(pictures(data, "test"))).argmax(-1).numpy()
    return float((said == labels(data, "test")).mean())


def fit(data: str) -> dict[str, dict[str, float]]:
    """Train and keep all models for one set of pictures; return what they reach, weights rounded as they are kept."""
    kept: dict[str, NDArray[np.float16]] = {}
    found: dict[str, dict[str, float]] = {}
    for kind, latent in KINDS:
        name, model = model_name(kind, latent), fit_vae(data, kind, latent)
        kept |= {f"{name}/{key}": _halved(weights) for key, weights in model.state_dict().items()}
        found[name] = reached(model, data)
        print(data, name, found[name], flush=True)
    network = fit_classifier(data)
    kept |= {f"classifier/{key}": _halved(weights) for key, weights in network.state_dict().items()}
    found["classifier"] = {"accuracy": accuracy(network, data)}
    np.savez_compressed(place_of(WEIGHTS[data]), allow_pickle=False, **kept)
    return found


def _halved(weights: Tensor) -> NDArray[np.float16]:
    """Round weights, in place, to half precision; return them as such."""
    weights.copy_(weights.half())
    kept: NDArray[np.float16] = weights.numpy().astype(np.float16)
    return kept


if __name__ == "__main__":
    found = {data: fit(data) for data in WEIGHTS}
    place_of(RECORDED).write_text(json.dumps(found, indent=1) + "\n", "utf-8")
