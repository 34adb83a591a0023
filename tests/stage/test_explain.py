"""The explaining parts of a page: live maths, the code as it ran, tables in full."""

import csv
import io
import math

import numpy as np

from explainers.bayes.updating import model as updating
from explainers.equation import Equation, tex
from pages.stage.explain import table


def explaining():
    import streamlit as st

    from explainers.bayes.updating import EXPLAINER
    from explainers.equation import Equation
    from pages.stage import explain as stage
    from pages.stage.words import Application, Reference

    stage.maths([Equation("A sum", "s", "a + b", "1 + 2", 3.0, "It adds.")])
    stage.source(EXPLAINER.simulate, EXPLAINER.plot("belief"))
    uses = [Application("Told", "Only told."), Application("Shown", "Shown too.", {"strength": 40})]
    stage.applications(uses, EXPLAINER)
    stage.references([Reference("A book (1999)."), Reference("A paper (2001).", "https://doi.org/1")])
    st.session_state["strength"] = st.session_state.get("updating_strength")


def test_an_equation_is_shown_with_its_numbers_and_what_they_come_to(script):
    visit = script(explaining)
    assert not visit.exception
    (shown,) = visit.latex
    for part in ("s &= a + b", "&= 1 + 2", r"\mathbf{3}"):
        assert part in shown.value
    assert "It adds." in [caption.value for caption in visit.caption]


def test_the_code_is_that_of_the_running_functions(script):
    visit = script(explaining)
    assert [tab.label for tab in visit.tabs] == ["`simulate`", "`plot_belief`"]
    assert visit.code[0].value.startswith("def simulate(params: Params) -> Result:")
    assert "@Plot\ndef plot_belief" in visit.code[1].value, "the drawing, not the wrapper around it"


def test_an_application_with_settings_can_be_put_on_the_stage(script):
    visit = script(explaining)
    assert [button.key for button in visit.button] == ["updating-use_1"]
    visit.button(key="updating-use_1").click().run()
    assert not visit.exception
    assert visit.session_state["strength"] == 40
    assert visit.session_state["updating_view"] == "belief"


def test_references_are_linked_where_they_can_be(script):
    listed = script(explaining).markdown[-1].value
    assert "- A book (1999).\n" in listed
    assert "[https://doi.org/1](https://doi.org/1)" in listed


def test_a_table_as_csv_keeps_every_digit():
    columns = updating.tables(updating.simulate(updating.Params(source="births", seen=98)))
    for held in columns.values():
        rows = list(csv.reader(io.StringIO(table(held))))
        assert rows[0] == list(held)
        for i, name in enumerate(held):
            np.testing.assert_array_equal([float(row[i]) for row in rows[1:]], held[name])


def test_numbers_that_are_none_are_not_shown_as_some():
    assert tex(math.inf) == r"\infty"
    assert tex(-math.inf) == r"-\infty"
    assert "infty" not in tex(math.nan)
    assert tex(0.0) == "0"
    assert (tex(1234567.0), tex(0.00001234), tex(-2.5e9)) == ("1234567", r"1.234 \times 10^{-5}", r"-2.5 \times 10^{9}")


def test_an_equation_is_two_aligned_lines():
    latex = Equation("", "x", "y", "1", 1.0, "").latex
    assert latex.startswith(r"\begin{aligned}")
    assert latex.count("&=") == 2
