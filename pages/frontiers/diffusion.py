"""How do you make a picture out of noise? Diffusion and flow matching, learned and exact."""

from explainers.explainer import View
from explainers.frontiers.diffusion import EXPLAINER, Params, Result
from pages import stage


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls; a pad for points of one's own, and a button that goes through time."""
    for name in view.controls:
        controls.live = view.name != "train" and name in ("t", "evaluations", "w")
        controls.ask(name)
        if name == "data" and controls.values["data"] == "drawn":
            controls.ask("drawn")
        if name == "start" and controls.values["start"] == "hole":
            controls.ask("hidden")
        if name == "t" and view.name in ("plane", "film"):
            stage.play(controls, "t", 120)
    controls.live = False
    controls.rest(belonging=view.more)


stage.page(EXPLAINER, ask=ask)
