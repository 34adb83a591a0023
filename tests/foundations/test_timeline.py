"""The map against facts of bibliography, its graph against other ways to search it, its labels by their boxes."""

import re
import tomllib
from dataclasses import replace
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra

from explainers.catalogue import EXPLAINERS
from explainers.figure_style import Style
from explainers.foundations.timeline import EXPLAINER, Params, equations
from explainers.foundations.timeline.figures import NARROW, page_of, plot_map
from explainers.foundations.timeline.layout import DOT, Box, across, labels, pixels
from explainers.foundations.timeline.model import (
    FILE,
    SUBFIELDS,
    ancestors,
    descendants,
    ideas,
    longest_chain,
    shortest_path,
    simulate,
)  # fmt: skip
from explainers.shipped import shipped
from tests.contract.latex import worked_out

IDS = list(ideas())

LINKS = np.array([[a in ideas()[b].on for b in IDS] for a in IDS]).astype(float)  # from a to b
FACTS = {  # year, and a name among the authors
    "eliza": (1966, "Weizenbaum"), "siri": (2011, "Apple"), "gan": (2014, "Goodfellow"), "vae": (2013, "Kingma"),
    "wgan": (2017, "Arjovsky"), "wgan_gp": (2017, "Gulrajani"), "beta_vae": (2017, "Higgins"), "cvae": (2015, "Sohn"),
    "vq_vae": (2017, "van den Oord"), "iaf": (2016, "Kingma"), "flows": (2015, "Rezende"), "vae_gan": (2016, "Larsen"),
    "progressive": (2018, "Karras"), "stylegan": (2019, "Karras"), "stylegan2": (2020, "Karras"),
    "pix2pix": (2017, "Isola"), "cyclegan": (2017, "Zhu"), "biggan": (2019, "Brock"), "transformer": (2017, "Vaswani"),
    "xl": (2019, "Dai"), "compressive": (2020, "Rae"), "t5": (2020, "Raffel"), "bart": (2020, "Lewis"),
    "not_explanation": (2019, "Wallace"),
}  # fmt: skip


def test_entries_are_whole_and_every_page_they_name_is_in_the_catalogue():
    pages = {entry.path for entry in EXPLAINERS}
    ids = [row["id"] for row in tomllib.loads(shipped(FILE).decode())["entries"]]
    assert len(ids) == len(set(ids))
    for entry in ideas().values():
        assert entry.subfield in SUBFIELDS and set(entry.on) <= ideas().keys()
        assert entry.explainer in {"", *pages}
        assert re.fullmatch(r"(https://\S+)?", entry.url) and len(entry.idea) <= 28
        assert entry.paper or entry.id == "siri"
    assert [e.year for e in ideas().values()] == sorted(e.year for e in ideas().values())
    assert {e.explainer for e in ideas().values() if e.explainer} == pages - {"foundations/timeline"}


@pytest.mark.parametrize("id", FACTS)
def test_years_and_names_are_those_of_the_papers(id):
    year, name = FACTS[id]
    assert ideas()[id].year == year and name in ideas()[id].people


def test_nobody_builds_on_what_came_later_and_the_graph_has_no_circle():
    for entry in ideas().values():
        assert all(ideas()[on].year <= entry.year for on in entry.on)
        assert entry.id not in ancestors(entry.id)
    assert not np.linalg.matrix_power(LINKS, len(IDS)).any(), "no walk is as long as there are ideas"
    assert not {"stylegan", "stylegan2"} - descendants("progressive") and not {"pix2pix", "biggan"} & descendants(
        "progressive"
    )


def test_chains_and_paths_are_those_that_other_ways_find():
    walks, reach = LINKS.copy(), np.zeros(len(IDS), dtype=int)
    for length in range(1, len(IDS)):  # powers of the adjacency matrix count walks
        reach[walks.any(axis=0)] = length
        walks = (walks @ LINKS > 0).astype(float)
    fewest = dijkstra(LINKS, unweighted=True)
    for j, end in enumerate(IDS):
        chain = longest_chain(end)
        assert len(chain) - 1 == reach[j] and all(a in ideas()[b].on for a, b in pairwise(chain))
        assert ancestors(end) == {IDS[i] for i in np.flatnonzero(np.isfinite(fewest[:, j])) if i != j}
        for i, start in enumerate(IDS):
            path = shortest_path(start, end)
            assert (len(path) - 1 == fewest[i, j] and path[-1] == end) if path else np.isinf(fewest[i, j])


@settings(max_examples=25)
@given(st.sampled_from(["", *IDS]), st.integers(1760, 2020), st.booleans(), st.sampled_from(["", *SUBFIELDS]))
def test_no_label_overlaps_another_or_a_dot(focus, since, lecture, subfield):
    result = simulate(Params(focus=focus, since=since, subfield=subfield))
    for page in (page_of(Style(lecture=lecture)), NARROW):
        found = labels(result, page)
        boxes = [*page.names, *(label.box for label in found.values())]
        assert not any(a.meets(b) for a, b in combinations(boxes, 2))
        for entry in result.shown:
            x, y = pixels(entry, result.span, page)
            dot = Box(x - DOT, y - DOT, x + DOT, y + DOT)
            hidden = {id for id, label in found.items() if label.box.meets(dot)} - {focus}
            assert not hidden if entry.id in result.lit else hidden <= result.lit
        assert all(box.within(page) for box in boxes)
        if result.focus in result.shown and subfield == "":
            assert focus in found, "what is chosen is named"


def test_no_dot_hides_another_and_years_go_on_to_the_right():
    assert all(across(a) < across(b) for a, b in zip(range(1760, 2024), range(1761, 2025), strict=True))
    at = np.array([pixels(entry, (1760, 2025), page_of(Style())) for entry in ideas().values()])
    gaps = np.linalg.norm(at[:, None] - at, axis=2) + 99 * np.eye(len(at))
    assert gaps.min() > 6, [IDS[i] for i in np.unravel_index(gaps.argmin(), gaps.shape)]


def test_search_and_course_mark_what_they_say():
    assert simulate(Params(focus="", search="bengio")).lit == {"nplm", "gan", "attention"}
    assert simulate(Params(focus="", course=True)).lit == {id for id in IDS if ideas()[id].explainer}
    one, other = (simulate(Params(focus="random", seed=seed)).focus for seed in (1, 2))
    assert one != other and one == simulate(Params(focus="random", seed=1)).focus


@pytest.mark.parametrize("focus", ["", "bayes", "gpt4", "latent_diffusion"])
def test_every_equation_can_be_recomputed_from_its_digits(focus):
    result = simulate(Params(focus=focus))
    for equation in equations(result):
        assert worked_out(equation.numbers).overlaps(worked_out(f"{equation.value:.8f}")), equation.title
    assert "1" in plot_map.draw(result, Style()).alt
    assert EXPLAINER.challenge(simulate(replace(Params(), focus="codex", origin="neuron")))[0]
