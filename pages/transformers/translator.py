"""How does a translator know which word comes next? It looks back, and not from left to right."""

from explainers.transformers.translator import EXPLAINER, Params
from explainers.transformers.translator.network import translate_number
from pages import stage


def piece(controls: stage.Controls[Params]) -> None:
    """Ask for a piece: there are as many as the translation has."""
    controls.ask("piece", high=len(translate_number(controls.values["number"]).pieces) - 1)


stage.page(EXPLAINER, special={"piece": piece})
