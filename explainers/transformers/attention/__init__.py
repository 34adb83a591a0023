"""When it reads “it”, what does the model look at? Every head of a real model on a sentence, and what each is worth."""

from explainers.transformers.attention import real
from explainers.transformers.attention.equations import equations
from explainers.transformers.attention.figure_all_heads import plot_all_heads
from explainers.transformers.attention.figure_both import plot_both
from explainers.transformers.attention.figure_cell import plot_cell
from explainers.transformers.attention.figure_flow import plot_flow
from explainers.transformers.attention.figure_generate import plot_generate
from explainers.transformers.attention.figure_induction import plot_induction
from explainers.transformers.attention.figure_surgery import plot_surgery
from explainers.transformers.attention.figure_translator import plot_translator
from explainers.transformers.attention.model import Result, carried, challenge, needed, simulate, tables
from explainers.transformers.attention.settings import EXAMPLES, Params

__all__ = [
    "EXAMPLES",
    "Params",
    "Result",
    "carried",
    "challenge",
    "equations",
    "needed",
    "plot_all_heads",
    "plot_both",
    "plot_cell",
    "plot_flow",
    "plot_generate",
    "plot_induction",
    "plot_surgery",
    "plot_translator",
    "real",
    "simulate",
    "tables",
]
