"""Text generation in a real browser: written on, stopped, branched off, a tree opened; bars that follow the hand."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.driver import settled

PREFIX = "generation"
CHART = f".st-key-{PREFIX}-chart .live-chart"


def test_a_text_is_streamed_stopped_gone_on_with_and_branched_off(visit: Visit):
    page = visit(f"/text-generation?{PREFIX}_view=text&{PREFIX}_written=&{PREFIX}_text=Once%20upon%20a%20time")
    written = page.locator(".tokens button")
    page.get_by_role("button", name="Write", exact=True).click()
    page.get_by_role("button", name="Stop").click()
    page.wait_for_function(f"new URLSearchParams(location.search).get('{PREFIX}_written')")
    expect(page.locator(".others button").first).to_be_visible()
    so_far = written.count()
    assert 2 <= so_far < 25, "tokens that had come stay, and a place for the next"
    page.get_by_role("button", name="+1").click()
    expect(written).to_have_count(so_far + 1)
    written.first.click()
    expect(written.first).to_have_attribute("aria-pressed", "true")
    other = page.locator(".others button").nth(1)
    name = other.inner_text().split()[0]
    other.click()
    expect(written).to_have_count(2)
    expect(written.first).to_have_text(name)
    expect(page.locator(CHART)).to_have_attribute("aria-label", re.compile("for 1 tokens"))


def test_a_click_opens_a_branch_of_the_tree(visit: Visit):
    page = visit(f"/text-generation?{PREFIX}_view=tree&{PREFIX}_opened=.")
    expect(page.locator(CHART)).to_have_attribute("aria-label", re.compile("^3 continuations"))
    at = page.evaluate(f"""() => {{
        const plot = document.querySelector("{CHART}"), box = plot.getBoundingClientRect()
        const {{ xaxis, yaxis }} = plot._fullLayout
        return [box.left + xaxis._offset + xaxis.d2p(1.1), box.top + yaxis._offset + yaxis.d2p(0)] }}""")
    page.mouse.click(*at)
    expect(page.locator(CHART)).to_have_attribute("aria-label", re.compile("^6 continuations"))


def test_the_bars_follow_the_hand(visit: Visit):
    page = visit(f"/text-generation?{PREFIX}_view=next")
    settled(page)
    handle = page.locator(f".st-key-{PREFIX}_top_p input[type=range]")
    handle.focus()
    page.wait_for_function(f"document.querySelector('{CHART}').live?.sweeps?.['{PREFIX}_top_p']?.whole")
    page.keyboard.press("ArrowLeft")
    page.wait_for_function(f"Number(document.querySelector('{CHART}').dataset.stop) === 17")
