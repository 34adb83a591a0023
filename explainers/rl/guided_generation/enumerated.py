"""All 3,125 melodies of five eighth notes on five pitches: so few that everything about them can be computed.

The reference p₀ is the trained generator, told that only these notes exist. A policy is a table: logits of the next
note after each of the 781 prefixes, so it can be any distribution over the melodies.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
import torch
from scipy.special import log_softmax
from torch import Tensor, nn

from explainers.rl.guided_generation.exact import NS, best_of, kl, optimum
from explainers.rl.guided_generation.generator import reference_model
from explainers.rl.guided_generation.methods import METHODS, Objective
from explainers.rl.guided_generation.notes import Array, Tokens, features, token
from explainers.rl.guided_generation.settings import BETAS

NOTES = {"C": 72, "D": 74, "E": 76, "G": 79, "A": 81}
LENGTH, K = 5, len(NOTES)
STEPS, EVERY, RATE = 120, 10, 0.1  # updates, those between two points of a path, and the learning rate of Adam
STARTS = np.cumsum([0, *(K**depth for depth in range(LENGTH))])[:-1]  # of the prefixes of each length
PREFIXES = int(STARTS[-1]) + K ** (LENGTH - 1)
PLACES = np.array(list(product(range(K), repeat=LENGTH)))  # (3125, 5) which note stands where
BEFORE = STARTS + np.arange(K**LENGTH)[:, None] // K ** np.arange(LENGTH, 0, -1)  # (3125, 5) after which prefix
CELLS = PLACES * PREFIXES + BEFORE  # (3125, 5) entries of the table that make up a melody's log-probability
FRONTIER = np.geomspace(BETAS[-1], BETAS[0], 40)  # β


@dataclass(frozen=True)
class ShortMelodies:
    """The melodies, and how likely the reference model finds them."""

    tokens: Tokens  # (3125, 5)
    table: Array  # (5, 781) logits of each note after each prefix
    log_p: Array  # (3125,)
    phi: Array  # (3125, 8) features in standard deviations, by the reference model's own mean and spread here


@lru_cache(maxsize=1)
@torch.no_grad()
def short_melodies() -> ShortMelodies:
    """Return the melodies, with what the trained generator makes of them."""
    notes = token(np.array(list(NOTES.values())), np.ones(K, dtype=np.int64))
    tokens = notes[PLACES]
    table = np.zeros((K, PREFIXES))
    table[:, BEFORE] = np.moveaxis(
        log_softmax(reference_model().logits(torch.tensor(tokens))[..., notes].double().numpy(), -1), -1, 0
    )
    log_p = table.ravel()[CELLS].sum(1)
    found, p = features(tokens), np.exp(log_p)
    mean = p @ found
    spread = np.sqrt(p @ (found - mean) ** 2)
    return ShortMelodies(tokens, table, log_p, (found - mean) / np.where(spread > 0, spread, 1.0))


class Table(nn.Module):
    """Several policies that are tables of logits. A melody is its place among all, so melodies have shape (b, n)."""

    def __init__(self, count: int = 1) -> None:
        super().__init__()
        self.logits = nn.Parameter(torch.tensor(short_melodies().table).repeat(count, 1, 1))  # (b, 5, 781)
        self.cells = torch.tensor(CELLS)

    def log_probs(self, x: Tensor) -> Tensor:
        """Return log-probabilities of each note, (b, n, 5), of melodies (b, n)."""
        table, cells = torch.log_softmax(self.logits, 1).flatten(1), self.cells[x].flatten(1)
        rows = max(len(table), len(cells))
        return table.expand(rows, -1).gather(1, cells.expand(rows, -1)).view(rows, x.shape[1], LENGTH)

    @torch.no_grad()
    def draw(self, n: int, generator: torch.Generator) -> Tensor:
        """Return n melodies of each policy, (b, n), all policies with the same uniform numbers."""
        cumulated = torch.softmax(self.logits, 1).cumsum(1)[:, :-1]
        place = torch.zeros(len(cumulated), n, dtype=torch.long)
        for start, u in zip(STARTS, torch.rand(LENGTH, n, generator=generator), strict=True):
            after = cumulated.gather(2, (place + int(start))[:, None].expand(-1, K - 1, -1))
            place = K * place + (u > after).sum(1)
        return place

    @torch.no_grad()
    def p(self) -> Array:
        """Return the probabilities of all melodies, (b, 3125)."""
        return np.exp(np.asarray(self.log_probs(torch.arange(len(CELLS))[None]).sum(-1)))


@dataclass(frozen=True)
class Trained:
    """Policies that were trained each with its own β."""

    path: Array  # (points, b, 2) KL from the reference and mean reward on the way
    p: Array  # (b, 3125) at the end


@lru_cache(maxsize=128)
def trained(method: str, rewards: bytes, betas: tuple[float, ...], seed: int) -> Trained:
    """Train a policy for each β, all at once, given the rewards of all melodies as bytes."""
    reward, policy, generator = torch.tensor(np.frombuffer(rewards)), Table(len(betas)), torch.Generator()
    optimiser = torch.optim.Adam(policy.parameters(), RATE, fused=True)
    goal = Objective(Table().requires_grad_(requires_grad=False), lambda x: reward[x], torch.tensor(betas)[:, None])
    generator.manual_seed(seed)
    path = [mean_point(policy.p(), rewards)]
    for step in range(1, STEPS + 1):
        METHODS[method](policy, goal, optimiser, generator)
        if step % EVERY == 0:
            path.append(mean_point(policy.p(), rewards))
    return Trained(np.array(path), policy.p())


def mean_point(p: Array, rewards: bytes) -> Array:
    """Return KL from the reference and the mean reward of distributions (b, 3125), shape (b, 2)."""
    return np.stack([kl(p, short_melodies().log_p), p @ np.frombuffer(rewards)], axis=-1)


@lru_cache(maxsize=128)
def frontiers(rewards: bytes) -> dict[str, Array]:
    """Return KL and mean reward, (m, 2), of the optimum over all β and of the best of n over all n."""
    reward, log_p = np.frombuffer(rewards), short_melodies().log_p
    optima = np.exp(optimum(reward, FRONTIER[:, None], log_p))
    best = best_of(NS[:, None], reward, np.exp(log_p))
    return {"optimum": mean_point(optima, rewards), "best": mean_point(best, rewards)}
