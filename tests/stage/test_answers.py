"""Answers of workers: asked for in order, kept, shown while under way, given up, and what goes wrong said."""

import time
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import SimpleNamespace
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from explainers.workers import Busy, Job
from pages.stage import answers as module

DRAWS = SimpleNamespace(nbytes=100)


class Stub(Job):
    """A job whose future the test itself brings to an end."""

    def __init__(self) -> None:
        self.future: Future[Any] = Future()
        self.stopped = False

    def progress(self) -> tuple[float, str]:
        return 0.25, "drawing"

    def cancel(self) -> None:
        self.stopped = True
        self.future.cancel()


class Pool:
    """Stands in for the worker processes."""

    def __init__(self) -> None:
        self.wanted, self.warm_by_now, self.busy, self.room, self.jobs = True, True, False, True, {}

    def room_for(self, function: Any) -> bool:
        return self.room

    def submit(self, function: Any, argument: Any, visitor: str) -> Stub:
        if self.busy:
            raise Busy
        job = self.jobs[function(), argument] = Stub()
        return job


@pytest.fixture
def pool(monkeypatch: pytest.MonkeyPatch) -> Pool:
    pool = Pool()
    monkeypatch.setattr(module, "WORKERS", pool)
    return pool


def page():
    from collections import OrderedDict

    import streamlit as st

    from pages.stage.answers import Answers, Task

    tasks = {"nuts": Task(lambda: "nuts", "NUTS"), "advi": Task(lambda: "advi", "ADVI", patient=True),
             "trials": Task(lambda: "trials", "Calibration", 50, "data sets")}  # fmt: skip
    kept = st.session_state.setdefault("kept", OrderedDict())
    answers = Answers("demo", tasks, lambda: kept, room=300)
    st.session_state["found"] = answers.find(st.session_state.get("wanted", [("nuts", 1), ("advi", 1)]))


def run(app: AppTest, **state: Any) -> AppTest:
    for name, value in state.items():
        app.session_state[name] = value
    app.run()
    assert not app.exception
    return app


@pytest.fixture
def app() -> AppTest:
    return AppTest.from_function(page)


def test_one_task_comes_after_the_other_and_answers_are_kept(app: AppTest, pool: Pool) -> None:
    run(app)
    assert list(pool.jobs) == [("nuts", 1)]
    assert app.session_state["found"] == {}
    pool.jobs["nuts", 1].future.set_result(DRAWS)
    run(app)
    assert app.session_state["found"] == {("nuts", 1): DRAWS}
    assert list(pool.jobs) == [("nuts", 1), ("advi", 1)]
    run(app, wanted=[("nuts", 1)])
    assert pool.jobs["advi", 1].stopped, "nobody wants it any more"
    assert app.session_state["found"] == {("nuts", 1): DRAWS}
    assert len(pool.jobs) == 2, "what is kept is not asked for again"


def test_a_patient_task_waits_until_a_worker_is_free(app: AppTest, pool: Pool) -> None:
    pool.room = False
    run(app)
    pool.jobs["nuts", 1].future.set_result(DRAWS)
    run(app)
    assert len(pool.jobs) == 1
    assert [bar.proto.text for bar in bars(app)] == ["ADVI: waiting for a free worker"]
    assert button(app, "Cancel")
    pool.room = True
    run(app)
    assert ("advi", 1) in pool.jobs


def test_several_of_one_task_are_under_way_together_and_counted(app: AppTest, pool: Pool) -> None:
    wanted = [("trials", i) for i in range(8)]
    run(app, wanted=wanted)
    assert list(pool.jobs) == wanted[: module.AT_ONCE]
    assert [bar.proto.text for bar in bars(app)] == ["Calibration: 50 of 400 data sets"]
    pool.jobs["trials", 0].future.set_result(DRAWS)
    run(app)
    assert list(pool.jobs) == wanted[: module.AT_ONCE + 1]
    assert [bar.proto.text for bar in bars(app)] == ["Calibration: 100 of 400 data sets"]
    for i in range(1, 5):
        pool.jobs["trials", i].future.set_result(DRAWS)
    run(app)
    assert list(app.session_state["kept"]) == [("trials", i) for i in (2, 3, 4)], "those for which there is room"


def bars(app: AppTest) -> list[Any]:
    return list(app.get("progress"))


def test_what_is_cancelled_stays_so_until_the_visitor_goes_on(app: AppTest, pool: Pool) -> None:
    run(app)
    button(app, "Cancel").click().run()
    assert pool.jobs["nuts", 1].stopped
    run(app)
    assert len(pool.jobs) == 1
    pool.jobs.clear()
    button(app, "Go on").click().run()
    assert list(pool.jobs) == [("nuts", 1)]


def button(app: AppTest, label: str) -> Any:
    return next(button for button in app.button if button.label == label)


def test_a_dead_process_is_said_and_asked_again(app: AppTest, pool: Pool) -> None:
    run(app)
    dead = pool.jobs.pop(("nuts", 1))
    dead.future.set_exception(BrokenProcessPool())
    run(app)
    assert [warning.value for warning in app.warning] == [module.DIED]
    assert pool.jobs["nuts", 1] is not dead


def test_a_problem_is_said_and_not_asked_again_by_itself(app: AppTest, pool: Pool) -> None:
    run(app)
    pool.jobs.pop(("nuts", 1)).future.set_exception(ValueError("no such prior"))
    run(app)
    assert [warning.value for warning in app.warning] == ["NUTS failed: no such prior"]
    assert not pool.jobs
    assert button(app, "Go on")


def test_full_and_closed_workers_are_said_to_be(app: AppTest, pool: Pool) -> None:
    pool.busy = True
    run(app)
    assert ["Try again" in warning.value for warning in app.warning] == [True], "said once"
    pool.wanted = False
    run(app)
    assert [caption.value for caption in app.caption] == [
        f"{name} is switched off on this server." for name in ("NUTS", "ADVI")
    ]


def test_patience_is_rewarded(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> None:
    kept: OrderedDict[Any, Any] = OrderedDict()
    answers = module.Answers("demo", {"nuts": module.Task(lambda: "nuts", "NUTS")}, lambda: kept, 300)
    asked = pool.submit

    def at_once(function: Any, argument: Any, visitor: str) -> Stub:
        job = asked(function, argument, visitor)
        job.future.set_result(DRAWS)
        return job

    monkeypatch.setattr(pool, "submit", at_once)
    monkeypatch.setattr(module.st, "session_state", {})
    assert answers.find([("nuts", 1)], patience=1.0) == {("nuts", 1): DRAWS}


def test_an_answer_that_somebody_else_got_first_ends_the_waiting(app: AppTest, pool: Pool) -> None:
    run(app)
    pool.jobs["nuts", 1].future.set_result(DRAWS)
    run(app)
    app.session_state["kept"]["advi", 1] = DRAWS
    run(app)
    assert set(app.session_state["found"]) == {("nuts", 1), ("advi", 1)}
    assert not app.get("progress")


def test_room_that_comes_while_the_page_is_drawn_is_used(
    app: AppTest, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = iter([False, False])  # both times that the page itself asks
    monkeypatch.setattr(pool, "room_for", lambda function: next(looks, True))
    run(app, wanted=[("advi", 1)])
    assert ("advi", 1) in pool.jobs


# ---------------------------------------------------------------------------------------------- ahead of the page


@pytest.fixture
def ahead(pool: Pool) -> module.Answers:
    kept: OrderedDict[Any, Any] = OrderedDict()
    return module.Answers("demo", {"nuts": module.Task(lambda: "nuts", "NUTS")}, lambda: kept, 300)


def test_what_is_found_in_time_ahead_of_the_page_is_kept_for_it(ahead: module.Answers, pool: Pool) -> None:
    find = ahead.finder(5.0)
    with ThreadPoolExecutor() as threads:
        found = threads.submit(find, ("nuts", 1))
        begun(pool, ("nuts", 1)).future.set_result(DRAWS)
        assert found.result() is DRAWS
    assert ahead.kept() == {("nuts", 1): DRAWS}
    pool.jobs.clear()
    assert find(("nuts", 1)) is DRAWS
    assert not pool.jobs, "what is kept is not asked for again"


def begun(pool: Pool, question: Any) -> Stub:
    """Return the job of a question as soon as it is begun."""
    deadline = time.monotonic() + 5.0
    while question not in pool.jobs and time.monotonic() < deadline:
        time.sleep(0.005)
    return pool.jobs[question]


def test_what_takes_longer_is_given_up_unless_the_page_goes_on_with_it(
    ahead: module.Answers, pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert ahead.finder(0.01)(("nuts", 1)) is None
    assert pool.jobs.pop(("nuts", 1)).stopped
    monkeypatch.setattr(module.st, "session_state", {})
    with ThreadPoolExecutor() as threads:
        found = threads.submit(ahead.finder(0.3), ("nuts", 2))
        job = begun(pool, ("nuts", 2))
        ahead._ask([("nuts", 2)])
        assert ahead._jobs == {("nuts", 2): job}
        assert found.result() is None
    assert not job.stopped


def test_nothing_is_asked_ahead_of_workers_that_are_cold_full_or_closed(ahead: module.Answers, pool: Pool) -> None:
    for name, value in (("warm_by_now", False), ("wanted", False), ("busy", True)):
        before = getattr(pool, name)
        setattr(pool, name, value)
        assert ahead.finder(5.0)(("nuts", 1)) is None
        assert not pool.jobs
        setattr(pool, name, before)


def test_what_breaks_ahead_of_the_page_is_left_to_the_page(ahead: module.Answers, pool: Pool) -> None:
    with ThreadPoolExecutor() as threads:
        found = threads.submit(ahead.finder(5.0), ("nuts", 1))
        begun(pool, ("nuts", 1)).future.set_exception(BrokenProcessPool())
        assert found.result() is None
    assert not module._ahead
