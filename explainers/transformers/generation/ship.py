"""Writes down the answers that are shipped: `python -m explainers.transformers.generation.ship`. Needs SmolLM2.

So the page opens at once, and its story works where the model is not. What is there is kept; --again makes all anew.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

import explainers
from explainers.transformers.generation.examples import EXAMPLES, GREEDY, HOT, SOUP
from explainers.transformers.generation.model import NUCLEUS
from explainers.transformers.lm.answers import packed
from explainers.transformers.lm.questions import file_of
from explainers.transformers.lm.real import ask_model
from explainers.transformers.lm.writing import Clock, Draw, Follow, Lens, Score, Search, Tree, Writing

HERE = Path(explainers.__path__[0])
OPENED = ("253.2232.2408", "253.3428.28")  # texts behind which the tree goes on


def questions() -> Iterator[Writing]:
    """Return everything that is shipped."""
    for example in EXAMPLES.values():
        written = {"", example.written} | ({GREEDY, HOT} if example is SOUP else set())
        for ids in sorted(written):
            yield Follow(example.text, ids)
            yield Lens(example.text, ids)
            if ids:
                yield Clock(example.text, ids)
        yield Tree(example.text)
        for width in (1, 2, 4, 8) if example is SOUP else (1, 4):
            yield Search(example.text, width)
        for seed in range(8 if example is SOUP else 1):
            yield Draw(example.text, NUCLEUS, seed)
            yield Draw(example.text, 1.0, seed)
    yield Score(SOUP.text, SOUP.own)
    yield from (Tree(SOUP.text, path) for path in OPENED)


def main() -> None:
    """Write what is missing; with --again, all of it anew."""
    folder = HERE / Writing.folder
    folder.mkdir(exist_ok=True)
    if "--again" in sys.argv:
        for old in folder.glob("*.npz"):
            old.unlink()
    for question in questions():
        file = HERE / file_of(question)
        if not file.exists():
            file.write_bytes(packed(ask_model(question)))
            print(f"{file.name}  {file.stat().st_size / 1e3:.0f} kB  {question}", flush=True)


if __name__ == "__main__":
    main()
