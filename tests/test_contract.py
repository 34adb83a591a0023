"""What every explainer in the catalogue must bring along; what is missing has a name here."""

import dataclasses
import importlib
import json
import re
import runpy
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from explainers.catalogue import EXPLAINERS
from explainers.equation import Equation
from explainers.figure_style import Plot, Style
from pages.stage.story import params_of
from pages.stage.take_home import script_of
from pages.stage.words import read
from tests.browser.pictures import fingerprint

ROOT = Path(__file__).parents[1]
EACH = pytest.mark.parametrize("explainer", EXPLAINERS, ids=lambda explainer: explainer.path)


def module_of(explainer):
    return importlib.import_module(explainer.module)


def words_of(explainer):
    return read.__wrapped__(ROOT / "pages" / f"{explainer.path}.toml", 0.0, module_of(explainer).Params)


def plots_of(explainer):
    return [name for name in module_of(explainer).__all__ if name.startswith("plot_")]


def states_of(explainer):
    """Every state that the words file describes: its Params and the plot that shows it."""
    module, words = module_of(explainer), words_of(explainer)
    first = plots_of(explainer)[0].removeprefix("plot_")
    for step in [*words.story, *words.applications]:
        yield params_of(step, module.Params()), step.view or first
    yield params_of(words.prediction, module.Params()), words.prediction.plot or first


@EACH
@pytest.mark.parametrize(
    "file", ["pages/{path}.py", "pages/{path}.toml", "pages/{path}.light.png", "pages/{path}.dark.png"]
)
def test_it_has_a_page_its_words_and_its_pictures(explainer, file):
    assert (ROOT / file.format(path=explainer.path)).is_file()


@EACH
def test_it_has_tests_of_its_own(explainer):
    chapter, name = explainer.path.split("/")
    assert (ROOT / "tests" / chapter / f"test_{name}.py").is_file()


@EACH
def test_its_params_are_frozen_have_defaults_and_a_seed(explainer):
    params = module_of(explainer).Params
    assert params.__dataclass_params__.frozen
    assert all(field.default is not dataclasses.MISSING for field in dataclasses.fields(params))
    assert "seed" in {field.name for field in dataclasses.fields(params)}


@EACH
def test_the_same_params_give_the_same_bytes(explainer):
    module = module_of(explainer)
    texts = {json.dumps(module.tables(module.simulate(module.Params())), default=lambda x: x.tolist()) for _ in "ab"}
    assert len(texts) == 1


@EACH
def test_its_plots_are_plots_and_say_what_they_show(explainer):
    module = module_of(explainer)
    result = module.simulate(module.Params())
    assert plots_of(explainer)
    for name in plots_of(explainer):
        plot = getattr(module, name)
        assert isinstance(plot, Plot)
        alt = plot(result, Style()).layout.meta["alt"]
        assert re.search(r"\d", alt), f"{name}: no number in “{alt}”"
        assert alt.endswith(".")


@EACH
def test_every_trace_gives_exact_values_on_hover_or_is_silent(explainer):
    module = module_of(explainer)
    for name in plots_of(explainer):
        for trace in getattr(module, name)(module.simulate(module.Params()), Style()).data:
            assert trace.hovertemplate or trace.hoverinfo == "skip"


@EACH
def test_it_has_equations_with_numbers(explainer):
    module = module_of(explainer)
    equations = module.equations(module.simulate(module.Params()))
    assert len(equations) >= 3
    assert all(isinstance(equation, Equation) for equation in equations)


@EACH
def test_its_story_is_told_in_a_sentence_or_two_a_step(explainer):
    for step in words_of(explainer).story:
        sentences = re.findall(r"[.?!](?=\s|$)", re.sub(r"\*\*|\d\.\d", "", step.notice))
        assert len(sentences) <= 2, step.title


@EACH
def test_every_state_in_its_words_can_be_drawn(explainer):
    module = module_of(explainer)
    for params, view in states_of(explainer):
        assert getattr(module, f"plot_{view}")(module.simulate(params), Style(lecture=True, dark=True)).data


@EACH
def test_its_prediction_has_a_truth_to_compare_with(explainer):
    prediction, module = words_of(explainer).prediction, module_of(explainer)
    if prediction.kind == "choice":
        assert sum(option.right for option in prediction.options) == 1
    else:
        truth = module.simulate(params_of(prediction, module.Params()))
        for name in prediction.target.split("."):
            truth = getattr(truth, name)
        assert truth is not None


@EACH
def test_its_challenge_is_open_at_first_and_can_be_met(explainer):
    module = module_of(explainer)
    assert module.challenge(module.simulate(module.Params()))[0] is False
    assert any(module.challenge(module.simulate(params))[0] for params, _ in states_of(explainer))


@EACH
def test_its_pictures_show_its_figure_as_it_is_now(explainer):
    for theme in ("light", "dark"):
        with Image.open(ROOT / "pages" / f"{explainer.path}.{theme}.png") as picture:
            assert picture.text["figure"] == fingerprint(explainer), "stale: run `make pictures`"


@EACH
def test_the_readme_lists_it(explainer):
    readme = (ROOT / "README.md").read_text("utf-8")
    assert f"/{explainer.url}" in readme
    assert explainer.question in readme


@EACH
def test_its_take_home_script_computes_the_figure_in_a_fresh_python(explainer, tmp_path):
    module, expected = module_of(explainer), {}
    for number, (params, view) in enumerate(states_of(explainer)):
        (tmp_path / f"state_{number}.py").write_text(script_of(module, params, view), "utf-8")
        expected[f"state_{number}"] = getattr(module, f"plot_{view}")(module.simulate(params), Style()).to_json()
    run_all = (
        "import json, pathlib, runpy, sys\n"
        "made = {f.stem: runpy.run_path(f)['figure'].to_json() for f in sorted(pathlib.Path('.').glob('*.py'))}\n"
        "assert not {'explainers', 'streamlit'} & set(sys.modules)\n"
        "print(json.dumps(made))\n"
    )
    command = [sys.executable, "-I", "-W", "error", "-c", run_all]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == expected


@EACH
def test_its_take_home_script_run_as_a_script_saves_the_figure(explainer, tmp_path, monkeypatch, capsys):
    module = module_of(explainer)
    view = plots_of(explainer)[0].removeprefix("plot_")
    (tmp_path / "home.py").write_text(script_of(module, module.Params(), view), "utf-8")
    monkeypatch.chdir(tmp_path)
    runpy.run_path("home.py", run_name="__main__")
    assert (tmp_path / f"{view}.html").stat().st_size > 10_000
    assert capsys.readouterr().out.strip()


def opened(explainer, **query):
    app = AppTest.from_file(str(ROOT / "pages" / "main.py"), default_timeout=60).run()
    for name, value in query.items():
        app.query_params[name] = value
    return app.switch_page(f"{explainer.path}.py").run()


@EACH
def test_every_story_step_opens_in_the_frame(explainer):
    for number, step in enumerate(words_of(explainer).story, 1):
        app = opened(explainer, **{f"{explainer.prefix}_step": str(number)})
        assert not app.exception
        assert app.title[0].value == explainer.question
        assert any(step.title in markdown.value for markdown in app.markdown)


@EACH
def test_the_page_has_every_part_in_order(explainer):
    parts = [heading.value for heading in opened(explainer).subheader]
    assert parts == [
        "Predict first",
        "How it works",
        "The code",
        "Challenge",
        "Check yourself",
        "Where it is used",
        "Take it home",
        "References",
    ]


@EACH
def test_the_numbers_in_the_maths_are_those_of_the_model(explainer):
    module = module_of(explainer)
    shown = [latex.value for latex in opened(explainer).latex]
    for equation in module.equations(module.simulate(module.Params())):
        assert any(equation.latex in text for text in shown), equation.title
