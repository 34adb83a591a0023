"""Training towards a step that is far away: in parts, so that others have their turn, and never further than asked."""

import json
from dataclasses import dataclass
from itertools import count
from types import SimpleNamespace

import pytest

from explainers.figure_style import Style
from explainers.gans.training import EXPLAINER, Params
from explainers.gans.training.figure_game import plot_game
from explainers.gans.training.result import simulate
from pages.stage import live_training
from pages.stage.live_training import FEW, MAX_FRAMES, frames_json, frames_of, trained
from pages.stage.shown import Shown


@dataclass(frozen=True)
class Far:
    steps: int


def model(at_hand=0, breaks_at=10**9):
    """Return a module that notes how far it was asked to train."""
    asked = []

    def simulate(params):
        asked.append(params.steps)
        return SimpleNamespace(step=min(params.steps, breaks_at))

    return SimpleNamespace(simulate=simulate, reached=lambda params: at_hand, asked=asked)


@pytest.fixture
def bar(monkeypatch):
    """Let the furniture speak of its progress at once; return what it says."""
    said = []
    told = SimpleNamespace(progress=lambda share, text: said.append((share, text)), empty=lambda: said.append("gone"))
    monkeypatch.setattr(live_training, "PATIENCE", -1)
    monkeypatch.setattr(live_training, "st", SimpleNamespace(progress=lambda share: told))
    return said


def test_much_training_is_made_in_parts_and_says_how_far_it_is(bar):
    module = model(at_hand=100)
    assert trained(module, Far(750)).step == 750
    assert module.asked == [120, 160, 240, 400, 720, 750], "longer parts, while they take less than a slice of time"
    assert [share for share, _ in bar[:-1]] == pytest.approx([20 / 650, 60 / 650, 140 / 650, 300 / 650, 620 / 650])
    assert bar[-1] == "gone"
    assert "step 120 of 750" in bar[0][1]


def test_a_run_that_is_at_hand_is_had_at_once(bar):
    module = model(at_hand=700)
    trained(module, Far(715))
    assert (module.asked, bar) == ([715], [])


def test_steps_that_another_visitor_makes_meanwhile_are_not_made_again(bar):
    module = model()
    module.reached = lambda params: 500 if module.asked else 0
    trained(module, Far(560))
    assert module.asked == [20, 540, 560]


def test_a_run_that_breaks_down_is_not_asked_for_again_and_again(bar):
    module = model(breaks_at=250)
    assert trained(module, Far(20_000)).step == 250
    assert module.asked == [20, 60, 140, 300, 20_000]


def shown(**settings):
    return Shown("training", EXPLAINER, "game", Params(**settings), (), "", "", Style())


def test_frames_say_which_steps_they_show_and_stop_where_they_are_told(monkeypatch):
    monkeypatch.setattr(live_training, "SLICE", 60)
    now = shown(seed=31, g_units=4, d_units=4)
    answer = frames_of(now, 600, 7, 631)
    assert answer["steps"] == [607, 614, 621, 628, 631]
    assert answer["over"]
    assert answer["alt"] == plot_game.draw(simulate(Params(seed=31, g_units=4, d_units=4, steps=631)), Style()).alt
    assert answer["frames"]["count"] == 6, "the figure that the browser has comes first"
    assert now.sent == [631]


def test_a_run_that_is_not_at_hand_is_trained_up_a_slice_of_time_at_a_time(monkeypatch):
    monkeypatch.setattr(live_training, "SLICE", 0.0)
    now = shown(seed=32, g_units=4, d_units=4, steps=0)
    for _ in range(100):
        answer = frames_of(now, 30, 5, 40)
        assert answer["steps"] == []
        assert not answer["over"]
        if EXPLAINER.reached(Params(seed=32, g_units=4, d_units=4, steps=30)) >= 30:
            break
    else:
        pytest.fail("it never gets there")
    monkeypatch.setattr(live_training, "SLICE", 60)
    assert frames_of(now, 30, 5, 40)["steps"] == [35, 40]


def test_one_answer_holds_only_so_many_frames(monkeypatch):
    monkeypatch.setattr(live_training, "SLICE", 60)
    answer = frames_of(shown(seed=31, g_units=4, d_units=4), 0, 1, 500)
    assert answer["steps"] == list(range(1, MAX_FRAMES + 1))
    assert not answer["over"]


@pytest.mark.parametrize("wrong", ["x 1 9", "5 1 4", "-1 1 9", "0 0 9", "0 1 1e9", "20001 1 30000"])
def test_steps_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match=r"int|steps"):
        frames_json(shown(), *wrong.split())


def test_frames_travel_as_json(monkeypatch):
    monkeypatch.setattr(live_training.time, "monotonic", lambda: 0.0)  # however busy the machine is
    assert json.loads(frames_json(shown(seed=31, g_units=4, d_units=4), "0", "5", "10"))["steps"] == [5, 10]


def test_steps_that_take_longer_than_a_slice_are_not_made_again_and_again(monkeypatch):
    """Every look at the clock finds a tenth of a second gone: a slice holds few steps, never the 20 of a frame."""
    clock = count()
    monkeypatch.setattr(live_training.time, "monotonic", lambda: 0.1 * next(clock))
    params = Params(seed=314, steps=0)
    EXPLAINER.simulate(params)
    now, step, calls = Shown("training", EXPLAINER, "game", params, (), "", "", Style()), 0, 0
    while step < 60:
        step = max([step, *frames_of(now, step, 20, 60)["steps"]])
        calls += 1
        assert calls <= 60 / FEW + 3
