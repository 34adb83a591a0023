"""Every worked equation of every page, recomputed from the digits that it prints, as with a calculator."""

import math
from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from explainers.catalogue import Entry, by_path
from explainers.equation import Equation, tex
from pages.stage.story import params_of
from tests.contract.everything import FEW_STEPS, every_page, places_of, record_of
from tests.contract.latex import printed, worked_out

# What cannot be recomputed from its digits alone: the page, the beginning of the equation's title, and why.
NOT_RECOMPUTED = {
    ("bayes/updating", "Lower end of"): "the inverse of a distribution function: tests/bayes/test_updating.py does it",
}


def worked_equations(entry: Entry) -> Iterator[Equation]:
    """Yield the equations of every place in the words of a page; of a model in training, after a few steps."""
    explainer = record_of(entry)
    for place in places_of(entry):
        params = params_of(place, explainer)
        if explainer.timeline:
            params = replace(params, steps=min(params.steps, FEW_STEPS))
        yield from explainer.equations(explainer.simulate(params))


@every_page
def test_the_numbers_of_every_equation_come_to_the_value_beside_them(entry: Entry):
    left_out = tuple(title for path, title in NOT_RECOMPUTED if path == entry.path)
    for equation in worked_equations(entry):
        if equation.title.startswith(left_out) or not math.isfinite(equation.value):
            continue
        said = f"{equation.title}: {equation.numbers}"
        found, shown = worked_out(equation.numbers), printed(f"{equation.value:.3e}", 4)
        assert found.overlaps(shown), f"{said} is not {equation.value}"
        assert found.width <= 0.02 * max(abs(equation.value), 1.0), f"{said} is too coarse"


@pytest.mark.parametrize(("path", "title"), NOT_RECOMPUTED)
def test_what_is_not_recomputed_is_there(path: str, title: str):
    assert any(equation.title.startswith(title) for equation in worked_equations(by_path(path)))


@given(st.floats(-1e290, 1e290), st.integers(3, 6))
def test_numbers_in_latex_keep_the_digits_they_promise(value: float, digits: int):
    shown = worked_out(tex(value, digits), digits)
    assert (shown.low + shown.high) / 2 == pytest.approx(value, rel=0.6 * 10.0 ** (1 - digits), abs=1e-300)


@pytest.mark.parametrize(
    ("latex", "value"),
    [(r"\min(1, e^{-0.26916})", 0.76402), (r"\tfrac12 \times 0.5", 0.25), (r"(1.5)(2.5) + (-0.5)", 3.25),
     (r"2\,(\ln (2\pi \times 3) + 1)", 7.87298), (r"1 \Big/ \sqrt{1 - (0.8)^2}", 1.66667), (r"0.9^{12}", 0.28243),
     (r"\frac{1}{4} - \left(0.5 - 1\right)", 0.75), (r"3 \times 10^{-6}", 3e-6), (r"-2^2", -4.0),
     (r"(0 + (1 - 0) \times 0.99)^{0}", 1.0), (r"\max(0.5, 3)", 3.0)],
)  # fmt: skip
def test_formulas_are_worked_out(latex: str, value: float):
    found = worked_out(latex)
    assert found.low - 1e-5 <= value <= found.high + 1e-5
    assert found.width < 0.01
    assert not found.overlaps(worked_out(tex(value + 0.02, 6)))


def test_a_wrong_number_is_noticed():
    assert not worked_out(r"\frac{1.5}{3.25}").overlaps(worked_out("0.4627"))
    assert worked_out(r"\frac{1.5}{3.25}").overlaps(worked_out("0.4615"))
    with pytest.raises(AssertionError, match="cannot read"):
        worked_out(r"\Gamma(3)")
