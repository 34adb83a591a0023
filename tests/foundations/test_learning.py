"""Three learners against scikit-learn, autograd and closed forms; what must hold of every signal."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import KMeans
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import adjusted_rand_score

from explainers.foundations.learning.curves import COUNTS, courses, needed
from explainers.foundations.learning.equations import equations
from explainers.foundations.learning.learners import (
    RUNS,
    distances,
    features,
    k_means,
    label_signal,
    names_of,
    probabilities,
    reward_signal,
)
from explainers.foundations.learning.model import DATA, SEEN, Params, simulate
from explainers.foundations.plane import points
from tests.foundations.cases import hold

policies = st.lists(st.floats(0.01, 1), min_size=3, max_size=3).map(lambda w: np.array(w) / np.sum(w))
every_set = pytest.mark.parametrize("name", DATA)


@given(policies, st.integers(0, 2), st.floats(0, 1))
def test_rewards_say_on_average_what_a_label_says_times_the_chance_of_the_right_answer(policy, y, baseline):
    each = np.stack([reward_signal(policy, a, np.float64(a == y), baseline) for a in range(3)])
    np.testing.assert_allclose(policy @ each, policy[y] * label_signal(policy, y), atol=1e-12)
    np.testing.assert_allclose([label_signal(policy, y).sum(), *each.sum(axis=1)], 0, atol=1e-12)


@given(st.lists(st.floats(-3, 3), min_size=9, max_size=9), st.floats(-3, 3), st.floats(-3, 3), st.integers(0, 2))
def test_a_label_is_the_gradient_of_the_log_likelihood(weights, x1, x2, y):
    w = torch.tensor(weights, dtype=torch.float64).reshape(3, 3).requires_grad_()
    phi = features(np.array([[x1, x2]]))
    torch.log_softmax(torch.tensor(phi) @ w.T, dim=1)[0, y].backward()
    policy = probabilities(w.detach().numpy(), np.array([[x1, x2]]))
    assert policy.sum() == pytest.approx(1)
    np.testing.assert_allclose(label_signal(policy[0], y)[:, None] * phi, w.grad.numpy(), atol=1e-9)


@every_set
def test_learners_took_the_steps_that_they_say(name):
    both = courses(name, 0.3, 0)
    for t in (0, 5, 300):
        for course in (both.supervised, both.reinforcement):
            policy = np.stack([probabilities(course.weights[t, j], course.x[t, j][None])[0] for j in range(RUNS)])
            told, given_ = course.told[t], label_signal(policy, course.y[t])
            if course is both.reinforcement:
                assert np.array_equal(told, course.answer[t] == course.y[t]), "a reward says whether, and no more"
                given_ = reward_signal(policy, course.answer[t], told, course.baseline[t])
            step = 0.3 * given_[:, :, None] * features(course.x[t])[:, None, :]
            np.testing.assert_allclose(course.weights[t + 1] - course.weights[t], step, atol=1e-12)


@every_set
def test_labels_lead_as_far_as_scikit_learn_gets_with_all_of_them(name):
    data = points(name)
    best = LogisticRegression().fit(data.x[:, :2], data.y).score(data.test_x[:, :2], data.test_y)
    reached = courses(name, 0.3, 0).right["supervised"][-1].mean()
    assert best - 0.05 < reached < best + 0.03


@pytest.mark.parametrize("k", [2, 3, 6])
@every_set
def test_clusters_are_as_tight_as_those_of_scikit_learn(name, k):
    x = points(name).x[:300, :2]
    centres = k_means(x, k, np.random.default_rng(0))
    settled = KMeans(k, init=centres, n_init=1).fit(x)
    np.testing.assert_allclose(settled.cluster_centers_, centres, atol=1e-4)
    rival = KMeans(k, n_init=20, random_state=0).fit(x)
    assert distances(x, centres).min(axis=1).sum() == pytest.approx(rival.inertia_, rel=0.08)
    if (name, k) == ("blobs", 3):
        assert adjusted_rand_score(rival.labels_, distances(x, centres).argmin(axis=1)) > 0.99


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2)), max_size=30), st.permutations(range(3)))
def test_names_of_clusters_are_shares_and_go_with_the_names_of_classes(pairs, order):
    clusters, labels = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    named = names_of(clusters, labels, 4, 3)
    np.testing.assert_allclose(named.sum(axis=1), 1)
    np.testing.assert_allclose(names_of(clusters, np.array(order)[labels], 4, 3)[:, order], named)


def test_rewards_take_more_tellings_and_clusters_only_help_where_they_are_classes():
    blobs, cut = simulate(Params(wanted=0.95)), simulate(Params(data="cut", wanted=0.9))
    assert blobs.needed("unsupervised") == 3 < blobs.needed("supervised") < blobs.needed("reinforcement")
    assert cut.needed("unsupervised") == 0
    assert (cut.needed("supervised"), cut.needed("reinforcement"), cut.times) == (128, 768, 6.0)
    assert cut.curves["unsupervised"].mean() == pytest.approx(1 / 3, abs=0.03)
    assert needed(np.ones((len(COUNTS), 2)), 0.9) == 1 and needed(np.zeros((len(COUNTS), 2)), 0.9) == 0


@given(st.sampled_from(list(DATA)), st.sampled_from(SEEN), st.integers(2, 6))
def test_every_equation_comes_to_its_value(name, t, k):
    assert hold(equations(simulate(Params(data=name, t=t, clusters=k))))
