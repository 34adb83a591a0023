"""One transformer for all objectives: a single stack, in which a mask says who may look at whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor, nn

from explainers.shipped_networks import load
from explainers.transformers.objectives.corruption import Pair
from explainers.transformers.objectives.spelling import PAD_ID, SIZE, START_ID

torch.set_num_threads(1)  # networks as small as these only lose by sharing
WEIGHTS = "weights/objectives.npz"
WIDTH, LAYERS, HEADS, HIDDEN = 96, 4, 4, 384
IGNORED = -100  # labels without a loss
BASE = 1000.0  # of the wavelengths of the rotary embedding: texts are short


@dataclass(frozen=True)
class Batch:
    """Sequences side by side: what is given, a start mark, what is wanted; padded at the end. All (n, T)."""

    ids: Tensor
    side: Tensor  # 0 for what is given, 1 for what is written
    places: Tensor  # counted anew on either side
    read: Tensor  # (n,) how many pieces are given: all of them may be looked at by all, unless the mask is causal
    labels: Tensor  # the piece that is to come next, where there is a loss


def batch_of(pairs: Sequence[Pair], causal: bool) -> Batch:
    """Return pairs as a batch. `causal` lets nobody look ahead, not even within what is given."""
    longest = max(len(pair.given) + 1 + len(pair.wanted) for pair in pairs) - 1
    ids = torch.full((len(pairs), longest), PAD_ID)
    labels, side, places = torch.full_like(ids, IGNORED), torch.zeros_like(ids), torch.zeros_like(ids)
    for row, pair in enumerate(pairs):
        n, m = len(pair.given), len(pair.wanted)
        ids[row, : n + m] = torch.tensor((*pair.given, START_ID, *pair.wanted[:-1]))
        labels[row, n : n + m] = torch.tensor(pair.wanted)
        side[row, n:] = 1
        places[row, :n], places[row, n:] = torch.arange(n), torch.arange(longest - n)
    read = torch.tensor([0 if causal else len(pair.given) for pair in pairs])
    return Batch(ids, side, places, read, labels)


def may_look(read: Tensor, length: int) -> Tensor:
    """Return who may look at whom, (n, length, length): at what came before, itself, and at all that is given."""
    at = torch.arange(length)
    return (at[None, None, :] <= at[None, :, None]) | (at[None, None, :] < read[:, None, None])


def rotated(x: Tensor, places: Tensor) -> Tensor:
    """Return queries or keys, (n, heads, T, d), turned by their place (rotary embedding, Su et al. 2021)."""
    half = x.shape[-1] // 2
    angle = places[:, None, :, None] / BASE ** (torch.arange(half) / half)
    a, b = x[..., :half], x[..., half:]
    return torch.cat((a * angle.cos() - b * angle.sin(), a * angle.sin() + b * angle.cos()), -1)


class Block(nn.Module):
    """Self-attention and a feed-forward network, each behind a layer norm."""

    def __init__(self) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.into, self.out = nn.Linear(WIDTH, 3 * WIDTH), nn.Linear(WIDTH, WIDTH)
        self.feed = nn.Sequential(nn.Linear(WIDTH, HIDDEN), nn.GELU(), nn.Linear(HIDDEN, WIDTH))

    def forward(self, x: Tensor, mask: Tensor, places: Tensor) -> Tensor:
        """Return x, (n, T, WIDTH), with what both parts add."""
        n, length, _ = x.shape
        q, k, v = self.into(self.norm1(x)).view(n, length, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        q, k = rotated(q, places), rotated(k, places)
        looked = nn.functional.scaled_dot_product_attention(q, k, v, attn_mask=mask[:, None])
        x = x + self.out(looked.transpose(1, 2).reshape(n, length, WIDTH))
        return x + self.feed(self.norm2(x))


class Transformer(nn.Module):
    """Pieces and the side they stand on, blocks, and a score for each piece that may come next."""

    def __init__(self) -> None:
        super().__init__()
        self.pieces, self.sides = nn.Embedding(SIZE, WIDTH), nn.Embedding(2, WIDTH)
        self.blocks, self.norm = nn.ModuleList(Block() for _ in range(LAYERS)), nn.LayerNorm(WIDTH)
        for embedding in (self.pieces, self.sides):
            nn.init.normal_(embedding.weight, std=0.5 * WIDTH**-0.5)

    def forward(self, batch: Batch) -> Tensor:
        """Return what stands at every place behind the last block: (n, T, WIDTH)."""
        x = self.pieces(batch.ids) + self.sides(batch.side)
        mask = may_look(batch.read, batch.ids.shape[1])
        for block in self.blocks:
            x = block(x, mask, batch.places)
        return self.norm(x)

    def scores(self, states: Tensor) -> Tensor:
        """Return the scores of the next piece: (…, SIZE)."""
        return states @ self.pieces.weight.T

    def loss(self, batch: Batch) -> Tensor:
        """Return the mean cross entropy where there is a label, in nats."""
        at = batch.labels != IGNORED
        return nn.functional.cross_entropy(self.scores(self(batch)[at]), batch.labels[at])


@cache
def network(objective: str) -> Transformer:
    """Return the trained network of an objective."""
    model = Transformer()
    load(model, WEIGHTS, objective)
    return model


@cache
def parameters() -> int:
    """Return how many parameters each network has."""
    return sum(weights.numel() for weights in Transformer().parameters())
