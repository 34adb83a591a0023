"""Train the models that come with the course again; it takes eight minutes.

    python -m explainers.vaes.beta.train

Writes their weights, in half precision, and what they then reach on all sprites.
"""

import json
from typing import Any

import torch
from torch import Tensor, nn

from explainers.fit import fit
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save
from explainers.vaes.beta.measures import measured, mig, total_correlation
from explainers.vaes.beta.models import RECORDED, WEIGHTS, model_name
from explainers.vaes.beta.networks import LATENT, SpriteVAE, objective
from explainers.vaes.beta.settings import BETAS, SEEDS
from explainers.vaes.beta.sprites import every_sprite
from explainers.vaes.elbo import terms

EPOCHS, RATE = 40, 3e-3


def fit_vae(beta: float, seed: int) -> SpriteVAE:
    """Return a model trained with some β. Both its first weights and its batches depend on the seed."""
    x, noise = torch.tensor(every_sprite()).float() / 255, torch.Generator().manual_seed(seed + 100)
    torch.manual_seed(seed)
    model = SpriteVAE()

    def loss(batch: Tensor) -> Tensor:
        log_likelihood, kl = terms(model, x[batch], torch.randn(len(batch), LATENT, generator=noise))
        return objective(log_likelihood, kl, beta)

    fit(model, len(x), loss, seed, epochs=EPOCHS, rate=RATE)
    round_to_half(model)
    return model


def reached(model: SpriteVAE) -> dict[str, Any]:
    """Return what a model reaches on all sprites, in nats a picture."""
    found = measured(model)
    correlation, error = total_correlation(torch.tensor(found.mu), torch.tensor(found.log_variance))
    return {"distortion": found.distortion, "kl": found.kl.tolist(), "mig": mig(found.information),
            "total_correlation": correlation, "total_correlation_error": error,
            "information": found.information.tolist()}  # fmt: skip


if __name__ == "__main__":
    networks: dict[str, nn.Module] = {}
    record: dict[str, dict[str, Any]] = {}
    for seed in SEEDS:
        for beta in BETAS:
            name = model_name(beta, seed)
            model = fit_vae(beta, seed)
            networks[name], record[name] = model, reached(model)
            print(name, {key: value for key, value in record[name].items() if key != "information"}, flush=True)
            save(WEIGHTS, networks)
            place_of(RECORDED).write_text(json.dumps(record, indent=1) + "\n", "utf-8")
