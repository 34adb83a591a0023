"""The GAN page's model: runs that can be had back, runs that branch, and failures that happen on order."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from explainers.catalogue import by_path
from explainers.figure_style import Style
from explainers.gans import training
from explainers.gans.training import Params, branch, plot_game, simulate
from explainers.gans.training.game import start
from explainers.gans.training.run import KEEP_EVERY, common_steps, run_of
from explainers.problems import BadInput

COLLAPSE = {"lr_g": 0.02, "lr_d": 0.0005, "steps": 800}
TOO_GOOD = {"d_updates": 10, "lr_d": 0.01, "lr_g": 0.0002, "d_units": 64, "steps": 150}


def weights(params, step):
    state = run_of(params).at(step)
    return [state.g.flat.clone(), state.d.flat.clone()]


def same(one, other):
    return all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


# ---------------------------------------------------------------------------------------------- had back exactly


@pytest.mark.parametrize("step", [0, 1, KEEP_EVERY - 1, KEEP_EVERY, 137, 250])
def test_any_step_is_had_back_bit_for_bit(step):
    params = Params(seed=11)
    run = run_of(params)
    first = weights(params, step)
    run.at(300)
    assert same(weights(params, step), first)
    run.tip = None
    assert same(weights(params, step), first), "also when it is replayed from a kept step"


def test_the_same_seed_has_the_same_first_weights_and_another_has_others():
    assert torch.equal(start(Params()).g.flat, start(Params()).g.flat)
    assert not torch.equal(start(Params()).g.flat, start(Params(seed=1)).g.flat)


def test_a_branch_without_a_change_is_the_same_run():
    params = Params(seed=12)
    again = branch(params, 120)
    assert same(weights(params, 200), weights(again, 200))


def test_two_runs_that_part_share_everything_up_to_there_and_nothing_after():
    params = Params(seed=13)
    run_of(params).at(220)
    other = branch(params, 150, lr_g=0.01)
    assert common_steps(other, params) == 150
    assert same(weights(params, 150), weights(other, 150))
    assert not same(weights(params, 151), weights(other, 151))


def test_a_result_is_for_the_step_that_was_asked_for():
    params = Params(seed=14, steps=130)
    early, late = simulate(params), simulate(replace(params, steps=260))
    assert (early.step, late.step) == (130, 260)
    assert len(early.history) == 131
    np.testing.assert_array_equal(late.history[:131], early.history)
    np.testing.assert_array_equal(simulate(params).fake, early.fake)


# ---------------------------------------------------------------------------------------------- what happens


def test_with_the_defaults_all_eight_heaps_are_found_on_nine_seeds_of_ten():
    assert sum(simulate(Params(seed=seed)).covered == 8 for seed in range(10)) >= 9


def test_the_collapse_of_the_story_happens_on_nine_seeds_of_ten():
    collapsed = [simulate(Params(**COLLAPSE, seed=seed)) for seed in range(10)]
    assert sum(result.measured[-4:, 4].mean() <= 3 for result in collapsed) >= 9
    assert sum(result.js > 0.4 for result in collapsed) >= 9


@pytest.mark.parametrize("seed", range(3))
def test_a_detective_who_is_too_good_leaves_no_slope_unless_the_loss_is_turned_round(seed):
    slopes = {
        loss: np.linalg.norm(simulate(Params(**TOO_GOOD, loss=loss, seed=seed)).arrows, axis=1).mean()
        for loss in ("minimax", "non_saturating")
    }
    assert slopes["non_saturating"] > 5 * slopes["minimax"]


def test_the_critics_loss_falls_with_the_distance_that_remains():
    result = simulate(Params(loss="wasserstein_gp", d_updates=5, penalty=1.0, steps=600))
    at = result.measured[1:, 0].astype(int)
    smooth = [-result.history[max(t - 25, 1) : t + 1, 0].mean() for t in at]
    assert np.corrcoef(smooth, result.measured[1:, 3])[0, 1] > 0.7


def test_averaging_calms_the_points_and_brings_the_divergence_down():
    raw, average = simulate(Params(steps=1500)), simulate(Params(steps=1500, average=True))
    assert average.js < 0.75 * raw.js


def test_a_run_that_explodes_says_when_and_can_be_wound_back():
    params = Params(optimiser="sgd", loss="least_squares", lr_g=50.0, lr_d=50.0, steps=300)
    result = simulate(params)
    assert result.diverged is not None
    assert result.step == result.diverged - 1
    assert np.isfinite(result.fake).all()
    assert f"broke down at step {result.diverged}" in plot_game(result, Style()).layout.meta["alt"]
    assert simulate(replace(params, steps=0)).diverged is None


@pytest.mark.parametrize("drawn", ["", "0.1,0.2", "0.1,0.2 0.3,0.4 0.5,9", "here there", "0.1,0.2 0.3,0.4 0.5,nan"])
def test_a_drawing_that_cannot_be_used_gets_a_sentence(drawn):
    with pytest.raises(BadInput) as problem:
        simulate(Params(data="drawn", drawn=drawn, steps=0))
    assert problem.value.sentence.endswith(".")


def test_three_drawn_points_can_be_imitated_with_a_batch_that_is_larger():
    result = simulate(Params(data="drawn", drawn="0.2,0.3 0.8,0.3 0.5,0.8", steps=50))
    assert np.isfinite(result.fake).all()


# ---------------------------------------------------------------------------------------------- what is shown


@pytest.mark.parametrize("loss", training.LOSSES)
def test_the_formulas_hold_for_the_points_that_are_drawn(loss):
    result = simulate(Params(loss=loss, steps=40, penalty=0.5 if loss == "wasserstein_gp" else 0.0))
    r, f = (torch.tensor(scores) for scores in result.scores)
    detective, forger, best = training.equations(result)
    assert detective.value == pytest.approx(training.LOSSES[loss].discriminator(r, f).item(), rel=1e-4, abs=1e-5)
    assert forger.value == pytest.approx(training.LOSSES[loss].generator(f).item(), rel=1e-4, abs=1e-5)
    assert best.value == pytest.approx(np.log(4) - 2 * result.js)


def test_the_field_and_the_manifold_are_those_of_the_networks():
    result = simulate(Params(steps=60))
    assert result.field.shape == (31, 31)
    assert 0 <= result.field.min() < result.field.max() <= 1
    assert result.manifold.shape[1:] == (41, 2)


@pytest.mark.parametrize("hidden", ["", "field", "manifold", "arrows", "field manifold arrows"])
def test_layers_can_be_left_out(hidden):
    figure = plot_game(simulate(Params(steps=60, hidden=hidden)), Style())
    assert [trace.visible for trace in figure.data[:3]] == [n not in hidden for n in ("field", "manifold", "arrows")]


# ---------------------------------------------------------------------------------------------- the page


def test_the_penalty_of_wasserstein_comes_and_goes_with_it(course):
    page = by_path("gans/training")
    visit = course.open(page, training_steps="20")
    visit.get_by_key("training_loss").set_value("wasserstein_gp").run()
    now = course.shown(visit, page).params
    assert (now.loss, now.penalty, now.steps) == ("wasserstein_gp", 1.0, 20)
    assert training.settings_at(now, 19) == replace(now, loss="non_saturating", penalty=0.0)
    visit.get_by_key("training_loss").set_value("hinge").run()
    assert (course.shown(visit, page).params.penalty, course.complaints(visit)) == (0.0, [])


def test_a_setting_changed_at_a_step_is_a_branch_and_another_network_a_new_run(course):
    page = by_path("gans/training")
    visit = course.open(page, training_steps="20")
    visit.select_slider(key="training_lr_g").set_value(0.01).run()
    now = course.shown(visit, page).params
    assert now == branch(Params(steps=20), 20, lr_g=0.01)
    visit.number_input(key="training_g_units").set_value(16.0).run()
    now = course.shown(visit, page).params
    assert (now.g_units, now.steps, now.past, now.lr_g) == (16, 0, "", 0.01)
    assert course.complaints(visit) == []
