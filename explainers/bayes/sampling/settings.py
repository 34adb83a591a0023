"""What the learner can set about sampling, and which of it may change while a chain is under way."""

from dataclasses import dataclass
from typing import Annotated

from explainers.bayes.sampling.calibration import WRONG
from explainers.bayes.sampling.chains import FAULTS
from explainers.bayes.sampling.posteriors import Question
from explainers.bayes.sampling.samplers import NAMES
from explainers.bayes.sampling.targets import TARGETS
from explainers.controls import Choice, Number, Select, Slider, Stops, Text, Toggle, check
from explainers.problems import BadInput
from explainers.timeline import Timeline

MAX_STEPS = 3000
DENSITIES = {name: target.title for name, target in TARGETS.items()}
SIZES = (0.0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0, 1.4, 2.0, 3.0, 5.0)
EXAMINED = {"ours": "Our sampler", "pymc": "PyMC"}
MODELS = {"coin": "A coin", "regression": "A regression with outliers", "schools": "Eight schools"}
STRENGTHS = (1.0, 2.0, 4.0, 6.0, 10.0, 20.0, 40.0, 100.0)
FREEDOMS = (1.0, 2.0, 3.0, 4.0, 7.0, 15.0, 30.0, 100.0)
SCALES = (0.5, 1.0, 2.0, 5.0, 10.0, 25.0)
SIMULATIONS = (100, 200, 400, 800, 1600)


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    sampler: Annotated[str, Select("Sampler", NAMES, help="How the next point is proposed.", effect="restart")] = "walk"
    target: Annotated[
        str,
        Select("Density", DENSITIES, symbol="p", help="What is to be sampled: p(x), known up to a factor.",
               effect="restart"),
    ] = "banana"  # fmt: skip
    size: Annotated[
        float,
        Stops("Step size", SIZES, symbol="ε", effect="continue",
              help="ε: the spread of a proposal, or the time of one leapfrog step. It may change on the way."),
    ] = 0.5  # fmt: skip
    leaps: Annotated[
        int,
        Slider("Leapfrog steps", 1, 60, 1, symbol="L", effect="continue",
               help="L, of HMC; NUTS finds its own, a random walk has none."),
    ] = 12  # fmt: skip
    steps: Annotated[int, Number("Step", 0, MAX_STEPS, symbol="k", help="k, how many steps the chain has made.")] = 150
    schedule: Annotated[
        str, Text("Earlier settings", 2000, help="What held until which step: 50 size=0.2; 90 size=1.4 leaps=20.")
    ] = ""
    examined: Annotated[
        str, Choice("Chains of", EXAMINED, help="Our own sampler in the plane, or PyMC's NUTS on a model.")
    ] = "ours"
    chains: Annotated[int, Number("Chains", 1, 8, help="How many chains; R-hat needs two, to compare them.")] = 4
    draws: Annotated[int, Number("Draws of each", 0, 2000, help="How many draws of each chain are examined.")] = 400
    fault: Annotated[
        str,
        Select("What is wrong", {name: title.capitalize() for name, title in FAULTS.items()},
               help="What is wrong with the chains; the diagnostics should catch it."),
    ] = "none"  # fmt: skip
    model: Annotated[str, Select("Model", MODELS, help="Whose posterior is to be found, and what data are.")] = "coin"
    flips: Annotated[int, Number("Flips", 1, 1000, help="How many times the coin is flipped.")] = 10
    heads: Annotated[int, Slider("Heads", 0, 1000, 1, help="How many of the flips showed heads.")] = 8
    strength: Annotated[
        float,
        Stops("Prior strength", STRENGTHS, symbol="n₀",
              help="n₀: the prior of the coin is Beta(n₀/2, n₀/2), worth n₀ flips."),
    ] = 4.0  # fmt: skip
    shift: Annotated[
        float, Slider("Outliers, off by", 0.0, 8.0, 0.5, help="How far two of the twenty points are moved down.")
    ] = 3.0
    freedom: Annotated[
        float,
        Stops("Degrees of freedom", FREEDOMS, symbol="ν",
              help="ν of the Student-t noise: few allow outliers, 100 is nearly Gaussian."),
    ] = 3.0  # fmt: skip
    scale: Annotated[
        float,
        Stops("Prior scale of τ", SCALES,
              help="The scale of the half-Cauchy prior of τ, the spread between schools."),
    ] = 5.0  # fmt: skip
    centred: Annotated[
        bool,
        Toggle("Centred", help="θ ~ Normal(μ, τ) as it is written first; off: θ = μ + τ z, with z standard normal."),
    ] = True
    cells: Annotated[int, Slider("Cells of the grid", 2, 60, 1, symbol="c", help="c, along each parameter.")] = 30
    answers: Annotated[
        int, Number("Draws of each of PyMC's chains", 0, 20_000, help="After 400 steps that tune the sampler.")
    ] = 1000
    simulations: Annotated[
        int,
        Stops("Simulations", SIMULATIONS,
              help="How many data sets are simulated and fitted; the band is as wide as chance is for so many."),
    ] = 400  # fmt: skip
    wrong: Annotated[
        str,
        Select("The calibrated sampler", {name: title.capitalize() for name, title in WRONG.items()},
               help="Right, or wrong on purpose: with the likelihood squared, with ratios to the power 0.4, or "
                    "creeping."),
    ] = "none"  # fmt: skip
    seed: Annotated[int, Number("Seed", 0, 9999, help="Of every chain and of what is simulated.", effect="restart")] = 0


TIMELINE = Timeline.of(Params, MAX_STEPS)


def check_settings(params: Params) -> None:
    """Raise BadInput, with a sentence, for settings that cannot be used, or not together."""
    check(params)
    if params.size == 0:
        raise BadInput("size", "A step of 0 goes nowhere: every proposal is where the chain is already.")
    for name in ("draws", "answers"):
        if getattr(params, name) == 0:
            raise BadInput(name, "Zero draws say nothing about a posterior: ask for one at least.")
    if params.heads > params.flips:
        raise BadInput("heads", f"{params.heads} heads cannot come from {params.flips} flips.")


def question_of(p: Params) -> Question:
    """Return the model with its data; what belongs to other models is left at its default."""
    match p.model:
        case "coin":
            return Question("coin", heads=p.heads, flips=p.flips, strength=p.strength)
        case "regression":
            return Question("regression", shift=p.shift, freedom=p.freedom)
        case _:
            return Question("schools", scale=p.scale, centred=p.centred)
