"""The parts of a page below its stage that explain: live maths, source, applications, take-home, references."""

import csv
import inspect
import io
from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from explainers.equation import Equation
from pages.stage.controls import set_all
from pages.stage.shown import Shown
from pages.stage.story import params_of
from pages.stage.take_home import archive_of, script_of
from pages.stage.words import Application, Reference

_figure_files = st.components.v2.component(
    "figure_files",
    html="<button type='button' data-format='svg'>Figure as SVG</button>"
    "<button type='button' data-format='png'>Figure as PNG</button>",
    css="""
    button { font: inherit; color: var(--st-text-color); background: var(--st-background-color);
             border: 1px solid var(--st-border-color); border-radius: var(--st-button-radius);
             padding: 0.35rem 0.75rem; margin-right: 0.5rem; cursor: pointer; }
    button:hover, button:focus-visible { border-color: var(--st-primary-color); color: var(--st-primary-color); }
    """,
    js="""
    export default function ({ data, parentElement }) {
      for (const button of parentElement.querySelectorAll('button')) button.onclick = () => {
        const plot = document.querySelector(`.st-key-${data.chart} .live-chart`)
        const { width, height } = plot.getBoundingClientRect()
        window.Plotly.downloadImage(plot, { format: button.dataset.format, filename: data.name, width, height, scale: 2 })
      }
    }
    """,
)


def maths(equations: list[Equation]) -> None:
    """Show each equation with the current numbers in it and what it comes to."""
    st.subheader("How it works", anchor="maths")
    for equation in equations:
        title, formula = st.columns([2, 5], vertical_alignment="center")
        title.markdown(f"**{equation.title}**")
        title.caption(equation.meaning)
        formula.latex(equation.latex)


def source(*functions: Callable[..., Any]) -> None:
    """Show the source of the functions that made the picture, as they ran."""
    st.subheader("The code", anchor="code")
    st.caption("The functions that made this picture, read from the running program.")
    tabs = st.tabs([f"`{function.__name__}`" for function in functions])
    for tab, function in zip(tabs, functions, strict=True):
        tab.code(inspect.getsource(inspect.unwrap(function)), language="python")


def applications(prefix: str, uses: list[Application], module: Any, views: list[str]) -> None:
    """Show where the idea is used; where there are real data, a button puts them on the stage."""
    st.subheader("Where it is used", anchor="uses")

    def load(use: Application) -> None:
        params = params_of(use, module.Params())
        set_all(prefix, params, view=use.view or views[0])
        st.rerun()  # the stage is another fragment

    with st.grid(3, min_column_width=260):
        for number, use in enumerate(uses):
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{use.title}**  \n{use.text}")
                if use.settings:
                    st.button("Put it on the stage", key=f"{prefix}-use_{number}", on_click=load, args=(use,))


def take_home(now: Shown, result: Any, name: str) -> None:
    """Offer what is shown as a script, as data, as a figure and as a link."""
    st.subheader("Take it home", anchor="take-home")
    st.markdown(
        "A script that computes this very picture in a fresh Python; what was drawn, as numbers; the figure; and a link "
        "to exactly this state."
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        if hasattr(now.module, "carried"):
            pack = partial(archive_of, now.module, now.params, now.view, f"{name}.py")
            st.download_button(
                "Script and what it reads, ZIP", pack, f"{name}.zip", "application/zip",
                icon=":material/code:", key=f"{now.prefix}-script", on_click="ignore",
            )  # fmt: skip
        else:
            st.download_button(
                "Script", script_of(now.module, now.params, now.view), f"{name}.py", "text/x-python",
                icon=":material/code:", key=f"{now.prefix}-script", on_click="ignore",
            )  # fmt: skip
        for title, columns in now.module.tables(result).items():
            st.download_button(
                f"{title.capitalize()}, CSV", table(columns), f"{name}-{title}.csv", "text/csv",
                icon=":material/table:", key=f"{now.prefix}-csv_{title}", on_click="ignore",
            )  # fmt: skip
        with st.container(width="content"):
            _figure_files(key=f"{now.prefix}-files", data={"chart": f"{now.prefix}-chart", "name": name})
    st.caption("A link to exactly this state:")
    st.code(now.link, language=None, wrap_lines=True)


def table(columns: dict[str, Any]) -> str:
    """Return named columns as CSV, every number in full."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(zip(*(column.tolist() for column in columns.values()), strict=True))
    return text.getvalue()


def references(entries: list[Reference]) -> None:
    """List the papers and books."""
    st.subheader("References", anchor="references")
    st.markdown(
        "\n".join(f"- {entry.text}" + (f" [{entry.url}]({entry.url})" if entry.url else "") for entry in entries)
    )
