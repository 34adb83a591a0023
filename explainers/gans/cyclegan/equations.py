"""The losses of a CycleGAN, with the numbers of the face in hand."""

from explainers.equation import Equation, tex
from explainers.gans.cyclegan.measures import asked, error
from explainers.gans.cyclegan.models import IDENTITY, generators
from explainers.gans.cyclegan.result import Result, built


def equations(result: Result) -> list[Equation]:
    """Return the cycle loss, its part in the whole, the score that training never sees, and the shuffled letters."""
    p, now = result.params, result.errors
    g, f = generators(p.lam, p.identity)
    there = error(asked(g, asked(f, result.b)), result.b)
    stays = [error(asked(g, result.b), result.b), error(asked(f, result.a), result.a)]
    cycle, identity = now["cycle"] + there, stays[0] + stays[1]
    weight = IDENTITY * p.identity
    table = built()[0]
    return [
        Equation("Cycle loss of this face", r"\\mathcal{L}_{\\text{cyc}}".replace("\\\\", "\\"),
                 r"\overline{|F(G(a)) - a|} + \overline{|G(F(b)) - b|}", f"{tex(now['cycle'])} + {tex(there)}", cycle,
                 "Means over pixels, in grey values. It asks for a way back, not for the right way there."),
        Equation("Identity loss of this face", r"\mathcal{L}_{\text{id}}",
                 r"\overline{|G(b) - b|} + \overline{|F(a) - a|}", f"{tex(stays[0])} + {tex(stays[1])}", identity,
                 "What already belongs to the other domain should stay as it is: ink as ink, an A as an A."),
        Equation("What they weigh in the loss of G and F", r"\lambda \mathcal{L}_{\text{cyc}} + \mu \mathcal{L}_{\text{id}}",
                 r"\lambda \mathcal{L}_{\text{cyc}} + \mu \mathcal{L}_{\text{id}}",
                 rf"{tex(p.lam)} \times {tex(cycle)} + {tex(weight)} \times {tex(identity)}",
                 p.lam * cycle + weight * identity,
                 "The two adversarial losses come on top. μ is 0 where there is no identity loss."),
        Equation("The score, for which the true pair is needed", r"s", r"\overline{|G(a) - b|} \,/\, \overline{|a - b|}",
                 rf"\frac{{{tex(now['made'], 6)}}}{{{tex(now['copied'], 6)}}}", now["made"] / now["copied"],
                 "Below 1, G(a) is nearer to the truth than a copy of a is. No loss of training knows b's partner."),
        Equation("Letters shuffled by hand: cycle loss against score", r"\mathcal{L}_{\text{cyc}}",
                 r"\overline{|\pi^{-1}(\pi(a)) - a|}", rf"{tex(table.cycle)} \times {tex(table.error)}", table.cycle,
                 "A permutation π is undone exactly."),
    ]  # fmt: skip
