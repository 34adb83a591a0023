"""Grid worlds against linear solves, gymnasium, linear programs, a textbook's numbers and finite differences."""

from dataclasses import replace

import gymnasium
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from explainers.figure_style import Style
from explainers.problems import BadInput
from explainers.rl.gridworld import EXPLAINER, Params
from explainers.rl.gridworld.exact import (
    evaluate,
    greedy,
    optimal,
    policy_gradient,
    softmax,
    sweeps,
)
from explainers.rl.gridworld.learners import advance, begin, episode_gradient, returns
from explainers.rl.gridworld.result import simulate, way
from explainers.rl.gridworld.run import Learner, run_of
from explainers.rl.gridworld.settings import KINDS, METHODS, TIMELINE, WORLDS
from explainers.rl.gridworld.world import LIBRARY, made, world_of

REWARDS = (-0.04, 1.0, -1.0, 0.3)
LEVEL = Params(world="aima", step_reward=-0.04, slip=0.2)
grids = st.tuples(st.integers(2, 6), st.integers(2, 6)).flatmap(
    lambda shape: st.lists(st.sampled_from(list(KINDS.keys() - {"S"})), min_size=shape[0] * shape[1] - 1,
                           max_size=shape[0] * shape[1] - 1)
    .map(lambda signs: "S" + "".join(signs))
    .map(lambda text: "/".join(text[i : i + shape[1]] for i in range(0, len(text), shape[1])))
)  # fmt: skip
worlds = st.builds(made, grids, st.just(""), st.just(REWARDS), st.floats(0, 1))
discounts = st.floats(0.1, 0.99)


@given(worlds, discounts, st.integers(0, 99))
def test_values_of_a_policy_are_those_of_a_direct_linear_solve(world, gamma, seed):
    policy = softmax(np.random.default_rng(seed).normal(size=(len(world.free), 4)))
    n = len(world.free)
    steps, pay = np.zeros((n, n)), np.zeros(n)
    for s, a, k in np.ndindex(n, 4, 3):
        chance = policy[s, a] * world.chance[k]
        pay[s] += chance * world.pays[s, a, k]
        steps[s, world.to[s, a, k]] += 0 if world.ends[s, a, k] else chance
    found = evaluate(world, policy, gamma)
    np.testing.assert_allclose(found, np.linalg.solve(np.eye(n) - gamma * steps, pay), atol=1e-9)


@settings(max_examples=25)
@given(worlds, discounts)
def test_the_best_values_solve_bellmans_equation_and_the_linear_program(world, gamma):
    values, q = optimal(world, gamma)
    np.testing.assert_allclose(q.max(axis=1), values, atol=1e-7)
    n = len(values)
    rows = (gamma * world.steps - np.eye(n)[:, None]).reshape(-1, n)
    best = linprog(np.ones(n), rows, -world.mean_pay.ravel(), bounds=(None, None))
    np.testing.assert_allclose(values, best.x, atol=1e-5)
    np.testing.assert_allclose(sweeps(world, gamma, "policy", 40)[-1], values, atol=1e-6)
    off = np.abs(sweeps(world, gamma, "value", 30) - values).max(axis=1)
    assert (off <= off[0] * gamma ** np.arange(31) + 1e-9).all(), "each sweep is a contraction by γ"


@pytest.mark.parametrize("name", LIBRARY)
def test_gymnasiums_own_slippery_tables_have_the_values_of_ours(name):
    """Ours is its table without slip, with slip mixed in; and, a second time, our own cells with its rewards."""
    world, preset = next((world, preset) for world, preset in WORLDS.items() if preset.library == name)
    gamma = 0.97
    table = gymnasium.make(name, is_slippery=True).unwrapped.P
    values = np.zeros(len(table))
    for _ in range(500):
        values = np.array([max(sum(p * (r + gamma * values[to] * (not ends)) for p, to, r, ends in table[s][a])
                               for a in range(4)) for s in range(len(table))])  # fmt: skip
    ours = optimal(world_of(Params(world=world, slip=2 / 3)), gamma)[0]
    drawn = optimal(made(preset.rows, "", preset.rewards, 2 / 3), gamma)[0]
    free = world_of(Params(world=world)).inside
    np.testing.assert_allclose(ours[free], values[free], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(drawn, ours, atol=1e-9)


def test_the_maps_are_those_of_gymnasium():
    for world, name in (("frozen", "FrozenLake-v1"), ("frozen_8", "FrozenLake8x8-v1")):
        rows = [b"".join(row).decode() for row in gymnasium.make(name).unwrapped.desc]
        assert "/".join(rows).replace("F", ".").replace("H", "O") == WORLDS[world].rows


def test_the_values_are_those_that_russell_and_norvig_print():
    printed = [[0.812, 0.868, 0.918, 0], [0.762, 0, 0.660, 0], [0.705, 0.655, 0.611, 0.388]]
    values = optimal(world_of(LEVEL), 1.0)[0]
    np.testing.assert_allclose(values.reshape(3, 4), printed, atol=5e-4)


@settings(max_examples=20)
@given(worlds, discounts, st.integers(0, 99))
def test_the_policy_gradient_is_a_difference_quotient(world, gamma, seed):
    theta, step = np.random.default_rng(seed).normal(size=(len(world.free), 4)), 1e-5
    slope = policy_gradient(world, theta, gamma)
    for s, a in [(world.grid.start, 0), (len(theta) - 1, 3), (len(theta) // 2, 2)]:
        ends = [theta + sign * step * (np.arange(theta.size) == 4 * s + a).reshape(theta.shape) for sign in (1, -1)]
        high, low = (evaluate(world, softmax(end), gamma)[world.grid.start] for end in ends)
        assert slope[s, a] == pytest.approx((high - low) / (2 * step), abs=1e-6)


@pytest.mark.parametrize("baseline", [0.0, 0.4])
def test_reinforce_samples_the_exact_gradient_whatever_the_baseline(baseline):
    world, p = world_of(LEVEL), replace(LEVEL, method="reinforce", alpha=0.0, gamma=0.9)
    walk, found, episodes = begin(world, "reinforce"), np.zeros((len(world.free), 4)), []
    theta = [row[:] for row in walk.q]
    unheard = np.full(100_001, np.nan, dtype=np.float32)
    while walk.step < 30_000:
        trail = walk.trail
        advance(walk, world, p, walk.step + 1, unheard)
        if not walk.trail:
            slopes = episode_gradient(theta, trail, returns(trail, 0.9), [baseline] * len(theta), 0.9)
            one = np.zeros_like(found)
            one[list(slopes)] = list(slopes.values())
            episodes.append(one)
    exact = policy_gradient(world, np.array(theta), 0.9)
    spread = np.std(episodes, axis=0) / np.sqrt(len(episodes))
    assert (np.abs(np.mean(episodes, axis=0) - exact) < 4.5 * spread + 1e-9).all()


def test_q_learning_comes_to_rest_at_bellmans_optimum():
    """Every action tried again and again, nothing left to chance in the world: α = 1 is exact then."""
    p = Params(world="maze", alpha=1.0, epsilon=1.0, steps=60_000)
    result = simulate(p)
    np.testing.assert_allclose(result.main.q[result.world.inside], result.best_q[result.world.inside], atol=1e-6)
    assert result.main.now.off < 1e-6


def test_sarsa_comes_near_the_values_of_its_own_policy_and_not_of_the_best():
    p = replace(LEVEL, method="sarsa", epsilon=0.5, alpha=0.02, steps=100_000)
    learnt = simulate(p).main
    assert learnt.now.off < 0.05
    assert np.abs(learnt.now.values - simulate(p).best)[simulate(p).world.inside].max() > 0.3


def test_both_learners_meet_the_same_chance():
    """Before anything was learnt they do the same; the ties that they break, and their slips, are the same numbers."""
    result = simulate(replace(LEVEL, slip=0.5, steps=2, seed=3))
    assert result.main.method != result.rival.method
    assert result.main.walk.trail[:2] == result.rival.walk.trail[:2]


@pytest.mark.parametrize("method", METHODS)
def test_a_run_wound_back_watched_or_branched_is_the_same_run(method):
    p = TIMELINE.branch(replace(LEVEL, method=method, steps=800), 437, alpha=0.1, slip=0.5)
    at_once, watched = Learner(replace(p, seed=5)), Learner(replace(p, seed=5))
    for step in (1, 2, 50, 401, 436, 440, 777):
        watched.at(step)
    whole, back = at_once.at(800), watched.at(800)
    assert whole.q == back.q and whole.v == back.v and whole.visits == back.visits and whole.trail == back.trail
    np.testing.assert_array_equal(at_once.history[:801], watched.history[:801])
    assert at_once.at(300).step == 300 and at_once.at(800).q == whole.q
    plain = run_of(replace(p, seed=5, schedule="", alpha=LEVEL.alpha, slip=0.2), method).at(437)
    assert plain.q == at_once.at(437).q, "up to the branch nothing has changed"


@pytest.mark.parametrize(
    ("grid", "says"),
    [("S.x/...", "no kind of cell"), ("S..G", "rows"), ("S../..", "Row 2 has 2 cells"), ("../..", "0 starts"),
     ("SS/..", "2 starts"), ("S" + "." * 12 + "/" + "." * 13, "between 2 and 12"), ("S" * 200, "156")],
)  # fmt: skip
def test_a_grid_that_cannot_be_used_gets_a_sentence(grid, says):
    with pytest.raises(BadInput, match=says) as caught:
        simulate(Params(grid=grid))
    assert caught.value.field == "grid" and caught.value.sentence.endswith(".")


def test_no_way_to_the_goal_and_a_loop_without_a_discount_get_a_sentence():
    result = simulate(Params(grid="S#G/.#./.#."))
    assert not result.world.has_way_to_goal and simulate(Params()).world.has_way_to_goal
    assert EXPLAINER.view().plot.draw(result, Style()).alt
    for p in (Params(world="loop", gamma=1.0), Params(grid="S#G/.#./.#.", gamma=1.0)):
        with pytest.raises(BadInput, match="add up for ever") as caught:
            simulate(p)
        assert caught.value.field == "gamma"
    lazy = np.eye(4)[np.zeros(54, dtype=int)]  # always up, into the wall: no end, and each step costs
    values = evaluate(world_of(Params()), lazy, 1.0)
    assert np.isnan(values[world_of(Params()).grid.start]) and (values[~world_of(Params()).free] == 0).all()


@pytest.mark.parametrize(("changes", "last"), [({}, "+"), ({"coin": 0.05}, "G"), ({"gamma": 0.5}, "G")])
def test_what_the_rewards_say_is_done_though_nobody_meant_it(changes, last):
    """In the world of coins the best policy circles; where a coin pays little or fades fast it goes to the goal."""
    result = simulate(Params(world="loop", **changes))
    assert result.world.grid.signs[way(result.world, result.best_q)[-1]] == last
    np.testing.assert_allclose(
        evaluate(result.world, greedy(result.best_q), result.params.gamma), result.best, atol=1e-9
    )
