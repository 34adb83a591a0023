"""Train the models that come with the course again, from the pictures that come with it; it takes ten minutes.

    python -m explainers.vaes.latent_walk.train_shipped_models

Writes their weights, in half precision, and what they then reach on the test pictures.
"""

import json

import torch
from torch import Tensor, nn

from explainers.data.images import labels, pictures
from explainers.fit import fit
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save
from explainers.vaes.elbo import terms
from explainers.vaes.latent_walk.shipped_models import BETAS, CLASSIFIER, HIDDEN, RECORDED, WEIGHTS, model_name
from explainers.vaes.networks import VAE, layers

KINDS = [("vae", 2), ("vae", 8), ("vae", 16), ("autoencoder", 2), ("beta_4", 2)]
DRAWS = 16  # of ε for each test picture, when the ELBO is recorded


def fit_vae(data: str, kind: str, latent: int) -> VAE:
    """Return a VAE of some kind, trained on the training pictures."""
    x, noise = torch.tensor(pictures(data, "train")), torch.Generator().manual_seed(1)
    torch.manual_seed(0)
    model = VAE(latent, HIDDEN)

    def loss(batch: Tensor) -> Tensor:
        log_likelihood, kl = terms(model, x[batch], torch.randn(len(batch), latent, generator=noise))
        return (BETAS[kind] * kl.sum(-1) - log_likelihood).mean()

    fit(model, len(x), loss, seed=2)
    return model


def fit_classifier(data: str) -> nn.Sequential:
    """Return a small classifier, trained on the training pictures."""
    x, y = torch.tensor(pictures(data, "train")), torch.tensor(labels(data, "train"))
    torch.manual_seed(0)
    network = layers(CLASSIFIER, "silu")
    fit(network, len(x), lambda batch: nn.functional.cross_entropy(network(x[batch]), y[batch]), seed=2)
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


def fit_all(data: str) -> dict[str, dict[str, float]]:
    """Train and keep all models for one set of pictures; return what they reach, weights rounded as they are kept."""
    networks: dict[str, nn.Module] = {}
    found: dict[str, dict[str, float]] = {}
    for kind, latent in KINDS:
        name, model = model_name(kind, latent), fit_vae(data, kind, latent)
        round_to_half(model)
        networks[name], found[name] = model, reached(model, data)
        print(data, name, found[name], flush=True)
    network = fit_classifier(data)
    round_to_half(network)
    networks["classifier"], found["classifier"] = network, {"accuracy": accuracy(network, data)}
    save(WEIGHTS[data], networks)
    return found


if __name__ == "__main__":
    found = {data: fit_all(data) for data in WEIGHTS}
    place_of(RECORDED).write_text(json.dumps(found, indent=1) + "\n", "utf-8")
