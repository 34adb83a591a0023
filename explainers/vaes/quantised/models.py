"""The models that come with this page: which there are, what they were found to reach, and what they say."""

import json
from functools import cache, lru_cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from explainers.data.images import SIDE, pictures
from explainers.shipped import shipped
from explainers.shipped_networks import load
from explainers.vaes.quantised.networks import CELLS, VQVAE, Prior, nearest, sizes_of

SIZES = (8, 32, 128, 512)  # K
BLANK = 0  # books are in order of use, and the commonest entry is that of an empty background
PATCH = 8  # pixels along a side: the cell of an entry, and two pixels around
KINDS = {
    "digits": [(entries, cured) for cured in (True, False) for entries in SIZES],
    "fashion": [(entries, cured) for cured in (True, False) for entries in SIZES],
}
WEIGHTS = {data: f"weights/vae_quantised-{data}.npz" for data in KINDS}
RECORDED = "weights/vae_quantised.json"


def model_name(entries: int, cured: bool) -> str:
    """Return under which name a model is kept."""
    return f"{'averages' if cured else 'gradients'}-{entries}"


@lru_cache(maxsize=16)
def vqvae(data: str, entries: int, cured: bool = True) -> VQVAE:
    """Return a trained VQ-VAE."""
    model = VQVAE(entries)
    load(model, WEIGHTS[data], model_name(entries, cured))
    return model


@lru_cache(maxsize=8)
def prior_of(data: str, entries: int) -> Prior:
    """Return the trained prior over the codes of the cured model."""
    prior = Prior(entries)
    load(prior, WEIGHTS[data], f"{model_name(entries, cured=True)}-prior")
    return prior


@cache
def recorded() -> dict[str, dict[str, dict[str, Any]]]:
    """Return what the models were found to reach on the test pictures: by data, and by the name of the model."""
    found: dict[str, dict[str, dict[str, Any]]] = json.loads(shipped(RECORDED))
    return found


@torch.no_grad()
def codes_of(model: VQVAE, x: NDArray[np.float32]) -> Tensor:
    """Return the codes of pictures, shape (n, CELLS), row by row, for pictures of shape (n, SIDE²)."""
    parts = torch.split(torch.tensor(x), 500)
    return torch.cat([nearest(model.encode(part), model.book) for part in parts])


@torch.no_grad()
def decoded(model: VQVAE, codes: Tensor) -> NDArray[np.float32]:
    """Return the pictures of codes, shape (n, SIDE²), for codes of shape (n, CELLS)."""
    return torch.cat([model.decode(model.book[part]) for part in torch.split(codes, 500)]).numpy()


@lru_cache(maxsize=16)
def patches(data: str, entries: int, cured: bool = True) -> NDArray[np.float32]:
    """Return what each entry decodes to among its like, the middle of a grid filled with it: (K, PATCH, PATCH).

    Alone in an empty grid most entries decode to nothing: the decoder looks at neighbours.
    """
    model = vqvae(data, entries, cured)
    codes = torch.arange(entries)[:, None].repeat(1, CELLS)
    edge = (SIDE - PATCH) // 2
    return decoded(model, codes).reshape(-1, SIDE, SIDE)[:, edge:-edge, edge:-edge]


@torch.no_grad()
def bits(prior: Prior, codes: Tensor) -> Tensor:
    """Return −log₂ p of every code given those before it, shape (n, CELLS)."""
    said = torch.cat([prior(part[:, :-1]).gather(2, part[:, :, None])[:, :, 0] for part in torch.split(codes, 250)])
    return -said / np.log(2)


def weight_bits(data: str, entries: int) -> int:
    """Return how many bits the weights of decoder, book and prior have, in half precision: a receiver needs them."""
    model, prior = vqvae(data, entries), prior_of(data, entries)
    numbers = [model.book, *model.decoder.parameters(), *prior.parameters()]
    return 16 * sum(number.numel() for number in numbers)


def reached(model: VQVAE, prior: Prior | None, data: str) -> dict[str, Any]:
    """Return what a model reaches on the test pictures.

    The mean squared error of a pixel, how often each entry is used, the perplexity of that and how many are used at
    all; and under the prior, bits a picture.
    """
    x = pictures(data, "test")
    codes = codes_of(model, x)
    counts = torch.bincount(codes.flatten(), minlength=model.entries)
    perplexity, live = sizes_of(counts)
    found: dict[str, Any] = {
        "error": float(np.square(decoded(model, codes) - x, dtype=np.float64).mean()),
        "perplexity": perplexity,
        "live": live,
        "fixed_bits": CELLS * float(np.log2(model.entries)),
        "counts": counts.tolist(),
    }
    if prior:
        found["prior_bits"] = float(bits(prior, codes).sum(1).double().mean())
    return found
