"""People in a real browser: dragged, tested one by one, and compared with a guess."""

import re

from playwright.sync_api import Page, expect

from explainers.bayes.diagnosis.figure_people import plot_people
from explainers.bayes.diagnosis.model import Params, simulate
from explainers.figure_style import Style
from tests.browser.conftest import Visit
from tests.browser.driver import settled

PREFIX = "diagnosis"
CHART = f".st-key-{PREFIX}-chart .live-chart"
CELLS = "(plot) => Array.from(plot._fullData[0].z).map((row) => Array.from(row))"
HAS_SWEEP = f"""() => {{
    const live = document.querySelector("{CHART}")?.live
    const key = "{PREFIX}_prevalence"
    return live?.sweeps[key]?.count && live.sweeps[key].signature === live.sliders[key].signature
}}"""


def page_at(visit: Visit, **settings: str) -> Page:
    return visit("/bayesian-diagnosis?" + "&".join(f"{PREFIX}_{name}={value}" for name, value in settings.items()))


def test_people_are_tested_one_by_one_and_all_at_once(visit: Visit):
    page = page_at(visit)
    for tested in (1, 2):
        page.get_by_role("button", name="Test one").first.click()
        wanted = plot_people(simulate(Params(tested=tested)), Style()).layout.meta["alt"]
        expect(page.locator(CHART)).to_have_attribute("aria-label", wanted)
        settled(page)
    page.get_by_role("button", name="Test all").first.click()
    everyone = plot_people(simulate(Params()), Style()).layout.meta["alt"]
    expect(page.locator(CHART)).to_have_attribute("aria-label", everyone)


def test_a_guess_is_drawn_among_the_counts_once_it_is_made(visit: Visit):
    page = page_at(visit, prevalence="0.1", people="10000")
    said = f"[...document.querySelector('{CHART}')._fullData].flatMap((trace) => trace.text ?? []).join('|')"
    assert "you guessed" not in page.evaluate(said)
    page.get_by_role("button", name="Commit").click()
    page.wait_for_function(f"{said}.includes('you guessed 50%: 55 of 110')")
    expect(page.get_by_text(re.compile("off by"))).to_be_visible()


def test_a_real_test_is_put_on_the_stage(visit: Visit):
    page = page_at(visit)
    page.get_by_role("button", name="Real tests").click()
    page.locator(f".st-key-{PREFIX}-real_mammography button").click()
    wanted = plot_people(simulate(Params(0.59, 86.9, 88.9, people=10_000)), Style()).layout.meta["alt"]
    expect(page.locator(CHART)).to_have_attribute("aria-label", wanted)
