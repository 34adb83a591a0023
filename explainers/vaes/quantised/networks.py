"""A vector-quantised autoencoder (van den Oord et al. 2017) and an autoregressive prior over its codes."""

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention

from explainers.data.images import SIDE

GRID = 7  # cells along a side of the grid of codes
CELLS = GRID * GRID
WIDTH = 16  # numbers in an entry of the code book
COMMITMENT = 0.25  # β

torch.set_num_threads(1)  # networks as small as these only lose by sharing


class VQVAE(nn.Module):
    """An encoder to 7 × 7 vectors, a code book of K vectors, and a decoder from 7 × 7 entries to a picture."""

    book: Tensor

    def __init__(self, entries: int, channels: Sequence[int] = (16, 32)) -> None:
        """Make both networks and the book, with numbers from torch's present generator."""
        super().__init__()
        few, many = channels
        self.entries = entries
        self.encoder = nn.Sequential(
            nn.Conv2d(1, few, 4, 2, 1), nn.ReLU(), nn.Conv2d(few, many, 4, 2, 1), nn.ReLU(), nn.Conv2d(many, WIDTH, 1)
        )
        self.decoder = nn.Sequential(
            nn.Conv2d(WIDTH, many, 3, 1, 1), nn.ReLU(), nn.ConvTranspose2d(many, few, 4, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(few, 1, 4, 2, 1), nn.Sigmoid(),
        )  # fmt: skip
        self.book = nn.Parameter(0.1 * torch.randn(entries, WIDTH))

    def encode(self, x: Tensor) -> Tensor:
        """Return the encoder's vectors z, shape (n, CELLS, WIDTH), for pictures of shape (n, SIDE²)."""
        z: Tensor = self.encoder(x.reshape(-1, 1, SIDE, SIDE))
        return z.flatten(2).transpose(1, 2)

    def decode(self, e: Tensor) -> Tensor:
        """Return pixels from 0 to 1, shape (n, SIDE²), for entries of shape (n, CELLS, WIDTH)."""
        pixels: Tensor = self.decoder(e.transpose(1, 2).reshape(-1, WIDTH, GRID, GRID))
        return pixels.flatten(1)


def nearest(z: Tensor, book: Tensor) -> Tensor:
    """Return the place in the book, shape (K, WIDTH), of the entry nearest to each vector; shape as `z` less its last.

    |z − e|² = |z|² − 2 z·e + |e|², and |z|² is the same for all entries.
    """
    return (book.square().sum(1) - 2 * z @ book.T).argmin(-1)


def straight_through(z: Tensor, e: Tensor) -> Tensor:
    """Return e going forward; going back, the gradient is handed to z as it is (Bengio et al. 2013)."""
    return z + (e - z).detach()


def book_terms(z: Tensor, e: Tensor) -> tuple[Tensor, Tensor]:
    """Return |sg(z) − e|², which moves the entries, and β |z − sg(e)|², which moves the encoder: means over cells."""
    moves_book = (z.detach() - e).square().sum(-1).mean()
    moves_encoder = COMMITMENT * (z - e.detach()).square().sum(-1).mean()
    return moves_book, moves_encoder


class Prior(nn.Module):
    """p(c₁, …, c₄₉) = ∏ p(cᵢ | c₁, …, cᵢ₋₁): a small transformer that sees only the codes before, row by row."""

    def __init__(self, entries: int, width: int = 64, blocks: int = 2) -> None:
        """Make it with numbers from torch's present generator. Entry number K stands for "nothing yet"."""
        super().__init__()
        self.entries = entries
        self.code = nn.Embedding(entries + 1, width)
        self.place = nn.Embedding(CELLS, width)
        self.blocks = nn.ModuleList([Block(width) for _ in range(blocks)])
        self.out = nn.Sequential(nn.LayerNorm(width), nn.Linear(width, entries))

    def forward(self, codes: Tensor) -> Tensor:
        """Return log p of every entry at the first m + 1 places at most, (n, m + 1, K), after codes of shape (n, m)."""
        before = torch.cat([torch.full((len(codes), 1), self.entries), codes], dim=1)[:, :CELLS]
        h = self.code(before) + self.place.weight[: before.shape[1]]
        for block in self.blocks:
            h = block(h)
        return self.out(h).log_softmax(-1)


class Block(nn.Module):
    """Causal self-attention with four heads, and two layers for each place by itself (Vaswani et al. 2017)."""

    def __init__(self, width: int, heads: int = 4) -> None:
        super().__init__()
        self.heads = heads
        self.first, self.second = nn.LayerNorm(width), nn.LayerNorm(width)
        self.ask, self.answer = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.mlp = nn.Sequential(nn.Linear(width, 3 * width), nn.GELU(), nn.Linear(3 * width, width))

    def forward(self, h: Tensor) -> Tensor:
        """Return h after one block, shape (n, m, width)."""
        n, m, width = h.shape
        query, key, value = self.ask(self.first(h)).reshape(n, m, 3, self.heads, -1).permute(2, 0, 3, 1, 4)
        mixed = scaled_dot_product_attention(query, key, value, is_causal=True)
        h = h + self.answer(mixed.transpose(1, 2).reshape(n, m, width))
        return h + self.mlp(self.second(h))


def sizes_of(counts: Tensor) -> tuple[float, int]:
    """Return the perplexity of how often entries are used, 2^H, and how many are used at all."""
    p = counts.double() / counts.sum()
    return float((-(p * p.clamp_min(1e-300).log()).sum()).exp()), int((counts > 0).sum())
