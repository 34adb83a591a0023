"""The truncation trick: noise whose every number lies between -τ and τ (Brock et al. 2019, section 3.1)."""

import torch
from torch import Tensor

from explainers.gans.big.networks import NOISE


def truncated(tau: float, n: int, seed: int) -> Tensor:
    """Return noise from N(0, 1) given |z| ≤ τ, shape (n, NOISE). Raises ValueError for a τ that is not positive.

    Numbers drawn again until they lie within τ have this distribution. Here each is instead the quantile of a uniform
    number u, z = Φ⁻¹(Φ(-τ) + u (Φ(τ) - Φ(-τ))), the same u for every τ: so a picture changes smoothly with τ.
    """
    if not tau > 0:
        raise ValueError("The threshold of truncation is more than 0.")
    u = torch.rand(n, NOISE, generator=torch.Generator().manual_seed(seed), dtype=torch.float64)
    edge = torch.special.ndtr(torch.tensor(tau, dtype=torch.float64))
    return torch.special.ndtri((1 - edge) + u * (2 * edge - 1)).clamp(-tau, tau).float()
