"""Trains the translator of number words: `python -m explainers.transformers.translator.train`.

With PyTorch's own `nn.Transformer`; the page runs the trained weights through the numpy code of `network.py`.
"""

import time
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

import explainers
from explainers.transformers.translator.network import (
    TRANSLATOR_HEADS,
    TRANSLATOR_LAYERS,
    TRANSLATOR_WEIGHTS,
    translate_number,
    waves,
)
from explainers.transformers.translator.number_words import ENGLISH, GERMAN, MAX_NUMBER, english, german, held_out

SIZE, HIDDEN = 64, 128  # of a vector, and of the feed-forward layers
BATCH, UPDATES, RATE = 128, 3000, 2e-3


class NumberTranslator(nn.Module):
    """`nn.Transformer` between an embedding of English words and one of German pieces, which also scores them."""

    def __init__(self) -> None:
        super().__init__()
        self.source, self.target = nn.Embedding(len(ENGLISH), SIZE), nn.Embedding(len(GERMAN), SIZE)
        self.transformer = nn.Transformer(SIZE, TRANSLATOR_HEADS, TRANSLATOR_LAYERS, TRANSLATOR_LAYERS, HIDDEN,
                                          dropout=0.0, batch_first=True, norm_first=True)  # fmt: skip
        for embedding in (self.source, self.target):
            nn.init.normal_(embedding.weight, std=SIZE**-0.5)

    def forward(self, words: Tensor, pieces: Tensor) -> Tensor:
        """Return the scores of what follows each piece: (batch, T, pieces). Padding is −1."""
        places = torch.tensor(waves(max(words.shape[1], pieces.shape[1]), SIZE), dtype=torch.float32)
        hidden = words < 0
        x = self.source(words.clamp(min=0)) + places[: words.shape[1]]
        y = self.target(pieces.clamp(min=0)) + places[: pieces.shape[1]]
        future = torch.triu(torch.ones(pieces.shape[1], pieces.shape[1], dtype=torch.bool), 1)
        out = self.transformer(x, y, tgt_mask=future, src_key_padding_mask=hidden, memory_key_padding_mask=hidden)
        return out @ self.target.weight.T


def batch_of(numbers: list[int]) -> tuple[Tensor, Tensor]:
    """Return English and German as numbers of words and pieces, padded with −1."""
    start, end = GERMAN.index("<start>"), GERMAN.index("<end>")
    words = [[*map(ENGLISH.index, english(n)), ENGLISH.index("<end>")] for n in numbers]
    pieces = [[start, *map(GERMAN.index, german(n)), end] for n in numbers]
    return padded(words), padded(pieces)


def padded(rows: list[list[int]]) -> Tensor:
    """Return rows of different lengths as one matrix, padded with −1."""
    longest = max(map(len, rows))
    return torch.tensor([row + [-1] * (longest - len(row)) for row in rows])


def some_numbers(count: int, rng: np.random.Generator, kept: bool) -> list[int]:
    """Return random numbers, of one to six digits alike, that are held out, or that are not."""
    numbers: list[int] = []
    while len(numbers) < count:
        number = int(rng.integers(0, min(10 ** int(rng.integers(1, 7)), MAX_NUMBER + 1)))
        if held_out(number) == kept:
            numbers.append(number)
    return numbers


def train_translator(updates: int = UPDATES, seed: int = 0) -> NumberTranslator:
    """Train with Adam on numbers that are not held out, the rate rising over 200 updates and then falling to zero."""
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    model = NumberTranslator()
    adam = torch.optim.Adam(model.parameters(), RATE)
    pace = torch.optim.lr_scheduler.LambdaLR(adam, lambda step: min(step / 200, 1 - step / updates))
    for update in range(updates):
        words, pieces = batch_of(some_numbers(BATCH, rng, kept=False))
        scores = model(words, pieces[:, :-1])
        loss = nn.functional.cross_entropy(scores.flatten(0, 1), pieces[:, 1:].flatten(), ignore_index=-1)
        adam.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        adam.step()
        pace.step()
        if update % 250 == 0:
            print(f"update {update}, loss {loss.item():.5f}", flush=True)
    return model


def exact_match(count: int = 1000, seed: int = 1) -> float:
    """Return the share of `count` different held-out numbers of which every piece of the translation is right."""
    numbers = list(dict.fromkeys(some_numbers(4 * count, np.random.default_rng(seed), kept=True)))[:count]
    return float(np.mean([translate_number(n).text == "".join(german(n)) for n in numbers]))


if __name__ == "__main__":
    torch.set_num_threads(1)
    started = time.monotonic()
    trained = train_translator()
    file = Path(explainers.__path__[0]) / TRANSLATOR_WEIGHTS
    np.savez_compressed(file, **{name: w.half().numpy() for name, w in trained.state_dict().items()})
    print(f"trained in {time.monotonic() - started:.0f} s; {file.stat().st_size / 1e3:.0f} kB; "
          f"exact match on 1000 held-out numbers: {exact_match():.1%}")  # fmt: skip
