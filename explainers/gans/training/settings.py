"""What the learner can set, and what of it a run is known by."""

from dataclasses import dataclass
from typing import Annotated

from explainers.controls import Choice, Drawing, Number, Select, Stops, Text, Toggle
from explainers.gans.training.targets import MAX_DRAWN
from explainers.timeline import Timeline

MAX_STEPS = 20_000
DATA = {
    "modes": "Eight heaps on a ring",
    "grid": "A grid of nine heaps",
    "single": "One heap",
    "line": "A line",
    "ring": "A ring",
    "moons": "Two moons",
    "spiral": "A spiral",
    "drawn": "Your own points",
}
LOSS_NAMES = {
    "non_saturating": "Non-saturating",
    "minimax": "Minimax, as first written",
    "least_squares": "Least squares",
    "hinge": "Hinge",
    "wasserstein_clip": "Wasserstein, weights clipped",
    "wasserstein_gp": "Wasserstein, gradient penalty",
}
STAGES = {
    "noise": "1 Noise",
    "generate": "2 Generate",
    "judge": "3 Judge",
    "update_d": "4 Teach D",
    "update_g": "5 Teach G",
}
NOISES = {"gaussian": "Gaussian", "uniform": "Uniform"}
ACTIVATION_NAMES = {"leaky_relu": "leaky ReLU", "relu": "ReLU", "tanh": "tanh"}
OPTIMISERS = {"adam": "Adam", "rmsprop": "RMSprop", "sgd": "SGD"}
RATES = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.003, 0.004, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0)
HIDEABLE = {"": "Everything", "field": "No verdict", "manifold": "No noise grid", "arrows": "No arrows",
            "field manifold arrows": "Points only"}  # fmt: skip
POINTS = "Pairs such as 0.2,0.3 between spaces, in the square from 0 to 1."
SETTLE = "From there on both learning rates fall in proportion to 1/t (Robbins and Monro 1951); at 0 they never do."
PENALTY = "λ of the gradient penalty where the loss is Wasserstein's; else γ of R₁, the squared slope at real points."
AVERAGE = "Points from an average of G's weights over the last tenth of the run, at most 200 steps."
SCHEDULE = "What was set until which step: 300 lr_d=0.1 loss=minimax; 900 lr_g=0.01."


@dataclass(frozen=True)
class Params:
    """What the learner can set. The learning rate of D is above that of G (Heusel et al. 2017)."""

    data: Annotated[
        str, Select("Real points", DATA, symbol="x", effect="restart", help="The target p, from which they are drawn.")
    ] = "modes"
    drawn: Annotated[
        str, Drawing("Your own points", 10 * MAX_DRAWN, effect="restart", points=MAX_DRAWN, help=POINTS)
    ] = ""
    loss: Annotated[
        str, Select("What the players minimise", LOSS_NAMES, effect="continue", help="The losses of D and G.")
    ] = "non_saturating"
    lr_g: Annotated[
        float,
        Stops("Learning rate of G", RATES, effect="continue", help="How far the generator G moves in an update."),
    ] = 0.002
    lr_d: Annotated[
        float,
        Stops("Learning rate of D", RATES, effect="continue", help="How far the discriminator D moves in an update."),
    ] = 0.004
    d_updates: Annotated[
        int,
        Number("Updates of D per step", 0, 20, effect="continue", help="How often D learns in a step; at 0 never."),
    ] = 1
    g_updates: Annotated[
        int,
        Number("Updates of G per step", 0, 10, effect="continue", help="How often G learns in a step; at 0 never."),
    ] = 1
    settle: Annotated[int, Number("Rates fall from step", 0, MAX_STEPS, effect="continue", help=SETTLE)] = 500
    batch: Annotated[
        int, Number("Batch", 4, 512, effect="continue", help="Real, and generated, points in an update.")
    ] = 128
    optimiser: Annotated[
        str, Select("Optimiser", OPTIMISERS, effect="continue", help="How gradients become steps.")
    ] = "adam"
    beta_1: Annotated[
        float,
        Number("Memory", 0.0, 0.99, symbol="β₁", effect="continue", help="β₁, Adam's memory of the gradient."),
    ] = 0.5
    beta_2: Annotated[
        float,
        Number("Memory", 0.5, 0.9999, symbol="β₂", effect="continue",
               help="β₂, the memory of the squared gradient, in Adam and RMSprop."),
    ] = 0.9  # fmt: skip
    penalty: Annotated[float, Number("Penalty on D's slope", 0.0, 20.0, effect="continue", help=PENALTY)] = 0.0
    clip: Annotated[
        float,
        Number("Clip D's weights at", 0.01, 2.0, symbol="c", effect="continue",
               help="c, the bound on D's weights, for Wasserstein with weights clipped."),
    ] = 0.1  # fmt: skip
    layers: Annotated[int, Number("Hidden layers", 1, 3, effect="restart", help="Of each network.")] = 2
    g_units: Annotated[
        int, Number("Units of G", 2, 128, effect="restart", help="In each hidden layer of the generator.")
    ] = 32
    d_units: Annotated[
        int, Number("Units of D", 2, 128, effect="restart", help="In each hidden layer of the discriminator.")
    ] = 64
    activation: Annotated[str, Select("Activation", ACTIVATION_NAMES, effect="restart", help="Between layers.")] = (
        "leaky_relu"
    )
    noise: Annotated[
        str, Select("Noise", NOISES, symbol="z", effect="restart", help="What the generator starts from.")
    ] = "gaussian"
    noise_dim: Annotated[
        int, Number("Dimensions of z", 1, 8, effect="restart", help="How many numbers make one z.")
    ] = 2
    seed: Annotated[
        int, Number("Seed", 0, 9999, effect="restart", help="Of the first weights, the noise and the batches.")
    ] = 0
    average: Annotated[bool, Toggle("Show the averaged generator", help=AVERAGE)] = True
    hidden: Annotated[str, Select("In the picture", HIDEABLE, help="Layers of the picture to leave out.")] = ""
    stage: Annotated[str, Choice("Stage of the step", STAGES, help="Of the next step, how far it is shown.")] = "noise"
    steps: Annotated[int, Number("Step", 0, MAX_STEPS, symbol="t", help="t, how many steps have been made.")] = 600
    fork: Annotated[
        int,
        Number("Also draw the run unchanged from", 0, MAX_STEPS,
               help="The run without the change at this step, on the same noise and batches; 0 draws none."),
    ] = 0  # fmt: skip
    schedule: Annotated[str, Text("Earlier settings", 2000, help=SCHEDULE)] = ""


# The measures are those of the generator that is shown: so its average belongs to what tells runs apart.
TIMELINE = Timeline[Params].of(Params, MAX_STEPS, "average")


def settling(params: Params, step: int) -> float:
    """Return the share of the learning rates with which the step after `step` is made."""
    return params.settle / step if 0 < params.settle < step else 1.0
