"""The generator: a recurrent network that gives the probabilities of the next note, given those before."""

import torch
from torch import Tensor, nn

from explainers.rl.guided_generation.notes import LENGTH, VOCABULARY

EMBEDDED, HIDDEN = 48, 128
BEGIN = VOCABULARY  # the token before the first


class Melodist(nn.Module):
    """p(x) = Π p(x_t | x_<t): embedding, a layer of gated recurrent units (Cho et al. 2014), and logits."""

    def __init__(self) -> None:
        super().__init__()
        self.embed = nn.Embedding(VOCABULARY + 1, EMBEDDED)
        self.gru = nn.GRU(EMBEDDED, HIDDEN, batch_first=True)
        self.head = nn.Linear(HIDDEN, VOCABULARY)

    def logits(self, x: Tensor) -> Tensor:
        """Return the logits of each token given those before it, (n, T, VOCABULARY), of tokens x, (n, T)."""
        before = torch.cat([torch.full_like(x[:, :1], BEGIN), x[:, :-1]], dim=1)
        logits: Tensor = self.head(self.gru(self.embed(before))[0])
        return logits

    def log_probs(self, x: Tensor) -> Tensor:
        """Return log p(x_t | x_<t) of tokens x, both (n, T)."""
        return torch.log_softmax(self.logits(x), -1).gather(-1, x[..., None])[..., 0]

    def next_logits(self, last: Tensor, state: Tensor | None) -> tuple[Tensor, Tensor]:
        """Return logits of the next token, (n, VOCABULARY), after tokens `last`, (n,), and the new state."""
        out, state = self.gru(self.embed(last)[:, None], state)
        return self.head(out[:, 0]), state

    @torch.no_grad()
    def draw(self, n: int, chance: torch.Generator, length: int = LENGTH) -> Tensor:
        """Return n melodies drawn from the model, (n, length), each token by inversion from one uniform number."""
        uniform = torch.rand(length, n, 1, generator=chance)
        last, state, found = torch.full((n,), BEGIN), None, []
        for u in uniform:
            logits, state = self.next_logits(last, state)
            cumulated = torch.softmax(logits, -1).cumsum(-1)
            last = torch.searchsorted(cumulated, u * cumulated[:, -1:]).squeeze(1).clamp(max=VOCABULARY - 1)
            found.append(last)
        return torch.stack(found, 1)
