"""What stands below the stage of every page, in the order of every page."""

from collections.abc import Callable
from typing import Any

from pages.stage.explain import applications, maths, references, source, take_home
from pages.stage.frame import lecture
from pages.stage.learn import challenge, predict, quiz
from pages.stage.shown import Shown
from pages.stage.words import Words


def below(now: Shown, words: Words, views: list[str], name: str, *code: Callable[..., Any]) -> None:
    """Draw the rest of a page, for what its stage shows; in a lecture, only what is for the room.

    `name` is that of the files to take home; `code` are functions whose source is shown beside that of the picture.
    """
    module = now.module
    result = module.simulate(now.params)
    predict(now.prefix, words.prediction, module)
    maths(module.equations(result))
    if lecture():
        return
    source(module.simulate, getattr(module, f"plot_{now.view}"), *code)
    challenge(words.challenge, module.challenge(result))
    quiz(now.prefix, words.quiz)
    applications(now.prefix, words.applications, module, views)
    take_home(now, result, name)
    references(words.references)
