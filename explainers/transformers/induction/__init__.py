"""How does a transformer learn to repeat? Two layers of attention, at many checkpoints of their training."""

from explainers.explainer import Explainer, View
from explainers.transformers.dot_product import multi_head
from explainers.transformers.induction.figure_heads import plot_heads
from explainers.transformers.induction.figure_letters import plot_letters
from explainers.transformers.induction.model import Params, Result, challenge, equations, files, simulate, tables
from explainers.transformers.induction.network import induction_score, previous_score, read_letters

IN_SIGHT = ("checkpoint", "ablated", "period", "seed")
EXPLAINER: Explainer[Params, Result] = Explainer(
    path="transformers/induction",
    params=Params,
    simulate=simulate,
    views=(
        View("heads", "Training and heads", plot_heads, IN_SIGHT, (read_letters, induction_score, previous_score)),
        View("letters", "Letter by letter", plot_letters, IN_SIGHT, (read_letters, multi_head)),
    ),
    equations=equations,
    tables=tables,
    challenge=challenge,
    files=files,
)

__all__ = ["EXPLAINER", "Params", "Result"]
