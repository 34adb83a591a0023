"""Head surgery: what is changed, what it does, and what the words say of it."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import spearmanr

from explainers.figure_style import Style
from explainers.problems import BadInput
from explainers.transformers.head_surgery import EXPLAINER, Params
from explainers.transformers.head_surgery.figure_surgery import agreement
from explainers.transformers.head_surgery.model import challenge, intervention, questions, simulate
from explainers.transformers.lm.answers import reading_of
from explainers.transformers.lm.questions import AblateEach, Intervene, Projections, Read
from explainers.transformers.lm.real import ask_model
from explainers.transformers.lm.row import take_apart
from explainers.transformers.lm.text import EXAMPLES
from explainers.transformers.ship import needless

CAPITAL = Params(text=EXAMPLES["capital"], layer=16, head=1, row=11, column=10)
STREET = Params(text=EXAMPLES["street"], layer=13, head=8, row=8, ablated=False)
plot_surgery = EXPLAINER.view("surgery").plot


@given(st.lists(st.integers(0, 9), min_size=3, max_size=30), st.integers(0, 10**6))
def test_agreement_is_spearmans_rank_correlation(values, seed):
    weights = np.array(values, float)
    effects = np.random.default_rng(seed).integers(0, 5, len(values)).astype(float)
    varies = np.ptp(weights) > 0 and np.ptp(effects) > 0
    trusted = spearmanr(weights, effects).statistic if varies else 0.0
    assert agreement(weights, effects) == pytest.approx(trusted, abs=1e-9)


@given(st.floats(-3, 3), st.integers(0, 8))
def test_an_overwritten_value_moves_the_output_by_its_weight(factor, column):
    qkv = reading_of(STREET.text).qkv["13.8"].astype(float)
    row = take_apart(qkv, 8, column, value=factor)
    moved = row.weights[column] * (factor - 1) * qkv[2, column]
    np.testing.assert_allclose(row.output - row.before, moved, atol=1e-9)


def test_a_weight_that_is_none_is_left_alone_and_said_to_be():
    settings = replace(Params(), ablated=False, overwrite=True)
    for odd, said in (
        ({"row": 3, "column": 5}, "uncut: “to” comes after “John”"),
        ({"row": 0, "column": 0, "renormalise": True}, "uncut: “When” sees nothing else"),
    ):
        result = simulate(replace(settings, **odd))
        assert intervention(result.params) is None
        assert said in str(plot_surgery(result, Style()).layout.annotations[0].text)
    result = simulate(settings)
    said = plot_surgery(result, Style()).layout.annotations[0].text
    assert said.startswith("<b>Next word</b>, to → Mary at 0: KL")
    assert result.intervened and float(result.intervened.kl) > 0


def test_heads_that_are_none_are_named_at_their_control():
    with pytest.raises(BadInput, match=r"“30\.1” is no head") as problem:
        simulate(replace(Params(), also_ablated="30.1"))
    assert problem.value.field == "also_ablated"


def test_what_depends_on_the_reading_is_asked_once_it_is_there(real):
    params = Params(text="Hello there", layer=3, head=3, row=40)
    assert questions(params) == [Read(params.text), AblateEach(params.text)]
    known = {Read(params.text): ask_model(Read(params.text))}
    assert Intervene(params.text, "3.3") in questions(params, known)
    assert Projections(params.text) not in questions(params, known), "all heads of a fresh reading can be opened"
    assert Projections(EXAMPLES["drink"]) in questions(replace(Params(), layer=3, head=3), view="cell")
    result = simulate(params, known)
    assert result.params.row == len(result.tokens) - 1
    assert result.intervened is None and result.effects is None
    assert "not yet cut" in plot_surgery(result, Style()).layout.annotations[0].text
    known |= {question: ask_model(question) for question in questions(params, known) if question not in known}
    whole = simulate(params, known)
    assert whole.intervened is not None and whole.effects is not None
    assert float(whole.intervened.kl) == pytest.approx(float(whole.effects.heads[3, 3]), abs=1e-5)


def test_the_challenge_asks_for_the_one_head_that_counts_most():
    effects = simulate(Params()).effects
    assert effects is not None
    layer, head = np.unravel_index(effects.heads.argmax(), effects.heads.shape)
    assert challenge(simulate(replace(Params(), layer=int(layer), head=int(head))))[0]
    assert not challenge(simulate(Params()))[0]
    reached, said = challenge(simulate(replace(Params(), ablated=False, also_ablated="1.5 1.3")))
    assert not reached
    assert "exactly one" in said


def test_what_the_words_say_without_a_number():
    mary, cut = simulate(Params()), simulate(replace(Params(), ablated=False, overwrite=True))
    assert mary.intervened and cut.intervened
    assert cut.intervened.kl > 0.5 * mary.intervened.kl, "most of what the head does is one weight"
    berlin = simulate(replace(CAPITAL, whole_heads=True))
    assert berlin.effects and challenge(berlin)[0]
    largest = berlin.reading.maps[:, :, -1, 1:].max(axis=-1).argmax()
    assert berlin.effects.heads.argmax() != largest, "the largest weight is not the largest effect"
    assert needless().count(" ") == 39
