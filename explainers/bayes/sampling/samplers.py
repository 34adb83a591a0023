"""One step of three samplers: random-walk Metropolis, Hamiltonian Monte Carlo, and NUTS, with all that happens inside.

Metropolis et al. 1953; Duane et al. 1987; Hoffman and Gelman 2014, in the multinomial form of Betancourt 2017. Every
step draws from a generator seeded by seed and step, so that any step of a chain can be had back.
"""

from dataclasses import dataclass

import numpy as np

from explainers.bayes.sampling.targets import Array, Target

DEEPEST = 8  # doublings of NUTS' tree
TOO_FAR = 1000.0  # an error of the energy beyond which a trajectory counts as divergent, as in Stan


@dataclass(frozen=True)
class Step:
    """What a sampler did in one step."""

    position: Array  # (2,) where the chain is afterwards
    proposal: Array  # (2,) where it thought of going
    accepted: bool
    chance: float  # of accepting; NUTS: the mean over its tree
    path: Array  # (m, 2) from the old position along everything that was tried
    energy: float  # -ln p + ½|momentum|², at the start; 0 momentum for the random walk
    gradients: int  # how many were computed
    divergent: bool = False
    doublings: tuple[int, ...] = ()  # NUTS: for each point of `path`, in which doubling it was added


def random_walk(target: Target, x: Array, size: float, leaps: int, rng: np.random.Generator) -> Step:
    """Propose a point a Gaussian step away; accept it with the ratio of the densities, at most 1."""
    proposal = x + size * rng.normal(size=2)
    here, there = float(target.log(x)), float(target.log(proposal))
    chance = float(np.exp(min(0.0, there - here)))
    accepted = bool(rng.random() < chance)
    return Step(proposal if accepted else x, proposal, accepted, chance, np.stack([x, proposal]), -here, 0)


def leapfrog(target: Target, x: Array, p: Array, size: float) -> tuple[Array, Array]:
    """Return position and momentum a time `size` later: half a push, a whole move, half a push."""
    p = p + 0.5 * size * target.slope(x)
    x = x + size * p
    return x, p + 0.5 * size * target.slope(x)


def energy(target: Target, x: Array, p: Array) -> float:
    """Return H(x, p) = -ln p(x) + ½|p|²; infinite where the density is none."""
    found = float(0.5 * (p * p).sum() - target.log(x))
    return found if np.isfinite(found) else np.inf


def hmc(target: Target, x: Array, size: float, leaps: int, rng: np.random.Generator) -> Step:
    """Give a random push, follow the dynamics for `leaps` leapfrog steps, accept by the error of the energy."""
    p = rng.normal(size=2)
    before, path, where = energy(target, x, p), [x], x
    with np.errstate(over="ignore", invalid="ignore"):
        for _ in range(leaps):
            where, p = leapfrog(target, where, p, size)
            path.append(where)
        error = energy(target, where, p) - before
    chance = float(np.exp(min(0.0, -error)))
    accepted = bool(rng.random() < chance)
    return Step(where if accepted else x, where, accepted, chance, np.stack(path), before, leaps + 1, error > TOO_FAR)


@dataclass
class Branch:
    """A part of NUTS' tree: its two ends, a point drawn from it, and what it weighs."""

    first: tuple[Array, Array]  # position and momentum of the end nearest to where it grew from
    last: tuple[Array, Array]  # and of the other
    chosen: Array  # a point of it, drawn with probability exp(-energy)
    weight: float  # ln of the sum of exp(H₀ - H)
    goes_on: bool  # it has neither turned round nor diverged
    divergent: bool
    chances: list[float]  # min(1, exp(H₀ - H)) of each point


class Tree:
    """Grows NUTS' tree from one start."""

    def __init__(self, target: Target, size: float, start: float, rng: np.random.Generator) -> None:
        self.target, self.size, self.start, self.rng = target, size, start, rng
        self.points: list[Array] = []
        self.doublings: list[int] = []

    def grow(self, end: tuple[Array, Array], direction: int, depth: int, doubling: int) -> Branch:
        """Return a branch of 2 ** depth points that starts beyond `end`."""
        if depth == 0:
            x, p = leapfrog(self.target, *end, direction * self.size)
            self.points.append(x)
            self.doublings.append(doubling)
            error = energy(self.target, x, p) - self.start
            diverged = not error < TOO_FAR
            chance = float(np.exp(min(0.0, -error)))
            return Branch((x, p), (x, p), x, -error, not diverged, diverged, [chance])
        near = self.grow(end, direction, depth - 1, doubling)
        if not near.goes_on:
            return near
        far = self.grow(near.last, direction, depth - 1, doubling)
        weight = float(np.logaddexp(near.weight, far.weight))
        takes_far = self.rng.random() < np.exp(far.weight - weight) if np.isfinite(weight) else False
        chosen = far.chosen if takes_far else near.chosen
        straight = far.goes_on and not turned(near.first, far.last, direction)
        return Branch(near.first, far.last, chosen, weight, straight, far.divergent, near.chances + far.chances)


def turned(first: tuple[Array, Array], last: tuple[Array, Array], direction: int) -> bool:
    """Return whether going on would bring the two ends closer together: the U-turn."""
    span = direction * (last[0] - first[0])
    return bool((span @ first[1]) < 0 or (span @ last[1]) < 0)


def nuts(target: Target, x: Array, size: float, leaps: int, rng: np.random.Generator) -> Step:
    """Double a trajectory forwards or backwards until it turns round; draw a point of it, later doublings preferred."""
    p = rng.normal(size=2)
    start = energy(target, x, p)
    tree, ends = Tree(target, size, start, rng), {-1: (x, p), 1: (x, p)}
    chosen, weight, chances, divergent = x, 0.0, [], False
    with np.errstate(over="ignore", invalid="ignore"):
        for doubling in range(DEEPEST):
            direction = 1 if rng.random() < 0.5 else -1
            branch = tree.grow(ends[direction], direction, doubling, doubling)
            chances += branch.chances
            divergent |= branch.divergent
            if not branch.goes_on:
                break
            if rng.random() < np.exp(min(0.0, branch.weight - weight)):
                chosen = branch.chosen
            weight = float(np.logaddexp(weight, branch.weight))
            ends[direction] = branch.last
            if turned(ends[-1], ends[1], 1):
                break
    points = np.stack([x, *tree.points])
    return Step(chosen, chosen, bool((chosen != x).any()), float(np.mean(chances)), points, start,
                len(tree.points) + 1, divergent, (-1, *tree.doublings))  # fmt: skip


SAMPLERS = {"walk": random_walk, "hmc": hmc, "nuts": nuts}
NAMES = {"walk": "Random-walk Metropolis", "hmc": "Hamiltonian Monte Carlo", "nuts": "NUTS"}
