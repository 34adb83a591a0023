"""An autoregressive process against statsmodels, scipy and closed forms; and what the page draws and says of it."""

import warnings

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.linalg import solve_discrete_lyapunov
from scipy.signal import lfilter
from statsmodels.tsa.arima_process import ArmaProcess
from statsmodels.tsa.stattools import acf, pacf

from explainers.autoregression.forecasting import EXPLAINER, Params
from explainers.autoregression.forecasting.challenge import challenge
from explainers.autoregression.forecasting.equations import equations
from explainers.autoregression.forecasting.model import FAR, LAGS, simulate
from explainers.autoregression.forecasting.process import (
    autocorrelations,
    companion,
    cycle,
    from_autocorrelations,
    in_triangle,
    nature,
    noise,
    partials,
    recursion,
    roots,
    sample_autocorrelations,
    spectrum,
    variance_ratio,
)
from explainers.autoregression.forecasting.settings import EDGE, MAX_ORDER, WINDOW_STEPS
from explainers.controls import changed
from explainers.figure_style import Style

VIEWS = ("process", "window")
STATIONARY = [
    [0.7],
    [-0.95],
    [1.5, -0.7],
    [0.5, 0.3, -0.4],
    [0.4, -0.2, 0.1, 0.3],
    [0.3, 0.2, -0.5, 0.1, 0.25],
    [1.6, -0.9],
]
every_stationary = pytest.mark.parametrize("phi", STATIONARY, ids=str)
coefficients = st.lists(st.integers(-200, 200).map(lambda hundredths: hundredths / 100), min_size=1, max_size=5).map(
    np.array
)
inside = st.lists(st.floats(-0.95, 0.95), min_size=1, max_size=5)


def from_partials(alpha: list[float]) -> np.ndarray:
    """Return the coefficients with given partial autocorrelations (Durbin–Levinson), so of a stationary process."""
    phi = np.empty(0)
    for last in alpha:
        phi = np.append(phi - last * phi[::-1], last)
    return phi


def chosen(phi: list[float], **more: object) -> Params:
    return Params(order=len(phi), phi=(*phi, *[0.0] * (MAX_ORDER - len(phi))), **more)


# ---------------------------------------------------------------------------------------------- the recursion


@given(coefficients, st.floats(-2, 2), st.integers(0, 99))
def test_the_recursion_is_that_of_a_linear_filter(phi: np.ndarray, constant: float, seed: int):
    shocks = np.random.default_rng(seed).standard_normal((2, 40))
    past = np.random.default_rng(seed + 1).standard_normal(len(phi))
    found = recursion(phi, constant, shocks, past)
    ours = np.r_[1.0, -phi]
    state = np.array([phi[j:] @ past[::-1][: len(phi) - j] for j in range(len(phi))])
    wanted, _ = lfilter([1.0], ours, constant + shocks, zi=np.tile(state, (2, 1)))
    np.testing.assert_allclose(found, wanted, rtol=1e-9, atol=1e-9 * np.abs(wanted).max())


def test_the_noise_stays_while_coefficients_move_and_what_is_longer_begins_alike():
    np.testing.assert_array_equal(noise(3, 0, 200)[:60], noise(3, 0, 60))
    assert not np.array_equal(noise(3, 0, 60), noise(3, 1, 60))
    for phi in ([0.2], [0.9], [0.2, 0.5]):
        x = simulate(chosen(phi, seed=3, length=60, start=0.0)).x[0]
        before = np.append(np.zeros(len(phi)), x)
        made = [before[t : t + len(phi)][::-1] @ phi for t in range(60)]
        np.testing.assert_allclose(x - made, noise(3, 0, 60), atol=1e-9)


@every_stationary
def test_simulated_moments_are_those_of_theory(phi: list[float]):
    n, sigma, constant = 40_000, 1.5, 2.0
    shocks = sigma * noise(0, 0, n)[None]
    x = recursion(np.array(phi), constant, shocks, np.full(len(phi), constant / (1 - sum(phi))))[0]
    result = simulate(chosen(phi, constant=constant, sigma=sigma))
    long_run = sigma / abs(1 - sum(phi)) / np.sqrt(n)  # the standard error of the mean of a long series
    assert x.mean() == pytest.approx(result.mean, abs=5 * long_run)
    assert x.std() == pytest.approx(result.spread, rel=0.05)
    np.testing.assert_allclose(sample_autocorrelations(x, 8), result.rho[:9], atol=0.05)


@every_stationary
def test_after_the_past_is_forgotten_a_series_stays_where_theory_says(phi: list[float]):
    start = simulate(chosen(phi, start=8.0, sigma=0.0, length=500)).x[0]
    slowest = abs(roots(np.array(phi))[0])
    assert abs(start[-1]) <= 8.0 * 500**4 * slowest**500 + 1e-12


# ---------------------------------------------------------------------------------------------- moments, roots


@every_stationary
def test_autocorrelations_are_those_of_statsmodels(phi: list[float]):
    process = ArmaProcess(np.r_[1.0, -np.array(phi)], [1.0])
    np.testing.assert_allclose(autocorrelations(np.array(phi), 20), process.acf(21), atol=1e-10)
    np.testing.assert_allclose(
        from_autocorrelations(autocorrelations(np.array(phi), 10)), process.pacf(11)[1:], atol=1e-8
    )
    assert variance_ratio(np.array(phi)) == pytest.approx(process.acovf(1)[0])
    assert process.isstationary


@every_stationary
def test_the_spread_solves_the_equation_of_lyapunov(phi: list[float]):
    p = len(phi)
    matrix = companion(np.array(phi))
    noisy = np.zeros((p, p))
    noisy[0, 0] = 1.0
    assert solve_discrete_lyapunov(matrix, noisy)[0, 0] == pytest.approx(variance_ratio(np.array(phi)))


@given(inside)
def test_partials_give_back_those_that_made_the_process(alpha: list[float]):
    np.testing.assert_allclose(partials(from_partials(alpha)), alpha, atol=1e-6)


@given(inside)
def test_yule_walker_holds_at_every_lag(alpha: list[float]):
    phi = from_partials(alpha)
    rho = autocorrelations(phi, 12)
    p = len(phi)
    both = np.append(rho[p:0:-1], rho)  # ρ₋ₚ … ρ₁₂
    made = [phi @ both[p + k - 1 : k - 1 if k > 0 else None : -1][:p] for k in range(1, 13)]
    np.testing.assert_allclose(rho[1:], made, atol=1e-6)
    assert (np.abs(rho) <= 1 + 1e-9).all()


@given(coefficients)
def test_stationary_by_partials_is_stationary_by_roots(phi: np.ndarray):
    largest = abs(roots(phi)[0])
    assume(abs(largest - 1) > 1e-4)  # where rounding may decide
    assert (nature(phi) == "stationary") == (largest < 1)
    assert ArmaProcess(np.r_[1.0, -phi], [1.0]).isstationary == (largest < 1)


@given(st.floats(-2.5, 2.5), st.floats(-1.5, 1.5))
def test_the_triangle_is_the_test_of_the_roots(phi_1: float, phi_2: float):
    edges = (1 + phi_2, 1 - phi_2 - phi_1, 1 - phi_2 + phi_1)
    assume(min(map(abs, edges)) > 1e-6)
    largest = np.abs(np.linalg.eigvals([[phi_1, phi_2], [1.0, 0.0]])).max()
    assert in_triangle(phi_1, phi_2) == (largest < 1)
    assert in_triangle(phi_1, phi_2) == (nature(np.array([phi_1, phi_2])) == "stationary")


@given(coefficients)
def test_roots_solve_the_characteristic_equation(phi: np.ndarray):
    for root in roots(phi):
        terms = np.r_[1.0, -phi] * root ** np.arange(len(phi), -1.0, -1.0)
        assert abs(terms.sum()) <= 1e-5 * np.abs(terms).sum()


@pytest.mark.parametrize(
    ("phi", "kind"),
    [
        ([1.0], "unit root"),
        ([-1.0], "unit root"),
        ([2.0, -1.0], "unit root"),
        ([1.2, -1.0], "unit root"),
        ([0.0, 1.0], "unit root"),
        ([1.5, -0.5], "unit root"),
        ([1.05], "explosive"),
        ([1.5, 0.3], "explosive"),
        ([0.0, -1.05], "explosive"),
        ([2.0] * 5, "explosive"),
        ([0.999], "stationary"),
        ([0.0], "stationary"),
        ([0.0] * 5, "stationary"),
        ([0.0, 0.0, 0.0, 0.0, 0.9], "stationary"),
    ],
)
def test_every_kind_of_process_is_named(phi: list[float], kind: str):
    assert nature(np.array(phi)) == kind


@given(st.floats(0.1, 0.99), st.floats(0.05, 3.0))
def test_a_pair_of_roots_turns_once_in_a_period(modulus: float, angle: float):
    phi = np.array([2 * modulus * np.cos(angle), -(modulus**2)])
    period, found = cycle(phi)
    assert period == pytest.approx(2 * np.pi / angle, rel=1e-5)
    assert found == pytest.approx(modulus, rel=1e-6)


def test_real_roots_have_no_cycle():
    assert np.isnan(cycle(np.array([0.5, 0.2]))).all()


def test_the_spectrum_integrates_to_the_variance_and_peaks_at_the_cycle():
    frequencies = np.linspace(0, 0.5, 20_001)
    phi = np.array([1.6, -0.9])
    density = spectrum(phi, frequencies)
    assert 2 * np.trapezoid(density, frequencies) == pytest.approx(variance_ratio(phi), rel=1e-6)
    assert 1 / frequencies[density.argmax()] == pytest.approx(cycle(phi)[0], rel=0.02)


# ---------------------------------------------------------------------------------------------- samples


@pytest.mark.parametrize("seed", range(3))
def test_sample_correlations_are_those_of_statsmodels(seed: int):
    x = simulate(Params(seed=seed)).x[0]
    np.testing.assert_allclose(sample_autocorrelations(x, LAGS), acf(x, nlags=LAGS, fft=False), atol=1e-12)
    wanted = pacf(x, nlags=LAGS, method="ldb")[1:]
    np.testing.assert_allclose(from_autocorrelations(sample_autocorrelations(x, LAGS)), wanted, atol=1e-9)


def test_a_series_that_does_not_move_has_no_correlations():
    assert np.isnan(sample_autocorrelations(np.ones(50), 5)).all()


def test_known_today_is_what_one_step_forecasts_explain():
    result = simulate(chosen([1.5, -0.7]))
    n = 40_000
    x = recursion(result.phi, 0.0, noise(1, 0, n)[None], np.zeros(2))[0]
    errors = x[2:] - 1.5 * x[1:-1] + 0.7 * x[:-2]
    assert 1 - errors.var() / x.var() == pytest.approx(result.r_squared, abs=0.01)


# ---------------------------------------------------------------------------------------------- one step


@given(st.integers(1, WINDOW_STEPS), st.sampled_from([[0.7], [1.5, -0.7], [0.3, 0.2, -0.5, 0.1, 0.25], [1.1, 0.05]]))
def test_the_window_makes_the_value_that_comes_next(at: int, phi: list[float]):
    result = simulate(chosen(phi, at=at, start=2.0, constant=0.5))
    made = 0.5 + sum(weight * value for weight, value in zip(phi, result.window, strict=True)) + result.shock
    assert made == pytest.approx(result.expected + result.shock)
    assert made == pytest.approx(result.x[0, at - 1])
    for i, value in enumerate(result.window):
        assert value == (result.x[0, at - 2 - i] if at - 2 - i >= 0 else 2.0)


# ---------------------------------------------------------------------------------------------- what is shown

EXTREMES = [
    chosen([2.0] * 5, length=500),
    chosen([-2.0] * 5, length=500),
    chosen([2.0], start=10.0, length=500, sigma=3.0, constant=5.0),
    chosen([1.0]),
    chosen([2.0, -1.0]),
    chosen([0.0], sigma=0.0),
    chosen([0.5], sigma=0.0, start=0.0),
    chosen([0.0] * 5),
    chosen([0.95], constant=5.0),
    chosen([0.0, -1.0], sigma=0.0, start=5.0),
]


@pytest.mark.parametrize("params", EXTREMES, ids=range(len(EXTREMES)))
@pytest.mark.parametrize("view", VIEWS)
def test_no_setting_overflows_the_picture(params: Params, view: str):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for at in (1, WINDOW_STEPS):
            result = simulate(Params(**(vars(params) | {"at": at})))
            drawing = EXPLAINER.plot(view).draw(result, Style())
            equations(result)
            challenge(result)
    for trace in drawing.traces:
        for values in (trace["x"], trace["y"]):
            numbers = np.array(values, dtype=float)
            assert np.abs(numbers[np.isfinite(numbers)]).max(initial=0.0) <= max(5 * EDGE, params.length + 1)
            assert not np.isinf(numbers).any()
    assert np.nanmax(np.abs(result.x)) <= FAR


def test_what_explodes_is_named_and_it_is_said_where_it_leaves():
    result = simulate(chosen([1.1]))
    figure = EXPLAINER.plot("process")(result, Style())
    said = " ".join(text for trace in figure.data if trace.text for text in trace.text)
    assert "Explosive" in said
    assert f"t = {result.leaves}" in said
    assert (np.abs(np.nan_to_num(result.x[0, result.leaves - 1 :], nan=np.inf)) > EDGE).all()
    assert abs(result.x[0, result.leaves - 2]) <= EDGE
    walk = EXPLAINER.plot("process")(simulate(chosen([1.0])), Style())
    assert any("Unit root" in text for trace in walk.data if trace.text for text in trace.text)


@pytest.mark.parametrize("view", VIEWS)
def test_axes_stay_where_they_are_while_a_weight_is_dragged(view: str):
    figures = [
        EXPLAINER.plot(view)(simulate(changed(Params(), {"phi_1": phi})), Style()) for phi in (-2.0, 0.0, 1.5, 2.0)
    ]
    ranges = [[(axis.range, axis.domain) for axis in (*f.select_xaxes(), *f.select_yaxes())] for f in figures]
    assert ranges[0] == ranges[1] == ranges[2] == ranges[3]
    assert len({len(figure.data) for figure in figures}) == 1


@every_stationary
def test_the_formulas_come_to_the_numbers_on_screen(phi: list[float]):
    result = simulate(chosen(phi, constant=1.0, sigma=2.0))
    shown = {equation.left: equation.value for equation in equations(result)}
    assert shown[r"\mu"] == pytest.approx(1.0 / (1 - sum(phi)))
    assert shown[r"|\lambda_1|"] == pytest.approx(1 / np.abs(np.roots(np.r_[-np.array(phi[::-1]), 1.0])).min())
    assert shown[r"\sqrt{\gamma_0}"] == pytest.approx(2.0 * np.sqrt(variance_ratio(np.array(phi))))
    assert shown[r"R^2"] == pytest.approx(1 - np.prod(1 - partials(np.array(phi)) ** 2))
    assert shown[rf"\rho_{{{len(phi) + 1}}}"] == pytest.approx(result.rho[len(phi) + 1])
    assert shown[f"x_{{{result.params.at}}}"] == pytest.approx(result.x[0, result.params.at - 1])


# ---------------------------------------------------------------------------------------------- challenge


@pytest.mark.parametrize(
    ("phi", "reached", "about"),
    [
        ([1.6, -0.9], True, "11.0"),
        ([1.5, -0.7], False, "Turn the pair"),
        ([0.9], False, "real"),
        ([1.5, -0.8], False, "modulus"),
        ([1.682, -1.0], False, "not stationary"),
        ([1.55, -0.4], False, "real"),
    ],
)
def test_the_challenge_wants_a_lasting_cycle_of_eleven(phi: list[float], reached: bool, about: str):
    found, said = challenge(simulate(chosen(phi)))
    assert found is reached
    assert about in said


def test_a_slower_root_that_does_not_turn_hides_the_cycle():
    pair, other = np.array([1.6, -0.9]), 0.99
    phi = -np.convolve(np.r_[1.0, -pair], [1.0, -other])[1:]
    found, said = challenge(simulate(chosen([float(np.clip(value, -2.0, 2.0)) for value in phi])))
    assert not found
    both = -np.convolve(np.r_[1.0, -pair * 0.95 ** np.arange(1, 3)], [1.0, -0.98])[1:]
    if np.abs(both).max() <= 2:
        assert challenge(simulate(chosen(both.tolist())))[0] is False
    assert said
