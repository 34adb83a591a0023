"""Invertible layers of the plane, in numbers and gradients: planar, coupling and inverse autoregressive.

Every layer maps z, shape (n, 2), to x, and back. Both ways it also returns log|det ∂x/∂z|, shape (n,). A `share` from
0 to 1 is how far it has come: z + share · (x − z). Of each kind that is again a layer of the same kind, so that what
lies between two layers is a flow too, with a density that is known.
"""

from math import log, pi

import torch
from torch import Tensor, nn

from explainers.vaes.networks import layers

UNITS = 24  # in the one hidden layer of a conditioner
LOG_SCALE = 2.5  # |s| stays below this: RealNVP, section 3.3, bounds it by a tanh as well
BISECTIONS, NEWTON = 24, 2  # steps of the numerical inverse of a planar layer
KINDS = {"planar": "Planar", "coupling": "Coupling (RealNVP)", "iaf": "Inverse autoregressive"}
Mapped = tuple[Tensor, Tensor]  # places and log|det ∂x/∂z|


def invertible(u: Tensor, w: Tensor) -> tuple[Tensor, Tensor]:
    """Return û, moved along w so that w·û > −1, and w·û (Rezende and Mohamed 2015, appendix A.1)."""
    along = (w * u).sum(-1, keepdim=True)
    wanted = nn.functional.softplus(along) - 1
    return u + (wanted - along) * w / (w * w).sum(-1, keepdim=True).clamp_min(1e-12), wanted


def planar(z: Tensor, u: Tensor, w: Tensor, b: Tensor, share: float = 1.0) -> Mapped:
    """Return x = z + û tanh(w·z + b): the plane is moved along û, across the lines on which w·z is constant.

    Shapes (…, 2) for z, u and w, (…, 1) for b, all broadcast (Rezende and Mohamed 2015, section 4.1).
    """
    u, c = invertible(u, w)
    bend = torch.tanh((w * z).sum(-1, keepdim=True) + b)
    return z + share * u * bend, torch.log1p(share * c * (1 - bend**2))[..., 0]


def planar_inverse(x: Tensor, u: Tensor, w: Tensor, b: Tensor, share: float = 1.0) -> Mapped:
    """Return z and the log-determinant there. No formula does it: r + c tanh r = w·x + b is solved for r = w·z + b.

    The left side grows with r, so bisection and Newton's steps find it. The last step is the only one through which
    gradients flow; at a root they are exact, by the implicit function theorem.
    """
    u, c = invertible(u, w)
    c, y = share * c, (w * x).sum(-1, keepdim=True) + b
    with torch.no_grad():
        low, high = y - c.abs(), y + c.abs()
        for _ in range(BISECTIONS):
            r = (low + high) / 2
            over = r + c * torch.tanh(r) > y
            low, high = torch.where(over, low, r), torch.where(over, r, high)
    r = (low + high) / 2
    for _ in range(NEWTON):
        r = r.detach()
        bend = torch.tanh(r)
        r = r - (r + c * bend - y) / (1 + c * (1 - bend**2))
    bend = torch.tanh(r)
    return x - share * u * bend, torch.log1p(c * (1 - bend**2))[..., 0]


class Planar(nn.Module):
    """One planar layer: five numbers. Quick from z to x only."""

    def __init__(self) -> None:
        super().__init__()
        self.u, self.w, self.b = (nn.Parameter(spread * torch.randn(n)) for spread, n in ((0.1, 2), (1.0, 2), (1.0, 1)))

    def forward(self, z: Tensor, share: float = 1.0) -> Mapped:
        """Return x and the log-determinant."""
        return planar(z, self.u, self.w, self.b, share)

    def inverse(self, x: Tensor, share: float = 1.0) -> Mapped:
        """Return z and the log-determinant."""
        return planar_inverse(x, self.u, self.w, self.b, share)


class Affine(nn.Module):
    """One coordinate is shifted and scaled by what a small network makes of the other.

    In a coupling layer that other one stays as it is, so both directions take one pass (Dinh et al. 2017). In an
    inverse autoregressive layer it has a shift and a scale too; back, it must be found first (Kingma et al. 2016).
    """

    def __init__(self, given: int, *, autoregressive: bool) -> None:
        """`given` is the coordinate that comes first."""
        super().__init__()
        self.given = given
        self.conditioner = layers([1, UNITS, 2], "tanh")
        last = self.conditioner[-1]
        assert isinstance(last, nn.Linear)
        nn.init.normal_(last.weight, std=0.05)
        nn.init.zeros_(last.bias)
        self.first = nn.Parameter(torch.zeros(2)) if autoregressive else None

    def forward(self, z: Tensor, share: float = 1.0) -> Mapped:
        """Return x and the log-determinant."""
        a, b = self.parted(z)
        (m0, s0), (m, s) = self.first_told(a, share), self.told(a, share)
        return self.joined(a * s0 + m0, b * s + m), (s0.log() + s.log())[:, 0]

    def inverse(self, x: Tensor, share: float = 1.0) -> Mapped:
        """Return z and the log-determinant."""
        a, b = self.parted(x)
        m0, s0 = self.first_told(a, share)
        a = (a - m0) / s0
        m, s = self.told(a, share)
        return self.joined(a, (b - m) / s), (s0.log() + s.log())[:, 0]

    def told(self, a: Tensor, share: float) -> tuple[Tensor, Tensor]:
        """Return shift and scale of the second coordinate, each (n, 1), given the first."""
        shift, log_scale = self.conditioner(a).chunk(2, dim=-1)
        return share * shift, 1 + share * torch.expm1(LOG_SCALE * torch.tanh(log_scale / LOG_SCALE))

    def first_told(self, a: Tensor, share: float) -> tuple[Tensor, Tensor]:
        """Return shift and scale of the first coordinate, each (n, 1): none in a coupling layer."""
        if self.first is None:
            return torch.zeros_like(a), torch.ones_like(a)
        shift, log_scale = self.first
        return share * shift.expand_as(a), (1 + share * torch.expm1(log_scale)).expand_as(a)

    def parted(self, z: Tensor) -> tuple[Tensor, Tensor]:
        """Return the first and the second coordinate, each (n, 1)."""
        return z[:, self.given : self.given + 1], z[:, 1 - self.given : 2 - self.given]

    def joined(self, a: Tensor, b: Tensor) -> Tensor:
        """Return the places of which these are the first and the second coordinate."""
        return torch.cat((a, b) if self.given == 0 else (b, a), dim=1)


class Flow(nn.Module):
    """Layers one after another, from z ~ N(0, I) to x."""

    def __init__(self, kind: str, count: int) -> None:
        """Make `count` layers with weights from torch's present generator; which coordinate comes first alternates."""
        super().__init__()
        made = [Planar() if kind == "planar" else Affine(i % 2, autoregressive=kind == "iaf") for i in range(count)]
        self.layers = nn.ModuleList(made)

    def shares(self, t: float) -> list[float]:
        """Return how far each layer has come, t layers in all; t may lie between two of them."""
        return [min(max(t - i, 0.0), 1.0) for i in range(len(self.layers))]

    def forward(self, z: Tensor, t: float = float("inf")) -> Mapped:
        """Return where z lies after t layers, and the sum of the log-determinants."""
        total = torch.zeros_like(z[:, 0])
        for layer, share in zip(self.layers, self.shares(t), strict=True):
            if share:
                z, one = layer(z, share)
                total = total + one
        return z, total

    def inverse(self, x: Tensor, t: float = float("inf")) -> Mapped:
        """Return which z lies at x after t layers, and the sum of the log-determinants on its way."""
        total = torch.zeros_like(x[:, 0])
        for layer, share in reversed(list(zip(self.layers, self.shares(t), strict=True))):
            if share:
                assert isinstance(layer, Planar | Affine)
                x, one = layer.inverse(x, share)
                total = total + one
        return x, total

    def log_density(self, x: Tensor, t: float = float("inf")) -> Tensor:
        """Return log q(x) = log N(z; 0, I) − Σ log|det|, shape (n,)."""
        z, total = self.inverse(x, t)
        return log_base(z) - total


def log_base(z: Tensor) -> Tensor:
    """Return log N(z; 0, I) in the plane, shape (n,)."""
    return -0.5 * (z * z).sum(-1) - log(2 * pi)
