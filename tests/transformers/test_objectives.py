"""Corruption against the papers' rates, masks against those of `transformers`, and what was measured, once more."""

from itertools import chain, permutations

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import comb
from scipy.stats import chisquare, poisson
from transformers import BartConfig, BartModel, GPT2Config, T5Config, T5Model
from transformers.masking_utils import create_causal_mask
from transformers.models.llama.modeling_llama import apply_rotary_pos_emb

from explainers.problems import BadInput
from explainers.transformers.objectives import Params, simulate
from explainers.transformers.objectives import corruption as made
from explainers.transformers.objectives.corruption import RATES, SPAN, Pair
from explainers.transformers.objectives.measure import of_gaps, some_gaps
from explainers.transformers.objectives.network import BASE, Transformer, batch_of, may_look, network, rotated
from explainers.transformers.objectives.result import right, sentences_about
from explainers.transformers.objectives.settings import NOISES
from explainers.transformers.objectives.spelling import HOLES, MASK_ID, UNKNOWN_ID, decode, encode
from explainers.transformers.objectives.tasks import TASKS, drawn, held_out

SEEDS = st.integers(0, 2**32)
PASSAGE = tuple(tuple(range(100 + 10 * i, 106 + 10 * i)) for i in range(3))  # three sentences of six pieces
TEXT = tuple(chain.from_iterable(PASSAGE))


def recovered(pair):
    """Return the text of which T5's pair was made: each span back in the place of its sentinel."""
    spans, place = {}, 0
    for piece in pair.wanted[:-1]:
        place = piece if piece in HOLES else place
        spans[place] = spans.get(place, []) + [piece] * (piece not in HOLES)
    return tuple(chain.from_iterable(spans.get(piece, [piece]) for piece in pair.given[:-1]))


@given(st.integers(2, 62), st.floats(0.05, 0.5), st.floats(1, 6), SEEDS)
def test_the_text_comes_back_from_what_t5_gives_and_wants(length, rate, span, seed):
    text = tuple(range(100, 100 + length))
    mask = made.span_mask(length, rate, span, np.random.default_rng(seed))
    assert mask.sum() == np.clip(round(length * rate), 1, length - 1)
    assert not mask[0] and mask[-1], "text first, a span last, as in T5's own code"
    assert recovered(made.span_pair(text, mask)) == text


def test_t5_takes_15_percent_in_spans_of_3():
    rng = np.random.default_rng(0)
    masks = [made.span_mask(320, RATES["span"], SPAN, rng) for _ in range(500)]
    edges = [np.flatnonzero(np.diff(np.r_[0, mask, 0])) for mask in masks]
    lengths = np.concatenate([edge[1::2] - edge[::2] for edge in edges])
    assert (np.mean(masks), lengths.mean()) == (pytest.approx(0.15), pytest.approx(3.0))
    share = [np.mean(lengths == k) for k in range(1, 6)]  # 48 pieces in 16 spans, every way to cut them equally likely
    np.testing.assert_allclose(share, [comb(47 - k, 14) / comb(47, 15) for k in range(1, 6)], atol=0.015)


def test_bart_masks_30_percent_in_spans_that_are_poisson():
    rng = np.random.default_rng(0)
    lengths = np.concatenate([made.poisson_spans(3000, RATES["denoise"], SPAN, rng)[:-1] for _ in range(40)])
    counts, expected = np.bincount(lengths, minlength=12), poisson.pmf(np.arange(11), 3.0) * len(lengths)
    seen, due = (np.r_[some[:9], len(lengths) - some[:9].sum()] for some in (counts, expected))
    assert chisquare(seen, due).pvalue > 0.01
    left = [made.infilled(tuple(range(100, 160)), 0.3, 3.0, rng) for _ in range(200)]
    assert {len(some) - some.count(MASK_ID) for some in left} == {42}, "30% of 60 are gone"


@given(st.sampled_from(sorted(NOISES)), st.floats(0.05, 0.6), SEEDS)
def test_what_bart_damages_can_be_told_from_what_is_left(noise, rate, seed):
    left = made.damaged(PASSAGE, noise, rate, 3.0, np.random.default_rng(seed))
    kept = [piece for piece in left if piece != MASK_ID]
    assert set(kept) <= set(TEXT) and len(set(kept)) == len(kept)
    if noise in ("infilling", "masking", "deletion"):
        assert kept == sorted(kept), "in the order of the text"
        assert len(kept) == len(TEXT) - round(rate * len(TEXT))
    turns = {TEXT[i:] + TEXT[:i] for i in range(len(TEXT))}
    orders = {tuple(chain.from_iterable(order)) for order in permutations(PASSAGE)}
    assert left in {"rotation": turns, "permutation": orders}.get(noise, [left])


@pytest.mark.parametrize(("n", "m"), [(0, 9), (5, 4), (7, 1)])
def test_masks_are_those_of_transformers(n, m):
    config, given_first = GPT2Config(attn_implementation="eager"), torch.tensor([[0] * n + [-1] * m])
    trusted = create_causal_mask(config, torch.zeros(1, n + m, 8), None, None, block_sequence_ids=given_first)
    assert torch.equal(may_look(torch.tensor([[n]]), n + m)[0], trusted[0, 0] == 0)


@pytest.mark.parametrize("kind", ["t5", "bart"])
def test_a_prefix_mask_lets_through_what_an_encoder_and_a_decoder_do(kind):
    """By gradients: which embeddings reach which states of the real architectures, with random weights."""
    torch.manual_seed(0)
    model = (T5Model(T5Config(vocab_size=20, d_model=16, num_layers=1)) if kind == "t5" else
             BartModel(BartConfig(vocab_size=20, d_model=16, encoder_layers=1, decoder_layers=1))).eval()  # fmt: skip
    n, m = 4, 3
    x, y = torch.randn(1, n, 16, requires_grad=True), torch.randn(1, m, 16, requires_grad=True)
    out = model(inputs_embeds=x, decoder_inputs_embeds=y)
    reach = torch.zeros(n + m, n + m, dtype=torch.bool)
    for i, state in enumerate([*out.encoder_last_hidden_state[0], *out.last_hidden_state[0]]):
        found = torch.autograd.grad(state.square().sum(), (x, y), retain_graph=True, materialize_grads=True)
        reach[i] = torch.cat(found, 1)[0].abs().sum(-1) > 0
    assert torch.equal(reach, may_look(torch.tensor([[n]]), n + m)[0])


def test_places_turn_queries_as_in_llama():
    x, places = torch.randn(2, 4, 6, 24), torch.arange(6).expand(2, 6)
    angle = (places[..., None] / BASE ** (torch.arange(12) / 12)).repeat(1, 1, 2)
    torch.testing.assert_close(rotated(x, places), apply_rotary_pos_emb(x, x, angle.cos(), angle.sin())[0])


def test_a_causal_model_cannot_look_ahead_and_the_others_read_all_that_is_given():
    one, two = (batch_of([Pair((50, 51, last, 2), (60, 61, 2))]) for last in (52, 53))
    for objective, moved in (("causal", 2), ("span", 0)):
        model = Transformer(objective).eval()
        with torch.no_grad():
            apart = (model(one)[0] - model(two)[0]).abs().amax(-1) > 1e-6
        assert apart.tolist() == [False] * moved + [True] * (7 - moved)


def test_tasks_have_right_answers_and_held_out_ones_are_never_drawn():
    answers = {"words": ("1205", "one thousand two hundred and five"), "reverse": ("war peace law", "law peace war"),
               "sort": ("41 7 93", "7 41 93"), "next_day": ("February 28, 2000", "February 29, 2000")}  # fmt: skip
    for task, (asked, truth) in answers.items():
        assert TASKS[task].answer(asked) == truth
        for kept in (False, True):
            question, said = drawn(task, np.random.default_rng(0), kept)
            assert held_out(question.removeprefix(TASKS[task].prefix).strip()) == kept
            assert decode(encode(said)) == said


def test_what_was_measured_is_measured_again():
    gaps = {job: some_gaps(open_end=job == "go_on") for job in ("go_on", "fill")}
    for objective, job in (("causal", "go_on"), ("span", "fill")):
        share, examples = of_gaps(network(objective), gaps[job])
        assert share == pytest.approx(right(objective, job), abs=0.003)
        assert simulate(Params(objective=objective, job=job)).examples == examples
    assert right("causal", "go_on") == right("causal", "fill"), "what follows is nothing to it"


@pytest.mark.parametrize(("field", "text"), [
    *(("text", text) for text in ("", "   ", "\u202e", "Yes.", "x" * 10_001)),
    *(("asked", text) for text in ("peace", "10000", "\u202e", "²")),
])  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_sentence(field, text):
    with pytest.raises(BadInput, match=r"\.$") as refused:
        simulate(Params(job="words", **{field: text}))
    assert refused.value.field == field


def test_strange_text_is_read_and_what_is_unknown_is_said():
    strange = simulate(Params(text="Peace 🙂 and שלום to all, and the pneumonoultramicroscopic <b>war</b> ends."))
    assert strange.text.count(UNKNOWN_ID) == 5
    assert "5 characters are not in the vocabulary" in sentences_about(strange, "objectives")[0]
    assert recovered(strange.pairs["span"]) == strange.text
    long = simulate(Params(text="We have work to do. " * 500))
    assert len(long.text) == 62 and "the last 2,938" in sentences_about(long, "gap")[0]
    own = simulate(Params(job="next_day", asked="May 31, 1999", objective="causal")).examples[0]
    assert (own["asked"], own["right"]) == ("next day: May 31, 1999", "June 1, 1999")
