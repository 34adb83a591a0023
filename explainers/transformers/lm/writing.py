"""What can be asked of SmolLM2 about writing, and what it answers: plain values, which a Result holds."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from explainers.transformers.dot_product import Array
from explainers.transformers.lm.questions import Answer
from explainers.transformers.lm.shape import VOCABULARY

MAX_PROMPT = 64  # tokens of a prompt; what is beyond is cut off, and said to be
LONGEST = 48  # tokens that are written behind it
DECODED = 32  # tokens of the texts that decoders are compared by
CHILDREN, GENERATIONS = 3, 3  # of a tree: continuations of each text, and how far one answer goes
SEEN_INSIDE = 10  # places at which the lens looks into the layers
LIKELIEST, HEAPS = 200, 96  # tokens kept one by one, and heaps of others, whose sizes grow like their ranks
_EDGES = np.unique(np.geomspace(LIKELIEST, VOCABULARY, HEAPS + 1).round().astype(int))
COUNTS = np.concatenate((np.ones(LIKELIEST), np.diff(_EDGES)))  # how many tokens each of them stands for


class Writing:
    """What all these questions have: the folder of the answers that are shipped, below `explainers/`."""

    folder: ClassVar[str] = "data/generation/"


@dataclass(frozen=True)
class Follow(Writing):
    """Read a text and what was written behind it: what could have stood there instead, at every place."""

    text: str
    written: str = ""  # ids of tokens, with dots between


@dataclass(frozen=True)
class Write(Writing):
    """Write up to `count` more tokens; the answer is that to `Follow` for all that is written then."""

    text: str
    written: str
    count: int
    temperature: float
    top_k: int
    top_p: float
    min_p: float
    penalty: float
    forbidden: str  # words, with blanks between
    seed: int


@dataclass(frozen=True)
class Search(Writing):
    """Write by beam search; of width one, greedily."""

    text: str
    width: int


@dataclass(frozen=True)
class Draw(Writing):
    """Write by chance, at temperature 1: from all tokens where `top_p` is 1 (ancestral sampling), or a nucleus."""

    text: str
    top_p: float
    seed: int


@dataclass(frozen=True)
class Score(Writing):
    """Read what a person wrote behind a text: how likely is each of its tokens?"""

    text: str
    own: str


@dataclass(frozen=True)
class Tree(Writing):
    """The likeliest continuations of a text and a path behind it, and theirs, for some generations."""

    text: str
    path: str = ""  # ids of tokens, with dots between


@dataclass(frozen=True)
class Lens(Writing):
    """What each layer would have said at the last places of a text (the logit lens, nostalgebraist 2020)."""

    text: str
    written: str = ""


@dataclass(frozen=True)
class Clock(Writing):
    """Time every token of a text with a cache of keys and values, and with none."""

    text: str
    written: str


@dataclass(frozen=True, eq=False)
class Followed(Answer):
    """A prompt of T tokens, n − 1 written behind it, and what might stand at each of n places, the next included."""

    prompt: list[str]  # (T,)
    tokens: list[str]  # (n − 1,) what was written
    ids: Array  # (T + n − 1,) of both
    written_logp: Array  # (n − 1,) the log-probability of each token that was written, in nats
    choices: list[list[str]]  # (n, LIKELIEST) the likeliest tokens
    choice_ids: Array  # (n, LIKELIEST)
    logp: Array  # (n, len(COUNTS)) their log-probabilities, falling; behind them those of heaps of others
    log_partition: Array  # (n,) ln of the sum of e^logit: by so much logits are larger
    entropy: Array  # (n,) over the whole vocabulary, in nats


@dataclass(frozen=True, eq=False)
class Decoded(Answer):
    """A text of n tokens."""

    tokens: list[str]  # (n,)
    logp: Array  # (n,) in nats


@dataclass(frozen=True, eq=False)
class Grown(Answer):
    """Continuations, a generation after the other, C of every text of the last one."""

    tokens: list[str]  # (C + C² + …,)
    ids: Array  # (C + C² + …,)
    logp: Array  # (C + C² + …,) given what is before it


@dataclass(frozen=True, eq=False)
class Lensed(Answer):
    """What the layers say at W places, from the embedding to the last layer."""

    tokens: list[str]  # (W,) that stand there
    said: list[list[str]]  # (layers + 1, W) the likeliest next token, were this layer the last
    chances: Array  # (layers + 1, W) its probability
    final: Array  # (layers + 1, W) the probability of what the last layer says


@dataclass(frozen=True, eq=False)
class Timed(Answer):
    """Milliseconds of one core for each of n tokens; the first is the prefill, in which the prompt is read."""

    cached: Array  # (n,)
    at: Array  # (m,) the tokens that were written with no cache, too
    uncached: Array  # (m,)


WRITING_KINDS: dict[type, type] = {Follow: Followed, Search: Decoded, Draw: Decoded, Score: Decoded, Tree: Grown,
                                   Lens: Lensed, Clock: Timed}  # fmt: skip
