"""What is a head worth? Heads of a real model ablated, weights overwritten, and one row of a head taken apart."""

from explainers.explainer import Explainer, View
from explainers.transformers.head_surgery import EXPLAINER, Params, Result
from pages import stage
from pages.stage.sentence import Sentence

SENTENCE = Sentence(EXPLAINER)


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls: the sentence first, as its length says how far the places of tokens go."""
    SENTENCE.ask(controls)
    place = SENTENCE.last_token(controls)
    stage.ask(controls, view, row=place, column=place)


def paint(
    explainer: Explainer[Params, Result], controls: stage.Controls[Params], view: View[Result], result: Result
) -> None:
    """Paint the sentence as chips, and the figure."""
    SENTENCE.paint(controls, view, result)


stage.page(EXPLAINER, ask=ask, find=SENTENCE.find, beside=SENTENCE.beside, paint=paint)
