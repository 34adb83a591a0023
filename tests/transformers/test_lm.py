"""The real models against `transformers`, interventions against their definition, and what is shipped against both."""

import gc
import weakref
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

import explainers
from explainers.problems import BadInput
from explainers.sampler import filtered, picked, plain_chances
from explainers.transformers.lm.answers import kept_with_answer, packed, reading_of, shipped_answer, unpacked
from explainers.transformers.lm.decoder import Decoder, Edit, overwrite
from explainers.transformers.lm.questions import (
    FOLDER,
    KEPT_NEXT,
    AblateEach,
    Encode,
    Intervene,
    Projections,
    Read,
    Reading,
    Sample,
    file_of,
)
from explainers.transformers.lm.real import ask_model
from explainers.transformers.lm.row import rotated, take_apart
from explainers.transformers.lm.shape import HEADS, LAYERS, VOCABULARY
from explainers.transformers.lm.spelling import bytes_of, spelt
from explainers.transformers.lm.text import (
    EXAMPLES,
    MAX_TOKENS,
    PART,
    Cell,
    read_cell,
    read_heads,
    read_ids,
    readable,
    spelling,
    what_was_cut,
)

STREET, DRINK = EXAMPLES["street"], EXAMPLES["drink"]
SHIPPED = sorted((Path(explainers.__path__[0]) / FOLDER).glob("*.npz"))
every_example = pytest.mark.parametrize("text", EXAMPLES.values(), ids=list(EXAMPLES))


@pytest.mark.parametrize("name", ["street", "repeat"])
def test_the_decoder_is_the_one_of_transformers(real, name):
    from transformers import LlamaConfig, LlamaForCausalLM

    config = LlamaConfig(
        vocab_size=VOCABULARY, hidden_size=576, intermediate_size=1536, num_hidden_layers=30, num_attention_heads=9,
        num_key_value_heads=3, rms_norm_eps=1e-5, rope_parameters={"rope_type": "default", "rope_theta": 100_000.0},
        tie_word_embeddings=True, attn_implementation="eager",
    )  # fmt: skip
    trusted = LlamaForCausalLM(config)
    missing, unknown = trusted.load_state_dict(real[0].weights, strict=False)
    assert set(missing) <= {"lm_head.weight"}
    assert not unknown
    trusted.tie_weights()
    model, ids = real[0], real[0].tokenizer.encode(EXAMPLES[name]).ids
    with torch.no_grad():
        wanted = trusted.eval()(torch.tensor([ids]), output_attentions=True)
        x = model.embed(ids)
        for layer in range(LAYERS):
            x, looked = model.block(x, layer)
            torch.testing.assert_close(looked.weights, wanted.attentions[layer], atol=2e-5, rtol=0)
        torch.testing.assert_close(model.logits(x), wanted.logits, atol=1e-3, rtol=1e-4)


def test_the_encoder_is_the_one_of_transformers(real):
    from transformers import BertConfig, BertModel

    config = BertConfig(vocab_size=30522, hidden_size=384, num_hidden_layers=6, num_attention_heads=12,
                        intermediate_size=1536, attn_implementation="eager")  # fmt: skip
    trusted = BertModel(config, add_pooling_layer=False).eval()
    missing, _ = trusted.load_state_dict(real[1].weights, strict=False)
    assert not missing
    ids = real[1].tokenizer.encode(STREET).ids
    with torch.no_grad():
        for placed in (True, False):
            if not placed:
                trusted.embeddings.position_embeddings.weight.zero_()
            looked = trusted(torch.tensor([ids]), output_attentions=True).attentions
            torch.testing.assert_close(real[1].maps(ids, placed=placed), torch.cat(looked), atol=2e-5, rtol=0)


def test_no_edit_is_no_change_and_an_ablated_head_is_a_slice_of_the_projection_that_is_zero(real):
    model, ids = real[0], real[0].tokenizer.encode(DRINK).ids
    with torch.no_grad():
        usual = model.logits(model.run(model.embed(ids), {}))
        kept = model.logits(model.run(model.embed(ids), {3: Edit(keep=torch.ones(1, HEADS))}))
        assert torch.equal(usual, kept)
        for layer, head in ((1, 5), (24, 4)):
            keep = torch.ones(1, HEADS)
            keep[0, head] = 0
            off = model.logits(model.run(model.embed(ids), {layer: Edit(keep=keep)}))
            name = f"model.layers.{layer}.self_attn.o_proj.weight"
            cut = model.weights[name].clone()
            cut[:, head * 64 : (head + 1) * 64] = 0
            zeroed = Decoder(model.weights | {name: cut}, model.tokenizer)
            torch.testing.assert_close(off, zeroed.logits(zeroed.run(zeroed.embed(ids), {})), atol=1e-4, rtol=1e-5)
            assert not torch.allclose(off, usual, atol=1e-2)


@given(
    st.integers(0, 8), st.integers(0, 6), st.integers(0, 6), st.floats(0.0, 1.0), st.booleans(), st.integers(0, 10**6)
)
def test_an_overwritten_row_sums_to_one_if_it_is_renormalised(random_maps, head, row, column, weight, again, seed):
    row, column = max(row, column, 1), min(row, column)
    before = torch.tensor(random_maps(seed, 2, HEADS, 7))
    after = before.clone()
    overwrite(after, Cell(0, head, row, column, weight, again))
    changed = (before != after).nonzero()[:, 1:].tolist()
    assert all((at, i) == (head, row) for at, i, _ in changed), "another row has changed"
    np.testing.assert_allclose(after[:, head, row, column], weight)
    others = [j for j in range(7) if j != column]
    old, new = before[:, head, row, others], after[:, head, row, others]
    if again:
        np.testing.assert_allclose(after.sum(-1), 1.0)
        np.testing.assert_allclose(new * old.sum(-1, keepdim=True), old * (1 - weight), atol=1e-12)
    else:
        np.testing.assert_allclose(new, old)


def test_an_overwritten_cell_adds_its_value_and_its_own_weight_changes_nothing(real):
    model = real[0]
    with torch.inference_mode():
        x = model.embed(model.tokenizer.encode(DRINK).ids)
        for layer in range(5):
            x, _ = model.block(x, layer)
        usual, looked = model.block(x, 5)
        weight = float(looked.weights[0, 7, 9, 4])
        same, _ = model.block(x, 5, Edit(cell=Cell(5, 7, 9, 4, weight, renormalise=True)))
        torch.testing.assert_close(same, usual, atol=1e-5, rtol=1e-5)
        edited, _ = model.block(x, 5, Edit(cell=Cell(5, 7, 9, 4, 0.7, renormalise=False)))
        name = "model.layers.5"
        normed = torch.nn.functional.rms_norm(x, x.shape[-1:], model.weights[f"{name}.input_layernorm.weight"], 1e-5)
        heads = torch.nn.functional.linear(normed, model.weights[f"{name}.self_attn.v_proj.weight"])[0]
        joined = (looked.weights[0] @ heads.view(-1, 3, 64).repeat_interleave(3, 1).transpose(0, 1)).transpose(0, 1)
        joined[9, 7] += (0.7 - weight) * heads[4, 2 * 64 :]  # head 7 reads the last of the three shared values
        after = x + torch.nn.functional.linear(joined.flatten(1), model.weights[f"{name}.self_attn.o_proj.weight"])
        torch.testing.assert_close(edited, after + model.feed_forward(after, name), atol=1e-4, rtol=1e-4)
    assert (edited - usual).abs().amax(-1)[0].nonzero().flatten().tolist() == [9], "only the token that looks changes"


def test_each_ablation_is_what_an_intervention_does(real):
    effects = shipped_answer(AblateEach(DRINK))
    for layer, head in ((1, 5), (24, 4)):
        kl = float(ask_model(Intervene(DRINK, f"{layer}.{head}")).kl)
        assert kl == pytest.approx(effects.heads[layer, head], rel=0.02, abs=1e-5)
    for layer, head, column in ((24, 4, 1), (29, 1, 13)):
        kl = float(ask_model(Intervene(DRINK, "", str(Cell(layer, head, 13, column, 0.0, renormalise=False)))).kl)
        assert kl == pytest.approx(effects.cells[layer, head, column], rel=0.02, abs=1e-5)
    said = []
    fresh = ask_model(AblateEach("Hello"), lambda share, doing: said.append(share))  # one token: it is soon done
    assert said == pytest.approx(np.arange(1, LAYERS + 1) / LAYERS)
    kl = float(ask_model(Intervene("Hello", "0.3")).kl)
    assert fresh.heads[0, 3] == pytest.approx(kl, rel=1e-3, abs=1e-6)


@every_example
def test_shipped_answers_are_the_models(real, text):
    stored, fresh = shipped_answer(Read(text)), ask_model(Read(text))
    assert stored.tokens == fresh.tokens
    np.testing.assert_allclose(stored.maps, fresh.maps, atol=1e-3)
    chances = [plain_chances(some.next.logits[0], float(some.next.log_partition[0]))[:20] for some in (stored, fresh)]
    np.testing.assert_allclose(*chances, atol=1e-3)
    for head, inside in stored.qkv.items():
        np.testing.assert_allclose(inside, fresh.qkv[head], atol=2e-2, rtol=2e-3)
    sides, now = shipped_answer(Encode(text)), ask_model(Encode(text))
    np.testing.assert_allclose(sides.maps, now.maps, atol=1e-3)
    np.testing.assert_allclose(sides.without_positions, now.without_positions, atol=1e-3)


def test_what_is_shipped_is_small_and_all_of_it_is_used(real):
    from explainers.transformers import ship

    asked = list(ship.questions())
    assert all(shipped_answer(question) is not None for question in asked)
    assert {file.name for file in SHIPPED} == {Path(file_of(question)).name for question in asked} | {"probe.npz"}
    assert sum(file.stat().st_size for file in SHIPPED) < 1.5e6
    assert shipped_answer(Projections(STREET)) is None


@every_example
def test_rows_sum_to_one_and_nobody_sees_the_future(text):
    maps, sides = reading_of(text).maps, shipped_answer(Encode(text))
    np.testing.assert_allclose(maps.sum(axis=-1), 1.0, atol=1e-6)
    assert not np.triu(maps, 1).any()
    np.testing.assert_allclose(sides.maps.sum(axis=-1), 1.0, atol=1e-6)
    assert np.triu(sides.maps, 1).sum() > 0.1 * sides.maps.sum(), "an encoder looks ahead"


@every_example
def test_a_row_taken_apart_gives_the_weights_of_the_model(text):
    reading = reading_of(text)
    last = len(reading.tokens) - 1
    for name, qkv in reading.qkv.items():
        layer, head = map(int, name.split("."))
        row = take_apart(qkv, last, 0)
        np.testing.assert_allclose(row.weights, reading.maps[layer, head, last], atol=6e-3)
        np.testing.assert_array_equal(row.output, row.before)
        assert row.moved == 0


def test_rotary_scores_depend_on_the_distance_alone():
    q, k = np.random.default_rng(0).normal(size=(2, 64))
    turned_q, turned_k = rotated(np.tile(q, (12, 1))), rotated(np.tile(k, (12, 1)))
    scores = turned_q @ turned_k.T
    for apart in range(-11, 12):
        assert np.ptp(np.diagonal(scores, apart)) < 1e-9
    np.testing.assert_allclose(np.linalg.norm(turned_q, axis=1), np.linalg.norm(q))


def test_answers_come_back_from_their_bytes_as_they_were():
    reading = reading_of(STREET)
    again = unpacked(packed(reading), Reading)
    assert again.tokens == reading.tokens
    assert again.next.tokens == reading.next.tokens
    np.testing.assert_allclose(again.maps, reading.maps, atol=1e-3)
    assert again.qkv.keys() == reading.qkv.keys()
    assert again.nbytes == reading.nbytes > reading.maps.nbytes


def test_what_is_made_of_an_answer_is_kept_as_long_as_the_answer():
    made = []

    @kept_with_answer
    def length(answer, times):
        made.append(times)
        return times * len(answer.tokens)

    reading = unpacked(packed(reading_of(STREET)), Reading)
    assert [length(reading, 2), length(reading, 2), length(reading, 3)] == [24, 24, 36]
    assert made == [2, 3]
    alive = weakref.ref(reading)
    del reading
    gc.collect()
    assert alive() is None, "nothing else holds on to a visitor's sentence"


# ---------------------------------------------------------------------------------------------- the sampler


@given(st.floats(0.05, 4), st.integers(1, 60), st.floats(0.05, 1.0), st.integers(0, 10**6))
def test_the_sampler_is_a_softmax_after_the_filters_of_transformers(temperature, top_k, top_p, seed):
    from transformers import TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

    logits = np.sort(np.random.default_rng(seed).normal(size=60) * 3)[::-1].copy()
    scores = torch.tensor(logits)[None]
    for warper in (TemperatureLogitsWarper(temperature), TopKLogitsWarper(top_k), TopPLogitsWarper(top_p)):
        scores = warper(None, scores)
    np.testing.assert_allclose(filtered(logits, temperature, top_k, top_p), scores.softmax(-1)[0].numpy(), atol=1e-9)


def test_at_temperature_nothing_the_likeliest_is_certain_and_chance_is_seeded():
    logits = np.array([3.0, 2.0, 1.0])
    np.testing.assert_array_equal(filtered(logits, 0.0, 50, 0.9), [1, 0, 0])
    chances = filtered(logits, 1.0, 50, 1.0)
    draws = [picked(chances, 5, step) for step in range(4000)]
    assert draws == [picked(chances, 5, step) for step in range(4000)]
    np.testing.assert_allclose(np.bincount(draws, minlength=3) / 4000, chances, atol=0.03)


def test_what_is_written_is_picked_token_by_token_and_said_on_the_way(real):
    said = []
    asked = Sample(DRINK, "", 3, 0.0, 50, 0.95, 0)
    written = ask_model(asked, lambda share, doing: said.append(doing)).ids
    ids = read_ids(written)
    for k in range(3):
        reading = ask_model(Read(DRINK, ".".join(map(str, ids[:k]))))
        assert reading.next.ids[-1, 0] == ids[k], "at temperature 0, the likeliest"
    assert said[-1] == "".join(reading.tokens[-2:]) + spelt(real[0].tokenizer, ids[-1:])[0]
    assert len(said) == 3


def test_next_token_probabilities_are_over_the_whole_vocabulary():
    following = reading_of(DRINK).next
    plain = plain_chances(following.logits[0], float(following.log_partition[0]))
    assert len(plain) == KEPT_NEXT
    assert 0.9 < plain.sum() <= 1.0
    assert following.tokens[0][0] == " Mary"
    assert (np.diff(following.logits[0]) <= 0).all()


# ---------------------------------------------------------------------------------------------- texts and tokens


@pytest.mark.parametrize(
    "text", ["Hi", "🙂🙃 👩‍👩‍👧", "🍕 und 日本語", "שלום עולם", "مرحبا and hello", "<b>bold</b> **x**", "naïve café"]
)
def test_tokens_spell_the_text_and_parts_of_characters_say_so(real, text):
    tokenizer = real[0].tokenizer
    ids = tokenizer.encode(text).ids
    tokens = spelt(tokenizer, ids)
    assert len(tokens) == len(ids)
    assert spelling(tokens) == text
    assert not any("\ufffd" in token for token in tokens)
    for i, token in enumerate(tokens):
        whole, part, number = token.partition(PART)
        if part:
            k, n = map(int, number.split("/"))
            first = i - k + 1
            assert tokenizer.decode(ids[first : first + n]) == whole
    raw = b"".join(bytes_of(tokenizer.id_to_token(number)) for number in ids)
    assert raw.decode() == text, "GPT-2's alphabet of bytes"


def test_a_part_of_a_character_alone_is_its_bytes(real):
    tokenizer = real[0].tokenizer
    first, *_ = tokenizer.encode("🍕").ids
    assert spelt(tokenizer, [first]) == [f"‹{bytes_of(tokenizer.id_to_token(first)).hex(' ').upper()}›"]
    assert "🍕".encode().startswith(bytes_of(tokenizer.id_to_token(first)))


def test_five_hundred_words_are_cut_and_it_is_said(real):
    text = readable("word " * 300)
    tokens = ask_model(Read(text)).tokens
    assert len(tokens) == MAX_TOKENS
    assert what_was_cut(text, tokens) == f"The page reads {MAX_TOKENS} tokens at most: the last 252 words were cut off."
    assert what_was_cut(STREET, reading_of(STREET).tokens) == ""


@pytest.mark.parametrize("text", ["", "   ", "\x00\x1b\u202e", "\n\n"])
def test_no_text_gets_a_sentence(text):
    with pytest.raises(BadInput, match="no text") as problem:
        readable(text)
    assert problem.value.field == "text"


def test_control_characters_go_and_joiners_stay():
    assert readable("a\x00b\u202ec  d\n e") == "abc d e"
    assert readable("👩‍👩‍👧") == "👩‍👩‍👧"


def test_heads_cells_and_ids_are_read_and_what_is_none_is_named():
    assert read_heads("3.7, 12.0 3.7") == [(3, 7), (12, 0)]
    for wrong in ("30.0", "1.9", "a", "1.2.3"):
        with pytest.raises(BadInput, match=f"“{wrong}” is no head"):
            read_heads(wrong)
    assert read_ids("1.2.49151") == [1, 2, 49151]
    for wrong in ("49152", "a.b", "1 2"):
        with pytest.raises(BadInput, match="cannot be read"):
            read_ids(wrong)
    assert read_cell(str(Cell(1, 2, 3, 4, 0.25, renormalise=True))) == Cell(1, 2, 3, 4, 0.25, renormalise=True)
    assert read_cell("") is None
