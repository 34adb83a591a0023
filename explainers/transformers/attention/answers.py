"""What is asked of the real models, and what they answered.

An answer comes from memory, from the files that are shipped for the example sentences, or from the model itself, if it
is on this machine (`real.py` registers it as the engine). A script that is taken home carries its answers along.
"""

import hashlib
import io
import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, fields
from threading import Lock
from typing import Any, TypeVar

import numpy as np

from explainers.problems import BadInput
from explainers.shipped import shipped
from explainers.transformers.attention.attention import Array

FOLDER = "data/attention/"  # of the answers that are shipped, below `explainers/`
REMEMBERED = 32  # answers, of all visitors together
KEPT_NEXT = 200  # the likeliest next tokens whose scores are kept; a sampler never looks further


@dataclass(frozen=True)
class Read:
    """Read a text: every head of SmolLM2 on it, and what may come next."""

    text: str
    written: str = ""  # numbers of the tokens that the model has written behind it, with dots between


@dataclass(frozen=True)
class Inside:
    """Read an example sentence again, for what is inside those heads that are not shipped."""

    text: str


@dataclass(frozen=True)
class Weigh:
    """Weigh every head, and every cell of the last row, by what its removal does to the next word."""

    text: str


@dataclass(frozen=True)
class Operate:
    """Read a text with heads switched off, or a cell overwritten."""

    text: str
    off: str  # such as "3.7 12.0": layer and head
    cell: str = ""  # a `settings.Cell`, as text


@dataclass(frozen=True)
class BothWays:
    """Read a text with MiniLM, in which every token may look at all others."""

    text: str


@dataclass(frozen=True)
class Write:
    """Write on behind a text: the answer is `written` with more tokens."""

    text: str
    written: str
    count: int
    heat: float
    top_k: int
    top_p: float
    seed: int


Question = Read | Inside | Weigh | Operate | BothWays | Write


@dataclass(frozen=True)
class Next:
    """What may come next, at N places: the likeliest tokens and their scores."""

    ids: Array  # (N, K)
    tokens: list[list[str]]  # (N, K) the same, as text
    logits: Array  # (N, K) falling
    whole: Array  # (N,) ln of the sum of e^logit over the whole vocabulary


@dataclass(frozen=True)
class Reading:
    """A text as SmolLM2 reads it."""

    tokens: list[str]  # (T,)
    ids: Array  # (T,)
    maps: Array  # (layer, head, T, T)
    next: Next  # behind the text, and behind each token written after it
    inside: dict[str, Array]  # by "layer.head": q, k and v, (3, T, d), before positions turn q and k


@dataclass(frozen=True)
class Worth:
    """What removing something changes: KL in nats from the next-word probabilities before to those after."""

    heads: Array  # (layer, head) the head switched off everywhere
    cells: Array  # (layer, head, T) the last row's weight on a column set to nothing


@dataclass(frozen=True)
class Outcome:
    """Next-word probabilities after surgery."""

    next: Next
    chances: Array  # (K,) after, of the tokens that were likeliest before
    kl: Array  # () in nats, from before to after, over the whole vocabulary


@dataclass(frozen=True)
class Sides:
    """A text as MiniLM reads it."""

    tokens: list[str]
    maps: Array  # (layer, head, T, T)
    unplaced: Array  # (layer, head, T, T) with no positions added to its tokens


A = TypeVar("A", Reading, Worth, Outcome, Sides)
KINDS: dict[type, type] = {Read: Reading, Inside: Reading, Weigh: Worth, Operate: Outcome, BothWays: Sides}
ENGINE: list[Callable[[Question], Any]] = []  # computes an answer, where a model is on this machine
_remembered: OrderedDict[Question, Any] = OrderedDict()
_lock = Lock()


def file_of(question: Question) -> str:
    """Return the name of the file that holds the answer to a question, where one is shipped."""
    asked = json.dumps([type(question).__name__, *vars(question).values()], ensure_ascii=False)
    return f"{FOLDER}{type(question).__name__.lower()}-{hashlib.sha256(asked.encode()).hexdigest()[:12]}.npz"


def at_hand(question: Question) -> Any:
    """Return the answer if it is remembered or shipped, else None."""
    with _lock:
        if question in _remembered:
            _remembered.move_to_end(question)
            return _remembered[question]
    if type(question) not in KINDS:
        return None
    try:
        return remember(question, unpacked(shipped(file_of(question)), KINDS[type(question)]))
    except FileNotFoundError:
        return None


def remember(question: Question, answer: Any) -> Any:
    """Keep an answer; the one that was longest not asked for is forgotten."""
    with _lock:
        _remembered[question] = answer
        while len(_remembered) > REMEMBERED:
            _remembered.popitem(last=False)
    return answer


def answer(question: Question) -> Any:
    """Return the answer, from the model itself if need be. Raises BadInput when there is no model."""
    known = at_hand(question)
    if known is not None:
        return known
    if not ENGINE:
        raise BadInput("text", "This needs the model itself, which is not here; this text comes with its answers only.")
    return remember(question, ENGINE[0](question))


def packed(given: Any) -> bytes:
    """Return an answer as the bytes of a compressed .npz: maps in half precision, words as JSON."""
    arrays: dict[str, Any] = {}
    for field in fields(given):
        value = getattr(given, field.name)
        if isinstance(value, Next):
            arrays |= {f"next.{part.name}": _flat(getattr(value, part.name)) for part in fields(value)}
        elif field.name == "inside":
            arrays |= {f"inside.{head}": _flat(part) for head, part in value.items()}
        else:
            arrays[field.name] = _flat(value)
    stream = io.BytesIO()
    np.savez_compressed(stream, **arrays)
    return stream.getvalue()


def _flat(value: Any) -> Any:
    if isinstance(value, list):
        return np.frombuffer(json.dumps(value, ensure_ascii=False).encode(), np.uint8)
    value = np.asarray(value)
    if value.dtype.kind in "iu":
        return value.astype(np.int32)
    return value.astype(np.float16 if value.size > 2000 else np.float32)


def unpacked(content: bytes, kind: type[A]) -> A:
    """Return the answer that was packed. Rows of maps, rounded on the way, sum to one again."""
    with np.load(io.BytesIO(content)) as stored:
        found = {name: _full(stored[name]) for name in stored.files}
    for name in {"maps", "unplaced"} & set(found):
        found[name] = found[name] / found[name].sum(axis=-1, keepdims=True)
    parts = {name.removeprefix("next."): value for name, value in found.items() if name.startswith("next.")}
    inside = {name.removeprefix("inside."): value for name, value in found.items() if name.startswith("inside.")}
    plain = {name: value for name, value in found.items() if "." not in name}
    names = {field.name for field in fields(kind)}
    if "next" in names:
        plain["next"] = Next(**parts)
    if "inside" in names:
        plain["inside"] = inside
    return kind(**plain)


def _full(value: Any) -> Any:
    if value.dtype == np.uint8:
        return json.loads(value.tobytes())
    return value.astype(float) if value.dtype.kind == "f" else value
