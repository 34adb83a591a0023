"""One visit to every page, as a lecturer, a learner with a telephone and somebody who hears the page would make it.

The story is walked in a lecture at 1280x720, every view is opened, one slider is moved, and the page is opened at
390x844. Nothing may be cut off, nothing may stand on something else, nothing may go wrong.
"""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from explainers.catalogue import EXPLAINERS, Entry
from tests.browser.conftest import Visit
from tests.browser.driver import painted, repainted, settled
from tests.contract.everything import record_of, words_of

# What of the stage and the story leaves the screen, or scrolls sideways.
OFF_SCREEN = """(prefix) => {
    const off = []
    const parts = `.st-key-${prefix}-story, .st-key-${prefix}-story button, .st-key-${prefix}-stage [class*="st-key-"]`
    for (const part of document.querySelectorAll(parts)) {
        const { left, right, top, bottom, width, height } = part.getBoundingClientRect()
        if (width && height && (left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1))
            off.push([...part.classList].find((name) => name.startsWith('st-key')) ?? part.innerText)
    }
    return off
}"""
# Words of the main figure that are cut off at its edges, and pairs of which one stands on the other.
WORDS = r"""(prefix) => {
    const plot = document.querySelector(`.st-key-${prefix}-chart .live-chart`)
    const edge = plot.getBoundingClientRect()
    const shown = [...plot.querySelectorAll('text')].filter((text) => text.textContent.trim()
        && getComputedStyle(text).visibility !== 'hidden' && +getComputedStyle(text).opacity > 0.2)
    const boxes = shown.map((text) => {
        const { left, right, top, bottom, width, height } = text.getBoundingClientRect()
        const turned = /rotate\((-?[\d.]+)/.exec(text.getAttribute('transform'))?.[1] ?? 0
        return { words: text.textContent, left, right, top, bottom, area: width * height, slanting: turned % 90 !== 0 }
    }).filter(({ area }) => area > 4)
    const cut = boxes.filter((b) => b.left < edge.left - 5 || b.right > edge.right + 5 || b.top < edge.top - 5
        || b.bottom > edge.bottom + 5)  // a box is taller than what is written in it
    const over = []
    boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
        const across = Math.min(a.right, b.right) - Math.max(a.left, b.left)
        const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top)
        if (a.words.length < 3 && b.words.length < 3) return  // digits among points stand where their data are
        if (a.slanting && b.slanting) return  // their boxes overlap long before they do
        if (across > 0 && down > 0 && across * down > 0.35 * Math.min(a.area, b.area)) over.push([a.words, b.words])
    }))
    return { cut: cut.map(({ words }) => words), over }
}"""
STILL = """() => document.getAnimations().every(({ playState, effect }) =>
    playState !== 'running' || effect.getComputedTiming().endTime === Infinity)"""
SIDEWAYS = "() => document.scrollingElement.scrollWidth - innerWidth"

every_page = pytest.mark.parametrize("entry", EXPLAINERS, ids=lambda entry: entry.path)


def blemishes(page: Page, entry: Entry, where: str, screen: bool = True) -> list[str]:
    """Return what is wrong with what stands on screen, each with where that is."""
    found: list[Any] = page.get_by_test_id("stException").all_inner_texts()
    if screen:
        found += [f"off screen: {part}" for part in page.evaluate(OFF_SCREEN, entry.prefix)]
    words = page.evaluate(WORDS, entry.prefix)
    found += [f"cut off: {text}" for text in words["cut"]]
    found += [f"on one another: {a} | {b}" for a, b in words["over"]]
    return [f"{where}: {problem}" for problem in found]


def walk(page: Page, entry: Entry) -> list[str]:
    """Turn the pages of the story by the clicker's key; return what is wrong on the way."""
    found, story = [], words_of(entry).story
    for number, step in enumerate(story, 1):
        if number > 1:
            with repainted(page, f".st-key-{entry.prefix}-chart .live-chart"):
                page.keyboard.press("PageDown")
            page.get_by_text(f"{number}. {step.title}").wait_for()
        found += blemishes(page, entry, f"lecture, step {number}")
    return found


def open_views(page: Page, entry: Entry) -> list[str]:
    """Open every view; return what is wrong with each."""
    found, views = [], record_of(entry).views
    for view in views if len(views) > 1 else ():
        choice = page.locator(f".st-key-{entry.prefix}_view").get_by_text(view.title, exact=True)
        choice.click()
        page.wait_for_function(
            "(view) => new URLSearchParams(location.search).toString().includes(view) || true", arg=view.name
        )
        settled(page)
        painted(page)
        found += blemishes(page, entry, view.title, screen=False)
    return found


def move_a_slider(page: Page, entry: Entry) -> list[str]:
    """Move the first slider of the stage by a key; return what is wrong if the picture does not follow."""
    sliders = page.locator(f".st-key-{entry.prefix}-stage input[type=range]:not(.scrub):visible")
    if not sliders.count():
        return []
    sliders.first.focus()
    key = "ArrowLeft" if sliders.first.input_value() == sliders.first.get_attribute("max") else "ArrowRight"
    if record_of(entry).view().trains:  # what is trained already stays as it is
        page.keyboard.press(key)
        page.wait_for_timeout(500)
        settled(page)
    else:
        with repainted(page, f".st-key-{entry.prefix}-chart .live-chart"):
            page.keyboard.press(key)
    return blemishes(page, entry, "a slider moved", screen=False)


def for_those_who_listen(page: Page) -> list[str]:
    """Return what axe-core finds serious or critical in what is ours: the sidebar is Streamlit's.

    That a scrollable formula must be given focus by hand is out of date: browsers do it.
    """
    options = {"resultTypes": ["violations"], "rules": {"scrollable-region-focusable": {"enabled": False}}}
    context = {"exclude": [["[data-testid=stSidebar]"]]}
    page.wait_for_function(STILL)  # what fades in has less contrast meanwhile
    found = Axe().run(page, context=context, options=options).response["violations"]
    return [f"{problem['id']}: {problem['nodes'][0]['html'][:150]}" for problem in found
            if problem["impact"] in ("serious", "critical")]  # fmt: skip


@every_page
def test_a_visit(visit: Visit, entry: Entry) -> None:
    page = visit(f"/{entry.url}?lecture=true")
    found = walk(page, entry)
    page = visit(f"/{entry.url}")
    found += blemishes(page, entry, "as it opens", screen=False) + move_a_slider(page, entry)
    found += open_views(page, entry) + for_those_who_listen(page)
    page = visit(f"/{entry.url}", width=390, height=844)
    found += blemishes(page, entry, "on a telephone", screen=False)
    if (wide := page.evaluate(SIDEWAYS)) > 1:
        found.append(f"on a telephone: {wide} pixels to scroll sideways")
    assert not found, "\n".join(found)
