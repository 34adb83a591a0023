"""Whose style, whose shape? StyleGAN on capitals of real faces, in the forms of 2019 and of 2020."""

from explainers.explainer import Explainer, View
from explainers.gans.pictures import reader
from explainers.gans.style.equations import equations
from explainers.gans.style.figure_directions import plot_directions
from explainers.gans.style.figure_mix import plot_mix
from explainers.gans.style.figure_repair import plot_repair
from explainers.gans.style.figure_walk import plot_walk
from explainers.gans.style.models import RECORDED, WEIGHTS, directions_of, recorded, truncated
from explainers.gans.style.networks import KINDS, Demodulated, Generator, adain, mixed
from explainers.gans.style.reached import follows, separability
from explainers.gans.style.result import Result, challenge, simulate, tables
from explainers.gans.style.settings import Params
from explainers.gans.style.walks import perceived_speed, slerp
from explainers.shipped import shipped

SAID = {
    "mix": "Of letters, the share of mixes read as A's and as B's; of factors, the weights in a regression on both.",
    "walk": "Perceptual path length, of this walk and typical of 500, and precision and recall are all in features of "
    "our classifier of capitals; the papers took a network for photographs.",
    "directions": "Left: in standard deviations of each factor. Right: a linear probe tells its upper quarter from its "
    "lower one; 50% is chance.",
    "repair": "Bands: the middle half of 200 pictures. Dotted: the ringed place of this one. In layer 8 the largest "
    "norm is on ink in {adain} of pictures with AdaIN, and in {demodulation} with demodulation.",
}


def sentences(result: Result, view: str) -> list[str]:
    """Return what is said about a view beside its picture."""
    ink = {kind: f"{recorded()[kind]['on_ink']:.1%}" for kind in KINDS}
    return [SAID[view].format(**ink)]


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the shipped files that a view reads: weights, and what the models reached."""
    return {name: shipped(name) for name in (WEIGHTS, RECORDED, reader.WEIGHTS)}


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="gans/style",
    params=Params,
    simulate=simulate,
    views=(
        View("mix", "Mix", plot_mix, ("kind", "crossover", "a", "noise"), (mixed, Generator, follows), more=("seed",)),
        View("walk", "Walk and truncate", plot_walk, ("kind", "psi", "a", "b"),
             (truncated, slerp, perceived_speed), more=("noise", "seed")),
        View("directions", "Directions", plot_directions, ("kind", "component", "alpha", "a"),
             (directions_of, separability), more=("noise", "seed")),
        View("repair", "The repair", plot_repair, ("layer", "a", "noise"), (adain, Demodulated), more=("seed",)),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    sentences=sentences,
    files=files,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
