"""A classifier of capitals: what the chapter measures generated letters with, by its features and by what it reads."""

import json
from functools import cache
from itertools import pairwise
from typing import Any

import torch
from torch import Tensor, nn

from explainers.data.glyphs.glyphs import LETTERS
from explainers.shipped import shipped
from explainers.shipped_networks import load

WEIGHTS, RECORDED = "weights/gan_reader.npz", "weights/gan_reader.json"
FEATURES = 64


class Reader(nn.Module):
    """Three convolutions and a hidden layer, whose FEATURES activations are the features of a picture."""

    def __init__(self) -> None:
        """Make it, with weights from torch's present generator."""
        super().__init__()
        widths = (1, 16, 32, 64)
        parts: list[nn.Module] = []
        for wide, narrow in pairwise(widths):
            parts += [nn.Conv2d(wide, narrow, 3, stride=2, padding=1), nn.ReLU()]
        self.body = nn.Sequential(*parts, nn.Flatten(), nn.Linear(64 * 4 * 4, FEATURES), nn.ReLU())
        self.head = nn.Linear(FEATURES, len(LETTERS))

    def forward(self, x: Tensor) -> Tensor:
        """Return 26 logits for each picture, shape (n, 26), for x of shape (n, 1, 32, 32) from -1 to 1."""
        logits: Tensor = self.head(self.body(x))
        return logits

    @torch.no_grad()
    def features(self, x: Tensor) -> Tensor:
        """Return the features of pictures, shape (n, FEATURES)."""
        return torch.cat([self.body(part) for part in torch.split(x, 1024)])

    @torch.no_grad()
    def read(self, x: Tensor) -> Tensor:
        """Return the probability of each letter, shape (n, 26)."""
        return torch.cat([torch.softmax(self(part), 1) for part in torch.split(x, 1024)])


@cache
def reader() -> Reader:
    """Return the classifier as it is shipped."""
    network = Reader()
    load(network, WEIGHTS, "reader")
    return network


def recorded() -> dict[str, Any]:
    """Return what the classifier reached when it was trained."""
    found: dict[str, Any] = json.loads(shipped(RECORDED))
    return found
