"""What is sent for a drag: every frame, to float32, within its bounds."""

import asyncio
import base64
import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from plotly.io.json import to_json_plotly

import app
from explainers.bayes.updating import EXPLAINER
from explainers.bayes.updating import model as updating
from explainers.bayes.updating.consequences import seen_stops
from explainers.bayes.updating.model import Params
from explainers.catalogue import by_path
from explainers.figure_style import Drawing, Style
from explainers.problems import BadInput
from pages.stage.ahead import Room
from pages.stage.shown import Shown, publish, recall
from pages.stage.sweeps import MAX_BYTES, Superseded, encode, fit, found_at, pack, sweep_of
from pages.stage.widgets import Slider

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
        kind = next((kind for kind in ("float32", "uint8") if kind in change), None)
        if kind:
            floats = np.frombuffer(base64.b64decode(change[kind]), kind)
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


@given(st.lists(st.lists(st.integers(0, 255), min_size=4, max_size=4), min_size=2, max_size=6))
def test_what_is_kept_in_bytes_travels_in_bytes(frames):
    sweep = pack([drawing(np.array(y, np.uint8)) for y in frames])
    sent = json.loads(json.dumps(encode(sweep)))
    assert not any("float32" in change for change in sent["changes"])
    for stop, y in enumerate(frames):
        np.testing.assert_array_equal(decoded(sent, stop).get(("data", 0, "y"), frames[0]), y)


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


RECORD = EXPLAINER


def sets(name):
    return lambda params, value: replace(params, **{name: value})


def sliders(n):
    stops = seen_stops(n).tolist()
    return (
        Slider("mean", [i / 100 for i in range(1, 100)], sets("mean"), 0.5),
        Slider("strength", STRENGTHS, sets("strength"), 10),
        Slider("seen", stops, sets("seen"), n),
        Slider("level", [i / 100 for i in range(50, 100)], sets("level"), 0.95),
        Slider("future", list(range(1, 51)), sets("future"), 10),
    )


def test_the_signature_of_a_sweep_ignores_its_own_slider_and_nothing_else():
    def of(params, slider, view="belief", style=Style()):
        return Shown("updating", RECORD, view, params, (), "", "", style).signature(slider)

    mean, strength, *_ = sliders(10)
    here, there = Params(mean=0.3), Params(mean=0.6)
    assert of(here, mean) == of(there, mean)
    assert of(here, strength) != of(there, strength)
    assert of(here, mean) != of(here, mean, view="path") != of(here, mean, style=Style(dark=True))


# ---------------------------------------------------------------------------------------------- what a page sends

PAGE = by_path("bayes/updating")


def shown_by(course, **link):
    """What the stage of a real page shows, with the sliders that it has."""
    visit = course.open(PAGE, **link)
    assert course.complaints(visit) == []
    return course.shown(visit, PAGE)


def replaced(node, path, value):
    if not path:
        return value
    copy = list(node) if isinstance(node, list) else dict(node)
    copy[path[0]] = replaced(node[path[0]], path[1:], value)
    return copy


def differences(one, other, place=()):
    """Return the places at which two drawings differ by more than float32 can tell."""
    if isinstance(one, dict) and isinstance(other, dict):
        keys = one.keys() | other.keys()
        return [at for key in keys for at in differences(one.get(key), other.get(key), (*place, key))]
    try:
        same = np.array_equal(np.asarray(one, np.float32), np.asarray(other, np.float32), equal_nan=True)
    except (TypeError, ValueError):
        if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
            pairs = enumerate(zip(one, other, strict=True))
            return [at for i, (a, b) in pairs for at in differences(a, b, (*place, i))]
        same = one == other
    return [] if same else [place]


@pytest.mark.parametrize("view", VIEWS)
def test_along_every_slider_the_swept_figure_is_the_one_of_the_server(course, view):
    """All of it: curves, labels, axes and their titles, and what hovering says."""
    now = shown_by(course, updating_view=view)
    assert len(now.sliders) == 5
    plot, wrong = EXPLAINER.plot(view), {}
    here = plot.draw(updating.simulate(now.params), now.style)
    for slider in now.sliders:
        some = [slider.stops[i] for i in sorted({0, 1, len(slider.stops) // 3, len(slider.stops) - 1})]
        truths = [plot.draw(updating.simulate(slider.change(now.params, stop)), now.style) for stop in some]
        sweep = json.loads(json.dumps(encode(pack(truths))))
        for stop in range(len(some)):
            drawn = {"data": here.traces, "layout": here.layout}
            for path, value in decoded(sweep, stop).items():
                drawn = replaced(drawn, path, value)
            truth = {"data": truths[stop].traces, "layout": truths[stop].layout}
            wrong |= {(slider.key, *at): None for at in differences(drawn, truth)}
    assert sorted(wrong, key=repr) == []


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize(
    "link",
    [
        {},
        {"updating_source": "simulated", "updating_size": "2500", "lecture": "true"},
    ],
    ids=lambda link: " ".join(link.values()) or "default",
)
def test_the_sweep_of_every_slider_stays_within_its_bound(course, link, view):
    now = shown_by(course, **link, updating_view=view)
    for slider in now.sliders:
        sweep = sweep_of(now, slider.key)
        assert len(json.dumps(sweep)) <= MAX_BYTES + 100
        assert sweep["count"] >= min(len(slider.stops), 20) or not sweep["changes"]


def asked(token, **query):
    return SimpleNamespace(path_params={"token": token}, query_params=query, headers={})


def got(answer):
    """Return what an asynchronous route answers."""
    return asyncio.run(answer)


def test_the_browser_says_what_it_has_painted_and_gets_the_sweep_it_asks_for(course):
    visit = course.open(PAGE)
    chart, now = course.sent(visit, "updating-chart"), course.shown(visit, PAGE)
    assert chart["token"] == now.token
    now.painted.clear()
    assert got(app.note_painted(asked(chart["token"]))).status_code == 204
    assert now.painted.is_set()
    sweep = json.loads(got(app.send_sweeps(asked(chart["token"], slider="updating_mean"))).body)["updating_mean"]
    assert sweep["signature"] == chart["sliders"]["updating_mean"]["signature"]
    assert 20 < sweep["count"] <= 99
    assert got(app.send_sweeps(asked(chart["token"], slider="updating_nothing"))).status_code == 400


def test_a_quick_sweep_has_stops_as_far_as_there_is_time(course, monkeypatch):
    now = course.shown(course.open(PAGE, updating_seed="3"), PAGE)
    monkeypatch.setattr("pages.stage.sweeps.QUICK", 1e-9)
    quick = sweep_of(now, "updating_mean", quick=True)
    assert (quick["stride"], quick["count"]) == (25, 4)
    whole = sweep_of(now, "updating_mean")
    assert whole["count"] > 20
    assert whole["signature"] == quick["signature"]
    for path, value in decoded(quick, 0).items():
        np.testing.assert_array_equal(value, decoded(whole, 0)[path])


def test_a_dear_sweep_that_no_hand_has_asked_for_is_left_until_one_does(course, monkeypatch):
    now = course.shown(course.open(PAGE, updating_seed="4"), PAGE)
    now.wanted[:] = ["updating_weight"]
    assert got(app.send_sweeps(asked(now.token, quick=""))).status_code == 204, "a hand is near another"
    now.wanted.clear()
    monkeypatch.setattr("pages.stage.sweeps.UNASKED", 1e-9)
    sweep = json.loads(got(app.send_sweeps(asked(now.token, quick=""))).body)["updating_mean"]
    assert (sweep["count"], sweep["signature"]) == (0, now.stops["updating_mean"]["signature"])
    sweep = json.loads(got(app.send_sweeps(asked(now.token, quick="", slider="updating_mean"))).body)["updating_mean"]
    assert sweep["count"] >= 4


def test_a_sweep_that_nobody_waits_for_is_given_up():
    slider = Slider("demo_mean", [0.2, 0.5], sets("mean"), 0.2)
    before = Shown("demo", RECORD, "belief", Params(seed=77), (slider,), "", "", Style(), session="one")
    now = replace(before, token="another")
    publish(before)
    publish(now)
    with pytest.raises(Superseded):
        sweep_of(before, "demo_mean")
    assert sweep_of(now, "demo_mean")["count"] == 2
    assert got(app.send_sweeps(asked(before.token, slider="demo_mean"))).status_code in (200, 204)


def test_where_too_many_ask_they_are_told_to_ask_again(monkeypatch):
    now = Shown("demo", RECORD, "belief", Params(), (), "", "", Style())
    publish(now)
    monkeypatch.setattr(app, "SWEEPS", Room("full", 1, 0))
    monkeypatch.setattr(app, "TRAINING", Room("full", 1, 0))
    for answer in map(got, (app.send_sweeps(asked(now.token)), app.send_frames(asked(now.token)))):
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")


def test_a_stage_without_sliders_has_no_sweep_and_no_error_of_its_own():
    now = Shown("demo", RECORD, "belief", Params(), (), "", "", Style())
    publish(now)
    assert got(app.send_sweeps(asked(now.token))).status_code == 400


def test_a_state_that_is_unknown_or_forgotten_has_no_sweeps():
    assert got(app.note_painted(asked("never"))).status_code == 404
    assert got(app.send_sweeps(asked("never"))).status_code == 404
    first, *_ = states = [Shown("demo", RECORD, "belief", Params(), (), "", "", Style()) for _ in range(1001)]
    for state in states:
        publish(state)
    assert recall(first.token) is None
    assert recall(states[-1].token) is states[-1]


def test_the_state_of_a_visitor_who_has_left_is_forgotten(monkeypatch):
    here = {"one": True}
    server = SimpleNamespace(exists=lambda: True, get_instance=lambda: SimpleNamespace(is_active_session=here.get))
    monkeypatch.setattr("pages.stage.shown.runtime", server)
    now = Shown("demo", RECORD, "belief", Params(), (), "", "", Style(), session="one")
    publish(now)
    assert recall(now.token) is now
    here.clear()
    assert recall(now.token) is None
    here["one"] = True
    assert recall(now.token) is None, "for good"


def test_what_workers_find_at_a_stop_of_a_slider_is_the_figure_there():
    slider = Slider("demo_mean", [0.2, 0.5], sets("mean"), 0.2)
    find = {0.5: updating.simulate(Params(mean=0.5))}.get
    now = Shown("demo", RECORD, "belief", Params(), (slider,), "", "", Style(), find=lambda params: find(params.mean))
    publish(now)
    answer = app.send_found(asked(now.token, slider="demo_mean", stop="1"))
    wanted = json.loads(to_json_plotly(EXPLAINER.plot("belief")(updating.simulate(Params(mean=0.5)), Style())))
    assert json.loads(answer.body)["layout"]["meta"] == wanted["layout"]["meta"]
    assert len(json.loads(answer.body)["data"]) == len(wanted["data"])
    assert app.send_found(asked(now.token, slider="demo_mean", stop="0")).status_code == 204, "not found in time"
    for slider_key, stop in (("demo_mean", "2"), ("demo_mean", "-1"), ("demo_mean", "x"), ("another", "0")):
        assert app.send_found(asked(now.token, slider=slider_key, stop=stop)).status_code == 400
    assert app.send_found(asked("never", slider="demo_mean", stop="0")).status_code == 404


def test_a_stop_of_which_nothing_can_be_made_is_left_to_the_page():
    def find(params):
        raise BadInput("mean", "No.")

    slider = Slider("demo_mean", [0.2], sets("mean"), 0.2)
    now = Shown("demo", RECORD, "belief", Params(), (slider,), "", "", Style(), find=find)
    assert found_at(now, "demo_mean", 0) == ""
    assert found_at(replace(now, find=None), "demo_mean", 0) == ""


def test_what_has_not_changed_keeps_its_token(course):
    visit = course.open(PAGE)
    before = course.sent(visit, "updating-chart")
    visit.run()
    assert course.sent(visit, "updating-chart") == before
    visit.slider(key="updating_mean").set_value(0.25).run()
    assert course.sent(visit, "updating-chart")["token"] != before["token"]


def test_where_plotly_does_not_arrive_the_chart_of_streamlit_takes_over(course):
    visit = course.open(PAGE)
    alt = course.sent(visit, "updating-chart")["alt"]
    assert not visit.get("plotly_chart")
    visit.session_state["plotly-failed"] = True
    visit.run()
    assert course.complaints(visit) == []
    assert len(visit.get("plotly_chart")) == 2, "that of the stage, and that of the prediction"
    assert visit.get("plotly_chart")[0].proto.alt == alt
    assert course.sent(visit, "updating-chart")["plain"] is True


# ---------------------------------------------------------------------------------------------- bounds


@given(st.integers(2, 60), st.integers(1, 400), st.integers(200, 40_000))
def test_a_thinned_sweep_fits_and_its_stops_are_where_its_stride_says(count, length, room):
    frames = [drawing(np.full(length, float(i))) for i in range(count)]
    sweep = fit(pack(frames), room)
    if sweep["count"] == 0:
        assert len(json.dumps(fit(pack(frames[:1] + frames[-1:]), 10**9))) // 2 > room // 2 or room < 2000
        return
    assert len(json.dumps(sweep)) <= room
    for stop in range(0, count, sweep["stride"]):
        (value,) = decoded(sweep, stop).values()
        assert (value == stop).all()
        assert len(value) == length
    assert (sweep["count"] - 1) * sweep["stride"] < count <= sweep["count"] * sweep["stride"]


def test_when_nothing_changes_nothing_is_sent():
    sweep = fit(pack([drawing([1.0, np.nan, 2.0], "same")] * 50), 10_000)
    assert sweep["changes"] == []
    assert len(json.dumps(sweep)) < 100


def test_no_room_at_all_sends_nothing_and_says_so():
    for room in (0, -5):
        assert fit(pack([drawing([float(i)]) for i in range(5)]), room) == {"changes": [], "count": 0, "stride": 1}


def test_lists_stay_lists_and_arrays_arrays():
    """plotly.js takes numbers of curves as they come, but of axes and markers only as lists."""
    changes = pack([drawing([1.0, 2.0], "a", 1.0), drawing([3.0, 4.0], "b", 2.0)])["changes"]
    as_list = {tuple(change["path"]): change["asList"] for change in changes}
    assert as_list == {("data", 0, "y"): False, ("data", 0, "text"): True, ("layout", "yaxis", "range"): True}
