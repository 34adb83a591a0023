"""Can a loss tell you how good the forgery is? Six GAN losses raced, each beside the true Wasserstein distance."""

from collections import OrderedDict
from typing import Any

import streamlit as st

from explainers.explainer import View
from explainers.gans.wgan import EXPLAINER, Params, Result
from explainers.gans.wgan.result import simulate
from explainers.gans.wgan.seeds import SEEDS, asked, race
from pages import stage

PREFIX = EXPLAINER.prefix
KEPT = 1_000_000  # bytes of answers of all visitors together


@st.cache_resource(show_spinner=False)
def kept() -> OrderedDict[Any, Any]:
    """Return the last answers of all visitors."""
    return OrderedDict()


RACES = stage.Task(race, "Ten seeds", 1, f"races of {SEEDS}")
ANSWERS = stage.Answers(PREFIX, {"race": RACES}, kept, KEPT)


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls; a pad where the learner draws the real points."""
    controls.live = view.trains  # ten races at every stop would be too many: they are run on release
    if controls.ask("data") == "drawn":
        controls.ask("drawn")
    stage.ask(controls, view)


def find(params: Params, view: View[Result]) -> Result:
    """Return the race at its step; and from all seeds, as far as workers have come, where the view shows them."""
    result = stage.trained(EXPLAINER, params)
    others = [question for question in asked(params) if question != ("race", params)]
    return simulate(params, ANSWERS.find(others)) if view.name == "seeds" else result


stage.page(EXPLAINER, ask=ask, find=find)
