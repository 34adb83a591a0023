"""What SmolLM2 is asked about writing, and how each question is answered: a tree, the layers, a text, the time."""

import time
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import Tensor

from explainers.transformers.lm.cached import Cache, Reader
from explainers.transformers.lm.decoder import Decoder
from explainers.transformers.lm.files import one_at_a_time
from explainers.transformers.lm.spelling import spelt
from explainers.transformers.lm.text import read_ids
from explainers.transformers.lm.writer import draw, follow, prompt_ids, read, search, text_of, write
from explainers.transformers.lm.writing import (
    CHILDREN,
    DECODED,
    GENERATIONS,
    LONGEST,
    SEEN_INSIDE,
    Clock,
    Decoded,
    Draw,
    Follow,
    Grown,
    Lens,
    Lensed,
    Score,
    Search,
    Timed,
    Tree,
    Write,
    Writing,
)
from explainers.worker_process import Report

TURNS, TIMED_EVERY = 2, 4  # of turns the quickest counts; with no cache every fourth token is timed


def answer(model: Decoder, question: Writing, report: Report) -> Any:
    """Answer a question; the model is held for one run at a time."""
    return ANSWERS[type(question)](model, question, report)


def score(model: Decoder, question: Score, report: Report) -> Decoded:
    """Return how likely the tokens are that a person wrote behind a text."""
    ids = prompt_ids(model, question.text)
    more = list(model.tokenizer.encode(" " + question.own).ids[:DECODED])
    _, x, _ = read(model, ids + more)
    logp = model.logits(x[len(ids) - 1 : -1]).log_softmax(-1)
    return Decoded(spelt(model.tokenizer, more), logp[torch.arange(len(more)), more].numpy())


def tree(model: Decoder, question: Tree, report: Report) -> Grown:
    """Return the likeliest continuations, and theirs: every generation is one run of the model."""
    ids = prompt_ids(model, question.text) + read_ids(question.path, LONGEST, "opened")
    cache, x, reader = read(model, ids, GENERATIONS)
    logits, tokens, logp = model.logits(x[-1:]), list[int](), list[Tensor]()
    for generation in range(GENERATIONS):
        best = logits.log_softmax(-1).topk(CHILDREN)
        tokens += best.indices.flatten().tolist()
        logp.append(best.values.flatten())
        if generation < GENERATIONS - 1:
            cache = cache.of(torch.arange(len(logits)).repeat_interleave(CHILDREN))
            with one_at_a_time:
                logits = model.logits(reader.read(best.indices.reshape(-1, 1), cache)[:, -1])
    return Grown([text_of(model, number) for number in tokens], np.array(tokens), torch.cat(logp).numpy())


def lens(model: Decoder, question: Lens, report: Report) -> Lensed:
    """Return what would be said if a layer were the last: its output normalised and compared with all tokens."""
    ids = prompt_ids(model, question.text) + read_ids(question.written, LONGEST)
    every: list[Tensor] = []
    with one_at_a_time:
        Reader(model).read([ids], Cache(len(ids)), every)
    last = len(ids) - min(SEEN_INSIDE, len(ids))
    says = model.logits(every[-1][0, last:]).argmax(-1)
    said, chances, final = [], [], []
    for x in every:
        with one_at_a_time:
            found = model.logits(x[0, last:]).softmax(-1)
        best = found.max(-1)
        said.append([text_of(model, number) for number in best.indices.tolist()])
        chances.append(best.values)
        final.append(found[torch.arange(len(says)), says])
    tokens = spelt(model.tokenizer, ids)[last:]
    return Lensed(tokens, said, torch.stack(chances).numpy(), torch.stack(final).numpy())


def clock(model: Decoder, question: Clock, report: Report) -> Timed:
    """Write a text anew, token by token, with a cache and with none; what is written is given."""
    ids, written = prompt_ids(model, question.text), read_ids(question.written, LONGEST)
    reader, cache = Reader(model), Cache(len(ids) + len(written))
    at = sorted({*range(0, len(written) + 1, TIMED_EVERY), len(written)})
    cached, uncached = [], []

    def scores(new: list[int], kept: Cache | None = None) -> Tensor:
        return model.logits(reader.read([new], kept or Cache(len(new)))[0, -1])

    milliseconds(partial(scores, ids))  # the first run of all is slower
    for done in range(len(written) + 1):
        new, whole = written[done - 1 : done] if done else ids, ids + written[:done]
        cached.append(milliseconds(partial(scores, new, cache), cache))
        if done in at:
            uncached.append(milliseconds(partial(scores, whole)))
        report((done + 1) / (len(written) + 1), f"token {done + 1}")
        time.sleep(0.005)  # whoever wants something quick meanwhile goes first
    return Timed(np.array(cached), np.array(at), np.array(uncached))


def milliseconds(run: Callable[[], Tensor], cache: Cache | None = None) -> float:
    """Return how long a run of the model keeps a core busy; the quickest of a few."""
    times, length = [], cache.length if cache else 0
    for _ in range(TURNS):
        if cache:
            cache.length = length
        with one_at_a_time:
            started = time.thread_time()  # not what others do on this machine meanwhile
            run()
            times.append(1000 * (time.thread_time() - started))
    return min(times)


ANSWERS: dict[type, Callable[..., Any]] = {
    Follow: follow, Write: write, Search: search, Draw: draw, Score: score, Tree: tree, Lens: lens, Clock: clock,
}  # fmt: skip
