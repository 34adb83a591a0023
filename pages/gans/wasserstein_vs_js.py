"""Two heaps of sand that do not touch: how far apart are they? Seven distances, and which way each of them pulls."""

import streamlit as st

from explainers.explainer import View
from explainers.gans.wasserstein_vs_js import EXPLAINER, Params, Result
from explainers.gans.wasserstein_vs_js.clouds import race
from pages import stage


def ask(controls: stage.Controls[Params], view: View[Result]) -> None:
    """Make the controls, and a pad for each heap of the learner's own: a flat one if only the line matters."""
    for name in view.controls:
        controls.ask(name)
    chosen = [controls.ask(name) for name in ("real", "generated")] if "real" in view.controls else []
    for whose in ("real", "generated"):
        if controls.values.get(whose) == "drawn" or controls.values.get("cloud") == "drawn":
            controls.ask(f"drawn_{whose}", height=0.35 if chosen else 1.0)
    controls.rest()


def beside(result: Result, view: View[Result]) -> None:
    """Say what was done to the heaps; in the plane, offer to time the exact solver against Sinkhorn's."""
    if result.told:
        st.caption(result.told)
    if view.name != "clouds":
        return
    with st.popover("Time both solvers", icon=":material/timer:", width="stretch"):
        st.markdown("Exact or Sinkhorn: which is faster? Two Gaussian clouds of n points each, solved here and now. The "
                    "exact solver's time grows about as n³, Sinkhorn's as n² for each of its iterations.")  # fmt: skip
        if st.button("Time both", key=f"{EXPLAINER.prefix}-race"):
            columns = race(result.params.epsilon, result.params.seed)
            rows = zip(*columns.values(), strict=True)
            table = ["| n | exact | Sinkhorn | W₁ | Sinkhorn's cost |", "|--:|--:|--:|--:|--:|"]
            table += [
                f"| {n:.0f} | {1e3 * a:.1f} ms | {1e3 * b:.1f} ms | {w:.3f} | {s:.3f} |" for n, a, b, w, s in rows
            ]
            st.markdown("\n".join(table))


stage.page(EXPLAINER, ask=ask, beside=beside)
