"""The take-home script: the source of the modules behind a picture, one after the other, and the current settings.

An explainer that reads shipped files says which in `carried(params, view)`: these go along, where the script expects them.
"""

import ast
import dataclasses
import importlib
import inspect
import io
import sys
import zipfile
from types import ModuleType
from typing import Any

PACKAGE = "explainers"


def script_of(module: ModuleType, params: Any, view: str) -> str:
    """Return a self-contained script that computes the figure `plot_{view}` at `params` and shows it.

    The modules that the figure needs are found by following imports inside `explainers`, and pasted in that order.
    """
    plot = inspect.unwrap(getattr(module, f"plot_{view}"))
    needed: list[str] = []
    _follow(plot.__module__, needed)
    _follow(module.simulate.__module__, needed)
    trees = [ast.parse(inspect.getsource(importlib.import_module(name))) for name in needed]

    imports = sorted(
        {ast.unparse(node) for tree in trees for node in tree.body if _is_import(node) and not _ours(node)}
    )
    bodies = []
    for name in needed:
        text = inspect.getsource(importlib.import_module(name))
        bodies.append(f"# {'-' * 20} {name} {'-' * 20}\n\n{_without_imports(text)}")
    settings = ",\n".join(f"    {f.name}={getattr(params, f.name)!r}" for f in dataclasses.fields(params))
    question = (inspect.getdoc(module) or "").splitlines()[0]
    return "\n".join(
        [
            f'"""{question}\n\nNeeds Python 3.11 or newer: pip install {" ".join(packages(trees))}\n"""\n',
            *imports,
            "",
            *bodies,
            f"# {'-' * 20} this very picture {'-' * 20}\n",
            f"params = Params(\n{settings},\n)",
            "result = simulate(params)",
            f"figure = plot_{view}(result, Style())",
            "",
            'if __name__ == "__main__":',
            '    print(figure.layout.meta["alt"])',
            f'    figure.write_html("{view}.html")  # open it in a browser',
            "",
        ]
    )


def archive_of(module: ModuleType, params: Any, view: str, name: str) -> bytes:
    """Return the script, as `name`, and the files that `module.carried` names, in one ZIP archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, script_of(module, params, view))
        for path, content in module.carried(params, view).items():
            archive.writestr(path, content)
    return packed.getvalue()


def packages(trees: list[ast.Module]) -> list[str]:
    """Return the names under which pip knows the packages that these modules import."""
    nodes = [node for tree in trees for node in ast.walk(tree) if _is_import(node) and not _ours(node)]
    names = {
        str(name).split(".")[0]
        for node in nodes
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else [alias.name for alias in node.names])
    }
    return sorted({"ot": "pot"}.get(name, name) for name in names - sys.stdlib_module_names)


def _follow(name: str, needed: list[str]) -> None:
    if name in needed:
        return
    for node in ast.parse(inspect.getsource(importlib.import_module(name))).body:
        if isinstance(node, ast.ImportFrom) and _ours(node):
            _follow(str(node.module), needed)
    needed.append(name)


def _is_import(node: ast.AST) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _ours(node: ast.AST) -> bool:
    return isinstance(node, ast.ImportFrom) and str(node.module).split(".")[0] == PACKAGE


def _without_imports(text: str) -> str:
    lines = text.splitlines()
    for node in reversed(ast.parse(text).body):
        if _is_import(node):
            del lines[node.lineno - 1 : node.end_lineno]
    return "\n".join(lines).strip() + "\n"
