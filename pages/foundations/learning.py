"""Three ways to learn from the same points: what is each told, and how many tellings does it need?"""

from explainers.explainer import View
from explainers.foundations.learning import EXPLAINER, Params, Result
from pages import stage


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls, with a button that lets points come by; learning curves take too long to drag."""
    for name in view.controls:
        controls.live = (view.name, name) != ("curves", "clusters")
        controls.ask(name)
        if name == "t":
            stage.play(controls, "t", 500)
    controls.rest()


stage.page(EXPLAINER, ask=ask)
