"""What a label, a reward and a cluster do, with the numbers of the next point in them."""

import numpy as np

from explainers.equation import Equation, tex
from explainers.foundations.learning.learners import distances, features
from explainers.foundations.learning.model import Result


def equations(result: Result) -> list[Equation]:
    """Return the policy at the next point and the updates it would get, and the way to its nearest centre."""
    x, y, action, reward, baseline = result.next
    names, tells = result.names, result.signals
    policy = tells["policy"]
    scores = result.weights("reinforcement") @ features(x)
    parts = np.exp(scores - scores.max())
    told = [
        Equation(
            "What it would answer",
            rf"\pi(\text{{{names[y]}}} \mid x)",
            r"\frac{e^{a_y}}{\sum_k e^{a_k}}",
            rf"\frac{{{tex(parts[y], 6)}}}{{{' + '.join(tex(part, 6) for part in parts)}}}",
            float(policy[y]),
            "Softmax regression at the next point. Each aₖ is a weighted sum of 1, x₁ and x₂, less the largest.",
        ),
        Equation(
            "Supervised: what a label tells the right class",
            r"\delta_y",
            r"1 - \pi(y \mid x)",
            f"1 - {tex(policy[y], 6)}",
            float(tells["label"][y]),
            "Every class learns from every label: the right one rises, the others fall. Then w ← w + η δ x.",
        ),
        Equation(
            "Reinforcement: what this reward tells the action tried",
            r"\delta_a",
            r"(r - b)\,(1 - \pi(a \mid x))",
            rf"({reward:.0f} - {tex(baseline, 6)}) \times (1 - {tex(policy[action], 6)})",
            float(tells["reward"][action]),
            f"{names[action]} was tried; b is the mean reward so far. A failure says what it was not.",
        ),
        Equation(
            "Reinforcement, averaged over what might be tried",
            r"\mathbb{E}\,\delta_y",
            r"\pi(y \mid x)\,(1 - \pi(y \mid x))",
            rf"{tex(policy[y], 6)} \times (1 - {tex(policy[y], 6)})",
            float(tells["expected"][y]),
            "A label's signal times π: the right answer must be tried before a reward can speak for it.",
        ),
    ]
    if result.clusters:
        centres = result.clusters.centres
        gap = x - centres[distances(x[None], centres)[0].argmin()]
        told.append(
            Equation(
                "Unsupervised: how far to the nearest centre",
                r"|x - c|^2",
                r"(x_1 - c_1)^2 + (x_2 - c_2)^2",
                rf"({tex(gap[0], 6)}) \times ({tex(gap[0], 6)}) + ({tex(gap[1], 6)}) \times ({tex(gap[1], 6)})",
                float(gap @ gap),
                "k-means puts its centres where the sum of these over all points is small. No class occurs in it.",
            )
        )
    return told
