"""Every page of the catalogue has its files, its pictures are of today, and the README lists it."""

import ast

import numpy as np
import pytest
from PIL import Image

from explainers.catalogue import Entry, with_table
from tests.browser.outline import difference, outline_of
from tests.conftest import ROOT
from tests.contract.everything import PAGES, every_page


@every_page
@pytest.mark.parametrize("ending", [".py", ".toml", ".light.png", ".dark.png"])
def test_the_page_its_words_and_its_pictures_are_there(entry: Entry, ending: str):
    take = f": make pictures page={entry.path}" if ending.endswith("png") else ""
    assert (PAGES / f"{entry.path}{ending}").is_file(), f"pages/{entry.path}{ending} is missing{take}"


@every_page
def test_its_model_has_tests_of_its_own(entry: Entry):
    chapter, name = entry.path.split("/")
    file = ROOT / "tests" / chapter / f"test_{name}.py"
    assert file.is_file(), f"write {file.relative_to(ROOT)}: the model against a trusted source"
    tree = ast.parse(file.read_text("utf-8"))
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    assert len(tests) >= 5, f"{file.relative_to(ROOT)} has {len(tests)} tests; a model needs five at least"


@every_page
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_its_pictures_show_the_figure_of_today(entry: Entry, theme: str):
    """`make pictures` takes them anew."""
    with Image.open(PAGES / f"{entry.path}.{theme}.png") as picture:
        assert picture.width >= 600
        apart = difference(picture.info["figure"], outline_of(entry))
        assert not apart, f"the card is of an older figure ({apart}): make pictures page={entry.path}"
        darkness = np.asarray(picture.convert("L")).mean()
    assert (darkness > 128) == (theme == "light")


def test_the_readme_has_the_table_of_the_catalogue():
    """`make readme` writes it."""
    readme = (ROOT / "README.md").read_text("utf-8")
    assert with_table(readme) == readme, "make readme"
