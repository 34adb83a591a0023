"""The two-layer model in numpy against torch's, its training measured again, and what the words say."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from explainers.transformers.induction import Params
from explainers.transformers.induction.figure_letters import leading
from explainers.transformers.induction.model import CHECKPOINTS, challenge, simulate
from explainers.transformers.induction.network import (
    LENGTH,
    LETTERS,
    induction_score,
    previous_score,
    read_letters,
    repeated,
    training_curve,
    weights_at,
)

LAST = CHECKPOINTS - 1


def torch_model(checkpoint: int) -> torch.nn.Module:
    from explainers.transformers.induction.train import AttentionOnly

    model = AttentionOnly()
    model.load_state_dict({name: torch.tensor(value).float() for name, value in weights_at(checkpoint).items()})
    return model


@pytest.mark.parametrize(("checkpoint", "ablated"), [(0, None), (LAST, None), (LAST, (0, 0)), (LAST, (1, 1))])
def test_the_model_in_numpy_is_torchs(checkpoint, ablated):
    model, letters = torch_model(checkpoint), repeated(10, 3)
    ids = torch.tensor([[LETTERS.index(letter) for letter in letters]])
    with torch.no_grad():
        if ablated:
            model.blocks[ablated[0]].out_proj.weight[:, 24 * ablated[1] : 24 * (ablated[1] + 1)] = 0
        scores, maps = model(ids)
        trusted = torch.nn.functional.cross_entropy(scores[0, :-1], ids[0, 1:], reduction="none").numpy()
    read = read_letters(letters, weights_at(checkpoint), ablated)
    np.testing.assert_allclose(read.maps, maps[0].numpy(), atol=1e-4)
    np.testing.assert_allclose(read.loss[1:], trusted, atol=2e-3)
    assert np.isnan(read.loss[0])


def test_the_curve_can_be_measured_again():
    from explainers.transformers.induction.train import PROBE, examine, sequences

    curve, measured = training_curve(), examine(torch_model(LAST))
    assert len(curve.updates) == CHECKPOINTS
    assert measured["again"] == pytest.approx(curve.again[LAST], abs=0.02)
    np.testing.assert_allclose(measured["induction"], curve.induction[LAST], atol=0.01)
    assert Params().period == PROBE
    assert sequences(2, 5, np.random.default_rng(0)).shape == (2, LENGTH)


@given(st.integers(5, 16), st.integers(0, 10**6))
def test_heads_that_do_one_thing_score_one(period, seed):
    places = np.arange(LENGTH)
    copy, back = np.zeros((2, LENGTH, LENGTH))
    copy[places[period:], places[period:] - period + 1] = 1.0
    back[places[1:], places[1:] - 1] = 1.0
    assert induction_score(copy, period) == pytest.approx(1.0)
    assert previous_score(back) == pytest.approx(1.0)
    letters = repeated(period, seed)
    assert letters[period:] == letters[:-period]


def test_induction_forms_when_the_loss_on_repeats_falls():
    curve = training_curve()
    assert curve.again[0] > 3.0
    assert curve.first[-1] > 3.0, "what is random stays random"
    formed = int(np.argmax(curve.induction[:, 1].max(axis=-1) > 0.3))
    assert formed == int(np.argmax(curve.again < 1.0))
    read = simulate(Params()).letters
    assert previous_score(read.maps)[0].max() > 0.7
    assert induction_score(read.maps, 10)[1].max() > 0.5
    assert leading(simulate(Params()))[0] == 1


@pytest.mark.parametrize("head", ["none", "0.0", "0.1", "1.0", "1.1"])
def test_the_challenge_is_met_by_the_one_head_that_tells_what_came_before(head):
    for seed in range(3):
        assert challenge(simulate(Params(ablated=head, seed=seed)))[0] is (head == "0.0")
        assert not challenge(simulate(Params(checkpoint=3, ablated=head, seed=seed)))[0]


def test_before_the_fall_no_letter_is_foretold_and_both_kinds_of_heads_form_at_once():
    curve = training_curve()
    assert curve.first[3:].min() > 3.3
    assert np.nanmax(simulate(Params(checkpoint=3)).letters.chances) < 0.5
    assert curve.previous[4, 0, 0] > 1.5 * curve.previous[3, 0, 0]
    assert curve.induction[4, 1].min() > 0.3
