"""What is taken home: an archive with `main.py`, which draws this very picture, and the modules and files it needs."""

import ast
import dataclasses
import importlib.util
import io
import sys
import zipfile
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.metadata import packages_distributions
from pathlib import Path
from threading import Lock
from typing import Any

from explainers.explainer import Explainer

PACKAGE = "explainers"
_parsing = Lock()  # ast.parse fails when several threads use it (CPython 3.11, gh-106905)


def archive_of(
    explainer: Explainer[Any, Any], params: Any, view: str, answers: Mapping[Any, Any] | None = None
) -> bytes:
    """Return a ZIP archive: unpacked anywhere, `python main.py` computes the figure of a view at `params`.

    `answers` are the slow ones that are known: they travel as files.
    """
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files_of(explainer, params, view, answers).items():
            archive.writestr(path, content)
    return packed.getvalue()


def files_of(explainer: Explainer[Any, Any], params: Any, view: str,
             answers: Mapping[Any, Any] | None = None) -> dict[str, bytes]:  # fmt: skip
    """Return what the archive holds, by path. Modules are found by following imports inside `explainers`."""
    plot = explainer.view(view).plot
    needed = modules_behind(type(params).__module__, explainer.simulate.__module__, plot.__module__)
    files = {path_of(name): source_of(name).encode() for name in needed}
    known = [answers or {}] if explainer.answers else []
    for path, content in (explainer.files(params, view, *known) if explainer.files else {}).items():
        files[f"{PACKAGE}/{path}"] = content
    files["requirements.txt"] = "".join(f"{name}\n" for name in packages(needed)).encode()
    return files | {"main.py": main_of(explainer, params, view).encode()}


def main_of(explainer: Explainer[Any, Any], params: Any, view: str) -> str:
    """Return the script that computes the figure at `params`, says what it shows, and writes it to a file."""
    plot, simulate, kind = explainer.view(view).plot, explainer.simulate, type(params)
    imports = sorted({f"from {made.__module__} import {made.__name__}" for made in (kind, simulate, plot)}
                     | {"from explainers.figure_style import Style"})  # fmt: skip
    settings = ",\n".join(f"    {f.name}={getattr(params, f.name)!r}" for f in dataclasses.fields(params))
    return "\n".join([
        f'"""{explainer.entry.question}\n\nNeeds Python 3.11 or newer: pip install -r requirements.txt\n"""\n',
        *imports,
        "",
        f"params = {kind.__name__}(\n{settings},\n)",
        f"result = {simulate.__name__}(params)",
        f"figure = {plot.__name__}(result, Style())",
        "",
        'if __name__ == "__main__":',
        '    print(figure.layout.meta["alt"])',
        f'    figure.write_html("{view}.html")  # open it in a browser',
        "",
    ])  # fmt: skip


def modules_behind(*names: str) -> list[str]:
    """Return the modules of the course that some modules need, themselves included, in the order of their imports."""
    needed: list[str] = []

    def follow(name: str) -> None:
        if name not in needed and importlib.util.find_spec(name):
            needed.append(name)
            for other in imports_of(name):
                if other.split(".")[0] == PACKAGE:
                    follow(other)

    for name in names:
        follow(name)
    return needed


def packages(modules: list[str]) -> list[str]:
    """Return the names under which pip knows the packages that these modules import."""
    known = packages_distributions()
    names = {imported.split(".")[0] for module in modules for imported in imports_of(module)}
    return sorted({known.get(name, [name])[0] for name in names - sys.stdlib_module_names - {PACKAGE}})


@lru_cache(maxsize=1024)
def imports_of(name: str) -> tuple[str, ...]:
    """Return every module that a module imports, anywhere in it. What may be a module or a name in one counts as both."""
    with _parsing:
        tree = ast.parse(source_of(name))
    return tuple(_imported(tree))


def source_of(name: str) -> str:
    """Return the source of a module, by its name."""
    return _file_of(name).read_text("utf-8")


def path_of(name: str) -> str:
    """Return where a module stands in the archive."""
    file = _file_of(name)
    return name.replace(".", "/") + ("/__init__.py" if file.name == "__init__.py" else ".py")


def _file_of(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(name)
    return Path(spec.origin)


def _imported(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), names=names):
                parts = [f"{module}.{alias.name}" for alias in names] if module.split(".")[0] == PACKAGE else []
                modules = [part for part in parts if _is_module(part)]
                yield from modules
                if len(modules) < len(names):
                    yield module


def _is_module(name: str) -> bool:
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:  # its parent is a module, not a package
        return False
