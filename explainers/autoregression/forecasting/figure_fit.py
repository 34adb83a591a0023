"""How an order is chosen and coefficients are found: the criteria, the coefficients, the regression, what it leaves."""

import numpy as np

from explainers.autoregression.forecasting.fitting import Criteria, Fit, Fitted
from explainers.data.series.series import Array
from explainers.figure_style import Drawing, Layout, Style, Trace, base_layout
from explainers.marks import dots, escaped, line, words
from explainers.panels import panels

PLACES = panels("criteria coefficients", "residuals rows", widths=(0.43, 0.47), gaps=(0.1, 0.23))
LAST_ROWS = 4  # of the design matrix that are shown
WORST = 60.0  # units of AIC or BIC above the best that the picture shows at most
NARROW_FIT = PLACES.narrow({"criteria": 135, "coefficients": 135, "rows": 170, "residuals": 120}, gap=84)


def draw_fit(fitted: Fitted, style: Style) -> Drawing:
    """Draw the curves of AIC and BIC, both fits' coefficients, rows of the regression, and the residuals' ACF."""
    fit = fitted.fit
    top = height_of(fitted.criteria)
    reach = 1.15 * float(np.max(np.abs(fit.phi) + 1.96 * fit.errors[len(fit.beta) - fit.p :], initial=0.1))
    most = max(1.2 * float(np.abs(fitted.diagnosis.acf).max()), 1.6 * fitted.diagnosis.band)
    bare: Layout = {"range": [0, 1], "visible": False}
    places = PLACES.layout(
        criteria={"xaxis": {"range": [-0.6, len(fitted.criteria.orders) - 0.4], "nticks": 8, "showgrid": False,
                            "title": said_below("order p", style)},
                  "yaxis": {"range": [-0.08 * top, top], "nticks": 4}},
        coefficients={"xaxis": {"range": [0.4, max(fit.p, 4) + 0.6], "nticks": 8, "showgrid": False,
                                "title": said_below("lag i", style)},
                      "yaxis": {"range": [-reach, reach], "nticks": 5, "zeroline": True,
                                "zerolinecolor": style.colour("muted", 0.5)}},
        rows={"xaxis": bare, "yaxis": bare},
        residuals={"xaxis": {"range": [0.4, len(fitted.diagnosis.acf) + 0.6], "nticks": 6, "showgrid": False,
                             "title": said_below("lag of the residuals", style)},
                   "yaxis": {"range": [-most, most], "nticks": 5}},
    )  # fmt: skip
    layout = base_layout(
        style,
        **places,
        annotations=fit_titles(fitted, style),
        margin={"l": 46, "r": 8, "t": 1.5 * style.text, "b": 54 if style.lecture else 44},
    )
    traces = [*curves(fitted, top, style), *stems(fitted.fit, fitted.squares, style)]
    traces += [*rows_shown(fitted, style), *left_over(fitted, style)]
    return Drawing(traces, layout, describe_fit(fitted), NARROW_FIT)


def said_below(text: str, style: Style) -> Layout:
    """Return the title of an axis."""
    return {"text": text, "standoff": 2, "font": {"size": style.text}}


def fit_titles(fitted: Fitted, style: Style) -> list[Layout]:
    """Return what stands above each panel."""
    found, fit = fitted.diagnosis, fitted.fit
    test = "" if np.isnan(found.p_value) else f"Ljung–Box p = {found.p_value:.2g}"
    good = found.p_value >= 0.05
    marked = f"<span style='color:{style.colour('generator' if good else 'guess')}'><b>{test}</b></span>"
    green = f"<span style='color:{style.colour('generator')}'>"
    texts = {
        "criteria": f"{green}<b>AIC ──  BIC ┄┄</b></span>  above their lowest",
        "coefficients": f"{green}<b>φ̂</b> ● AutoReg</span>  ○ least squares" if fit.p else "p = 0: no lag helps",
        "rows": f"{fit.rows:,} rows, {len(fit.beta)} columns,  σ̂ = {fit.sigma:.3g}",
        "residuals": f"residuals’ ACF   {marked}",
    }
    return [PLACES[name].over(text, style) for name, text in texts.items()]


def above(values: Array) -> Array:
    """Return a criterion counted from its lowest value."""
    return values - values.min()


def height_of(criteria: Criteria) -> float:
    """Return up to where the criteria are drawn: hopeless orders may leave the picture."""
    worst = max(float(np.quantile(above(values), 0.85)) for values in (criteria.aic, criteria.bic))
    return 1.15 * float(np.clip(worst, 8.0, WORST))


def curves(fitted: Fitted, top: float, style: Style) -> list[Trace]:
    """Return AIC and BIC by order, the lowest of each marked, and the order that is used."""
    criteria, p, traces = fitted.criteria, fitted.fit.p, []
    for name, values, dash in (("AIC", criteria.aic, "solid"), ("BIC", criteria.bic, "dot")):
        hover = f"{name} of p = %{{x}}: {values.min():.2f} + %{{y:.2f}}"
        traces.append(line(criteria.orders, above(values), style.colour("generator"), 0.6 * style.stroke, hover,
                           pen={"dash": dash}))  # fmt: skip
        best = int(np.argmin(values))
        traces.append(dots([best], [0.0], style.colour("generator"), 2.6 * style.stroke, f"{name} is lowest at {best}"))
    used = line(
        [p, p], [-0.08 * top, 0.98 * top], style.colour("truth", 0.5), 1.5, f"p = {p} is used", pen={"dash": "dash"}
    )
    right = p < 0.7 * len(criteria.orders)
    label = words([p + (0.3 if right else -0.3)], [0.9 * top], [f"<b>p = {p}</b>"], style.colour("truth"), style,
                  textposition="middle right" if right else "middle left")  # fmt: skip
    return [*traces, used, label]


def stems(fit: Fit, squares: Fit, style: Style) -> list[Trace]:
    """Return the coefficients of the lags by statsmodels, give or take, and those by least squares as rings on them."""
    axes = PLACES["coefficients"].axes
    lags, first = np.arange(1.0, fit.p + 1), len(fit.beta) - fit.p
    error = 1.96 * fit.errors[first:]
    nothing = np.full(fit.p, np.nan)
    bars = line(np.stack([lags, lags, lags], axis=1).ravel(),
                np.stack([fit.phi - error, fit.phi + error, nothing], axis=1).ravel(), style.colour("generator", 0.45),
                0.7 * style.stroke, **axes)  # fmt: skip
    solid = dots(
        lags, fit.phi, style.colour("generator"), 2.2 * style.stroke, "statsmodels: φ<sub>%{x}</sub> = %{y:.6f}", **axes
    )
    ring = {"color": style.colour("truth"), "size": 3.8 * style.stroke, "symbol": "circle-open"}
    rings = dots(lags, squares.phi, "", 1, "least squares: φ<sub>%{x}</sub> = %{y:.6f}", **axes) | {"marker": ring}
    return [bars, solid, rings]


def rows_shown(fitted: Fitted, style: Style) -> list[Trace]:
    """Return the last rows of the regression as numbers: w and, beside it, what it is explained by."""
    fit, n = fitted.squares, len(fitted.series)
    shown = min(LAST_ROWS, fit.rows)
    columns, heads = columns_shown(fit)
    dates = [escaped(fitted.series.label(n - shown + i)) for i in range(shown)]
    table = [["", "w<sub>t</sub>", *heads]]
    table += [[dates[i], number(fit.response[fit.rows - shown + i]),
               *("…" if j is None else number(fit.design[fit.rows - shown + i, j]) for j in columns)]
              for i in range(shown)]  # fmt: skip
    table.append(["β̂", "", *("…" if j is None else number(fit.beta[j]) for j in columns)])
    width = len(table[0])
    room = np.cumsum([{"…": 0.6, "waves": 1.7}.get(head, 1.3) for head in table[0][1:]])
    at = np.r_[0.0, 0.28 + 0.72 * room / max(room[-1], 4.0)]
    y = 0.93 - 0.17 * np.arange(len(table))
    traces = []
    for i in range(width):
        inks = [style.colour("muted"), *[style.colour("real" if i else "muted")] * shown, style.colour("generator")]
        if i > 1 and columns[i - 2] == 0:
            inks[1 : shown + 1] = [style.colour("muted")] * shown
        cells = [row[i] or "\u2002" for row in table]  # plotly.js loses its place among words of which one is empty
        traces.append(words([at[i]] * len(table), y, cells, inks, style, **PLACES["rows"].axes,
                            textposition="middle right" if i == 0 else "middle left")
                      | {"textfont": {"color": inks, "size": 0.93 * style.text}})  # fmt: skip
    return traces


def columns_shown(fit: Fit) -> tuple[list[int | None], list[str]]:
    """Return which columns of the design have room, None for those left out, and their heads."""
    first = len(fit.beta) - fit.p
    lags: list[int | None] = [*range(1, fit.p + 1)] if fit.p <= 2 else [1, None, fit.p]
    columns = [0, *([None] if first > 1 else []), *(None if i is None else first + i - 1 for i in lags)]
    heads = ["1", *(["waves"] if first > 1 else []), *("…" if i is None else f"w<sub>t−{i}</sub>" for i in lags)]
    return columns, heads


def number(value: float) -> str:
    """Return a number in few characters."""
    text = f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"
    return (f"{value:.1e}" if abs(value) >= 1e6 else text).replace("-", "−")


def left_over(fitted: Fitted, style: Style) -> list[Trace]:
    """Return the residuals' autocorrelations as stems, those beyond the band in another colour."""
    axes = PLACES["residuals"].axes
    acf, band = fitted.diagnosis.acf, fitted.diagnosis.band
    lags = np.arange(1.0, len(acf) + 1)
    end = len(acf) + 0.6
    box = line([0.4, end, end, 0.4], [-band, -band, band, band], "rgba(0,0,0,0)", 0, fill="toself",
               fillcolor=style.colour("muted", 0.22), **axes)  # fmt: skip
    inks = [style.colour("guess" if abs(value) > band else "truth") for value in acf]
    sticks = line(np.stack([lags, lags, lags], axis=1).ravel(),
                  np.stack([np.zeros(len(acf)), acf, np.full(len(acf), np.nan)], axis=1).ravel(),
                  style.colour("truth", 0.6), 0.5 * style.stroke, **axes)  # fmt: skip
    return [box, sticks, dots(lags, acf, inks, 1.8 * style.stroke, "residuals at lag %{x}: %{y:.3f}", **axes)]


def describe_fit(fitted: Fitted) -> str:
    """Say what the picture shows, from its numbers."""
    fit, criteria = fitted.fit, fitted.criteria
    coefficients = ", ".join(f"φ{i + 1} {value:.3f}" for i, value in enumerate(fit.phi[:4]))
    more = f" and {fit.p - 4} more" if fit.p > 4 else ""
    return (f"{fitted.series.title}: AIC is lowest at p = {criteria.best('aic')}, BIC at p = {criteria.best('bic')}; "
            f"p = {fit.p} is used, with {coefficients or 'no lags'}{more}, σ {fit.sigma:.3g}. Least squares on "
            f"{fit.rows} rows gives the same coefficients. {fitted.diagnosis.sentence}")  # fmt: skip
