"""A layer, the change of variables and the gap of the ELBO, with the numbers on screen in them."""

import numpy as np

from explainers.equation import Equation, tex
from explainers.vaes.flows.layers import Affine, Planar, invertible
from explainers.vaes.flows.model import FOLLOWED, Result


def summed(parts: list[float]) -> str:
    """Return numbers, added."""
    return " + ".join(f"({tex(part, 6)})" for part in parts)


def equations(result: Result) -> list[Equation]:
    """Return the log-determinant of one layer, log q of one sample, and log p(x) of the picture."""
    places, found = result.followed
    z, x = places[0], places[-1]
    base = -0.5 * float(z @ z) - float(np.log(2 * np.pi))
    a, b = (tex(part, 6) for part in FOLLOWED)
    gap, exact = result.flowing, result.exact
    return [
        Equation("A sample before the flow", r"\ln \mathcal{N}(z)", r"-\tfrac12 (z_1^2 + z_2^2) - \ln 2\pi",
                 rf"-\tfrac12 ({a}^2 + ({b})^2) - {tex(np.log(2 * np.pi), 6)}", base,
                 "One z is followed through the layers: this is the height of the bell curve over it."),
        _layer(result, places[0], found[0]),
        Equation("The same sample after the flow", r"\ln q(x)",
                 r"\ln \mathcal{N}(z) - \sum_{k=1}^{K} \ln\left|\det \tfrac{\partial f_k}{\partial z_{k-1}}\right|",
                 rf"({tex(base, 6)}) - \left({summed(found)}\right)", base - float(sum(found)),
                 f"It has come to ({x[0]:.2f}, {x[1]:.2f}). Where the plane was stretched, q is thinner than N was."),
        Equation("Inside the VAE, with the flow q", r"\ln p(x)", r"\mathrm{ELBO} + \mathrm{KL}(q \,\|\, p(z|x))",
                 f"({tex(gap.elbo, 6)}) + {tex(gap.kl, 6)}", exact.evidence,
                 "log p(x) does not depend on q. Whatever KL is closed, the bound gains."),
        Equation("The same with the Gaussian q", r"\ln p(x)", r"\mathrm{ELBO} + \mathrm{KL}(q \,\|\, p(z|x))",
                 f"({tex(result.gaussian.elbo, 6)}) + {tex(result.gaussian.kl, 6)}", exact.evidence,
                 "The two KL differ by as much as the two bounds do."),
    ]  # fmt: skip


def _layer(result: Result, z: np.ndarray, value: float) -> Equation:
    """Return the log-determinant of the first layer."""
    layer = result.flow.layers[0]
    if isinstance(layer, Planar):
        c = float(invertible(layer.u, layer.w)[1])
        bend = float(np.tanh(float((layer.w.detach().numpy() @ z) + layer.b.detach().numpy()[0])))
        return Equation("Its first layer, planar", r"\ln\left|\det\right|",
                        r"\ln\left(1 + w^\top \hat u\,(1 - \tanh^2(w^\top z + b))\right)",
                        rf"\ln\left(1 + ({tex(c, 6)}) \times (1 - ({tex(bend, 6)})^2)\right)", value,
                        "Only w·û and the slope of tanh count: 2 × 2 determinants are never needed.")  # fmt: skip
    assert isinstance(layer, Affine)
    first = float(layer.first[1]) if layer.first is not None else 0.0
    return Equation("Its first layer, affine in each coordinate", r"\ln\left|\det\right|", r"s_1 + s_2(z_1)",
                    f"({tex(first, 6)}) + ({tex(value - first, 6)})", value,
                    "The Jacobian is triangular: its determinant is the product of the two scales, "
                    + ("and the first coordinate has its own." if layer.first is not None
                       else "and that of the first coordinate is 1."))  # fmt: skip
