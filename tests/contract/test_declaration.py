"""What every explainer declares is complete, and every setting that it declares can be made."""

import dataclasses
import inspect
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from explainers.catalogue import EXPLAINERS, Entry
from explainers.controls import Private, Text, check, controls_of, kinds_of
from explainers.equation import Equation
from explainers.explainer import Explainer, columns_of
from explainers.figure_style import Drawing, Plot, Style
from explainers.problems import BadInput
from pages.stage.story import params_of
from tests.contract.everything import ends_of, every_page, places_of, record_of, settings_of, simulated

NOT_DRAWN = (float("nan"), float("inf"), 1e400, -1e9)


def numbers_in(node: Any) -> Iterator[float]:
    """Return every number of a trace's coordinates; what is left out of a line is nan there, on purpose."""
    if isinstance(node, np.ndarray) and node.dtype.kind == "f":
        yield from node[~np.isnan(node)].ravel().tolist()
    elif isinstance(node, float):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from numbers_in(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from numbers_in(value)


def sound(explainer: Explainer[Any, Any], result: Any, view: str) -> Drawing:
    """Return the drawing of a view, checked: finite numbers, and a sentence that describes it."""
    drawing = explainer.view(view).plot.draw(result, Style())
    assert drawing.alt.endswith("."), drawing.alt
    assert "nan" not in drawing.alt.split(), drawing.alt
    for trace in drawing.traces:
        for axis in ("x", "y", "z"):
            assert all(map(math.isfinite, numbers_in(trace.get(axis, [])))), (view, trace.get("name"))
    for name, axis in drawing.layout.items():
        if name.startswith(("xaxis", "yaxis")) and "range" in axis:
            assert all(map(math.isfinite, numbers_in(list(map(float, axis["range"]))))), (view, name)
    return drawing


@every_page
def test_a_record_has_what_a_page_needs(entry: Entry):
    explainer = record_of(entry)
    assert explainer.path == entry.path
    assert (inspect.getdoc(inspect.getmodule(explainer.simulate)) or "").strip()
    assert all(isinstance(view.plot, Plot) and view.title for view in explainer.views)
    result = simulated(explainer)
    assert dataclasses.is_dataclass(result)
    assert type(result).__dataclass_params__.frozen
    assert result.params == explainer.simulate(result.params).params


@every_page
def test_params_are_frozen_and_every_field_declares_its_control(entry: Entry):
    explainer = record_of(entry)
    params = explainer.params
    assert params.__dataclass_params__.frozen
    assert isinstance(params().seed, int), "every page has a seed"
    fields = [field.name for field in dataclasses.fields(params)]
    bare = [name for name in fields if name not in explainer.controls]
    assert not bare, (
        f"declare the controls of {', '.join(bare)}: Annotated[float, Slider(...)], see explainers/controls.py"
    )
    for name, control in explainer.controls.items():
        assert type(getattr(params(), name)) is kinds_of(params)[name], "a default has the type it stands for"
        assert control.label, f"{name} has no label"
        assert control.help.endswith("."), f"{name}: help is a sentence"
        assert len(control.caption) < 48, f"{name}: a label is short"
    check(params())
    assert len(explainer.views) <= 5, "one question, at most five views: make two pages of it"
    for view in explainer.views:
        assert len(view.controls) <= 5, f"{view.name}: at most five controls in sight"


@every_page
def test_every_setting_at_its_ends_can_be_drawn(entry: Entry):
    explainer = record_of(entry)
    for name, control in explainer.controls.items():
        if name in ("steps", "fork"):
            continue
        for value in ends_of(control):
            kind = kinds_of(explainer.params)[name]
            try:
                result = simulated(explainer, **{name: kind(value)})
                for view in explainer.views:
                    sound(explainer, result, view.name)
            except BadInput as problem:
                assert problem.sentence.endswith((".", "?")), (name, value)


@every_page
def test_generated_settings_can_be_drawn_and_are_drawn_the_same_again(entry: Entry):
    explainer = record_of(entry)

    @settings(max_examples=6, suppress_health_check=list(HealthCheck))
    @given(settings_of(explainer))
    def drawn(changes: dict[str, Any]) -> None:
        try:
            first, second = simulated(explainer, **changes), simulated(explainer, **changes)
            for view in explainer.views:
                drawings = [sound(explainer, result, view.name) for result in (first, second)]
                assert repr(drawings[0].traces) == repr(drawings[1].traces), "the same Params, the same bytes"
        except BadInput as problem:
            assert problem.sentence.endswith((".", "?"))

    drawn()


@every_page
def test_what_cannot_be_set_gets_a_sentence_at_its_control(entry: Entry):
    explainer = record_of(entry)
    for name, control in explainer.controls.items():
        wrong: list[Any] = []
        match kinds_of(explainer.params)[name].__name__:
            case "float":
                wrong = list(NOT_DRAWN)
            case "int":
                wrong = [-(10**9)]
            case "str":
                wrong = ["x" * 100_000] if isinstance(control, Text) else ["no such option"]
        for value in wrong if not isinstance(control, Private) else []:
            with pytest.raises(BadInput) as caught:
                explainer.simulate(dataclasses.replace(explainer.params(), **{name: value}))
            assert caught.value.field in controls_of(explainer.params), name
            assert caught.value.sentence.endswith("."), name


@every_page
def test_every_place_in_its_words_can_be_shown(entry: Entry):
    explainer = record_of(entry)
    for place in places_of(entry):
        result = explainer.simulate(params_of(place, explainer))
        view = explainer.view(getattr(place, "view", ""))
        sound(explainer, result, view.name)
        figure = view.plot(result, Style())  # plotly checks every attribute
        assert any(letter.isdigit() for letter in figure.layout.meta["alt"]), "it is described by its numbers"
        assert all(trace.hovertemplate or trace.hoverinfo == "skip" for trace in figure.data)
        equations = explainer.equations(result)
        assert all(isinstance(equation, Equation) and not np.isnan(equation.value) for equation in equations)
        assert not any("$" in equation.title + equation.meaning for equation in equations), (
            "they are shown as plain text"
        )
        reached, said = explainer.challenge(result)
        assert isinstance(reached, bool)
        assert said
        for columns in map(columns_of, explainer.tables(result).values()):
            assert len({len(column) for column in columns.values()}) == 1


def test_the_views_of_a_page_have_names_of_their_own():
    for entry in EXPLAINERS:
        names = [view.name for view in record_of(entry).views]
        assert len(set(names)) == len(names)
