"""The loss of the β-VAE and the mutual information gap, with the numbers of the sprite and the model in hand."""

import numpy as np

from explainers.equation import Equation, tex
from explainers.vaes.beta.measures import ENTROPIES
from explainers.vaes.beta.result import Result
from explainers.vaes.beta.sprites import FACTORS, LEVELS


def equations(result: Result) -> list[Equation]:
    """Return KL of the first latent, the loss of the sprite, and the gaps that make up MIG."""
    p, record = result.params, result.record
    first = int(record.order[0])
    mu, log_variance = (float(part[first]) for part in result.posterior)
    rate, name = float(result.cost.sum()), "₁₂₃₄₅₆₇₈"[first]
    loss = result.distortion + p.beta * rate
    ranked = -np.sort(-record.information, axis=1)
    widest = int(np.argmax(record.gaps))
    best, second, entropy = float(ranked[widest, 0]), float(ranked[widest, 1]), float(ENTROPIES[widest])
    named = rf"\mathrm{{{FACTORS[widest]}}}"
    return [
        Equation(
            f"What latent z{name} costs for this sprite",
            rf"\mathrm{{KL}}_{first + 1}",
            r"\tfrac12\left(\mu^2 + \sigma^2 - 1 - \ln \sigma^2\right)",
            rf"\tfrac12\left({tex(mu**2, 6)} + {tex(np.exp(log_variance), 6)} - 1 - ({tex(log_variance, 6)})\right)",
            float(result.cost[first]),
            "Nats to say where q(z|x) is, to one who expects N(0, 1); zero where a latent is dead.",
        ),
        Equation(
            "The loss of this sprite",
            r"\mathcal{L}",
            r"D + \beta \sum_j \mathrm{KL}_j",
            rf"{tex(result.distortion, 6)} + {tex(p.beta)} \times {tex(rate, 6)}",
            loss,
            "D = −ln p(x|z) at z = μ. A nat in a latent must save more than β nats of distortion, or it goes.",
        ),
        Equation(
            f"The entropy of the factor {FACTORS[widest]}",
            rf"H({named})",
            r"\ln K",
            rf"\ln {LEVELS[widest]}",
            entropy,
            f"All K = {LEVELS[widest]} levels are equally frequent, so this is all that a latent can know of it.",
        ),
        Equation(
            f"The gap of {FACTORS[widest]}, the widest",
            rf"g_\mathrm{{{FACTORS[widest]}}}",
            r"\frac{I(z_{(1)}; v) - I(z_{(2)}; v)}{H(v)}",
            rf"\frac{{{tex(best, 6)} - {tex(second, 6)}}}{{{tex(entropy, 6)}}}",
            float(record.gaps[widest]),
            "The latent that knows most of it, less the runner-up. If two share a factor, the gap closes.",
        ),
        Equation(
            "Mutual information gap",
            r"\mathrm{MIG}",
            r"\tfrac15 \sum_v g_v",
            rf"\tfrac15\left({' + '.join(tex(gap, 6) for gap in record.gaps)}\right)",
            record.mig,
            f"The mean over {', '.join(FACTORS)} (Chen et al. 2018): 1 if each factor has a latent of its own.",
        ),
    ]
