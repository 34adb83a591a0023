"""Links that were given out before a page changed still lead to what they showed."""

import asyncio
from typing import Any

import pytest

from app import Pages, moved_to
from explainers.bayes.sampling.model import simulate
from explainers.bayes.sampling.settings import Params
from explainers.data.images import IMAGES
from explainers.old_links import RENAMED, today

CASES = [
    ("gan-training", {"training_past": "300 lr_d=0.1"}, "gan-training", {"training_schedule": "300 lr_d=0.1"}),
    ("gan-training", {"training_stage": "teach_d"}, "gan-training", {"training_stage": "update_d"}),
    ("gan-training", {"training_stage": "judge"}, "gan-training", {"training_stage": "judge"}),
    (
        "vae-latent-walk",
        {"latent_walk_view": "Three models", "latent_walk_z_1": "1.5", "latent_walk_t": "0.3", "lecture": "true"},
        "vae-model-comparison",
        {"model_comparison_view": "compare", "model_comparison_z_1": "1.5", "lecture": "true"},
    ),
    ("vae-latent-walk", {"latent_walk_step": "7"}, "anomaly-detection", {"anomalies_step": "6"}),
    ("vae-latent-walk", {"latent_walk_view": "alarm", "latent_walk_size": "2"}, "anomaly-detection",
     {"anomalies_view": "likelihood", "anomalies_model": "digits"}),
    ("vae-model-comparison",
     {"model_comparison_view": "Alarm", "model_comparison_data": IMAGES["fashion"].title, "lecture": "true"},
     "anomaly-detection", {"anomalies_view": "likelihood", "anomalies_model": "fashion", "lecture": "true"}),
    ("vae-model-comparison", {"model_comparison_alarm": "0.98", "model_comparison_kind": "autoencoder"},
     "anomaly-detection", {"anomalies_view": "likelihood", "anomalies_model": "digits"}),
    ("vae-model-comparison", {"model_comparison_view": "compare", "model_comparison_alarm": "0.98"},
     "vae-model-comparison", {"model_comparison_view": "compare", "model_comparison_alarm": "0.98"}),
    ("vae-model-comparison", {"model_comparison_step": "4"}, "vae-model-comparison", {"model_comparison_step": "4"}),
    ("vae-latent-walk", {"latent_walk_step": "7", "latent_walk_view": "map"}, "vae-latent-walk",
     {"latent_walk_step": "7", "latent_walk_view": "map"}),
    ("deep-networks", {"deep_networks_view": "Through the network", "deep_networks_depth": "1.4"}, "deep-networks",
     {"deep_networks_view": "layers", "deep_networks_depth": "1.4"}),
    ("deep-networks", {"deep_networks_fork": "200", "deep_networks_steps": "600"}, "deep-networks",
     {"deep_networks_steps": "600"}),
    ("vae-latent-walk", {"latent_walk_u_3": "1.2"}, "vae-latent-walk", {"latent_walk_u_3": "1.2"}),
]  # fmt: skip


@pytest.mark.parametrize(("page", "query", "page_now", "query_now"), CASES)
def test_an_old_link_leads_to_what_it_showed(page, query, page_now, query_now):
    assert today(page, query) == (page_now, query_now)
    assert today(page_now, query_now) == (page_now, query_now), "and a link of today stays as it is"


def answer(path: str, query: str) -> dict[str, Any]:
    """Return the first message with which the server answers a browser, or that of the app behind `Pages`."""
    messages: list[dict[str, Any]] = []

    async def behind(scope, receive, send):
        await send({"type": "http.response.start", "status": 200, "headers": []})

    async def send(message):
        messages.append(dict(message))

    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(),
             "headers": [(b"accept", b"text/html")]}  # fmt: skip
    asyncio.run(Pages(behind)(scope, None, send))
    return messages[0]


def test_the_server_sends_a_browser_from_an_old_link_to_the_new_one():
    old = answer("/vae-latent-walk", "latent_walk_view=Three+models&latent_walk_data=Clothes%20(x)")
    assert old["status"] == 307
    where = dict(old["headers"])[b"location"]
    assert where == b"/vae-model-comparison?model_comparison_view=compare&model_comparison_data=Clothes+%28x%29"
    assert answer("/vae-latent-walk", "latent_walk_view=Map")["status"] == 200
    assert answer("/vae-model-comparison", "")["status"] == 200


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
