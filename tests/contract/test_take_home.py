"""What is taken home from every page draws, in a fresh interpreter, the very figures on screen."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

from explainers.catalogue import Entry
from explainers.figure_style import Style
from pages.stage.story import params_of
from pages.stage.take_home import files_of, main_of
from tests.contract.everything import every_page, places_of, record_of

RUN_ALL = """
import json, runpy, sys
from pathlib import Path
figures = {path.name: runpy.run_path(str(path))["figure"].to_json() for path in sorted(Path().glob("main_*.py"))}
import explainers
alien = sorted({name.split(".")[0] for name in sys.modules} & {"pages", "streamlit", "tests"})
home = {str(Path(sys.modules[name].__file__).resolve().relative_to(Path.cwd()).parts[0])
        for name in list(sys.modules) if name.startswith("explainers.") and sys.modules[name].__file__}
print(json.dumps({"figures": figures, "alien": alien, "home": sorted(home)}))
"""


def run_alone(arguments: list[str], folder: Path) -> str:
    """Run a fresh interpreter in a folder that has the installed packages and nothing of the course."""
    command = [sys.executable, "-E", "-s", "-W", "error", *arguments]
    told = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    run = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=180, check=False, env=told)
    assert run.returncode == 0, run.stderr[-2000:]
    return run.stdout


def unpack(files: dict[str, bytes], folder: Path) -> None:
    for path, content in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)


@every_page
def test_what_is_taken_home_draws_the_very_figures_on_screen(entry: Entry, tmp_path: Path):
    explainer, expected = record_of(entry), {}
    for i, place in enumerate(places_of(entry)[:-1]):  # the last is the prediction
        params, view = params_of(place, explainer), explainer.view(getattr(place, "view", ""))
        if explainer.timeline:  # a short training is as good as a long one
            params = replace(params, steps=min(params.steps, 30))
        unpack(files_of(explainer, params, view.name), tmp_path)
        (tmp_path / f"main_{i:02}.py").write_text(main_of(explainer, params, view.name), "utf-8")
        expected[f"main_{i:02}.py"] = view.plot(explainer.simulate(params), Style()).to_json()
    found = json.loads(run_alone(["-c", RUN_ALL], tmp_path))
    assert found["alien"] == []
    assert found["home"] == ["explainers"], "it runs on the modules that it brings along"
    assert found["figures"].keys() == expected.keys()
    for name, figure in expected.items():
        assert found["figures"][name] == figure, name
