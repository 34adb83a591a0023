"""The models in torch, as they are trained: attention over a segment, a memory and a compressed memory.

Dai et al. 2019 (Transformer-XL), section 3; Rae et al. 2020 (Compressive Transformer), section 3.
"""

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from explainers.transformers.memory.kinds import HEADS, HIDDEN, KEYS, LAYERS, TOKENS, WIDTH, Kind

torch.set_num_threads(1)  # networks as small as these only lose by sharing


@dataclass(frozen=True, eq=False)
class Kept:
    """What one layer keeps of what it read: states that came into it, as they are and compressed."""

    memory: Tensor  # (batch, up to M, width)
    compressed: Tensor  # (batch, up to C, width)
    read: int  # tokens so far
    spans: Tensor  # (batch, up to C, 2) the first and the last token that a compressed slot holds

    @property
    def places(self) -> Tensor:
        """The first and the last token that each slot holds, compressed ones first: (batch, slots, 2)."""
        at = torch.arange(self.read - self.memory.shape[1], self.read)
        return torch.cat([self.spans, at[:, None].expand(len(self.spans), -1, 2)], 1)


def waves(places: Tensor, width: int = WIDTH) -> Tensor:
    """Return the sinusoids of Vaswani et al. 2017 at places or distances: (n,) to (n, width)."""
    angle = places[:, None] / 10_000 ** (torch.arange(0, width, 2) / width)
    return torch.cat([angle.sin(), angle.cos()], -1)


class Layer(nn.Module):
    """Attention from a segment to all that is kept and to itself, and a feed-forward network; norms come first."""

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self.kind = kind
        self.norm, self.norm2 = nn.LayerNorm(WIDTH), nn.LayerNorm(WIDTH)
        self.q, self.k, self.v, self.out = (nn.Linear(WIDTH, WIDTH, bias=False) for _ in range(4))
        self.up, self.down = nn.Linear(WIDTH, HIDDEN), nn.Linear(HIDDEN, WIDTH)
        if kind.relative:
            self.r = nn.Linear(WIDTH, WIDTH, bias=False)
            self.content, self.place = (nn.Parameter(torch.zeros(HEADS, 1, WIDTH // HEADS)) for _ in range(2))
        if kind.how == "conv":
            self.squeeze = nn.Conv1d(WIDTH, WIDTH, kind.rate, kind.rate)
            mean = torch.eye(WIDTH)[..., None].repeat(1, 1, kind.rate) / kind.rate  # as which it begins
            self.squeeze.load_state_dict({"weight": mean, "bias": torch.zeros(WIDTH)})

    def forward(self, x: Tensor, kept: Kept) -> tuple[Tensor, Tensor]:
        """Return the states that leave the layer, (batch, S, width), and its attention, (batch, head, S, slots)."""
        inside = self.norm(torch.cat([kept.compressed, kept.memory, x], 1))
        q, k, v = (self._heads(of) for of in (self.q(inside[:, -x.shape[1] :]), self.k(inside), self.v(inside)))
        rows, slots = x.shape[1], inside.shape[1]
        back = torch.arange(slots - rows, slots)[:, None] - torch.arange(slots)  # in slots, each counts one
        if self.kind.relative:
            r = self._heads(self.r(waves(torch.arange(slots)))[None])
            by_distance, index = (q + self.place) @ r.transpose(-1, -2), back.clamp(min=0).expand(*q.shape[:2], -1, -1)
            scores = (q + self.content) @ k.transpose(-1, -2) + by_distance.gather(-1, index)
        else:
            scores = q @ k.transpose(-1, -2)
        looks = (scores / q.shape[-1] ** 0.5).masked_fill(back < 0, -torch.inf).softmax(-1)
        x = x + self.out((looks @ v).transpose(1, 2).flatten(2))
        return x + self.down(self.up(self.norm2(x)).relu()), looks

    def keep(self, x: Tensor, kept: Kept, looks: Tensor) -> Kept:
        """Return what is kept after a segment, (batch, S, width): its states push the oldest out of the memory."""
        if x.shape[1] < self.kind.segment:
            return kept  # it is still being read
        past, read = torch.cat([kept.memory, x], 1), kept.read + x.shape[1]
        memory = past[:, max(past.shape[1] - self.kind.memory, 0) :]
        old = past[:, : past.shape[1] - memory.shape[1]]
        if not self.kind.compressed or not old.shape[1]:
            return Kept(memory, kept.compressed, read, kept.spans)
        used = looks.mean((1, 2))[:, kept.compressed.shape[1] :][:, : old.shape[1]]
        states, held = self.compress(old, used)
        spans = torch.cat([kept.spans, held[..., [0, -1]] + read - past.shape[1]], 1)[:, -self.kind.compressed :]
        return Kept(memory, torch.cat([kept.compressed, states], 1)[:, -self.kind.compressed :], read, spans)

    def compress(self, old: Tensor, used: Tensor) -> tuple[Tensor, Tensor]:
        """Return n states as n / c, and which of the n are in each, (batch, n / c, c or 1).

        `used` is the attention that each of the n got from the last segment, (batch, n): Rae et al. 2020, section 3.2.
        """
        rate, (batch, n) = self.kind.rate, used.shape
        if self.kind.how == "used":
            best = used.topk(n // rate).indices.sort().values
            return old.gather(1, best[..., None].expand(-1, -1, WIDTH)), best[..., None]
        which = torch.arange(n).reshape(-1, rate).expand(batch, -1, -1)
        if self.kind.how == "mean":
            return old.reshape(batch, -1, rate, WIDTH).mean(2), which
        return self.squeeze(old.transpose(1, 2)).transpose(1, 2), which

    def _heads(self, x: Tensor) -> Tensor:
        return x.reshape(*x.shape[:2], HEADS, -1).transpose(1, 2)


class Recurrent(nn.Module):
    """A transformer that reads a stream segment by segment and, wherever it is asked, names the latest key."""

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self.kind = kind
        self.tokens = nn.Embedding(len(TOKENS), WIDTH)
        nn.init.normal_(self.tokens.weight, std=WIDTH**-0.5)
        self.layers = nn.ModuleList(Layer(kind) for _ in range(LAYERS))
        self.norm, self.keys = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, len(KEYS), bias=False)

    @property
    def stack(self) -> list[Layer]:
        """Its layers, from the bottom."""
        return [layer for layer in self.layers if isinstance(layer, Layer)]

    def nothing(self, batch: int) -> list[Kept]:
        """Return what is kept before anything has been read."""
        empty = torch.zeros(batch, 0, WIDTH)
        return [Kept(empty, empty, 0, torch.zeros(batch, 0, 2, dtype=torch.long)) for _ in range(LAYERS)]

    def segment(self, ids: Tensor, kept: list[Kept]) -> tuple[Tensor, list[Kept], list[Tensor]]:
        """Read one segment, (batch, S): the scores of keys, what is kept then, and the attention.

        Scores are (layers, batch, S, keys), as they are read from the states behind each layer; the last count.
        """
        x, scores, then, maps = self.tokens(ids), [], [], []
        if not self.kind.relative:
            x = x + waves(torch.arange(ids.shape[1]))
        for layer, has in zip(self.stack, kept, strict=True):
            after, looks = layer(x, has)
            then.append(layer.keep(x, has, looks))
            maps.append(looks)
            scores.append(self.keys(self.norm(after)))
            x = after
        return torch.stack(scores), then, maps

    def forward(self, ids: Tensor) -> Tensor:
        """Return the scores of keys behind each layer at every place, (batch, T) to (layers, batch, T, keys)."""
        kept, scores = self.nothing(len(ids)), []
        for start in range(0, ids.shape[1], self.kind.segment):
            said, kept, _ = self.segment(ids[:, start : start + self.kind.segment], kept)
            scores.append(said)
        return torch.cat(scores, 2)
