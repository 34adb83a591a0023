"""The formulas of an autoregressive process, with the numbers of the one on screen in them."""

from explainers.autoregression.forecasting.model import Result
from explainers.equation import Equation, tex


def equations(result: Result) -> list[Equation]:
    """Return one step of the recursion, the largest root, and, where the process has them, its moments."""
    found = [one_step(result), largest_root(result)]
    if result.nature == "stationary":
        found += [mean(result), variance(result), known(result), yule_walker(result)]
    return found


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


def known(result: Result) -> Equation:
    """Return how much of tomorrow is in today."""
    return Equation(
        "How much of tomorrow is in today",
        r"R^2",
        r"1 - \frac{\sigma^2}{\gamma_0} = 1 - \prod_k (1 - \alpha_k^2)",
        f"1 - {tex(1 - result.known)}",
        result.known,
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
