"""The parts of a page below its stage that explain: live maths, source, applications, take-home, references."""

import csv
import inspect
import io
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

import streamlit as st

from explainers.controls import Control, Select, controls_of
from explainers.equation import Equation
from explainers.explainer import Explainer, Table, columns_of
from pages.stage.controls import set_all
from pages.stage.outside import plain
from pages.stage.shown import Shown
from pages.stage.story import params_of
from pages.stage.take_home import archive_of
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
        title.markdown(f"**{plain(equation.title)}**")
        title.caption(plain(equation.meaning))
        formula.latex(equation.latex)


def source(*functions: Callable[..., Any]) -> None:
    """Show the source of the functions that made the picture, as they ran."""
    st.subheader("The code", anchor="code")
    st.caption("The functions that made this picture, read from the running program.")
    tabs = st.tabs([f"`{function.__name__}`" for function in functions])
    for tab, function in zip(tabs, functions, strict=True):
        tab.code(source_of(inspect.unwrap(function)), language="python")


@cache
def source_of(function: Callable[..., Any]) -> str:
    """Return the source of a function; to find where it ends, its whole module is read."""
    return inspect.getsource(function)


def symbols(params: Any) -> None:
    """List what has a symbol in the maths, with what it is set to now."""
    declared = controls_of(type(params))
    rows = [f"| ${_tex(control.symbol)}$ | {control.label} | {_now(getattr(params, name), control)} | {control.help.format(i='i')} |"
            for name, control in declared.items() if control.symbol]  # fmt: skip
    if rows:
        with st.expander("Symbols"):
            st.markdown("\n".join(["| | setting | now | what it is |", "|---|---|--:|---|", *rows]))


def _tex(symbol: str) -> str:
    """Return a symbol as LaTeX: subscripts below, several letters upright."""
    plain = symbol.rstrip("₀₁₂₃₄₅₆₇₈₉")
    below = symbol[len(plain) :].translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789"))
    return (plain if len(plain) == 1 else rf"\text{{{plain}}}") + (f"_{{{below}}}" if below else "")


def _now(value: Any, control: Control) -> str:
    if isinstance(control, Select):
        return control.options.get(value, str(value))
    unit = f" {control.unit}" if control.unit else ""
    if isinstance(value, tuple):
        return ", ".join(f"{number:g}" for number in value) + unit
    return (f"{value:,g}" if isinstance(value, int | float) else plain(str(value), 20)) + unit


def applications(uses: list[Application], explainer: Explainer[Any, Any]) -> None:
    """Show where the idea is used; where there are real data, a button puts them on the stage."""
    st.subheader("Where it is used", anchor="uses")
    prefix = explainer.prefix

    def load(use: Application) -> None:
        set_all(prefix, params_of(use, explainer), view=use.view or explainer.view().name)
        st.rerun()  # the stage is another fragment

    with st.grid(3, min_column_width=260):
        for number, use in enumerate(uses):
            with st.container(border=True, height="stretch"):
                st.markdown(f"**{use.title}**  \n{use.text}")
                if use.settings:
                    st.button("Put it on the stage", key=f"{prefix}-use_{number}", on_click=load, args=(use,))


def take_home(now: Shown, result: Any) -> None:
    """Offer what is shown as a script, as data, as a figure and as a link."""
    name = now.explainer.entry.url
    st.subheader("Take it home", anchor="take-home")
    st.markdown(
        "A script that computes this very picture in a fresh Python; what was drawn, as numbers; the figure; and a link "
        "to exactly this state."
    )
    with st.container(horizontal=True, vertical_alignment="center"):
        pack = partial(archive_of, now.explainer, now.params, now.view, now.answers)
        offer(f"{now.prefix}-script", "Script, ZIP", pack, f"{name}.zip")
        for title, taken in now.explainer.tables(result).items():
            data = partial(table_file, taken, type(now.params))
            offer(f"{now.prefix}-csv_{title}", f"{title.capitalize()}, CSV", data, f"{name}-{title}.csv")
        with st.container(width="content"):
            _figure_files(key=f"{now.prefix}-files", data={"chart": f"{now.prefix}-chart", "name": name})
    st.caption("A link to exactly this state:")
    st.code(now.link, language=None, wrap_lines=True)


FILES = {  # by ending: the type of a file, and the icon of what offers it
    "zip": ("application/zip", ":material/code:"),
    "py": ("text/x-python", ":material/code:"),
    "csv": ("text/csv", ":material/table:"),
}


def offer(key: str, label: str, data: str | Callable[[], bytes], file: str) -> None:
    """Offer a file, or what makes it, to be downloaded."""
    kind, icon = FILES[file.rpartition(".")[2]]
    st.download_button(label, data, file, kind, icon=icon, key=key, on_click="ignore")


def table(columns: Mapping[str, Any], params: type | None = None) -> str:
    """Return named columns as CSV, every number in full. A column named as a setting of `params` is titled as that."""
    declared = controls_of(params) if params else {}
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(declared[name].column if name in declared else name for name in columns)
    writer.writerows(zip(*(column.tolist() for column in columns.values()), strict=True))
    return text.getvalue()


def table_file(taken: Table, params: type) -> bytes:
    """Return a table as a file; it is made when somebody takes it, for most do not."""
    return table(columns_of(taken), params).encode()


def references(entries: list[Reference]) -> None:
    """List the papers and books."""
    st.subheader("References", anchor="references")
    st.markdown(
        "\n".join(f"- {entry.text}" + (f" [{entry.url}]({entry.url})" if entry.url else "") for entry in entries)
    )
