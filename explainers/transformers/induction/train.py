"""Trains the two-layer attention-only model: `python -m explainers.transformers.induction.train`.

With PyTorch's own `nn.MultiheadAttention`; the page runs the checkpoints through `network.py`.
"""

import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

import explainers
from explainers.transformers.dot_product import Array
from explainers.transformers.induction.network import (
    INDUCTION_HEADS,
    INDUCTION_LAYERS,
    INDUCTION_WEIGHTS,
    LENGTH,
    LETTERS,
    induction_score,
    previous_score,
)

WIDTH = 48  # of a vector
SEQUENCES, LAST_UPDATE, STEP_SIZE = 128, 3000, 2e-3
PERIODS = (5, 16)  # from … to …, so that no fixed distance will do
KEPT = (0, 50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 600, 700, 800, 1000, 1200, 1500, 2000, 3000)
PROBE = 10  # the period of the sequences on which heads are scored


class AttentionOnly(nn.Module):
    """Letters and learned positions, two blocks of attention, and a score for each letter that may follow."""

    def __init__(self) -> None:
        super().__init__()
        self.letters, self.places = nn.Embedding(len(LETTERS), WIDTH), nn.Embedding(LENGTH, WIDTH)
        self.blocks = nn.ModuleList(
            nn.MultiheadAttention(WIDTH, INDUCTION_HEADS, batch_first=True) for _ in range(INDUCTION_LAYERS)
        )
        self.norms = nn.ModuleList(nn.LayerNorm(WIDTH) for _ in range(INDUCTION_LAYERS + 1))
        self.out = nn.Linear(WIDTH, len(LETTERS), bias=False)

    def forward(self, ids: Tensor) -> tuple[Tensor, Tensor]:
        """Return the scores of the next letter, (batch, T, letters), and the maps, (batch, layer, head, T, T)."""
        x = self.letters(ids) + self.places.weight[: ids.shape[1]]
        future = torch.triu(torch.ones(ids.shape[1], ids.shape[1], dtype=torch.bool), 1)
        maps = []
        for block, norm in zip(self.blocks, self.norms[:-1], strict=True):
            inside = norm(x)
            written, looked = block(inside, inside, inside, attn_mask=future, average_attn_weights=False)
            x = x + written
            maps.append(looked)
        return self.out(self.norms[-1](x)), torch.stack(maps, 1)


def sequences(count: int, period: int, rng: np.random.Generator) -> Tensor:
    """Return `count` random patterns, repeated: (count, LENGTH)."""
    patterns = rng.integers(0, len(LETTERS), (count, period))
    return torch.tensor(np.tile(patterns, LENGTH // period + 1)[:, :LENGTH])


def losses(scores: Tensor, ids: Tensor) -> Tensor:
    """Return −ln p of each letter but the first: (batch, T − 1)."""
    return nn.functional.cross_entropy(scores[:, :-1].transpose(1, 2), ids[:, 1:], reduction="none")


def examine(model: AttentionOnly) -> dict[str, Array]:
    """Measure the model on 256 sequences it has not seen."""
    ids = sequences(256, PROBE, np.random.default_rng(10**6))
    with torch.no_grad():
        scores, maps = model(ids)
        loss = losses(scores, ids).double().numpy().mean(axis=0)
    mean = maps.double().numpy().mean(axis=0)
    return {"first": loss[: PROBE - 1].mean(), "again": loss[PROBE:].mean(),
            "previous": previous_score(mean), "induction": induction_score(mean, PROBE)}  # fmt: skip


def train_induction(seed: int = 0) -> tuple[list[dict[str, Tensor]], list[dict[str, Array]]]:
    """Train with Adam; return the weights at the updates that are kept, and what was measured there."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = AttentionOnly()
    adam = torch.optim.Adam(model.parameters(), STEP_SIZE)
    kept, measured = [], []
    for update in range(LAST_UPDATE + 1):
        if update in KEPT:
            kept.append({name: w.detach().clone() for name, w in model.state_dict().items()})
            measured.append(examine(model))
            print(update, {name: np.round(value, 2).tolist() for name, value in measured[-1].items()}, flush=True)
        ids = sequences(SEQUENCES, int(rng.integers(PERIODS[0], PERIODS[1] + 1)), rng)
        loss = losses(model(ids)[0], ids).mean()
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        adam.step()
    return kept, measured


if __name__ == "__main__":
    torch.set_num_threads(1)
    started = time.monotonic()
    weights, curve = train_induction()
    stored: dict[str, Any] = {name: torch.stack([w[name] for w in weights]).half().numpy() for name in weights[0]}
    stored |= {f"curve.{name}": np.stack([m[name] for m in curve]).astype(np.float32) for name in curve[0]}
    file = Path(explainers.__path__[0]) / INDUCTION_WEIGHTS
    stored["curve.updates"] = np.array(KEPT, np.float32)
    np.savez_compressed(file, allow_pickle=False, **stored)
    print(f"trained in {time.monotonic() - started:.0f} s; {file.stat().st_size / 1e3:.0f} kB")
