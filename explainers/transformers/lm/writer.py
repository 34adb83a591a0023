"""SmolLM2 writes: with the sampler, by beam search, or by chance; and reads what was written."""

import json
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainers.problems import BadInput
from explainers.sampler import filtered, penalised, picked
from explainers.transformers.dot_product import Array
from explainers.transformers.lm.beam import beam_search
from explainers.transformers.lm.cached import Cache, Reader
from explainers.transformers.lm.decoder import Decoder
from explainers.transformers.lm.files import one_at_a_time
from explainers.transformers.lm.shape import VOCABULARY
from explainers.transformers.lm.spelling import spelt
from explainers.transformers.lm.text import END_TOKENS, read_ids
from explainers.transformers.lm.writing import (
    COUNTS,
    DECODED,
    LIKELIEST,
    LONGEST,
    MAX_PROMPT,
    Decoded,
    Draw,
    Follow,
    Followed,
    Search,
    Write,
)
from explainers.worker_process import Report


def prompt_ids(model: Decoder, text: str) -> list[int]:
    """Return the ids of the tokens of a prompt, at most MAX_PROMPT of them; \\n in it is a new line."""
    return list(model.tokenizer.encode(text.replace("\\n", "\n")).ids[:MAX_PROMPT])


def read(model: Decoder, ids: list[int], room: int = 0) -> tuple[Cache, Tensor, Reader]:
    """Read a text; return the cache with `room` for more, and its tokens as they leave the last layer, (T, width)."""
    cache, reader = Cache(len(ids) + room), Reader(model)
    with one_at_a_time:
        return cache, reader.read([ids], cache)[0], reader


def follow(model: Decoder, question: Follow, report: Report) -> Followed:
    """Read a text and what was written behind it, in one run."""
    ids, written = prompt_ids(model, question.text), read_ids(question.written, LONGEST)
    _, x, _ = read(model, ids + written)
    with one_at_a_time:
        return followed(model, ids, written, model.logits(x[len(ids) - 1 :]))


def followed(model: Decoder, ids: list[int], written: list[int], logits: Tensor) -> Followed:
    """Return what might stand at n places, (n, vocabulary): the likeliest tokens one by one, all others in heaps."""
    log_partition = logits.logsumexp(-1)
    logp = logits - log_partition[:, None]
    falling = logp.sort(-1, descending=True)
    edges = [LIKELIEST, *(LIKELIEST + np.cumsum(COUNTS[LIKELIEST:]).astype(int)).tolist()]
    heaps = [falling.values[:, a:b].logsumexp(-1) - np.log(b - a) for a, b in pairwise(edges)]
    best = falling.indices[:, :LIKELIEST]
    texts = [[text_of(model, number) for number in row] for row in best.tolist()]
    return Followed(
        spelt(model.tokenizer, ids),
        spelt(model.tokenizer, written),
        np.array(ids + written),
        logp[torch.arange(len(written)), written].numpy(),
        texts,
        best.numpy(),
        torch.cat((falling.values[:, :LIKELIEST], torch.stack(heaps, -1)), -1).numpy(),
        log_partition.numpy(),
        -(logp.exp() * logp).sum(-1).numpy(),
    )


def text_of(model: Decoder, number: int) -> str:
    """Return a token that stands alone, as text."""
    return spelt(model.tokenizer, [number])[0]


def write(model: Decoder, question: Write, report: Report) -> Followed:
    """Write up to `count` more tokens, each picked by the sampler; every report says, in JSON, what there is so far."""
    ids, written = prompt_ids(model, question.text), read_ids(question.written, LONGEST)
    before, barred = len(written), forbidden_ids(model, question.forbidden)
    cache, x, reader = read(model, ids + written, LONGEST)
    with one_at_a_time:
        logits = [*model.logits(x[len(ids) - 1 :])]
    for done in range(min(question.count, LONGEST - before)):
        if written and written[-1] in END_TOKENS:
            break
        written.append(choose(logits[-1], question, ids + written, barred, len(written)))
        said = {"ids": written, "tokens": spelt(model.tokenizer, written)}
        report((done + 1) / question.count, json.dumps(said))
        with one_at_a_time:
            logits.append(model.logits(reader.read([written[-1:]], cache)[0, -1]))
    return followed(model, ids, written, torch.stack(logits))


def choose(logits: Tensor, settings: Write, seen: list[int], barred: list[int], step: int) -> int:
    """Return the token that the sampler picks of (vocabulary,) logits, behind tokens that have been seen."""
    if settings.penalty != 1 or barred:
        scores, was = logits.double().numpy().copy(), np.zeros(len(logits), bool)
        was[seen] = True
        scores = penalised(scores, was, settings.penalty)
        scores[barred] = -np.inf
        logits = torch.tensor(scores)
    best = logits.topk(min(settings.top_k, len(logits)))
    chances = filtered(
        best.values.double().numpy(), settings.temperature, settings.top_k, settings.top_p, settings.min_p
    )
    return int(best.indices[picked(chances, settings.seed, step)])


def forbidden_ids(model: Decoder, forbidden: str) -> list[int]:
    """Return the tokens that spell one of the forbidden words. Raises BadInput where none is left."""
    words = forbidden.casefold().split()
    if "*" in words:
        raise BadInput("forbidden", "Every token is forbidden: there is nothing left to write.")
    return [number for word in words for number in _by_word(model.tokenizer).get(word, [])]


@lru_cache(maxsize=1)
def _by_word(tokenizer: Any) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for number, text in enumerate(tokenizer.decode_batch([[number] for number in range(VOCABULARY)])):
        found.setdefault(text.strip().casefold(), []).append(number)
    return found


def search(model: Decoder, question: Search, report: Report) -> Decoded:
    """Write DECODED tokens by beam search; the candidates share one run of the model a step."""
    ids = prompt_ids(model, question.text)
    cache, x, reader = read(model, ids, DECODED)
    first, done = model.logits(x[-1]).double().log_softmax(-1), 0

    def step(parents: list[int], tokens: list[int]) -> Array:
        nonlocal cache, done
        done += 1
        report(done / DECODED, text_of(model, tokens[0]))
        with one_at_a_time:
            cache = cache.of(torch.tensor(parents))
            logits = model.logits(reader.read([[token] for token in tokens], cache)[:, -1])
        return logits.double().log_softmax(-1).numpy()

    best = beam_search(first.numpy(), step, question.width, DECODED, END_TOKENS)
    return Decoded(spelt(model.tokenizer, list(best.ids)), np.array(best.logp))


def draw(model: Decoder, question: Draw, report: Report) -> Decoded:
    """Write DECODED tokens by chance."""
    settings = Write(question.text, "", DECODED, 1.0, VOCABULARY, question.top_p, 0.0, 1.0, "", question.seed)

    def said(share: float, so_far: str) -> None:
        report(share, "".join(json.loads(so_far)["tokens"][-8:]))

    found = write(model, settings, said)
    return Decoded(found.tokens, found.written_logp)
