"""Four networks that learn what the counts are counted for: the next letter, after the letters before it."""

from functools import cache

import numpy as np
import torch
from torch import Tensor, nn

from explainers.autoregression.language.ngrams import BASE, Array, encoded
from explainers.shipped_networks import load

WEIGHTS, RECORDED = "weights/next_letter-{}.npz", "weights/next_letter.json"
WINDOW = 8  # letters that the perceptron sees
SPAN = 64  # letters of the windows from which all learn
torch.set_num_threads(1)  # networks as small as these only lose by sharing


class Window(nn.Module):
    """Each letter with the WINDOW - 1 before it, side by side: what Bengio's perceptron sees (Bengio et al. 2003)."""

    def forward(self, x: Tensor) -> Tensor:
        """Return (n, t, WINDOW · size) from vectors of letters, (n, t, size); before the text they are 0."""
        return nn.functional.pad(x, (0, 0, WINDOW - 1, 0)).unfold(1, WINDOW, 1).flatten(2)


class Recurrent(nn.GRU):
    """Gated recurrent units (Cho et al. 2014): what was read is kept in one vector, however long it is."""

    def forward(self, x: Tensor) -> Tensor:  # type: ignore[override]
        """Return that vector after each letter, (n, t, hidden)."""
        states: Tensor = super().forward(x)[0]
        return states


class Places(nn.Embedding):
    """A learnt vector for each of SPAN places."""

    def forward(self, x: Tensor) -> Tensor:
        """Return the vectors of letters, (n, t, size), with those of their places added."""
        return x + self.weight[: x.shape[1]]


class Attention(nn.TransformerEncoderLayer):
    """A layer of a transformer: attention to what came before, then a layer for each place (Vaswani et al. 2017)."""

    def forward(self, x: Tensor) -> Tensor:  # type: ignore[override]
        """Return vectors of the same shape, (n, t, size)."""
        return super().forward(x, nn.Transformer.generate_square_subsequent_mask(x.shape[1]), is_causal=True)


def made(name: str) -> nn.Module:
    """Return a network with random weights: from letters, (n, t), the logits of the letter after each, (n, t, BASE)."""
    layers: list[nn.Module]
    match name:
        case "bigram":  # a row of logits for each last letter: order 2, learnt and not counted
            layers = [nn.Embedding(BASE, BASE)]
        case "perceptron":
            layers = [nn.Embedding(BASE, 24), Window(), nn.Linear(WINDOW * 24, 256), nn.Tanh(), nn.Linear(256, BASE)]
        case "recurrent":
            layers = [nn.Embedding(BASE, 32), Recurrent(32, 192, batch_first=True), nn.Linear(192, BASE)]
        case _:
            blocks = [Attention(96, 4, 384, 0.0, "gelu", batch_first=True, norm_first=True) for _ in range(2)]
            layers = [nn.Embedding(BASE, 96), Places(SPAN, 96), *blocks, nn.LayerNorm(96), nn.Linear(96, BASE)]
    return nn.Sequential(*layers)


SEES = {"bigram": 1, "perceptron": WINDOW, "recurrent": SPAN, "transformer": SPAN}  # so many letters before the next


@cache
def network(name: str) -> nn.Module:
    """Return a network as it is shipped."""
    model = made(name)
    load(model, WEIGHTS.format(name), name)
    return model


@torch.no_grad()
def surprise(model: nn.Module, text: str) -> Array:
    """Return the bits of each letter of a text, shape (t,), each after as much as SPAN letters before it.

    Before the text stands a line feed. It is read in windows that overlap by half, of which the second half counts:
    each letter has at least SPAN / 2 before it, where there are so many.
    """
    codes, half = torch.from_numpy(encoded("\n" + text)), SPAN // 2
    missing = SPAN - len(text) if len(text) <= SPAN else (SPAN - len(text)) % half
    windows = nn.functional.pad(codes, (0, missing)).unfold(0, SPAN + 1, half)
    logs = torch.cat([torch.log_softmax(model(some), 2) for some in torch.split(windows[:, :-1], 128)])
    each = logs.gather(2, windows[:, 1:, None])[..., 0]
    bits = torch.cat([each[0, :half], each[:, half:].flatten()])[: len(text)].double() / -np.log(2)
    return np.asarray(bits)


@torch.no_grad()
def following(model: nn.Module, before: str) -> Array:
    """Return the probability of each of LETTERS after a text, shape (BASE,); an empty text is read as a line feed."""
    codes = torch.from_numpy(encoded(before[-SPAN:] or "\n"))
    return np.asarray(torch.softmax(model(codes[None])[0, -1].double(), 0))
