"""What is a head worth? Heads of a real model ablated, weights overwritten, and one row of a head taken apart."""

from explainers.explainer import Explainer, View
from explainers.transformers.head_surgery import EXPLAINER, Params, Result
from pages import stage
from pages.stage.sentence import Sentence

SENTENCE = Sentence(EXPLAINER)


def paint(
    explainer: Explainer[Params, Result], controls: stage.Controls[Params], view: View[Result], result: Result
) -> None:
    """Paint the sentence as chips, and the figure."""
    SENTENCE.paint(controls, view, result)


stage.page(EXPLAINER, special=SENTENCE.special, find=SENTENCE.find, beside=SENTENCE.beside, paint=paint)
