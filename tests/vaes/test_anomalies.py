"""Anomaly detection against scikit-learn, torch.distributions, Diagnosis and the record of what was trained."""

import zlib
from itertools import product

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, precision_recall_curve, roc_auc_score, roc_curve
from torch.distributions import Independent, Normal, kl_divergence

from explainers.bayes.diagnosis.model import Params as Diagnosis
from explainers.bayes.diagnosis.model import simulate as diagnose
from explainers.catalogue import by_path
from explainers.data.anomalies.records import RECORDS, parted
from explainers.problems import BadInput
from explainers.reading import read_table
from explainers.vaes.anomalies.detector import LATENT, SCORES, bounds, detector, reconstruction, scaling, scores
from explainers.vaes.anomalies.figure_alarm import pass_rate_at, scaled
from explainers.vaes.anomalies.found import area, average_precision, curves, kept, recorded, verdicts
from explainers.vaes.anomalies.model import BASES, PASSES, Params, challenge, simulate
from explainers.vaes.anomalies.own import MOST, own_records, text_to_records
from explainers.vaes.anomalies.pictures import PIXELS, code_lengths, shown_pictures, zlib_lengths
from explainers.vaes.anomalies.rivals import RIVALS, rival_scores
from tests.conftest import Course

every_set = pytest.mark.parametrize("name", RECORDS)
labelled = st.lists(st.tuples(st.integers(0, 6), st.booleans()), min_size=2, max_size=40).filter(
    lambda rows: len({told for _, told in rows}) == 2
)


@given(labelled)
def test_curves_and_areas_are_those_of_scikit_learn_ties_included(rows):
    values, told = np.array([v for v, _ in rows], dtype=float), np.array([t for _, t in rows])
    assert area(values, told) == pytest.approx(roc_auc_score(told, values))
    assert average_precision(values, told) == pytest.approx(average_precision_score(told, values))
    false, recall, precision, thresholds = curves(values, told)
    theirs = roc_curve(told, values, drop_intermediate=False)
    np.testing.assert_allclose((false, recall, thresholds), [part[1:] for part in theirs])
    np.testing.assert_allclose(precision[::-1], precision_recall_curve(told, values)[0][:-1])


@every_set
@pytest.mark.parametrize("score", [*SCORES, *RIVALS])
def test_what_is_shown_of_every_detector_is_what_scikit_learn_finds_and_what_was_recorded(name, score):
    v = verdicts(name, score)
    assert v.area == pytest.approx(roc_auc_score(v.anomaly, v.scores), abs=1e-12)
    assert v.average_precision == pytest.approx(average_precision_score(v.anomaly, v.scores), abs=1e-12)
    assert recorded()[name][f"auc_{score}"] == pytest.approx(v.area, abs=1e-6)
    assert recorded()[name][f"ap_{score}"] == pytest.approx(v.average_precision, abs=1e-6)


@every_set
def test_shipped_weights_and_simpler_detectors_give_the_scores_that_come_with_the_page(name):
    rows = parted(name).test
    for score, values in (scores(detector(name), rows, name) | rival_scores(name, rows)).items():
        shipped = kept(f"{name}/test/{score}")
        np.testing.assert_allclose(values, shipped, rtol=2e-3, atol=2e-3)
    elbo = -kept(f"{name}/test/elbo")[~parted(name).anomaly].mean()
    assert recorded()[name]["elbo"] == pytest.approx(elbo, abs=1e-4)


@every_set
def test_scores_are_those_of_torch_distributions_and_bounds_are_in_order(name):
    model, noise = detector(name), torch.Generator().manual_seed(0)
    x = torch.tensor(scaling(name)(parted(name).test[::50]), dtype=torch.float32)
    epsilon = torch.randn(256, len(x), LATENT, generator=noise)
    with torch.no_grad():
        mu, log_variance = model.encode(x)
        q, p = Normal(mu, (0.5 * log_variance).exp()), Normal(torch.zeros_like(mu), torch.ones_like(mu))
        z = mu + q.stddev * epsilon
        fits = Independent(Normal(model.decoder(z), model.sigma), 1).log_prob(x)
        ratios = fits + (p.log_prob(z) - q.log_prob(z)).sum(-1)
        elbo, weighted = bounds(model, x, epsilon)
        at_mean = Normal(model.decoder(mu), model.sigma).log_prob(x)
        torch.testing.assert_close(elbo, fits.mean(0) - kl_divergence(q, p).sum(-1), rtol=1e-4, atol=1e-3)
        torch.testing.assert_close(weighted, ratios.logsumexp(0) - np.log(256), rtol=1e-4, atol=1e-3)
        torch.testing.assert_close(reconstruction(model, x), -at_mean, rtol=1e-4, atol=1e-3)
    assert (weighted >= ratios.mean(0) - 1e-3).all(), "by Jensen's inequality, draw for draw"


@given(st.sampled_from(list(RECORDS)), st.sampled_from(PASSES), st.sampled_from(BASES))
def test_an_alarm_is_worth_what_diagnosis_says_of_a_test_with_these_rates(name, passes, base):
    result = simulate(Params(records=name, passes=passes, base=base))
    hit, alarm = result.rates.hit, result.rates.alarm
    same = diagnose(Diagnosis(prevalence=base, sensitivity=100 * hit, specificity=100 * (1 - alarm)))
    assert result.percent == pytest.approx(same.percent, nan_ok=True)
    v = result.verdicts
    misses, false = result.costs(hit, alarm)
    assert misses + false >= sum(result.costs(v.recall, v.false_alarms)).min() - 1e-9
    counted = np.bincount(result.codes, minlength=5)
    assert counted.sum() == {"shuttle": 1000, "phishing": 338}[name]


def test_the_threshold_is_that_of_normal_records_kept_aside_and_a_higher_one_meets_the_challenge():
    for passes in PASSES:
        v = verdicts("shuttle", "elbo")
        assert (v.check <= v.threshold(passes)).mean() == pytest.approx(passes / 100, abs=1 / len(v.check))
    assert not challenge(simulate(Params()))[0]
    assert challenge(simulate(Params(passes=100.0)))[0]


def test_likelihood_prefers_digits_and_complexity_repairs_that_on_one_side_only():
    found = code_lengths("fashion", "digits", "grey")
    np.testing.assert_allclose(kept("fashion/digits/grey"), found, rtol=1e-3)
    for data, pixels in product(("fashion", "digits"), PIXELS):
        assert np.corrcoef(kept(f"zlib/{data}/{pixels}"), zlib_lengths(data, pixels))[0, 1] > 0.999
    one = np.rint(255 * shown_pictures("digits", "grey")[7]).astype(np.uint8)
    assert zlib.decompress(zlib.compress(one.tobytes(), 9)) == one.tobytes(), "a code that can be read back"
    clothes, digits = simulate(Params()), simulate(Params(model="digits"))
    assert clothes.separated(0.0) < 0.35 and clothes.separated(0.2) > 0.999
    assert digits.separated(0.0) > 0.99 and digits.separated(1.0) < 0.05


def test_an_own_table_goes_by_its_columns_or_is_told_what_it_lacks():
    rows = parted("shuttle").test[:3]
    head = "Note,F9," + ",".join(f" f{i}" for i in range(1, 9))
    body = [f"x,{row[8]:g}," + ",".join(f"{v:g}" for v in row[:8]) for row in rows]
    text, said = own_records(read_table("\n".join([head, *body, "y,,1,2,3,4,5,6,7,8"])), "shuttle")
    np.testing.assert_allclose(text_to_records(text), rows)
    assert any("1 row" in sentence for sentence in said)
    result = simulate(Params(whose="own", own=text))
    np.testing.assert_allclose(np.sort(result.row_scores), np.sort(result.verdicts.scores[:3]), rtol=2e-3, atol=2e-3)
    assert result.one.anomaly is None
    long = "\n".join([",".join(f"f{i}" for i in range(1, 10)), *["1,2,3,4,5,6,7,8,9"] * (MOST + 1)])
    assert len(text_to_records(own_records(read_table(long), "shuttle")[0])) == MOST
    with pytest.raises(
        BadInput, match=r"other columns than the model, which knows f1, f2.*it has day, f1, and lacks f2"
    ):
        own_records(read_table("day,f1\n1,2\n2,3"), "shuttle")
    for bad in ("1,2", "a,b", "1,2,3,4,5,6,7,8,nan"):
        with pytest.raises(BadInput, match="nine numbers"):
            simulate(Params(whose="own", own=bad)).one


@pytest.mark.parametrize("view", ["record", "alarm"])
def test_a_pasted_table_is_looked_at_and_one_with_other_columns_gets_a_sentence(course: Course, view: str):
    entry = by_path("vaes/anomalies")
    visit = course.open(entry, anomalies_whose="own", anomalies_view=view)
    assert course.complaints(visit) == course.warnings(visit) == []
    row = ",".join(f"{value:g}" for value in parted("shuttle").test[-1])
    visit.text_area(key="anomalies-pasted").set_value(f"{','.join(RECORDS['shuttle'].columns)}\n{row}\n{row}").run()
    assert course.complaints(visit) == course.warnings(visit) == []
    assert len(course.shown(visit, entry).params.own.split(";")) == 2
    if view == "record":
        assert " of 2: " in course.sent(visit, "anomalies-chart")["alt"]
    visit.text_area(key="anomalies-pasted").set_value("day,value\n1,2\n2,3").run()
    assert "other columns than the model" in course.warnings(visit)[0]
    assert "row" not in course.shown(visit, entry).link


@pytest.mark.parametrize("records", ["shuttle", "phishing"])
def test_a_click_on_the_score_axis_sets_the_threshold_that_stands_there(records: str):
    for stop in (50.0, 95.0, 99.0):
        result = simulate(Params(records=records, passes=stop))
        at = float(scaled(np.array(result.threshold), float(np.floor(result.verdicts.scores.min()))))
        assert simulate(Params(records=records, passes=pass_rate_at(result, at))).threshold == pytest.approx(
            result.threshold
        )
    assert pass_rate_at(result, -9.0) == PASSES[0]
