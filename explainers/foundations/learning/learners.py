"""Three learners of the same points: one hears labels, one hears nothing, one hears how good its answer was."""

from dataclasses import dataclass

import numpy as np
from scipy.special import softmax

from explainers.foundations.plane import Array, Labels

RUNS = 24  # learners side by side, each with its own points in its own order
PACE = 0.05  # by how much the running mean of rewards follows the last one


@dataclass(frozen=True, eq=False)
class Course:
    """What learners of one kind went through: points, what they were told, and their weights on the way."""

    x: Array  # (T, RUNS, 2) points
    y: Labels  # (T, RUNS) their classes, which only a label tells
    answer: Labels  # (T, RUNS) what was answered: for reinforcement, the action
    told: Array  # (T, RUNS) the label, or the reward
    baseline: Array  # (T, RUNS) mean reward so far
    weights: Array  # (T + 1, RUNS, K, 3) before the first point, and after each


def features(x: Array) -> Array:
    """Return 1, x₁ and x₂ for points (..., 2), shape (..., 3)."""
    return np.concatenate([np.ones((*x.shape[:-1], 1)), x], axis=-1)


def probabilities(weights: Array, x: Array) -> Array:
    """Return softmax regression's π(k | x): weights (K, 3), points (n, 2), result (n, K)."""
    return softmax(features(x) @ weights.T, axis=-1)


def label_signal(policy: Array, y: Labels | int) -> Array:
    """Return what a label tells each class: 1 for the right one, less π; shape of `policy`, (n, K)."""
    return np.eye(policy.shape[-1])[y] - policy


def reward_signal(policy: Array, action: Labels | int, reward: Array | np.float64, baseline: Array | float) -> Array:
    """Return what a reward tells: the same for the action taken, times how much better than usual it went.

    This is REINFORCE with a baseline (Williams 1992). Averaged over actions it is π(y | x) times the label's signal.
    """
    return np.asarray(reward - baseline)[..., None] * (np.eye(policy.shape[-1])[action] - policy)


def learn(kind: str, x: Array, y: Labels, classes: int, rate: float, rng: np.random.Generator) -> Course:
    """Take RUNS softmax regressions through points x (T, RUNS, 2) of classes y, one at a time, by gradient steps.

    `kind` is "supervised" or "reinforcement".
    """
    steps = len(x)
    weights = np.zeros((steps + 1, RUNS, classes, 3))
    answer, told, baseline = np.zeros_like(y), np.zeros(y.shape), np.zeros(y.shape)
    luck = rng.uniform(size=y.shape)
    phi, mean = features(x), np.full(RUNS, 1 / classes)
    for t in range(steps):
        scores = (weights[t] @ phi[t][:, :, None])[:, :, 0]
        policy = np.exp(scores - scores.max(axis=1, keepdims=True))
        policy /= policy.sum(axis=1, keepdims=True)
        baseline[t] = mean
        if kind == "supervised":
            answer[t], told[t] = policy.argmax(axis=1), y[t]
            signal = label_signal(policy, y[t])
        else:
            answer[t] = np.minimum((policy.cumsum(axis=1) < luck[t][:, None]).sum(axis=1), classes - 1)
            told[t] = answer[t] == y[t]
            signal = reward_signal(policy, answer[t], told[t], mean)
            mean = mean + PACE * (told[t] - mean)
        weights[t + 1] = weights[t] + rate * signal[:, :, None] * phi[t][:, None, :]
    return Course(x, y, answer, told, baseline, weights)


def k_means(x: Array, k: int, rng: np.random.Generator, starts: int = 6) -> Array:
    """Return the centres (k, 2) of Lloyd's algorithm on points (n, 2), the best of several starts; fewer of few points.

    Centres begin far from each other: k-means++ (Arthur and Vassilvitskii 2007). They are in order of x₁.
    """
    k = min(k, len(np.unique(x, axis=0)))
    best, least = x[:k], np.inf
    for _ in range(starts):
        centres = x[rng.integers(len(x))][None]
        while len(centres) < k:
            gaps = distances(x, centres).min(axis=1)
            centres = np.concatenate([centres, x[rng.choice(len(x), p=gaps / gaps.sum())][None]])
        for _ in range(100):
            near = distances(x, centres).argmin(axis=1)
            moved = np.stack([x[near == j].mean(axis=0) if (near == j).any() else centres[j] for j in range(k)])
            if np.allclose(moved, centres):
                break
            centres = moved
        if (cost := float(distances(x, centres).min(axis=1).sum())) < least:
            best, least = centres, cost
    return best[np.lexsort(best.T[::-1])]


def distances(x: Array, centres: Array) -> Array:
    """Return squared distances of points (n, 2) from centres (k, 2), shape (n, k)."""
    return ((x[:, None] - centres[None]) ** 2).sum(axis=-1)


def names_of(clusters: Labels, labels: Labels, k: int, classes: int) -> Array:
    """Return what each cluster is called, given labels of some of its points, as shares of the classes: (k, classes).

    It is the class most often heard in it; each of those heard as often has its share, and of an unnamed cluster all.
    """
    counts = np.zeros((k, classes))
    np.add.at(counts, (clusters, labels), 1)
    most = counts == counts.max(axis=1, keepdims=True)
    return most / most.sum(axis=1, keepdims=True)
