"""The seven distances as formulas, with the numbers of the heaps on screen in them, and the dual of W₁."""

import numpy as np

from explainers.equation import Equation, tex
from explainers.gans.wasserstein_vs_js.model import Result
from explainers.gans.wasserstein_vs_js.transport import potential


def equations(result: Result) -> list[Equation]:
    """Return the distances at this separation, each with the terms of which it is made."""
    part = {name: float(values[result.now]) for name, values in result.measured.part.items()}
    value = result.value
    best = potential(result.p, result.q)
    return [
        Equation(
            "Wasserstein-1, the earth mover's distance",
            r"W_1",
            r"\int |F_p(x) - F_q(x)|\,dx",
            f"{tex(part['to_the_left'])} + {tex(part['to_the_right'])}",
            value["w1"],
            "How far a grain travels on average: sand of q that goes left, and sand that goes right.",
        ),
        Equation(
            "The same, from its dual",
            r"\max_{|f'| \le 1}",
            r"\mathbb{E}_p f - \mathbb{E}_q f",
            f"{tex(best.mean_real)} - ({tex(best.mean_generated)})",
            best.best,
            "What the best critic with slope at most 1 scores, found exactly on 128 grains of each heap.",
        ),
        Equation(
            "Wasserstein-2",
            r"W_2",
            r"\sqrt{(m_p - m_q)^2 + W_2(\tilde p, \tilde q)^2}",
            rf"\sqrt{{({tex(part['apart'])})^2 + {tex(part['reshaped'])}^2}}",
            value["w2"],
            "To shift the mean and to reshape: the tildes are the heaps with their means at zero.",
        ),
        Equation(
            "Jensen–Shannon",
            r"\mathrm{JS}",
            r"\tfrac12 \mathrm{KL}(p \| m) + \tfrac12 \mathrm{KL}(q \| m), \quad m = \tfrac12(p + q)",
            rf"\tfrac12 \times {tex(part['kl_pm'])} + \tfrac12 \times {tex(part['kl_qm'])}",
            value["js"],
            f"At most ln 2 = {np.log(2):.4f}, which it is wherever the heaps share no place.",
        ),
        Equation(
            "Total variation",
            r"\mathrm{TV}",
            r"1 - \int \min(p, q)\,dx",
            f"1 - {tex(part['overlap'])}",
            value["tv"],
            "The sand that has no counterpart at its own place. It does not ask how far away one is.",
        ),
        Equation(
            "Maximum mean discrepancy",
            r"\mathrm{MMD}",
            r"\sqrt{\mathbb{E}\,k(x, x') + \mathbb{E}\,k(y, y') - 2\,\mathbb{E}\,k(x, y)}",
            rf"\sqrt{{{tex(part['k_pp'], 5)} + {tex(part['k_qq'], 5)} - 2 \times {tex(part['k_pq'], 5)}}}",
            value["mmd"],
            f"With the kernel k = exp(−(x − y)² / 2h²): it reaches about as far as h = {result.params.bandwidth:g}.",
        ),
        divergence("p", "q", value["kl_pq"], part["entropy_p"]),
        divergence("q", "p", value["kl_qp"], part["entropy_q"]),
    ]


def divergence(one: str, other: str, value: float, entropy: float) -> Equation:
    """Return the formula of KL(one ‖ other), as cross-entropy less the entropy of `one`."""
    infinite = f"There is sand of {one} where {other} has none: the logarithm, and with it the whole, is infinite."
    finite = f"How surprised one is, in nats, who expects {other} and meets {one}; less how surprising {one} is itself."
    return Equation(
        f"Kullback–Leibler, from {one} to {other}",
        rf"\mathrm{{KL}}({one} \| {other})",
        rf"\int {one} \ln \frac{{{one}}}{{{other}}}\,dx = "
        rf"\mathbb{{E}}_{one}[-\ln {other}] - \mathbb{{E}}_{one}[-\ln {one}]",
        f"{tex(value + entropy, 6)} - ({tex(entropy, 6)})",
        value,
        infinite if np.isinf(value) else finite,
    )
