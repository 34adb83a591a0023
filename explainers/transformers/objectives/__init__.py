"""Hide a word, shuffle a sentence, or just go on? Three objectives, one transformer each, on the same text."""

from explainers.explainer import Explainer, View
from explainers.transformers.objectives.corruption import damaged, infilled, span_mask, span_pair
from explainers.transformers.objectives.equations import equations
from explainers.transformers.objectives.figure_gap import plot_gap
from explainers.transformers.objectives.figure_matrix import plot_matrix
from explainers.transformers.objectives.figure_objectives import plot_objectives
from explainers.transformers.objectives.measure import asked, fills, ordered, write
from explainers.transformers.objectives.network import Block, may_look
from explainers.transformers.objectives.result import (
    Result,
    challenge,
    files,
    sentences_about,
    simulate,
    tables,
)
from explainers.transformers.objectives.settings import Params

EXPLAINER: Explainer[Params, Result] = Explainer(
    path="transformers/objectives",
    params=Params,
    simulate=simulate,
    views=(
        View("objectives", "In and out", plot_objectives, ("text", "rate", "bart_rate", "noise", "seed"),
             (span_mask, span_pair, infilled, damaged, may_look), more=("mean_span",)),
        View("gap", "A gap in your text", plot_gap, ("text", "start", "length", "open_end"),
             (asked, fills, Block), more=()),
        View("matrix", "Objective against task", plot_matrix, ("objective", "job", "asked"),
             (ordered, write), more=()),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    sentences=sentences_about,
    files=files,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
