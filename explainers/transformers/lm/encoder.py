"""MiniLM-L6 (Wang et al. 2020), an encoder of 6 layers with 12 heads each: every token may look at all others.

Its blocks are BERT's: learned positions, layer norm behind each block. `tests/transformers` holds it to `transformers`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import gelu, layer_norm, linear

from explainers.transformers.lm.shape import ENCODER_HEAD_SIZE, ENCODER_HEADS, ENCODER_LAYERS

LN_EPSILON = 1e-12


@dataclass
class Encoder:
    """The weights, and what can be asked of them."""

    weights: dict[str, Tensor]
    tokenizer: Any

    def maps(self, ids: Sequence[int], placed: bool = True) -> Tensor:
        """Return where every head looks, (layers, heads, T, T), with learned positions or with none."""
        w, name = self.weights, "embeddings"
        x = w[f"{name}.word_embeddings.weight"][torch.tensor(ids)]
        if placed:
            x = x + w[f"{name}.position_embeddings.weight"][: len(ids)]
        x = self.normed(x + w[f"{name}.token_type_embeddings.weight"][0], f"{name}.LayerNorm")
        maps = []
        for layer in range(ENCODER_LAYERS):
            x, weights = self.block(x, f"encoder.layer.{layer}")
            maps.append(weights)
        return torch.stack(maps)

    def block(self, x: Tensor, name: str) -> tuple[Tensor, Tensor]:
        """Run one layer on (T, width); return also where its heads look."""
        parts = ("query", "key", "value")
        q, k, v = (self.linear(x, f"{name}.attention.self.{part}").view(len(x), ENCODER_HEADS, -1).transpose(0, 1)
                   for part in parts)  # fmt: skip
        weights = torch.softmax(q @ k.transpose(-1, -2) / ENCODER_HEAD_SIZE**0.5, -1)
        joined = (weights @ v).transpose(0, 1).flatten(1)
        x = self.normed(x + self.linear(joined, f"{name}.attention.output.dense"), f"{name}.attention.output.LayerNorm")
        hidden = gelu(self.linear(x, f"{name}.intermediate.dense"))
        return self.normed(x + self.linear(hidden, f"{name}.output.dense"), f"{name}.output.LayerNorm"), weights

    def linear(self, x: Tensor, name: str) -> Tensor:
        """Apply the linear map of that name."""
        return linear(x, self.weights[f"{name}.weight"], self.weights[f"{name}.bias"])

    def normed(self, x: Tensor, name: str) -> Tensor:
        """Apply the layer norm of that name."""
        return layer_norm(x, x.shape[-1:], self.weights[f"{name}.weight"], self.weights[f"{name}.bias"], LN_EPSILON)
