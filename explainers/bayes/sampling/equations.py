"""What a step is accepted by, what keeps a trajectory honest, and how much a number of draws is worth."""

import numpy as np

from explainers.bayes.sampling.model import Result
from explainers.bayes.sampling.posteriors import PARAMETERS, SYMBOLS
from explainers.bayes.sampling.targets import TARGETS
from explainers.equation import Equation, tex


def equations(result: Result) -> list[Equation]:
    """Return the last step's chance, and how a mean of the chain and of the posterior come about."""
    last, target = result.chain[-1], TARGETS[result.params.target]
    old, new = last.path[0], last.proposal
    here, there = float(target.log(old)), float(target.log(new))
    x = result.positions[:, 0]
    name = PARAMETERS[result.question.model][-1]
    coarse, reference = result.grid[name], result.reference[name]
    found = [
        Equation(
            "How probable the proposal is",
            r"\ln p(x') - \ln p(x)",
            r"\ln \frac{p(x')}{p(x)}",
            f"{tex(there, 6)} - ({tex(here, 6)})",
            there - here,
            "Of the last step. Whatever p is divided by cancels: that is why nobody has to integrate it.",
        ),
    ]
    if result.params.sampler == "walk":
        found.append(
            Equation(
                "The chance of accepting it",
                r"a",
                r"\min\left(1, \frac{p(x')}{p(x)}\right)",
                rf"\min(1, e^{{{tex(there - here, 6)}}})",
                last.chance if result.step else 1.0,
                "Uphill always, downhill with the ratio: so the chain is at each place as often as p says.",
            )
        )
    else:
        found.append(
            Equation(
                "The energy of the start",
                r"H(x, r)",
                r"-\ln p(x) + \tfrac12 |r|^2",
                f"{tex(-here, 6)} + {tex(last.energy + here, 6)}",
                last.energy,
                "A random push r makes the point a ball on the surface −ln p. Leapfrog nearly keeps H.",
            )
        )
    found += [
        Equation(
            "A mean by sampling",
            r"\mathbb{E}\,x_1",
            r"\frac{1}{k + 1} \sum_{i=0}^{k} x_1^{(i)}",
            rf"\frac{{{tex(float(x.sum()), 6)}}}{{{len(x)}}}",
            float(x.mean()),
            f"Of the chain on the stage. Exactly it is {target.mean[0]:g}.",
        ),
        Equation(
            "A mean by adding up a grid",
            r"\mathbb{E}\,\vartheta",
            r"\sum_i \vartheta_i\, p(\vartheta_i \mid x)\, \Delta_i",
            f"{tex(reference.mean, 6)} + ({tex(coarse.mean - reference.mean, 6)})",
            coarse.mean,
            f"For {SYMBOLS[name]}: the exact mean, and the grid's error. With c cells along each of d parameters "
            "it takes cᵈ sums.",
        ),
    ]
    answer = result.answers.get("nuts")
    if answer is not None and np.isfinite(answer.summary[name]["ess_bulk"]):
        s = answer.summary[name]
        found.append(
            Equation(
                "How well NUTS knows the mean",
                r"\mathrm{MCSE}",
                r"\frac{\mathrm{sd}}{\sqrt{\mathrm{ESS}}}",
                rf"\frac{{{tex(s['sd'])}}}{{\sqrt{{{tex((s['sd'] / s['mcse']) ** 2)}}}}}",
                s["mcse"],
                "By ArviZ. Four times the effective draws for half the error.",
            )
        )
    return found
