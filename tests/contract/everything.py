"""What the contract's tests share: every page of the course, its record, its words, and the places in them."""

import importlib
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import strategies as st

from explainers.catalogue import EXPLAINERS, Entry
from explainers.controls import Control, Private, Select, Sliders, Stops, Text, Toggle, controls_of, kinds_of
from explainers.explainer import Explainer
from pages.stage.words import Application, Prediction, Step, Words, read
from tests.conftest import ROOT

PAGES = ROOT / "pages"
FEW_STEPS = 12  # of a model in training, where only the setting counts

every_page = pytest.mark.parametrize("entry", EXPLAINERS, ids=lambda entry: entry.path)


def record_of(entry: Entry) -> Explainer[Any, Any]:
    """Return the record of a page's explainer."""
    record: Explainer[Any, Any] = importlib.import_module(entry.module).EXPLAINER
    return record


def words_of(entry: Entry) -> Words:
    """Return the words of a page."""
    file = PAGES / f"{entry.path}.toml"
    return read(file, file.stat().st_mtime, record_of(entry).params)


def places_of(entry: Entry) -> list[Step | Application | Prediction]:
    """Return everything in the words of a page that says where its controls should stand."""
    words = words_of(entry)
    return [*words.story, *words.applications, words.prediction]


def simulated(explainer: Explainer[Any, Any], **changes: Any) -> Any:
    """Return the result for the default settings with some changed; few steps of a model in training."""
    few = {"steps": FEW_STEPS} if explainer.max_steps else {}
    return explainer.simulate(replace(explainer.params(), **(few | changes)))


def values_of(control: Control, kind: type) -> st.SearchStrategy[Any]:
    """Return a strategy for what a control can be set to."""
    match control:
        case Toggle():
            return st.booleans()
        case Select(options=options):
            return st.sampled_from(list(options)).map(kind)
        case Stops(values=values):
            return st.sampled_from(values).map(kind)
        case Sliders(count=count, low=low, high=high):
            return st.tuples(*[st.floats(low, high)] * count)
        case Private() | Text():
            return st.just("")
        case _:
            low, high = control.low, control.high  # type: ignore[attr-defined]
            return st.integers(int(low), int(high)) if kind is int else st.floats(low, high)


def settings_of(explainer: Explainer[Any, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Return a strategy for settings of a page: what its controls can say; texts, drawings and uploads as they are."""
    kinds = kinds_of(explainer.params)
    kept = {name: control for name, control in controls_of(explainer.params).items()
            if not isinstance(control, Text) and name not in ("steps", "fork")}  # fmt: skip
    return st.fixed_dictionaries({}, optional={name: values_of(control, kinds[name]) for name, control in kept.items()})


def ends_of(control: Control) -> list[Any]:
    """Return the extremes of a control: both ends of a range, or every option."""
    match control:
        case Toggle():
            return [False, True]
        case Select(options=options):
            return list(options)
        case Stops(values=values):
            return [values[0], values[-1]]
        case Sliders(count=count, low=low, high=high):
            return [(low,) * count, (high,) * count]
        case Text():
            return []
        case _:
            return [control.low, control.high]  # type: ignore[attr-defined]
