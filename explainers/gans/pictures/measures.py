"""How good generated pictures are, measured on features of a classifier that was trained here: so never called FID."""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import ArrayLike, NDArray
from torch import Tensor


class Quality(NamedTuple):
    """Shares between 0 and 1 (Kynkäänniemi et al. 2019, equation 2)."""

    precision: float  # of generated pictures that lie where real ones are
    recall: float  # of real pictures that lie where generated ones are


def precision_and_recall(real: Tensor, generated: Tensor, k: int = 3) -> Quality:
    """Return precision and recall of features, each of shape (n, d), by balls that reach to the k-th neighbour.

    Raises ValueError where there are too few of either for a k-th neighbour.
    """
    if min(len(real), len(generated)) <= k:
        raise ValueError(f"There are too few features for neighbour {k}.")
    return Quality(_share_within(generated, real, k), _share_within(real, generated, k))


def _share_within(points: Tensor, others: Tensor, k: int) -> float:
    """Return the share of points in at least one ball around one of `others`, whose k-th neighbour lies on its edge."""
    exact = "donot_use_mm_for_euclid_dist"
    radius = torch.cdist(others, others, compute_mode=exact).kthvalue(k + 1).values  # the nearest is the point itself
    return float((torch.cdist(points, others, compute_mode=exact) <= radius).any(1).float().mean())


def sharpness(x: Tensor) -> Tensor:
    """Return how steep the edges of pictures (n, …, h, w) are, in grey per pixel, shape (n,): Σ|∇x|² / Σ|∇x|.

    The mean slope over a picture's edges, each place weighted by its own slope: long edges do not count as sharp ones.
    A step of height h from one pixel to the next has h, a picture of one grey 0. Noise has steep edges too.
    """
    corner = x[..., :-1, :-1]
    slope = torch.hypot(x[..., :-1, 1:] - corner, x[..., 1:, :-1] - corner).flatten(1)
    return slope.square().sum(1) / slope.sum(1).clamp(min=1e-12)


def frechet(real: ArrayLike, generated: ArrayLike) -> float:
    """Return the Fréchet distance between Gaussians with the means and covariances of features, each (n, d).

    |μ - μ′|² + tr(Σ + Σ′ - 2 (Σ Σ′)^½) (Dowson and Landau 1982). It is biased upwards for small n: compare equal n.
    """
    a, b = np.asarray(real, dtype=np.float64), np.asarray(generated, dtype=np.float64)
    return frechet_of(a.mean(0), np.cov(a, rowvar=False), b.mean(0), np.cov(b, rowvar=False))


def frechet_of(
    mean: NDArray[np.float64], cov: NDArray[np.float64], other: NDArray[np.float64], other_cov: NDArray[np.float64]
) -> float:
    """Return the Fréchet distance of two Gaussians, from their means (d,) and covariances (d, d)."""
    values, axes = np.linalg.eigh(np.atleast_2d(cov))
    half = axes * np.sqrt(np.clip(values, 0, None)) @ axes.T  # of any covariance, and singular ones too
    # The trace of (Σ Σ′)^½ is that of (Σ^½ Σ′ Σ^½)^½, whose eigenvalues are real.
    inner = np.linalg.eigvalsh(half @ np.atleast_2d(other_cov) @ half)
    root = np.sqrt(np.clip(inner, 0, None)).sum()
    return float(((mean - other) ** 2).sum() + np.trace(np.atleast_2d(cov + other_cov)) - 2 * root)
