"""Melodies in a real browser: played, stopped, preferred."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import Visit

PAGE = "/rl-guided-generation?guided_generation_judge=you"


def test_a_melody_sounds_at_once_and_stops_when_asked(visit: Visit):
    page = visit(PAGE)
    first, second = page.locator(".melody .play").nth(0), page.locator(".melody .play").nth(1)
    first.press("Enter")  # from the keyboard
    expect(first).to_have_text("■ Stop")
    expect(first).to_have_attribute("data-waited", re.compile(r"^\d+$"))
    assert int(first.get_attribute("data-waited") or 999) < 200, "milliseconds from the click to the sound"
    second.click()
    expect(first).to_have_text("▶ Play")
    expect(second).to_have_text("■ Stop")
    page.keyboard.press("Escape")
    expect(second).to_have_text("▶ Play")


def test_it_stops_when_the_tab_goes_to_the_background(visit: Visit):
    page = visit(PAGE)
    page.locator(".melody .play").first.click()
    page.evaluate("""() => {
        Object.defineProperty(document, 'hidden', { value: true, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
    }""")
    expect(page.locator(".melody .play").first).to_have_text("▶ Play")
    expect(page.locator(".melodies ~ .said")).to_have_text("Stopped, as the tab went to the background.")


def test_each_preference_is_a_click_and_can_be_taken_back(visit: Visit):
    page = visit(PAGE)
    expect(page.get_by_text("There are no clicks yet")).to_be_visible()
    for count in (1, 2):
        page.locator(".melody .prefer").first.click()
        expect(page.locator(".live-chart")).to_have_attribute("aria-label", re.compile(f"after {count} clicks?"))
    page.get_by_role("button", name="Take back").click()
    expect(page.locator(".live-chart")).to_have_attribute("aria-label", re.compile("after 1 click"))
