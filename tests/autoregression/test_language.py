"""Models of the next letter against nltk, an arithmetic coder, tables of counts, and what was recorded."""

import math
from collections import Counter
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.lm import KneserNeyInterpolated, Lidstone
from nltk.lm.smoothing import KneserNey

from explainers.autoregression.language import Params, simulate
from explainers.autoregression.language.curves import STRENGTHS, curve, packed
from explainers.autoregression.language.networks import (
    NETWORKS,
    SPAN,
    following,
    log_probabilities,
    network,
)
from explainers.autoregression.language.ngrams import BASE, MOST, SMOOTHED, Counts, after, bits, encoded, grams
from explainers.autoregression.language.result import recorded
from explainers.autoregression.language.train import OF_TRAINING, bits_of
from explainers.autoregression.language.writing import copied, tempered, write
from explainers.data.texts.texts import LETTERS, text
from explainers.problems import BadInput

SMALL = text("novel", "train")[:3000]
plain_text = st.text(alphabet=LETTERS, min_size=1, max_size=60)


class WithUniform(KneserNey):
    """nltk's, with the uniform distribution below single letters, as Chen and Goodman have it."""

    def unigram_score(self, word):
        count, total = self._continuation_counts(word)
        kinds = len({w for grams in self.counts[2].values() for w in grams})
        return max(count - self.discount, 0) / total + self.discount * kinds / total / BASE


def fed_to(model, source, order):
    padded = "\n" * (order - 1) + source
    grams_ = [tuple(padded[i : i + k]) for k in range(1, order + 1) for i in range(order - k, len(padded) - k + 1)]
    model.fit([grams_], vocabulary_text=LETTERS)
    return model


@pytest.mark.parametrize("order", [2, 3, 4])
def test_kneser_ney_is_nltks(order):
    theirs = fed_to(KneserNeyInterpolated(order, discount=0.75), SMALL, order)
    theirs.estimator = WithUniform(theirs.vocab, theirs.counts, order, 0.75)
    counts = Counts(SMALL)
    for context in ("the", "hip", "qzx", "me "):
        ours = counts.following(context, order, "kneser_ney", 0.75)
        for letter in "e hzQ":
            assert ours[LETTERS.index(letter)] == pytest.approx(theirs.score(letter, tuple(context[-(order - 1) :])))


def test_laplace_is_nltks():
    theirs, counts = fed_to(Lidstone(0.1, 3), SMALL, 3), Counts(SMALL)
    for context in ("th", "hi", "qz"):
        ours = counts.following(context, 3, "laplace", 0.1)
        for letter in "e hzQ":
            # nltk's vocabulary has one more letter, for all that is unknown
            wanted = theirs.score(letter, tuple(context))
            c, total = theirs.counts[tuple(context)][letter], theirs.counts[tuple(context)].N()
            assert wanted == pytest.approx((c + 0.1) / (total + 0.1 * (BASE + 1)))
            assert ours[LETTERS.index(letter)] == pytest.approx((c + 0.1) / (total + 0.1 * BASE))


@given(plain_text, plain_text, st.integers(1, MOST), st.sampled_from(sorted(SMOOTHED)))
def test_the_next_letters_probabilities_sum_to_one(source, context, order, smoothing):
    found = Counts(source).following(context, order, smoothing, STRENGTHS[smoothing])
    assert found.sum() == pytest.approx(1)
    assert (found > 0).all()


@given(plain_text)
def test_grams_are_counted_as_a_counter_counts_them(source):
    counts = Counts(source)
    padded = "\n" * (MOST - 1) + source
    for k in (1, 3, MOST):
        wanted = Counter(padded[i - k : i] for i in range(MOST, len(padded) + 1))
        keys = np.array([int(grams(encoded(gram), k)[-1]) for gram in wanted])
        assert counts.seen[k].count(keys).tolist() == list(wanted.values())


def code_length(text_, distributions):
    """The bits that an arithmetic coder writes, with whole numbers of 48 bits (Witten, Neal and Cleary 1987)."""
    low, high, pending, written = 0, (1 << 48) - 1, 0, 0
    half, quarter = 1 << 47, 1 << 46
    for letter, p in zip(text_, distributions, strict=True):
        ends = np.concatenate([[0], np.floor(np.cumsum(p / p.sum()) * (1 << 30))]).astype(np.int64)
        at, span = LETTERS.index(letter), high - low + 1
        low, high = low + span * int(ends[at]) // int(ends[-1]), low + span * int(ends[at + 1]) // int(ends[-1]) - 1
        while True:
            if high < half or low >= half:
                written, pending = written + 1 + pending, 0
                low, high = (low, high) if high < half else (low - half, high - half)
            elif low >= quarter and high < half + quarter:
                pending, low, high = pending + 1, low - quarter, high - quarter
            else:
                break
            low, high = 2 * low, 2 * high + 1
    return written + pending + 2


def test_an_arithmetic_code_is_as_long_as_the_cross_entropy_says():
    counts, new = Counts(text("novel", "train")[:100_000]), text("novel", "test")[:2000]
    before = ["\n" * (MOST - 1) + new[:i] for i in range(len(new))]
    length = code_length(new, [counts.following(context, 5, "kneser_ney", 0.75) for context in before])
    entropy = bits(counts.probabilities(grams(encoded(new), MOST), 5, "kneser_ney", 0.75)) * len(new)
    assert length == pytest.approx(entropy, rel=0.01)


def test_a_bigram_net_trained_to_the_end_is_the_table_of_counts():
    codes = torch.from_numpy(encoded(SMALL))
    model = NETWORKS["bigram"]()
    optimiser = torch.optim.LBFGS(
        model.parameters(), max_iter=400, tolerance_change=1e-12, line_search_fn="strong_wolfe"
    )

    def loss():
        optimiser.zero_grad()
        cost = torch.nn.functional.cross_entropy(model(codes[None, :-1])[0], codes[1:])
        cost.backward()
        return cost

    optimiser.step(loss)
    counts = Counter(pairwise(SMALL))
    total = Counter(SMALL[:-1])
    with torch.no_grad():
        for context, letter in (("t", "h"), ("e", " "), ("q", "u")):
            p = following(model, torch.from_numpy(encoded(context)))[LETTERS.index(letter)]
            assert float(p) == pytest.approx(counts[context, letter] / total[context], abs=0.01)


@pytest.mark.parametrize("name", NETWORKS)
def test_shipped_networks_reach_what_is_recorded(name):
    codes = torch.from_numpy(encoded(text("novel", "test")))
    assert bits_of(network(name), codes) == pytest.approx(recorded()["networks"][name]["test"], abs=2e-3)
    first = torch.from_numpy(encoded(text("novel", "train")[:OF_TRAINING]))
    assert bits_of(network(name), first) == pytest.approx(recorded()["networks"][name]["train"], abs=2e-3)


@pytest.mark.parametrize("name", NETWORKS)
def test_no_network_sees_what_comes_after(name):
    codes = torch.from_numpy(encoded(SMALL[:SPAN]))[None]
    other = codes.clone()
    other[0, 40:] = 5
    with torch.no_grad():
        torch.testing.assert_close(network(name)(codes)[0, :40], network(name)(other)[0, :40])
    assert len(log_probabilities(network(name), codes[0])) == SPAN - 1


@pytest.mark.parametrize("smoothing", STRENGTHS)
def test_recorded_curves_are_those_of_the_models(smoothing):
    found = recorded()["curves"]["novel"]
    at = found["sizes"].index(30_000)
    counts = Counts(text("novel", "train")[:30_000])
    for part, read in (("train", text("novel", "train")[:30_000]), ("test", text("novel", "test")[:90_000])):
        again = curve(counts, read, smoothing, STRENGTHS[smoothing])
        assert found[smoothing][part][at] == pytest.approx(again, abs=1e-4)
    again = packed(text("names", "train"), text("names", "test"))
    assert recorded()["packed"]["names"] == pytest.approx(again, abs=0.05)


@settings(max_examples=50)
@given(st.lists(st.floats(1e-6, 1), min_size=2, max_size=9), st.floats(0.05, 3))
def test_temperature_sharpens_or_flattens_and_keeps_the_order(weights, temperature):
    p = np.array(weights) / sum(weights)
    q = tempered(p, temperature)
    assert q.sum() == pytest.approx(1)
    assert (np.diff(q[np.argsort(p)]) >= -1e-12).all()
    assert tempered(p, 1.0) == pytest.approx(p)
    assert tempered(p, 0.0)[p.argmax()] == 1
    assert (q.max() >= p.max() - 1e-12) == (temperature <= 1 or math.isclose(q.max(), p.max()))


@given(plain_text, plain_text)
def test_copied_stretches_are_the_longest_there_are(written, source):
    def longest(i):
        spans = [(a, b) for a in range(i + 1) for b in range(i + 1, len(written) + 1) if written[a:b] in source]
        return max((b - a for a, b in spans), default=0)

    found = copied(written, source)
    assert found.tolist() == [longest(i) for i in range(len(written))]


def test_the_same_seed_writes_the_same_and_a_shorter_text_is_its_beginning():
    counts = Counts(SMALL)
    go_on = lambda before: counts.following(before, 4, "kneser_ney", 0.75)  # noqa: E731
    assert write(go_on, "The ", 30, 1.0, 7) == write(go_on, "The ", 50, 1.0, 7)[:30]
    assert simulate(Params(written=16)).continuation == simulate(Params(written=120)).continuation[:16]
    assert after("the")[LETTERS.index("n")] == int(grams(encoded("\n\n\n\nthen"), MOST)[-1])


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"corpus": "own"}, "own"),
        ({"corpus": "own", "own": "too short"}, "own"),
        ({"corpus": "own", "own": "中文" * 300}, "own"),
        ({"model": "transformer", "corpus": "names"}, "model"),
        ({"typed": "🐋"}, "typed"),
        ({"order": 9}, "order"),
    ],
)
def test_what_cannot_be_learnt_from_or_read_gets_a_sentence(wrong, field):
    with pytest.raises(BadInput) as problem:
        simulate(Params(**wrong))
    assert problem.value.field == field


@pytest.mark.parametrize("own", ["a" * 300, "مرحبا بالعالم " * 10 + "Hello again. " * 40, "ab " * 5000])
def test_a_corpus_of_one_letter_or_of_another_script_is_learnt_from_as_far_as_it_goes(own):
    result = simulate(Params(corpus="own", own=own, order=8))
    assert np.isfinite(result.curves).all()
    assert result.next_letter.sum() == pytest.approx(1)
    assert len(result.continuation) == 120
