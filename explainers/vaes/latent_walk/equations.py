"""The formulas of a variational autoencoder, with the numbers of the picture in hand."""

import numpy as np

from explainers.equation import Equation, tex
from explainers.vaes.latent_walk.forward_pass import WEIGHED
from explainers.vaes.latent_walk.result import Result


def equations(result: Result) -> list[Equation]:
    """Return z, KL, log p(x|z), the ELBO and its bounds for the picture in hand, and where the walk stands."""
    p, forward = result.params, result.forward_pass
    mu, sigma, epsilon = forward.mu, forward.sigma, forward.epsilon
    inked = np.where(forward.x > 0.5)[0]
    on_ink, off_ink = float(forward.loss[inked].sum()), float(np.delete(forward.loss, inked).sum())
    average, _, exact = forward.bounds
    a, b, z = *result.ends, result.along(p.t)
    way = [
        Equation(
            "The walk, first coordinate",
            r"z_1(t)",
            r"(1 - t)\,a_1 + t\,b_1",
            rf"{tex(1 - p.t)} \times ({tex(a[0])}) + {tex(p.t)} \times ({tex(b[0])})",
            float(z[0]),
            "A straight line from the code of one picture to the other end.",
        )
    ]
    if p.path == "great_circle":
        lengths = [float(np.linalg.norm(end)) for end in (a, b)]
        way = [
            Equation(
                "The length of z on the great circle",
                r"\|z(t)\|",
                r"(1 - t)\,\|a\| + t\,\|b\|",
                rf"{tex(1 - p.t)} \times {tex(lengths[0])} + {tex(p.t)} \times {tex(lengths[1])}",
                float(np.linalg.norm(z)),
                "The direction turns from a to b at an even rate; the length goes evenly from one to the other.",
            )
        ]
    return [
        Equation(
            "A draw from q(z|x), first coordinate",
            r"z_1",
            r"\mu_1 + \sigma_1\,\varepsilon_1",
            f"{tex(mu[0])} + {tex(sigma[0])} \\times ({tex(epsilon[0])})",
            float(forward.z[0]),
            "Noise from outside, so that gradients reach μ and σ through z: the reparameterisation.",
        ),
        Equation(
            "The price of this place, first coordinate",
            r"\mathrm{KL}_1",
            r"\tfrac12\left(\mu_1^2 + \sigma_1^2 - 1\right) - \ln \sigma_1",
            rf"\tfrac12\left({tex(mu[0] ** 2)} + {tex(sigma[0] ** 2)} - 1\right) - ({tex(float(np.log(sigma[0])))})",
            float(forward.kl[0]),
            "How many nats it takes to say where x is, to one who expects the prior N(0, 1).",
        ),
        Equation(
            "Reconstruction",
            r"\ln p(x \mid z)",
            r"\sum_i x_i \ln \hat{x}_i + (1 - x_i) \ln(1 - \hat{x}_i)",
            f"-({tex(on_ink, 5)} + {tex(off_ink, 5)})",
            forward.reconstruction,
            "What all 784 pixels lose, first those that are ink in x, then the rest.",
        ),
        Equation(
            "Evidence lower bound",
            r"\mathrm{ELBO}",
            r"\ln p(x \mid z) - \mathrm{KL}_1 - \mathrm{KL}_2",
            f"{tex(forward.reconstruction, 5)} - {tex(forward.kl[0])} - {tex(forward.kl[1])}",
            forward.elbo,
            "For the ε on screen. Training raises its mean over all pictures and all ε.",
        ),
        Equation(
            "What the bound leaves out",
            r"\mathrm{KL}\left(q(z|x) \,\|\, p(z|x)\right)",
            r"\ln p(x) - \mathbb{E}_\varepsilon \mathrm{ELBO}",
            f"{tex(exact, 6)} - ({tex(average, 6)})",
            exact - average,
            f"The mean over {WEIGHED}² draws, with a standard error of {forward.errors[0]:.2g}, and ln p(x) by "
            "quadrature over the plane. The gap says how far the encoder's Gaussian is from the true posterior.",
        ),
        *way,
    ]
