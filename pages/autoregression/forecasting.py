"""How much of tomorrow is already in today? A process under the learner's hand, then real series and honest forecasts."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

import streamlit as st

from explainers.autoregression import forecasting
from explainers.autoregression.forecasting import Params, Result
from explainers.autoregression.forecasting.fans import (
    FAN_TITLES,
    bootstrap_fan,
    first_origin,
    floor_told,
    plugin_fan,
    widths_told,
)
from explainers.autoregression.forecasting.fitting import by_statsmodels, least_squares, order_criteria
from explainers.autoregression.forecasting.model import EDGE, WINDOW_STEPS
from explainers.autoregression.forecasting.posterior import autoregression_model, sample_posterior
from explainers.autoregression.forecasting.preparing import SUGGESTED, Preparation, put_back, reasons
from explainers.autoregression.forecasting.process import autocorrelations, partials, recursion, roots
from explainers.autoregression.forecasting.reading import clean
from explainers.autoregression.forecasting.scoring import Scored, load_scoring, score, scored_told
from explainers.autoregression.forecasting.tasks import scores_table
from explainers.data.series.series import SOURCES, series_to_text
from explainers.reading import read_table
from pages import stage
from pages.stage.answers import Question

PREFIX = "forecasting"
VIEWS = {
    "process": "Process",
    "window": "One step",
    "fit": "Fit",
    "forecast": "Forecast",
    "scores": "Scores",
}
OF_PROCESS = ("process", "window")
ORDERS = {str(p): str(p) for p in range(1, 6)}
AGES = ("", "the last value", "the value before it", "the third last", "the fourth last", "the fifth last")
INDEX = "₀₁₂₃₄₅"
SERIES = {name: source.title for name, source in SOURCES.items()} | {"own": "Your own"}
SEASONAL = {"none": "as it is", "difference": "difference", "harmonics": "waves"}
CRITERIA = {"aic": "AIC", "bic": "BIC", "hand": "by hand"}
MOST_STOPS = 300  # of the slider of the origin
CODE = {  # what is worth reading beside the picture of each view
    "process": (recursion, roots, partials, autocorrelations),
    "window": (recursion,),
    "fit": (least_squares, by_statsmodels, order_criteria),
    "forecast": (plugin_fan, bootstrap_fan, autoregression_model, put_back),
    "scores": (score,),
}
WAIT = 0.6  # seconds that a picture waits for the posterior before it comes without
PATIENCE = 0.5  # seconds of scoring without a word about how far it is
KEPT = 8  # scores that a session remembers
ROOM = 8_000_000  # bytes of posteriors, likewise
words = stage.words_for(__file__, Params)


# ---------------------------------------------------------------------------------------------- the process


def order(controls: stage.Controls[Params]) -> None:
    """Ask how many values count."""
    controls.choice("order", "Order  p", ORDERS, "p, how many of the last values the next one is made of.",
                    default=str(controls.start.order), label_visibility="collapsed")  # fmt: skip


def weights(controls: stage.Controls[Params], first: int, last: int) -> None:
    """Ask for some of the weights of the last p values."""
    for k in range(first, last + 1):
        controls.slider(f"phi_{k}", f"Weight  φ{INDEX[k]}", -2.0, 2.0, 0.05,
                        f"φ{INDEX[k]}, the weight of {AGES[k]}. The noise stays the same while you drag.")  # fmt: skip


def noise(controls: stage.Controls[Params]) -> None:
    """Ask how loud the noise is."""
    controls.slider("sigma", "Noise  σ", 0.0, 3.0, 0.1, "σ, the standard deviation of the noise.")


def window(controls: stage.Controls[Params]) -> None:
    """Ask where the window stands."""
    controls.slider("at", "Step  t", 1, WINDOW_STEPS, 1, "t, which value is about to be made.")


def simulated(controls: stage.Controls[Params]) -> None:
    """Ask for what is seldom changed about the process."""
    controls.number("constant", "Constant  c", -5.0, 5.0,
                    "c, which is added at every step and lifts the mean to c/(1 − Σφ).", step=0.1)  # fmt: skip
    controls.number(
        "start", "Start value", -EDGE, EDGE, "The values before the first: how long are they remembered?", step=1.0
    )
    controls.number("length", "Length  n", 60, 500, "n, how many steps are simulated.")
    controls.number("realisations", "Realisations", 1, 8, "How many series are drawn, each with a noise of its own.")
    controls.number("seed", "Seed", 0, 9999, "Of the noise, of the bootstrap and of the posterior.")


def pointed() -> None:
    """Take the point of the triangle that was clicked."""
    state = st.session_state
    now: stage.Shown = state[f"{PREFIX}-shown"]
    phi_1, phi_2 = (round(round(part / 0.05) * 0.05, 2) for part in state[f"{PREFIX}-chart"]["point"])
    state[f"{PREFIX}_phi_1"] = min(max(phi_1, -2.0), 2.0)
    if now.params.order == 2:
        state[f"{PREFIX}_phi_2"] = phi_2


# ---------------------------------------------------------------------------------------------- a real series


def which(controls: stage.Controls[Params]) -> None:
    """Ask which series is to be forecast."""
    controls.select("series", "Series  y", SERIES, "The observed series y; each says where it comes from.",
                    on_change=take_series)  # fmt: skip


def take_series() -> None:
    """Prepare another series as it suits it, and forecast it from near its end."""
    state = st.session_state
    suits = SUGGESTED.get(state[f"{PREFIX}_series"], Preparation())
    for name in ("log", "difference", "seasonal", "harmonics"):
        value = getattr(suits, name)
        state[f"{PREFIX}_{name}"] = float(value) if name in ("difference", "harmonics") else value
    state[f"{PREFIX}_origin"] = 0


def own(controls: stage.Controls[Params]) -> str:
    """Ask for a series of one's own; return it as text, "" while there is none."""
    if controls.values["series"] != "own":
        return ""
    with st.popover("Your series", icon=":material/upload_file:", width="stretch"):
        return stage.own_table(
            PREFIX, "A CSV file", "At most 5 MB. It stays in this session: not in the link, not on disk.",
            read_table, as_text, "the sunspots", take_series,
        )  # fmt: skip


def as_text(table: Any, date: str | None, value: str) -> tuple[str, list[str]]:
    """Return a cleaned series as text, and what was done to it."""
    series, said = clean(table, date, value)
    return series_to_text(series), said


def preparation(controls: stage.Controls[Params], before: Result) -> None:
    """Ask what is done to the series first; each choice has its reason beside it. All of it is undone at the end."""
    source = SOURCES.get(before.params.series)
    if source:
        st.caption(f"**{source.title}**, {source.quantity}. {source.origin}. {source.licence}. <{source.address}>")
    said = reasons(before.series, before.preparation)
    controls.toggle("log", "Logarithm", "z = ln y: for series whose swings grow with their level.")
    st.caption(said["log"])
    controls.number("difference", "Differences  d", 0, 2, "d, how many times each value is replaced by its step from the one before.")  # fmt: skip
    st.caption(said["difference"])
    controls.select("seasonal", "Season", SEASONAL, "Subtract the value one season before, or put waves into the regression.")  # fmt: skip
    st.caption(said["seasonal"])
    controls.number("harmonics", "Waves in a season  K", 1, 6, "K pairs of cosine and sine, where waves are chosen.")
    st.caption("Forecasts are brought back to the original scale, exactly.")


def who_chooses(controls: stage.Controls[Params]) -> None:
    """Ask how the order of the fitted AR is chosen."""
    controls.choice("criterion", "Order chosen by", CRITERIA, "AIC and BIC weigh the fit against the number of coefficients; BIC asks more of each.")  # fmt: skip
    controls.slider("lags", "By hand:  p", 0, 24, 1, "p of the fitted AR, where it is chosen by hand.",
                    disabled=controls.values["criterion"] != "hand")  # fmt: skip


def ahead(controls: stage.Controls[Params]) -> None:
    """Ask how far ahead."""
    controls.slider("horizon", "Horizon  h", 1, 60, 1, "h, how many steps ahead.")


def origin(controls: stage.Controls[Params], before: Result) -> None:
    """Ask from where the forecast is made; the stops are those from which it can be."""
    n, least = len(before.series), first_origin(before.preparation, before.lags)
    if least >= n:
        return
    step = -(-(n - least) // MOST_STOPS)
    low = n - (n - least) // step * step
    default = low + round((min(max(before.origin, low), n) - low) / step) * step
    if st.session_state.get(controls.key("origin")) == 0:  # as story steps have it: where it usually is
        st.session_state[controls.key("origin")] = default
    controls.slider("origin", "Origin", low, n, step,
                    "How many values are known. Drag it through history; the model is fitted to what was known there.",
                    default=default)  # fmt: skip


def fan(controls: stage.Controls[Params]) -> None:
    """Ask what kind of fan."""
    controls.select("fan", "Fan", {name: title.capitalize() for name, title in FAN_TITLES.items()},
                    "Plug-in takes the coefficients for the truth; bootstrap and posterior do not.")  # fmt: skip


def all_fans(controls: stage.Controls[Params]) -> None:
    """Ask whether fans that take long are scored too."""
    controls.toggle("every_fan", "Score all three fans", "Bootstrap and posterior at up to 60 origins: some seconds.")


# ---------------------------------------------------------------------------------------------- the posterior


def posteriors() -> OrderedDict[Question, Any]:
    """Return the last posteriors of this visitor: they may be of data of their own."""
    return st.session_state.setdefault(f"{PREFIX}-answers", OrderedDict())


ANSWERS = stage.Answers(PREFIX, {"posterior": stage.Task(sample_posterior, "NUTS")}, posteriors, ROOM)


def with_posterior(result: Result) -> Result:
    """Return the result with the posterior's draws if they are here; meanwhile there is the plug-in fan."""
    wanted: list[Question] = [("posterior", result.asked)] if result.params.fan == "posterior" else []
    found = ANSWERS.find(wanted, WAIT)
    return replace(result, drawn=found[wanted[0]].drawn) if found else result


# ---------------------------------------------------------------------------------------------- the scores


def with_scores(result: Result) -> Result:
    """Return the result with its scores; where they take long, a bar says how far they are."""
    kept: OrderedDict[Any, Scored] = st.session_state.setdefault(f"{PREFIX}-scores", OrderedDict())
    p = result.params
    key = (p.series, p.own, result.preparation, result.scored_lags, p.horizon, result.fans)
    if key not in kept:
        started, bar = time.monotonic(), st.empty()

        def report(share: float, doing: str) -> None:
            if time.monotonic() - started > PATIENCE:
                bar.progress(share, doing.capitalize())

        kept[key] = score(result.series, result.preparation, result.scored_lags, p.horizon, result.fans, report, p.seed)
        bar.empty()
        while len(kept) > KEPT:
            kept.popitem(last=False)
    return replace(result, found=kept[key])


# ---------------------------------------------------------------------------------------------- the page


def study(params: Params, view: str) -> Result:
    """Return the result, with what the view needs computed, so that bad input is found here."""
    result = forecasting.simulate(params)
    if view == "forecast":
        result = with_posterior(result)
    if view == "scores":
        result = with_scores(result)
    _ = getattr(result, {"fit": "fitted", "forecast": "forecast", "scores": "scored"}.get(view, "nature"))
    return result


def said_of(result: Result, view: str) -> list[str]:
    """Return what is said about a view, in sentences."""
    match view:
        case "fit":
            return [prepared_told(result), result.fitted.told, result.fitted.diagnosis.sentence]
        case "forecast":
            return [
                prepared_told(result),
                result.forecast.told,
                widths_told(result.forecast),
                floor_told(result.forecast),
            ]
        case "scores":
            return [prepared_told(result), scored_told(result.scored)]
    return []


def prepared_told(result: Result) -> str:
    """Return what was done to the series before it is modelled; nothing where that is nothing."""
    p = result.preparation
    done = ["logarithm"] if p.log else []
    done += [("one difference", "two differences")[p.difference - 1]] if p.difference else []
    done += ["a seasonal difference"] if p.seasonal == "difference" else []
    done += [f"{p.waves} waves for the season"] if p.waves else []
    return f"Prepared by {', '.join(done)}." if done else ""


def in_sight(controls: stage.Controls[Params], view: str, p: int) -> None:
    """Ask for what a view has in sight of the process, at most five."""
    if view == "window":
        window(controls)
        stage.play(controls, "at", 700)
        weights(controls, 1, min(p, 4))
    elif view == "process":
        weights(controls, 1, p)
        if p < 5:
            noise(controls)


def more_of_process(controls: stage.Controls[Params], view: str, p: int) -> None:
    """Ask for everything about the process that is not in sight; nothing of it is followed live."""
    controls.live = view in OF_PROCESS
    weights(controls, sum(f"phi_{k}" in controls.values for k in range(1, 6)) + 1, p)
    if "sigma" not in controls.values:
        noise(controls)
    controls.live = False
    if "at" not in controls.values:
        window(controls)
    simulated(controls)
    controls.live = True


@st.fragment
def lab(place: stage.Place) -> None:
    """Draw the stage: controls at the left, the picture at the right."""
    controls = stage.Controls(PREFIX, place.params, place.number)
    left, right = st.container(key=f"{PREFIX}-stage").columns([3, 10], gap="medium")
    with right:
        above = st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center")
        with above.container(width="content"):
            view = controls.choice("view", "View", VIEWS, "", default=place.view, label_visibility="collapsed")
        beside = above.container(width="content")
    compute = controls_of(controls, view, left, beside)
    with left:
        result = controls.last_good(partial(study, view=view), compute())
        for sentence in filter(None, said_of(result, view)):
            st.caption(sentence)
    with right:
        controls.finish()
        if view in ("fit", "scores") or (view == "forecast" and result.params.fan != "plugin"):
            controls.sliders.clear()  # too much to be computed ahead for every stop: these follow on release
        clicked = pointed if view == "process" and result.params.order < 3 else None
        stage.show(controls, forecasting, view, result.params, result, on_point=clicked)
    stage.once_painted(PREFIX, rest)


def controls_of(controls: stage.Controls[Params], view: str, left: Any, beside: Any) -> Callable[[], Params]:
    """Make all controls, those of the view in sight; return what makes Params of them."""
    settled: dict[str, Any] = {}

    def params(**more: Any) -> Params:
        return controls.params(**settled, **more)

    with left:
        sight, prepared, others = st.container(), st.container(), st.container()
    with others:
        more = st.popover("More controls", icon=":material/tune:", width="stretch")
    with more:
        of_process, of_series = st.columns(2)
    with beside if view in OF_PROCESS else of_process, st.container(horizontal=True, vertical_alignment="center"):
        st.markdown("Order  p", width="content")
        order(controls)
    settled["order"] = p = int(controls.values["order"])
    with sight:
        in_sight(controls, view, p)
    with of_process:
        more_of_process(controls, view, p)
    controls.live = view not in OF_PROCESS
    places = dict.fromkeys(("series", "chosen", "origin", "horizon", "fan", "all"), of_series)
    shown = {"fit": ("series", "chosen"), "forecast": ("series", "origin", "horizon", "fan"),
             "scores": ("series", "horizon", "all")}  # fmt: skip
    places |= dict.fromkeys(shown.get(view, ()), sight)
    with places["series"]:
        which(controls)
        settled["own"] = own(controls)
    with prepared if view not in OF_PROCESS else of_series:
        popover = st.popover("Prepare the series", icon=":material/construction:", width="stretch")
    before = controls.last_good(
        forecasting.simulate, replace(controls.start, **settled, series=controls.values["series"])
    )
    with popover:
        preparation(controls, before)
    with places["chosen"]:
        who_chooses(controls)
    with places["origin"]:
        origin(controls, controls.last_good(forecasting.simulate, params(origin=controls.start.origin)))
    with places["horizon"]:
        ahead(controls)
    with places["fan"]:
        fan(controls)
    with places["all"]:
        all_fans(controls)
    return params


def rest(now: stage.Shown) -> None:
    """Draw the rest of the page, for what the stage shows."""
    stage.below(now, words, list(VIEWS), "ar-forecasting", *CODE[now.view])
    if stage.lecture() or now.view in OF_PROCESS:
        return
    text = forecasting.statsmodels_script(forecasting.simulate(now.params))
    st.download_button("The forecast with statsmodels", text, "ar-forecasting-statsmodels.py", "text/x-python",
                       icon=":material/code:", key=f"{PREFIX}-statsmodels", on_click="ignore")  # fmt: skip
    if now.view == "scores":
        columns = scores_table(with_scores(forecasting.simulate(now.params)))
        st.download_button("Scores, CSV", stage.table(columns), "ar-forecasting-scores.csv", "text/csv",
                           icon=":material/table:", key=f"{PREFIX}-csv_scores", on_click="ignore")  # fmt: skip


def load() -> None:
    """Import what takes seconds: statsmodels, then scoringrules."""
    import statsmodels.tsa.ar_model  # noqa: F401, PLC0415

    load_scoring()


@st.cache_resource(show_spinner=False)
def prepare_imports() -> Any:
    """Import in the background what the first fit and the first scores would have to wait for."""
    thread = threading.Thread(target=load, daemon=True)
    thread.start()
    return thread


stage.headline("autoregression/forecasting")
lab(stage.story(PREFIX, words.story, forecasting, list(VIEWS)))
prepare_imports()
