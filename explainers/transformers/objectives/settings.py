"""What the learner can set."""

from dataclasses import dataclass
from typing import Annotated

from explainers.controls import Choice, Select, Slider, Text, Toggle
from explainers.transformers.objectives.corruption import RATES, SPAN
from explainers.transformers.objectives.spelling import LONGEST

NAMES = {"causal": "Causal (GPT)", "span": "Span corruption (T5)", "denoise": "Denoising (BART)"}
NOISES = {
    "bart": "Infilling and sentence permutation",
    "infilling": "Text infilling",
    "masking": "Token masking",
    "deletion": "Token deletion",
    "permutation": "Sentence permutation",
    "rotation": "Document rotation",
}
JOBS = {"go_on": "Go on", "fill": "Fill a gap", "restore": "Restore the order", "words": "Number to words",
        "reverse": "Reverse words", "sort": "Sort numbers", "next_day": "The day after"}  # fmt: skip
TEXT = (
    "We ask the Congress to act. Our people need jobs, and our cities need new schools. We can do this work together, "
    "and we must begin it this year."
)


@dataclass(frozen=True)
class Params:
    """What the learner can set."""

    text: Annotated[
        str, Text("Your text", 10_000, help=f"One sentence or several; the models read {LONGEST} pieces at most.")
    ] = TEXT
    rate: Annotated[
        float, Slider("T5: share taken out", 0.05, 0.5, 0.05, symbol="r", help="r, the share of pieces in spans.")
    ] = RATES["span"]
    bart_rate: Annotated[
        float,
        Slider("BART: share damaged", 0.05, 0.6, 0.05, symbol="b", help="b, the share of pieces masked or deleted."),
    ] = RATES["denoise"]
    mean_span: Annotated[
        float,
        Slider("Mean span length", 1.0, 6.0, 0.5, symbol="μ", help="μ, of T5's spans, and of BART's Poisson lengths."),
    ] = SPAN
    noise: Annotated[
        str, Select("Noise of BART", NOISES, help="What is done to the text; BART was trained with the first.")
    ] = "bart"
    start: Annotated[
        int,
        Slider("The gap begins behind piece", 1, LONGEST, 1, symbol="i", help="i, how many pieces stand before it."),
    ] = 12
    length: Annotated[
        int, Choice("Pieces missing", {"1": "1", "2": "2", "3": "3", "5": "5"}, help="How many pieces the gap has.")
    ] = 1
    open_end: Annotated[bool, Toggle("Hide what follows", help="Then there is no gap: every model can only go on.")] = (
        False
    )
    objective: Annotated[str, Select("Objective", NAMES, help="The row of the table that is open.")] = "span"
    job: Annotated[str, Select("Task", JOBS, help="The column of the table that is open.")] = "fill"
    asked: Annotated[
        str, Text("Your example", 60, help="For a task with a prefix, which is put before it: the open model answers.")
    ] = ""
    seed: Annotated[int, Slider("Seed", 0, 99, 1, help="Of what is taken out, moved or drawn.")] = 0
