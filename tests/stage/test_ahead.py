"""Who goes first on a busy server, and what visitors are told where many are there."""

from contextlib import ExitStack

from explainers.catalogue import EXPLAINERS
from pages.stage import ahead
from pages.stage.ahead import CROWD, page_runs
from tests.conftest import Course


def test_pages_crowd_only_where_many_run_at_once():
    with ExitStack() as running:
        assert not any(running.enter_context(page_runs()) for _ in range(CROWD))
        assert running.enter_context(page_runs())
    with page_runs() as crowded:
        assert not crowded


def test_many_people_are_told_so_once_and_see_their_page(course: Course, monkeypatch):
    entry = EXPLAINERS[0]
    assert not course.open(entry).toast
    monkeypatch.setattr(ahead, "CROWD", 0)
    visit = course.open(entry)
    assert [toast.value for toast in visit.toast] == ["Many people are here: answers take a few seconds."]
    assert not course.complaints(visit)
    assert not visit.run().toast, "at most once a minute"
