"""How does a transformer learn to repeat? Two layers of attention, at many checkpoints of their training."""

from explainers.explainer import View
from explainers.transformers.induction import EXPLAINER, Params, Result
from pages import stage


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls, with a button that plays the training."""
    controls.ask("checkpoint")
    stage.play(controls, "checkpoint", 500)
    stage.ask(controls, view)


stage.page(EXPLAINER, ask=ask)
