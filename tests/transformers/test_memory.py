"""The recurrent models against full attention, gradients, brute force, torch's operation counter, and their record."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.utils.flop_counter import FlopCounterMode

from explainers.problems import BadInput
from explainers.transformers.memory import Params, simulate
from explainers.transformers.memory.costs import flops, kept_bytes, kept_full, needed
from explainers.transformers.memory.kinds import CHANCE, KEYS, KINDS, LAYERS, LONGEST, SEGMENT, STEP, TOKENS, Kind
from explainers.transformers.memory.measure import accuracy, slopes
from explainers.transformers.memory.positions import SLOTS, terms
from explainers.transformers.memory.reading import ask, recorded, shipped_model
from explainers.transformers.memory.recurrent import Recurrent
from explainers.transformers.memory.text import text_of

WITH_MEMORY = [name for name, kind in KINDS.items() if kind.memory]


def some(count: int, length: int, seed: int = 0) -> torch.Tensor:
    return torch.randint(len(TOKENS), (count, length), generator=torch.Generator().manual_seed(seed))


@pytest.mark.parametrize("name", KINDS)
def test_the_reach_is_layers_times_memory_exactly_by_gradients(name):
    kind = KINDS[name]
    reach = LAYERS * (kind.memory + kind.rate * kind.compressed) if kind.memory else kind.segment - 1
    slope = slopes(shipped_model(name), count=16)
    if kind.how != "used":  # which keeps a quarter of the states, and drops the others
        assert slope[reach - 1] > 0
    assert slope[:reach].count_nonzero() > reach / 3
    assert not slope[reach:].any()


def recurrent(kind: Kind) -> Recurrent:
    """Return a model of another kind with the weights of the Transformer-XL."""
    model = Recurrent(kind)
    model.load_state_dict(shipped_model("xl").state_dict())
    return model


@torch.no_grad()
def test_with_a_memory_as_long_as_the_text_recurrence_is_full_attention():
    ids, kind = some(4, 96), KINDS["xl"]
    long, whole = recurrent(replace(kind, memory=96))(ids), recurrent(replace(kind, segment=96, memory=0))(ids)
    torch.testing.assert_close(long, whole, rtol=1e-4, atol=1e-4)
    assert (recurrent(kind)(ids) - whole).abs().max() > 0.1, "a short memory forgets"
    mean = recurrent(Kind("", memory=16, compressed=16, rate=1, how="mean"))(ids)
    torch.testing.assert_close(mean, recurrent(kind)(ids), rtol=1e-4, atol=1e-4, msg="a rate of one is a longer memory")


@torch.no_grad()
def test_relative_attention_is_the_sum_of_its_terms_as_written_in_the_paper():
    model, layer = shipped_model("xl"), shipped_model("xl").layers[0]
    ids, wave, wanted = some(1, 48, 3), torch.arange(0, 64, 2), torch.full((2, 48, 48), -torch.inf)
    x = layer.norm(model.tokens(ids))[0]
    q, k = layer.q(x), layer.k(x)
    for head, part in enumerate((slice(32), slice(32, 64))):
        u, v = layer.content[head, 0], layer.place[head, 0]
        for i in range(48):
            for j in range(i + 1):
                angle = (i - j) / 10_000 ** (wave / 64)
                r = layer.r(torch.cat([angle.sin(), angle.cos()]))[part]
                wanted[head, i, j] = ((q[i, part] + u) @ k[j, part] + (q[i, part] + v) @ r) / 32**0.5
    looks = layer(model.tokens(ids), model.nothing(1)[0])[1][0]
    torch.testing.assert_close(looks, wanted.softmax(-1), rtol=1e-3, atol=1e-5)


@torch.no_grad()
def test_compression_is_what_it_says():
    old, used = torch.randn(2, 16, 64), torch.rand(2, 16)
    made = {how: shipped_model(how).layers[1].compress(old, used)[0] for how in ("mean", "conv", "used")}
    squeeze = shipped_model("conv").layers[1].squeeze
    convolved = torch.einsum("tc,oct->o", old[0, 12:], squeeze.weight) + squeeze.bias
    torch.testing.assert_close(made["mean"][:, 1], old[:, 4:8].mean(1))
    torch.testing.assert_close(made["conv"][0, 3], convolved, rtol=1e-3, atol=1e-4)
    torch.testing.assert_close(made["used"][1], old[1, np.sort(np.argsort(-used[1].numpy())[:4])])


@pytest.mark.parametrize("name", WITH_MEMORY)
def test_the_record_can_be_measured_again_and_falls_to_chance_beyond_the_reach(name):
    kept = recorded()[name]["accuracy"]
    again = accuracy(shipped_model(name), 0, count=32, every=8).numpy()
    known = np.isfinite(again)
    assert np.abs(again[known] - np.array(kept["0"])[known]).mean() < 0.08
    beyond = np.arange(STEP, LONGEST + STEP, STEP) > KINDS[name].reach + SEGMENT
    for gap in kept.values():
        assert abs(np.mean(np.array(gap)[beyond]) - CHANCE) < 0.04


def test_the_window_is_at_chance_beyond_its_window():
    kept = np.array(recorded()["window"]["accuracy"]["0"])
    assert kept[:11].min() > 0.95 and abs(kept[12:].mean() - CHANCE) < 0.02
    one, other = (ask("window", text_of(key, "abc ", 0, 0)[0], 200).chances for key in "QK")
    np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize(("gap", "share"), [(1, 3 / 4), (2, 1 / 2)])
def test_of_two_keys_in_one_slot_a_mean_guesses_one(gap, share):
    """Two letters `gap` apart share a slot of four with probability `share`."""
    far = slice(191 // STEP, 239 // STEP)
    named = {how: np.mean(recorded()[how]["accuracy"][str(gap)][far]) for how in ("mean", "conv", "used")}
    assert named["mean"] == pytest.approx(1 - share / 2, abs=0.03)
    assert named["mean"] + 0.15 < named["conv"] < named["used"] == 1.0


@torch.no_grad()
def test_with_absolute_positions_a_segment_makes_no_difference_and_with_distances_it_does():
    same = terms("absolute", "Q").sum(-1)
    np.testing.assert_array_equal(same, np.tile(same[:16], 3))
    assert np.abs(np.diff(terms("xl", "Q").sum(-1)[:32].reshape(2, 16), axis=0)).max() > 0.5
    for name in ("xl", "absolute"):  # the attention of the model itself has these scores
        model, ids, score = shipped_model(name), torch.full((1, SLOTS), TOKENS.index("Q")), terms(name, "Q").sum(-1)
        ids[0, -1], kept = TOKENS.index("?"), model.nothing(1)
        for part in ids.split(SEGMENT, 1):
            _, kept, maps = model.segment(part, kept)
        log = maps[0][0, 0, -1].log().double().numpy()[::-1]
        np.testing.assert_allclose(log[1:] - log[1], score[1:] - score[1], atol=1e-3)


@pytest.mark.parametrize("name", KINDS)
@torch.no_grad()
def test_operations_are_those_that_torch_counts(name):
    kind, model, parts = KINDS[name], shipped_model(name), 12
    kept = model.nothing(1)
    for part in some(1, parts * kind.segment).split(kind.segment, 1):
        with FlopCounterMode(display=False) as counter:
            _, kept, _ = model.segment(part, kept)
    assert counter.get_total_flops() / kind.segment == flops(kind, LAYERS)


@given(st.sampled_from(["xl", "compressive"]), st.integers(32, 4096), st.integers(2, 8), st.sampled_from([1, 4, 16]))
def test_what_is_needed_sees_as_far_as_it_should_and_keeps_less_than_full_attention(how, far, layers, rate):
    kind = needed(how, far, layers, rate)
    assert far <= layers * kind.span < far + layers * (SEGMENT * (rate + 1) + 1)
    assert far < layers * SEGMENT or kept_bytes(kind, layers) <= kept_full(far, layers)


@pytest.mark.parametrize(("field", "value"), [
    *(("key", key) for key in ("", "é", "7", "AB", "<")),
    *(("noise", text) for text in ("", "   ", "naïve", "a" * 201)),
    ("distance", LONGEST + STEP), ("distance", 0),
])  # fmt: skip
def test_what_cannot_be_read_is_refused_with_a_sentence(field, value):
    with pytest.raises(BadInput) as refused:
        simulate(replace(Params(), **{field: value}))
    assert refused.value.field == field


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(KEYS + KEYS.lower()), st.text("abc xyz", min_size=1).filter(str.strip),
       st.sampled_from([0, 1, 8, 16]), st.integers(0, 99), st.integers(1, LONGEST // STEP))  # fmt: skip
def test_the_key_is_the_latest_and_what_follows_the_question_is_never_read(key, noise, gap, seed, stop):
    result = simulate(Params(key=key, noise=noise, gap=gap, seed=seed, distance=STEP * stop))
    assert result.text[result.place] == key.upper()
    assert [letter for letter in result.text if letter in KEYS][-1] == key.upper()
    said, cut = result.answer, ask(result.params.kind, result.text[: result.at] + "x", result.at)
    np.testing.assert_allclose(said.chances, cut.chances, atol=1e-5)
    for hop in said.hops:
        assert hop.looks.sum() == pytest.approx(1.0, abs=1e-4)
        assert hop.places.max() <= hop.token
