"""Diagnosis: counts that add up, three ways to write them that agree, and Bayes' theorem by other means."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from explainers.bayes.diagnosis import EXPLAINER
from explainers.bayes.diagnosis.counts import NOT_TESTED, Rates, counted
from explainers.bayes.diagnosis.equations import equations
from explainers.bayes.diagnosis.figure_people import grid, plot_people
from explainers.bayes.diagnosis.figure_prevalence import ALONG, along
from explainers.bayes.diagnosis.figure_tree import plot_tree
from explainers.bayes.diagnosis.generative import sample
from explainers.bayes.diagnosis.model import Params, challenge, positive_rates, simulate
from explainers.bayes.diagnosis.palette import percent
from explainers.data.diagnostic_tests import DIAGNOSTIC_TESTS
from explainers.figure_style import Drawing, Style
from pages.stage.sweeps import pack

percents = st.one_of(st.sampled_from([0.0, 50.0, 99.0, 100.0]), st.floats(0, 100))
settings_of_people = st.builds(
    Params,
    prevalence=percents,
    sensitivity=percents,
    specificity=percents,
    people=st.integers(1, 3000),
    order=st.sampled_from(["scattered", "illness", "result"]),
    tests=st.integers(1, 3),
    repeat=st.floats(0, 1),
    tested=st.sampled_from([0, 1, 37, 1000, 10_000]),
    seed=st.integers(0, 5),
)
EVERY_CELL = ("true_positive", "false_negative", "false_positive", "true_negative")


def texts(drawing: Drawing) -> list[str]:
    """Return all words in a figure, without their markup."""
    said = [text for trace in drawing.traces if trace.get("mode") == "text" for text in trace["text"]]
    return [re.sub(r"<br>", " ", re.sub(r"</?(b|span)( [^>]*)?>", "", text)) for text in said]


def numbers(text: str) -> list[float]:
    return [float(number.replace(",", "")) for number in re.findall(r"[\d,]*\.?\d+", text)]


# ---------------------------------------------------------------------------------------------- whole people


@given(settings_of_people)
def test_counts_are_whole_people_and_add_up(params: Params):
    result = simulate(params)
    tested = min(params.tested, params.people)
    for counts in result.rounds:
        assert all(isinstance(getattr(counts, cell), int) and getattr(counts, cell) >= 0 for cell in EVERY_CELL)
        assert counts.ill + counts.healthy == counts.positive + counts.negative == counts.total == tested
    assert {counts.ill for counts in result.rounds} == {result.counts.ill}, "a test makes nobody ill"
    for before, after in zip(result.rounds, result.rounds[1:], strict=False):
        assert after.true_positive <= before.true_positive
        assert after.false_positive <= before.false_positive


@given(settings_of_people)
def test_a_count_is_what_the_rates_say_to_within_a_person_for_each_rounding(params: Params):
    result = simulate(replace(params, tested=10_000))
    n, r, c = params.people, result.rates, result.counts
    roundings = (params.tests + 1) / 2
    assert abs(c.ill - n * r.prior) <= 0.5 + 1e-6
    assert abs(c.true_positive - n * r.prior * r.hit) <= roundings + 1e-6
    assert abs(c.false_positive - n * (1 - r.prior) * r.alarm) <= roundings + 1e-6


@given(settings_of_people)
def test_the_people_drawn_are_the_people_counted(params: Params):
    result = simulate(params)
    assert len(result.codes) == params.people
    assert counted(result.codes) == result.counts
    cells = grid(result.codes).ravel()
    np.testing.assert_array_equal(cells[: params.people], result.codes)
    assert (cells[params.people :] == 5).all()
    assert (result.codes == NOT_TESTED).sum() == params.people - min(params.tested, params.people)


@given(settings_of_people)
def test_people_stay_who_they_are_however_they_stand(params: Params):
    one, other = (simulate(replace(params, order=order)) for order in ("scattered", "result"))
    np.testing.assert_array_equal(np.sort(one.codes), np.sort(other.codes))
    assert one.counts == other.counts


@given(settings_of_people)
def test_picture_tree_table_and_theorem_agree(params: Params):
    result = simulate(params)
    c, people, both = result.counts, plot_people.draw(result, Style()), plot_tree.draw(result, Style())
    drawn = people.traces[0]["z"].ravel()
    said = texts(people)
    names = ["healthy and negative", "ill, yet negative", "healthy, yet positive", "ill and positive"]
    for code, cell, name in zip((4, 3, 2, 1), ("true_positive", "false_positive", "false_negative", "true_negative"),
                                reversed(names), strict=True):  # fmt: skip
        assert (drawn == code).sum() == getattr(c, cell)
        assert f"{getattr(c, cell):,} {name}" in said
    words = texts(both)
    nodes = [text for text in words if re.fullmatch(r"[\d,]+ [a-z ]+", text)]
    assert [numbers(node)[0] for node in nodes if node.endswith("people")] == [c.total]
    last = [numbers(node)[0] for node in nodes if "positive" in node][-1:]
    assert last == [c.false_positive]
    theorem = next(text for text in words if text.startswith("P(ill"))
    assert numbers(theorem)[:3] == [c.true_positive, c.true_positive, c.false_positive]
    assert theorem.endswith(percent(c.ppv))
    formula = equations(result)[0]
    assert formula.numbers == rf"\frac{{{c.true_positive}}}{{{c.true_positive} + {c.false_positive}}}"
    np.testing.assert_equal(formula.value, c.ppv)
    assert any(text.startswith(f"of the positive, ill: {percent(c.ppv)}") for text in words)


def test_every_leaf_of_the_tree_is_what_its_branch_lost():
    result = simulate(Params(prevalence=10.0, sensitivity=80.0, specificity=90.0, tests=3, repeat=0.2))
    first, second, third = result.rounds
    words = texts(plot_tree.draw(result, Style()))
    leaves = [
        (numbers(text)[0], text.split(" ", 1)[1]) for text in words if re.fullmatch(r"[\d,]+ (posi|nega).*", text)
    ]
    healthy = leaves[len(leaves) // 2 :]
    assert [n for n, name in healthy if name.startswith("positive")] == [r.false_positive for r in result.rounds]
    assert [n for n, name in healthy if name.startswith("negative")] == [
        first.true_negative,
        second.true_negative - first.true_negative,
        third.true_negative - second.true_negative,
    ]


# ---------------------------------------------------------------------------------------------- Bayes' theorem


@given(percents, percents, percents, st.integers(1, 3), st.floats(0, 1))
def test_predictive_values_are_those_of_the_joint_distribution(prevalence, sensitivity, specificity, tests, repeat):
    """Every history of results is enumerated, as a Markov chain that repeats its last state with probability ρ."""
    params = Params(prevalence, sensitivity, specificity, tests=tests, repeat=repeat)
    joint = {}
    for state, prior, rate in (("ill", prevalence / 100, sensitivity / 100),
                               ("healthy", 1 - prevalence / 100, 1 - specificity / 100)):  # fmt: skip
        chain = np.array([[repeat + (1 - repeat) * rate, (1 - repeat) * (1 - rate)],
                          [(1 - repeat) * rate, repeat + (1 - repeat) * (1 - rate)]])  # fmt: skip
        joint[state] = prior * rate * chain[0, 0] ** (tests - 1)
        both = np.array([rate, 1 - rate]) @ chain
        assert both[0] == pytest.approx(rate, abs=1e-12), "the second test alone is as good as the first"
    total = joint["ill"] + joint["healthy"]
    rates = simulate(params).rates
    assert rates.evidence == pytest.approx(total, abs=1e-12)
    if total > 1e-9:
        assert rates.ppv == pytest.approx(joint["ill"] / total)
    elif total == 0:
        assert np.isnan(rates.ppv)


@given(st.floats(0.01, 99), st.floats(1, 99), st.floats(0, 1))
def test_two_results_of_one_person_are_correlated_by_rho(prevalence, sensitivity, repeat):
    once, twice = (positive_rates(Params(prevalence, sensitivity, repeat=repeat), k)[0] for k in (1, 2))
    assert (twice - once**2) / (once * (1 - once)) == pytest.approx(repeat, abs=1e-9)


@given(percents, percents, percents)
def test_odds_after_are_odds_before_times_the_likelihood_ratio(prevalence, sensitivity, specificity):
    rates = simulate(Params(prevalence, sensitivity, specificity)).rates
    if 0 < rates.prior < 1 and rates.alarm > 1e-6 and rates.hit > 1e-6:
        after = rates.prior / (1 - rates.prior) * rates.hit / rates.alarm
        assert rates.ppv / (1 - rates.ppv) == pytest.approx(after, rel=1e-6)


@given(st.floats(0.02, 99), percents, percents, st.integers(1, 3))
def test_the_curve_passes_through_the_point(prevalence, sensitivity, specificity, tests):
    here = ALONG[int(np.abs(ALONG - prevalence).argmin())]
    params = Params(float(here), sensitivity, specificity, tests=tests)
    ppv, npv = along(params, tests)
    rates = simulate(params).rates
    at = int(np.flatnonzero(here == ALONG)[0])
    np.testing.assert_allclose([ppv[at], npv[at]], [100 * rates.ppv, 100 * rates.npv], rtol=1e-7)


# ---------------------------------------------------------------------------------------------- the generative model


def test_people_sampled_and_kept_are_ill_as_often_as_the_theorem_says():
    params = Params(prevalence=5.0, sensitivity=80.0, specificity=90.0, tests=2, repeat=0.3, sampled=20_000)
    rates = simulate(params).rates
    for seed in range(5):
        kept = sample(replace(params, seed=seed))
        assert stats.binomtest(int(kept.ill.sum()), len(kept.ill), rates.ppv).pvalue > 1e-4
        assert stats.binomtest(len(kept.ill), 20_000, rates.evidence).pvalue > 1e-4


@given(st.integers(1, 5000), st.integers(1, 5000))
def test_a_longer_sample_begins_with_the_shorter_one(short: int, long: int):
    short, long = sorted((short, long))
    one, other = (sample(Params(sampled=n)) for n in (short, long))
    assert one.number.tolist() == other.number[: len(one.number)].tolist()
    assert one.ill.tolist() == other.ill[: len(one.ill)].tolist()


# ---------------------------------------------------------------------------------------------- edges


def test_of_nobody_there_is_no_share_and_it_is_said():
    result = simulate(Params(specificity=100.0, prevalence=0.0))
    assert np.isnan(result.rates.ppv)
    assert result.counts.positive == 0
    assert "0 of 0: nobody tests positive" in texts(plot_people.draw(result, Style()))
    for name in ("people", "prevalence", "sample", "tree"):
        drawing = EXPLAINER.plot(name).draw(result, Style())
        assert "nan" not in " ".join(texts(drawing)) + drawing.alt
    assert "nobody" in equations(result)[0].meaning.lower()
    assert challenge(result)[0] is False


def test_a_perfect_test_is_always_right():
    result = simulate(Params(sensitivity=100.0, specificity=100.0))
    assert result.rates.ppv == result.rates.npv == result.counts.ppv == 1
    odds = equations(result)[3]
    assert np.isinf(odds.value)


@pytest.mark.parametrize(("value", "said"), [(0.5, "50%"), (1.0, "100%"), (0.99989, "99.99%"), (0.0, "0%"),
                                             (1e-9, "1e-07%"), (np.nan, "undefined"), (0.0909, "9.09%")])  # fmt: skip
def test_a_share_is_never_rounded_to_certainty(value: float, said: str):
    assert percent(value) == said


def test_a_guess_is_drawn_among_the_counts():
    result = simulate(Params(prevalence=0.1, people=10_000, guess=90.0))
    drawing = plot_people.draw(result, Style())
    assert "you guessed 90%: 99 of 110" in texts(drawing)
    marks = [trace for trace in drawing.traces if list(trace.get("x", ())) == [0.9, 0.9]]
    assert len(marks) == 1


def test_the_challenge_is_met_by_testing_again_and_not_by_a_better_test():
    assert challenge(simulate(Params(prevalence=0.1, people=10_000, tests=2)))[0] is True
    assert challenge(simulate(Params(prevalence=0.1, people=10_000, tests=2, repeat=0.5)))[0] is False
    assert challenge(simulate(Params(prevalence=0.1, specificity=99.99)))[0] is False


@pytest.mark.parametrize("view", ["people", "prevalence", "sample", "tree"])
def test_figures_of_all_settings_have_the_same_parts_so_that_one_can_turn_into_the_other(view: str):
    ends = {"prevalence": (0.0, 0.01, 100.0), "sensitivity": (0.0, 100.0), "specificity": (0.0, 100.0)}
    ends |= {"tests": (1, 2, 3), "repeat": (0.0, 1.0), "sampled": (1, 20_000)}
    states = [Params(**{name: value}) for name, values in ends.items() for value in values]
    pack([EXPLAINER.plot(view).draw(simulate(params), Style()) for params in states])


# ---------------------------------------------------------------------------------------------- published tests


def test_the_theorem_gives_the_predictive_value_that_was_counted():
    """Lehman et al. 2017: PPV1 is 4.4% (95% CI 4.3 to 4.5), and 0.8 cancers in 1,000 screens are missed."""
    mammography = DIAGNOSTIC_TESTS["mammography"]
    rates = Rates(mammography.prevalence / 100, mammography.sensitivity / 100, 1 - mammography.specificity / 100)
    assert 100 * rates.ppv == pytest.approx(mammography.published_ppv, abs=0.1)
    assert 1000 * rates.prior * rates.hit == pytest.approx(5.1, abs=0.1)
    assert 1000 * rates.prior * (1 - rates.hit) == pytest.approx(0.8, abs=0.05)
    assert 100 * rates.evidence == pytest.approx(11.6, abs=0.1), "the abnormal interpretation rate"


@pytest.mark.parametrize("name", DIAGNOSTIC_TESTS)
def test_every_published_test_has_its_source(name: str):
    test = DIAGNOSTIC_TESTS[name]
    assert re.search(r"\b(19|20)\d\d\b", test.origin)
    assert test.url.startswith("https://")
    simulate(Params(test.prevalence, test.sensitivity, test.specificity))
