"""The formulas of an autoregressive process, and of a fitted one and its forecast, with their numbers."""

import numpy as np

from explainers.autoregression.forecasting.fans import impulse
from explainers.autoregression.forecasting.model import Result
from explainers.equation import Equation, tex


def equations(result: Result) -> list[Equation]:
    """Return one step of the recursion, the largest root, and, where the process has them, its moments."""
    found = [one_step(result), largest_root(result)]
    if result.nature == "stationary":
        found += [mean(result), variance(result), explained(result), yule_walker(result)]
    if result.lags:
        found.append(least_squares_weight(result))
    return [*found, information(result), fan_width(result), way_home(result)]


def one_step(result: Result) -> Equation:
    """Return the step at which the window stands."""
    products = " + ".join(f"({tex(phi)})({tex(x)})" for phi, x in zip(result.phi, result.window, strict=True))
    return Equation(
        f"The next value, t = {result.params.at}",
        f"x_{{{result.params.at}}}",
        r"c + \sum_{i=1}^{p} \varphi_i\, x_{t-i} + \sigma \varepsilon_t",
        f"{tex(result.params.constant)} + {products} + ({tex(result.shock)})",
        result.expected + result.shock,
        "A weighted sum of the last p values, and a surprise. The view “One step” shows it.",
    )


def largest_root(result: Result) -> Equation:
    """Return the modulus that decides about everything."""
    root = result.roots[0]
    verdict = {"stationary": "Below one: whatever happens is forgotten, by this factor a step.",
               "unit root": "One: nothing is ever forgotten, and there is no mean to return to.",
               "explosive": "Above one: whatever happens grows, by this factor a step."}[result.nature]  # fmt: skip
    return Equation(
        "The largest root",
        r"|\lambda_1|",
        r"\left|\, \lambda : \lambda^p = \varphi_1 \lambda^{p-1} + \dots + \varphi_p \,\right|",
        rf"\sqrt{{({tex(root.real)})^2 + ({tex(root.imag)})^2}}",
        float(abs(root)),
        verdict,
    )


def mean(result: Result) -> Equation:
    """Return the mean of a stationary process."""
    return Equation(
        "The mean",
        r"\mu",
        r"\frac{c}{1 - \varphi_1 - \dots - \varphi_p}",
        rf"\frac{{{tex(result.params.constant)}}}{{1 - ({tex(float(result.phi.sum()))})}}",
        result.mean,
        "Where forecasts end, whatever happened last.",
    )


def variance(result: Result) -> Equation:
    """Return the standard deviation, from the partial autocorrelations."""
    factors = "".join(f"(1 - ({tex(alpha)})^2)" for alpha in result.partials)
    return Equation(
        "The spread in the long run",
        r"\sqrt{\gamma_0}",
        r"\sigma \Big/ \sqrt{\textstyle\prod_k (1 - \alpha_k^2)}",
        rf"{tex(result.params.sigma)} \Big/ \sqrt{{{factors}}}",
        result.spread,
        "The α are the partial autocorrelations, of the second panel. The grey band is 1.96 of these either side.",
    )


def explained(result: Result) -> Equation:
    """Return how much of tomorrow is in today."""
    return Equation(
        "How much of tomorrow is in today",
        r"R^2",
        r"1 - \frac{\sigma^2}{\gamma_0} = 1 - \prod_k (1 - \alpha_k^2)",
        f"1 - {tex(1 - result.r_squared)}",
        result.r_squared,
        "The share of the variance one step ahead that the last p values explain.",
    )


def yule_walker(result: Result) -> Equation:
    """Return the equation that every autocorrelation obeys, at the first lag beyond p."""
    p = len(result.phi)
    rho = result.rho[1 : p + 1][::-1]
    terms = " + ".join(f"({tex(phi)})({tex(r)})" for phi, r in zip(result.phi, rho, strict=True))
    return Equation(
        f"Autocorrelation at lag {p + 1}",
        rf"\rho_{{{p + 1}}}",
        r"\sum_{i=1}^{p} \varphi_i\, \rho_{k-i} \qquad \text{(Yule–Walker)}",
        terms,
        float(result.rho[p + 1]),
        "Correlations obey the recursion of the series, without its noise: so they decay and turn like its roots.",
    )


def least_squares_weight(result: Result) -> Equation:
    """Return the weight of the last value in the fitted autoregression, alone (Frisch, Waugh and Lovell)."""
    fit = result.forecast.fit
    column = len(fit.beta) - fit.p
    lag, others = fit.design[:, column], np.delete(fit.design, column, axis=1)
    left = lag - others @ np.linalg.lstsq(others, lag, rcond=None)[0]
    return Equation(
        f"{result.series.title}: the weight of the last value",
        r"\hat\varphi_1",
        r"\big[(X^\top X)^{-1} X^\top w\big]_{w_{t-1}} = \frac{\sum_t r_t w_t}{\sum_t r_t^2}",
        rf"\frac{{{tex(float(left @ fit.response), 7)}}}{{{tex(float(left @ left), 7)}}}",
        float(fit.beta[column]),
        "Least squares: r is what the other columns of the design matrix leave of the column of lag 1.",
    )


def information(result: Result) -> Equation:
    """Return AIC of the fit to what was known at the origin."""
    fit = result.forecast.fit
    m, k = fit.rows, len(fit.beta)
    return Equation(
        "What a coefficient has to earn",
        r"\mathrm{AIC}",
        r"m\,(\ln 2\pi\hat\sigma^2 + 1) + 2\,(k + 1)",
        rf"{m}\,(\ln (2\pi \times {tex(fit.sigma**2, 6)}) + 1) + 2 \times {k + 1}",
        fit.aic,
        "Fit and price: one more coefficient must lower the first part by 2, for BIC by ln m.",
    )


def fan_width(result: Result) -> Equation:
    """Return the standard deviation of the plug-in forecast at the horizon, on the scale that is modelled."""
    forecast = result.forecast
    weights = impulse(forecast.fit.phi, forecast.preparation, forecast.horizon)
    total = float(np.sum(weights**2))
    h = forecast.horizon
    return Equation(
        f"How far the fan has opened after {result.series.steps(h)}",
        rf"\mathrm{{sd}}_{{{h}}}",
        r"\hat\sigma \sqrt{\psi_0^2 + \psi_1^2 + \dots + \psi_{h-1}^2}",
        rf"{tex(forecast.fit.sigma)} \times \sqrt{{{tex(total, 6)}}}",
        float(forecast.fit.sigma * np.sqrt(total)),
        "ψ is what is left, steps later, of a shock of size one: each coming shock adds its part."
        + (" Of the logarithm." if forecast.preparation.log else ""),
    )


def way_home(result: Result) -> Equation:
    """Return what the largest root leaves of a deviation from the mean at the horizon."""
    rate, h = result.forecast.decay.rate, result.forecast.horizon
    return Equation(
        "The way home to the mean",
        rf"|\lambda_1|^{{{h}}}",
        r"|\lambda_1|^h",
        rf"{tex(rate)}^{{{h}}}",
        rate**h,
        "What is left of a deviation at the horizon, when only the largest root still counts."
        if rate < 1
        else "At one or above there is no mean to go home to.",
    )
