"""When it reads “it”, what does the model look at? Every head of a real model on a sentence."""

from explainers.explainer import Explainer, View
from explainers.sampler import filtered
from explainers.transformers.dot_product import attention
from explainers.transformers.heads.equations import equations
from explainers.transformers.heads.figure_all_heads import plot_all_heads
from explainers.transformers.heads.figure_both import plot_both
from explainers.transformers.heads.figure_flow import plot_flow
from explainers.transformers.heads.figure_generate import plot_generate
from explainers.transformers.heads.model import Params, Result, challenge, files, questions, simulate, tables
from explainers.transformers.heads.roles import induction_heads, punctuation
from explainers.transformers.heads.rollout import flow, rollout
from explainers.transformers.lm.answers import not_shipped

MINILM = ("other_layer", "other_head", "learned")
EXPLAINER: Explainer[Params, Result] = Explainer(
    path="transformers/heads",
    params=Params,
    simulate=simulate,
    views=(
        View("all_heads", "The wall", plot_all_heads, ("text", "layer", "head", "row"),
             (attention, induction_heads, punctuation), more=()),
        View("both", "Both ways", plot_both, ("text", *MINILM, "row"), more=("layer", "head")),
        View("generate", "Writing", plot_generate, ("text", "in_sight", "temperature", "top_p"), (filtered,),
             more=("layer", "head", "top_k", "seed", "written")),
        View("flow", "Layers", plot_flow, ("text", "row"), (rollout, flow), more=()),
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
