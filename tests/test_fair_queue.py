"""The fair queue: visitors take turns, who leaves is not served, and what goes wrong is told to whoever waits."""

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest

from explainers.fair_queue import FairQueue
from explainers.worker_process import Cancelled, Report
from explainers.workers import Busy


class Model:
    """Answers when it is let, and notes in which order."""

    def __init__(self) -> None:
        self.served: list[str] = []
        self.free = threading.Event()

    def answer(self, question: str, report: Report) -> str:
        assert self.free.wait(5)
        if question == "bad":
            raise ValueError("no such question")
        for share in (0.5, 1.0):
            report(share, f"{question} {share:.0%}")
        self.served.append(question)
        return question.upper()


@pytest.fixture
def model() -> Model:
    return Model()


def until(true: Callable[[], Any]) -> None:
    deadline = time.monotonic() + 5
    while not true() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert true()


def test_five_visitors_are_served_in_turn_whatever_they_ask(model: Model):
    queue = FairQueue("test")
    first = queue.submit(model.answer, "first", visitor="first")
    until(first.future.running)  # so that all others wait before anybody is served
    jobs = [queue.submit(model.answer, f"{i}{part}", visitor=f"{i}") for i in range(5) for part in "ab"]
    assert [queue.ahead(name) for name in ("first", "0", "4")] == [0, 1, 5]
    assert jobs[-1].progress() == (0.0, "5 before you")
    model.free.set()
    assert [job.future.result(5) for job in jobs] == [f"{i}{part}".upper() for i in range(5) for part in "ab"]
    assert model.served == ["first", *(f"{i}{part}" for part in "ab" for i in range(5))], (
        "one job each, then the next round"
    )
    assert jobs[0].progress() == (1.0, "0a 100%")
    assert queue.ahead("nobody") == 0


def test_who_has_left_is_not_served(model: Model):
    queue = FairQueue("test", patience=0.3)
    first, gone, last = (queue.submit(model.answer, visitor, visitor=visitor) for visitor in ("first", "gone", "last"))
    for _ in range(8):
        time.sleep(0.1)
        first.progress()
        last.progress()  # asking how far it is keeps it alive
    model.free.set()
    assert last.future.result(5) == "LAST"
    assert model.served == ["first", "last"]
    assert gone.future.cancelled()


def test_what_is_under_way_stops_when_it_is_cancelled_or_nobody_asks_any_more(model: Model):
    queue = FairQueue("test", patience=0.1)
    cancelled, left = (queue.submit(model.answer, name, visitor=name) for name in ("cancelled", "left"))
    until(cancelled.future.running)
    cancelled.cancel()
    model.free.set()
    with pytest.raises(Cancelled):
        cancelled.future.result(5)
    model.free.clear()
    left = queue.submit(model.answer, "left", visitor="left")
    until(left.future.running)
    time.sleep(0.2)
    model.free.set()
    with pytest.raises(Cancelled):
        left.future.result(5)
    assert "cancelled" not in model.served


def test_what_goes_wrong_is_told_and_the_next_is_served(model: Model):
    queue = FairQueue("test")
    model.free.set()
    bad, good = queue.submit(model.answer, "bad"), queue.submit(model.answer, "good")
    with pytest.raises(ValueError, match="no such question"):
        bad.future.result(5)
    assert good.future.result(5) == "GOOD"
    assert not bad.lost


def test_a_queue_that_is_full_says_so(model: Model):
    queue = FairQueue("test", most=2)
    jobs = [queue.submit(model.answer, "a", visitor="a")]
    until(jobs[0].future.running)
    jobs += [queue.submit(model.answer, name, visitor=name) for name in "bc"]
    with pytest.raises(Busy):
        queue.submit(model.answer, "d", visitor="d")
    jobs[1].cancel()
    assert queue.submit(model.answer, "d", visitor="d"), "who has cancelled makes room"
    model.free.set()


def test_at_the_end_of_the_process_what_waits_is_dropped_and_what_runs_is_stopped(model: Model):
    queue = FairQueue("test")
    running, waiting = (queue.submit(model.answer, name, visitor=name) for name in ("a", "b"))
    until(running.future.running)
    model.free.set()
    queue.stop()
    assert running.future.done()
    assert not waiting.future.done()
