"""The formulas of the race, with the numbers of the points on screen."""

import numpy as np
from scipy.stats import rankdata

from explainers.equation import Equation, tex
from explainers.gans.wgan.result import Result


def equations(result: Result) -> list[Equation]:
    """Return what the penalised critic estimates, bounds and pays, and how ρ of its loss comes about."""
    critic, params = result.critics["wasserstein_gp"], result.params
    real, fake = float(critic.real.mean()), float(critic.generated.mean())
    found = [
        Equation(
            "What the penalised critic proves", r"-\mathcal{L}_f / K",
            r"\frac{1}{K} \big(\mathbb{E}_{x}[f(x)] - \mathbb{E}_{z}[f(G(z))]\big)",
            rf"\frac{{1}}{{{tex(critic.steepest, 6)}}} ({tex(real, 6)} - ({tex(fake, 6)}))", critic.bound,
            "A lower bound on W₁, the largest value of any f with slope at most 1; K is the largest slope of this f. "
            f"By linear programming W₁ is {critic.distance:.4f}.",
        ),
        Equation(
            "What it pays", r"\mathcal{P}", r"\lambda\, \mathbb{E}_{\hat x}[(|\nabla f(\hat x)| - 1)^2]",
            rf"{tex(params.penalty)} \times {tex(critic.pays, 6)}", params.penalty * critic.pays,
            "x̂ lies on lines between real and generated points.",
        ),
    ]  # fmt: skip
    racer = result.racers["wasserstein_gp"]
    n = len(racer.gain)
    if n >= 3:
        squares = float(((rankdata(racer.gain) - rankdata(racer.w1)) ** 2).sum())
        found.append(Equation(
            "Whether its loss means something", r"\rho", r"1 - \frac{6 \sum_i d_i^2}{n (n^2 - 1)}",
            rf"1 - \frac{{6 \times {squares:.0f}}}{{{n} \times ({n}^2 - 1)}}", racer.rho,
            "Spearman's rank correlation: d is by how many places a measurement's ranks by loss and by W₁ differ.",
        ))  # fmt: skip
    return [equation for equation in found if np.isfinite(equation.value)]
