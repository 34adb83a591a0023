"""What the chapter's tests share: random attention maps."""

from collections.abc import Callable

import numpy as np
import pytest

from explainers.transformers.dot_product import Array, causal, softmax


@pytest.fixture(scope="session")
def random_maps() -> Callable[[int, int, int, int], Array]:
    """Return a function that makes causal attention maps: (layers, heads, length, length)."""

    def make(seed: int, layers: int, heads: int, length: int) -> Array:
        scores = np.random.default_rng(seed).normal(size=(layers, heads, length, length))
        return softmax(scores * 2 + causal(length))

    return make
