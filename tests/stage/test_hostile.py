"""Hostile texts thrown at every place that shows what people bring: figures, alts, captions, choices, scripts."""

import ast
import dataclasses
import html
import json
import re
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from explainers.autoregression.forecasting import EXPLAINER as FORECASTING
from explainers.autoregression.forecasting.figure_guess import captions
from explainers.autoregression.forecasting.script import statsmodels_script
from explainers.catalogue import by_path
from explainers.controls import Text, controls_of
from explainers.data.series.series import Series, series_to_text
from explainers.figure_style import Style
from explainers.marks import escaped
from explainers.problems import BadInput
from explainers.transformers.maps import label, map_trace, top_of
from tests.conftest import Course
from tests.contract.everything import Entry, every_page, record_of
from tests.stage.test_outside import HOSTILE

TAGS = ["<img src=x onerror=alert(1)>", "<a href='//evil.example'>in</a>", "&lt;b&gt;", "%{x}"]
TAGS += ['"""; import os; """', "\\"]
LIVE = re.compile(r"<(img|a|script|iframe)\b", re.IGNORECASE)


def strings(part: Any) -> Iterator[str]:
    """Go through all texts of a drawing."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict):
        for value in part.values():
            yield from strings(value)
    elif isinstance(part, list | tuple) or (isinstance(part, np.ndarray) and part.dtype.kind in "OU"):
        for value in part:
            yield from strings(value)


def own(text: str) -> str:
    labels = tuple(f"{1900 + i}" for i in range(80))
    values = np.random.default_rng(0).normal(size=80).cumsum() + 50
    return series_to_text(Series(text, text, labels, values, "year"))


@pytest.mark.parametrize("text", TAGS)
@pytest.mark.parametrize("view", [view.name for view in FORECASTING.views])
def test_the_name_of_a_column_is_no_markup_in_a_figure_and_itself_in_its_alt(view: str, text: str):
    found = FORECASTING.simulate(FORECASTING.params(series="own", own=own(text)))
    drawing = FORECASTING.view(view).plot.draw(found, Style())
    shown = list(strings([drawing.traces, drawing.layout]))
    assert not [said for said in shown if LIVE.search(said)]
    assert "&lt;img" not in drawing.alt
    assert not [said for said in strings(captions(found, False, False, 1.0, Style())) if LIVE.search(said)]
    if view == "fit":
        assert " ".join(text.split()) in drawing.alt


@pytest.mark.parametrize("text", TAGS)
def test_the_name_of_a_column_is_no_code_in_a_script(text: str):
    found = FORECASTING.simulate(FORECASTING.params(series="own", own=own(text)))
    tree = ast.parse(statsmodels_script(found))
    assert [node.names[0].name for node in ast.walk(tree) if isinstance(node, ast.Import)] == ["numpy"]


@pytest.mark.parametrize("text", [*TAGS, *HOSTILE])
def test_words_in_figures_are_words(text: str):
    assert html.unescape(escaped(text)) == text
    assert not LIVE.search(escaped(text))
    assert not re.search(r"%\{", escaped(text))
    assert not any(LIVE.search(said) for said in strings(map_trace(np.ones((1, 1)), [text], [text], Style())))
    assert not LIVE.search(label(text))
    assert "&lt;" not in top_of(np.ones(1), [text]) or "&lt;" in text


@every_page
def test_what_is_typed_is_no_markup_in_any_figure(entry: Entry):
    """Whatever takes it for bad input says so in a sentence, which is escaped where it is shown."""
    explainer = record_of(entry)
    typed = [name for name, control in controls_of(explainer.params).items() if isinstance(control, Text)]
    for name in typed:
        for text in TAGS[:2]:
            try:
                result = explainer.simulate(dataclasses.replace(explainer.params(), **{name: text}))
                drawings = [view.plot.draw(result, Style()) for view in explainer.views]
            except BadInput as problem:
                assert problem.sentence.endswith(".")
                continue
            for drawing in drawings:
                assert not [said for said in strings([drawing.traces, drawing.layout]) if LIVE.search(said)], name
                assert "&lt;" not in drawing.alt


def test_a_table_with_hostile_names_is_shown_as_text(course: Course):
    entry = by_path("autoregression/forecasting")
    link = {f"{entry.prefix}_view": "Fit", f"{entry.prefix}_series": "Your own"}
    visit = course.open(entry, **link)
    names = [text for text in TAGS[:2]] + ["[Log in](//evil.example)", "**bold**"]
    rows = [f"{1900 + i}," + ",".join(str((i * i * k) % 97) for k in range(1, 5)) for i in range(60)]
    table = "\n".join([",".join(["year", *(json.dumps(name, ensure_ascii=False) for name in names)]), *rows])
    next(area for area in visit.text_area if "pasted" in area.key).set_value(table).run()
    assert course.complaints(visit) == []
    boxes = {box.label: box for box in visit.selectbox}
    assert "Values" in boxes, "the table was read"
    for name in boxes["Values"].options:
        visit.selectbox(key=boxes["Values"].key).select(name).run()
        assert course.complaints(visit) == []
        said = [e.value for kind in ("caption", "markdown", "warning", "info") for e in getattr(visit, kind)]
        assert not [text for text in said if re.search(r"(?<!\\)(\]\(//evil|<img|<a )", text)]
        sent = course.sent(visit, f"{entry.prefix}-chart")
        figure = json.loads(sent["figure"])
        figure["layout"].pop("meta")  # the alt
        assert not LIVE.search(json.dumps(figure)), name
