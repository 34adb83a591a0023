"""A figure on its way to the browser keeps its numbers. That each is what plotly would send, tests/contract/ asks."""

import json

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from pages.stage.figure_json import figure_json
from tests.figures import unpacked

KINDS = ("i1", "u1", "i2", "u2", "i4", "i8", "f4", "f8")


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
