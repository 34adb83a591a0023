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
from transformers.masking_utils import create_bidirectional_mask, create_causal_mask
from transformers.models.llama.modeling_llama import apply_rotary_pos_emb

from explainers.figure_style import Style
from explainers.problems import BadInput
from explainers.transformers.objectives import Params, simulate
from explainers.transformers.objectives.corruption import (
    BART_RATE,
    BART_SPAN,
    T5_RATE,
    T5_SPAN,
    Pair,
    damaged,
    infilled,
    pair_for,
    poisson_spans,
    recovered,
    span_mask,
    span_pair,
)
from explainers.transformers.objectives.figure_objectives import allowed, mask_of
from explainers.transformers.objectives.measure import some_gaps
from explainers.transformers.objectives.network import BASE, Transformer, batch_of, may_look, network, rotated
from explainers.transformers.objectives.reached import GAPS, of_gaps
from explainers.transformers.objectives.result import challenge, recorded, sentences_about
from explainers.transformers.objectives.settings import NOISES
from explainers.transformers.objectives.spelling import MASK_ID, UNKNOWN_ID, decode, encode, passages
from explainers.transformers.objectives.tasks import TASKS, drawn, held_out

SEEDS = st.integers(0, 2**32)
PASSAGE = tuple(tuple(range(100 + 10 * i, 106 + 10 * i)) for i in range(3))  # three sentences of six pieces
TEXT = tuple(chain.from_iterable(PASSAGE))


def runs(mask):
    """Return the lengths of the spans of a mask."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask, [0]])))
    return edges[1::2] - edges[::2]


@given(st.integers(2, 62), st.floats(0.05, 0.5), st.floats(1, 6), SEEDS)
def test_the_text_comes_back_from_what_t5_gives_and_wants(length, rate, span, seed):
    text = tuple(range(100, 100 + length))
    mask = span_mask(length, rate, span, np.random.default_rng(seed))
    assert mask.sum() == np.clip(round(length * rate), 1, length - 1)
    assert not mask[0] and mask[-1], "text first, a span last, as in T5's own code"
    assert recovered(span_pair(text, mask)) == text


def test_t5_takes_15_percent_in_spans_of_3():
    rng = np.random.default_rng(0)
    masks = [span_mask(320, T5_RATE, T5_SPAN, rng) for _ in range(500)]
    assert np.mean(masks) == pytest.approx(0.15)
    lengths = np.concatenate([runs(mask) for mask in masks])
    assert lengths.mean() == pytest.approx(3.0)
    share = [np.mean(lengths == k) for k in range(1, 6)]  # 48 pieces in 16 spans, every way to cut them equally likely
    np.testing.assert_allclose(share, [comb(47 - k, 14) / comb(47, 15) for k in range(1, 6)], atol=0.015)


def test_bart_masks_30_percent_in_spans_that_are_poisson():
    rng = np.random.default_rng(0)
    lengths = np.concatenate([poisson_spans(3000, BART_RATE, BART_SPAN, rng)[:-1] for _ in range(40)])
    counts = np.bincount(lengths, minlength=12)
    expected = poisson.pmf(np.arange(11), BART_SPAN) * len(lengths)
    seen, due = (np.r_[some[:9], len(lengths) - some[:9].sum()] for some in (counts, expected))
    assert chisquare(seen, due).pvalue > 0.01
    left = [sum(piece != MASK_ID for piece in infilled(tuple(range(100, 160)), 0.3, 3.0, rng)) for _ in range(200)]
    assert set(left) == {42}, "30% of 60 are gone"


@given(st.sampled_from(sorted(NOISES)), st.floats(0.05, 0.6), SEEDS)
def test_what_bart_damages_can_be_told_from_what_is_left(noise, rate, seed):
    left = damaged(PASSAGE, noise, rate, 3.0, np.random.default_rng(seed))
    kept = [piece for piece in left if piece != MASK_ID]
    assert set(kept) <= set(TEXT) and len(set(kept)) == len(kept)
    if noise in ("infilling", "masking", "deletion"):
        assert kept == sorted(kept), "in the order of the text"
        assert len(kept) == len(TEXT) - round(rate * len(TEXT))
    if noise == "masking":
        assert all(now in (MASK_ID, then) for now, then in zip(left, TEXT, strict=True))
    if noise == "rotation":
        turn = left.index(TEXT[0])
        assert left[turn:] + left[:turn] == TEXT
    if noise == "permutation":
        assert left in {tuple(chain.from_iterable(order)) for order in permutations(PASSAGE)}


def test_every_order_of_sentences_is_equally_likely():
    rng = np.random.default_rng(0)
    seen = [damaged(PASSAGE, "permutation", 0.3, 3.0, rng) for _ in range(1200)]
    assert chisquare(np.unique(seen, axis=0, return_counts=True)[1]).pvalue > 0.01


@pytest.mark.parametrize(("n", "m"), [(0, 9), (5, 4), (7, 1)])
def test_masks_are_those_of_transformers(n, m):
    config, length = GPT2Config(attn_implementation="eager"), n + m
    given_first = torch.tensor([[0] * n + [-1] * m])
    trusted = create_causal_mask(config, torch.zeros(1, length, 8), None, None, block_sequence_ids=given_first)
    ours = may_look(torch.tensor([n]), length)[0]
    assert torch.equal(ours, trusted[0, 0] == 0)
    assert ours.sum() == allowed(n, m)
    if n:
        both = create_bidirectional_mask(config, torch.zeros(1, n, 8), None, allow_is_bidirectional_skip=False)
        assert torch.equal(ours[:n, :n], both[0, 0] == 0)


@given(st.integers(0, 30), st.integers(1, 30))
def test_the_areas_of_a_mask_are_its_pairs(n, m):
    def area(trace):
        x, y = np.append(trace["x"], trace["x"][0]), np.append(trace["y"], trace["y"][0])
        return abs((x[:-1] * y[1:] - x[1:] * y[:-1]).sum()) / 2

    drawn = sum(map(area, mask_of(n, m, Style())[:3])) * (n + m) ** 2
    assert drawn == pytest.approx(allowed(n, m))


@pytest.mark.parametrize("kind", ["t5", "bart"])
def test_a_prefix_mask_lets_through_what_an_encoder_and_a_decoder_do(kind):
    """By gradients: which embeddings reach which states of the real architectures, with random weights."""
    torch.manual_seed(0)
    t5 = T5Config(vocab_size=20, d_model=16, d_kv=8, d_ff=16, num_layers=1, num_heads=2)
    bart = BartConfig(vocab_size=20, d_model=16, encoder_layers=1, decoder_layers=1, encoder_attention_heads=2,
                      decoder_attention_heads=2, encoder_ffn_dim=16, decoder_ffn_dim=16)  # fmt: skip
    model = (T5Model(t5) if kind == "t5" else BartModel(bart)).eval()
    n, m = 4, 3
    x, y = torch.randn(1, n, 16, requires_grad=True), torch.randn(1, m, 16, requires_grad=True)
    out = model(inputs_embeds=x, decoder_inputs_embeds=y)
    reach = torch.zeros(n + m, n + m, dtype=torch.bool)
    for i, state in enumerate([*out.encoder_last_hidden_state[0], *out.last_hidden_state[0]]):
        found = torch.autograd.grad(state.square().sum(), (x, y), retain_graph=True, allow_unused=True)
        reach[i] = torch.cat([torch.zeros(k) > 0 if g is None else g[0].abs().sum(-1) > 0
                              for g, k in zip(found, (n, m), strict=True)])  # fmt: skip
    assert torch.equal(reach, may_look(torch.tensor([n]), n + m)[0])


def test_places_turn_queries_as_in_llama():
    x, places = torch.randn(2, 4, 6, 24), torch.arange(6).expand(2, 6)
    angle = (places[..., None] / BASE ** (torch.arange(12) / 12)).repeat(1, 1, 2)
    trusted, _ = apply_rotary_pos_emb(x, x, angle.cos(), angle.sin())
    torch.testing.assert_close(rotated(x, places), trusted)


def test_a_causal_model_cannot_look_ahead_and_the_others_read_all_that_is_given():
    model = Transformer().eval()
    one, two = (Pair((50, 51, last, 2), (60, 61, 2)) for last in (52, 53))
    with torch.no_grad():
        for causal, moved in ((True, 2), (False, 0)):
            states = [model(batch_of([pair], causal))[0] for pair in (one, two)]
            apart = (states[0] - states[1]).abs().amax(-1) > 1e-6
            assert apart.tolist() == [False] * moved + [True] * (7 - moved)


def test_tasks_have_right_answers_and_held_out_ones_are_never_drawn():
    answers = {"words": ("1205", "one thousand two hundred and five"), "reverse": ("war peace law", "law peace war"),
               "sort": ("41 7 93", "7 41 93"), "next_day": ("February 28, 2000", "February 29, 2000")}  # fmt: skip
    rng = np.random.default_rng(0)
    for task, (asked, right) in answers.items():
        prefix, answer, *_ = TASKS[task]
        assert answer(asked) == right
        for kept in (False, True):
            question, said = drawn(task, rng, kept)
            assert held_out(question.removeprefix(prefix).strip()) == kept
            assert decode(encode(said)) == said


def test_what_was_measured_is_measured_again():
    gaps = [some_gaps(passages("test"), GAPS, open_end) for open_end in (True, False)]
    for objective, job, some in (("causal", "go_on", gaps[0]), ("span", "fill", gaps[1])):
        assert of_gaps(network(objective), objective, some)["right"] == pytest.approx(
            recorded()[objective]["scores"][job]["right"], abs=0.003)  # fmt: skip
    ends, middles = (of_gaps(network("causal"), "causal", some[:40])["right"] for some in gaps)
    assert ends == middles, "what follows is nothing to it"


def test_every_objective_makes_a_pair_of_every_kind_of_passage():
    for objective in ("causal", "span", "denoise"):
        for passage in passages("test")[:40]:
            pair = pair_for(objective, passage, np.random.default_rng(0))
            assert len(pair.given) + len(pair.wanted) <= 132


@pytest.mark.parametrize("text", ["", "   ", "\u202e", "Yes.", "!"])
def test_too_little_text_gets_a_sentence(text):
    with pytest.raises(BadInput, match=r"\.$"):
        simulate(Params(text=text))


def test_strange_text_is_read_and_what_is_unknown_is_said():
    strange = simulate(Params(text="Peace 🙂 and שלום to all, and the pneumonoultramicroscopic <b>war</b> ends."))
    said = sentences_about(strange, "objectives")
    assert strange.text.count(UNKNOWN_ID) == 5 and "5 characters are not in the vocabulary" in said[0]
    assert recovered(strange.pairs["span"]) == strange.text
    long = simulate(Params(text="We have work to do. " * 99))
    assert len(long.text) == 62 and "the last 532" in sentences_about(long, "gap")[0]
    with pytest.raises(BadInput, match="10,000 characters"):
        simulate(Params(text="x" * 10_000))
    for task, asked in (("words", "peace"), ("words", "10000"), ("sort", "a b"), ("next_day", "May 32, 2000")):
        with pytest.raises(BadInput, match="type something like"):
            simulate(Params(task=task, asked=asked))


def test_the_challenge_needs_bart_to_win_clearly_with_both_sides_in_sight():
    for start in range(1, 30):
        result = simulate(Params(start=start, length=3))
        causal, denoise = (result.guesses[name].chances[start - 1] for name in ("causal", "denoise"))
        assert challenge(result)[0] is bool(denoise >= 2 * causal)
        assert challenge(simulate(Params(start=start)))[0] is False
        assert challenge(simulate(Params(start=start, length=3, open_end=True)))[0] is False
