"""A figure on its way to the browser says what plotly itself would send, and every page's figures are ones it knows."""

import base64
import json
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from plotly.io.json import to_json_plotly

from explainers.catalogue import Entry
from explainers.figure_style import Style, checked
from pages.stage.figure_json import figure_json
from tests.contract.everything import every_page, record_of, simulated

KINDS = ("i1", "u1", "i2", "u2", "i4", "i8", "f4", "f8")


def unpacked(node: Any) -> Any:
    """Return a figure as it is read, typed arrays as lists, without what is not there: empty lists and the template."""
    if isinstance(node, dict):
        if "bdata" in node:
            numbers = np.frombuffer(base64.b64decode(node["bdata"]), node["dtype"])
            shape = [int(length) for length in node.get("shape", str(numbers.size)).split(",")]
            return unpacked(numbers.reshape(shape).tolist())
        return {name: unpacked(part) for name, part in node.items() if name != "template" and part != []}
    if isinstance(node, list):
        return [unpacked(part) for part in node]
    return None if isinstance(node, float) and math.isnan(node) else node


def differing(ours: Any, theirs: Any, path: str = "") -> Iterator[str]:
    """Yield where two figures differ; angles are brought into one turn by plotly, and lose their last digits."""
    if isinstance(ours, dict) and isinstance(theirs, dict) and ours.keys() == theirs.keys():
        for name in ours:
            yield from differing(ours[name], theirs[name], f"{path}/{name}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for i, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from differing(one, other, f"{path}/{i}")
    elif ours != theirs and not (path.split("/")[-2] == "angle" and math.isclose(ours, theirs)):
        yield f"{path}: {ours!r} for {theirs!r}"[:200]


@every_page
def test_a_page_sends_what_plotly_would(entry: Entry):
    explainer = record_of(entry)
    result = simulated(explainer)
    for view in explainer.views:
        figure = view.plot.unchecked(result, Style())
        sent, wanted = (unpacked(json.loads(text)) for text in (figure_json(figure), to_json_plotly(checked(figure))))
        assert list(differing(sent, wanted)) == [], view.name


@given(st.sampled_from(KINDS).flatmap(lambda kind: arrays.arrays(kind, arrays.array_shapes(min_side=0, max_dims=2))))
def test_numbers_arrive_as_they_are(numbers):
    for z in (numbers, numbers.T, numbers[::2]):
        sent = json.loads(figure_json({"data": [{"z": z}], "layout": {"xaxis": {"range": z}}}))
        assert unpacked(sent["data"][0]).get("z", []) == unpacked(z.tolist()) or not z.size
        assert isinstance(sent["layout"]["xaxis"]["range"], list)


def test_texts_truths_and_what_cannot_be_a_typed_array_stay_lists():
    trace = {"text": np.array(["a", "b"]), "visible": [True], "x": np.array([2**40]), "y": [0.5, float("nan")]}
    [sent] = json.loads(figure_json({"data": [trace], "layout": {}}))["data"]
    assert sent == {"text": ["a", "b"], "visible": [True], "x": [2**40], "y": [0.5, None]}
