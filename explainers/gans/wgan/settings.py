"""What the learner can set in the race of six losses, and what of it the race is known by."""

from dataclasses import dataclass
from typing import Annotated

from explainers.controls import Drawing, Number, Select, Stops, Text
from explainers.gans.training.settings import DATA, OPTIMISERS, POINTS, RATES, SCHEDULE
from explainers.gans.training.targets import MAX_DRAWN
from explainers.timeline import Timeline

MAX_STEPS = 3000
TARGETS = {
    "modes": DATA["modes"],
    "grid_25": "A grid of 25 heaps",
    "ring": DATA["ring"],
    "spiral": DATA["spiral"],
    "drawn": DATA["drawn"],
}
RACERS = {  # the names of the losses, in the order in which they were published
    "minimax": "Minimax",
    "non_saturating": "Non-saturating",
    "least_squares": "Least squares",
    "hinge": "Hinge",
    "wasserstein_clip": "WGAN, clipped",
    "wasserstein_gp": "WGAN, penalty",
}
UPDATES = (1, 2, 3, 4, 5)
PENALTIES = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0)
CLIPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)


@dataclass(frozen=True)
class Params:
    """What the learner can set, for all six at once."""

    data: Annotated[
        str,
        Select("Real points", TARGETS, symbol="x", effect="restart", help="The target p, from which they are drawn."),
    ] = "modes"
    drawn: Annotated[
        str, Drawing("Your own points", 10 * MAX_DRAWN, effect="restart", points=MAX_DRAWN, help=POINTS)
    ] = ""
    d_updates: Annotated[
        int,
        Stops("Updates of D per step", UPDATES, effect="continue",
              help="How often D, or the critic f, learns before G learns once."),
    ] = 3  # fmt: skip
    lr_g: Annotated[
        float,
        Stops("Learning rate of G", RATES, effect="continue", help="How far the generator G moves in an update."),
    ] = 0.0005
    penalty: Annotated[
        float,
        Stops("Gradient penalty", PENALTIES, symbol="λ", effect="continue",
              help="λ, what the penalised critic pays for slopes other than 1."),
    ] = 0.3  # fmt: skip
    clip: Annotated[
        float,
        Stops("Weights clipped at", CLIPS, symbol="c", effect="continue",
              help="c, the bound on the weights of the clipped critic."),
    ] = 0.1  # fmt: skip
    lr_d: Annotated[
        float,
        Stops("Learning rate of D", RATES, effect="continue", help="How far D, or the critic f, moves in an update."),
    ] = 0.004
    optimiser: Annotated[
        str, Select("Optimiser", OPTIMISERS, effect="continue", help="How gradients become steps, for all networks.")
    ] = "adam"
    seed: Annotated[
        int, Number("Seed", 0, 9999, effect="restart", help="Of the first weights, the noise and the batches of all.")
    ] = 0
    steps: Annotated[int, Number("Step", 0, MAX_STEPS, symbol="t", help="t, how many steps have been made.")] = 150
    schedule: Annotated[str, Text("Earlier settings", 2000, help=SCHEDULE)] = ""


TIMELINE = Timeline[Params].of(Params, MAX_STEPS)
