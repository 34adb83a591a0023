"""Links to the page with eight views lead to the one of four that has theirs, with their settings."""

import pytest

from app import moved_to
from explainers.catalogue import EXPLAINERS, Entry
from explainers.controls import changed
from explainers.old_attention_links import ATTENTION, ATTENTION_STEPS
from explainers.old_links import today
from pages.stage.story import params_of
from tests.conftest import Course
from tests.contract.everything import record_of, words_of


def entry_of(url: str) -> Entry:
    return next(entry for entry in EXPLAINERS if entry.url == url)


@pytest.mark.parametrize("number", range(1, len(ATTENTION_STEPS) + 1))
def test_a_step_of_the_divided_page_leads_to_the_same_step_of_one_of_its_four(number: int):
    page, query = today("attention-heatmaps", {"lecture": "true", "attention_step": str(number)})
    entry, (view, settings, _) = entry_of(page), ATTENTION_STEPS[number - 1]
    moved = next(moved for moved in ATTENTION if moved.url == page)
    assert query.pop("lecture") == "true"
    step = words_of(entry).story[int(query.pop(f"{entry.prefix}_step", "1")) - 1]
    assert query == {}
    explainer = record_of(entry)
    assert explainer.view(step.view).name == view
    then = {moved.settings[name]: value for name, value in settings.items() if name in moved.settings}
    wanted = {
        name: value == "true" if value in ("true", "false") else value for name, value in (moved.start | then).items()
    }
    assert params_of(step, explainer) == changed(params_of(step, explainer), wanted), (
        "its settings are those of the link"
    )


@pytest.mark.parametrize("moved", ATTENTION, ids=lambda moved: moved.prefix)
def test_a_view_of_the_divided_page_is_found_by_its_name_and_its_title_with_its_settings(moved, course: Course):
    entry = entry_of(moved.url)
    known = record_of(entry).controls
    assert set(moved.settings.values()) | set(moved.start) <= set(known)
    for name, title in moved.views.items():
        for view in (name, title):
            asked = {"attention_view": view, "attention_seed": "7", "attention_column": "2", "attention_number": "5"}
            page, query = today("attention-heatmaps", asked)
            assert page == moved.url
            assert query[f"{moved.prefix}_seed"] == "7"
            assert all(key.removeprefix(f"{moved.prefix}_") in (*known, "view") for key in query)
    visit = course.open(entry, **query)
    assert course.complaints(visit) == course.warnings(visit) == []
    assert course.shown(visit, entry).params.seed == 7
    assert record_of(entry).view(course.shown(visit, entry).view)


def test_what_the_divided_page_never_had_is_handed_on_to_be_named():
    page, query = today(
        "attention-heatmaps", {"attention_step": "²", "attention_view": "nowhere", "attention_odd": "1"}
    )
    assert (page, query) == ("attention-heatmaps", {"heads_odd": "1", "heads_view": "all_heads"})
    assert moved_to("attention-heatmaps", "heads_step=2") == ""
