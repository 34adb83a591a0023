"""All 3,125 melodies of five eighth notes on five pitches: so few that everything about them can be computed.

The base p₀ is the trained generator, told that only these notes exist. A policy is a table: logits of the next note for
each of the 781 beginnings, so it can be any distribution over the melodies.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
import torch
from scipy.special import log_softmax
from torch import Tensor, nn

from explainers.rl.guided_generation.base import base_model
from explainers.rl.guided_generation.notes import Array, Tokens, features, token
from explainers.rl.guided_generation.updates import UPDATES, Leash, Task, optimiser_of

NOTES = {"C": 72, "D": 74, "E": 76, "G": 79, "A": 81}
LENGTH, K = 5, len(NOTES)
MELODIES = K**LENGTH
STEPS, RATE, CLIP = 120, 0.1, 0.2  # updates, of Adam, of PPO
STARTS = np.cumsum([0, *(K**depth for depth in range(LENGTH))])[:-1]  # of the beginnings of each length
CONTEXTS = int(STARTS[-1]) + K ** (LENGTH - 1)
PLACES = np.array(list(product(range(K), repeat=LENGTH)))  # (3125, 5) which note stands where
BEFORE = STARTS + np.arange(MELODIES)[:, None] // K ** np.arange(LENGTH, 0, -1)  # (3125, 5) after which beginning
CELLS = BEFORE * K + PLACES  # (3125, 5) entries of the table that make up a melody's log-probability


@dataclass(frozen=True)
class World:
    """The melodies, and how likely the base model finds them."""

    tokens: Tokens  # (3125, 5)
    table: Array  # (781, 5) logits of the next note
    log_p: Array  # (3125,)
    phi: Array  # (3125, 8) features in standard deviations, by the base model's own mean and spread here

    @property
    def p(self) -> Array:
        """Their probabilities, (3125,)."""
        return np.exp(self.log_p)


@lru_cache(maxsize=1)
@torch.no_grad()
def world() -> World:
    """Return the melodies, with what the trained generator makes of them."""
    notes = token(np.array(list(NOTES.values())), np.ones(K, dtype=np.int64))
    tokens = notes[PLACES]
    logits = base_model().logits(torch.tensor(tokens))[..., notes].double().numpy()
    table = np.zeros((CONTEXTS, K))
    table[BEFORE] = log_softmax(logits, -1)
    log_p = log_prob(table)
    found, p = features(tokens), np.exp(log_p)
    mean = p @ found
    spread = np.sqrt(p @ (found - mean) ** 2)
    return World(tokens, table, log_p, (found - mean) / np.where(spread > 0, spread, 1.0))


def log_prob(table: Array) -> Array:
    """Return log p of all melodies, (3125,), under a table of logits, (781, 5)."""
    return np.asarray(log_softmax(table, -1).ravel()[CELLS].sum(1))


def kl(log_p: Array, log_q: Array) -> float:
    """Return KL(p ‖ q) in nats, exactly."""
    p = np.exp(log_p)
    return float(p @ np.where(p > 0, log_p - log_q, 0.0))


def optimum(reward: Array, beta: float, log_p: Array) -> Array:
    """Return log p*, (n,): p* = p₀ exp(r/β) / Z has the largest E[r] − β KL(p ‖ p₀) of all distributions."""
    return np.asarray(log_softmax(log_p + reward / beta))


def best_of(n: int, reward: Array, p: Array) -> Array:
    """Return the probabilities, (m,), of the best of n draws from p by reward; of equally good ones the first is kept.

    P(x) = p(x) / P(r = r(x)) · (P(r ≤ r(x))ⁿ − P(r < r(x))ⁿ).
    """
    _, level = np.unique(np.round(reward, 9), return_inverse=True)
    at = np.bincount(level, p)
    upto = np.cumsum(at) / at.sum()
    below = np.append(0.0, upto[:-1])
    return np.asarray(p * ((upto**n - below**n) / np.maximum(at, 1e-300))[level])


def best_of_bound(n: float) -> float:
    """Return log n − (n − 1)/n, which KL of the best of n never exceeds, and meets where no two rewards are equal."""
    return float(np.log(n) - (n - 1) / n)


class Table(nn.Module):
    """A policy that is a table of logits; a melody is its place among all, and so x has shape (n, 1)."""

    def __init__(self) -> None:
        super().__init__()
        self.logits = nn.Parameter(torch.tensor(world().table))
        self.cells = torch.tensor(CELLS)

    def all_log_probs(self) -> Tensor:
        """Return log-probabilities of each note of each melody, (3125, 5)."""
        return torch.log_softmax(self.logits, -1).flatten()[self.cells]

    def log_probs(self, x: Tensor) -> Tensor:
        """Return log-probabilities of each note, (n, 5), of melodies (n, 1)."""
        return torch.log_softmax(self.logits, -1).flatten()[self.cells[x[:, 0]]]

    @torch.no_grad()
    def draw(self, n: int, chance: torch.Generator) -> Tensor:
        """Return n melodies, (n, 1)."""
        return torch.multinomial(self.all_log_probs().sum(1).exp(), n, replacement=True, generator=chance)[:, None]

    @torch.no_grad()
    def log_p(self) -> Array:
        """Return log p of all melodies, (3125,)."""
        return np.asarray(self.all_log_probs().sum(1))


@lru_cache(maxsize=64)
def steered(method: str, rewards: bytes, beta: float, seed: int) -> list[Array]:
    """Return log p of all melodies after every tenth update by a method, given their rewards as bytes."""
    reward, policy, base = torch.tensor(np.frombuffer(rewards)), Table(), Table().requires_grad_(requires_grad=False)
    optimiser, chance = optimiser_of(policy, RATE), torch.Generator().manual_seed(seed)

    def known(n: int, chance: torch.Generator) -> tuple[Tensor, Tensor, Tensor]:
        x = base.draw(n, chance)
        return x, base.log_probs(x).sum(1), reward[x[:, 0]]

    task, path = Task(base, lambda x: reward[x[:, 0]], known), [policy.log_p()]
    for step in range(1, STEPS + 1):
        UPDATES[method](policy, task, Leash(beta, RATE, CLIP), optimiser, chance)
        if step % 10 == 0:
            path.append(policy.log_p())
    return path
