"""Sampling people until the share of ill among the kept ones settles at what Bayes' theorem says."""

import numpy as np

from explainers.bayes.diagnosis.generative import Sample, sample
from explainers.bayes.diagnosis.model import MOST_SAMPLED, Result
from explainers.bayes.diagnosis.palette import percent
from explainers.figure_style import Drawing, Plot, Style, Trace, base_layout
from explainers.marks import dots, line, words
from explainers.panels import panels

LAST, ACROSS = 60, 30  # how many of those kept are drawn, and how many stand in a row
PLACES = panels("squares", "share", heights=(0.26, 0.68), gaps=(0, 0.06), first="share")
SQUARES = PLACES["squares"].axes
NARROW = {"height": 440}


@Plot
def plot_sample(result: Result, style: Style) -> Drawing:
    """Draw the last people kept as squares, and below them the running share of ill among all kept."""
    kept = sample(result.params)
    traces = [*squares(kept, style), *shares(result, kept, style), *captions(result, kept, style)]
    layout = base_layout(
        style,
        **PLACES.layout(
            share={"xaxis": {"type": "log", "range": [1, np.log10(MOST_SAMPLED)], "title": {"text": "people sampled"},
                             "tickvals": [10, 100, 1000, 10_000], "ticktext": ["10", "100", "1,000", "10,000"]},
                   "yaxis": {"range": [-4, 104], "tickvals": [0, 25, 50, 75, 100],
                             "ticktext": ["0%", "25%", "50%", "75%", "100%"]}},
            squares={"xaxis": {"visible": False, "range": [-0.8, ACROSS]},
                     "yaxis": {"visible": False, "range": [1.9, -1.9]}},
        ),
        margin={"l": 70 if style.lecture else 52, "r": 20},
    )  # fmt: skip
    return Drawing(traces, layout, describe(result, kept), NARROW)


def squares(kept: Sample, style: Style) -> list[Trace]:
    """Return the last people kept, a square each, first come first."""
    last = kept.ill[-LAST:]
    at = np.arange(len(last))
    traces = []
    for ill, role in ((True, "posterior"), (False, "likelihood")):
        chosen = last == ill
        x, y = at[chosen] % ACROSS, at[chosen] // ACROSS
        name = "ill" if ill else "healthy"
        mark = dots(x, y.astype(float), style.colour(role), 1.05 * style.text, name, **SQUARES)
        mark["marker"]["symbol"] = "square"
        traces.append(mark)
    return traces


def shares(result: Result, kept: Sample, style: Style) -> list[Trace]:
    """Return the running share, the band in which 95% of such shares lie, and what the theorem says."""
    exact = 100 * result.rates.ppv
    x = np.geomspace(10, MOST_SAMPLED, 80)
    expected = x * result.rates.evidence  # of those kept
    p = result.rates.ppv
    with np.errstate(invalid="ignore", divide="ignore"):
        reach = np.where(expected > 0, 196 * np.sqrt(p * (1 - p) / expected), np.nan)
    low, high = np.clip(exact - reach, 0, 100), np.clip(exact + reach, 0, 100)
    band = style.colour("posterior", 0.14)
    return [
        line(np.concatenate([x, x[::-1]]), np.concatenate([low, high[::-1]]), band, 0, fill="toself", fillcolor=band),
        line([10, MOST_SAMPLED], [exact, exact], style.colour("posterior"), 0.6 * style.stroke,
             "by Bayes' theorem: %{y:.4g}%", pen={"dash": "dash"}),
        line(kept.number, 100 * kept.running, style.colour("posterior"), style.stroke, "%{y:.3g}% after %{x} people",
             pen={"shape": "hv"}),
    ]  # fmt: skip


def captions(result: Result, kept: Sample, style: Style) -> list[Trace]:
    """Return what is above the squares, and the share reached beside what it tends to."""
    n, k, ill = result.params.sampled, len(kept.ill), int(kept.ill.sum())
    said = f"of <b>{n:,}</b> people sampled <b>{k:,}</b> were positive and kept"
    said += f", the last {LAST} of them here" if k > LAST else ""
    share = f"{ill:,} of {k:,} kept are ill: <b>{percent(ill / k)}</b>" if k else "nobody kept yet: no share"
    exact = f"Bayes' theorem: {percent(result.rates.ppv)}"
    top = result.rates.ppv < 0.55
    return [
        words([-0.6], [-1.25], [said], style.colour("text"), style, textposition="middle right", **SQUARES),
        words([11.0, 11.0], [97.0, 87.0] if top else [14.0, 4.0], [share, exact], style.colour("posterior"), style,
              textposition="middle right"),
    ]  # fmt: skip


def describe(result: Result, kept: Sample) -> str:
    """Say what the picture shows, from its numbers."""
    n, k, ill = result.params.sampled, len(kept.ill), int(kept.ill.sum())
    share = f"{ill:,} of them are ill, {percent(ill / k)}" if k else "so there is no share of ill among them"
    exact = percent(result.rates.ppv)
    return f"Of {n:,} people sampled {k:,} were positive and kept; {share}, where Bayes' theorem says {exact}."
