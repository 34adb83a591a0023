"""How does a transformer learn to repeat? Two layers of attention, at many checkpoints of their training."""

from explainers.transformers.induction import EXPLAINER, Params
from pages import stage


def checkpoint(controls: stage.Controls[Params]) -> None:
    """Ask for a checkpoint, with a button that plays the training."""
    controls.ask("checkpoint")
    stage.play(controls, "checkpoint", 500)


stage.page(EXPLAINER, special={"checkpoint": checkpoint})
