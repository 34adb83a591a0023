"""How do you bend a bell curve into a banana? Flows of invertible layers in the plane, and as the q of a VAE."""

from explainers.explainer import View
from explainers.vaes.flows import EXPLAINER, Params, Result
from pages import stage


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls: a pad for points of one's own, and a button that goes through the layers."""
    for name in view.controls:
        controls.live = view.name != "train" and (name != "layers" or controls.values["data"] != "drawn")
        controls.ask(name)
        if name == "data" and controls.values["data"] == "drawn":
            controls.ask("drawn")
        if name == "t":
            stage.play(controls, "t", 120)
    if view.name == "train":
        controls.settle(source="here")  # so that the maths is that of the flow in the picture
    controls.live = False
    controls.rest(belonging=view.more)


stage.page(EXPLAINER, ask=ask)
