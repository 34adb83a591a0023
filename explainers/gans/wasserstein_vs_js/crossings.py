"""Where two heaps are level, and from that W₁ and TV and their slopes, in closed form.

With F and G the distribution functions of p and of q moved by t, and p and q their densities,

    W₁ = ∫ sign(F - G) (F - G) dx        dW₁/dt = ∫ sign(F - G) dG
    TV = ½ ∫ sign(p - q) (p - q) dx      dTV/dt = ½ ∫ sign(p - q) dq

The last is the integral of q' over where q < p, because that over the whole line is zero. Between two crossings the
sign is constant, so that each integral is a sum of differences: only the crossings have to be found.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

Level = Callable[[Tensor], Tensor]
ROUNDS = 8  # of regula falsi between two neighbours
WITHIN = 1e-13  # how far from its ends a piece is looked at
BESIDE = 1e-9  # how far apart jumps may be and yet coincide
EVEN = 1e-12  # shares below which two levels differ by rounding only


@dataclass(frozen=True)
class Stretches:
    """The line, cut where p - q changes sign. Rows are padded with stretches of no length."""

    ends: Tensor  # (T, C + 2), ascending
    sign: Tensor  # (T, C + 1) of p - q: -1, 0 or 1

    def total(self, primitive: Tensor) -> Tensor:
        """Return the integral of sign times f, (T,), from the integral of f up to each end, (T, C + 2)."""
        return (self.sign * primitive.diff(dim=1)).sum(dim=1)


def stretches(p: Level, q: Level, t: Tensor, z: Tensor) -> Stretches:
    """Cut the line where p(x) - q(x - t) changes sign, for each t, (T,).

    z, (T, N), ascends from the beginning to the end of both, and is fine enough to have at most one change between
    neighbours.
    """
    apart = gap(p(z), q(z - t[:, None]))
    side = torch.sign(apart)
    row, column = torch.nonzero(side[:, :-1] != side[:, 1:], as_tuple=True)
    place = torch.arange(len(row)) - torch.searchsorted(row, row)  # which change of its row each one is
    most = int(place.max()) + 1 if len(row) else 0
    ends, sign = z[:, -1:].repeat(1, most + 2), side[:, -1:].repeat(1, most + 1)
    ends[:, 0] = z[:, 0]
    neighbours = torch.stack([column, column + 1])
    ends[row, place + 1] = between(lambda x: gap(p(x), q(x - t[row])), z[row, neighbours], apart[row, neighbours])
    sign[row, place] = side[row, column]
    return Stretches(ends, sign)


def gap(p: Tensor, q: Tensor) -> Tensor:
    """Return p - q; zero where they differ by rounding only."""
    apart = p - q
    return apart * (apart.abs() > EVEN * torch.maximum(p.abs(), q.abs()).clamp_min(1))


def between(f: Level, x: Tensor, y: Tensor) -> Tensor:
    """Return where f, which is y at the two rows of x, (2, M), changes sign: by regula falsi (Illinois), (M,).

    Where it is zero at one of them, there.
    """
    (a, b), (f_a, f_b) = torch.where(y[0] == 0, x.flip(0), x), torch.where(y[0] == 0, y.flip(0), y)
    for _ in range(ROUNDS):
        c = torch.where(f_a * f_b < 0, b - f_b * (b - a) / (f_b - f_a), b)
        f_c = f(c)
        opposite = f_c * f_b < 0
        a, f_a = torch.where(opposite, b, a), torch.where(opposite, f_b, 0.5 * f_a)
        b, f_b = c, f_c
    return b


def over_jumps(p: Level, q: Level, t: Tensor, edges: Tensor) -> Tensor:
    """Return ∫ sign(p - q) dq, (T,), where q does nothing but jump, at `edges` moved by t, (K,): each jump is swept.

    Where p jumps at the same place there are two slopes, and this is their mean.
    """
    before, after = q(edges - BESIDE), q(edges + BESIDE)
    x = t[:, None] + edges
    sides = [(p(x + side) - before).abs() - (p(x + side) - after).abs() for side in (BESIDE, -BESIDE)]
    return 0.5 * (sides[0] + sides[1]).sum(dim=1)
