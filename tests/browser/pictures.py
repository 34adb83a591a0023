"""Take the pictures of the gallery and the README from the running course: `make pictures`.

Each picture carries the outline of the figure it shows, so that a test can tell when it has gone stale.
"""

import sys
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Browser, sync_playwright

from explainers.catalogue import EXPLAINERS, Entry, by_path
from tests.browser.driver import ROOT, launch, open_page, serve
from tests.browser.outline import outline_of

README_PICTURE = ROOT / "pages" / "course.png"
README_PAGE = by_path("bayes/updating")


def take(browser: Browser, address: str, explainer: Entry, dark: bool) -> Path:
    """Save the default figure of one explainer as a card of the gallery."""
    page = open_page(browser, f"{address}/{explainer.url}", width=1100, height=700, dark=dark)
    target = ROOT / "pages" / f"{explainer.path}.{'dark' if dark else 'light'}.png"
    page.locator(".live-chart").first.screenshot(path=target)
    page.context.close()
    save(target, width=640, figure=outline_of(explainer))
    return target


def save(path: Path, width: int, **facts: str) -> None:
    """Shrink a picture to a width and a palette, and write facts into it."""
    info = PngInfo()
    for name, value in facts.items():
        info.add_text(name, value)
    with Image.open(path) as picture:
        small = picture.convert("RGB").resize((width, round(picture.height * width / picture.width)), Image.LANCZOS)
    small.quantize(128).save(path, optimize=True, pnginfo=info)


def main(only: str = "") -> None:
    """Take them all, or those of one page."""
    with sync_playwright() as playwright, serve() as (address, _):
        browser = launch(playwright)
        for explainer in [entry for entry in EXPLAINERS if only in ("", entry.path)]:
            for dark in (False, True):
                print(take(browser, address, explainer, dark).relative_to(ROOT))
        if not only:
            page = open_page(browser, f"{address}/{README_PAGE.url}")
            page.screenshot(path=README_PICTURE)
            save(README_PICTURE, width=1280, figure=outline_of(README_PAGE))
            print(README_PICTURE.relative_to(ROOT))
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
