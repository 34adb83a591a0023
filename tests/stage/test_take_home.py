"""What is taken home: all that the picture needs, nothing else, and any setting written so that it reads."""

import ast
import io
import sys
import zipfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from explainers.gans.wasserstein_vs_js import EXPLAINER, Params
from pages.stage import take_home
from pages.stage.take_home import archive_of, files_of, imports_of, main_of, modules_behind, packages

every_view = pytest.mark.parametrize("view", [view.name for view in EXPLAINER.views])


@every_view
def test_the_archive_holds_main_its_modules_and_what_to_install(view):
    with zipfile.ZipFile(io.BytesIO(archive_of(EXPLAINER, Params(), view))) as archive:
        names = set(archive.namelist())
        assert {"main.py", "requirements.txt", "explainers/figure_style.py"} <= names
        for name in names - {"requirements.txt"}:
            ast.parse(archive.read(name))
        assert not [name for name in names if name.startswith(("pages", "tests"))]


def test_a_view_brings_no_figures_of_the_others():
    names = files_of(EXPLAINER, Params(), "apart")
    assert "explainers/gans/wasserstein_vs_js/figure_apart.py" in names
    assert "explainers/gans/wasserstein_vs_js/figure_descent.py" not in names


@every_view
def test_requirements_name_what_the_modules_import_and_nothing_of_the_course(view):
    plot = EXPLAINER.view(view).plot
    needed = packages(modules_behind(EXPLAINER.simulate.__module__, plot.__module__))
    assert {"numpy", "plotly", "torch", "annotated-types"} <= set(needed)
    assert not set(needed) & ({"explainers", "pages", "streamlit", "pymc", "POT"} - {"POT"})
    assert not set(needed) & set(sys.stdlib_module_names)


@pytest.mark.parametrize("text", ["", "0.1,0.2", 'it\'s "quoted"', "a\\b", "a\nb", "θ 🙂", '"""', "{x}", "# no"])
def test_any_setting_is_written_so_that_it_reads(text):
    params = replace(Params(), drawn_real=text, separation=-0.0, width=1e-300)
    call = next(node for node in ast.parse(main_of(EXPLAINER, params, "apart")).body if isinstance(node, ast.Assign))
    given = {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.value.keywords}
    assert Params(**given) == params
    assert given["drawn_real"] == text


def test_a_module_is_followed_wherever_it_is_imported(tmp_path, monkeypatch):
    file = tmp_path / "hidden.py"
    file.write_text(
        "import json\ndef f():\n    from explainers import marks\n    from explainers.problems import BadInput\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert set(imports_of("hidden")) == {"json", "explainers.marks", "explainers.problems"}


def test_many_visitors_may_take_home_at_once():
    take_home.imports_of.cache_clear()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: sorted(files_of(EXPLAINER, Params(), "critic")), range(16)))
    assert all(names == found[0] for names in found)
