"""Guided generation against enumeration, autograd, scikit-learn and closed forms."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from explainers.problems import BadInput
from explainers.rl.guided_generation import EXPLAINER, Params
from explainers.rl.guided_generation.base import base_model, pool, recorded
from explainers.rl.guided_generation.curves import pool_curves
from explainers.rl.guided_generation.enumerated import (
    CELLS,
    CONTEXTS,
    K,
    Table,
    best_of,
    best_of_bound,
    kl,
    log_prob,
    optimum,
    steered,
    world,
)
from explainers.rl.guided_generation.notes import features, pitches, token
from explainers.rl.guided_generation.result import LEAST, melodies, simulate
from explainers.rl.guided_generation.settings import TIMELINE
from explainers.rl.guided_generation.steering import RUNS, first_state, measures_of
from explainers.rl.guided_generation.taste import NAMES, differences, fit, taste_of, true_taste
from explainers.rl.guided_generation.updates import clipped, dpo, kl_estimates, returns, stepwise_kl

rewards = arrays(float, 30, elements=st.floats(-3, 3))
chances = arrays(float, 30, elements=st.floats(0.01, 1)).map(lambda p: p / p.sum())
SHORT = Params(steps=4)


def test_the_weights_are_those_of_logistic_regression():
    x = np.random.default_rng(0).normal(size=(40, 8))
    first = np.random.default_rng(1).random(40) < 0.6
    theta, covariance = fit(x, first.astype(float), prior=0.7)
    known = LogisticRegression(C=0.49, fit_intercept=False, tol=1e-10, max_iter=1000).fit(x, first)
    np.testing.assert_allclose(theta, known.coef_[0], atol=1e-5)
    p = known.predict_proba(x)[:, 1]
    np.testing.assert_allclose(np.linalg.inv(covariance), x.T @ np.diag(p * (1 - p)) @ x + np.eye(8) / 0.49, atol=1e-3)


def test_more_clicks_leave_less_doubt_and_recover_the_taste():
    deviations = np.array([taste_of(Params(clicks=n)).deviation for n in range(41)])
    assert (np.diff(deviations, axis=0).mean(axis=1) < 1e-3).all()
    assert taste_of(Params(clicks=0)).theta == pytest.approx(np.zeros(8))
    each = [(judge, seed) for judge in ("calm", "dance", "rule") for seed in range(3)]
    few, many = (np.mean([simulate(Params(judge, n, turn=100.0, seed=s)).recovery[-1] for judge, s in each])
                 for n in (5, 40))  # fmt: skip
    assert few < many and many > 0.9


@given(rewards, chances, st.floats(0.05, 3), chances)
def test_no_distribution_beats_the_optimum(reward, p, beta, other):
    log_star = optimum(reward, beta, np.log(p))
    value = np.exp(log_star) @ reward - beta * kl(log_star, np.log(p))
    log_z = np.log(p @ np.exp(reward / beta))
    assert value == pytest.approx(beta * log_z, abs=1e-8)
    lost = value - (other @ reward - beta * kl(np.log(other), np.log(p)))
    assert lost == pytest.approx(beta * kl(np.log(other), log_star), abs=1e-8), "what is lost is β KL from it"


def test_the_optimum_is_what_a_numerical_search_finds():
    reward, p = np.random.default_rng(3).normal(size=6), np.full(6, 1 / 6)

    def loss(logits):
        log_q = logits - np.logaddexp.reduce(logits)
        return -(np.exp(log_q) @ reward - 0.5 * kl(log_q, np.log(p)))

    found = minimize(loss, np.zeros(6)).x
    best = np.exp(optimum(reward, 0.5, np.log(p)))
    np.testing.assert_allclose(best, np.exp(found - np.logaddexp.reduce(found)), atol=1e-4)


@given(rewards, chances, st.sampled_from([1, 2, 3, 8, 100]))
def test_the_best_of_n_never_exceeds_its_bound(reward, p, n):
    best = best_of(n, reward, p)
    assert best.sum() == pytest.approx(1)
    with np.errstate(divide="ignore"):
        assert kl(np.log(best), np.log(p)) <= best_of_bound(n) + 1e-9


def test_the_best_of_n_is_what_drawing_gives_and_meets_its_bound_where_rewards_differ():
    reward, p = np.array([1.0, 0.0, 1.0, 2.0]), np.array([0.4, 0.3, 0.2, 0.1])
    some = np.random.default_rng(0).choice(4, (20_000, 3), p=p)
    kept = some[np.arange(len(some)), reward[some].argmax(axis=1)]
    np.testing.assert_allclose(best_of(3, reward, p), np.bincount(kept, minlength=4) / len(kept), atol=0.01)
    even = np.full(200_000, 1 / 200_000)
    best = best_of(16, np.arange(200_000.0), even)
    assert kl(np.log(best), np.log(even)) == pytest.approx(best_of_bound(16), abs=1e-3)


def test_all_short_melodies_are_those_of_the_trained_generator():
    base = world()
    assert base.p.sum() == pytest.approx(1)
    assert len(np.unique(base.tokens, axis=0)) == 3125
    assert CELLS.max() == CONTEXTS * K - 1
    with torch.no_grad():
        whole = torch.log_softmax(base_model().logits(torch.tensor(base.tokens[1234:1235])), -1)[0].numpy()
    notes = np.unique(base.tokens)
    alone = whole[:, notes] - np.logaddexp.reduce(whole[:, notes], axis=1, keepdims=True)
    assert base.log_p[1234] == pytest.approx(
        sum(alone[t, list(notes).index(x)] for t, x in enumerate(base.tokens[1234])), abs=1e-4
    )


def test_the_gradient_of_dpo_is_that_of_its_paper():
    """−β σ(r̂(worse) − r̂(better)) (∇ log p(better) − ∇ log p(worse)), r̂ = β log p/p₀ (Rafailov et al. 2023)."""
    policy, beta = Table(), 0.3
    with torch.no_grad():
        policy.logits += torch.randn(policy.logits.shape, generator=torch.Generator().manual_seed(0))
    better, worse = torch.tensor([[7], [2000]]), torch.tensor([[1234], [3]])
    log_p, log_ref = ([p.log_probs(x).sum(1) for x in (better, worse)] for p in (policy, Table()))
    found = torch.autograd.grad(dpo(log_p[0] - log_ref[0] - (log_p[1] - log_ref[1]), beta), policy.logits,
                                retain_graph=True)[0]  # fmt: skip
    known = torch.zeros_like(found)
    for i in range(2):
        implicit = [beta * (p[i] - q[i]) for p, q in zip(log_p, log_ref, strict=True)]
        slopes = [torch.autograd.grad(p[i], policy.logits, retain_graph=True)[0] for p in log_p]
        known -= beta * torch.sigmoid(implicit[1] - implicit[0]).detach() * (slopes[0] - slopes[1]) / 2
    torch.testing.assert_close(found, known)


def test_the_first_step_of_ppo_is_the_policy_gradient_and_clipping_ends_it():
    log_p = torch.randn(6, 4, dtype=torch.float64, requires_grad=True)
    advantage = torch.randn(6, 4, dtype=torch.float64)
    clipped(log_p, log_p.detach(), advantage, 0.2).backward()
    torch.testing.assert_close(log_p.grad, -advantage / 24)
    gone = torch.full((1, 1), 0.5, requires_grad=True)
    clipped(gone, torch.zeros(1, 1), torch.ones(1, 1), 0.2).backward()
    assert gone.grad.item() == 0


def test_returns_add_up_what_is_still_to_be_paid():
    found = returns(torch.tensor([2.0]), torch.tensor([[1.0, 2.0, 4.0]]), 0.5)
    torch.testing.assert_close(found, torch.tensor([[2 - 3.5, 2 - 3.0, 2 - 2.0]]))


def test_kl_estimates_are_right_on_average():
    base = world()
    log_p = log_prob(base.table + np.random.default_rng(6).normal(size=base.table.shape))
    exact = kl(log_p, base.log_p)
    for estimate in kl_estimates(torch.tensor(log_p), torch.tensor(base.log_p)).values():
        assert float(np.exp(log_p) @ estimate.numpy()) == pytest.approx(exact)
    assert (kl_estimates(torch.tensor(log_p), torch.tensor(base.log_p))["k3"] >= 0).all()


def test_the_stepwise_kl_is_right_on_average():
    base = world()
    table = base.table + np.random.default_rng(7).normal(size=base.table.shape)
    before = (CELLS - CELLS % K) // K
    single = stepwise_kl(torch.tensor(table[before]), torch.tensor(base.table[before])).numpy()
    log_p = log_prob(table)
    assert float(np.exp(log_p) @ single) == pytest.approx(kl(log_p, base.log_p))


def test_policies_come_near_the_optimum():
    reward = simulate(Params()).reward
    best = optimum(reward, 0.5, world().log_p)
    start = kl(world().log_p, best)
    for method in ("ppo", "dpo"):
        assert kl(steered(method, reward.tobytes(), 0.5, 0)[-1], best) < 0.35 * start


def test_melodies_are_drawn_from_the_model():
    model = base_model()
    x = model.draw(2000, torch.Generator().manual_seed(0), 1)[:, 0]
    with torch.no_grad():
        p = torch.softmax(model.logits(torch.zeros(1, 1, dtype=torch.long)), -1)[0, 0].numpy()
    assert np.abs(np.bincount(x.numpy(), minlength=len(p)) / 2000 - p).max() < 0.04
    assert (melodies(model, 0.7, 3) == melodies(model, 0.7, 3)).all()
    greedy = melodies(model, 0.0, 3)
    assert (greedy == greedy[0]).all(), "at temperature 0 chance has no say"


def test_the_pool_and_the_records_are_the_generators():
    some = torch.tensor(pool().tokens[:50])
    with torch.no_grad():
        np.testing.assert_allclose(base_model().log_probs(some).sum(1).numpy(), pool().log_p[:50], atol=1e-3)
    drawn_again = base_model().draw(4096, torch.Generator().manual_seed(2))[:, 0].numpy()
    assert (drawn_again == pool().tokens[:, 0]).mean() > 0.99
    base = recorded()["base"]
    assert base["held_out_bits_per_note"] < 0.7 * base["held_out_bits_by_frequency"]


def test_features_of_a_scale():
    scale = token(np.array([[60, 62, 64, 65, 67, 69, 71, 72]]), np.array([[1] * 7 + [3]]))
    assert features(scale)[0] == pytest.approx([66.25, 12, 12 / 7, 3 / 8, 4 / 8, 0, 2 / 1.125, 1 / 7])
    assert (pitches(scale) == [60, 62, 64, 65, 67, 69, 71, 72]).all()
    assert dict(zip(NAMES, differences(((3, 3),))[0], strict=True)) == dict.fromkeys(NAMES, 0.0)


@settings(max_examples=20)
@given(st.floats(0.5, 5), st.integers(0, 3))
def test_a_taste_is_highest_where_it_turns(turn, which):
    name = ("height", "leaps", "mood", "pace")[which]
    phi = np.zeros((3, 8))
    phi[:, NAMES.index(name)] = -np.array([turn - 0.1, turn, turn + 0.1])
    low, best, beyond = true_taste(phi, "calm", turn)
    assert best > low and best > beyond


@pytest.mark.parametrize("method", ["ppo", "dpo"])
def test_a_run_can_be_had_back_to_the_bit(method):
    params = replace(SHORT, method=method)
    run = RUNS.run_of(params)
    last = torch.cat([w.flatten() for w in run.at(4).policy.parameters()]).clone()
    run.at(1)
    assert torch.equal(torch.cat([w.flatten() for w in run.at(4).policy.parameters()]), last)
    assert measures_of(replace(params, steps=0))[0].kl == pytest.approx(0, abs=1e-5)
    assert not torch.equal(torch.cat([w.flatten() for w in first_state(params).policy.parameters()]), last)
    assert simulate(TIMELINE.branch(params, 2, beta=1.0)).step == 2


def test_paying_pays_and_the_pool_tells_where_taste_turns():
    one = pool_curves(simulate(Params()).paid.tobytes(), simulate(Params()).liked.tobytes())["best"]
    assert (np.diff(one.paid) > 0).all() and one.kl[0] == 0
    straight = simulate(Params(turn=100.0)).curves["best"]
    assert straight.peak == len(straight.liked) - 1, "a taste that never turns is not hurt"


@pytest.mark.parametrize(("settings", "said"), [
    ({"clicks": 0}, "There are no clicks yet"),
    ({"judge": "you"}, "There are no clicks yet"),
    ({"judge": "you", "preferred": "aaaaaa"}, "All 6 clicks are on the first melody"),
])  # fmt: skip
def test_clicks_that_say_little_get_a_sentence(settings, said):
    result = simulate(Params(**settings))
    assert EXPLAINER.sentences(result, "taste")[0].startswith(said)


def test_clicks_by_a_coin_get_a_sentence_and_those_of_judges_do_not():
    coins = ["".join(clicks) for clicks in np.random.default_rng(0).choice(list("ab"), (20, 20))]
    found = [taste_of(Params("you", preferred=clicks)).evidence < LEAST for clicks in coins]
    assert np.mean(found) >= 0.4
    said = EXPLAINER.sentences(simulate(Params("you", preferred=coins[found.index(True)])), "taste")
    assert said[0].startswith("A coin would explain these clicks better")
    assert all(taste_of(Params(judge)).evidence > LEAST for judge in ("calm", "dance", "rule"))


def test_a_text_that_is_no_clicks_gets_a_sentence():
    with pytest.raises(BadInput, match="letters a and b"):
        simulate(Params("you", preferred="abx"))
