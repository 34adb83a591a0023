"""The picture follows the hand, and the server has the last word."""

import os
import re
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from playwright.sync_api import expect

from explainers.bayes.updating.model import STARTS, Params
from tests.browser.conftest import Server, Visit
from tests.browser.driver import (
    CHART,
    EXACT,
    FLOAT32,
    Hand,
    asked,
    differences,
    expected,
    figure,
    followed,
    repainted,
    slider,
    swept,
    value,
)


@contextmanager
def stopped(server: Server) -> Iterator[None]:
    """Stop the server dead while the block runs, so that what happens, happens in the browser."""
    os.kill(server.pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(server.pid, signal.SIGCONT)


def of_slider(name: str, at: float) -> dict[str, float]:
    return {name: int(at) if name in ("seen", "future") else at}


@pytest.mark.parametrize("view", ["belief", "path", "routes", "next"])
def test_figure_follows_each_slider_while_it_is_held_and_release_brings_the_same(
    visit: Visit, server: Server, view: str
) -> None:
    page, params = visit(f"/bayesian-updating?updating_view={view}"), Params(seen=10)
    assert differences(figure(page), expected(view, params), EXACT) == []
    for name, stops in {"mean": (0, 70, 20), "strength": (20, 3, 12), "seen": (0, 4, 7)}.items():
        before = figure(page)
        hand = Hand(page, name)
        with stopped(server):
            for stop in stops:
                params = replace(params, **of_slider(name, hand.pull(stop)))
                during = figure(page)
                assert differences(during, expected(view, params), FLOAT32) == [], (name, stop)
                assert during["x"] == before["x"], (name, stop)
                assert during["y"] == before["y"] or name != "seen", stop
            assert during["painted"] >= before["painted"] + len(stops)
            assert during["version"] == before["version"]
        with repainted(page):
            page.mouse.up()
        after = figure(page)
        assert differences(after, expected(view, params), EXACT) == [], name
        assert differences(during, after, FLOAT32) == [], name
        asked(page, **{f"updating_{name}": f"{getattr(params, name):g}"})


@pytest.mark.parametrize("family", ["counts", "measurements"])
def test_figure_follows_the_prior_mean_of_other_families(visit: Visit, server: Server, family: str) -> None:
    page, params = visit(f"/bayesian-updating?updating_family={family}"), STARTS[family]
    assert differences(figure(page), expected("belief", params), EXACT) == []
    hand = Hand(page, "mean")
    with stopped(server):
        for stop in (5, 80):
            params = replace(params, mean=hand.pull(stop))
            assert differences(figure(page), expected("belief", params), FLOAT32) == [], stop
    with repainted(page):
        page.mouse.up()
    assert differences(figure(page), expected("belief", params), EXACT) == []


@pytest.mark.parametrize(("view", "name"), [("belief", "level"), ("next", "future")])
def test_figure_follows_sliders_under_more_controls(visit: Visit, server: Server, view: str, name: str) -> None:
    page = visit(f"/bayesian-updating?updating_view={view}")
    page.get_by_text("More controls").click()
    slider(page, name).wait_for(state="attached")
    hand = Hand(page, name)
    with stopped(server):
        params = replace(Params(seen=10), **of_slider(name, hand.pull(30)))
        assert differences(figure(page), expected(view, params), FLOAT32) == []
    with repainted(page):
        page.mouse.up()
    assert differences(figure(page), expected(view, params), EXACT) == []


def test_arrow_keys_on_a_slider_paint_without_the_server(visit: Visit, server: Server) -> None:
    page = visit()
    for name in ("mean", "strength", "seen"):
        swept(page, name)
        slider(page, name).focus()
        before = figure(page)
        with stopped(server):
            for _ in range(2):
                page.keyboard.press("ArrowLeft")
            followed(page, name)
            params = replace(Params(seen=10), **of_slider(name, value(page, name)))
            assert differences(figure(page), expected("belief", params), FLOAT32) == []
            assert figure(page)["version"] == before["version"]
        page.wait_for_function(f"(v) => document.querySelector('{CHART}').dataset.painted !== v", arg=before["version"])
        swept(page, name)
        with repainted(page):
            page.keyboard.press("ArrowRight")
            page.keyboard.press("ArrowRight")
        assert "updating_step" not in page.url


def test_without_plotly_js_streamlits_own_chart_shows_the_figure_and_follows_on_release(visit: Visit) -> None:
    visit.expected = re.compile(visit.expected.pattern + "|/plotly/")
    plain = ".st-key-updating-chart-plain .stPlotlyChart > .js-plotly-plot"
    page = visit(wait=False, before=lambda page: page.route("**/plotly/**", lambda route: route.abort()))
    expect(page.locator(plain)).to_have_count(1)
    assert differences(figure(page, plain), expected("belief", Params(seen=10)), EXACT) == []
    slider(page, "mean").focus()
    page.keyboard.press("Home")
    wanted = expected("belief", Params(seen=10, mean=0.01))
    page.wait_for_function(
        f"(peak) => Math.abs(Math.max(...document.querySelector('{plain}')._fullData[2].y) - peak) < 1e-9",
        arg=float(max(wanted.traces[2]["y"])),
    )
    expect(page.locator(plain)).to_have_count(1)
    assert differences(figure(page, plain), wanted, EXACT) == []


ARRAYS = """async () => {
    const plot = document.body.appendChild(document.createElement('div'))
    const numbers = new Float32Array([1, 2, 3])
    const [x, z] = [[1, 2, 3], [[1, 2], [3, 4]]]
    const figures = [[
        { x, y: numbers }, { x, y: x, mode: 'text', text: ['a', 'b'], textfont: { color: ['red', 'blue', 'red'] } },
        { x, y: x, error_y: { array: x }, customdata: [{ a: [1] }, { a: [2] }] }, { x, y: x, mode: 'lines' },
        { type: 'bar', x, y: x, marker: { color: x, line: { width: x } } }, { type: 'heatmap', z },
    ], [{ type: 'parcoords', dimensions: [{ values: x }, { values: x, tickvals: x }] }],
       [{ type: 'parcoords', dimensions: [{ values: x }, { values: x }] }]]
    const wrong = []
    const { findArrayAttributes: kept } = Plotly.PlotSchema
    for (const figure of [...figures, ...figures]) {
        await Plotly.react(plot, figure)
        for (const trace of plot._fullData) {
            const [ours, plotlys] = [kept(trace), kept.own(trace)].map((paths) => paths.join())
            if (ours !== plotlys || !plotlys) wrong.push([trace.type, ours, plotlys])
        }
    }
    plot.remove()
    return wrong
}"""


def test_what_is_remembered_of_traces_is_what_plotly_finds(visit: Visit) -> None:
    assert visit("/bayesian-updating").evaluate(ARRAYS) == []
