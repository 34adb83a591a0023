"""What stands below the stage of every page, in the order of every page."""

from pages.stage.explain import applications, maths, references, source, symbols, take_home
from pages.stage.frame import lecture
from pages.stage.learn import challenge, predict, quiz
from pages.stage.shown import Shown
from pages.stage.words import Words


def below(now: Shown, words: Words) -> None:
    """Draw the rest of a page, for what its stage shows; in a lecture, only what is for the room."""
    explainer = now.explainer
    result, view = now.result(now.params), explainer.view(now.view)
    predict(now.prefix, words.prediction, explainer)
    maths(explainer.equations(result))
    symbols(now.params)
    if lecture():
        return
    source(explainer.simulate, view.plot, *view.source)
    challenge(words.challenge, explainer.challenge(result))
    quiz(now.prefix, words.quiz)
    applications(words.applications, explainer)
    take_home(now, result)
    references(words.references)
