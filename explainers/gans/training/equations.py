"""The formulas of the game, with the numbers of the points on screen."""

import numpy as np

from explainers.equation import Equation, tex
from explainers.gans.training.result import Result
from explainers.gans.training.settings import TIMELINE

D, G = r"\mathcal{L}_D", r"\mathcal{L}_G"
REAL, FAKE = r"\overline{%s}_{x}", r"\overline{%s}_{z}"


def equations(result: Result) -> list[Equation]:
    """Return the two losses, as means over the points drawn, and what they come to when D is as good as can be."""
    loss = TIMELINE.settings_at(result.params, result.step).loss
    r, f = (scores.astype(np.float64) for scores in result.scores)
    detective, forger = {
        "minimax": (_cross_entropy(r, f), _saturating(f)),
        "non_saturating": (_cross_entropy(r, f), _non_saturating(f)),
        "least_squares": (_squares(r, f), _square(f)),
        "hinge": (_hinge(r, f), _critic_of(f)),
        "wasserstein_clip": (_critic(r, f), _critic_of(f)),
        "wasserstein_gp": (_critic(r, f), _critic_of(f)),
    }[loss]
    js = result.js
    best = Equation(
        "What a perfect detective would leave",
        r"\min_D \mathcal{L}_D",
        r"\ln 4 - 2\,\mathrm{JS}(p \,\|\, q)",
        rf"{tex(np.log(4.0))} - 2 \times {tex(js)}",
        float(np.log(4.0) - 2 * js),
        "With D = p / (p + q) the detective's loss says how far apart p and q are; it is ln 4 when they agree.",
    )
    return [detective, forger, best]


def _mean(values: np.ndarray) -> float:
    return float(values.mean())


def _cross_entropy(r: np.ndarray, f: np.ndarray) -> Equation:
    real, fake = _mean(np.logaddexp(0, -r)), _mean(np.logaddexp(0, f))
    return Equation(
        "The detective's loss", D, r"-\mathbb{E}_{x}[\ln D(x)] - \mathbb{E}_{z}[\ln(1 - D(G(z)))]",
        f"{tex(real)} + {tex(fake)}", real + fake,
        "How surprised D is by the truth about real points, and by the truth about generated ones.",
    )  # fmt: skip


def _saturating(f: np.ndarray) -> Equation:
    value = -_mean(np.logaddexp(0, f))
    return Equation(
        "The forger's loss, as first written", G, r"\mathbb{E}_{z}[\ln(1 - D(G(z)))]", f"-{tex(-value)}", value,
        "Where D is sure that a point is forged this is flat at zero: no slope, nothing to learn from.",
    )  # fmt: skip


def _non_saturating(f: np.ndarray) -> Equation:
    value = _mean(np.logaddexp(0, -f))
    return Equation(
        "The forger's loss", G, r"-\mathbb{E}_{z}[\ln D(G(z))]", f"-({tex(-value)})", value,
        "It falls as D is fooled, and is steepest where D is sure that a point is forged.",
    )  # fmt: skip


def _squares(r: np.ndarray, f: np.ndarray) -> Equation:
    real, fake = 0.5 * _mean((r - 1) ** 2), 0.5 * _mean(f**2)
    return Equation(
        "The detective's loss", D, r"\tfrac12\mathbb{E}_{x}[(D(x) - 1)^2] + \tfrac12\mathbb{E}_{z}[D(G(z))^2]",
        f"{tex(real)} + {tex(fake)}", real + fake, "D is to say 1 on real points and 0 on generated ones.",
    )  # fmt: skip


def _square(f: np.ndarray) -> Equation:
    value = _mean((f - 1) ** 2)
    return Equation(
        "The forger's loss", G, r"\tfrac12\mathbb{E}_{z}[(D(G(z)) - 1)^2]", rf"\tfrac12 \times {tex(value)}", value / 2,
        "A point far on the wrong side is pulled hard, however sure D is.",
    )  # fmt: skip


def _hinge(r: np.ndarray, f: np.ndarray) -> Equation:
    real, fake = _mean(np.maximum(0, 1 - r)), _mean(np.maximum(0, 1 + f))
    return Equation(
        "The detective's loss", D, r"\mathbb{E}_{x}[\max(0, 1 - D(x))] + \mathbb{E}_{z}[\max(0, 1 + D(G(z)))]",
        f"{tex(real)} + {tex(fake)}", real + fake, "Points that are right by a margin no longer count.",
    )  # fmt: skip


def _critic(r: np.ndarray, f: np.ndarray) -> Equation:
    real, fake = _mean(r), _mean(f)
    return Equation(
        "The critic's loss", D, r"\mathbb{E}_{z}[D(G(z))] - \mathbb{E}_{x}[D(x)]", f"{tex(fake)} - ({tex(real)})",
        fake - real, "With D's slope bounded, minus this is a lower bound on a multiple of the Wasserstein distance.",
    )  # fmt: skip


def _critic_of(f: np.ndarray) -> Equation:
    value = -_mean(f)
    return Equation("The forger's loss", G, r"-\mathbb{E}_{z}[D(G(z))]", f"-({tex(-value)})", value,
                    "G climbs the scores that D gives.")  # fmt: skip
