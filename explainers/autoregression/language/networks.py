"""Four networks that learn what the counts are counted for: the next letter, after the letters before it."""

from functools import cache

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from explainers.autoregression.language.ngrams import BASE
from explainers.shipped_networks import load

WEIGHTS, RECORDED = "weights/next_letter.npz", "weights/next_letter.json"
WINDOW = 8  # letters that the perceptron sees
SPAN = 64  # letters that the transformer sees
torch.set_num_threads(1)  # networks as small as these only lose by sharing


class Bigram(nn.Module):
    """One table of logits, a row for each last letter: a model of order 2 that is learnt and not counted."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding(BASE, BASE)

    def forward(self, codes: Tensor) -> Tensor:
        """Return the logits of the letter after each, shape (n, t, BASE), for letters of shape (n, t)."""
        logits: Tensor = self.table(codes)
        return logits


class Perceptron(nn.Module):
    """The last WINDOW letters as vectors, side by side, and one hidden layer (Bengio et al. 2003)."""

    def __init__(self, size: int = 24, hidden: int = 192) -> None:
        super().__init__()
        self.letters, self.size = nn.Embedding(BASE, size), size
        self.hidden, self.out = nn.Linear(WINDOW * size, hidden), nn.Linear(hidden, BASE)

    def forward(self, codes: Tensor) -> Tensor:
        """Return the logits of the letter after each, shape (n, t, BASE); before the text stand line feeds."""
        padded = nn.functional.pad(codes, (WINDOW - 1, 0))
        seen = self.letters(padded).unfold(1, WINDOW, 1).transpose(2, 3).flatten(2)  # (n, t, WINDOW · size)
        logits: Tensor = self.out(torch.tanh(self.hidden(seen)))
        return logits


class Recurrent(nn.Module):
    """Gated recurrent units (Cho et al. 2014): what was read is kept in one vector, however long it is."""

    def __init__(self, size: int = 32, hidden: int = 160) -> None:
        super().__init__()
        self.letters = nn.Embedding(BASE, size)
        self.units, self.out = nn.GRU(size, hidden, batch_first=True), nn.Linear(hidden, BASE)

    def forward(self, codes: Tensor) -> Tensor:
        """Return the logits of the letter after each, shape (n, t, BASE)."""
        states, _ = self.units(self.letters(codes))
        logits: Tensor = self.out(states)
        return logits


class Block(nn.Module):
    """Causal attention, then a layer for each position alone, both added to what came in (Vaswani et al. 2017)."""

    def __init__(self, size: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.before, self.between = nn.LayerNorm(size), nn.LayerNorm(size)
        self.ask, self.give = nn.Linear(size, 3 * size), nn.Linear(size, size)
        self.alone = nn.Sequential(nn.Linear(size, 4 * size), nn.GELU(), nn.Linear(4 * size, size))

    def forward(self, x: Tensor) -> Tensor:
        """Return vectors of the same shape, (n, t, size)."""
        n, t, size = x.shape
        q, k, v = self.ask(self.before(x)).view(n, t, 3, self.heads, size // self.heads).permute(2, 0, 3, 1, 4)
        mixed = scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).reshape(n, t, size)
        x = x + self.give(mixed)
        return x + self.alone(self.between(x))


class Transformer(nn.Module):
    """Two blocks of causal attention over the last SPAN letters, with a learnt vector for each position."""

    def __init__(self, size: int = 72, heads: int = 4, blocks: int = 2) -> None:
        super().__init__()
        self.letters, self.places = nn.Embedding(BASE, size), nn.Embedding(SPAN, size)
        self.blocks = nn.Sequential(*(Block(size, heads) for _ in range(blocks)))
        self.out = nn.Sequential(nn.LayerNorm(size), nn.Linear(size, BASE))

    def forward(self, codes: Tensor) -> Tensor:
        """Return the logits of the letter after each, shape (n, t, BASE), t at most SPAN."""
        x = self.letters(codes) + self.places(torch.arange(codes.shape[1]))
        logits: Tensor = self.out(self.blocks(x))
        return logits


NETWORKS: dict[str, type[nn.Module]] = {
    "bigram": Bigram, "perceptron": Perceptron, "recurrent": Recurrent, "transformer": Transformer,
}  # fmt: skip


@cache
def network(name: str) -> nn.Module:
    """Return a network as it is shipped."""
    made = NETWORKS[name]()
    load(made, WEIGHTS, name)
    return made


@torch.no_grad()
def log_probabilities(model: nn.Module, codes: Tensor) -> Tensor:
    """Return ln p of each letter but the first, shape (t - 1,), each after as much as SPAN letters before it.

    Read in windows that overlap by half, of which the second half counts: each letter has at least SPAN / 2 before it.
    """
    half, found, done = SPAN // 2, [], 1
    while done < len(codes):
        start = max(0, done - half)
        window = codes[start : start + SPAN + 1]
        logits = model(window[None, :-1])[0]
        each = torch.log_softmax(logits, 1).gather(1, window[1:, None])[:, 0]
        found.append(each[done - 1 - start :])
        done = start + len(window)
    return torch.cat(found)


@torch.no_grad()
def following(model: nn.Module, codes: Tensor) -> Tensor:
    """Return the probability of each letter after a text, shape (BASE,); an empty text is read as a line feed."""
    window = codes[-SPAN:] if len(codes) else torch.zeros(1, dtype=torch.long)
    return torch.softmax(model(window[None])[0, -1], 0)
