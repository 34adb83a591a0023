"""Live training: a figure that shows a model learn, played, paused, wound back, and trained on while it is watched.

The browser asks for frames by the token of what the stage shows, and trains the model by asking: a tab that is closed,
hidden or paused costs nothing. The server trains for a slice of time and sends the figures on the way. A run is a
function of its Params, so nothing is lost or doubled by a rerun; on pause the page runs again, for the step on screen.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import streamlit as st

from explainers.explainer import Explainer, P, R
from pages.stage.ahead import make_way
from pages.stage.components import BAR, script
from pages.stage.controls import Controls, set_all
from pages.stage.live_chart import FAILED, PLOTLY_ROUTE, plainly, remember
from pages.stage.shown import Shown
from pages.stage.sweeps import encode, pack

SLICE = 0.25  # seconds of training for one request
MAX_FRAMES = 16  # in one answer
MAX_STRIDE = 5000  # steps from one frame to the next
SPEEDS = {  # steps from one frame to the next, and milliseconds that each stays at least
    "slow motion": (1, 800),
    "slow": (1, 0),
    "usual": (5, 0),
    "fast": (20, 0),
    "fastest": (200, 0),
}
PATIENCE = 0.5  # seconds of training without a word about how far it is
FIRST_CHUNK = 20  # steps of training before the first look at the time
FEW = 5  # steps between two looks at the time, while a run plays
MAX_RUNS = 12  # in the drawer

_training = st.components.v2.component(
    "live_training",
    html="""
    <div class="bar">
      <button type="button" class="play" aria-label="Play or pause">Play</button>
      <button type="button" class="one" aria-label="Make one whole step">+1 step</button>
      <span class="parts"></span>
      <button type="button" class="reset" aria-label="Back to the same first weights" title="Back to the same first weights">⟲ Reset</button>
      <select class="speed" aria-label="Speed" title="Speed"></select>
      <input type="range" class="scrub" min="0" value="0" aria-label="Step of the run">
      <output class="step"></output>
    </div>
    <div class="live-chart" style="width: 100%"></div>
    """,
    css=BAR
    + """
    .bar .play { min-width: 5.2rem; }
    .bar .scrub { flex: 1; min-width: 6rem; accent-color: var(--st-primary-color); }
    .bar .step { min-width: 6.5rem; text-align: right; font-variant-numeric: tabular-nums; }
    """,
    js=script("lens.js", "pick.js", "follow.js", "live_training.js"),
    isolate_styles=False,
)


def show_training(
    controls: Controls[Any],
    explainer: Explainer[Any, Any],
    view: str,
    params: Any,
    result: Any,
    most: int,
    parts: Mapping[str, str] | None = None,
    on_part: Callable[[str, int], None] | None = None,
    on_point: Callable[[], None] | None = None,
    height: str = "var(--stage-height)",
) -> None:
    """Paint a model in training and its bar of controls. `params.steps` says how far it is, `most` how far it may go.

    `parts` are the parts of a step that can be made alone, with what is said about each; `on_part` makes one, given
    which and the step to go on from. `on_point` is that of `live_chart`: it runs when a place in the figure is clicked.
    `height` is that of figure and bar together.
    """
    now, figure, text = remember(controls, explainer, view, params, result)
    key, alt = f"{now.prefix}-chart", figure["layout"]["meta"]["alt"]
    data = {"version": now.version, "plain": FAILED in st.session_state}
    if data["plain"]:
        plainly(figure, key)
    else:
        data |= {"figure": text, "alt": alt, "height": f"calc({height} - 2.6rem)", "plotly": PLOTLY_ROUTE}
        data |= {"token": now.token, "step": result.step, "most": most, "speeds": explainer.speeds or SPEEDS}
        data |= {"parts": dict(parts or {}), "address": controls.key("steps"), "pick": on_point is not None}
        data |= {"sliders": now.stops}

    def go() -> None:
        st.session_state[controls.key("steps")] = float(st.session_state[key]["step"])
        now.sent.clear()  # whatever was sent beyond it has not been shown

    def make_part() -> None:
        name, step = st.session_state[key]["part"].split()
        now.sent.clear()
        if on_part:
            on_part(name, int(step))

    def give_up() -> None:
        st.session_state[FAILED] = True

    def pick() -> None:
        st.session_state[controls.key("steps")] = float(step_reached(now.prefix))
        if on_point:
            on_point()

    _training(key=key, data=data, on_step_change=go, on_part_change=make_part, on_failed_change=give_up,
              on_point_change=pick)  # fmt: skip


def trained(explainer: Explainer[P, R], params: Any) -> R:
    """Return `explainer.simulate(params)`. Much training is made in parts, and a bar says how far it is.

    Between two parts Streamlit lets whatever the learner does next go first, and stops where the learner has left.
    """
    reached: Callable[[Any], int] = explainer.reached or (lambda asked: asked.steps)
    first = step = reached(params)
    bar, chunk, began = None, FIRST_CHUNK, time.monotonic()
    while (step := max(step, reached(params))) + chunk < params.steps:  # others may train the same run meanwhile
        step, started = step + chunk, time.thread_time()  # without the time that others take
        partly: Any = explainer.simulate(replace(params, steps=step))
        if partly.step < step:  # it broke down
            break
        took = time.thread_time() - started
        chunk = min(max(round(chunk * SLICE / (took + 1e-6)), 1), 2 * chunk)  # about a slice of time each
        if bar is None and time.monotonic() - began > PATIENCE:
            bar = st.progress(0.0)
        if bar:
            bar.progress((step - first) / (params.steps - first), f"Training: step {step:,} of {params.steps:,}")
    if bar:
        bar.empty()
    return explainer.simulate(params)


def drawer(prefix: str, params: Any, run: Any, row: dict[str, Any]) -> None:
    """Keep the last runs of this visitor, and offer them in a table; the one that is picked is opened.

    `run` is what tells a run from others, and `row` what is said of it by column: text, numbers, or a curve as a list.
    """
    runs = st.session_state.setdefault(f"{prefix}-runs", {})
    before = runs.pop(run, None)
    if before is None or before[0].steps <= params.steps:
        before = (params, row)
    runs[run] = before  # last, as the one last looked at
    while len(runs) > MAX_RUNS:
        del runs[next(iter(runs))]
    kept = list(reversed(runs.values()))
    key = f"{prefix}-drawer-{st.session_state.setdefault(f'{prefix}-opened', 0)}"

    def open_run() -> None:
        picked = st.session_state[key]["selection"]["rows"]
        if picked:
            st.session_state[f"{prefix}-opened"] += 1  # so that none is picked in the next table
            set_all(prefix, kept[picked[0]][0])

    with st.popover(
        f"Runs ({len(kept)})", icon=":material/history:", help="The last runs, to compare and to open again"
    ):
        columns = {name: st.column_config.LineChartColumn(name, y_min=0, width="medium")
                   for name, value in row.items() if isinstance(value, list)}  # fmt: skip
        table = {name: [told[name] for _, told in kept] for name in row}
        st.dataframe(table, key=key, hide_index=True, column_config=columns, on_select=open_run,
                     selection_mode="single-row", width="content")  # fmt: skip


def step_reached(prefix: str) -> int:
    """Return the step that the run of a page has reached in the browser, or is about to."""
    now: Shown = st.session_state[f"{prefix}-shown"]
    return max([now.params.steps, *now.sent])


def frames_of(now: Shown, after: int, stride: int, most: int) -> dict[str, Any]:
    """Train on from step `after` for a slice of time; return the figures on the way, every `stride` steps.

    Where the run is not at hand up to `after`, the slice goes into that, and there are no figures yet.
    """
    explainer, plot = now.explainer, now.explainer.view(now.view).plot
    steps: list[int] = []
    step, result, deadline = after, None, time.monotonic() + SLICE
    if not now.drawn:  # the figure that the browser has, from which frames differ
        now.drawn.append(plot.draw(explainer.simulate(now.params), now.style))
    drawings = [now.drawn[0]]
    first = max(after, min(after + stride, most) - 1)  # what was trained beyond `after` is not given up
    if caught_up(explainer, now.params, first, deadline):
        while step < most and len(steps) < MAX_FRAMES and time.monotonic() < deadline:
            make_way()
            target = min(step + stride, most)
            if not caught_up(explainer, now.params, target - 1, deadline):
                break
            step = target
            result = explainer.simulate(replace(now.params, steps=step))
            drawings.append(plot.draw(result, now.style))
            steps.append(result.step)
            if result.step < step:  # it broke down
                break
    now.sent[:] = [max([after, *steps])]
    broke = result is not None and result.step < step
    end = step if broke else None  # where the page is to go to say what happened
    return {
        "steps": steps,
        "over": broke or step >= most,
        "end": end,
        "alt": drawings[-1].alt,
        "frames": encode(pack(drawings)),
    }


def caught_up(explainer: Explainer[Any, Any], params: Any, step: int, deadline: float) -> bool:
    """Train up to a step, a few steps at a time; return whether it is reached by the deadline."""
    if explainer.reached is None:  # it is computed at once
        return True
    while (here := explainer.reached(replace(params, steps=step))) < step:
        target = min(here + FEW, step)
        result = explainer.simulate(replace(params, steps=target))
        if result.step < target:  # it broke down
            return True
        if time.monotonic() > deadline and target < step:
            return False
    return True


def frames_json(now: Shown, after: str, stride: str, most: str) -> str:
    """Return `frames_of` as JSON, for numbers as they come in an address. Raises ValueError if they are none."""
    first, every, last = int(after), int(stride), min(int(most), now.explainer.max_steps)
    if not (0 <= first <= last and 1 <= every <= MAX_STRIDE):
        raise ValueError("no such steps")
    return json.dumps(frames_of(now, first, every, last))
