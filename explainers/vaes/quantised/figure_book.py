"""The whole book, and how often each entry is used: with the cure for dead entries and without."""

import numpy as np

from explainers.figure_style import Drawing, Plot, Style, base_layout
from explainers.marks import line, words
from explainers.panels import panels
from explainers.vaes.quantised.figure_codes import ACROSS, HIGH, book_sheet, picture, squares
from explainers.vaes.quantised.model import Result
from explainers.vaes.quantised.models import SIZES, patches
from explainers.vaes.quantised.settings import LEARNT

PANELS = panels("book", "usage", heights=(0.34, 0.66), gaps=(0.02, 0.03))
ROLES = {"averages": "posterior", "gradients": "guess"}
LOW = 3e-6  # the least share that is drawn


@Plot
def plot_book(result: Result, style: Style) -> Drawing:
    """Draw the book, its dead entries flat, and how often each entry is used, for both ways to learn."""
    p, book, usage = result.params, PANELS["book"], PANELS["usage"]
    live = np.array(result.recorded()["counts"]) > 0
    traces = [picture(book_sheet(patches(p.data, p.entries, result.cured), live), ROLES[p.learnt], style, book, ACROSS)]
    said = f"<b>{LEARNT[p.learnt]}</b>: {live.sum()} of {p.entries} entries are alive"
    traces.append(words([ACROSS / 2], [HIGH + 0.13], [said], style.colour(ROLES[p.learnt]), style, **book.axes))
    for learnt, role in ROLES.items():
        counts = np.sort(np.array(result.recorded(learnt=learnt)["counts"], dtype=float))[::-1]
        shares = counts[counts > 0] / counts.sum()
        wide = style.stroke if learnt == p.learnt else 0.5 * style.stroke
        traces.append(line(np.arange(len(shares)) + 1, shares, style.colour(role), wide,
                           "entry %{x}: %{y:.3%}", mode="lines+markers", marker={"size": 2 * wide},
                           **usage.axes))  # fmt: skip
    traces += table(result, style)
    strip = {"xaxis": {"visible": False, "range": [-0.02, ACROSS + 0.02], "constrain": "domain"},
             "yaxis": {"visible": False, "range": [-0.02, HIGH + 0.3], "constrain": "domain"}}  # fmt: skip
    axes = {
        "xaxis": {"type": "log", "range": [-0.06, np.log10(1.2 * max(SIZES))], "tickvals": [1, 2, 8, 32, 128, 512],
                  "title": {"text": "entries, the commonest first"}},
        "yaxis": {"type": "log", "range": [np.log10(LOW), 0.15], "tickvals": [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1],
                  "ticktext": ["0.001%", "0.01%", "0.1%", "1%", "10%", "100%"], "title": {"text": "share of cells"}},
    }  # fmt: skip
    layout = base_layout(style, **squares(("",), PANELS.layout(book=strip, usage=axes)),
                         margin={"l": 100 if style.lecture else 78, "r": 8, "t": 2})  # fmt: skip
    alt = (f"Of {p.entries} entries, {result.recorded(learnt='averages')['live']} are in use on test pictures where "
           f"it is learnt by moving averages and restarts, and {result.recorded(learnt='gradients')['live']} where "
           f"by gradients alone; the perplexities are {result.recorded(learnt='averages')['perplexity']:.1f} and "
           f"{result.recorded(learnt='gradients')['perplexity']:.1f}.")  # fmt: skip
    return Drawing(traces, layout, alt, PANELS.narrow({"book": 70, "usage": 330}, gap=16))


def table(result: Result, style: Style) -> list[dict[str, object]]:
    """Return a line of words for each way to learn: entries alive, perplexity and error, at the lower left."""
    traces = []
    for i, (learnt, role) in enumerate(ROLES.items()):
        found = result.recorded(learnt=learnt)
        text = (f"{'<b>' if learnt == result.params.learnt else ''}{LEARNT[learnt]}: {found['live']} alive, perplexity "
                f"{found['perplexity']:.1f}, error {found['error']:.4f}")  # fmt: skip
        traces.append(words([1.0], [1.6e-5 / 2.8**i], [text + ("</b>" if "<b>" in text else "")], style.colour(role),
                            style, textposition="middle right", **PANELS["usage"].axes))  # fmt: skip
    return traces
