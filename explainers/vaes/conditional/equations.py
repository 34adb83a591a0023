"""The formulas of a conditional variational autoencoder, with the numbers of the picture in hand."""

import numpy as np

from explainers.equation import Equation, tex
from explainers.vaes.conditional.fill import draws
from explainers.vaes.conditional.result import SAMPLES, WEIGHED, Result, by_kl


def equations(result: Result) -> list[Equation]:
    """Return the style and its price, the bound and what it leaves out, and a draw for what is hidden."""
    first, found = int(by_kl()[0]), result.bounds
    mu, sigma = result.encoded[0][first], float(np.exp(0.5 * result.encoded[1][first]))
    price = 0.5 * (mu**2 + sigma**2 - 1) - float(np.log(sigma))
    return [
        Equation(
            "The style of x, its first dimension",
            r"z_1",
            r"\mu_1(x, y) + u_1",
            f"{tex(mu)} + ({tex(result.moved[first])})",
            float(result.style[first]),
            "The encoder is told y, so that z need not say it. What the decoder then gets is z and any label.",
        ),
        Equation(
            "The price of this style, first dimension",
            r"\mathrm{KL}_1",
            r"\tfrac12\left(\mu_1^2 + \sigma_1^2 - 1\right) - \ln \sigma_1",
            rf"\tfrac12\left({tex(mu**2, 6)} + {tex(sigma**2, 6)} - 1\right) - ({tex(float(np.log(sigma)), 6)})",
            price,
            "The prior of a style is N(0, 1) under every label: a style that differs by label costs nats.",
        ),
        Equation(
            "Conditional evidence lower bound",
            r"\mathrm{ELBO}(x \mid y)",
            r"\mathbb{E}_q \ln p(x \mid z, y) - \mathrm{KL}\left(q(z \mid x, y) \,\|\, p(z)\right)",
            f"{tex(found['reconstruction'], 6)} - {tex(found['kl'], 6)}",
            found["reconstruction"] - found["kl"],
            f"The ELBO of any VAE, with y as a condition throughout. The mean is over {WEIGHED} draws.",
        ),
        Equation(
            "What more draws add",
            r"\ln \tfrac1k \textstyle\sum w_i - \tfrac1k \sum \ln w_i",
            r"L_k - L_1, \quad w_i = p(x, z_i \mid y) \,/\, q(z_i \mid x, y)",
            f"{tex(found['weighted'], 7)} - ({tex(found['mean'], 7)})",
            found["weighted"] - found["mean"],
            f"The importance-weighted bound of k = {WEIGHED} draws over the mean of the same draws: never negative.",
        ),
        *filling(result),
    ]


def filling(result: Result) -> list[Equation]:
    """Return a draw for what is hidden, and the spread at the pixel where the samples differ most."""
    first, second = (float(part[0, 0]) for part in draws(2 * SAMPLES, result.params.seed).chunk(2))
    angle = np.deg2rad(result.params.theta)
    cos, sin = float(np.cos(angle)), float(np.sin(angle))
    values = result.samples[:, result.deviation.argmax()].astype(float)
    square = float((values**2).mean())
    return [
        Equation(
            "A draw for what is hidden, its first coordinate",
            r"z_1",
            r"\cos\theta\,\varepsilon_1 + \sin\theta\,\varepsilon_1'",
            rf"({tex(cos, 6)}) \times ({tex(first, 6)}) + ({tex(sin, 6)}) \times ({tex(second, 6)})",
            cos * first + sin * second,
            "z says what the visible pixels leave open. Its prior is N(0, 1), so this is one fair way to go on.",
        ),
        Equation(
            "Where the samples differ most",
            r"s",
            r"\sqrt{\overline{x^2} - \bar{x}^2}",
            rf"\sqrt{{{tex(square, 7)} - ({tex(float(values.mean()), 7)})^2}}",
            float(values.std()),
            f"The standard deviation of one pixel over {SAMPLES} samples. A regression has only the mean.",
        ),
    ]
