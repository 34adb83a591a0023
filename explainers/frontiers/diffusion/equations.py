"""The formulas, with the numbers of the point that is followed."""

import numpy as np

from explainers.equation import Equation, tex
from explainers.frontiers.diffusion.result import SHOWN, Result
from explainers.frontiers.diffusion.samplers import noise_in


def equations(result: Result) -> list[Equation]:
    """Return the forward process, the denoiser, the score and the velocity, for the first coordinate of one point."""
    t, path = result.time, result.path
    one = min(result.params.followed, SHOWN - 1)
    x = result.now[one : one + 1]
    guess = result.denoise(x, t)
    noise = noise_in(x, guess, path, t)
    alpha, sigma = float(path.alpha(t)), float(path.sigma(t))
    d_alpha, d_sigma = (float(slope) for slope in path.slopes(t))
    g, e, at = float(guess[0, 0]), float(noise[0, 0]), float(x[0, 0])
    return [
        Equation("A noisy point, taken apart", "x_t", r"\alpha(t)\,\hat x_0 + \sigma(t)\,\hat\varepsilon",
                 rf"{tex(alpha)} \times ({tex(g)}) + {tex(sigma)} \times ({tex(e)})", at,
                 "Whoever guesses the data has guessed the noise, and the other way round."),
        Equation("The score", r"\nabla \log p_t(x_t)", r"-\hat\varepsilon / \sigma(t)",
                 rf"-({tex(e)}) / {tex(sigma)}", -e / sigma,
                 "Less noise is more likely: the score points against it (Tweedie's formula)."),
        Equation("The velocity", r"v(x_t, t)", r"\alpha'(t)\,\hat x_0 + \sigma'(t)\,\hat\varepsilon",
                 rf"({tex(d_alpha)}) \times ({tex(g)}) + ({tex(d_sigma)}) \times ({tex(e)})", d_alpha * g + d_sigma * e,
                 "The probability-flow ODE moves every point so, and all points together keep the density p_t."),
        Equation("Signal to noise", r"\mathrm{SNR}(t)", r"\alpha(t)^2 / \sigma(t)^2",
                 rf"{tex(alpha)}^2 / {tex(sigma)}^2", float(np.square(alpha / sigma)),
                 "Of the data against the noise: a schedule is how fast this falls."),
    ]  # fmt: skip
