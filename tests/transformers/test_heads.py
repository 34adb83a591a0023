"""Attention heatmaps: what heads do, rollout, flow, tokens of two tokenizers, and what the words say."""

import base64
import io
from dataclasses import replace

import networkx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from explainers.figure_style import Style
from explainers.problems import BadInput
from explainers.transformers.heads import EXPLAINER, Params, roles
from explainers.transformers.heads.alignment import beside
from explainers.transformers.heads.model import Result, challenge, files, questions, simulate
from explainers.transformers.heads.png import data_address
from explainers.transformers.heads.rollout import flow, rollout, with_residual
from explainers.transformers.lm.answers import not_shipped, packed
from explainers.transformers.lm.questions import Encode, Read, file_of
from explainers.transformers.lm.real import ask_model
from explainers.transformers.lm.text import EXAMPLES
from explainers.transformers.maps import cut, label


def test_heads_of_one_habit_score_one():
    tokens, eye = ["a", "b", ",", "c", "a", "b", ",", "c"], np.eye(8)
    assert roles.previous_token(np.roll(eye, -1, axis=1)) == pytest.approx(1.0)
    assert roles.first_token(np.tile(eye[0], (8, 1))) == pytest.approx(1.0)
    assert roles.same_token(np.roll(eye, -4, axis=1), 4) == pytest.approx(1.0)
    assert roles.induction_heads(np.roll(eye, -3, axis=1), 4) == pytest.approx(1.0)
    assert roles.punctuation(np.tile(eye[2], (8, 1)), tokens) == pytest.approx(1.0)
    assert roles.punctuation(eye, ["a"] * 8) == 0


def test_the_probe_was_measured_on_the_model(real):
    maps = ask_model(Read(roles.PROBE)).maps
    assert maps.shape[-1] == 2 * roles.HALF, "a token for each word"
    np.testing.assert_allclose(roles.probe_scores()["induction"], roles.induction_heads(maps, roles.HALF), atol=1e-3)
    np.testing.assert_allclose(roles.probe_scores()["same"], roles.same_token(maps, roles.HALF), atol=1e-3)


@given(st.integers(1, 4), st.integers(1, 3), st.integers(1, 6), st.integers(0, 10**6))
def test_rollout_is_the_papers_formula(random_maps, layers, heads, length, seed):
    maps = random_maps(seed, layers, heads, length)
    rolled = np.eye(length)
    for layer in range(layers):  # Abnar and Zuidema 2020, equations 1 and 2
        raw = maps[layer].sum(axis=0) / heads + np.eye(length)
        rolled = (raw / raw.sum(axis=-1, keepdims=True)) @ rolled
    np.testing.assert_allclose(rollout(maps)[-1], rolled, atol=1e-12)
    np.testing.assert_allclose(rollout(maps).sum(axis=-1), 1.0)


@pytest.mark.parametrize("seed", range(3))
def test_flow_is_the_maximum_flow_of_networkx(random_maps, seed):
    maps = random_maps(seed, 3, 2, 5)
    graph = networkx.DiGraph()
    for number, weights in enumerate(with_residual(maps)):
        for i, j in np.argwhere(weights > 0):
            graph.add_edge((number, int(j)), (number + 1, int(i)), capacity=float(weights[i, j]))
    trusted = [networkx.maximum_flow_value(graph, (0, j), (3, 4)) for j in range(5)]
    np.testing.assert_allclose(flow(maps, 4), trusted, atol=1e-4)


@pytest.mark.parametrize(
    ("tokens", "others", "rows"),
    [
        (["Hello", " world"], ["[CLS]", "hello", "world", "[SEP]"], [[1], [2]]),
        (["un", "believ", "able"], ["[CLS]", "unbelievable", "[SEP]"], [[1], [1], [1]]),
        (["didn", "'t"], ["[CLS]", "didn", "'", "t", "[SEP]"], [[1], [2, 3]]),
        (["Café", " 🙂", " no"], ["[CLS]", "cafe", "[UNK]", "no", "[SEP]"], [[1], [], [3]]),
        (["日\u20091/2", "日\u20092/2", "本"], ["[CLS]", "日", "本", "[SEP]"], [[1], [1], [2]]),
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


def test_the_wall_is_a_picture_of_all_maps():
    values = np.random.default_rng(0).uniform(size=(7, 11))
    source = data_address(values, "#000000", "#FFFFFF")
    picture = np.asarray(Image.open(io.BytesIO(base64.b64decode(source.split(",")[1]))))
    np.testing.assert_allclose(picture[..., 0] / 255, values, atol=1 / 255)


# ---------------------------------------------------------------------------------------------- a result is a value


def drawn(result: Result) -> list[str]:
    return [view.plot(result, Style()).to_json() for view in EXPLAINER.views]


def test_a_result_draws_the_same_before_and_after_an_answer_comes(real):
    params = Params(text="One <b>pizza</b> 🍕")
    reading = ask_model(Read(params.text))
    before = simulate(params, {Read(params.text): reading})
    pictures = drawn(before)
    whole = simulate(params, {Read(params.text): reading, Encode(params.text): ask_model(Encode(params.text))})
    assert drawn(before) == pictures
    assert drawn(whole)[1] != pictures[1]
    assert not any("<b>pizza" in picture or "&lt;" in view.plot(whole, Style()).layout.meta["alt"]
                   for picture, view in zip(pictures, EXPLAINER.views, strict=True))  # fmt: skip
    with pytest.raises(TypeError):
        before.answers[Encode(params.text)] = None
    with pytest.raises(BadInput, match="has to read this text"):
        simulate(params)
    assert set(not_shipped(whole.answers)) == set(questions(whole.params))
    assert not_shipped(simulate(Params()).answers) == {}
    taken = files(whole.params, "both", whole.answers)
    assert taken[file_of(Encode(params.text))] == packed(whole.answers[Encode(params.text)])


@pytest.mark.parametrize("text", ["Hi", "مرحبا 日本語", "a " * 60])
def test_any_text_can_be_drawn(real, text):
    text = text.strip()
    known = {question: ask_model(question) for question in questions(Params(text=text))}
    result = simulate(Params(text=text), known)
    drawn(result)
    assert EXPLAINER.equations(result) and EXPLAINER.tables(result)
    alt = EXPLAINER.view().plot(result, Style()).layout.meta["alt"]
    assert (text != "Hi") or alt == "270 heads read a single token, “Hi”: it can only look at itself."
    assert bool(result.cut) == text.startswith("a ")


def test_markup_in_tokens_is_shown_as_text():
    assert (label("<b>"), cut("<b>")) == ("&lt;b&gt;", "<b>")
    assert label(" a" * 20) == cut(" a" * 20) == "a a a a a a…"
    assert label("  ") == "␣"


def test_the_heads_in_the_words_do_what_is_said_of_them():
    assert simulate(Params()).reading.maps[21, 6, 8].argmax() == 6, "street"
    repeat = simulate(Params(text=EXAMPLES["repeat"], layer=18, head=6, row=15))
    assert roles.name_of(repeat.scored, 18, 6) == "induction"
    assert repeat.map[15].argmax() == 7, "frog, which came after green the last time"
    assert simulate(Params(text=EXAMPLES["drink"])).scored["first"].argmax() == 18 * 9 + 7


def test_the_challenge_asks_for_another_head_that_looks_at_one_word():
    for layer, head, row, reached in ((13, 8, 8, False), (21, 6, 8, True), (0, 0, 8, False), (13, 8, 0, False)):
        assert challenge(simulate(replace(Params(), layer=layer, head=head, row=row)))[0] is reached
