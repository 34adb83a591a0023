"""Sampling in a browser: a chain changed on the way, PyMC's answers, a cancel, and a worker that dies."""

import re
import signal

import numpy as np
from playwright.sync_api import Page, expect

from explainers.bayes.sampling import EXPLAINER
from explainers.bayes.sampling.model import simulate
from explainers.bayes.sampling.settings import Params
from explainers.figure_style import Style
from tests.browser.conftest import Server, Visit
from tests.browser.driver import EXACT, differences, figure, settled, workers_of

PREFIX = "sampling"
CHART = f".st-key-{PREFIX}-chart .live-chart"
NUTS = 1  # its trace
COLD = 400_000  # milliseconds: a cold worker compiles four models first, and neighbours may be busy


def page_at(visit: Visit, **chosen: str) -> Page:
    return visit("/bayesian-sampling?" + "&".join(f"{PREFIX}_{name}={value}" for name, value in chosen.items()))


def test_a_chain_is_played_and_goes_on_with_another_step_size(visit: Visit):
    page = page_at(visit, steps="0")
    play = page.get_by_role("button", name="Play or pause")
    play.click()
    page.wait_for_function(f"document.querySelector('{CHART}').live.shown >= 20")
    play.click()
    page.wait_for_function(f"Number(new URLSearchParams(location.search).get('{PREFIX}_steps')) >= 20")
    settled(page)
    reached = int(page.locator(CHART).evaluate("(plot) => plot.live.shown"))
    page.locator(f".st-key-{PREFIX}_size input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function(f"new URLSearchParams(location.search).get('{PREFIX}_schedule') === '{reached} size=0.5'")
    settled(page)
    page.get_by_role("button", name="Make one whole step").click()
    page.wait_for_function(f"document.querySelector('{CHART}').live.shown === {reached + 1}")
    wanted = simulate(Params(steps=reached + 1, size=0.7, schedule=f"{reached} size=0.5"))
    alt = EXPLAINER.plot("chain")(wanted, Style()).layout.meta["alt"]
    expect(page.locator(CHART)).to_have_attribute("aria-label", alt)


def test_a_sampler_is_broken_and_the_numbers_say_so(visit: Visit):
    page = page_at(visit, view="Diagnostics", sampler="Hamiltonian+Monte+Carlo", target="A+narrow+Gaussian", size="0.3",
                   leaps="8")  # fmt: skip
    expect(page.locator(CHART)).to_have_attribute("aria-label", re.compile(r"as it should be: R-hat 1\.00"))
    page.get_by_role("button", name="A chain gets stuck").click()
    expect(page.locator(CHART)).to_have_attribute("aria-label", re.compile(r"one chain stuck: R-hat 1\.(0[2-9]|[1-9])"))
    expect(page.get_by_text(re.compile(r"R-hat 1\.0\d\d catches it: the chains do not agree"))).to_be_visible()
    page.get_by_role("button", name="Step far too large").click()
    expect(page.get_by_text(re.compile(r"Divergences [\d,]+ catches it"))).to_be_visible()
    page.wait_for_function(f"new URLSearchParams(location.search).get('{PREFIX}_fault') === 'A step far too large'")
    page.get_by_role("button", name="Mend it").click()
    expect(page.locator(CHART)).to_have_attribute("aria-label", re.compile(r"as it should be: R-hat 1\.00"))
    expect(page.get_by_text("catches it")).to_have_count(0)


def examined_and_calibrated(page: Page) -> None:
    """With warm workers: PyMC's own chains are examined and broken, and a model is calibrated, then cancelled."""
    page.get_by_text("Diagnostics", exact=True).click()
    page.get_by_text("PyMC", exact=True).click()
    expect(page.locator(CHART)).to_have_attribute("aria-label", re.compile(r"PyMC for coin, .*R-hat 1\.0.*Predictive"))
    page.get_by_role("button", name="Too few draws").click()
    expect(page.get_by_text(re.compile(r"ESS bulk \d+ catches it"))).to_be_visible()
    page.get_by_role("button", name="Mend it").click()
    page.get_by_text("Calibration", exact=True).click()
    settled(page)  # a list that is open while the page runs again is closed
    page.locator(f".st-key-{PREFIX}_model [role=combobox], .st-key-{PREFIX}_model input").first.click()
    page.get_by_role("option", name="Eight schools").click()
    expect(page.locator(CHART)).to_have_attribute(
        "aria-label", re.compile(r"Ranks of (?!1600)\d+ true .* spread τ"), timeout=COLD
    )
    page.get_by_role("button", name="Cancel").first.click()
    expect(page.get_by_role("button", name="Go on")).to_be_visible()
    page.get_by_text("Four routes", exact=True).click()
    settled(page)
    page.locator(f".st-key-{PREFIX}_model [role=combobox], .st-key-{PREFIX}_model input").first.click()
    page.get_by_role("option", name="A coin").click()
    expect(page.locator(CHART)).to_have_attribute("aria-label", re.compile(r"heads in .* NUTS .* MCSE"))


def nuts_follows_the_hand(page: Page, heads: int, flips: int) -> None:
    """Hold the heads and rest; see that NUTS is drawn before they are let go, and that the page then draws the same."""
    before = page.locator(CHART).get_attribute("data-painted")
    track = page.locator(f".st-key-{PREFIX}_heads [role=group] > [data-orientation]").bounding_box()
    assert track is not None
    y, stops = track["y"] + track["height"] / 2, [track["x"] + track["width"] * k / flips for k in (heads + 1, heads)]
    page.mouse.move(stops[0], y)
    page.mouse.down()
    page.mouse.move(stops[1], y, steps=3)
    page.wait_for_function(f"document.querySelector('{CHART}').dataset.found === '{heads}'")
    held = figure(page, CHART)
    assert held["version"] == before, "drawn before the page has run"
    page.mouse.up()
    page.wait_for_function(f"document.querySelector('{CHART}').dataset.painted !== '{before}'")
    settled(page)
    drawn, truth = ({"traces": [found["traces"][NUTS]]} for found in (held, figure(page, CHART)))
    assert np.isfinite(drawn["traces"][0]["y"]).all()
    assert differences(drawn, truth, EXACT) == []


def test_pymc_answers_is_cancelled_and_outlives_a_worker(visit: Visit, server: Server):
    """One test, because workers are warmed up once: cold, then warm, cancelled, and killed on the way."""
    page = page_at(visit, step="5", simulations="1600")
    expect(page.locator(CHART)).to_have_attribute("aria-label", re.compile("grid"))
    expect(page.get_by_text(re.compile("NUTS: (starting|waiting|beginning|sampling)")).first).to_be_visible()
    expect(page.locator(CHART)).to_have_attribute("aria-label", re.compile(r"8 heads.* NUTS .* MCSE"), timeout=COLD)
    expect(page.locator(CHART)).to_have_attribute("aria-label", re.compile(r"8 heads.* ADVI"), timeout=COLD)
    nuts_follows_the_hand(page, 7, 10)
    expect(page.locator(CHART)).to_have_attribute("aria-label", re.compile(r"7 heads.* NUTS .* MCSE"))
    if page.get_by_role("button", name="Cancel").count():
        page.get_by_role("button", name="Cancel").first.click()
        expect(page.get_by_role("button", name="Go on")).to_be_visible()
    examined_and_calibrated(page)
    before = workers_of(server.pid)
    assert before
    for worker in before:
        worker.send_signal(signal.SIGKILL)
    page.locator(f".st-key-{PREFIX}_heads input[type=range]").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(CHART)).to_have_attribute("aria-label", re.compile(r"6 heads.* grid"))
    page.wait_for_timeout(1500)
    assert {worker.pid for worker in workers_of(server.pid)}.isdisjoint({worker.pid for worker in before})
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
