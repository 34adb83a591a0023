"""What the learner can set."""

from dataclasses import dataclass
from typing import Annotated

from explainers.controls import Number, Select, Slider, Sliders, Stops, Text
from explainers.timeline import Timeline
from explainers.vaes.beta.networks import LATENT
from explainers.vaes.beta.sprites import ACROSS, DEGREES, SCALES, SHAPES, UP

MAX_STEPS = 10_000  # of a training run
BETAS = (1.0, 2.0, 4.0, 8.0, 16.0)  # of the models that come with the course
SEEDS = (0, 1)  # of each
RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1)
RUNS_OF_BETA = {"0": "Seed 0", "1": "Seed 1"}
BETA_HELP = "β, the weight of KL in the loss; at 1 the loss is minus the ELBO (Higgins et al. 2017)."
CAPACITY_HELP = "C, nats of KL that cost nothing: the loss has β |KL − C| (Burgess et al. 2018)."
MODEL_HELP = "Two training runs for each β: they differ in their first weights and the order of sprites."
NUDGE_HELP = "By how many σ of the prior latent {i}, counted by falling KL, is moved from its mean code."


@dataclass(frozen=True)
class Params:
    """What the learner can set. Lengths in the latent space are in standard deviations of the prior."""

    beta: Annotated[float, Stops("Weight of KL", BETAS, symbol="β", effect="continue", help=BETA_HELP)] = 4.0
    model: Annotated[int, Select("Model", RUNS_OF_BETA, help=MODEL_HELP)] = 0
    u: Annotated[
        tuple[float, ...], Sliders("Move latent", -3.0, 3.0, 0.25, count=LATENT, symbol="u", help=NUDGE_HELP)
    ] = (0.0,) * LATENT
    shape: Annotated[
        int, Select("Shape", {str(i): name.capitalize() for i, name in enumerate(SHAPES)}, help="Of the sprite x.")
    ] = 2
    scale: Annotated[float, Slider("Scale", *SCALES, 0.05, help="Of the sprite x; the largest is 1.")] = 0.9
    orientation: Annotated[
        float, Slider("Orientation", *DEGREES, 5.0, unit="°", help="By how far the sprite x is turned.")
    ] = 20.0
    x: Annotated[
        float, Slider("Position across", *ACROSS, 0.5, unit="pixels", help="Of the centre, from the left.")
    ] = 16.0
    y: Annotated[float, Slider("Position up", *UP, 0.5, unit="pixels", help="Of the centre, from below.")] = 16.0
    capacity: Annotated[
        float, Slider("Capacity", 0.0, 20.0, 0.5, symbol="C", unit="nats", effect="continue", help=CAPACITY_HELP)
    ] = 0.0
    lr: Annotated[
        float, Stops("Learning rate", RATES, effect="continue", help="How far the weights move in a step (Adam).")
    ] = 0.003
    batch: Annotated[int, Number("Batch", 1, 256, effect="continue", help="Sprites in a training step.")] = 64
    latent: Annotated[
        int, Number("Its latents", 2, 10, symbol="d", effect="restart", help="d, of the model that is trained here.")
    ] = LATENT
    seed: Annotated[
        int,
        Number("Seed", 0, 9999, effect="restart", help="Of a training run: its first weights, its batches and its ε."),
    ] = 0
    steps: Annotated[int, Number("Step", 0, MAX_STEPS, help="How many training steps have been made.")] = 200
    fork: Annotated[
        int,
        Number("Also draw the run unchanged from", 0, MAX_STEPS,
               help="The run without the change at this step, on the same batches and ε; 0 draws none."),
    ] = 0  # fmt: skip
    schedule: Annotated[
        str, Text("Earlier settings", 2000, help="What was set until which step: 300 beta=1; 900 capacity=5.")
    ] = ""


TIMELINE = Timeline[Params].of(Params, MAX_STEPS)
