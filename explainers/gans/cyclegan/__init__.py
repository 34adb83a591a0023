"""Can you translate without a dictionary? A CycleGAN between two domains of letters whose true pairs are known."""

from explainers.data.glyphs.glyphs import FACES, sheet_of
from explainers.explainer import Explainer, View
from explainers.gans.cyclegan.equations import equations
from explainers.gans.cyclegan.figure_face import plot_message, plot_translate
from explainers.gans.cyclegan.figure_scores import plot_lambda, plot_letters
from explainers.gans.cyclegan.letters import LETTERS
from explainers.gans.cyclegan.measures import confusion, noisy
from explainers.gans.cyclegan.models import RECORDED, WEIGHTS
from explainers.gans.cyclegan.networks import Generator, cycle_loss, generator_loss
from explainers.gans.cyclegan.result import Result, by_hand, challenge, simulate, tables, translated
from explainers.gans.cyclegan.settings import Params
from explainers.shipped import shipped


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the shipped files that a view reads: pictures, weights, and what the models reached."""
    names = (FACES, *(sheet_of(letter) for letter in LETTERS), WEIGHTS, RECORDED)
    return {name: shipped(name) for name in names}


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="gans/cyclegan",
    params=Params,
    simulate=simulate,
    views=(
        View("translate", "Translate", plot_translate, ("lam", "identity", "family", "weight"),
             (translated, Generator), more=()),
        View("letters", "Which letter became which", plot_letters,
             ("translator", "lam", "identity", "family", "weight"), (confusion, by_hand), more=()),
        View("message", "The hidden message", plot_message, ("lam", "identity", "letter", "amplify", "sigma"),
             (noisy, translated), more=("family", "seed")),
        View("models", "What λ buys", plot_lambda, ("lam", "identity"), (cycle_loss, generator_loss), more=()),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    files=files,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
