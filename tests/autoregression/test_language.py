"""Models of the next letter against nltk, an arithmetic coder, tables of counts, and what was recorded."""

from collections import Counter
from functools import cache, partial
from itertools import pairwise

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from nltk.lm import KneserNeyInterpolated, Lidstone
from nltk.lm.smoothing import KneserNey

from explainers.arithmetic_coder import encoded as packed_bits
from explainers.autoregression.language import EXPLAINER, Params, simulate
from explainers.autoregression.language.networks import SEES, SPAN, following, made, network, surprise
from explainers.autoregression.language.ngrams import BASE, MOST, SMOOTHED, Counts, at_each, bits, encoded, grams
from explainers.autoregression.language.result import MEASURED, recorded
from explainers.autoregression.language.train import START, share_copied
from explainers.autoregression.language.writing import copied, packed, tempered
from explainers.data.texts.texts import LETTERS, text
from explainers.problems import BadInput

SMALL = text("novel", "train")[:3000]
COUNTS = Counts(SMALL)
plain_text = st.text(alphabet=LETTERS, min_size=1, max_size=60)
each_network = pytest.mark.parametrize("name", SEES)


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
    for context in ("the", "hip", "qzx", "me "):
        ours = COUNTS.following(context, order, "kneser_ney")
        for letter in "e hzQ":
            assert ours[LETTERS.index(letter)] == pytest.approx(theirs.score(letter, tuple(context[-(order - 1) :])))


def test_laplace_is_nltks():
    theirs = fed_to(Lidstone(0.1, 3), SMALL, 3)
    for context in ("th", "hi", "qz"):
        ours, total = COUNTS.following(context, 3, "laplace"), theirs.counts[tuple(context)].N()
        # nltk's vocabulary has one more letter, for all that is unknown
        widened = (total + 0.1 * (BASE + 1)) / (total + 0.1 * BASE)
        for letter in "e hzQ":
            assert ours[LETTERS.index(letter)] == pytest.approx(theirs.score(letter, tuple(context)) * widened)


@given(plain_text, plain_text, st.integers(1, MOST), st.sampled_from(sorted(SMOOTHED)))
def test_the_next_letters_probabilities_sum_to_one_and_are_those_of_each_letter(source, read, order, smoothing):
    counts = Counts(source)
    found = counts.following(read[:-1], order, smoothing)
    assert found.sum() == pytest.approx(1)
    assert (found > 0).all()
    each = counts.probabilities(at_each(read), order, smoothing)
    assert each[-1] == pytest.approx(found[LETTERS.index(read[-1])])
    assert counts.curve(at_each(read), smoothing)[order - 1] == pytest.approx(bits(each))


@given(plain_text)
def test_grams_are_counted_as_a_counter_counts_them(source):
    counts, padded = Counts(source), "\n" * (MOST - 1) + source
    for k in (1, 3, MOST):
        wanted = Counter(padded[i - k : i] for i in range(MOST, len(padded) + 1))
        keys = np.array([int(grams(encoded(gram), k)[-1]) for gram in wanted])
        assert counts.seen(k).at(keys)[0].tolist() == list(wanted.values())


def test_an_arithmetic_code_is_as_long_as_the_cross_entropy_says():
    counts, new = Counts(text("novel", "train")[:100_000]), text("novel", "test")[:2000]
    code = packed_bits(
        [LETTERS.index(letter) for letter in new],
        lambda before: counts.following("".join(LETTERS[i] for i in before[-MOST:]), 5, "kneser_ney"),
    )
    entropy = bits(counts.probabilities(at_each(new), 5, "kneser_ney")) * len(new)
    assert len(code) == pytest.approx(entropy, rel=0.01)


def test_a_bigram_net_trained_to_the_end_is_the_table_of_counts():
    codes = torch.from_numpy(encoded(SMALL))
    model = made("bigram")
    optimiser = torch.optim.LBFGS(model.parameters(), max_iter=100, line_search_fn="strong_wolfe")

    def loss():
        optimiser.zero_grad()
        cost = torch.nn.functional.cross_entropy(model(codes[None, :-1])[0], codes[1:])
        cost.backward()
        return cost

    optimiser.step(loss)
    pairs, total = Counter(pairwise(SMALL)), Counter(SMALL[:-1])
    for context, letter in (("t", "h"), ("e", " "), ("q", "u")):
        p = following(model, context)[LETTERS.index(letter)]
        assert p == pytest.approx(pairs[context, letter] / total[context], abs=0.01)


@each_network
def test_shipped_networks_reach_what_is_recorded(name):
    found = surprise(network(name), text("novel", "test")[:START]).mean()
    assert found == pytest.approx(recorded()[name]["start"], abs=2e-3)


@each_network
def test_no_network_sees_what_comes_after_and_windows_agree(name):
    found = surprise(network(name), SMALL[:SPAN])
    assert surprise(network(name), SMALL[:39] + "?" * 25)[:39] == pytest.approx(found[:39], rel=1e-4)
    for read in (SMALL[:20], SMALL[:SPAN]):
        following_last = following(network(name), "\n" + read[:-1])[LETTERS.index(read[-1])]
        assert 2 ** -surprise(network(name), read)[-1] == pytest.approx(following_last, rel=1e-4)
    assert surprise(network(name), SMALL[:331]).shape == (331,)


def test_recorded_curves_are_those_of_the_models():
    found = recorded()["counts"]["novel"]
    size = found["sizes"][3]
    counts = Counts(text("novel", "train")[:size])
    for part, read in (("train", text("novel", "train")[:size]), ("test", text("novel", "test")[:MEASURED])):
        look = cache(at_each(read))
        for smoothing in SMOOTHED:
            assert found[smoothing][part][3] == pytest.approx(counts.curve(look, smoothing), abs=1e-4)
    shares = [share_copied(partial(counts.following, order=n, smoothing="interpolated"), counts) for n in (1, 8)]
    assert [found["interpolated"]["copied"][3][n - 1] for n in (1, 8)] == pytest.approx(shares)
    again = packed(text("names", "train"), text("names", "test"))
    assert recorded()["counts"]["names"]["packed"] == pytest.approx(again, abs=0.05)


@settings(max_examples=50)
@given(st.lists(st.floats(1e-6, 1), min_size=2, max_size=9), st.floats(0.05, 3))
def test_temperature_sharpens_or_flattens_and_keeps_the_order(weights, temperature):
    p = np.array(weights) / sum(weights)
    q = tempered(p, temperature)
    assert q.sum() == pytest.approx(1)
    assert (np.diff(q[np.argsort(p)]) >= -1e-12).all()
    assert tempered(p, 1.0) == pytest.approx(p)
    assert tempered(p, 0.0)[p.argmax()] == 1


@given(st.text("ab", min_size=1, max_size=30), st.text("ab", min_size=1, max_size=300))
def test_copied_stretches_are_the_longest_there_are(written, source):
    spans = [(a, b) for a in range(len(written)) for b in range(a + 1, len(written) + 1) if written[a:b] in source]
    long = [(a, b) for a, b in spans if b - a >= MOST]
    wanted = [max((b - a for a, b in long if a <= i < b), default=0) for i in range(len(written))]
    assert copied(Counts(source), written).tolist() == wanted


def test_a_shorter_text_is_the_beginning_of_a_longer_one():
    assert simulate(Params(written=16)).continuation == simulate(Params(written=120)).continuation[:16]
    one_by_one = simulate(Params(prompt="The whale" + simulate(Params(written=8)).continuation, written=0))
    assert one_by_one.next_letter == pytest.approx(simulate(Params(written=8)).next_letter)
    assert simulate(Params(corpus="names", prompt="Ann¶B")).prompt == "Ann\nB"


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"corpus": "own"}, "corpus"),
        ({"corpus": "own", "own": "too short"}, "corpus"),
        ({"corpus": "own", "own": "中文" * 300}, "corpus"),
        ({"model": "transformer", "corpus": "names"}, "model"),
        ({"typed": "🐋"}, "typed"),
        ({"typed": " "}, "typed"),
        ({"prompt": "مرحبا"}, "prompt"),
        ({"prompt": "a" * 10_000}, "prompt"),
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
    assert bool(EXPLAINER.sentences(result, "write")) == (not own.isascii())
