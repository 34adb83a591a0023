"""Grid worlds against linear solves, gymnasium, linear programs, a textbook's numbers and finite differences."""

from dataclasses import replace

import gymnasium
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from scipy.optimize import linprog
from scipy.special import softmax

from explainers.figure_style import Style
from explainers.problems import BadInput
from explainers.rl.gridworld import EXPLAINER, Params
from explainers.rl.gridworld.exact import evaluate, greedy, optimal, policy_gradient, sweeps
from explainers.rl.gridworld.learners import advance, begin, episode_gradient, returns
from explainers.rl.gridworld.result import best_path, simulate
from explainers.rl.gridworld.run import Learner
from explainers.rl.gridworld.settings import KINDS, METHODS, TIMELINE, WORLDS
from explainers.rl.gridworld.world import MOVES, made, world_of

REWARDS = (-0.04, 1.0, -1.0, 0.3)
LEVEL = Params(world="aima", step_reward=-0.04, slip=0.2)
cells = arrays("<U1", array_shapes(min_dims=2, max_dims=2, min_side=2, max_side=6), elements=st.sampled_from([*KINDS]))
grids = cells.map(lambda rows: "S" + "/".join(map("".join, rows))[1:].replace("S", "."))
worlds = st.builds(made, grids, st.just(""), st.just(REWARDS), st.floats(0, 1))
discounts = st.floats(0.1, 0.99)


@given(worlds, discounts, st.integers(0, 99))
def test_values_of_a_policy_are_those_of_a_direct_linear_solve(world, gamma, seed):
    policy = softmax(np.random.default_rng(seed).normal(size=(len(world.free), 4)), axis=1)
    n = len(world.free)
    system, pay = np.eye(n), np.zeros(n)
    for s, a, k in np.ndindex(n, 4, 3):
        chance = policy[s, a] * world.chance[k]
        pay[s] += chance * world.pays[s, a, k]
        system[s, world.to[s, a, k]] -= 0 if world.ends[s, a, k] else gamma * chance
    np.testing.assert_allclose(evaluate(world, policy, gamma), np.linalg.solve(system, pay), atol=1e-9)


@settings(max_examples=25)
@given(worlds, discounts)
def test_the_best_values_solve_bellmans_equation_and_the_linear_program(world, gamma):
    best, n = optimal(world, gamma), len(world.free)
    np.testing.assert_allclose(best.q.max(axis=1), best.v, atol=1e-7)
    steps = np.stack([world.transitions(np.tile(action, (n, 1))) for action in np.eye(4)], axis=1)
    rows = (gamma * steps - np.eye(n)[:, None]).reshape(-1, n)
    solved = linprog(np.ones(n), rows, -(world.pays @ world.chance).ravel(), bounds=(None, None))
    np.testing.assert_allclose(best.v, solved.x, atol=1e-5)
    off = np.abs(sweeps(world, gamma, "value", 30) - best.v).max(axis=1)
    assert (off <= off[0] * gamma ** np.arange(31) + 1e-9).all(), "each sweep is a contraction by γ"


@pytest.mark.parametrize(("world", "name"), [("frozen", "FrozenLake-v1"), ("cliff", "CliffWalking-v1")])
def test_gymnasiums_own_slippery_tables_have_the_values_of_ours(world, name):
    """Ours is its table without slip, with slip mixed in; and, a second time, our own cells with its rewards."""
    preset, gamma = WORLDS[world], 0.97
    table = gymnasium.make(name, is_slippery=True).unwrapped.P
    values = np.zeros(len(table))
    for _ in range(500):
        values = np.array([max(sum(p * (r + gamma * values[to] * (not ends)) for p, to, r, ends in table[s][a])
                               for a in range(4)) for s in range(len(table))])  # fmt: skip
    ours = optimal(world_of(Params(world=world, slip=2 / 3)), gamma)
    drawn = optimal(made(preset.rows, "", preset.rewards, 2 / 3), gamma)
    np.testing.assert_allclose(ours.v[ours.world.inside], values[ours.world.inside], rtol=1e-5, atol=1e-6)
    np.testing.assert_allclose(drawn.v, ours.v, atol=1e-9)


def test_the_values_are_those_that_russell_and_norvig_print():
    printed = [[0.812, 0.868, 0.918, 0], [0.762, 0, 0.660, 0], [0.705, 0.655, 0.611, 0.388]]
    np.testing.assert_allclose(optimal(world_of(LEVEL), 1.0).v.reshape(3, 4), printed, atol=5e-4)


@settings(max_examples=20)
@given(worlds, discounts, st.integers(0, 99))
def test_the_policy_gradient_is_a_difference_quotient(world, gamma, seed):
    theta, step = np.random.default_rng(seed).normal(size=(len(world.free), 4)), 1e-5
    slope = policy_gradient(world, theta, gamma)
    for s, a in [(world.start, 0), (len(theta) - 1, 3), (len(theta) // 2, 2)]:
        nudge = step * np.eye(theta.size)[4 * s + a].reshape(theta.shape)
        ends = [evaluate(world, softmax(theta + sign * nudge, axis=1), gamma)[world.start] for sign in (1, -1)]
        assert slope[s, a] == pytest.approx((ends[0] - ends[1]) / (2 * step), abs=1e-6)


@pytest.mark.parametrize("baseline", [0.0, 0.4])
def test_reinforce_samples_the_exact_gradient_whatever_the_baseline(baseline):
    world, p = world_of(LEVEL), replace(LEVEL, method="reinforce", alpha=0.0, gamma=0.9)
    walk, episodes = begin(world, "reinforce"), []
    unheard = np.full(30_001, np.nan, dtype=np.float32)
    while walk.step < 30_000:
        episode = walk.episode
        advance(walk, world, p, walk.step + 1, unheard)
        if not walk.episode:
            slopes = episode_gradient(walk.q, episode, returns(episode, 0.9), [baseline] * len(walk.q), 0.9)
            episodes.append(np.zeros((len(walk.q), 4)))
            episodes[-1][list(slopes)] = list(slopes.values())
    exact = policy_gradient(world, np.array(walk.q), 0.9)
    spread = np.std(episodes, axis=0) / np.sqrt(len(episodes))
    assert (np.abs(np.mean(episodes, axis=0) - exact) < 4.5 * spread + 1e-9).all()


@pytest.mark.parametrize("changes", [{}, {"grid": ".......#G/..#....#./S.#.O..#./..#..#.../.....#.../........."}])
def test_q_learning_comes_to_rest_at_bellmans_optimum_also_of_a_world_that_was_changed(changes):
    """Every action tried again and again, nothing left to chance in the world: α = 1 is exact then."""
    p = replace(TIMELINE.branch(Params(alpha=1.0, epsilon=1.0), 5000, **changes), steps=60_000)
    assert simulate(p).main.now.off < 1e-6
    assert np.abs(simulate(p).main.now.exact_q - simulate(p).best.q).max() == 0


def test_sarsa_comes_near_the_values_of_its_own_policy_and_not_of_the_best():
    result = simulate(replace(LEVEL, method="sarsa", epsilon=0.5, alpha=0.02, steps=100_000))
    assert result.main.now.off < 0.05
    assert np.abs(result.main.now.values - result.best.v)[result.world.inside].max() > 0.3


@pytest.mark.parametrize("method", METHODS)
def test_a_run_wound_back_watched_or_branched_is_the_same_run(method):
    p = TIMELINE.branch(replace(LEVEL, method=method, steps=800), 437, alpha=0.1, slip=0.5, grid="..GG/.#.O/S..~")
    at_once, watched = Learner(p), Learner(p)
    for step in (1, 2, 50, 401, 436, 440, 777):
        watched.at(step)
    whole, back = at_once.at(800), watched.at(800)
    assert whole.q == back.q and whole.v == back.v and whole.visits == back.visits and whole.episode == back.episode
    np.testing.assert_array_equal(at_once.history[:801], watched.history[:801])
    early, plain = (simulate(replace(some, method=method, steps=400)).main for some in (p, LEVEL))
    assert early.walk.q == plain.walk.q and early.best is plain.best, "wound back, all is as it was before the change"


def test_two_learners_meet_the_same_chance():
    result = simulate(replace(LEVEL, slip=0.5, rival="sarsa", steps=2, seed=3))
    assert result.main.walk.episode == result.rival.walk.episode, "nothing was learnt yet, and ties break alike"


GRIDS = {"S.x/...": "no kind of cell", "S..G": "rows", "S../..": "Row 2 has 2 cells", "../..": "0 starts",
         "SS/..": "2 starts", "S............/.............": "between 2 and 12", "S" * 200: "156"}  # fmt: skip
SHUT = ".#G/.#./S#."  # no way from S to G


@pytest.mark.parametrize(
    ("settings", "field", "says"),
    [*(({"grid": grid}, "grid", says) for grid, says in GRIDS.items()),
     ({"schedule": "9 grid=S.x/..."}, "schedule", "Until step 9: “x”"),
     ({"schedule": "9 grid=S../..."}, "schedule", "another size"),
     ({"grid": SHUT, "gamma": 1.0}, "gamma", "no end can be reached"),
     ({"world": "loop", "gamma": 1.0}, "gamma", "a loop pays more")],
)  # fmt: skip
def test_a_world_in_which_nothing_can_be_computed_gets_a_sentence(settings, field, says):
    with pytest.raises(BadInput, match=says) as caught:
        simulate(Params(**settings))
    assert caught.value.field == field and caught.value.sentence.endswith(".")


@pytest.mark.parametrize("world", ["empty", "aima", "maze"])
def test_arrows_lead_from_each_cell_to_its_best_neighbours(world):
    result = simulate(Params(world=world))
    path = EXPLAINER.view("plan").plot.draw(result, Style()).layout["shapes"][2]["path"]
    shafts = [[float(number) for number in shaft.replace("L", " ").split()] for shaft in path.split("M")[1::2]]
    drawn = {
        (int(y) * result.world.shape[1] + int(x), np.sign(to_x - x), np.sign(to_y - y)) for x, y, to_x, to_y in shafts
    }
    policy, free = greedy(result.best.q), np.flatnonzero(result.world.free)
    wanted = {(cell, MOVES[a][1], MOVES[a][0]) for cell in free for a in range(4)
              if policy[cell, a] > 0.08 and np.ptp(policy[cell]) > 0.01}  # fmt: skip
    assert drawn == wanted and len(shafts) == len(drawn)


def test_no_way_to_the_goal_is_known():
    assert [simulate(Params(grid=grid)).world.has_way_to_goal for grid in ("", SHUT)] == [True, False]


@pytest.mark.parametrize(("changes", "last"), [({}, "+"), ({"coin": 0.05}, "G"), ({"gamma": 0.5}, "G")])
def test_what_the_rewards_say_is_done_though_nobody_meant_it(changes, last):
    """In the world of coins the best policy circles; where a coin pays little or fades fast it goes to the goal."""
    best = simulate(Params(world="loop", **changes)).best
    assert best.world.signs[best_path(best)[-1]] == last
    np.testing.assert_allclose(evaluate(best.world, greedy(best.q), best.gamma), best.v, atol=1e-9)
