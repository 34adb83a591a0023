"""Least squares from sums of lagged products: quick enough to follow a hand that drags, and for many series at once.

Sums over t of wₜ₋ᵢwₜ₋ⱼ are all that normal equations need. From i, j to i + 1, j + 1 such a sum changes by a product at
either end only, so that one row of them gives all. No product here is large enough for BLAS to share it among threads,
which takes longer than the product itself where other cores are busy.
"""

import numpy as np

from explainers.autoregression.forecasting.fitting import Fit, regression
from explainers.autoregression.forecasting.preparing import Prepared
from explainers.data.series.series import Array

RCOND = 1e-12  # eigenvalues of X′X below this share of the largest count as zero


def quick_squares(prepared: Prepared, p: int) -> Fit:
    """Return the fit of `least_squares`, by normal equations of the centred series."""
    x, response = regression(prepared, p)
    fixed = x.shape[1] - p
    level = prepared.w.mean()
    gram, right = normal_equations(x[:, :fixed], prepared.w[None] - level, p)
    beta, inverse = solved(gram[0], right[0])
    beta[0] += level * (1 - beta[fixed:].sum())
    back = np.eye(len(beta))  # from the constant of the centred series to that of the series
    back[0, fixed:] = -level
    inverse = back @ inverse @ back.T
    sigma = float(np.sqrt(np.mean((response - np.einsum("tk,k->t", x, beta)) ** 2)))
    inverse[np.diag_indices_from(inverse)] = np.maximum(np.diag(inverse), 0.0)  # which rounding may miss
    return Fit(prepared.preparation, p, beta, sigma * np.sqrt(np.diag(inverse)), sigma, x, response, inverse)


def batch_least_squares(others: Array, w: Array, p: int) -> Array:
    """Return the coefficients (b, k) of b series `w` (b, p + m) that share their other regressors (m, k − p)."""
    return solve_each(*normal_equations(others, w, p))


def normal_equations(others: Array, w: Array, p: int) -> tuple[Array, Array]:
    """Return X′X (b, k, k) and X′w (b, k) of b series `w` (b, p + m) that share the regressors `others` (m, k − p)."""
    rows, fixed = others.shape
    end = p + rows
    sums = np.empty((len(w), p + 1, p + 1))
    across = np.empty((len(w), p + 1, fixed))
    for j in range(p + 1):
        lagged = w[:, p - j : end - j]
        sums[:, 0, j] = sums[:, j, 0] = np.einsum("bt,bt->b", w[:, p:], lagged)
        across[:, j] = np.einsum("bt,tc->bc", lagged, others)
    for i in range(p):
        ends = w[:, p - 1 - i, None] * w[:, p - 1 - i :: -1][:, : p - i]
        ends = ends - w[:, end - 1 - i, None] * w[:, end - 1 - i : end - 1 - p : -1]
        sums[:, i + 1, i + 1 :] = sums[:, i, i:p] + ends
        sums[:, i + 1 :, i + 1] = sums[:, i + 1, i + 1 :]
    gram = np.empty((len(w), fixed + p, fixed + p))
    gram[:, :fixed, :fixed] = np.einsum("tc,td->cd", others, others)
    gram[:, fixed:, :fixed], gram[:, :fixed, fixed:] = across[:, 1:], across[:, 1:].transpose(0, 2, 1)
    gram[:, fixed:, fixed:] = sums[:, 1:, 1:]
    return gram, np.hstack([across[:, 0], sums[:, 0, 1:]])


def solve_each(gram: Array, right: Array) -> Array:
    """Return the coefficients (b, k) of normal equations (b, k, k) and (b, k), scaled so that no digits are lost."""
    size, scaled = to_scale(gram)
    try:
        found = np.linalg.solve(scaled, (right / size)[..., None])[..., 0]
    except np.linalg.LinAlgError:  # columns that say the same
        found = np.einsum("bij,bj->bi", np.linalg.pinv(scaled, RCOND, hermitian=True), right / size)
    return np.asarray(found / size)


def solved(gram: Array, right: Array) -> tuple[Array, Array]:
    """Return the coefficients (k,) of one of them, and the inverse of X′X (k, k); the smallest where many would do."""
    size, scaled = to_scale(gram)
    if np.linalg.eigvalsh(scaled)[0] > RCOND:
        found, inverse = np.linalg.solve(scaled, right / size), np.linalg.inv(scaled)
    else:
        inverse = np.linalg.pinv(scaled, RCOND, hermitian=True)
        found = inverse @ (right / size)
    return np.asarray(found / size), np.asarray(inverse / np.outer(size, size))


def to_scale(gram: Array) -> tuple[Array, Array]:
    """Return the lengths of the columns (…, k), and X′X of columns that have length 1; empty ones stay empty."""
    size = np.sqrt(np.einsum("...ii->...i", gram))
    size = np.where(size > 0, size, 1.0)
    return size, gram / (size[..., :, None] * size[..., None, :])
