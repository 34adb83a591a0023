"""Why learn to sketch before you paint? GANs that grow from 4 to 32 pixels, beside one at full size from the start."""

from explainers.explainer import View
from explainers.gans.progressive import EXPLAINER, Params, Result
from pages import stage


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls; beside a run that was kept at its end only, there is no choice of the moment."""
    for name in view.controls:
        if name != "seen" or controls.values.get("rival") == "full":
            controls.ask(name)
    controls.rest(belonging=view.more)


stage.page(EXPLAINER, ask=ask)
