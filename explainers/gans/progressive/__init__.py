"""Why learn to sketch before you paint? GANs that grow from 4 to 32 pixels, beside one at full size from the start."""

from explainers.data.glyphs.glyphs import FACES, sheet_of
from explainers.explainer import Explainer, View
from explainers.gans.pictures.blocks import minibatch_deviation
from explainers.gans.progressive.equations import equations
from explainers.gans.progressive.figure_batch import plot_batch
from explainers.gans.progressive.figure_fade import plot_fade
from explainers.gans.progressive.figure_race import plot_race
from explainers.gans.progressive.measures import distances, pyramid, sliced_wasserstein
from explainers.gans.progressive.models import LETTERS, REAL, RUNS, file_of
from explainers.gans.progressive.networks import Discriminator, Generator
from explainers.gans.progressive.result import Result, challenge, mean_score, simulate, tables
from explainers.gans.progressive.settings import Params
from explainers.shipped import shipped


def files(params: Params, view: str) -> dict[str, bytes]:
    """Return the shipped files that a view reads: weights, records, and sheets of letters."""
    kept = [file_of(name, ending) for name in RUNS for ending in ("npz", "json")]
    sheets = [sheet_of(letter) for letter in LETTERS]
    return {name: shipped(name) for name in (FACES, REAL, *kept, *sheets)}


EXPLAINER: Explainer[Params, Result] = Explainer(
    path="gans/progressive",
    params=Params,
    simulate=simulate,
    views=(
        View("fade", "Fade in", plot_fade, ("to", "when", "alpha", "seed"), (Generator, Discriminator), more=()),
        View("race", "Growing against full size", plot_race, ("rival", "seen", "axis", "seed"),
             (distances, pyramid, sliced_wasserstein), more=()),
        View("batch", "Does the batch differ?", plot_batch, ("distinct", "seed"),
             (minibatch_deviation, mean_score), more=()),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    files=files,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
