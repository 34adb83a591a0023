"""What makes a machine's text dull, or mad? A real model writes, and the sampler's every step is in sight."""

from explainers.explainer import Explainer, View
from explainers.sampler import filtered, penalised
from explainers.transformers.generation.equations import equations
from explainers.transformers.generation.figure_decoders import plot_decoders
from explainers.transformers.generation.figure_layers import plot_layers
from explainers.transformers.generation.figure_next import plot_next
from explainers.transformers.generation.figure_text import plot_text
from explainers.transformers.generation.figure_tree import plot_tree
from explainers.transformers.generation.model import (
    Params,
    Result,
    challenge,
    files,
    questions,
    sentences,
    simulate,
    tables,
)
from explainers.transformers.generation.shaping import shaped
from explainers.transformers.lm.answers import not_shipped
from explainers.transformers.lm.beam import beam_search

SAMPLER = ("temperature", "top_k", "top_p", "min_p", "penalty")
EXPLAINER: Explainer[Params, Result] = Explainer(
    path="transformers/generation",
    params=Params,
    simulate=simulate,
    views=(
        View("decoders", "Decoders", plot_decoders, ("text", "width", "sample", "own"), (beam_search,), more=()),
        View("next", "Next token", plot_next, SAMPLER, (filtered, penalised, shaped),
             more=("text", "place", "forbidden", "seed", "written")),
        View("text", "The text", plot_text, ("text", "temperature", "top_p", "penalty"),
             more=("place", "top_k", "min_p", "forbidden", "seed", "written")),
        View("tree", "Tree", plot_tree, ("text",), more=("opened",)),
        View("layers", "Layers", plot_layers, ("text", "place"), more=("written",)),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    questions=questions,
    answers=lambda result: not_shipped(result.answers),
    sentences=sentences,
    files=files,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
