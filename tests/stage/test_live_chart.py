"""What is sent for a drag: every frame, to float32, within its bounds."""

import base64
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainers.bayes import updating
from explainers.bayes.updating import Params
from explainers.figure_style import Drawing, Style
from pages.stage.controls import Slider
from pages.stage.live_chart import MAX_BYTES, Shown, encode, fit, pack, sweeps_of

VIEWS = ("belief", "path", "routes", "next")
STRENGTHS = [0.5, 1, 2, 3, 4, 5, 6, 8, 10, 15, 20, 30, 40, 50, 75, 100, 150, 200, 300, 500, 1000]


def drawing(y, label="", top=1.0):
    trace = {"type": "scatter", "x": np.arange(3.0), "y": np.asarray(y), "text": [label]}
    return Drawing([trace], {"yaxis": {"range": [0.0, top]}}, "A line.")


def decoded(sweep, stop):
    """Return what the browser makes of a sweep at one stop, as live_chart.js does: {path: value}."""
    index = min(round(stop / sweep["stride"]), sweep["count"] - 1)
    values = {}
    for change in sweep["changes"]:
        if "float32" in change:
            floats = np.frombuffer(base64.b64decode(change["float32"]), np.float32)
            start = change["ends"][index - 1] if index else 0
            values[tuple(change["path"])] = floats[start : change["ends"][index]]
        else:
            values[tuple(change["path"])] = change["values"][index]
    return values


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=5), min_size=2, max_size=6))
def test_every_frame_arrives_to_float32_whatever_its_length(frames):
    sent = json.loads(json.dumps(encode(pack([drawing(y) for y in frames]))))
    for stop, y in enumerate(frames):
        received = decoded(sent, stop).get(("data", 0, "y"), np.float32(frames[0]))
        np.testing.assert_array_equal(received, np.asarray(y, np.float32))


def test_only_what_changes_is_sent():
    sent = encode(pack([drawing([1, 2, 3], "a"), drawing([1, 2, 3], "b"), drawing([1, 2, 3], "c", top=2.0)]))
    assert [change["path"] for change in sent["changes"]] == [["data", 0, "text"], ["layout", "yaxis", "range"]]
    assert decoded(sent, 1)[("data", 0, "text")] == ["b"]
    assert pack([drawing([1, 2])] * 3)["changes"] == []


def test_gaps_in_a_line_survive():
    sent = encode(pack([drawing([1.0, np.nan]), drawing([np.nan, 2.0])]))
    np.testing.assert_array_equal(decoded(sent, 0)[("data", 0, "y")], [1.0, np.nan])


def test_a_sweep_too_large_is_thinned_until_it_fits():
    rng = np.random.default_rng(0)
    whole = pack([drawing(rng.random(3000)) for _ in range(200)])
    thinned = fit(whole, 1_000_000)
    assert len(json.dumps(thinned)) <= 1_000_000 < len(json.dumps(encode(whole)))
    assert thinned["stride"] > 1
    np.testing.assert_array_equal(
        decoded(thinned, 3 * thinned["stride"])[("data", 0, "y")],
        whole["changes"][0]["floats"][3 * thinned["stride"]],
    )
    assert fit(whole, 100)["count"] == 0


def sliders(n):
    stops = updating.seen_stops(n).tolist()
    return (
        Slider("mean", [i / 100 for i in range(1, 100)], lambda v: {"mean": v}),
        Slider("strength", STRENGTHS, lambda v: {"strength": v}),
        Slider("seen", stops, lambda v: {"seen": v}),
        Slider("level", [i / 100 for i in range(50, 100)], lambda v: {"level": v}),
        Slider("future", list(range(1, 51)), lambda v: {"future": v}),
    )


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    "params", [Params(), Params(source="births"), Params(source="simulated", size=2500), updating.STARTS["counts"]]
)
def test_what_is_sent_for_a_state_is_at_most_a_megabyte(view, params):
    n = len(updating.simulate(params).x)
    now = Shown("bayes", updating, view, params, sliders(n), "", "", Style())
    sent = sweeps_of(now)
    assert sent
    assert len(json.dumps(sent)) <= MAX_BYTES + 1_000  # and the signatures


@pytest.mark.parametrize("view", VIEWS)
def test_a_swept_frame_is_the_figure_of_that_state(view):
    params = Params(source="births")
    slider = sliders(980)[2]
    now = Shown("bayes", updating, view, params, (slider,), "", "", Style())
    sweep = sweeps_of(now)["seen"]
    plot = getattr(updating, f"plot_{view}")
    for stop in (0, 37, len(slider.stops) - 1):
        truth = plot.draw(updating.simulate(replace(params, seen=slider.stops[stop])), Style())
        assert sweep["stride"] == 1
        for path, value in decoded(sweep, stop).items():
            there = {"data": truth.traces, "layout": truth.layout}
            for name in path:
                there = there[name]
            if isinstance(value, np.ndarray):
                np.testing.assert_allclose(value, np.asarray(there, np.float32).ravel(), rtol=1e-6)
            else:
                assert value == list(there)


def test_the_signature_of_a_sweep_ignores_its_own_slider_and_nothing_else():
    def of(params, slider, view="belief", style=Style()):
        return Shown("bayes", updating, view, params, (), "", "", style).signature(slider)

    mean, strength, *_ = sliders(10)
    here, there = Params(mean=0.3), Params(mean=0.6)
    assert of(here, mean) == of(there, mean)
    assert of(here, strength) != of(there, strength)
    assert of(here, mean) != of(here, mean, view="path") != of(here, mean, style=Style(dark=True))
