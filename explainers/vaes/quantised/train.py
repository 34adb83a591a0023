"""Train the models of this page again, from the pictures that come with the course; it takes ten minutes of one core.

    python -m explainers.vaes.quantised.train

Writes their weights, in half precision, and what they then reach on the test pictures.
"""

import json
import sys
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from explainers.data.images import pictures
from explainers.fit import fit
from explainers.shipped import place_of
from explainers.shipped_networks import round_to_half, save
from explainers.vaes.quantised.models import KINDS, RECORDED, WEIGHTS, codes_of, model_name, reached
from explainers.vaes.quantised.networks import CELLS, VQVAE, Prior, book_terms, nearest, straight_through

EPOCHS, BATCH, RATE = 10, 64, 4e-3
PRIOR_EPOCHS, PRIOR_BATCH, PRIOR_RATE = 5, 64, 4e-3
DECAY = 0.99  # γ, of the moving averages
RARE = 1.0  # cells of a batch: an entry with fewer, on average, is put elsewhere
SETTLED = 0.6  # share of training after which no entry is put elsewhere


@dataclass
class Averages:
    """The cure: entries are moving averages of what is assigned to them (van den Oord et al. 2017, appendix A.1)."""

    model: VQVAE
    draw: torch.Generator
    restarts_left: int  # batches
    counts: Tensor  # (K,)
    sums: Tensor  # (K, WIDTH)

    @torch.no_grad()
    def update(self, z: Tensor, codes: Tensor) -> None:
        """Move every entry towards the mean of its vectors, and rare entries onto vectors far from their entries."""
        chosen = nn.functional.one_hot(codes, self.model.entries).float()
        self.counts.mul_(DECAY).add_((1 - DECAY) * chosen.sum(0))
        self.sums.mul_(DECAY).add_((1 - DECAY) * chosen.T @ z)
        self.restarts_left -= 1
        rare = self.counts < RARE
        if self.restarts_left > 0 and rare.any():
            far = (z - self.model.book[codes]).square().sum(1) + 1e-9
            drawn = torch.multinomial(far, int(rare.sum()), replacement=True, generator=self.draw)
            self.counts[rare] = len(z) / self.model.entries
            self.sums[rare] = self.counts[rare, None] * z[drawn]
        self.model.book.copy_(self.sums / self.counts[:, None].clamp_min(1e-5))


def fit_vqvae(data: str, entries: int, cured: bool, epochs: int = EPOCHS) -> VQVAE:
    """Return a VQ-VAE trained on the training pictures: its book by moving averages and restarts, or by gradients."""
    x = torch.tensor(pictures(data, "train"))
    torch.manual_seed(0)
    model = VQVAE(entries)
    model.book.requires_grad_(not cured)
    averages = Averages(model, torch.Generator().manual_seed(3), int(SETTLED * epochs * (len(x) // BATCH)),
                        torch.zeros(entries), torch.zeros_like(model.book))  # fmt: skip

    def loss(batch: Tensor) -> Tensor:
        z = model.encode(x[batch])
        codes = nearest(z.detach(), model.book.detach())
        e = model.book[codes]
        error = (model.decode(straight_through(z, e)) - x[batch]).square().sum(1).mean() / CELLS
        moves_book, moves_encoder = book_terms(z, e)
        if cured:
            averages.update(z.detach().flatten(0, 1), codes.flatten())
            return error + moves_encoder
        return error + moves_book + moves_encoder

    fit(model, len(x), loss, seed=2, epochs=epochs, batch=BATCH, rate=RATE)
    used = torch.bincount(codes_of(model, pictures(data, "train")).flatten(), minlength=entries)
    model.book.data = model.book.data[used.argsort(descending=True, stable=True)]  # the commonest entry is number 0
    return model


def fit_prior(codes: Tensor, entries: int) -> Prior:
    """Return a prior trained on the codes of the training pictures, shape (n, CELLS)."""
    torch.manual_seed(1)
    prior = Prior(entries)

    def loss(batch: Tensor) -> Tensor:
        said = prior(codes[batch, :-1]).flatten(0, 1)
        return nn.functional.nll_loss(said, codes[batch].flatten())

    fit(prior, len(codes), loss, seed=4, epochs=PRIOR_EPOCHS, batch=PRIOR_BATCH, rate=PRIOR_RATE)
    return prior


def fit_all(data: str) -> dict[str, dict[str, object]]:
    """Train and keep all models for one set of pictures; return what they reach, weights rounded as they are kept."""
    networks: dict[str, nn.Module] = {}
    found: dict[str, dict[str, object]] = {}
    for entries, cured in KINDS[data]:
        name = model_name(entries, cured)
        networks[name] = model = fit_vqvae(data, entries, cured)
        round_to_half(model)
        prior = None
        if cured:
            networks[f"{name}-prior"] = prior = fit_prior(codes_of(model, pictures(data, "train")), entries)
            round_to_half(prior)
        found[name] = reached(model, prior, data)
        save(WEIGHTS[data], networks)
        print(data, name, {key: said for key, said in found[name].items() if key != "counts"}, flush=True)
    return found


if __name__ == "__main__":
    place = place_of(RECORDED)
    found = json.loads(place.read_text("utf-8")) if place.exists() else {}
    for data in sys.argv[1:] or WEIGHTS:
        found[data] = fit_all(data)
        place.write_text(json.dumps(found) + "\n", "utf-8")
