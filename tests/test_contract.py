"""What every page owes its visitors: whatever is in the catalogue has all of it, and all of it works."""

import ast
import dataclasses
import importlib
import inspect
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import plotly.graph_objects as go
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from explainers.catalogue import EXPLAINERS, Explainer
from explainers.equation import Equation
from explainers.figure_style import Plot, Style
from pages.stage.story import params_of
from pages.stage.take_home import script_of
from pages.stage.words import Words, read
from tests.browser.pictures import fingerprint
from tests.conftest import ROOT, Course

PAGES = ROOT / "pages"


def module_of(explainer: Explainer) -> Any:
    return importlib.import_module(explainer.module)


def words_of(explainer: Explainer) -> Words:
    file = PAGES / f"{explainer.path}.toml"
    return read(file, file.stat().st_mtime, module_of(explainer).Params)


def plots_of(module: Any) -> list[str]:
    return [name for name in module.__all__ if name.startswith("plot_")]


def view_of(step: Any, module: Any) -> str:
    return getattr(step, "view", "") or plots_of(module)[0].removeprefix("plot_")


def places(explainer: Explainer) -> list[Any]:
    """Return everything in the words of a page that says where its controls should stand."""
    words = words_of(explainer)
    return [*words.story, *words.applications, words.prediction]


def sentences(text: str) -> int:
    return len(re.findall(r"[.!?…](?=[\s”*)]|$)", text.strip()))


every_explainer = pytest.mark.parametrize("explainer", EXPLAINERS, ids=lambda explainer: explainer.path)
every_step = pytest.mark.parametrize(
    ("explainer", "number"),
    [(explainer, number + 1) for explainer in EXPLAINERS for number in range(len(words_of(explainer).story))],
    ids=lambda part: str(getattr(part, "path", part)),
)


# ---------------------------------------------------------------------------------------------- the files


@every_explainer
@pytest.mark.parametrize("ending", [".py", ".toml", ".light.png", ".dark.png"])
def test_the_page_its_words_and_its_pictures_are_there(explainer: Explainer, ending: str):
    assert (PAGES / f"{explainer.path}{ending}").is_file()


@every_explainer
def test_its_model_has_tests_of_its_own(explainer: Explainer):
    chapter, name = explainer.path.split("/")
    file = ROOT / "tests" / chapter / f"test_{name}.py"
    assert file.is_file()
    tree = ast.parse(file.read_text("utf-8"))
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    assert len(tests) >= 5


@every_explainer
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_its_pictures_show_the_figure_of_today(explainer: Explainer, theme: str):
    """`make pictures` takes them anew."""
    with Image.open(PAGES / f"{explainer.path}.{theme}.png") as picture:
        assert picture.width >= 600
        assert picture.info.get("figure") == fingerprint(explainer)
        darkness = np.asarray(picture.convert("L")).mean()
    assert (darkness > 128) == (theme == "light")


@every_explainer
def test_the_readme_lists_it(explainer: Explainer):
    readme = (ROOT / "README.md").read_text("utf-8")
    row = next((line for line in readme.splitlines() if f"`/{explainer.url}`" in line and line.startswith("|")), "")
    assert explainer.question in row
    assert explainer.title in row
    assert f"(pages/{explainer.path}.py)" in row


# ---------------------------------------------------------------------------------------------- the module


@every_explainer
def test_its_params_are_frozen_have_defaults_and_a_seed_and_say_what_they_mean(explainer: Explainer):
    params = module_of(explainer).Params
    assert dataclasses.is_dataclass(params)
    assert params.__dataclass_params__.frozen
    assert params() == params(), "every field has a default"
    assert isinstance(params().seed, int)
    lines = inspect.getsource(params).splitlines()
    for field in dataclasses.fields(params):
        assert type(getattr(params(), field.name)) is field.type, "a default has the type it stands for"
        line = next(line for line in lines if line.strip().startswith(f"{field.name}:"))
        assert "  # " in line, f"{field.name} has its symbol or unit in a comment"


@every_explainer
def test_its_module_offers_what_a_page_needs(explainer: Explainer):
    module = module_of(explainer)
    assert (inspect.getdoc(module) or "").startswith(explainer.question)
    assert callable(getattr(module, "simulate", None) or module.train)
    assert plots_of(module)
    assert all(isinstance(getattr(module, name), Plot) for name in plots_of(module))
    for name in ("equations", "tables", "challenge"):
        assert callable(getattr(module, name)), name
        assert name in module.__all__
    result = module.simulate(module.Params())
    assert dataclasses.is_dataclass(result)
    assert type(result).__dataclass_params__.frozen


# ---------------------------------------------------------------------------------------------- the words


@every_explainer
def test_its_words_and_their_translations_can_be_read(explainer: Explainer):
    original = words_of(explainer)
    for file in (PAGES / explainer.path).parent.glob(f"{Path(explainer.path).name}.*.toml"):
        words = read(file, file.stat().st_mtime, module_of(explainer).Params)
        for part in ("story", "quiz", "applications"):
            assert len(getattr(words, part)) == len(getattr(original, part)), f"{file.name}: {part}"
        assert [step.settings for step in words.story] == [step.settings for step in original.story]


@every_explainer
def test_every_place_in_its_words_can_be_shown(explainer: Explainer):
    module = module_of(explainer)
    for place in places(explainer):
        result = module.simulate(params_of(place, module.Params()))
        figure = getattr(module, f"plot_{view_of(place, module)}")(result, Style())
        assert isinstance(figure, go.Figure)
        assert re.search(r"\d.*\.$", figure.layout.meta["alt"]), "it is described by its numbers"
        assert all(trace.hovertemplate or trace.hoverinfo == "skip" for trace in figure.data)
        assert all(
            isinstance(equation, Equation) and not np.isnan(equation.value) for equation in module.equations(result)
        )
        reached, said = module.challenge(result)
        assert isinstance(reached, bool)
        assert said
        for columns in module.tables(result).values():
            assert len({len(column) for column in columns.values()}) == 1


@every_explainer
def test_a_story_step_says_in_two_sentences_what_to_notice(explainer: Explainer):
    story = words_of(explainer).story
    assert 4 <= len(story) <= 7
    assert len({step.title for step in story}) == len(story)
    for step in story:
        assert 1 <= sentences(step.notice) <= 2, step.notice
        assert len(step.notice) < 260, "for the back row"
    assert story[0].settings == {}, "a page opens on its defaults, which the gallery pictures"
    assert story[0].view == ""
    assert len({(repr(sorted(step.settings.items())), step.view) for step in story}) == len(story)


@every_explainer
def test_what_is_to_be_predicted_is_there(explainer: Explainer):
    module, prediction = module_of(explainer), words_of(explainer).prediction
    result = module.simulate(params_of(prediction, module.Params()))
    if prediction.kind == "choice":
        assert sum(option.right for option in prediction.options) == 1
        assert all(option.why for option in prediction.options)
        return
    truth: Any = result
    for name in prediction.target.split("."):
        truth = getattr(truth, name)
    if prediction.kind == "path":
        assert len(truth) == sum(prediction.rounds)
        plot = getattr(module, f"plot_{prediction.plot}")
        low, high = plot(result, Style()).layout.xaxis.range
        assert low < 1 and len(truth) < high, "every step can be drawn"
        low, high = plot(result, Style()).layout.yaxis.range
        assert low < min(truth) and max(truth) < high
        alts = [plot(result, Style(), list(truth), shown).layout.meta["alt"] for shown in (0, len(truth))]
        assert "your guess" in alts[0]
        assert "what then came" in alts[1] and "what then came" not in alts[0]
    elif prediction.kind == "number":
        assert prediction.low <= float(truth) <= prediction.high
    else:
        plot = getattr(module, f"plot_{prediction.plot}")
        asked = plot(result, Style())
        low, high = asked.layout.xaxis.range
        assert low < truth[0] < high
        low, high = asked.layout.yaxis.range
        assert low < truth[1] < high, "the right answer can be clicked on"
        assert "your guess" in plot(result, Style(), (truth[0], truth[1]), True).layout.meta["alt"]


@every_explainer
def test_its_challenge_is_open_at_first_and_can_be_met(explainer: Explainer):
    module = module_of(explainer)
    assert module.challenge(module.simulate(module.Params()))[0] is False
    ways = [params_of(place, module.Params()) for place in places(explainer)]
    assert any(module.challenge(module.simulate(params))[0] for params in ways)


@every_explainer
def test_its_quiz_explains_every_answer(explainer: Explainer):
    words = words_of(explainer)
    assert 3 <= len(words.quiz) <= 5
    for question in words.quiz:
        assert len({option.text for option in question.options}) == len(question.options) >= 2
        assert sum(option.right for option in question.options) == 1
        assert all(len(option.why) > 20 for option in question.options), "not just right or wrong"
    assert len({[option.right for option in question.options].index(True) for question in words.quiz}) > 1


@every_explainer
def test_it_has_uses_with_real_settings_and_references_that_can_be_followed(explainer: Explainer):
    words = words_of(explainer)
    assert len(words.applications) >= 3
    assert any(use.settings for use in words.applications)
    assert all(re.search(r"\b(1[6-9]|20)\d\d\b", reference.text) for reference in words.references), "a year"
    assert all(re.fullmatch(r"(https://\S+)?", reference.url) for reference in words.references)


# ---------------------------------------------------------------------------------------------- the page


def title(visit: AppTest) -> list[str]:
    return [shown.value for shown in visit.title]


@every_step
def test_a_link_to_a_story_step_opens_it(course: Course, explainer: Explainer, number: int):
    module, step = module_of(explainer), words_of(explainer).story[number - 1]
    visit = course.open(explainer, **({} if number == 1 else {f"{explainer.prefix}_step": str(number)}))
    assert course.complaints(visit) == []
    assert course.warnings(visit) == []
    assert title(visit) == [explainer.question]
    now, asked = course.shown(visit, explainer), params_of(step, module.Params())
    assert now.view == view_of(step, module)
    assert module.simulate(now.params).params == now.params
    for name in step.settings:
        assert getattr(now.params, name) == getattr(asked, name), name
    drawn = course.sent(visit, f"{explainer.prefix}-chart")
    figure = getattr(module, f"plot_{now.view}")(module.simulate(asked), Style())
    assert drawn["alt"] == figure.layout.meta["alt"], "the controls stand where the step says"
    assert json.loads(drawn["figure"]) == json.loads(figure.to_json())
    assert any(step.notice in markdown.value for markdown in visit.markdown)


@every_explainer
def test_turning_the_pages_of_the_story_arrives_where_links_do(course: Course, explainer: Explainer):
    module, words, prefix = module_of(explainer), words_of(explainer), explainer.prefix
    visit, alts = course.open(explainer), []
    for number, step in enumerate(words.story, 1):
        result = module.simulate(params_of(step, module.Params()))
        alts.append(getattr(module, f"plot_{view_of(step, module)}")(result, Style()).layout.meta["alt"])
        assert course.sent(visit, f"{prefix}-chart")["alt"] == alts[-1]
        assert urlsplit(course.shown(visit, explainer).link).query == ("" if number == 1 else f"{prefix}_step={number}")
        if number < len(words.story):
            visit.button(key=f"{prefix}-next").click().run()
            assert course.complaints(visit) == []
    assert visit.button(key=f"{prefix}-next").disabled
    visit.button(key=f"{prefix}-back").click().run()
    assert course.sent(visit, f"{prefix}-chart")["alt"] == alts[-2]


@every_explainer
def test_a_link_to_a_step_that_is_not_there_gets_a_sentence(course: Course, explainer: Explainer):
    for number in ("0", "two", ""):
        visit = course.open(explainer, **{f"{explainer.prefix}_step": number})
        assert course.complaints(visit) == []
        assert title(visit) == [explainer.question]
        assert [number in warning for warning in course.warnings(visit)] == [True]


@every_explainer
def test_no_link_however_malformed_breaks_the_page(course: Course, explainer: Explainer):
    names = [key for key in course.open(explainer).session_state if key.startswith(f"{explainer.prefix}_")]
    assert len(names) > 3
    broken, garbage = {}, ["", "nan", "inf", "-1e400", "🙂", "x" * 3000]
    for asked in garbage:
        visit = course.open(explainer, **(dict.fromkeys(names, asked) | {"lang": asked, "lecture": asked}))
        if course.complaints(visit):
            broken[asked[:20]] = course.complaints(visit)
        else:
            assert title(visit) == [explainer.question]
            assert course.sent(visit, f"{explainer.prefix}-chart")["alt"]
            assert course.warnings(visit)
            assert all(len(warning) < 250 for warning in course.warnings(visit))
    assert broken == {}


@every_explainer
def test_lecture_mode_keeps_what_is_for_the_room(course: Course, explainer: Explainer):
    usual, lecture = course.open(explainer), course.open(explainer, lecture="true")
    assert course.complaints(lecture) == []
    headings = {subheader.value for subheader in lecture.subheader}
    assert headings < {subheader.value for subheader in usual.subheader}
    assert lecture.button(key=f"{explainer.prefix}-next")
    assert course.shown(lecture, explainer).style == Style(lecture=True)
    sizes = [json.loads(course.sent(v, f"{explainer.prefix}-chart")["figure"])["layout"]["font"]["size"]
             for v in (usual, lecture)]  # fmt: skip
    assert sizes[1] > sizes[0]


@every_explainer
def test_the_page_follows_the_theme_of_the_visitor(course: Course, explainer: Explainer):
    visit = course.open(explainer)
    visit.context = {"theme": "dark"}
    visit.run()
    layout = json.loads(course.sent(visit, f"{explainer.prefix}-chart")["figure"])["layout"]
    assert layout["paper_bgcolor"] == Style(dark=True).colour("background")


@every_explainer
def test_every_part_of_a_page_is_there(course: Course, explainer: Explainer):
    visit, words, prefix = course.open(explainer), words_of(explainer), explainer.prefix
    headings = [subheader.value for subheader in visit.subheader]
    parts = ["Predict first", "How it works", "The code", "Challenge", "Check yourself", "Where it is used",
             "Take it home", "References"]  # fmt: skip
    assert [heading for heading in headings if heading in parts] == parts
    module = module_of(explainer)
    result = module.simulate(course.shown(visit, explainer).params)
    assert [shown.value.strip("$\n ") for shown in visit.latex] == [
        equation.latex.strip() for equation in module.equations(result)
    ]
    code = [block.value.strip() for block in visit.code]
    assert inspect.getsource(module.simulate).strip() in code
    assert inspect.getsource(inspect.unwrap(getattr(module, plots_of(module)[0]))).strip() in code
    assert len([radio for radio in visit.radio if (radio.key or "").startswith(f"{prefix}-quiz")]) == len(words.quiz)
    assert all(control.help for kind in ("slider", "select_slider", "number_input", "selectbox", "toggle")
               for control in getattr(visit, kind) if (control.key or "").startswith(f"{prefix}_"))  # fmt: skip


# ---------------------------------------------------------------------------------------------- taking it home

RUN_ALL = """
import json, runpy, sys
from pathlib import Path
figures = {path.name: runpy.run_path(str(path))["figure"].to_json() for path in sorted(Path().glob("home_*.py"))}
alien = sorted({name.split(".")[0] for name in sys.modules} & {"explainers", "pages", "streamlit"})
print(json.dumps({"figures": figures, "alien": alien}))
"""


def run_alone(arguments: list[str], folder: Path) -> str:
    """Run a fresh interpreter that has the installed packages and nothing of the course."""
    command = [sys.executable, "-I", "-W", "error", *arguments]
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout


def pack(folder: Path, name: str, module: Any, params: Any, view: str) -> None:
    """Put a script into a folder, and beside it what it reads."""
    (folder / name).write_text(script_of(module, params, view), "utf-8")
    for path, content in (module.carried(params, view) if hasattr(module, "carried") else {}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


@every_explainer
def test_scripts_taken_home_draw_the_very_figures_on_screen(explainer: Explainer, tmp_path: Path):
    module, expected = module_of(explainer), {}
    for i, place in enumerate(
        [words_of(explainer).story[0], *words_of(explainer).story, *words_of(explainer).applications]
    ):
        params, view = params_of(place, module.Params()), view_of(place, module)
        pack(tmp_path, f"home_{i:02}.py", module, params, view)
        expected[f"home_{i:02}.py"] = getattr(module, f"plot_{view}")(module.simulate(params), Style()).to_json()
    found = json.loads(run_alone(["-c", RUN_ALL], tmp_path))
    assert found["alien"] == []
    assert found["figures"].keys() == expected.keys()
    for name, figure in expected.items():
        assert found["figures"][name] == figure, name


@every_explainer
def test_a_script_taken_home_runs_by_itself(explainer: Explainer, tmp_path: Path):
    module = module_of(explainer)
    view = plots_of(module)[0].removeprefix("plot_")
    pack(tmp_path, "home.py", module, module.Params(), view)
    said = run_alone(["home.py"], tmp_path)
    figure = getattr(module, f"plot_{view}")(module.simulate(module.Params()), Style())
    assert said.strip() == figure.layout.meta["alt"]
    assert "plotly" in (tmp_path / f"{view}.html").read_text("utf-8")[:20_000].lower()
