"""Files beside the code: each is as it was shipped, and one that is not is named, with what brings it back."""

import pickle
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import app
from explainers import shipped as module
from explainers.autoregression.forecasting.shipped import shipped_fit, shipped_order, shipped_series
from explainers.catalogue import by_path
from explainers.problems import Damaged
from explainers.shipped import SUMS, noted, place_of, shipped, sums
from explainers.vaes.latent_walk.shipped_models import RECORDED, WEIGHTS
from pages.stage.faults import say
from tests.conftest import Course

Break = Callable[[str, bytes | None], None]


def test_each_file_is_as_it_was_shipped():
    assert place_of(SUMS).read_text("utf-8") == sums(), "added or made anew on purpose? python -m explainers.shipped"
    assert all(shipped(name) for name in noted())


@pytest.fixture
def breaking(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Break]:
    """Return a function that has a file found with other content, or not at all."""
    broken: dict[str, Path] = {}

    def give(name: str, content: bytes | None) -> None:
        broken[name] = tmp_path / name.replace("/", "-")
        if content is not None:
            broken[name].write_bytes(content)

    monkeypatch.setattr(module, "place_of", lambda name: broken.get(name) or place_of(name))
    yield give


@pytest.mark.parametrize("name", ["data/series/nile.csv", RECORDED, WEIGHTS["digits"], "data/digits-test.png"])
@pytest.mark.parametrize("share", [None, 0.0, 0.5, 0.99])
def test_a_file_cut_off_anywhere_is_named(breaking: Break, name: str, share: float | None):
    content = shipped(name)
    breaking(name, None if share is None else content[: int(share * len(content))])
    with pytest.raises(Damaged, match=f"explainers/{name} is (missing|not as it was shipped).*git checkout") as caught:
        shipped(name)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value), "as it comes back from a worker"


def test_what_never_was_there_is_not_called_damaged():
    with pytest.raises(FileNotFoundError):
        shipped("data/attention/nobody-asked.npz")


def test_a_page_says_which_file_and_how_to_get_it_back(
    breaking: Break, course: Course, monkeypatch: pytest.MonkeyPatch
):
    """AppTest starts no server, so what the server is told to do with an exception is done here."""
    monkeypatch.setattr("streamlit.error_util.invoke_script_error_handler", lambda problem, handler: say(problem))
    for cached in (shipped_series, shipped_order, shipped_fit):  # what other tests have loaded
        cached.cache_clear()
    name = "data/series/nile.csv"
    breaking(name, shipped(name)[:100])
    entry = by_path("autoregression/forecasting")
    visit = course.open(entry, **{f"{entry.prefix}_series": "nile", f"{entry.prefix}_view": "Fit"})
    assert course.complaints(visit) == []
    assert any("nile.csv is not as it was shipped" in error.value.replace("\\", "") for error in visit.error)


def test_the_server_says_so_too(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(app, "recall", lambda token: (_ for _ in ()).throw(Damaged("explainers/x.npz", "is missing")))
    answer = client.get("/live/abc/lenses")
    assert answer.status_code == 500
    assert "explainers/x.npz is missing" in answer.text
