"""Attention heatmaps and head surgery in a real browser: hovered, clicked, dragged, written on."""

import re
from typing import Any
from urllib.parse import quote

import numpy as np
from playwright.sync_api import Page, expect

from explainers.figure_style import Style
from explainers.transformers.heads import EXPLAINER, Params
from explainers.transformers.heads.model import simulate
from tests.browser.conftest import Visit
from tests.browser.driver import FLOAT32, differences, figure, settled

PREFIX = "heads"
CHART = f".st-key-{PREFIX}-chart .live-chart"
ON_THE_WALL = """([layer, head]) => {
    const plot = document.querySelector(".st-key-heads-chart .live-chart")
    const { xaxis, yaxis } = plot._fullLayout
    const box = plot.getBoundingClientRect()
    return [box.left + xaxis._offset + xaxis.d2p(layer + 0.5), box.top + yaxis._offset + yaxis.d2p(head + 0.5)]
}"""


def page_at(visit: Visit, **settings: str) -> Page:
    query = "&".join(f"{PREFIX}_{name}={value}" for name, value in settings.items())
    return visit(f"/attention-heatmaps?{query}")


def test_a_token_that_is_hovered_lights_its_row_in_text_and_map(visit: Visit):
    page = page_at(visit)
    chips = page.locator(".chips button")
    expect(chips).to_have_count(12)
    expect(page.locator(".said")).to_have_text("“it” looks at “animal”: 0.75")
    chips.nth(6).hover()
    maps = simulate(Params()).map
    most = int(maps[6].argmax())
    tokens = simulate(Params()).tokens
    expect(page.locator(".said")).to_have_text(f"“street” looks at “{tokens[most].strip()}”: {maps[6, most]:.2f}")
    expect(page.locator(".row-mark")).to_be_visible()
    page.mouse.move(5, 5)
    expect(page.locator(".said")).to_have_text("“it” looks at “animal”: 0.75")
    chips.nth(10).focus()  # by keyboard as by mouse
    expect(page.locator(".said")).to_contain_text("“too” looks at")
    page.keyboard.press("Enter")
    page.wait_for_function(f"new URLSearchParams(location.search).get('{PREFIX}_row') === '10'")


def test_a_token_that_is_hovered_lights_its_rows_in_both_models(visit: Visit):
    page = page_at(visit, view="both")
    expect(page.locator(".chips button")).to_have_count(12)
    result = simulate(Params())
    assert result.encoding is not None
    rows = result.beside[3]  # “'t” is two tokens of MiniLM
    assert [result.encoding.tokens[row] for row in rows] == ["'", "t"]
    page.locator(".chips button").nth(3).hover()
    row = result.both_ways[2, 0, rows[0]]
    expect(page.locator(".said")).to_contain_text(f"looks at “{result.encoding.tokens[row.argmax()]}”: {row.max():.2f}")
    marks = page.locator(".row-mark")
    expect(marks).to_have_count(2)
    one, two = (marks.nth(i).bounding_box() for i in range(2))
    assert one and two and one["x"] + one["width"] < two["x"] and two["height"] > 1.5 * one["height"] * 12 / 15
    page.mouse.move(two["x"] + 5, two["y"] + two["height"] / 4)  # and the other way round
    expect(page.locator(".chips")).to_have_attribute("data-row", "3")
    page.mouse.click(*page.evaluate(ON_THE_WALL.replace("xaxis, yaxis", "xaxis2: xaxis, yaxis2: yaxis"), [0, 2]))
    expect(page).to_have_url(re.compile(rf"{PREFIX}_other_head=2"))
    expect(page.locator(CHART)).to_have_attribute(
        "aria-label", re.compile(r"In layer 0, head 2, positions move 90% of it")
    )


def test_a_click_on_the_wall_opens_a_head_before_the_server_has_answered(visit: Visit):
    page = page_at(visit)
    expect(page.locator(".chips button")).to_have_count(12)
    page.evaluate(f"""() => {{
        document.querySelector("{CHART}").on('plotly_afterplot', () => {{ window.answered = true }})
        window.seen = new Promise((seen) => new MutationObserver(() => {{
            const sheet = document.querySelector('.sheet')
            if (!sheet) return
            const {{ width, height }} = sheet
            seen({{ width, height, pixels: [...sheet.getContext('2d').getImageData(0, 0, width, height).data],
                    answered: Boolean(window.answered),
                    heading: document.querySelector("{CHART} .annotation").textContent }})
        }}).observe(document.querySelector("{CHART}").parentElement, {{ childList: true }})) }}""")
    page.mouse.click(*page.evaluate(ON_THE_WALL, [21, 6]))
    seen = page.evaluate("window.seen")
    assert not seen["answered"]
    assert seen["heading"] == "Layer 21, head 6"
    assert page.locator(".chips").get_attribute("data-opened") == "21.6"
    result = simulate(Params(layer=21, head=6))
    np.testing.assert_allclose(darkness(seen, len(result.tokens)), np.maximum(0.04, result.map**0.6), atol=0.06)
    wanted = EXPLAINER.view("all_heads").plot(result, Style()).layout.meta["alt"]
    expect(page.locator(CHART)).to_have_attribute("aria-label", wanted)
    expect(page.locator(".sheet")).to_have_count(0)  # the server's figure stands for itself
    expect(page).to_have_url(re.compile(rf"{PREFIX}_layer=21"))
    assert differences(figure(page, CHART), EXPLAINER.view("all_heads").plot.draw(result, Style()), 10 * FLOAT32) == []


def darkness(seen: dict[str, Any], size: int) -> np.ndarray:
    """Return how far each cell's middle is from white to the colour of a weight of one, (size, size)."""
    red = np.array(seen["pixels"]).reshape(seen["height"], seen["width"], 4)[..., 0]
    at = [((np.arange(size) + 0.5) * seen[side] / size).astype(int) for side in ("height", "width")]
    full = int(Style().colour("real")[1:3], 16)
    return (255 - red[np.ix_(*at)]) / (255 - full)


def test_written_tokens_are_played_one_by_one(visit: Visit):
    page = page_at(visit, step="4", in_sight="0")
    settled(page)
    play = page.locator(f".st-key-{PREFIX}-play-in_sight .play")
    play.click()
    page.wait_for_function(f"Number(document.querySelector('{CHART}').dataset.stop) >= 2")
    play.click()
    page.wait_for_function(f"Number(new URLSearchParams(location.search).get('{PREFIX}_in_sight')) >= 2")
    expect(page.locator(CHART)).to_have_attribute("aria-label", re.compile(r"With [2-9] tokens written"))


def test_the_model_writes_on_and_the_picture_grows(visit: Visit):
    page = page_at(visit, view="generate")
    page.get_by_role("button", name="+8").click()
    page.wait_for_function(
        f"(new URLSearchParams(location.search).get('{PREFIX}_written') ?? '').split('.').length === 8"
    )
    expect(page.locator(CHART)).to_have_attribute("aria-label", re.compile(r"With 8 tokens written"))


def test_five_visitors_with_sentences_of_their_own_are_served_in_turn_and_told_so(visit: Visit):
    texts = ["One by one", "Two by two", "Three by three", "Four by four", "Five by five"]
    stale = r"/media/\w+\.csv|Download Button source error - 404"  # a table that a later answer replaced
    visit.expected = re.compile(f"{visit.expected.pattern}|{stale}")
    pages = [visit(f"/head-surgery?head_surgery_text={quote(text)}", before=lambda page: None) for text in texts]
    for page, text in zip(pages, texts, strict=True):
        expect(page.locator(".chips button")).to_have_text(text.split())
    expect(pages[-1].get_by_text(re.compile(r"Each of 270 heads is ablated: [1-4] before you"))).to_be_visible()
    chart = pages[0].locator(".st-key-head_surgery-chart .live-chart")
    expect(chart).to_have_attribute("aria-label", re.compile("rank correlation"), timeout=90_000)


def test_markup_in_a_sentence_is_text(visit: Visit):
    page = page_at(visit, text="%3Cb%20onmouseover%3Dalert(1)%3Ehi%3C%2Fb%3E")
    expect(page.locator(".chips button, [data-testid=stAlert]").first).to_be_visible(timeout=60_000)
    assert page.locator("b[onmouseover]").count() == 0
