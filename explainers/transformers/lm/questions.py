"""What can be asked of the real models, and what they answer: plain values, which a Result holds."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from explainers.transformers.dot_product import Array

FOLDER = "data/attention/"  # of the answers that are shipped, below `explainers/`
KEPT_NEXT = 200  # the likeliest next tokens whose logits are kept; a sampler never looks further


@dataclass(frozen=True)
class Read:
    """Run SmolLM2 over a text: every head's attention map, and the logits of what may come next."""

    text: str
    written: str = ""  # ids of the tokens that the model has written behind it, with dots between


@dataclass(frozen=True)
class Projections:
    """The same run of an example sentence, for queries, keys and values of the heads for which they are not shipped."""

    text: str


@dataclass(frozen=True)
class AblateEach:
    """Ablate every head, and every attention weight of the last row, one at a time: what it does to the next token."""

    text: str


@dataclass(frozen=True)
class Intervene:
    """Run SmolLM2 over a text with heads ablated, or one attention weight overwritten."""

    text: str
    off: str  # such as "3.7 12.0": layer and head
    cell: str = ""  # a `text.Cell`, as text


@dataclass(frozen=True)
class Encode:
    """Run MiniLM over a text, in which every token may look at all others."""

    text: str


@dataclass(frozen=True)
class Sample:
    """Write on behind a text: the answer is `written` with more tokens, as `Written`."""

    text: str
    written: str
    count: int
    temperature: float
    top_k: int
    top_p: float
    seed: int


Question = Read | Projections | AblateEach | Intervene | Encode | Sample


class Answer:
    """What all answers have."""

    @property
    def nbytes(self) -> int:
        """How much memory its numbers take."""
        return sum(map(_nbytes, vars(self).values()))


def _nbytes(value: Any) -> int:
    if isinstance(value, Mapping):
        return sum(map(_nbytes, value.values()))
    return int(value.nbytes) if isinstance(value, np.ndarray | Answer) else 100


@dataclass(frozen=True, eq=False)
class Next(Answer):
    """What may come next, at N places: the likeliest tokens and their logits."""

    ids: Array  # (N, K)
    tokens: list[list[str]]  # (N, K) the same, as text
    logits: Array  # (N, K) falling
    log_partition: Array  # (N,) ln of the sum of e^logit over the whole vocabulary


@dataclass(frozen=True, eq=False)
class Reading(Answer):
    """A text as SmolLM2 reads it."""

    tokens: list[str]  # (T,)
    ids: Array  # (T,)
    maps: Array  # (layer, head, T, T)
    next: Next  # behind the text, and behind each token written after it
    qkv: Mapping[str, Array]  # by "layer.head": queries, keys and values, (3, T, d), before positions turn q and k


@dataclass(frozen=True, eq=False)
class AblationEffects(Answer):
    """What removing something changes: KL in nats from the next-token probabilities before to those after."""

    heads: Array  # (layer, head) the head ablated at every token
    cells: Array  # (layer, head, T) the last row's weight on a column set to zero


@dataclass(frozen=True, eq=False)
class Intervened(Answer):
    """Next-token probabilities after an intervention."""

    next: Next
    chances: Array  # (K,) after, of the tokens that were likeliest before
    kl: Array  # () in nats, from before to after, over the whole vocabulary


@dataclass(frozen=True, eq=False)
class Encoding(Answer):
    """A text as MiniLM reads it."""

    tokens: list[str]
    maps: Array  # (layer, head, T, T)
    without_positions: Array  # (layer, head, T, T) with no position vectors added to its tokens


@dataclass(frozen=True, eq=False)
class Written(Answer):
    """What the model wrote."""

    ids: str  # with dots between


KINDS: dict[type, type] = {Read: Reading, Projections: Reading, AblateEach: AblationEffects, Intervene: Intervened,
                           Encode: Encoding}  # fmt: skip


def file_of(question: Any) -> str:
    """Return the name of the file that holds the answer to a question, where one is shipped."""
    asked = json.dumps([type(question).__name__, *vars(question).values()], ensure_ascii=False)
    folder = getattr(question, "folder", FOLDER)
    return f"{folder}{type(question).__name__.lower()}-{hashlib.sha256(asked.encode()).hexdigest()[:12]}.npz"
