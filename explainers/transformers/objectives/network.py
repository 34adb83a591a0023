"""One transformer for all objectives: a single stack, in which a mask says who may look at whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import torch
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from explainers.shipped_networks import load
from explainers.transformers.objectives.corruption import Pair
from explainers.transformers.objectives.spelling import PAD_ID, SIZE, START_ID

torch.set_num_threads(1)  # networks as small as these only lose by sharing
WEIGHTS, RECORDED = "weights/objectives-{}.npz", "weights/objectives-{}.json"
WIDTH, LAYERS, HEADS, HIDDEN = 96, 4, 4, 384
IGNORED = -100  # labels without a loss
BASE = 1000.0  # of the wavelengths of the rotary embedding: texts are short


@dataclass(frozen=True)
class Batch:
    """Sequences side by side: what is given, a start mark, what is wanted; padded at the end."""

    ids: Tensor  # (n, T)
    labels: Tensor  # (n, T) the piece that is to come next, where there is a loss
    given: Tensor  # (n, 1) how many pieces are given


def batch_of(pairs: Sequence[Pair]) -> Batch:
    """Return pairs as a batch."""
    ids = [torch.tensor((*pair.given, START_ID, *pair.wanted[:-1])) for pair in pairs]
    labels = [torch.tensor((*[IGNORED] * len(pair.given), *pair.wanted)) for pair in pairs]
    given = torch.tensor([[len(pair.given)] for pair in pairs])
    return Batch(pad_sequence(ids, True, PAD_ID), pad_sequence(labels, True, IGNORED), given)


def may_look(read: Tensor, length: int) -> Tensor:
    """Return who may look at whom, (n, length, length): at what came before, itself, and the first `read`, (n, 1)."""
    at = torch.arange(length)
    return (at <= at[:, None]) | (at < read[:, None])


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

    def __init__(self, objective: str) -> None:
        super().__init__()
        self.objective = objective
        self.pieces, self.sides = nn.Embedding(SIZE, WIDTH), nn.Embedding(2, WIDTH)
        self.blocks, self.norm = nn.ModuleList(Block() for _ in range(LAYERS)), nn.LayerNorm(WIDTH)
        for embedding in (self.pieces, self.sides):
            nn.init.normal_(embedding.weight, std=0.5 * WIDTH**-0.5)

    def forward(self, batch: Batch) -> Tensor:
        """Return what stands at every place behind the last block: (n, T, WIDTH).

        A causal model lets nobody look ahead, not even within what is given. Places are counted anew on either side.
        """
        at, given = torch.arange(batch.ids.shape[1]), batch.given
        written = at >= given
        mask = may_look(0 * given if self.objective == "causal" else given, len(at))
        x = self.pieces(batch.ids) + self.sides(written.long())
        for block in self.blocks:
            x = block(x, mask, at - given * written)
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
    model = Transformer(objective)
    load(model, WEIGHTS.format(objective), objective)
    return model
