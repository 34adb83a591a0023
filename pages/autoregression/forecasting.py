"""How much of tomorrow is already in today? A process under the learner's hand, then real series and honest forecasts."""

from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from explainers.autoregression.forecasting import EXPLAINER, Params, Result
from explainers.autoregression.forecasting.model import reasons_for, simulate
from explainers.autoregression.forecasting.posterior import sample_posterior
from explainers.autoregression.forecasting.preparing import suggested_settings
from explainers.autoregression.forecasting.reading import cleaned_as_text
from explainers.autoregression.forecasting.scoring import import_slow_modules, score
from explainers.autoregression.forecasting.script import statsmodels_script
from explainers.autoregression.forecasting.tables import scores_table
from explainers.data.series.series import SOURCES
from explainers.explainer import View
from explainers.reading import read_table
from pages import stage

PREFIX, URL = EXPLAINER.prefix, EXPLAINER.entry.url
OF_PROCESS = ("process", "window")  # views
WAIT = 0.6  # seconds that a picture waits for the posterior before it comes without
NUTS = {"posterior": stage.Task(sample_posterior, "NUTS")}
POSTERIORS = stage.Answers(PREFIX, NUTS, stage.of_this_visitor(PREFIX), room=8_000_000)
Asked = stage.Controls[Params]


def order(controls: Asked) -> None:
    """Ask how many values count: beside the views of the process."""
    place = controls.above if controls.values["view"] in OF_PROCESS else nullcontext()
    with place, st.container(horizontal=True, vertical_alignment="center", width="content"):
        st.markdown("Order  p", width="content")
        controls.ask("order", label_visibility="collapsed")


def weights(controls: Asked) -> None:
    """Ask for the weights of the last p values; at most five sliders stand in sight."""
    p, in_sight = int(controls.values["order"]), 4 if controls.values["view"] == "window" else 5
    names = [f"phi_{k}" for k in range(1, p + 1)] + ["sigma"] * (p == 5)
    for name in names:
        with nullcontext() if name in names[:in_sight] else controls.more:
            controls.ask(name)


def at(controls: Asked) -> None:
    """Ask where the window stands, and offer to let it slide."""
    controls.ask("at")
    if controls.values["view"] == "window":
        stage.play(controls, "at", 700)


def series(controls: Asked) -> None:
    """Ask which series, and what is done to it first; each choice has its reason beside it."""
    if controls.ask("series", on_change=take_series) == "own":
        with st.popover("Your series", icon=":material/upload_file:", width="stretch"):
            controls.settle(own=stage.own_table(
                PREFIX, "A CSV file", "At most 5 MB. It stays in this session: not in the link, not on disk.",
                read_table, cleaned_as_text, "the sunspots", take_series,
            ))  # fmt: skip
    with controls.folded("Prepare the series", ":material/construction:"):
        if source := SOURCES.get(controls.values["series"]):
            st.caption(f"**{source.title}**, {source.quantity}. {source.origin}. {source.licence}. <{source.address}>")
        places = {}
        for name in ("log", "difference", "seasonal"):
            controls.ask(name)
            places[name] = st.empty()
        controls.ask("harmonics")
        st.caption("Forecasts are brought back to the original scale, exactly.")
    for name, reason in reasons_for(controls.params()).items():
        places[name].caption(reason)


def take_series() -> None:
    """Prepare another series as it suits it, and forecast it from near its end."""
    for name, value in {**suggested_settings(st.session_state[f"{PREFIX}_series"]), "origin": 0}.items():
        st.session_state[f"{PREFIX}_{name}"] = value


def lags(controls: Asked) -> None:
    """Ask for the order of the fit, where it is chosen by hand."""
    controls.ask("lags", disabled=controls.ask("criterion") != "hand")


def origin(controls: Asked) -> None:
    """Ask from where the forecast is made; the stops are those from which it can be, and the order decides about them."""
    with controls.more:
        controls.make("lags")
    result = controls.last_good(simulate, controls.params(origin=controls.start.origin), quiet=True)
    stops = result.origins
    if len(stops) > 1:
        usual = min(stops, key=lambda stop: abs(stop - result.origin))
        if st.session_state.get(controls.key("origin")) == 0:  # as story steps have it: where it usually is
            st.session_state[controls.key("origin")] = usual
        controls.ask("origin", low=stops[0], high=stops[-1], step=stops.step, default=usual)


def find(params: Params, view: View[Result]) -> Result:
    """Return the result, with the scores and, once they have come, the posterior's draws, where the view shows them."""
    result = simulate(params)
    if view.name == "scores":
        return with_scores(result)
    wanted = [("posterior", result.asked)] if (view.name, params.fan) == ("forecast", "posterior") else []
    found = POSTERIORS.find(wanted, WAIT) if view.name == "forecast" else {}
    return replace(result, draws=found[wanted[0]].draws) if found else result


def with_scores(result: Result) -> Result:
    """Return the result with its scores, which may take seconds."""
    p = result.params
    asked = (result.preparation, result.scored_lags, p.horizon, result.fans, p.seed)
    compute = partial(score, result.series, *asked)
    return replace(result, scores=stage.computed(f"{PREFIX}-scores", (p.series, p.own, *asked), compute))


def point() -> None:
    """Take the weights from the point of the triangle that was picked."""
    now: stage.Shown = st.session_state[f"{PREFIX}-shown"]
    for k in range(now.params.order):
        picked = st.session_state[f"{PREFIX}-chart"]["point"][k]
        st.session_state[f"{PREFIX}_phi_{k + 1}"] = min(max(round(round(picked / 0.05) * 0.05, 2), -2.0), 2.0)


def paint(explainer: Any, controls: Asked, view: View[Result], result: Result) -> None:
    """Paint the picture; what has no part in it, or takes too long at every stop of a slider, follows on release."""
    of_process = tuple(controls.key(name) for name in ("phi", "sigma", "at"))
    controls.sliders = [s for s in controls.sliders if s.key.startswith(of_process) == (view.name in OF_PROCESS)]
    if view.name in ("fit", "scores") or (view.name == "forecast" and result.params.fan != "plugin"):
        controls.sliders.clear()
    triangle = view.name == "process" and result.params.order < 3
    stage.paint(explainer, controls, view, result, on_point=point if triangle else None)


def end(now: stage.Shown) -> None:
    """Offer the forecast as one writes it with statsmodels, and the scores as numbers."""
    if stage.lecture() or now.view in OF_PROCESS:
        return
    result = simulate(now.params)
    script = statsmodels_script(result)
    stage.offer(f"{PREFIX}-statsmodels", "The forecast with statsmodels", script, f"{URL}-statsmodels.py")
    if now.view == "scores":
        scores = stage.table(scores_table(with_scores(result)))
        stage.offer(f"{PREFIX}-csv_scores", "Scores, CSV", scores, f"{URL}-scores.csv")


special = {"order": order, "phi": weights, "at": at, "series": series, "lags": lags, "origin": origin}
stage.page(EXPLAINER, special=special, find=find, paint=paint, end=end)
stage.in_background(import_slow_modules)
