"""What is taken home: script, data, figure and link."""

import csv
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Page

from explainers.bayes.updating.model import Params, simulate, tables
from tests.browser.conftest import Visit
from tests.browser.driver import figure, painted

STATE = "/bayesian-updating?" + "&".join(
    f"updating_{pair}" for pair in ("mean=0.3", "strength=50", "view=path", "level=0.8", "seen=6", "step=2")
)


def download(page: Page, button: str, folder: Path) -> Path:
    with page.expect_download() as coming:
        page.locator(button).click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    return path


def test_script_and_data_arrive_and_are_of_this_state(visit: Visit, tmp_path: Path) -> None:
    page = visit("/bayesian-updating?updating_mean=0.3")
    result = simulate(Params(mean=0.3))
    script = download(page, ".st-key-updating-script button:visible", tmp_path)
    assert script.name == "bayesian-updating.zip"
    with zipfile.ZipFile(script) as archive:
        main = archive.read("main.py").decode()
    compile(main, "main.py", "exec")
    assert "mean=0.3" in main
    for name, columns in tables(result).items():
        table = download(page, f".st-key-updating-csv_{name} button:visible", tmp_path)
        header, *rows = csv.reader(table.read_text("utf-8").splitlines())
        assert header == list(columns)
        wanted = [column.tolist() for column in columns.values()]
        assert [[float(row[i]) for row in rows] for i in range(len(header))] == wanted


def test_figure_arrives_as_svg_and_png(visit: Visit, tmp_path: Path) -> None:
    page = visit()
    svg = download(page, ".st-key-updating-files button[data-format=svg]", tmp_path)
    assert svg.name == "bayesian-updating.svg"
    root = ET.fromstring(svg.read_text("utf-8"))
    assert root.tag.endswith("svg")
    assert "posterior 0.65" in "".join(root.itertext())
    png = download(page, ".st-key-updating-files button[data-format=png]", tmp_path)
    assert png.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
    assert png.stat().st_size > 10_000


@pytest.mark.parametrize(
    "state", [STATE, "/bayesian-updating?updating_family=counts&updating_mean=0.9&updating_level=0.5"]
)
def test_link_opens_exactly_this_state_and_survives_a_reload(visit: Visit, state: str) -> None:
    page = visit(state)
    drawn, link = figure(page)["traces"], page.locator("code", has_text=visit.address).inner_text()
    assert link.startswith(visit.address + "/bayesian-updating?")
    visit(link.removeprefix(visit.address))
    for _ in range(2):
        assert figure(page)["traces"] == drawn, page.url
        assert page.locator("code", has_text=visit.address).inner_text() == link
        page.reload()
        painted(page)
