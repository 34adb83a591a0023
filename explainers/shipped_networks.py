"""Weights of trained networks in files that come with the course, in half precision."""

import io
from collections.abc import Mapping

import numpy as np
import torch
from torch import nn

from explainers.shipped import place_of, shipped


def load(network: nn.Module, file: str, name: str) -> None:
    """Give a network the weights kept under `name` in a file below `explainers/`; none of them is trained further."""
    with np.load(io.BytesIO(shipped(file))) as kept:
        weights = {key: torch.tensor(kept[f"{name}/{key}"].astype(np.float32)) for key in network.state_dict()}
    network.load_state_dict(weights)
    network.eval().requires_grad_(requires_grad=False)


def round_to_half(network: nn.Module) -> None:
    """Round the weights of a network, in place, to what is kept: measure what it reaches after that."""
    for weights in network.state_dict().values():
        weights.copy_(weights.half())


def save(file: str, networks: Mapping[str, nn.Module]) -> None:
    """Keep the weights of networks, by name, in one file below `explainers/`."""
    kept = {f"{name}/{key}": weights.numpy().astype(np.float16)
            for name, network in networks.items() for key, weights in network.state_dict().items()}  # fmt: skip
    np.savez_compressed(place_of(file), allow_pickle=False, **kept)
