"""When it reads “it”, what does the model look at? Every head of a real model on a sentence, and what each is worth."""

from explainers.transformers.attention import real
from explainers.transformers.heads.equations import equations
from explainers.transformers.heads.figure_all_heads import plot_all_heads
from explainers.transformers.XX.attention.figure_both import plot_both
from explainers.transformers.XX.attention.figure_cell import plot_cell
from explainers.transformers.XX.attention.figure_flow import plot_flow
from explainers.transformers.XX.attention.figure_generate import plot_generate
from explainers.transformers.XX.attention.figure_induction import plot_induction
from explainers.transformers.head_surgery.figure_surgery import plot_surgery
from explainers.transformers.XX.attention.figure_translator import plot_translator
from explainers.transformers.heads.model import Result, carried, challenge, needed, simulate, tables
from explainers.transformers.lm.text import EXAMPLES, Params

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
