"""For those who listen, and those who have no mouse."""

from typing import Any

from playwright.sync_api import Page, expect

from explainers.bayes.updating.model import Params, simulate
from tests.browser.conftest import Visit
from tests.browser.driver import CHART, POINT, expected, query, repainted, swept

CONTROLS = {"button", "slider", "textbox", "combobox", "radio", "checkbox", "switch", "spinbutton", "link", "tab"}
FOCUSED = """() => {
    const holder = document.activeElement.closest('[class*="st-key-"]')
    const key = [...(holder?.classList ?? [])].find((name) => name.startsWith('st-key-'))?.slice(7) ?? ''
    return document.activeElement.ariaLabel?.startsWith('Help') ? `help for ${key}` : key
}"""


def nodes(page: Page) -> list[tuple[str, str]]:
    """Return role and name of everything in the accessibility tree."""
    tree: list[dict[str, Any]] = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [(node["role"]["value"], node.get("name", {}).get("value", "")) for node in tree if not node["ignored"]]


def test_figures_are_images_with_their_numbers_in_a_sentence(visit: Visit) -> None:
    page = visit("/bayesian-updating?updating_mean=0.3")
    chart = page.locator(CHART)
    assert chart.get_attribute("role") == "img"
    assert chart.get_attribute("aria-label") == expected("belief", Params(mean=0.3)).alt
    mean = float(simulate(Params(mean=0.3)).posterior.mean)
    assert f"mean {mean:.3g}" in chart.get_attribute("aria-label")
    assert page.locator(POINT).get_attribute("role") == "img"
    assert "posterior" not in page.locator(POINT).get_attribute("aria-label")


def test_every_control_has_a_name(visit: Visit) -> None:
    page = visit()
    page.get_by_text("More controls").click()
    page.locator(".st-key-updating_level").wait_for()
    controls = [(role, name) for role, name in nodes(page) if role in CONTROLS]
    assert len(controls) > 30
    assert [role for role, name in controls if not name.strip()] == []
    assert [name for _, name in controls if name.endswith(" icon")] == []  # a file name, not what the control does


def test_story_and_sliders_are_reached_and_worked_by_keyboard_alone(visit: Visit) -> None:
    page = visit()
    reached: list[str] = []
    while "updating_seen" not in reached:
        page.keyboard.press("Tab")
        reached.append(page.evaluate(FOCUSED))
        assert len(reached) < 60, reached
        if reached[-1] == "updating-next":
            with repainted(page):
                page.keyboard.press("Enter")
            expect(page.get_by_text("2. No opinion.")).to_be_visible()
            assert page.evaluate(FOCUSED) == "updating-next"
        if reached[-1] == "updating_mean":
            swept(page, "mean")
            with repainted(page):
                page.keyboard.press("ArrowRight")
    assert query(page) == {"updating_step": "2", "updating_mean": "0.51"}
    for name in ("updating_step", "updating_family", "updating_source", "updating_data", "updating_strength"):
        assert name in reached
