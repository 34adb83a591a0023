"""SmolLM2 (Allal et al. 2025), a decoder of 30 layers with 9 heads each: every map is kept, and any can be edited.

Its blocks are Llama's: root-mean-square norm, rotary positions, keys and values shared by three heads each, gated
feed-forward. `tests/transformers` holds it to the `transformers` package.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import linear, rms_norm, silu

from explainers.transformers.lm.shape import GROUPS, HEAD_SIZE, HEADS, LAYERS, ROPE_BASE
from explainers.transformers.lm.text import Cell

RMS_EPSILON = 1e-5


@dataclass(frozen=True)
class Edit:
    """What is done to a layer's heads, for each of B copies of the sentence."""

    keep: Tensor | None = None  # (B, heads) what of a head's output is kept: 0 switches it off
    cell: Cell | None = None  # that is overwritten, in all copies
    temperature: float = 1.0


@dataclass(frozen=True)
class Looked:
    """What one layer's heads did, for B copies."""

    q: Tensor  # (B, heads, T, d) before positions turn it
    k: Tensor  # (B, groups, S, d) likewise
    v: Tensor  # (B, groups, S, d)
    weights: Tensor  # (B, heads, T, S)


@dataclass
class Decoder:
    """The weights, and what can be asked of them. Texts are lists of token numbers."""

    weights: dict[str, Tensor]
    tokenizer: Any

    def embed(self, ids: Sequence[int]) -> Tensor:
        """Return the vectors that enter the first layer: (1, T, width)."""
        return self.weights["model.embed_tokens.weight"][torch.tensor(ids)][None]

    def block(self, x: Tensor, layer: int, edit: Edit | None = None) -> tuple[Tensor, Looked]:
        """Run one layer on B copies, (B, T, width)."""
        name = f"model.layers.{layer}"
        inside = rms_norm(x, x.shape[-1:], self.weights[f"{name}.input_layernorm.weight"], RMS_EPSILON)
        q, k, v = (cut(linear(inside, self.weights[f"{name}.self_attn.{part}_proj.weight"])) for part in "qkv")
        weights = pattern(turn(q), turn(k), edit)
        heads = weights @ v.repeat_interleave(HEADS // GROUPS, 1)  # (B, heads, T, d)
        if edit and edit.keep is not None:
            heads = heads * edit.keep[:, :, None, None]
        joined = heads.transpose(1, 2).flatten(2)
        x = x + linear(joined, self.weights[f"{name}.self_attn.o_proj.weight"])
        return x + self.feed_forward(x, name), Looked(q, k, v, weights)

    def feed_forward(self, x: Tensor, name: str) -> Tensor:
        """Return what the gated network behind the attention writes."""
        inside = rms_norm(x, x.shape[-1:], self.weights[f"{name}.post_attention_layernorm.weight"], RMS_EPSILON)
        gate, up = (linear(inside, self.weights[f"{name}.mlp.{part}_proj.weight"]) for part in ("gate", "up"))
        return linear(silu(gate) * up, self.weights[f"{name}.mlp.down_proj.weight"])

    def logits(self, x: Tensor) -> Tensor:
        """Return the scores of all tokens that may come next: (…, width) to (…, vocabulary)."""
        normed = rms_norm(x, x.shape[-1:], self.weights["model.norm.weight"], RMS_EPSILON)
        return linear(normed, self.weights["model.embed_tokens.weight"])

    def run(self, x: Tensor, edits: dict[int, Edit], first: int = 0) -> Tensor:
        """Run the layers from `first` on, edited; return what leaves the last."""
        for layer in range(first, LAYERS):
            x, _ = self.block(x, layer, edits.get(layer))
        return x

    def without_cells(self, x: Tensor, layer: int, looked: Sequence[Looked]) -> Tensor:
        """Return the last token as it leaves the last layer, one cell of its row in this layer set to zero.

        `x` is (1, T, width), what enters the layer. One copy for each head and column, (heads × T, 1, width): only the
        last token changes, so only it is run again.
        """
        one, name = looked[layer], f"model.layers.{layer}"
        output = self.weights[f"{name}.self_attn.o_proj.weight"].view(-1, HEADS, HEAD_SIZE)
        parts = one.weights[0, :, -1, :, None] * one.v[0].repeat_interleave(HEADS // GROUPS, 0)  # (heads, T, d)
        written = torch.einsum("whd,htd->htw", output, parts)
        copies = (x[0, -1] + written.sum((0, 1)) - written).flatten(0, 1)[:, None]
        copies = copies + self.feed_forward(copies, name)
        for later in range(layer + 1, LAYERS):
            copies = self.last_token(copies, later, looked[later])
        return copies

    def last_token(self, x: Tensor, layer: int, looked: Looked) -> Tensor:
        """Run one layer on B versions of the last token, (B, 1, width), all before it as they were."""
        name = f"model.layers.{layer}"
        inside = rms_norm(x, x.shape[-1:], self.weights[f"{name}.input_layernorm.weight"], RMS_EPSILON)
        q, k, v = (cut(linear(inside, self.weights[f"{name}.self_attn.{part}_proj.weight"])) for part in "qkv")
        before = [part[:, :, :-1].expand(len(x), -1, -1, -1) for part in (looked.k, looked.v)]
        k, v = torch.cat((before[0], k), 2), torch.cat((before[1], v), 2)
        k, v = (part.repeat_interleave(HEADS // GROUPS, 1) for part in (turn(k), v))
        scores = turn(q, k.shape[2] - 1) @ k.transpose(-1, -2) / HEAD_SIZE**0.5
        joined = (torch.softmax(scores, -1) @ v).transpose(1, 2).flatten(2)
        x = x + linear(joined, self.weights[f"{name}.self_attn.o_proj.weight"])
        return x + self.feed_forward(x, name)


def cut(x: Tensor) -> Tensor:
    """Cut vectors into slices of 64, one a head: (B, T, n × 64) to (B, n, T, 64)."""
    return x.view(*x.shape[:2], -1, HEAD_SIZE).transpose(1, 2)


def turn(x: Tensor, first: int = 0) -> Tensor:
    """Turn queries or keys by their position, counted from `first` (rotary embedding, Su et al. 2021)."""
    half = HEAD_SIZE // 2
    pace = ROPE_BASE ** (-torch.arange(half) / half)
    angle = torch.arange(first, first + x.shape[-2])[:, None] * pace  # pair (i, i + 32) turns at pace i
    cos, sin = angle.cos(), angle.sin()
    left, right = x[..., :half], x[..., half:]
    return torch.cat((left * cos - right * sin, right * cos + left * sin), -1)


def pattern(q: Tensor, k: Tensor, edit: Edit | None) -> Tensor:
    """Return where the heads look: (B, heads, T, T), with the cells that are edited."""
    k = k.repeat_interleave(HEADS // GROUPS, 1)
    scores = q @ k.transpose(-1, -2) / HEAD_SIZE**0.5
    if edit:
        scores = scores / edit.temperature
    future = torch.triu(torch.full(scores.shape[-2:], -torch.inf), 1)
    weights = torch.softmax(scores + future, -1)
    if edit and edit.cell:
        overwrite(weights, edit.cell)
    return weights


def overwrite(weights: Tensor, cell: Cell) -> None:
    """Write a weight into a cell; where the row is normalised again, the others keep their proportions."""
    row = weights[:, cell.head, cell.row]
    if cell.renormalise:
        others = row.sum(-1, keepdim=True) - row[:, [cell.column]]
        row *= (1 - cell.weight) / others.clamp(min=torch.finfo(row.dtype).tiny)
    row[:, cell.column] = cell.weight
