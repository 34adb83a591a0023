"""The take-home script: all that the picture needs, nothing else, and any setting written so that it reads."""

import ast
import builtins
import io
import zipfile
from collections import Counter
from dataclasses import replace

import pytest

from explainers.bayes import updating
from explainers.bayes.updating import Params
from explainers.shipped import shipped
from pages.stage.take_home import archive_of, script_of

VIEWS = ("belief", "path", "routes", "next")

every_view = pytest.mark.parametrize("view", VIEWS)


def parsed(view="belief", params=None):
    return ast.parse(script_of(updating, params or Params(), view))


@every_view
def test_a_script_imports_only_what_it_tells_to_install(view):
    script = script_of(updating, Params(), view)
    tops = set()
    for node in ast.walk(ast.parse(script)):
        if isinstance(node, ast.Import):
            tops |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0
            tops.add(node.module.split(".")[0])
    needed = ast.get_docstring(ast.parse(script)).partition("pip install ")[2].split()
    assert set(needed) <= tops
    assert not tops & {"explainers", "pages", "streamlit", "torch", "pymc", "pandas"}


@every_view
def test_modules_laid_one_after_the_other_do_not_take_each_others_names(view):
    """A name may be given twice only when it means the same both times."""
    defined = Counter()
    for node in parsed(view).body:
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                defined[name, ast.unparse(node)] += 1
            case ast.Assign(targets=[ast.Name(id=name)]):
                defined[name, ast.unparse(node)] += 1
    names = Counter(name for name, _ in defined)
    assert [name for name, times in names.items() if times > 1] == []


@every_view
def test_every_name_in_a_script_is_defined_in_it(view):
    tree = parsed(view)
    known = set(dir(builtins)) | {"__name__"}
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name):
                known.add(name)
            case ast.Name(id=name, ctx=ast.Store()) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                known.add(name)
            case ast.Import(names=names) | ast.ImportFrom(names=names):
                known |= {(name.asname or name.name).split(".")[0] for name in names}
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load)}
    assert used - known == set()


def test_a_script_is_readable_from_top_to_bottom():
    script = script_of(updating, Params(), "belief")
    question = updating.__doc__.splitlines()[0]
    assert script.startswith(f'"""{question}\n')
    assert script.index("class Belief") < script.index("class Result") < script.index("def plot_belief")
    assert (
        script.index("def plot_belief") < script.index("params = Params(") < script.index("result = simulate(params)")
    )
    assert max(len(line) for line in script.splitlines()) <= 120


@pytest.mark.parametrize(
    "changed",
    [
        {"data": 'it\'s "quoted" \\ and\nbroken'},
        {"data": '"""'},
        {"data": "ä 🪙 θ"},
        {"mean": 0.1 + 0.2},
        {"sigma": 1e-300},
        {"seen": 0, "reveal": False},
    ],
    ids=str,
)
def test_any_setting_is_written_so_that_python_reads_the_same(changed):
    params = replace(Params(), **changed)
    tree = parsed(params=params)
    call = next(node.value for node in tree.body if isinstance(node, ast.Assign) and node.targets[0].id == "params")
    assert {keyword.arg: ast.literal_eval(keyword.value) for keyword in call.keywords} == vars(params)


def test_the_seed_is_in_the_script():
    assert "seed=7" in script_of(updating, Params(seed=7), "belief")


def test_files_beside_the_code_travel_with_the_script_and_only_those_that_are_needed():
    from explainers.transformers import attention

    params = attention.Params()
    packed = zipfile.ZipFile(io.BytesIO(archive_of(attention, params, "translator", "home.py")))
    assert packed.read("home.py").decode() == script_of(attention, params, "translator")
    assert packed.read("weights/attention_translator.npz") == shipped("weights/attention_translator.npz")
    assert "weights/attention_induction.npz" not in packed.namelist()


@pytest.mark.parametrize("view", ["all_heads", "cell", "translator"])
def test_modules_of_attention_do_not_take_each_others_names_either(view):
    from explainers.transformers import attention

    names = Counter(
        node.name
        for node in ast.parse(script_of(attention, attention.Params(), view)).body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
    )
    assert [name for name, times in names.items() if times > 1] == []
