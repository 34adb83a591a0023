"""Four networks that learn what the counts are counted for: the next letter, after the letters before it."""

from collections.abc import Callable
from functools import cache, partial

import torch
from torch import Tensor, nn

from explainers.autoregression.language.ngrams import BASE
from explainers.shipped_networks import load

WEIGHTS, RECORDED = "weights/next_letter-{}.npz", "weights/next_letter.json"
WINDOW = 8  # letters that the perceptron sees
SPAN = 64  # letters of the windows from which all learn
torch.set_num_threads(1)  # networks as small as these only lose by sharing


class Perceptron(nn.Module):
    """The last WINDOW letters as vectors, side by side, and one hidden layer (Bengio et al. 2003)."""

    def __init__(self, size: int = 24, hidden: int = 256) -> None:
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

    def __init__(self, size: int = 32, hidden: int = 192) -> None:
        super().__init__()
        self.letters = nn.Embedding(BASE, size)
        self.units, self.out = nn.GRU(size, hidden, batch_first=True), nn.Linear(hidden, BASE)

    def forward(self, codes: Tensor) -> Tensor:
        """Return the logits of the letter after each, shape (n, t, BASE)."""
        states, _ = self.units(self.letters(codes))
        logits: Tensor = self.out(states)
        return logits


class Transformer(nn.Module):
    """Two layers of causal attention over the last SPAN letters, with a learnt vector for each position."""

    def __init__(self, size: int = 96, heads: int = 4, layers: int = 2) -> None:
        super().__init__()
        self.letters, self.places = nn.Embedding(BASE, size), nn.Embedding(SPAN, size)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(size, heads, 4 * size, 0.0, "gelu", batch_first=True, norm_first=True)
            for _ in range(layers)
        )
        self.out = nn.Sequential(nn.LayerNorm(size), nn.Linear(size, BASE))

    def forward(self, codes: Tensor) -> Tensor:
        """Return the logits of the letter after each, shape (n, t, BASE), t at most SPAN."""
        x = self.letters(codes) + self.places(torch.arange(codes.shape[1]))
        later = nn.Transformer.generate_square_subsequent_mask(codes.shape[1])
        for layer in self.layers:
            x = layer(x, later, is_causal=True)
        logits: Tensor = self.out(x)
        return logits


NETWORKS: dict[str, Callable[[], nn.Module]] = {
    "bigram": partial(nn.Embedding, BASE, BASE),  # a row of logits for each last letter: order 2, learnt, not counted
    "perceptron": Perceptron,
    "recurrent": Recurrent,
    "transformer": Transformer,
}
SEES = {"bigram": 1, "perceptron": WINDOW, "recurrent": SPAN, "transformer": SPAN}  # so many letters before the next


@cache
def network(name: str) -> nn.Module:
    """Return a network as it is shipped."""
    made = NETWORKS[name]()
    load(made, WEIGHTS.format(name), name)
    return made


@torch.no_grad()
def log_probabilities(model: nn.Module, codes: Tensor) -> Tensor:
    """Return ln p of each letter but the first, shape (t - 1,), each after as much as SPAN letters before it.

    Read in windows that overlap by half, of which the second half counts: each letter has at least SPAN / 2 before it.
    """
    half, wanted = SPAN // 2, len(codes) - 1
    missing = SPAN - wanted if wanted <= SPAN else -(wanted - SPAN) % half
    windows = nn.functional.pad(codes, (0, missing)).unfold(0, SPAN + 1, half)
    each = torch.cat([
        torch.log_softmax(model(some[:, :-1]), 2).gather(2, some[:, 1:, None])[..., 0] for some in windows.split(128)
    ])  # fmt: skip
    return torch.cat([each[0, :half], each[:, half:].flatten()])[:wanted]


@torch.no_grad()
def following(model: nn.Module, codes: Tensor) -> Tensor:
    """Return the probability of each letter after a text, shape (BASE,); an empty text is read as a line feed."""
    window = codes[-SPAN:] if len(codes) else torch.zeros(1, dtype=torch.long)
    return torch.softmax(model(window[None])[0, -1], 0)
