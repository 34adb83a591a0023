"""Runs that can be wound back and branch, for a model so small that what happens is known: a sum of what was set."""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import count
from threading import Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainers.controls import Number, Select
from explainers.problems import BadInput
from explainers.runs import BOUND, KEEP_EVERY, Recording, RewindableRun, Runs
from explainers.timeline import Timeline

MOST = 2000


@dataclass(frozen=True)
class Params:
    first: int = 0  # fixed
    rate: float = 1.0  # may change
    way: str = "up"  # may change
    zoom: float = 1.0  # only looked at
    steps: int = 0
    fork: int = 0
    schedule: str = ""


@dataclass
class State:
    step: int
    total: float

    @property
    def bytes(self) -> int:
        return 100

    def copy(self) -> "State":
        return State(self.step, self.total)


SET = {"rate": Number("Rate", 0.0, 1e9), "way": Select("Way", {"up": "Up", "down": "Down"})}
TIMELINE = Timeline[Params](("first",), SET, MOST)
made = Counter()  # steps, by the run that made them


class Summing(RewindableRun[Params, State, float]):
    timeline = TIMELINE
    measure_every = ((100, 10), (MOST, 500))
    room = 1000
    numbers = count()

    def __init__(self, params):
        super().__init__(params)
        self.number = next(self.numbers)

    def start(self):
        return State(0, self.params.first)

    def make_step(self, state, settings):
        made[self.number] += 1
        state.step += 1
        state.total += settings.rate if settings.way == "up" else -settings.rate

    def noted(self, state):
        return (state.total,)

    def size(self, state):
        return abs(state.total)

    def measure(self, state):
        return 2 * state.total


@pytest.fixture
def runs() -> Runs[Params, Summing]:
    return Runs(Summing, TIMELINE, 4)


branches = st.lists(st.tuples(st.integers(0, 60), st.sampled_from([{"rate": 3.0}, {"way": "down"}, {"rate": 1.0}, {}])),
                    max_size=5)  # fmt: skip


@given(branches, st.integers(0, 80))
def test_after_any_branches_each_step_was_made_with_what_held_then(changes, step):
    params, known = Params(first=7), [Params(first=7)] * 80
    for at, change in changes:
        params = TIMELINE.branch(params, at, **change)
        known[at:] = [replace(known[at], **change)] * (80 - at)
        assert params.steps == at
    total = 7 + sum(held.rate if held.way == "up" else -held.rate for held in known[:step])
    assert Runs(Summing, TIMELINE, 4).run_of(params).at(step).total == total


@given(branches, branches)
def test_two_runs_share_what_they_have_in_common_and_no_more(some, others):
    runs, ends = Runs(Summing, TIMELINE, 4), []
    for changes in (some, others):
        params = Params()
        for at, change in changes:
            params = TIMELINE.branch(params, at, **change)
        ends.append(params)
    shared = TIMELINE.common_steps(*ends)
    a, b = (Runs(Summing, TIMELINE, 1).run_of(params) for params in ends)
    a.at(100)
    b.at(100)
    same = slice(1, min(shared, 100) + 1)
    assert (a.history[same] == b.history[same]).all()
    if shared < MOST:
        held = [TIMELINE.settings_at(params, shared) for params in ends]
        assert (held[0].rate, held[0].way) != (held[1].rate, held[1].way)
    runs.run_of(ends[0]).at(100)
    together = runs.run_of(ends[1])
    together.at(100)
    assert (together.history[1:101] == b.history[1:101]).all()


def test_what_is_shared_is_not_made_again(runs):
    runs.run_of(Params()).at(250)
    other = runs.run_of(TIMELINE.branch(Params(), 220, rate=5.0))
    assert other.at(300).total == 220 + 5 * 80
    assert made[other.number] == 100, "from the state kept at step 200"


def test_what_is_only_looked_at_does_not_make_another_run(runs):
    assert runs.run_of(Params(zoom=3.0, steps=9, fork=4)) is runs.run_of(Params())
    assert runs.run_of(Params(first=1)) is not runs.run_of(Params())


def test_the_run_without_a_change_is_had_back(runs):
    once = TIMELINE.branch(Params(), 60, rate=3.0)
    assert TIMELINE.unchanged(replace(once, fork=60)) == Params(steps=60)
    assert TIMELINE.unchanged(replace(once, fork=59)) is None
    assert TIMELINE.unchanged(once) is None
    runs.run_of(once).at(300)
    assert runs.reached(replace(once, steps=300)) == 300
    assert runs.reached(replace(once, steps=300, fork=60)) == 0, "the run beside it is yet to be made"


def test_a_long_run_keeps_few_states_ever_further_apart_and_has_every_step(runs):
    run = runs.run_of(Params())
    run.at(MOST)
    assert run.spacing == 4 * KEEP_EVERY
    assert sorted(run.kept) == list(range(0, MOST + 1, 400))
    assert [run.at(step).total for step in (1, 333, 1999, 12)] == [1, 333, 1999, 12]


def test_it_is_measured_as_often_as_it_says(runs):
    run = runs.run_of(Params())
    run.at(1100)
    assert sorted(run.measures) == [*range(0, 101, 10), 500, 1000]
    assert run.measures[1000] == 2000


def test_a_run_that_outgrows_its_bound_ends_at_the_last_good_step(runs):
    params = TIMELINE.branch(Params(), 5, rate=BOUND)
    run = runs.run_of(params)
    assert (run.at(50).step, run.diverged) == (5, 6)
    late = runs.run_of(TIMELINE.branch(params, 40, rate=1.0))
    assert (late.diverged, late.at(50).step) == (6, 5), "what comes after shares its end"
    early = runs.run_of(TIMELINE.branch(params, 5, rate=1.0))
    assert (early.diverged, early.at(50).step) == (None, 50)


def test_no_number_at_all_is_also_a_breakdown(runs, monkeypatch):
    monkeypatch.setattr(Summing, "size", lambda self, state: float("nan") if state.step == 3 else 0.0)
    assert (runs.run_of(Params()).at(9).step, runs.run_of(Params()).diverged) == (2, 3)


def test_only_the_last_runs_are_kept(runs):
    first = runs.run_of(Params(first=0))
    for number in range(1, 5):
        runs.run_of(Params(first=number))
    assert len(runs.runs) == 4
    assert runs.run_of(Params(first=0)) is not first


def test_a_visitor_is_given_a_run_while_another_run_trains(runs):
    busy, found = runs.run_of(Params()), []
    with busy.lock:  # it is training
        waiting = Thread(target=lambda: found.append(runs.run_of(TIMELINE.branch(Params(), 10, rate=2.0))))
        waiting.start()
        waiting.join(0.2)
        assert runs.run_of(Params(first=3)).params.first == 3, "though somebody waits for what it has"
        assert found == []
    waiting.join(10)
    assert found == [runs.run_of(TIMELINE.branch(Params(), 10, rate=2.0))]


@pytest.mark.parametrize("schedule", ["x", "30 first=3", "30 zoom=2", "30 rate=a", "30 rate=nan", "30 way=off",
                                  "30 rate=-1", "9 rate=1; 9 rate=2", "-1 rate=2", f"{MOST + 1} rate=2",
                                  "30 rate=1=2"])  # fmt: skip
def test_a_past_that_cannot_have_been_is_bad_input(schedule):
    with pytest.raises(BadInput, match="schedule"):
        TIMELINE.segments(Params(schedule=schedule))


def test_a_recording_keeps_everything_and_asks_for_nothing_twice():
    asked = []

    def squares():
        for number in count():
            asked.append(number)
            yield number**2

    recording = Recording(squares())
    assert asked == [0]
    assert [recording.at(step) for step in (5, 2, 5, 0, 7)] == [25, 4, 25, 0, 49]
    assert asked == list(range(8))
    assert recording.nearest(100) == (7, 49)
