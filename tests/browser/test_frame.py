"""The frame around the pages: addresses, the gallery, what is served and what is asked for."""

import gzip
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import plotly
import pytest
from playwright.sync_api import Browser, Page, expect

from explainers.bayes.updating.model import Params
from explainers.catalogue import EXPLAINERS, by_path
from pages.stage.live_chart import PLOTLY_ROUTE
from tests.browser.conftest import Server, Visit
from tests.browser.driver import EXACT, asked, differences, expected, figure, painted, serve, slider, value

UPDATING = by_path("bayes/updating")


def sentences(page: Page) -> str:
    return " ".join(page.locator("[data-testid=stAlert]").all_inner_texts())


def test_first_request_ever_to_a_deep_link_opens_that_state_inside_the_frame(browser: Browser, tmp_path: Path) -> None:
    with serve(log=tmp_path / "log") as (address, _):
        visit = Visit(browser, address)
        page = visit("/bayesian-updating?updating_mean=0.3&updating_strength=50&updating_step=2")
        expect(page.get_by_role("link", name="All explainers")).to_be_visible()
        assert (value(page, "mean"), value(page, "strength")) == (0.3, 50)
        assert page.locator(".st-key-updating_step [aria-checked=true]").inner_text() == "2"
        assert differences(figure(page), expected("belief", Params(mean=0.3, strength=50.0)), EXACT) == []
        visit.leave()


def test_unknown_page_says_so_and_links_to_the_nearest(visit: Visit) -> None:
    page = visit("/bayesian-updatin", wait=False)
    expect(page.get_by_text("There is no page at “/bayesian-updatin”. The nearest is:")).to_be_visible()
    page.get_by_test_id("stMain").get_by_role("link", name="Bayesian updating", exact=True).click()
    painted(page)
    assert page.url.startswith(f"{visit.address}/bayesian-updating")


def test_unknown_page_like_no_other_shows_the_gallery(visit: Visit) -> None:
    page = visit("/nope", wait=False)
    expect(page.get_by_text("There is no page at “/nope”.", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=UPDATING.question)).to_be_visible()


@pytest.mark.parametrize(
    "bad",
    [
        {"mean=7": "asked for 7", "strength=1e9": "asked for 1e9", "seen=-3": "asked for -3", "view=zzz": "“zzz”"},
        {"mean=abc": "“abc”", "step=99": "no step 99", "data=%F0%9F%98%80": "“😀”", "foo=1": "updating_foo"},
        {"family=zzz": "“zzz”", "mean=": "“”", "source=zzz": "“zzz”", "step=0": "no step 0"},
        {"size=99999999": "asked for 99999999", "level=nan": "“nan”", "truth=inf": "inf", "future=x": "“x”"},
        {"data=" + "H" * 5000: "characters"},
        {"step=": "", "view=": "“”"},
    ],
    ids=lambda bad: "&".join(bad)[:60],
)
def test_bad_parameters_in_the_address_get_a_sentence_and_a_figure(visit: Visit, bad: dict[str, str]) -> None:
    page = visit("/bayesian-updating?" + "&".join(f"updating_{name}" for name in bad))
    said = sentences(page)
    assert [name for name, sentence in bad.items() if sentence not in said] == [], said
    assert page.get_by_test_id("stException").count() == 0
    assert figure(page)["traces"]
    assert "nan" not in str(page.locator(".live-chart").first.get_attribute("aria-label"))


def test_gallery_has_a_card_with_a_picture_for_each_explainer(visit: Visit) -> None:
    page = visit("/", wait=False)
    for explainer in EXPLAINERS:
        expect(page.get_by_role("link", name=explainer.question)).to_be_visible()
        picture = page.get_by_role("img", name=f"The opening picture of {explainer.title}")
        picture.wait_for()
        page.wait_for_function("(image) => image.complete", arg=picture.element_handle())
        assert picture.evaluate("(image) => image.naturalWidth") > 0


def test_pictures_of_the_gallery_outlive_a_visit_and_nothing_else_is_sent_with_them(server: Server) -> None:
    card = UPDATING.path
    with urllib.request.urlopen(f"{server.address}/cards/{card}.light.png", timeout=60) as answer:
        assert answer.headers["Content-Type"] == "image/png"
    for other in (f"{card}.py", f"{card}.toml", "main.py"):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(f"{server.address}/cards/{other}", timeout=60)


def test_gallery_finds_and_opens_an_explainer(visit: Visit) -> None:
    page = visit("/", wait=False)
    card = page.get_by_role("link", name=UPDATING.question)
    search = page.get_by_role("textbox")
    for wanted, found in {"zebra": False, "conjugate": True}.items():
        search.fill(wanted)
        search.press("Enter")
        expect(card).to_have_count(1 if found else 0)
        expect(page.get_by_text(f"Nothing here is about “{wanted}” yet.")).to_have_count(0 if found else 1)
        asked(page, q=wanted)
    card.click()
    painted(page)
    assert page.url.startswith(f"{visit.address}/{UPDATING.url}")


def test_plotly_js_is_compressed_and_kept_for_good_and_its_version_is_in_the_address(server: Server) -> None:
    assert plotly.__version__ in PLOTLY_ROUTE
    request = urllib.request.Request(server.address + PLOTLY_ROUTE, headers={"Accept-Encoding": "gzip"})
    with urllib.request.urlopen(request, timeout=60) as answer:
        body = answer.read()
        assert answer.headers["Content-Encoding"] == "gzip"
        assert "immutable" in answer.headers["Cache-Control"]
        assert "max-age=31536000" in answer.headers["Cache-Control"]
    assert f"plotly.js v{plotly.offline.get_plotlyjs_version()}" in gzip.decompress(body)[:200].decode()


def test_another_version_of_plotly_js_is_not_found(server: Server) -> None:
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(server.address + PLOTLY_ROUTE.replace(plotly.__version__, "0.0.1"), timeout=60)


def test_walk_of_the_whole_page_asks_nothing_of_other_machines_and_breaks_nothing(visit: Visit) -> None:
    page = visit()  # `visit` checks requests, console and page errors of every test
    for text in ("Flip by flip", "Two sittings", "What comes next", "More controls"):
        page.get_by_text(text, exact=True).first.click()
        painted(page)
    page.keyboard.press("Escape")
    for heading in page.get_by_test_id("stMain").get_by_role("heading").all():
        heading.scroll_into_view_if_needed()
    page.get_by_role("link", name="All explainers").click()
    page.get_by_role("link", name=UPDATING.question).click()
    slider(page, "mean").wait_for(state="attached")
    painted(page)
    assert {urlsplit(url).hostname for url in visit.requested} <= {"127.0.0.1", None}  # None: data and blob
