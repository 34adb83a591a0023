"""What a generator of this page reaches: all that is recorded of it beside its weights."""

from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainers.gans.pictures.letters import letter_pictures
from explainers.gans.pictures.measures import frechet, precision_and_recall
from explainers.gans.pictures.reader import reader
from explainers.gans.style.factors import FACTORS, centred, measured
from explainers.gans.style.models import (
    Directions,
    directions_of,
    drawn,
    everywhere,
    moved,
    noise_maps,
    pictures,
    styles_drawn,
    truncated,
)
from explainers.gans.style.networks import LAYERS, LETTERS, SIDES, Generator, mixed
from explainers.gans.style.settings import DIRECTIONS, EDITED
from explainers.gans.style.walks import in_w, in_z, perceived_speed
from explainers.vaes.conditional.probe import fit_probe

PAIRS, COMPARED, WALKS, PROBED, MAPPED, REDRAWN = 400, 1000, 500, 4000, 200, 16
STEP = 2.0  # standard deviations that w is moved by, either way, to measure what a direction does


def follows(network: Generator, crossover: int) -> list[float]:
    """Return how much of A there is in mixes of pairs: of the letter, then of each factor.

    Of the letter, the share of mixes read as A's, among those read as one of two that differ. Of a factor, α / (α + β)
    in the regression of the mix's on α times A's plus β times B's, all less the mean of the letter that is read.
    """
    noise, a, b = noise_maps("all", 0), *everywhere(styles_drawn(network, 2 * PAIRS, 5)).chunk(2)
    (first, i), (second, j), (mix, k) = (
        measured(pictures(network, styles, noise)) for styles in (a, b, mixed(a, b, crossover))
    )
    told = (i != j) & ((k == i) | (k == j))
    share = [float((k == i)[told].float().mean())]
    parts = torch.stack([centred(factors, letter) for factors, letter in ((first, i), (second, j))], 1)
    ours = centred(mix, k)
    for f in range(len(FACTORS)):
        alpha, beta = np.linalg.lstsq(parts[:, :, f].double().numpy(), ours[:, f].double().numpy(), rcond=None)[0]
        share.append(float(alpha / (alpha + beta)))
    return share


def quality(network: Generator, psi: float) -> dict[str, float]:
    """Return precision, recall and Fréchet distance of COMPARED pictures against real ones of unseen families."""
    real = letter_pictures(LETTERS, "test")[0]
    kept = torch.randperm(len(real), generator=torch.Generator().manual_seed(1))[:COMPARED]
    w = styles_drawn(network, COMPARED, 6)
    styles = everywhere(truncated(w, directions_of(styles_drawn(network)).mean, psi))
    features, made = reader().features(real[kept]), reader().features(pictures(network, styles, noise_maps("all", 0)))
    precision, recall = precision_and_recall(features, made)
    return {"psi": psi, "precision": precision, "recall": recall, "frechet": frechet(features, made)}


def path_length(network: Generator, space: str) -> float:
    """Return the mean squared speed at one place of each of WALKS walks in "z" or in "w"."""
    a, b = drawn(2 * WALKS, 7).chunk(2)
    t = torch.rand(WALKS, generator=torch.Generator().manual_seed(8))
    with torch.no_grad():
        path = {"z": in_z, "w": in_w}[space](network, a, b)
        return float(perceived_speed(network, path, noise_maps("all", 0), t).mean())


def separability(network: Generator) -> dict[str, Any]:
    """Return how well a linear probe tells high from low of each factor, from z and from w (Karras et al. 2019, 4.2).

    As there, the less certain half is left out: here the middle half of each factor, less the mean of its letter. By
    space, the share told right of held-out pictures, by factor, and exp Σ H(Y | X), with H in nats of what is still
    unknown when the probe has spoken.
    """
    z = drawn(PROBED, 9)
    with torch.no_grad():
        w = network.mapping(z)
    factors = centred(*measured(pictures(network, everywhere(w), noise_maps("all", 0))))
    low, high = torch.quantile(factors, torch.tensor([0.25, 0.75]), dim=0)
    found: dict[str, Any] = {}
    for space, codes in (("z", z / z.norm(dim=1, keepdim=True)), ("w", w)):
        shares, unknown = [], 0.0
        for f in range(len(FACTORS)):
            kept = (factors[:, f] < low[f]) | (factors[:, f] > high[f])
            right, entropy = told_apart(codes[kept], factors[kept, f] > high[f])
            shares.append(right)
            unknown += entropy
        found[space] = {"right": shares, "score": float(np.exp(unknown))}
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


def effects(network: Generator, found: Directions, edited: str) -> list[list[float]]:
    """Return what a step of one σ along each component changes, (DIRECTIONS, 1 + FACTORS).

    First how many letters in a hundred change (for STEP σ, the mean of both ways), then by how many of its standard
    deviations each factor grows, where the letter stays.
    """
    noise, styles = noise_maps("all", 0), everywhere(styles_drawn(network, PAIRS, 10))
    factors, letter = measured(pictures(network, styles, noise))
    spread, rows = centred(factors, letter).std(0), []
    for vector, deviation in zip(found.vectors[:DIRECTIONS], found.deviations, strict=False):
        step = STEP * deviation * vector
        (up, i), (down, j) = (measured(pictures(network, moved(styles, sign * step, EDITED[edited]), noise))
                              for sign in (1, -1))  # fmt: skip
        stays = (i == letter) & (j == letter)
        changed = 50 * float((i != letter).float().mean() + (j != letter).float().mean())
        rows.append([changed, *((up - down)[stays].mean(0) / (2 * STEP * spread)).tolist()])
    return rows


def peaks(maps: list[Tensor]) -> Tensor:
    """Return the largest norm of a place over the median norm of all, by picture and layer: (n, LAYERS)."""
    norms = [x.square().sum(1).sqrt().flatten(1) for x in maps]
    return torch.stack([one.amax(1) / one.median(1).values for one in norms], 1)


@torch.no_grad()
def peaks_drawn(network: Generator) -> Tensor:
    """Return `peaks` of MAPPED pictures."""
    noise = [one.expand(MAPPED, -1, -1, -1) for one in noise_maps("all", 0)]
    return peaks(network.maps(everywhere(styles_drawn(network, MAPPED, 11)), noise))


def moved_by_noise(network: Generator, on: str) -> float:
    """Return the root mean square over pixels of the deviation of grey values (of 1) when noise is drawn again."""
    styles = everywhere(styles_drawn(network, MAPPED, 12))
    made = torch.stack([pictures(network, styles, noise_maps(on, seed)) for seed in range(REDRAWN)])
    return float(made.clamp(-1, 1).var(0).mean().sqrt() / 2)


def reached(network: Generator) -> dict[str, Any]:
    """Return all that is recorded of a generator."""
    found = directions_of(styles_drawn(network))
    return {
        "follows": [follows(network, k) for k in range(LAYERS + 1)],
        "quality": [quality(network, round(psi, 1)) for psi in np.arange(0, 2.05, 0.1)],
        "path_length": {space: path_length(network, space) for space in ("z", "w")},
        "separability": separability(network),
        "effects": {edited: effects(network, found, edited) for edited in EDITED},
        "peaks": torch.quantile(peaks_drawn(network), torch.tensor([0.25, 0.5, 0.75]), dim=0).tolist(),
        "noise": {on: moved_by_noise(network, on) for on in ("all", *(str(i + 1) for i in range(len(SIDES))))},
    }
