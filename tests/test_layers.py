"""Imports go one way: app.py -> pages/ -> pages/stage/ -> explainers/."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FILES = [ROOT / "app.py", *sorted((ROOT / "pages").rglob("*.py")), *sorted((ROOT / "explainers").rglob("*.py"))]
HEAVY = ("torch", "pymc", "arviz")


def imported(file):
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{file}: a relative import"
            yield from (f"{node.module}.{name.name}" for name in node.names)


def layer(file):
    place = file.relative_to(ROOT).as_posix()
    return next(name for name in ("explainers/", "pages/stage/", "pages/", "app.py") if place.startswith(name))


ALLOWED = {
    "explainers/": ("explainers",),
    "pages/stage/": ("explainers", "pages.stage"),
    "pages/": ("explainers", "pages.stage"),
    "app.py": ("explainers", "pages.stage"),
}


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_file_imports_only_from_its_own_layer_and_those_below(file):
    ours = [
        name for name in imported(file) if name.split(".")[0] in ("app", "pages", "explainers", "tests", "benchmarks")
    ]
    allowed = ALLOWED[layer(file)]
    assert [name for name in ours if not name.startswith(allowed)] in ([], ["pages.stage"])


@pytest.mark.parametrize("file", sorted((ROOT / "explainers").rglob("*.py")), ids=lambda file: file.name)
def test_explainers_know_nothing_of_streamlit(file):
    assert not [name for name in imported(file) if name.split(".")[0] == "streamlit"]


def modules_after(statement):
    code = f"{statement}; import sys; print(*sorted(name.split('.')[0] for name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_the_catalogue_imports_nothing_heavy():
    assert not modules_after("import explainers.catalogue") & {"numpy", "scipy", "plotly", "streamlit", *HEAVY}


def test_the_first_explainer_imports_no_package_it_does_not_use():
    assert not modules_after("import explainers.bayes.updating") & {"streamlit", "pandas", *HEAVY}
