"""Links as they were given out once still lead to what they led to."""

import pytest

from app import moved_to
from explainers.bayes.sampling.model import simulate
from explainers.bayes.sampling.settings import Params
from explainers.old_links import RENAMED, today


@pytest.mark.parametrize("page", RENAMED)
def test_a_renamed_setting_is_found_by_its_old_name(page: str):
    for before, after in RENAMED[page].items():
        assert today(page, {before: "300 beta=1", "lecture": "true"}) == (
            page,
            {after: "300 beta=1", "lecture": "true"},
        )


def test_a_link_of_today_is_as_it_was():
    assert moved_to("gan-training", "training_step=3") == ""
    assert moved_to("", "") == moved_to("no-such-page", "a=1&b=") == ""


def test_an_old_link_is_sent_on_with_everything_in_it():
    assert moved_to("gan-training", "training_step=2&training_past=300+lr_d%3D0.1") == (
        "/gan-training?training_step=2&training_schedule=300+lr_d%3D0.1"
    )


@pytest.mark.parametrize("name", ["sampling_past", "sampling_schedule"])
def test_earlier_settings_of_a_chain_are_read_as_they_were_written(name: str):
    page, query = today("bayesian-sampling", {name: "50 0.2 12; 90 1.5 3", "sampling_steps": "120"})
    assert query == {"sampling_schedule": "50 size=0.2 leaps=12; 90 size=1.5 leaps=3", "sampling_steps": "120"}
    assert today(page, query) == (page, query)
    walk = simulate(Params(steps=120, schedule=query["sampling_schedule"])).walk
    assert walk.schedule == ((50, 0.2, 12), (90, 1.5, 3))


def test_a_link_of_too_many_parts_is_left_alone():
    assert moved_to("gan-training", "&".join(["training_past=1"] * 300)) == ""
