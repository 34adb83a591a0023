"""The furniture of a page. Apart from the page scripts and the frame, only this package calls Streamlit."""

from pages.stage.answers import Answers, Task, of_this_visitor
from pages.stage.below import below
from pages.stage.branches import Branches
from pages.stage.components import style
from pages.stage.controls import Controls, set_all
from pages.stage.drawing import pad
from pages.stage.explain import offer, table
from pages.stage.frame import headline, lecture
from pages.stage.listen import Heard, listen
from pages.stage.live_chart import live_chart, once_painted, show
from pages.stage.live_training import drawer, show_training, step_reached, trained
from pages.stage.own_table import own_table
from pages.stage.page import ask, page, paint
from pages.stage.play import play
from pages.stage.shown import Shown
from pages.stage.slow import computed, in_background
from pages.stage.story import Place, story
from pages.stage.upload import own_numbers, own_picture
from pages.stage.widgets import too_long
from pages.stage.words import words_for

__all__ = [
    "Answers",
    "Branches",
    "Controls",
    "Heard",
    "Place",
    "Shown",
    "Task",
    "ask",
    "below",
    "computed",
    "drawer",
    "headline",
    "in_background",
    "lecture",
    "listen",
    "live_chart",
    "of_this_visitor",
    "offer",
    "once_painted",
    "own_numbers",
    "own_picture",
    "own_table",
    "pad",
    "page",
    "paint",
    "play",
    "set_all",
    "show",
    "show_training",
    "step_reached",
    "story",
    "style",
    "table",
    "too_long",
    "trained",
    "words_for",
]
