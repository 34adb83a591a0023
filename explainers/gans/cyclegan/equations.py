"""The losses of a CycleGAN, with the numbers of the face in hand."""

from explainers.equation import Equation, tex
from explainers.gans.cyclegan.measures import asked, error
from explainers.gans.cyclegan.models import generators
from explainers.gans.cyclegan.result import Result


def equations(result: Result) -> list[Equation]:
    """Return the cycle loss, the identity loss, and the score that training never sees."""
    p, now, face = result.params, result.errors, result.face
    g, f = generators(p.lam, p.identity)
    there = error(asked(g, asked(f, face.b)), face.b)
    stays = [error(asked(g, face.b), face.b), error(asked(f, face.a), face.a)]
    return [
        Equation(
            "Cycle loss of this face",
            r"\mathcal{L}_{\text{cyc}}",
            r"\overline{|F(G(a)) - a|} + \overline{|G(F(b)) - b|}",
            f"{tex(now['cycle'])} + {tex(there)}",
            now["cycle"] + there,
            "Means over pixels, in grey values. It asks for a way back, not for the right way there.",
        ),
        Equation(
            "Identity loss of this face",
            r"\mathcal{L}_{\text{id}}",
            r"\overline{|G(b) - b|} + \overline{|F(a) - a|}",
            f"{tex(stays[0])} + {tex(stays[1])}",
            sum(stays),
            "What already belongs to the other domain should stay as it is: ink as ink, an A as an A.",
        ),
        Equation(
            "The score, for which the true pair is needed",
            "s",
            r"\overline{|G(a) - b|} \,/\, \overline{|a - b|}",
            rf"\frac{{{tex(now['made'], 6)}}}{{{tex(now['copied'], 6)}}}",
            now["made"] / now["copied"],
            "Below 1, G(a) is nearer to the truth than a copy of a. No loss of training knows which b belongs to a.",
        ),
    ]
