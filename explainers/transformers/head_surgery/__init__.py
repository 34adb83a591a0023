"""What is a head worth? Heads of a real model ablated, weights overwritten, and one row of a head taken apart."""

from explainers.explainer import Explainer, View
from explainers.transformers.dot_product import attention
from explainers.transformers.head_surgery.equations import equations
from explainers.transformers.head_surgery.figure_cell import plot_cell
from explainers.transformers.head_surgery.figure_surgery import agreement, plot_surgery
from explainers.transformers.head_surgery.model import Params, Result, challenge, files, questions, simulate, tables
from explainers.transformers.lm.answers import not_shipped
from explainers.transformers.lm.row import rotated, take_apart

EXPLAINER: Explainer[Params, Result] = Explainer(
    path="transformers/head_surgery",
    params=Params,
    simulate=simulate,
    views=(
        View("surgery", "Surgery", plot_surgery, ("text", "layer", "head", "ablated", "column"), (agreement,),
             more=("row", "whole_heads", "also_ablated", "overwrite", "weight", "renormalise")),
        View("cell", "One cell", plot_cell, ("text", "column", "temperature", "value_scale", "positions"),
             (take_apart, rotated, attention), more=("layer", "head", "row")),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    questions=questions,
    answers=lambda result: not_shipped(result.answers),
    sentences=lambda result, view: [result.cut] if result.cut else [],
    files=files,
)  # fmt: skip

__all__ = ["EXPLAINER", "Params", "Result"]
