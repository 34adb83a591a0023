"""What the learner can set."""

from dataclasses import dataclass
from typing import Annotated

from explainers.controls import Choice, Drawing, Number, Select, Slider, Stops, Text, Toggle
from explainers.frontiers.diffusion.unet import LETTERS
from explainers.timeline import Timeline

MAX_STEPS = 5000
MAX_DRAWN = 300  # points
DATA = {
    "modes": "Eight heaps on a ring",
    "grid": "A grid of nine heaps",
    "moons": "Two moons",
    "ring": "A ring",
    "spiral": "A spiral",
    "single": "One heap",
    "drawn": "Your own points",
}
SCHEDULE_NAMES = {
    "cosine": "Cosine (variance preserving)",
    "linear": "Linear β (variance preserving)",
    "straight": "Straight paths (flow matching)",
    "short": "Linear β, stopped early",
}
LEARNERS = {"epsilon": "Noise ε", "velocity": "Velocity v", "score": "Score ∇ log p"}
FIELDS = {"exact": "Exact"} | LEARNERS
SAMPLERS = {
    "ddpm": "DDPM (ancestral)",
    "ddim": "DDIM",
    "euler": "ODE, Euler",
    "heun": "ODE, Heun",
    "langevin": "Annealed Langevin",
}
GUIDANCES = (0.0, 0.5, 1.0, 2.0, 4.0, 100.0)
NFE = (1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128)
STARTS = {"noise": "Noise", "hole": "A hole", "inverted": "Two letters"}
RATES = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)
KNOWN = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500)
KNOWN_HELP = "n, how many training points there are; at 0 the density itself is known, not a sample of it."
SMOOTHING = "h, the spread of a Gaussian around every training point, where training points are given."


@dataclass(frozen=True)
class Params:
    """What the learner can set. Coordinates in the plane are those of `points.place`."""

    data: Annotated[
        str, Select("Target", DATA, symbol="p₀", effect="restart", help="p₀, the density of the data.")
    ] = "modes"  # fmt: skip
    drawn: Annotated[
        str, Drawing("Your own points", 12 * MAX_DRAWN, points=MAX_DRAWN, effect="restart",
                     help="The target is a small Gaussian around each."),
    ] = ""  # fmt: skip
    known: Annotated[
        int, Stops("Training points", KNOWN, symbol="n", effect="restart", help=KNOWN_HELP)
    ] = 0  # fmt: skip
    smoothing: Annotated[float, Slider("Smoothing", 0.0, 0.5, 0.02, symbol="h", effect="restart", help=SMOOTHING)] = 0.0
    path: Annotated[
        str, Select("Noise schedule", SCHEDULE_NAMES, symbol="α, σ", effect="restart",
                    help="How α(t) x₀ + σ(t) ε goes from data to noise."),
    ] = "cosine"  # fmt: skip
    t: Annotated[float, Slider("Time", 0.0, 1.0, 0.02, symbol="t", help="t, from data (0) to noise (1).")] = 0.5
    way: Annotated[
        str, Choice("Way", {"forward": "Add noise", "reverse": "Remove noise"},
                    help="Forward mixes noise into data; in reverse a sampler makes data of the same noise."),
    ] = "reverse"  # fmt: skip
    field: Annotated[
        str, Select("Denoiser", FIELDS, help="What the sampler asks: the exact answer, or a network that learns here.")
    ] = "exact"
    sampler: Annotated[
        str, Select("Sampler", SAMPLERS, help="How noise is turned into data; all start from the same noise.")
    ] = "heun"
    evaluations: Annotated[
        int, Stops("Sampling steps", NFE, symbol="N", help="N, steps of the sampler from noise to data.")
    ] = 32
    langevin: Annotated[
        float, Stops("Langevin step", (0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 4.0), symbol="s",
                     help="s, size of a step in units of σ²: x moves by s σ²/2 along the score, plus noise."),
    ] = 0.5  # fmt: skip
    followed: Annotated[int, Number("Followed point", 0, 127, help="The point whose path is drawn.")] = 0
    letter: Annotated[
        int, Select("Letter", {str(i): letter for i, letter in enumerate(LETTERS)}, symbol="c",
                    help="c, what the network is told to make."),
    ] = 0  # fmt: skip
    w: Annotated[
        float, Stops("Guidance", GUIDANCES, symbol="w",
                     help="w, how far to go beyond what the letter changes; at 0 there is no guidance."),
    ] = 1.0  # fmt: skip
    start: Annotated[
        str, Choice("Start", STARTS, help="Noise; a picture with a hole; or the noise of two pictures, unguided.")
    ] = "noise"  # fmt: skip
    picture: Annotated[int, Number("Picture", 0, 1667, help="A test picture, letter after letter.")] = 3
    other: Annotated[int, Number("Other picture", 0, 1667, help="Whose noise the way leads to.")] = 7
    part: Annotated[float, Slider("Way to the other", 0.0, 1.0, 0.2, help="0 is the first picture's noise.")] = 0.0
    hidden: Annotated[
        str, Drawing("Paint a hole", 1500, points=150, lines=True, role="guess",
                     help="Strokes: what is under them is hidden."),
    ] = "0.2,0.5 0.8,0.5"  # fmt: skip
    reflow: Annotated[
        bool, Toggle("Reflow once", help="Learn the velocity again, on straight lines between noise and its sample.")
    ] = False
    rate: Annotated[float, Stops("Learning rate", RATES, symbol="η", effect="continue", help="η, of Adam.")] = 0.003
    batch: Annotated[int, Number("Batch", 16, 512, symbol="B", effect="continue", help="B, points in a step.")] = 256
    units: Annotated[int, Number("Units", 4, 128, effect="restart", help="In each of three hidden layers.")] = 64
    steps: Annotated[int, Number("Step", 0, MAX_STEPS, help="How many steps the networks have made.")] = 1000
    fork: Annotated[
        int, Number("Also draw the run unchanged from", 0, MAX_STEPS,
                    help="The run without the change at this step; 0 draws none."),
    ] = 0  # fmt: skip
    schedule: Annotated[
        str, Text("Earlier settings", 2000, help="What was set until which step: 300 rate=0.01.")
    ] = ""  # fmt: skip
    seed: Annotated[
        int, Number("Seed", 0, 9999, effect="restart", help="Of weights, batches, training points and noise.")
    ] = 0


TIMELINE: Timeline[Params] = Timeline.of(Params, MAX_STEPS)
