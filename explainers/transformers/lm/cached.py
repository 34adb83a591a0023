"""SmolLM2 with a cache of keys and values: what a token costs when those before it need not be read again.

`decoder.py` reads a text anew, with every map kept; this writes. Both are held to each other by tests.
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn.functional import linear, rms_norm, scaled_dot_product_attention

from explainers.transformers.lm.decoder import RMS_EPSILON, Decoder
from explainers.transformers.lm.shape import GROUPS, HEAD_SIZE, HEADS, LAYERS, ROPE_BASE

BYTES_PER_TOKEN = 2 * LAYERS * GROUPS * HEAD_SIZE * 4  # of keys and values, in single precision


class Cache:
    """Keys, turned by their positions, and values of all layers, for B texts of the same length."""

    def __init__(self, room: int, texts: int = 1) -> None:
        self.keys = torch.zeros(LAYERS, texts, GROUPS, room, HEAD_SIZE)
        self.values = torch.zeros(LAYERS, texts, GROUPS, room, HEAD_SIZE)
        self.length = 0  # tokens that are in it

    def of(self, texts: Tensor) -> "Cache":
        """Return a copy for some of its texts, by number; the same may be asked for more than once."""
        copy = Cache.__new__(Cache)
        copy.keys, copy.values, copy.length = self.keys[:, texts], self.values[:, texts], self.length
        return copy


class Reader:
    """Reads tokens behind those that a cache holds."""

    def __init__(self, model: Decoder) -> None:
        self.model = model
        pace = ROPE_BASE ** (-torch.arange(HEAD_SIZE // 2) / (HEAD_SIZE // 2))
        self.pace = torch.cat((pace, pace))

    def read(self, ids: Sequence[Sequence[int]] | Tensor, cache: Cache, every: list[Tensor] | None = None) -> Tensor:
        """Read T more tokens of each of B texts, (B, T); return them as they leave the last layer, (B, T, width).

        What enters each layer, and what leaves the last, is added to `every`.
        """
        x = self.model.weights["model.embed_tokens.weight"][torch.as_tensor(ids)]
        angle = torch.arange(cache.length, cache.length + x.shape[1])[:, None] * self.pace
        cos, sin = angle.cos(), angle.sin()
        for layer in range(LAYERS):
            if every is not None:
                every.append(x)
            x = self._block(x, layer, cache, cos, sin)
        if every is not None:
            every.append(x)
        cache.length += x.shape[1]
        return x

    def _block(self, x: Tensor, layer: int, cache: Cache, cos: Tensor, sin: Tensor) -> Tensor:
        w, name = self.model.weights, f"model.layers.{layer}"
        inside = rms_norm(x, x.shape[-1:], w[f"{name}.input_layernorm.weight"], RMS_EPSILON)
        q, k, v = (
            linear(inside, w[f"{name}.self_attn.{part}_proj.weight"]).view(*x.shape[:2], -1, HEAD_SIZE).transpose(1, 2)
            for part in "qkv"
        )
        start, end = cache.length, cache.length + x.shape[1]
        cache.keys[layer, :, :, start:end] = _turned(k, cos, sin)
        cache.values[layer, :, :, start:end] = v
        k, v = (kept[layer, :, :, :end].repeat_interleave(HEADS // GROUPS, 1) for kept in (cache.keys, cache.values))
        mask = torch.ones(x.shape[1], end, dtype=torch.bool).tril(start) if x.shape[1] > 1 else None
        joined = scaled_dot_product_attention(_turned(q, cos, sin), k, v, mask).transpose(1, 2).flatten(2)
        x = x + linear(joined, w[f"{name}.self_attn.o_proj.weight"])
        return x + self.model.feed_forward(x, name)


def _turned(x: Tensor, cos: Tensor, sin: Tensor) -> Tensor:
    left, right = x.chunk(2, -1)
    return x * cos + torch.cat((-right, left), -1) * sin
