"""Guided generation against enumeration, autograd, scikit-learn and closed forms."""

from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from sklearn.linear_model import LogisticRegression

from explainers.figure_style import Style
from explainers.problems import BadInput
from explainers.rl.guided_generation import EXPLAINER, Params
from explainers.rl.guided_generation import curves as curves_module
from explainers.rl.guided_generation.curves import Curve, lowered, shipped_curve
from explainers.rl.guided_generation.enumerated import BEFORE, CELLS, Table, short_melodies, trained
from explainers.rl.guided_generation.exact import best_of, best_of_bound, kl, optimum
from explainers.rl.guided_generation.generator import pool, recorded, reference_model
from explainers.rl.guided_generation.methods import clipped_loss, conditional_kl, dpo_loss, returns
from explainers.rl.guided_generation.notes import features, token
from explainers.rl.guided_generation.preferences import NAMES, fit, reward_model, true_reward
from explainers.rl.guided_generation.report import LEAST
from explainers.rl.guided_generation.result import simulate
from explainers.rl.guided_generation.settings import BETAS, TIMELINE
from explainers.rl.guided_generation.training import RUNS, measures_of

rewards = arrays(float, 30, elements=st.floats(-3, 3))
distributions = arrays(float, 30, elements=st.floats(0.01, 1)).map(lambda p: p / p.sum())
TWICE = pytest.mark.parametrize("method", ["ppo", "dpo"])


def test_bradley_terry_is_logistic_regression():
    x, first = np.random.default_rng(0).normal(size=(40, 8)), np.random.default_rng(1).random(40) < 0.6
    theta, covariance = fit(x, first.astype(float), prior=0.7)
    known = LogisticRegression(C=0.49, fit_intercept=False, tol=1e-10, max_iter=1000).fit(x, first)
    np.testing.assert_allclose(theta, known.coef_[0], atol=1e-5)
    p = known.predict_proba(x)[:, 1]
    np.testing.assert_allclose(np.linalg.inv(covariance), x.T @ np.diag(p * (1 - p)) @ x + np.eye(8) / 0.49, atol=1e-3)


def test_more_clicks_leave_less_doubt_and_recover_the_true_reward():
    deviations = np.array([reward_model(Params(clicks=n)).deviation for n in range(41)])
    assert (np.diff(deviations, axis=0).mean(axis=1) < 1e-3).all()
    found = [simulate(Params(judge, 40, turn=100.0, seed=seed)).correlations[[5, -1]]
             for judge in ("calm", "dance", "rule") for seed in range(3)]  # fmt: skip
    few, many = np.mean(found, axis=0)
    assert few < many and many > 0.9


@given(rewards, distributions, st.floats(0.05, 3), distributions)
def test_no_distribution_beats_the_optimum(reward, p, beta, other):
    log_star = optimum(reward, beta, np.log(p))
    value = np.exp(log_star) @ reward - beta * kl(np.exp(log_star), np.log(p))
    assert value == pytest.approx(beta * np.log(p @ np.exp(reward / beta)), abs=1e-8), "β log Z"
    lost = value - (other @ reward - beta * kl(other, np.log(p)))
    assert lost == pytest.approx(beta * kl(other, log_star), abs=1e-8), "what is lost is β KL from it"


@given(rewards, distributions, st.sampled_from([1, 2, 3, 8, 100]))
def test_the_best_of_n_never_exceeds_its_bound(reward, p, n):
    best = best_of(n, reward, p)
    assert best.sum() == pytest.approx(1)
    assert kl(best, np.log(p)) <= best_of_bound(n) + 1e-9


def test_the_best_of_n_is_what_drawing_gives_and_meets_its_bound_where_rewards_differ():
    reward, p = np.array([1.0, 0.0, 1.0, 2.0]), np.array([0.4, 0.3, 0.2, 0.1])
    some = np.random.default_rng(0).choice(4, (20_000, 3), p=p)
    kept = some[np.arange(len(some)), reward[some].argmax(axis=1)]
    np.testing.assert_allclose(best_of(3, reward, p), np.bincount(kept, minlength=4) / len(kept), atol=0.01)
    even = np.full(200_000, 1 / 200_000)
    assert kl(best_of(16, np.arange(200_000.0), even), np.log(even)) == pytest.approx(best_of_bound(16), abs=1e-3)


def test_short_melodies_are_those_of_the_generator_and_drawn_from_the_table():
    base = short_melodies()
    assert np.exp(base.log_p).sum() == pytest.approx(1) and len(np.unique(base.tokens, axis=0)) == 3125
    notes = np.unique(base.tokens)
    with torch.no_grad():
        logits = reference_model().logits(torch.tensor(base.tokens[1234:1235]))[0][:, notes]
    alone = torch.log_softmax(logits, -1)[range(5), np.searchsorted(notes, base.tokens[1234])]
    assert base.log_p[1234] == pytest.approx(alone.sum().item(), abs=1e-4)
    drawn = Table().draw(20_000, torch.Generator().manual_seed(0))[0].numpy()
    first = np.bincount(drawn // 5**4, minlength=5) / len(drawn)
    np.testing.assert_allclose(first, np.exp(base.log_p).reshape(5, -1).sum(axis=1), atol=0.02)


def test_the_gradient_of_dpo_is_that_of_its_paper():
    """−β σ(r̂(worse) − r̂(better)) (∇ log p(better) − ∇ log p(worse)), r̂ = β log p/p₀ (Rafailov et al. 2023)."""
    policy, beta = Table(), torch.tensor(0.3)
    with torch.no_grad():
        policy.logits += torch.randn(policy.logits.shape, generator=torch.Generator().manual_seed(0))
    log_p, log_ref = (one.log_probs(torch.tensor([[7, 1234]])).sum(-1)[0] for one in (policy, Table()))
    margin = (log_p[0] - log_ref[0]) - (log_p[1] - log_ref[1])
    found, better, worse = (torch.autograd.grad(y, policy.logits, retain_graph=True)[0]
                            for y in (dpo_loss(margin, beta), *log_p))  # fmt: skip
    torch.testing.assert_close(found, -beta * torch.sigmoid(-beta * margin).detach() * (better - worse))


def test_the_first_step_of_ppo_is_the_policy_gradient_and_clipping_ends_it():
    log_p = torch.randn(6, 4, dtype=torch.float64, requires_grad=True)
    advantage = torch.randn(6, 4, dtype=torch.float64)
    clipped_loss(log_p, log_p.detach(), advantage, 0.2).backward()
    torch.testing.assert_close(log_p.grad, -advantage / 24)
    gone = torch.full((1, 1), 0.5, requires_grad=True)
    clipped_loss(gone, torch.zeros(1, 1), torch.ones(1, 1), 0.2).backward()
    assert gone.grad.item() == 0


def test_kl_estimators_are_right_on_average():
    base = short_melodies()
    table = base.table + np.random.default_rng(7).normal(size=base.table.shape)
    log_p = (table - np.logaddexp.reduce(table, axis=0)).ravel()[CELLS]
    log_ref, p = base.table.ravel()[CELLS], np.exp(log_p.sum(1))
    exact = kl(p, base.log_p)
    single = conditional_kl(*(torch.tensor(some.T[BEFORE]) for some in (table, base.table))).numpy()
    paid = returns(torch.zeros(len(p)), torch.tensor(log_p - log_ref), torch.tensor(1.0))[:, 0].numpy()
    assert p @ single == pytest.approx(exact) and p @ -paid == pytest.approx(exact)
    assert p @ (single - exact) ** 2 < p @ (-paid - exact) ** 2, "what is summed out does not vary"


@TWICE
def test_policies_come_near_the_optimum_whichever_are_trained_beside_them(method):
    reward, log_p = simulate(Params()).short_reward, short_melodies().log_p
    best = optimum(reward, 0.5, log_p)
    found, alone = (trained(method, reward.tobytes(), betas, 0) for betas in (BETAS, (0.5,)))
    assert kl(found.p[5], best) < 0.45 * kl(np.exp(log_p), best)
    np.testing.assert_allclose(found.p[5], alone.p[0], atol=0.02)


def test_the_pool_is_the_reference_models():
    drawn = reference_model().draw(4096, torch.Generator().manual_seed(2))[:, 0].numpy()
    assert (drawn == pool()[:, 0]).mean() > 0.99
    assert recorded()["base"]["held_out_bits_per_note"] < 0.7 * recorded()["base"]["held_out_bits_by_frequency"]


def test_features_of_a_scale():
    scale = token(np.array([[60, 62, 64, 65, 67, 69, 71, 72]]), np.array([[1] * 7 + [3]]))
    assert features(scale)[0] == pytest.approx([66.25, 12, 12 / 7, 3 / 8, 4 / 8, 0, 2 / 1.125, 1 / 7])


@given(st.floats(0.5, 5), st.sampled_from(["height", "leaps", "mood", "pace"]))
def test_a_true_reward_is_highest_where_it_turns(turn, name):
    phi = np.zeros((3, 8))
    phi[:, NAMES.index(name)] = -np.array([turn - 0.1, turn, turn + 0.1])
    assert true_reward(phi, "calm", turn).argmax() == 1


@TWICE
def test_a_run_can_be_had_back_to_the_bit(method):
    params = Params(method=method, steps=4)
    run = RUNS.run_of(params)
    last = run.at(4).network.head.weight.clone()
    run.at(1)
    assert torch.equal(run.at(4).network.head.weight, last)
    assert measures_of(replace(params, steps=0))[0].kl == pytest.approx(0, abs=1e-5)
    assert simulate(TIMELINE.branch(params, 2, beta=1.0)).step == 2


def test_own_clicks_have_curves_too_and_those_that_come_with_the_course_are_what_training_gives(monkeypatch):
    monkeypatch.setattr(curves_module, "BETAS", curves_module.BETAS[:1])
    known = shipped_curve(Params())
    np.testing.assert_allclose([y[0] for y in vars(lowered(Params())).values()], [y[0] for y in vars(known).values()],
                               atol=0.05)  # fmt: skip
    own = simulate(Params("you", preferred="abaabbab"))
    assert [method for method, _ in own.missing] == ["ppo", "dpo"] and not simulate(Params(beta=1.0)).missing
    said: list[float] = []
    found = lowered(own.missing[0][1], lambda share, doing: said.append(share))
    assert said == [0.0] and isinstance(found, Curve) and np.isfinite(found.reward).all()
    assert "ppo" in replace(own, lowered={"ppo": found}).curves


@pytest.mark.parametrize("view", ["taste", "steer", "leash"])
def test_of_own_clicks_no_panel_is_empty_and_the_alt_text_says_why(view):
    own, judged = (EXPLAINER.view(view).plot(simulate(params), Style()) for params in
                   (Params("you", preferred="abaabbab", steps=1), Params(steps=1)))  # fmt: skip
    assert all(np.isfinite(np.array(trace.y, float)).all() for trace in own.data if trace.mode == "lines")
    filled = {trace.yaxis or "y" for trace in own.data if len(trace.y) and trace.y[0] is not None}
    assert filled == {f"y{name[5:]}" for name in own.layout.to_plotly_json() if name.startswith("yaxis")}
    assert "true u" not in str(own.layout.annotations).lower() and "true reward" in judged.layout.meta["alt"]
    assert simulate(Params("you", preferred="abaabbab")).evidence[0] == 0


def test_a_page_opens_with_own_clicks_in_its_link(course):
    visit = course.open(EXPLAINER.entry, guided_generation_judge="you", guided_generation_preferred="abba")
    assert course.complaints(visit) == []
    visit.button(key="guided_generation-undo").click().run()
    assert course.shown(visit, EXPLAINER.entry).params.preferred == "abb"


@pytest.mark.parametrize(("settings", "said"), [
    ({"clicks": 0}, "There are no clicks yet"),
    ({"judge": "you"}, "There are no clicks yet"),
    ({"judge": "you", "preferred": "aaaaaa"}, "All 6 clicks are on the first melody"),
])  # fmt: skip
def test_clicks_that_say_little_get_a_sentence(settings, said):
    assert EXPLAINER.sentences(simulate(Params(**settings)), "taste")[0].startswith(said)


def test_clicks_by_a_coin_get_a_sentence_and_those_of_judges_do_not():
    coins = ["".join(clicks) for clicks in np.random.default_rng(0).choice(list("ab"), (20, 20))]
    found = [reward_model(Params("you", preferred=clicks)).log_bayes_factor < LEAST for clicks in coins]
    assert np.mean(found) >= 0.4
    said = EXPLAINER.sentences(simulate(Params("you", preferred=coins[found.index(True)])), "taste")
    assert said[0].startswith("A coin would explain these clicks better")
    assert all(reward_model(Params(judge)).log_bayes_factor > LEAST for judge in ("calm", "dance", "rule"))
    with pytest.raises(BadInput, match="letters a and b"):
        simulate(Params("you", preferred="abx"))
