"""What every page draws, frozen: each story step and application, light, dark and in a lecture, as one digest each.

`python -m tests.frozen` says what has changed since; with `--write` it records what is drawn now, for a change that is
meant. Numbers count to five significant digits, so that another processor's last bit is no change. How a figure stacks
on a telephone is part of it (`Drawing.narrow`).
"""

import hashlib
import json
import sys
from collections.abc import Iterator
from typing import Any

import numpy as np

from explainers.catalogue import EXPLAINERS, Entry
from explainers.figure_style import Drawing, Style
from pages.stage.story import params_of
from tests.conftest import ROOT
from tests.contract.everything import record_of, words_of

FILE = ROOT / "tests" / "frozen.json"
STYLES = {"light": Style(), "dark": Style(dark=True), "lecture": Style(lecture=True)}


def canonical(node: Any) -> Any:
    """Return a figure as plain data in which equal pictures are equal: numbers with five significant digits."""
    if isinstance(node, np.ndarray):
        return canonical(node.tolist())
    if isinstance(node, dict):
        return {str(key): canonical(value) for key, value in node.items()}
    if isinstance(node, list | tuple):
        return [canonical(value) for value in node]
    if isinstance(node, bool | str) or node is None:
        return node
    rounded = f"{float(node):.5g}"
    return "0" if rounded == "-0" else rounded


def digest(drawing: Drawing) -> str:
    """Return a short name for everything that a drawing shows and says."""
    parts = canonical([drawing.traces, drawing.layout, drawing.alt, drawing.narrow])
    return hashlib.sha256(json.dumps(parts, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:16]


def drawn(entry: Entry) -> Iterator[tuple[str, Drawing]]:
    """Return the drawing of every place in the words of a page, in every style, by a name such as "… story 1, dark"."""
    explainer, words = record_of(entry), words_of(entry)
    places: list[tuple[str, Any]] = [(f"story {i}", step) for i, step in enumerate(words.story, 1)]
    places += [(f"application {i}", use) for i, use in enumerate(words.applications, 1) if use.settings]
    for name, place in places:
        result = explainer.simulate(params_of(place, explainer))
        for shade, style in STYLES.items():
            yield f"{entry.path}: {name}, {shade}", explainer.view(place.view).plot.draw(result, style)


def main(write: bool) -> int:
    """Compare what is drawn now with what was frozen, or freeze it. Returns how many drawings differ."""
    now = {name: digest(drawing) for entry in EXPLAINERS for name, drawing in drawn(entry)}
    if write:
        FILE.write_text(json.dumps(now, indent=0, ensure_ascii=False) + "\n", "utf-8")
        print(f"froze {len(now)} drawings")
        return 0
    before = json.loads(FILE.read_text("utf-8"))
    changed = [name for name in sorted(now.keys() | before.keys()) if now.get(name) != before.get(name)]
    print(*changed, f"{len(changed)} of {len(now)} drawings differ", sep="\n")
    return len(changed)


if __name__ == "__main__":
    sys.exit(min(main("--write" in sys.argv), 1))
