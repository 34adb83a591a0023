"""What a generator of this page reaches: all that is recorded beside its weights."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainers.gans.pictures.letters import grey, letter_pictures
from explainers.gans.pictures.measures import precision_and_recall
from explainers.gans.pictures.reader import reader
from explainers.gans.style.factors import FACTORS, centred, measured
from explainers.gans.style.models import DRAWS, directions_of, drawn, noise_maps, norms_of, pictures, styles, truncated
from explainers.gans.style.networks import LAYERS, LETTERS, Generator, mixed
from explainers.gans.style.settings import DIRECTIONS
from explainers.gans.style.walks import path, perceived_speed
from explainers.probe import fit_probe

PAIRS, COMPARED, WALKS, PROBED, MAPPED = 400, 800, 500, 3000, 200
STEP = 2.0  # standard deviations that w is moved by, either way, to measure what a direction does
NOISE = noise_maps("all", 0)


def follows(network: Generator, crossovers: Sequence[int] = range(LAYERS + 1)) -> list[list[list[float]]]:
    """Return by crossover how much mixes of pairs have of A and of B: of the letter, then of each factor.

    Of the letter, the shares of mixes read as A's and as B's, among those read as one of two that differ. Of a factor,
    α and β of the regression of the mix's on A's and B's, all less the mean of the letter that is read.
    """
    a, b = styles(network, drawn(2 * PAIRS, 5)).chunk(2)
    (first, i), (second, j) = (measured(pictures(network, w, NOISE)) for w in (a, b))
    parts, found = torch.stack([centred(first, i), centred(second, j)], 2).transpose(0, 1), []
    for crossover in crossovers:
        mix, k = measured(pictures(network, mixed(a, b, crossover), NOISE))
        letter = float((k == i)[(i != j) & ((k == i) | (k == j))].float().mean())
        weights = torch.linalg.lstsq(parts, centred(mix, k).T[:, :, None]).solution[:, :, 0]
        found.append([[letter, 1 - letter], *weights.tolist()])
    return found


def quality(network: Generator, psi: float) -> tuple[float, float]:
    """Return precision and recall of COMPARED pictures, truncated to ψ, against as many of unseen families."""
    real = letter_pictures(LETTERS, "test")[0]
    real = real[torch.randperm(len(real), generator=torch.Generator().manual_seed(1))[:COMPARED]]
    mean = directions_of(styles(network, drawn(DRAWS, 99))[:, 0]).mean
    made = pictures(network, truncated(styles(network, drawn(len(real), 6)), mean, psi), NOISE)
    return precision_and_recall(reader().features(real), reader().features(made))


@torch.no_grad()
def path_length(network: Generator, space: str) -> float:
    """Return the mean squared speed at one place of each of WALKS walks in "z" or in "w"."""
    a, b = drawn(2 * WALKS, 7).chunk(2)
    t = torch.rand(WALKS, generator=torch.Generator().manual_seed(8))
    return float(perceived_speed(network, path(network, space, a, b), NOISE, t).mean())


def separability(network: Generator) -> dict[str, Any]:
    """Return how well a linear probe tells high from low of each factor, from z and from w (Karras et al. 2019, 4.2).

    As there, the less certain half is left out: the middle half of each factor, less the mean of its letter. By space,
    the share told right of held-out pictures, by factor, and the score exp Σ H(Y | X), with H in nats of what is still
    unknown when the probe has spoken.
    """
    z = drawn(PROBED, 9)
    w = styles(network, z)
    factors = centred(*measured(pictures(network, w, NOISE)))
    low, high = torch.quantile(factors, torch.tensor([0.25, 0.75]), dim=0)
    found = {}
    for space, codes in (("z", torch.nn.functional.normalize(z)), ("w", w[:, 0])):
        kept = [(factors[:, f] < low[f]) | (factors[:, f] > high[f]) for f in range(len(FACTORS))]
        told = [told_apart(codes[some], factors[some, f] > high[f]) for f, some in enumerate(kept)]
        shares, unknown = zip(*told, strict=True)
        found[space] = {"right": shares, "score": float(np.exp(sum(unknown)))}
    return found


def told_apart(codes: Tensor, y: Tensor) -> tuple[float, float]:
    """Return the share of the second half of `codes` that a probe fitted to the first tells right, and H(Y | X)."""
    x = ((codes - codes.mean(0)) / codes.std(0)).double().numpy()
    truth, half = y.long().numpy(), len(codes) // 2
    weights = fit_probe(x[:half], truth[:half], 2)
    said = (x[half:] @ weights[:-1] + weights[-1]).argmax(1)
    table = np.histogram2d(said, truth[half:], bins=2)[0] / len(said)
    of = table / np.maximum(table.sum(1, keepdims=True), 1e-12)
    return float(np.trace(table)), float(-(table * np.log(np.maximum(of, 1e-12))).sum())


def effects(network: Generator) -> list[list[float]]:
    """Return what a step along each component changes, (DIRECTIONS, 1 + FACTORS).

    First the share of letters that change for a step of STEP σ, the mean of both ways; then by how many of its standard
    deviations each factor grows for one σ, where the letter stays.
    """
    found, w = directions_of(styles(network, drawn(DRAWS, 99))[:, 0]), styles(network, drawn(PAIRS, 10))
    factors, letter = measured(pictures(network, w, NOISE))
    spread, rows = centred(factors, letter).std(0), []
    for step in STEP * found.deviations[:DIRECTIONS, None] * found.vectors[:DIRECTIONS]:
        (up, i), (down, j) = (measured(pictures(network, w + sign * step, NOISE)) for sign in (1, -1))
        stays = (i == letter) & (j == letter)
        changed = float(((i != letter).float() + (j != letter).float()).mean() / 2)
        rows.append([changed, *((up - down)[stays].mean(0) / (2 * STEP * spread)).tolist()])
    return rows


@torch.no_grad()
def peaks(network: Generator) -> tuple[list[list[float]], float]:
    """Return how far the largest norm of a place rises over the median norm, and how often that of the last is on ink.

    Of MAPPED pictures: by layer the quartiles of the ratio; and the share in which the place is more than half ink.
    """
    maps = network.maps(styles(network, drawn(MAPPED, 11)), NOISE)
    norms = [one.flatten(1) for one in norms_of(maps)]
    found = torch.stack([one.amax(1) / one.median(1).values for one in norms], 1)
    ink = grey(network.picture(maps[-1])).flatten(1).gather(1, norms[-1].argmax(1, keepdim=True))
    return torch.quantile(found, torch.tensor([0.25, 0.5, 0.75]), dim=0).tolist(), float((ink > 0.5).float().mean())


def reached(network: Generator) -> dict[str, Any]:
    """Return all that is recorded of a generator."""
    ratio, on_ink = peaks(network)
    return {
        "follows": follows(network),
        "quality": {f"{psi:.1f}": quality(network, float(psi)) for psi in np.arange(0, 2.05, 0.1)},
        "path_length": {space: path_length(network, space) for space in ("z", "w")},
        "separability": separability(network),
        "effects": effects(network),
        "peaks": ratio,
        "on_ink": on_ink,
    }
