"""Pictures and their places in a real browser: looked at, walked, drawn."""

import base64
import io

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from explainers.figure_style import Style
from explainers.vaes import model_comparison
from explainers.vaes.latent_walk import Params
from explainers.vaes.latent_walk.codes import decoded
from explainers.vaes.latent_walk.figure_image import plot_image
from explainers.vaes.latent_walk.figure_map import plot_map
from explainers.vaes.latent_walk.result import simulate
from explainers.vaes.model_comparison.figure_compare import COMPARED
from explainers.vaes.model_comparison.result import simulate as compare
from tests.browser.conftest import Visit
from tests.browser.driver import settled

PREFIX = "latent_walk"
CHART = f".st-key-{PREFIX}-chart .live-chart"
READY = f"document.querySelector('{CHART}').lenses?.list.length === %d"
PIXELS = (
    """(canvas) => Array.from(canvas.getContext('2d').getImageData(0, 0, 28, 28).data).filter((_, i) => i % 4 === 0)"""
)


def page_at(visit: Visit, **settings: str) -> Page:
    query = "&".join(f"{PREFIX}_{name}={value}" for name, value in settings.items())
    return visit(f"/vae-latent-walk?{query}")


def point_at(page: Page, across: float, up: float) -> tuple[float, float]:
    """Move the pointer to a share of the first axes; return where it then is."""
    x, y = page.locator(".live-chart").first.evaluate(
        """(plot, [across, up]) => {
            const { xaxis, yaxis } = plot._fullLayout
            const { left, top } = plot.getBoundingClientRect()
            return [left + xaxis._offset + across * xaxis._length, top + yaxis._offset + (1 - up) * yaxis._length]
        }""",
        [across, up],
    )
    page.mouse.move(x, y)
    return x, y


def grey_of(address: str) -> np.ndarray:
    """Return the grey values in the address of an image, before they are given colours."""
    return np.asarray(Image.open(io.BytesIO(base64.b64decode(address.split(",")[1]))))


@pytest.mark.parametrize(("view", "kinds"), [("map", ["vae"]), ("compare", ["autoencoder", "vae", "beta_4"])])
def test_under_the_pointer_is_what_the_decoder_makes_of_that_place(visit: Visit, view: str, kinds: list[str]):
    page = page_at(visit, view=view, data="Handwritten+digits+(MNIST)")  # an old link, for the three models
    page.wait_for_selector(".live-chart[data-painted]")
    page.wait_for_function(
        "(count) => document.querySelector('.live-chart').lenses?.list.length === count", arg=len(kinds)
    )
    planes = model_comparison.lenses("compare", compare(model_comparison.Params()), Style())
    lenses = page.locator(".lens")
    expect(lenses.first).to_be_hidden()
    for share in ((0.4, 0.55), (0.81, 0.3)):
        point_at(page, *share)
        expect(lenses).to_have_count(len(kinds))
        ink = np.array([int(Style().colour("generated")[i : i + 2], 16) for i in (1, 3, 5)])[0]
        for i, kind in enumerate(kinds):
            expect(lenses.nth(i)).to_be_visible()
            lens = planes[COMPARED.index(kind)]
            z = np.array([[a[0] + part * (a[-1] - a[0]) for a, part in zip((lens.x, lens.y), share, strict=True)]])
            seen = (255 - np.array(lenses.nth(i).locator("canvas").evaluate(PIXELS))) / (255 - ink)
            assert np.abs(seen - decoded("digits", kind, z)[0]).mean() < 0.02, kind
    page.mouse.move(2, 2)
    expect(lenses.first).to_be_hidden()


def test_a_click_on_the_map_decodes_that_place_exactly(visit: Visit):
    page = page_at(visit, view="map")
    page.wait_for_function(READY % 1)
    page.mouse.click(*point_at(page, 0.25, 0.4))
    page.wait_for_function(f"new URLSearchParams(location.search).get('{PREFIX}_z_1')")
    settled(page)
    z = [float(page.evaluate(f"new URLSearchParams(location.search).get('{PREFIX}_z_{i}')")) for i in (1, 2)]
    wanted = plot_map.draw(simulate(Params(z_1=z[0], z_2=z[1])), Style())
    expect(page.locator(CHART)).to_have_attribute("aria-label", wanted.alt)


def test_a_digit_is_drawn_encoded_and_recognised(visit: Visit):
    page = page_at(visit, view="image", data="Handwritten+digits+(MNIST)", source="Draw+one")
    expect(page.get_by_text("Nothing is drawn yet")).to_be_visible()
    page.get_by_role("button", name="Draw x").click()
    box = page.locator(".pad").bounding_box()
    assert box is not None
    for line in ([(0.25, 0.15), (0.75, 0.15)], [(0.75, 0.15), (0.4, 0.9)]):
        (x, y), (to_x, to_y) = [(box["x"] + a * box["width"], box["y"] + b * box["height"]) for a, b in line]
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(to_x, to_y, steps=8)
        page.mouse.up()
        settled(page)
    page.wait_for_function(f"new URLSearchParams(location.search).get('{PREFIX}_drawn')?.includes(';')")
    settled(page)
    drawn = page.evaluate(f"new URLSearchParams(location.search).get('{PREFIX}_drawn')")
    result = simulate(Params(data="digits", source="drawn", drawn=drawn))
    assert result.label == 7
    expect(page.locator(CHART)).to_have_attribute("aria-label", plot_image.draw(result, Style()).alt)
    expect(page.get_by_role("paragraph").filter(has_text="moved to its centre of mass")).to_be_visible()


def test_a_file_that_is_no_picture_gets_a_sentence_and_loses_nothing(visit: Visit):
    page = page_at(visit, view="image", source="Upload+one")
    upload = page.locator("input[type=file]")
    upload.set_input_files({"name": "x.png", "mimeType": "image/png", "buffer": b"not a picture"})
    expect(page.get_by_text("no picture that can be read")).to_be_visible()
    expect(page.locator(CHART)).to_be_visible()
    expect(page.locator("[data-testid=stException]")).to_have_count(0)
