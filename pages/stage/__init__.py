"""The furniture of a page. Apart from the page scripts and the frame, only this package calls Streamlit."""

from pages.stage.controls import Controls, set_all
from pages.stage.explain import applications, maths, references, source, take_home
from pages.stage.frame import headline, lecture
from pages.stage.learn import challenge, predict, quiz
from pages.stage.live_chart import live_chart, once_painted, show, style
from pages.stage.live_training import show_training, step_reached
from pages.stage.shown import Shown
from pages.stage.story import Place, story
from pages.stage.upload import own_numbers
from pages.stage.words import words_for

__all__ = [
    "Controls",
    "Place",
    "Shown",
    "applications",
    "challenge",
    "headline",
    "lecture",
    "live_chart",
    "maths",
    "once_painted",
    "own_numbers",
    "predict",
    "quiz",
    "references",
    "set_all",
    "show",
    "show_training",
    "source",
    "step_reached",
    "story",
    "style",
    "take_home",
    "words_for",
]
