"""What is sent while a stroke grows on a pad that pictures follow."""

import asyncio
import gzip
import json
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Annotated

import numpy as np
import pytest

import app
from explainers.controls import Cells, Text, check
from explainers.controls import Drawing as Pad
from explainers.explainer import Explainer, View
from explainers.figure_style import Drawing, Plot, Style
from explainers.problems import BadInput
from pages.stage.ahead import Room
from pages.stage.shown import Shown, publish
from tests.figures import unpacked


@dataclass(frozen=True)
class Params:
    drawn: Annotated[str, Pad("Points", 100, points=10, follows=True)] = ""
    still: Annotated[str, Pad("Points", 100, points=10)] = ""
    word: Annotated[str, Text("A word", 100)] = ""
    world: Annotated[str, Cells("A grid", 100, kinds={".": "free", "#": "wall"})] = ""


@dataclass(frozen=True)
class Result:
    params: Params
    x: np.ndarray


def simulate(params: Params) -> Result:
    check(params)
    try:
        return Result(params, np.array([float(pair.split(",")[0]) for pair in params.drawn.split()]))
    except ValueError:
        raise BadInput("drawn", "These are no points.") from None


@Plot
def plot(result: Result, style: Style) -> Drawing:
    return Drawing([{"type": "scatter", "x": result.x}], {}, f"{len(result.x)} points.")


RECORD: Explainer[Params, Result] = Explainer(
    path="bayes/updating", params=Params, simulate=simulate, views=(View("one", "One", plot),),
    equations=lambda result: [], tables=lambda result: {}, challenge=lambda result: (False, ""),
)  # fmt: skip
NOW = Shown("demo", RECORD, "one", Params(), (), "", "", Style())


def asked(token: str = NOW.token, accepts: str = "", **query: str):
    publish(NOW)
    headers = {"accept-encoding": accepts}
    return asyncio.run(
        app.send_drawn(SimpleNamespace(path_params={"token": token}, query_params=query, headers=headers))
    )


def test_the_figure_with_what_is_drawn_so_far_is_sent():
    answer = asked(field="drawn", text="0.1,0.2 0.3,0.4")
    figure = json.loads(answer.body)
    assert figure["layout"]["meta"]["alt"] == "2 points."
    assert unpacked(figure)["data"][0]["x"] == [0.1, 0.3]
    assert answer.headers["cache-control"] == "no-store", "it is a visitor's own"
    assert NOW.params == Params()
    packed = asked(field="drawn", text="0.1,0.2 0.3,0.4", accepts="gzip, br")
    assert packed.headers["content-encoding"] == "gzip" and gzip.decompress(packed.body) == answer.body


@pytest.mark.parametrize("text", ["nothing", "x" * 1000])
def test_of_what_no_figure_can_be_made_the_page_speaks_when_it_runs(text):
    assert asked(field="drawn", text=text).status_code == 204


def test_a_pad_of_cells_is_followed_too():
    assert asked(field="world", text="../.#").status_code == 200
    assert asked(field="world", text="x" * 1000).status_code == 204


@pytest.mark.parametrize("field", ["still", "word", "seed", ""])
def test_only_pads_that_pictures_follow_are_listened_to(field):
    assert asked(field=field, text="0.1,0.2").status_code == 400


def test_who_asks_too_late_or_where_many_ask_hears_so(monkeypatch):
    assert asked("never", field="drawn", text="").status_code == 404
    monkeypatch.setattr(app, "STROKES", Room("full", threads=1, most=0))
    assert asked(field="drawn", text="0.1,0.2").status_code == 503


def test_other_settings_are_those_of_the_stage():
    held = replace(NOW, params=Params(word="x" * 1000), token="held")
    publish(held)
    assert asked(held.token, field="drawn", text="0.1,0.2").status_code == 204
