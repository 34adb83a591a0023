"""Imports go one way: app.py, the pages, their furniture, the explainers. Never back, and never more than is used."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

OURS = ("app", "pages", "explainers", "tests", "benchmarks")
FILES = sorted([ROOT / "app.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "explainers").rglob("*.py")])
SLOW = ("torch", "pymc", "arviz")

every_file = pytest.mark.parametrize("file", FILES, ids=lambda file: str(file.relative_to(ROOT)))


def layer(file: Path) -> str:
    """Return the layer of a file: "app", "pages", "stage" or "explainers"."""
    match file.relative_to(ROOT).parts:
        case ("pages", "stage", *_):
            return "stage"
        case (top, *_):
            return top.removesuffix(".py")


# What each layer may import of the course.
ALLOWED = {
    "app": ("explainers", "pages.stage"),
    "pages": ("explainers", "pages.stage"),
    "stage": ("explainers", "pages.stage"),
    "explainers": ("explainers",),
}


def imports(file: Path) -> Iterator[tuple[str, int, ast.stmt]]:
    """Return every module that a file imports, anywhere in it: its full name, the dots before it, and the statement."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        match node:
            case ast.Import(names=names):
                yield from ((name.name, 0, node) for name in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                yield from ((f"{module}.{name.name}" if module else name.name, level, node) for name in names)


def within(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(package + ".") for package in packages)


@every_file
def test_imports_go_only_downwards(file: Path):
    wrong = [
        (name, node.lineno)
        for name, _, node in imports(file)
        if within(name, OURS) and not within(name, ALLOWED[layer(file)])
    ]
    assert wrong == []


@every_file
def test_imports_are_absolute(file: Path):
    assert [node.lineno for _, level, node in imports(file) if level] == []


@pytest.mark.parametrize("file", [f for f in FILES if layer(f) == "explainers"], ids=lambda f: str(f.relative_to(ROOT)))
def test_explainers_do_not_know_streamlit(file: Path):
    assert [node.lineno for name, _, node in imports(file) if within(name, ("streamlit",))] == []


@pytest.mark.parametrize("module", ["explainers.catalogue", "explainers.figure_style", "pages.stage"])
def test_what_opens_every_page_leaves_slow_packages_alone(module):
    """PyTorch takes seconds to import, PyMC more."""
    code = f"import sys, {module}; print(*(set(sys.modules) & set({SLOW!r})))"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert run.stdout.split() == []


def test_the_first_explainer_imports_no_package_it_does_not_use():
    code = "import sys, explainers.bayes.updating; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert not {name.split(".")[0] for name in run.stdout.split()} & {"streamlit", "pandas", *SLOW}


def test_the_check_sees_an_import_wherever_it_hides(tmp_path: Path):
    file = tmp_path / "hidden.py"
    file.write_text("def f():\n    if True:\n        from pages.bayes import updating\n")
    assert [name for name, _, _ in imports(file)] == ["pages.bayes.updating"]
    assert not within("pages.bayes.updating", ALLOWED["stage"])
    assert not within("pages.stages", ("pages.stage",))
