"""Truncated noise, the class in G and in D, and precision, with the numbers of the letter in hand."""

import numpy as np
import torch
from scipy.stats import norm

from explainers.equation import Equation, tex
from explainers.gans.big.models import EACH, generator
from explainers.gans.big.networks import LETTERS
from explainers.gans.big.result import SHOWN, Result, counts
from explainers.gans.big.truncation import truncated


def equations(result: Result) -> list[Equation]:
    """Return z, one number after its normalisation, D's score of the first picture, and what is counted."""
    return [noise(result), normalised(result), score(result), counted(result)]


def noise(result: Result) -> Equation:
    """Return the first number of z of the first picture."""
    p = result.params
    low, high = (float(norm.cdf(side * p.tau)) for side in (-1, 1))
    z = float(truncated(p.tau, SHOWN, p.seed)[0, 0])
    u = (float(norm.cdf(z)) - low) / (high - low)
    return Equation(
        f"The first number of z, truncated: z₁ = {z:.3f}",
        r"\Phi(z_1)",
        r"\Phi(-\tau) + u_1\left(\Phi(\tau) - \Phi(-\tau)\right)",
        rf"{tex(low, 5)} + {tex(u, 5)} \times {tex(high - low, 5)}",
        float(norm.cdf(z)),
        "Φ is the normal distribution function. As if drawn again until |z₁| ≤ τ; u₁ is uniform, the same for every τ.",
    )


def normalised(result: Result) -> Equation:
    """Return the first of G's numbers at 4 × 4 of the first picture, normalised by its class."""
    p, g = result.params, generator(result.params.model)
    place, layer = LETTERS.index(p.letter), g.norms[0]
    with torch.no_grad():
        h = float(g.start(truncated(p.tau, SHOWN, p.seed)[:1])[0, 0])
        mean, variance = (float(part[0]) for part in (layer.norm.running_mean, layer.norm.running_var))  # type: ignore[union-attr, index]
        gain, bias = (float(part.weight[0, place]) for part in (layer.gain, layer.bias))  # type: ignore[union-attr, index]
    deviation = float(np.sqrt(variance + layer.norm.eps))  # type: ignore[union-attr, operator]
    return Equation(
        f"Conditional batch norm, told {p.letter}: the first channel in its first corner",
        r"h'",
        r"\gamma_y \frac{h - \mu}{\sigma} + \beta_y",
        rf"{tex(gain)} \times \frac{{{tex(h)} - ({tex(mean)})}}{{{tex(deviation)}}} + ({tex(bias)})",
        gain * (h - mean) / deviation + bias,
        "μ and σ are the same for all letters. Gain γ and bias β of the class are all that G is told of it.",
    )


def score(result: Result) -> Equation:
    """Return what D says of the first picture."""
    psi, projected = result.scores
    place = LETTERS.index(result.params.letter)
    rival = max((i for i in range(len(LETTERS)) if i != place), key=lambda i: projected[i])
    return Equation(
        "Projection discriminator: the score of the first picture",
        r"D(x, y)",
        r"\psi(\phi(x)) + \langle V y, \phi(x) \rangle",
        f"{tex(float(psi[0]), 5)} + ({tex(float(projected[place]), 5)})",
        float(psi[0] + projected[place]),
        f"ψ asks whether x is real at all, V y whether it is a real {result.params.letter}. Told that it is a "
        f"{LETTERS[rival]}, D would say {psi[0] + projected[rival]:.2f}.",
    )


def counted(result: Result) -> Equation:
    """Return precision at τ as a count, and recall beside it."""
    precise, covered = counts(result)
    return Equation(
        "Precision: is what is drawn like real letters?",
        r"P",
        r"\frac1n \sum_i \mathbf{1}\left[\tilde x_i \text{ within a ball of some } x_j\right]",
        rf"\frac{{{precise}}}{{{EACH}}}",
        precise / EACH,
        "A ball around a real face's features reaches to its third nearest neighbour. Recall is the same with both "
        f"sides exchanged: {covered} of {EACH} real faces lie within a ball of something generated.",
    )
