"""The tree of continuations: which of its branches are open, and where they stand."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from explainers.problems import BadInput
from explainers.transformers.dot_product import Array
from explainers.transformers.lm.answers import Answers
from explainers.transformers.lm.text import read_ids
from explainers.transformers.lm.writing import CHILDREN, GENERATIONS, Grown, Tree

Path = tuple[int, ...]
DEEPEST, MOST = 8, 8  # tokens of a path, and open branches


@dataclass(frozen=True)
class Node:
    """A text behind the prompt: its last token, and how likely it all is."""

    path: Path
    token: str
    logp: float  # of its last token, given what is before it
    total: float  # of the whole path
    open: bool = False


def opened_paths(opened: str) -> list[Path]:
    """Return the paths whose continuations are open, as the setting has them; that of nothing is a dot."""
    parts = opened.split()
    if len(parts) > MOST:
        raise BadInput("opened", f"At most {MOST} branches can be open: close one first.")
    return list(dict.fromkeys(tuple(read_ids(part, DEEPEST, "opened")) for part in parts))


def as_setting(paths: list[Path]) -> str:
    """Return open paths as the setting has them."""
    return " ".join(".".join(map(str, path)) or "." for path in paths)


def questions_of(text: str, paths: list[Path]) -> list[Tree]:
    """Return what is asked for a tree: an answer goes some generations far."""
    roots = dict.fromkeys(path[: len(path) - len(path) % GENERATIONS] for path in paths)
    return [Tree(text, ".".join(map(str, root))) for root in roots]


def children(text: str, path: Path, known: Answers) -> list[tuple[int, str, float]]:
    """Return the continuations of a path, likeliest first: id, token and log-probability; none where nobody knows."""
    root = path[: len(path) - len(path) % GENERATIONS]
    grown: Grown | None = known.get(Tree(text, ".".join(map(str, root))))
    if grown is None:
        return []
    start, count, place = (
        0,
        CHILDREN,
        0,
    )  # where the generation begins, how many it has, and which of its families is ours
    for token in path[len(root) :]:
        family = grown.ids[start + place * CHILDREN : start + (place + 1) * CHILDREN].tolist()
        if token not in family:
            return []
        place = place * CHILDREN + family.index(token)
        start, count = start + count, count * CHILDREN
    own = range(start + place * CHILDREN, start + (place + 1) * CHILDREN)
    return [(int(grown.ids[i]), grown.tokens[i], float(grown.logp[i])) for i in own]


def nodes(text: str, opened: str, known: Answers) -> list[Node]:
    """Return all texts that the tree shows, each before its continuations."""
    paths = set(opened_paths(opened))

    def below(path: Path, total: float) -> Iterator[Node]:
        for number, token, logp in children(text, path, known) if path in paths else []:
            longer = (*path, number)
            yield Node(longer, token, logp, total + logp, longer in paths)
            yield from below(longer, total + logp)

    return list(below((), 0.0))


def places(found: list[Node]) -> Array:
    """Return where nodes stand: x, the number of their tokens; y from the top, leaves one below the other. (n, 2)."""
    leaves = [node.path for node in found if not any(other.path[:-1] == node.path for other in found)]
    down = {path: float(i) for i, path in enumerate(leaves)}
    for node in sorted(found, key=lambda node: -len(node.path)):
        if node.path not in down:
            down[node.path] = float(np.mean([down[other.path] for other in found if other.path[:-1] == node.path]))
    return np.array([(len(node.path), down[node.path]) for node in found]).reshape(-1, 2)


def toggled(opened: str, path: Path) -> str:
    """Return the setting with a path opened, or closed with all behind it."""
    paths = opened_paths(opened)
    if path in paths:
        return as_setting([other for other in paths if other[: len(path)] != path])
    return as_setting([*paths, path])
