"""Text generation: the sampler against `transformers`, the cache against none, beams against all texts, bad input."""

import itertools
import json
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

import explainers
from explainers.figure_style import Style
from explainers.problems import BadInput
from explainers.sampler import filtered, penalised
from explainers.transformers.generation import EXPLAINER, Params
from explainers.transformers.generation.examples import GREEDY, SOUP
from explainers.transformers.generation.model import decoders, files, simulate
from explainers.transformers.generation.paths import nodes, places, toggled
from explainers.transformers.generation.shaping import Settings, shaped
from explainers.transformers.lm import writer
from explainers.transformers.lm.answers import not_shipped, shipped_answer
from explainers.transformers.lm.beam import beam_search
from explainers.transformers.lm.cached import Cache, Reader
from explainers.transformers.lm.questions import file_of
from explainers.transformers.lm.real import ask_model
from explainers.transformers.lm.shape import VOCABULARY
from explainers.transformers.lm.writing import (
    COUNTS,
    LIKELIEST,
    Draw,
    Follow,
    Lens,
    Score,
    Search,
    Tree,
    Write,
    Writing,
)
from explainers.worker_process import Cancelled

asked = Write(SOUP.text, "", 4, 1.0, VOCABULARY, 0.9, 0.0, 1.0, "", 3)


def trusted(logits: torch.Tensor, seen: list[int], s: Settings) -> np.ndarray:
    """Return the probabilities of all tokens behind the processors of `transformers`, in the order of `generate`."""
    from transformers import (
        MinPLogitsWarper,
        RepetitionPenaltyLogitsProcessor,
        TemperatureLogitsWarper,
        TopKLogitsWarper,
        TopPLogitsWarper,
    )

    scores, ids = logits[None].clone(), torch.tensor([seen])
    for process in (RepetitionPenaltyLogitsProcessor(s.penalty), TemperatureLogitsWarper(s.temperature),
                    TopKLogitsWarper(s.top_k), TopPLogitsWarper(s.top_p), MinPLogitsWarper(s.min_p)):  # fmt: skip
        scores = process(ids, scores)
    return scores.softmax(-1)[0].numpy()


@given(st.floats(0.05, 4), st.integers(1, 60), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(1, 2),
       st.integers(0, 10**6))  # fmt: skip
def test_every_filter_is_that_of_transformers(temperature, top_k, top_p, min_p, penalty, seed):
    rng = np.random.default_rng(seed)
    logits, seen = rng.normal(size=60) * 3, rng.choice(60, 12)
    wanted = trusted(torch.tensor(logits), seen.tolist(), Settings(temperature, top_k, top_p, min_p, penalty))
    scores = penalised(logits, np.isin(np.arange(60), seen), penalty)
    falling, chances = np.argsort(-scores), np.empty(60)
    chances[falling] = filtered(scores[falling], temperature, top_k, top_p, min_p)
    np.testing.assert_allclose(chances, wanted, atol=1e-9)


@given(st.integers(1, 12), st.floats(0.2, 3), st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.integers(0, 10**6))
def test_a_heap_is_so_many_tokens_that_are_equally_likely(top_k, temperature, top_p, min_p, seed):
    rng = np.random.default_rng(seed)
    logits, counts = np.sort(rng.normal(size=6))[::-1] * 3, np.array([1, 1, 1, 2, 3, 5])
    heaped = filtered(logits, temperature, top_k, 1.0, min_p, counts)
    one_by_one = filtered(np.repeat(logits, counts), temperature, top_k, 1.0, min_p)
    np.testing.assert_allclose(heaped, np.add.reduceat(one_by_one, np.cumsum(counts) - counts), atol=1e-12)
    singles = filtered(logits, temperature, 3, top_p, min_p, counts)
    np.testing.assert_allclose(singles, filtered(logits, temperature, 3, top_p, min_p), atol=1e-12)


def test_the_bars_are_those_of_the_whole_vocabulary(real):
    model, written = real[0], [int(part) for part in GREEDY.split(".")[:20]]
    ids = writer.prompt_ids(model, SOUP.text)
    with torch.inference_mode():
        logits = model.logits(model.run(model.embed(ids + written), {})[0, -1]).double()
    found = ask_model(Follow(SOUP.text, ".".join(map(str, written))))
    for s in (Settings(), Settings(1.3, 40, 0.8, 0.02, 1.2), Settings(2.0), Settings(0.5, top_p=0.95),
              Settings(1.0, 5000, 0.99), Settings(min_p=0.05, penalty=1.5)):  # fmt: skip
        wanted, chances = trusted(logits, ids + written, s), shaped(found, len(written), s)
        assert chances.sum() == pytest.approx(1.0)
        np.testing.assert_allclose(chances[:LIKELIEST], wanted[found.choice_ids[-1]], atol=3e-4, rtol=0.03)
    entropy = -(logits.log_softmax(-1).exp() * logits.log_softmax(-1)).sum()
    assert found.entropy[-1] == pytest.approx(float(entropy), rel=1e-4)
    assert COUNTS.sum() == VOCABULARY


def test_a_cache_changes_nothing_and_a_text_is_as_likely_as_in_one_run(real):
    model, ids = real[0], real[0].tokenizer.encode(SOUP.text + " salt and a story").ids
    with torch.inference_mode():
        whole = model.run(model.embed(ids), {})[0]
        reader, cache = Reader(model), Cache(len(ids), 2)
        parts = [reader.read([ids[:5]] * 2, cache), *(reader.read([[token]] * 2, cache) for token in ids[5:])]
        torch.testing.assert_close(torch.cat(parts, 1), torch.stack((whole, whole)), atol=2e-3, rtol=1e-3)
        logp = model.logits(whole).log_softmax(-1)
    found = ask_model(Score(SOUP.text, "salt and a story"))
    start = len(ids) - len(found.tokens)
    wanted = [float(logp[start + i - 1, ids[start + i]]) for i in range(len(found.tokens))]
    np.testing.assert_allclose(found.logp, wanted, atol=1e-3)


@settings(max_examples=20)
@given(st.integers(2, 5), st.integers(1, 4), st.integers(0, 10**6))
def test_beams_that_are_wide_enough_find_the_likeliest_of_all_texts(vocabulary, length, seed):
    rows = np.random.default_rng(seed).normal(size=(vocabulary + 1, vocabulary)) * 2  # behind each; last, the first
    rows -= np.log(np.exp(rows).sum(axis=1, keepdims=True))

    def total(text):
        return rows[-1][text[0]] + sum(rows[a][b] for a, b in itertools.pairwise(text))

    def found(width, ends=()):
        return beam_search(rows[-1], lambda parents, tokens: rows[tokens], width, length, ends)

    every, narrow = list(itertools.product(range(vocabulary), repeat=length)), found(2)
    best = max(map(total, every))
    assert found(vocabulary**length).total == pytest.approx(best)
    assert narrow.total == pytest.approx(total(narrow.ids))
    assert narrow.total <= best + 1e-9
    greedy = [int(rows[-1].argmax())]
    while len(greedy) < length:
        greedy.append(int(rows[greedy[-1]].argmax()))
    assert found(1).ids == tuple(greedy)
    ended = [text[: text.index(0) + 1] if 0 in text else text for text in every]
    assert found(vocabulary**length, {0}).total == pytest.approx(max(map(total, ended)))


def test_writing_can_be_cancelled_at_the_first_token_and_gone_on_with(real):
    whole = ask_model(asked)
    said: list[str] = []

    def stop(share, doing):
        said.append(doing)
        raise Cancelled

    with pytest.raises(Cancelled):
        ask_model(asked, stop)
    first = json.loads(said[0])["ids"]
    assert len(said) == len(first) == 1
    rest = ask_model(replace(asked, written=str(first[0]), count=3))
    np.testing.assert_array_equal(rest.ids, whole.ids)
    again = ask_model(Follow(SOUP.text, ".".join(map(str, whole.ids[len(whole.prompt) :]))))
    np.testing.assert_allclose(again.written_logp, whole.written_logp, atol=1e-3)
    np.testing.assert_allclose(again.logp, whole.logp, atol=1e-2)


def test_what_is_forbidden_is_not_written_and_greedy_is_a_beam_of_one(real):
    greedy = replace(asked, temperature=0.0, count=3)
    assert ask_model(greedy).tokens == shipped_answer(Search(SOUP.text, 1)).tokens[:3]
    assert " a" not in ask_model(replace(greedy, forbidden="A The")).tokens
    with pytest.raises(BadInput, match="Every token is forbidden"):
        ask_model(replace(greedy, forbidden="*"))
    assert ask_model(replace(greedy, top_p=0.0, temperature=1.0)).tokens == ask_model(greedy).tokens


def test_the_last_layer_of_the_lens_and_the_tree_say_what_the_model_says(real):
    followed, lens, tree = (ask_model(q) for q in (Follow(SOUP.text), Lens(SOUP.text), Tree(SOUP.text)))
    assert lens.said[-1][-1] == followed.choices[0][0]
    assert lens.chances[-1, -1] == lens.final[-1, -1] == pytest.approx(np.exp(followed.logp[0, 0]), rel=1e-3)
    assert tree.tokens[:3] == followed.choices[0][:3]
    second = ask_model(Follow(SOUP.text, str(tree.ids[1])))
    np.testing.assert_allclose(tree.logp[6:9], second.logp[1, :3], atol=1e-3)
    grown = nodes(SOUP.text, f". {tree.ids[1]}", {Tree(SOUP.text): tree})
    assert [node.token for node in grown if len(node.path) == 2] == second.choices[1][:3]
    assert places(grown).shape == (6, 2)
    assert toggled(toggled(".", (5,)), ()) == ""


def test_shipped_answers_are_the_models_and_all_of_them_are_used(real):
    from explainers.transformers.generation import ship

    stored = sorted((Path(explainers.__path__[0]) / Writing.folder).glob("*.npz"))
    assert {file.name for file in stored} == {Path(file_of(question)).name for question in ship.questions()}
    assert sum(file.stat().st_size for file in stored) < 3e6
    kept, fresh = shipped_answer(Follow(SOUP.text, SOUP.written)), ask_model(Follow(SOUP.text, SOUP.written))
    assert kept.tokens == fresh.tokens == shipped_answer(Draw(SOUP.text, 0.9, 1)).tokens[: len(fresh.tokens)]
    np.testing.assert_allclose(kept.entropy, fresh.entropy, atol=1e-3)
    np.testing.assert_allclose(kept.logp[:, :50], fresh.logp[:, :50], atol=1e-2)
    result = simulate(Params())
    assert not_shipped(result.answers) == {}
    assert set(files(Params(), "decoders")) == {
        file_of(q) for q in (Follow(SOUP.text, SOUP.written), *decoders(Params()).values())
    }


@pytest.mark.parametrize(("changes", "field"), [
    ({"text": ""}, "text"), ({"text": " \u202e\n"}, "text"), ({"text": "x" * 10_000}, "text"),
    ({"text": "not shipped"}, "text"),
    ({"forbidden": "*"}, "forbidden"), ({"written": "1.x"}, "written"), ({"opened": "1 " * 9}, "opened"),
    ({"temperature": -1.0}, "temperature"), ({"top_p": 1.5}, "top_p"),
])  # fmt: skip
def test_bad_input_gets_a_sentence(changes, field):
    with pytest.raises(BadInput) as caught:
        simulate(replace(Params(), **changes))
    assert caught.value.field == field
    assert caught.value.sentence.endswith(".")


@pytest.mark.parametrize("text", ["🍕🍕 e\u0301", "مرحبا بالعالم", "<b>%{x}</b> & " + "word " * 80])
def test_any_prompt_can_be_drawn_before_and_after_answers_come(real, text):
    text, arabic = text.strip(), text.startswith("م")
    params = Params(text=text, written="5", own="", place=1, temperature=0.0, top_p=0.0)
    known = {question: ask_model(question) for question in (Follow(text, "5"), *[Lens(text, "5"), Tree(text)] * arabic)}
    result = simulate(params, known)
    drawn = [view.plot(result, Style()) for view in EXPLAINER.views]
    assert all(figure.layout.meta["alt"].endswith(".") for figure in drawn)
    assert not any("<b>%{x}" in figure.to_json() for figure in drawn[1:])
    assert bool(result.cut) == ("word" in text)
    assert result.kept == 1
    assert EXPLAINER.equations(result)
    assert "greedy" in EXPLAINER.sentences(replace(result, params=replace(params, temperature=1.0)), "next")[-1]


def test_a_visitor_has_the_model_write_and_sees_the_first_token_with_the_page(course, real):
    visit = course.open(EXPLAINER.entry, generation_view="next", generation_written="")
    visit.button(key="generation-write_24").click().run()
    assert course.sent(visit, "generation-writing")["busy"]
    assert course.sent(visit, "generation-writing")["written"], "the first token came with the page"
    visit.button(key="generation-stop").click().run()
    assert course.complaints(visit) == []
    assert visit.session_state["generation_written"], "what had come stays"
    for _ in range(50):
        if course.shown(visit, EXPLAINER.entry).params.written:
            break
        time.sleep(0.1)
        visit.run()
    assert course.shown(visit, EXPLAINER.entry).params.written == visit.session_state["generation_written"]
