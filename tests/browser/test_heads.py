"""Attention heatmaps in a real browser: tokens hovered, heads opened, sliders dragged, tokens played."""

import re
from typing import Any
from urllib.parse import quote

import numpy as np
from playwright.sync_api import Page, expect

from explainers.figure_style import Style
from explainers.transformers import attention as module
from explainers.transformers.attention import Params, simulate
from tests.browser.conftest import Visit
from tests.browser.driver import FLOAT32, differences, figure, settled

PREFIX = "attention"
CHART = f".st-key-{PREFIX}-chart .live-chart"
ON_THE_WALL = """([layer, head]) => {
    const plot = document.querySelector(".st-key-attention-chart .live-chart")
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
    assert result.sides is not None
    rows = result.beside[3]  # “'t” is two tokens of MiniLM
    assert [result.sides.tokens[row] for row in rows] == ["'", "t"]
    page.locator(".chips button").nth(3).hover()
    row = result.both_ways[2, 0, rows[0]]
    expect(page.locator(".said")).to_contain_text(f"looks at “{result.sides.tokens[row.argmax()]}”: {row.max():.2f}")
    marks = page.locator(".row-mark")
    expect(marks).to_have_count(2)
    one, two = (marks.nth(i).bounding_box() for i in range(2))
    assert one and two and one["x"] + one["width"] < two["x"] and two["height"] > 1.5 * one["height"] * 12 / 15
    page.mouse.move(two["x"] + 5, two["y"] + two["height"] / 4)  # and the other way round
    expect(page.locator(".chips")).to_have_attribute("data-row", "3")
    page.mouse.click(*page.evaluate(ON_THE_WALL.replace("xaxis, yaxis", "xaxis3: xaxis, yaxis3: yaxis"), [0, 2]))
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
    wanted = module.plot_all_heads(result, Style()).layout.meta["alt"]
    expect(page.locator(CHART)).to_have_attribute("aria-label", wanted)
    expect(page.locator(".sheet")).to_have_count(0)  # the server's figure stands for itself
    expect(page).to_have_url(re.compile(rf"{PREFIX}_layer=21"))
    assert differences(figure(page, CHART), module.plot_all_heads.draw(result, Style()), 10 * FLOAT32) == []


def darkness(seen: dict[str, Any], size: int) -> np.ndarray:
    """Return how far each cell's middle is from white to the colour of a weight of one, (size, size)."""
    red = np.array(seen["pixels"]).reshape(seen["height"], seen["width"], 4)[..., 0]
    at = [((np.arange(size) + 0.5) * seen[side] / size).astype(int) for side in ("height", "width")]
    full = int(Style().colour("real")[1:3], 16)
    return (255 - red[np.ix_(*at)]) / (255 - full)


def test_the_cell_follows_the_hand(visit: Visit):
    page = page_at(visit, step="2")
    name = f"{PREFIX}_value"
    page.wait_for_function(f"""() => {{
        const live = document.querySelector("{CHART}")?.live
        return live?.sweeps["{name}"] && live.sweeps["{name}"].signature === live.sliders["{name}"].signature }}""")
    track = page.locator(f".st-key-{name} [role=group] > [data-orientation]").bounding_box()
    assert track is not None
    y = track["y"] + track["height"] / 2
    page.mouse.move(track["x"] + track["width"] * 40 / 60, y)
    page.mouse.down()
    page.mouse.move(track["x"] + track["width"] * 30 / 60, y, steps=3)
    page.wait_for_function(f"document.querySelector('{CHART}').dataset.stop === '30'")
    wanted = module.plot_cell.draw(simulate(Params(value=0.0)), Style())
    assert differences(figure(page, CHART), wanted, 10 * FLOAT32) == []
    page.mouse.up()


def test_written_tokens_are_played_one_by_one(visit: Visit):
    page = page_at(visit, step="5", steps="0")
    page.wait_for_function(f"document.querySelector('{CHART}')?.live?.sweeps['{PREFIX}_steps']")
    settled(page)
    play = page.locator(f".st-key-{PREFIX}-play-steps .play")
    play.click()
    page.wait_for_function(f"Number(document.querySelector('{CHART}').dataset.stop) >= 2")
    play.click()
    page.wait_for_function(f"Number(new URLSearchParams(location.search).get('{PREFIX}_steps')) >= 2")
    expect(page.locator(CHART)).to_have_attribute("aria-label", re.compile(r"With [2-9] tokens written"))


def test_five_visitors_with_sentences_of_their_own_wait_in_line_and_are_told_so(visit: Visit):
    texts = ["One by one", "Two by two", "Three by three", "Four by four", "Five by five"]
    pages = [
        visit(f"/attention-heatmaps?{PREFIX}_view=surgery&{PREFIX}_text={quote(text)}", before=lambda page: None)
        for text in texts
    ]
    for page, text in zip(pages, texts, strict=True):
        expect(page.locator(".chips button")).to_have_text(text.split())
    expect(pages[-1].get_by_text(re.compile(r"weighing its 270 heads.*: [1-4] before you"))).to_be_visible()
    expect(pages[0].locator(CHART)).to_have_attribute("aria-label", re.compile("rank correlation"), timeout=60_000)


def test_markup_in_a_sentence_is_text(visit: Visit):
    page = page_at(visit, text="%3Cb%20onmouseover%3Dalert(1)%3Ehi%3C%2Fb%3E")
    expect(page.locator(".chips button, [data-testid=stAlert]").first).to_be_visible(timeout=60_000)
    assert page.locator("b[onmouseover]").count() == 0
