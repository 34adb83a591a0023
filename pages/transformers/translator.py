"""How does a translator know which word comes next? It looks back, and not from left to right."""

from explainers.explainer import View
from explainers.transformers.translator import EXPLAINER, Params, Result
from explainers.transformers.translator.network import translate_number
from pages import stage


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls; there are as many pieces to choose from as the translation has."""
    number = controls.ask("number")
    stage.ask(controls, view, piece={"high": len(translate_number(number).pieces) - 1})


stage.page(EXPLAINER, ask=ask)
