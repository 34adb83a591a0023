"""Four networks that learn what the counts are counted for: the next letter, after the letters before it."""

from collections.abc import Callable
from functools import cache, partial

import numpy as np
import torch
from torch import Tensor, nn

from explainers.autoregression.language.ngrams import BASE, Array, encoded
from explainers.shipped_networks import load

WEIGHTS, RECORDED = "weights/next_letter-{}.npz", "weights/next_letter.json"
WINDOW = 8  # letters that the perceptron sees
SPAN = 64  # letters of the windows from which all learn
torch.set_num_threads(1)  # networks as small as these only lose by sharing


class Network(nn.Module):
    """Letters as vectors, a body that mixes each with those before it, and the logits of the next letter."""

    def __init__(self, size: int, hidden: int, body: type[nn.Module]) -> None:
        super().__init__()
        self.letters, self.body, self.out = nn.Embedding(BASE, size), body(size, hidden), nn.Linear(hidden, BASE)

    def forward(self, codes: Tensor) -> Tensor:
        """Return the logits of the letter after each, shape (n, t, BASE), for letters of shape (n, t)."""
        logits: Tensor = self.out(self.body(self.letters(codes)))
        return logits


class Perceptron(nn.Module):
    """The last WINDOW letters side by side, and one hidden layer (Bengio et al. 2003)."""

    def __init__(self, size: int, hidden: int) -> None:
        super().__init__()
        self.hidden = nn.Linear(WINDOW * size, hidden)

    def forward(self, x: Tensor) -> Tensor:
        """Return what stands in the hidden layer, shape (n, t, hidden); before the text, vectors are 0."""
        seen = nn.functional.pad(x, (0, 0, WINDOW - 1, 0)).unfold(1, WINDOW, 1).flatten(2)
        return torch.tanh(self.hidden(seen))


class Recurrent(nn.Module):
    """Gated recurrent units (Cho et al. 2014): what was read is kept in one vector, however long it is."""

    def __init__(self, size: int, hidden: int) -> None:
        super().__init__()
        self.units = nn.GRU(size, hidden, batch_first=True)

    def forward(self, x: Tensor) -> Tensor:
        """Return that vector after each letter, shape (n, t, hidden)."""
        states: Tensor = self.units(x)[0]
        return states


class Transformer(nn.Module):
    """Two layers of causal attention over at most SPAN letters, with a learnt vector for each place."""

    def __init__(self, size: int, hidden: int) -> None:
        super().__init__()
        self.places, self.norm = nn.Embedding(SPAN, size), nn.LayerNorm(size)
        self.layers = nn.ModuleList(
            nn.TransformerEncoderLayer(size, 4, 4 * size, 0.0, "gelu", batch_first=True, norm_first=True)
            for _ in range(2)
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return a vector for each letter, shape (n, t, size); `hidden` is `size` here (Vaswani et al. 2017)."""
        x = x + self.places.weight[: x.shape[1]]
        later = nn.Transformer.generate_square_subsequent_mask(x.shape[1])
        for layer in self.layers:
            x = layer(x, later, is_causal=True)
        mixed: Tensor = self.norm(x)
        return mixed


NETWORKS: dict[str, Callable[[], nn.Module]] = {
    "bigram": partial(nn.Embedding, BASE, BASE),  # a row of logits for each last letter: order 2, learnt, not counted
    "perceptron": partial(Network, 24, 256, Perceptron),
    "recurrent": partial(Network, 32, 192, Recurrent),
    "transformer": partial(Network, 96, 96, Transformer),
}
SEES = {"bigram": 1, "perceptron": WINDOW, "recurrent": SPAN, "transformer": SPAN}  # so many letters before the next


@cache
def network(name: str) -> nn.Module:
    """Return a network as it is shipped."""
    made = NETWORKS[name]()
    load(made, WEIGHTS.format(name), name)
    return made


@torch.no_grad()
def surprise(model: nn.Module, text: str) -> Array:
    """Return the bits of each letter of a text, shape (t,), each after as much as SPAN letters before it.

    Before the text stands a line feed. It is read in windows that overlap by half, of which the second half counts:
    each letter has at least SPAN / 2 before it, where there are so many.
    """
    codes, half = torch.from_numpy(encoded("\n" + text)), SPAN // 2
    missing = SPAN - len(text) if len(text) <= SPAN else (SPAN - len(text)) % half
    windows = nn.functional.pad(codes, (0, missing)).unfold(0, SPAN + 1, half)
    each = torch.cat([
        torch.log_softmax(model(some[:, :-1]), 2).gather(2, some[:, 1:, None])[..., 0] for some in windows.split(128)
    ])  # fmt: skip
    bits = torch.cat([each[0, :half], each[:, half:].flatten()])[: len(text)].double() / -np.log(2)
    return np.asarray(bits)


@torch.no_grad()
def following(model: nn.Module, before: str) -> Array:
    """Return the probability of each of LETTERS after a text, shape (BASE,); an empty text is read as a line feed."""
    codes = torch.from_numpy(encoded(before[-SPAN:] or "\n"))
    return np.asarray(torch.softmax(model(codes[None])[0, -1].double(), 0))
