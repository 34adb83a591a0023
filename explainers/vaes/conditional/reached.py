"""What the models of this page reach on the test pictures."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from explainers.data.images import SIDE, labels, pictures
from explainers.probe import Codes, neighbours_right, right
from explainers.vaes.conditional.fill import bound_of_hidden, fill_terms, hidden_log_likelihood
from explainers.vaes.conditional.masks import SIDES, cut
from explainers.vaes.conditional.networks import CLASSES, LATENT, ConditionalVAE, FillIn, Regression
from explainers.vaes.elbo import Coder, importance_weighted, terms
from explainers.vaes.networks import VAE

DRAWS = 16  # of ε for each test picture: the ELBO
WEIGHTED = 64  # draws of the importance-weighted bound
EACH = 200  # generated digits for each label


def bounds(model: Coder, x: Tensor) -> dict[str, float]:
    """Return the ELBO on the test pictures, its two parts and the importance-weighted bound, in nats a picture."""
    noise = torch.Generator().manual_seed(3)
    with torch.no_grad():
        drawn = [terms(model, x, torch.randn(len(x), LATENT, generator=noise)) for _ in range(DRAWS)]
        weighted = importance_weighted(model, x, torch.randn(WEIGHTED, len(x), LATENT, generator=noise))
    reconstruction = float(torch.stack([log_likelihood for log_likelihood, _ in drawn]).mean())
    kl = float(drawn[0][1].sum(-1).mean())
    return {"elbo": reconstruction - kl, "reconstruction": reconstruction, "kl": kl, "iwae": float(weighted.mean())}


def means(model: ConditionalVAE | VAE, part: str) -> Codes:
    """Return μ of each picture of a part, shape (n, LATENT); a conditional VAE is told its label."""
    x, y = torch.tensor(pictures("digits", part)), torch.tensor(labels("digits", part))
    with torch.no_grad():
        return told(model, y).encode(x)[0].double().numpy()


def told(model: ConditionalVAE | VAE, y: Tensor) -> Coder:
    """Return a model told labels y, shape (n,), where it can be told."""
    return model.given(y) if isinstance(model, ConditionalVAE) else model


def probed(probe: nn.Module, model: ConditionalVAE | VAE) -> dict[str, float]:
    """Return how many labels of test pictures are read from μ, by a linear probe and by the nearest training codes."""
    known, y = means(model, "train"), labels("digits", "train")
    z, truth = means(model, "test"), labels("digits", "test")
    return {"linear": right(probe, z, truth), "neighbours": neighbours_right(known, y, z, truth)}


def verdicts(model: ConditionalVAE, judge: nn.Module) -> list[list[int]]:
    """Return how often digits ordered as the label of the row, of random style, are named as that of the column."""
    z = torch.randn(EACH, LATENT, generator=torch.Generator().manual_seed(7))
    with torch.no_grad():
        said = [judge(model.given(torch.full((EACH,), y)).decode(z).sigmoid()).argmax(-1) for y in range(CLASSES)]
    return [np.bincount(some.numpy(), minlength=CLASSES).tolist() for some in said]


def of_hidden(model: FillIn, plain: Regression, which: str) -> dict[str, float]:
    """Return the bounds on log p(hidden|visible) of test pictures, half of each visible, and what regression has."""
    x, noise = torch.tensor(pictures("digits", "test")), torch.Generator().manual_seed(8)
    visible = torch.tensor(cut(which, SIDE // 2)).expand_as(x)
    with torch.no_grad():
        drawn = [fill_terms(model, x, visible, noise) for _ in range(DRAWS)]
        weighted = bound_of_hidden(model, x, visible, WEIGHTED, noise)
        single = hidden_log_likelihood(x, plain(x, visible), visible)
    elbo = float(torch.stack([log_likelihood - kl for log_likelihood, kl in drawn]).mean())
    return {"elbo": elbo, "kl": float(drawn[0][1].mean()), "iwae": float(weighted.mean()),
            "regression": float(single.mean())}  # fmt: skip


def reached(networks: Mapping[str, Any]) -> dict[str, Any]:
    """Return all that is recorded of the networks, by their names."""
    x, y = torch.tensor(pictures("digits", "test")), torch.tensor(labels("digits", "test"))
    judge, vaes = networks["judge"], {name: networks[name] for name in ("conditional", "unconditional")}
    with torch.no_grad():
        named = judge(x).argmax(-1)
    return {
        **{name: bounds(told(model, y), x) for name, model in vaes.items()},
        "probe": {name: probed(networks[f"probe_{name}"], model) for name, model in vaes.items()},
        "judge": [float((named[y == k] == k).double().mean()) for k in range(CLASSES)],
        "verdicts": verdicts(networks["conditional"], judge),
        "fill_in": {which: of_hidden(networks["fill_in"], networks["regression"], which) for which in SIDES},
    }
