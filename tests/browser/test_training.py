"""A model in training: played, paused, wound back, changed while it runs, and always the server's own figure."""

import re
import time
from functools import partial

import numpy as np
import torch
from playwright.sync_api import Page

from explainers.figure_style import Style
from explainers.gans.training import Params
from explainers.gans.training.figure_game import plot_game
from explainers.gans.training.figure_step import plot_step
from explainers.gans.training.result import simulate
from explainers.gans.training.settings import STAGES
from explainers.gans.training.training_run import RUNS
from tests.browser import driver
from tests.browser.conftest import Visit
from tests.browser.driver import EXACT, FLOAT32, asked, differences, figure, query, repainted, settled

CHART = ".st-key-training-chart .live-chart"


step, play_until, pause, set_by_script = (
    partial(function, chart=CHART) for function in (driver.step, driver.play_until, driver.pause, driver.set_by_script)
)


def wrong(page: Page, params: Params, tolerance: float = EXACT) -> list[str]:
    """Return how the picture differs from that of these Params."""
    return differences(figure(page, CHART), plot_game.draw(simulate(params), Style()), tolerance)


def test_training_plays_and_on_pause_the_page_is_at_that_step(visit: Visit) -> None:
    page = visit("/gan-training")
    assert wrong(page, Params()) == []
    play_until(page, 640)
    now = pause(page)
    assert now >= 640
    assert wrong(page, Params(steps=now)) == []
    assert float(query(page)["training_steps"]) == now
    page.reload()
    page.wait_for_selector(f"{CHART}[data-painted]")
    settled(page)
    assert wrong(page, Params(steps=now)) == [], "a link to a step is that step"


def test_every_frame_on_the_way_is_the_figure_of_its_step(visit: Visit) -> None:
    page = visit("/gan-training?training_steps=100")
    page.evaluate(
        """([chart]) => {
            window.seen = []
            const react = window.Plotly.react
            const plot = document.querySelector(chart)
            window.Plotly.react = (div, data, layout, config) => {
                if (div === plot && plot.live.playing) window.seen.push([plot.live.shown, Array.from(data[5].x)])
                return react(div, data, layout, config) } }""",
        [CHART],
    )
    play_until(page, 150)
    pause(page)
    seen = page.evaluate("window.seen")
    assert len(seen) >= 5
    for number, x in seen[:5]:
        truth = simulate(Params(steps=number)).fake[:, 0]
        assert max(abs(a - b) for a, b in zip(x, truth.tolist(), strict=True)) < FLOAT32


def test_one_player_makes_a_step_alone_from_where_the_picture_is(visit: Visit) -> None:
    page = visit("/gan-training?training_steps=100")
    for player, schedule in (("D", "100; 101 g_updates=0"), ("G", "100; 101 g_updates=0; 102 d_updates=0")):
        with repainted(page, CHART):
            page.get_by_role("button", name=f"Make one step of {player} alone").click()
        now = Params(steps=101 if player == "D" else 102, schedule=schedule)
        assert wrong(page, now) == []
    before, d, g = (RUNS.run_of(now).at(step) for step in (100, 101, 102))
    assert not torch.equal(before.d.flat, d.d.flat)
    assert torch.equal(before.g.flat, d.g.flat)
    assert torch.equal(d.d.flat, g.d.flat)
    assert not torch.equal(d.g.flat, g.g.flat)


def test_a_step_taken_apart_shows_its_stages_and_can_be_played(visit: Visit) -> None:
    page = visit("/gan-training?training_view=One+step&training_steps=100")
    for stage, name in enumerate(STAGES):
        if stage:
            with repainted(page, CHART):
                page.locator(".st-key-training_stage button").nth(stage).click()
        truth = plot_step.draw(simulate(Params(steps=100, stage=name)), Style())
        assert differences(figure(page, CHART), truth, EXACT) == []
        assert page.locator(CHART).get_attribute("aria-label") == truth.alt
    page.locator(".speed").select_option(label="slow motion")
    play_until(page, 102)
    now = pause(page)
    truth = plot_step.draw(simulate(Params(steps=now, stage="update_g")), Style())
    assert differences(figure(page, CHART), truth, EXACT) == []


def test_slow_motion_lets_every_step_stay(visit: Visit) -> None:
    page = visit("/gan-training?training_steps=100")
    page.locator(".speed").select_option(label="slow motion")
    began = time.monotonic()
    play_until(page, 104)
    assert time.monotonic() - began > 2.4
    assert step(page) <= 105


def record_steps(page: Page) -> None:
    """Have the page note every step that it shows, in `window.seen`."""
    page.evaluate(
        f"""() => {{
            const {{ live }} = document.querySelector('{CHART}')
            let step = live.shown
            window.seen = []
            const set = (now) => {{ step = now; window.seen.push(now) }}
            Object.defineProperty(live, 'shown', {{ get: () => step, set }}) }}"""
    )


def test_frames_that_were_on_their_way_at_a_pause_are_not_taken_for_the_next_ones(visit: Visit) -> None:
    page = visit("/gan-training?training_steps=100")
    record_steps(page)
    page.evaluate(
        """() => {
            const real = window.fetch
            const wait = (time) => new Promise((done) => setTimeout(done, time))
            const delay = (address) => wait(String(address).includes('/frames') ? 500 : 0)
            window.fetch = (...asked) => delay(asked[0]).then(() => real(...asked)) }"""
    )
    page.locator(".speed").select_option(label="slow")
    play_until(page, 103)
    page.evaluate("() => { const play = document.querySelector('.play'); play.click(); play.click() }")
    page.wait_for_function(f"document.querySelector('{CHART}').live.shown >= 125")
    played = sorted(set(page.evaluate("window.seen")))
    assert played == list(range(played[0], played[-1] + 1))


def test_a_lost_connection_loses_no_step_and_doubles_none(visit: Visit) -> None:
    page = visit("/gan-training?training_steps=100")
    record_steps(page)
    page.locator(".speed").select_option(label="slow")
    play_until(page, 110)
    visit.expected = re.compile(f"{visit.expected.pattern}|ERR_FAILED")
    page.route("**/live/**", lambda route: route.abort())
    page.wait_for_function(f"document.querySelector('{CHART}').live.quietUntil > 0")
    page.wait_for_timeout(500)
    page.unroute("**/live/**")
    last = page.evaluate("Math.max(...window.seen)")
    page.wait_for_function(f"document.querySelector('{CHART}').live.shown > {last + 5}")
    now = pause(page)
    played = sorted(set(page.evaluate("window.seen")))
    assert played == list(range(played[0], played[-1] + 1))
    assert wrong(page, Params(steps=now)) == []


def test_a_reload_in_the_middle_of_a_run_comes_back_to_where_it_was(visit: Visit) -> None:
    page = visit("/gan-training?training_steps=100")
    play_until(page, 200)
    page.wait_for_timeout(1200)
    before = int(query(page)["training_steps"])
    assert before >= 150
    page.reload()
    page.wait_for_selector(f"{CHART}[data-painted]")
    settled(page)
    now = step(page)
    assert now >= before
    assert wrong(page, Params(steps=now)) == []


def test_a_server_that_has_forgotten_the_stage_is_shown_it_again(visit: Visit) -> None:
    page = visit("/gan-training?training_steps=100")
    visit.expected = re.compile(f"{visit.expected.pattern}|404.*/frames")
    forgetful = r"**/live/*/frames**"
    page.route(forgetful, lambda route: route.fulfill(status=404))
    play = page.get_by_role("button", name="Play or pause")
    play.click()
    page.wait_for_function(f"!document.querySelector('{CHART}').live.playing")
    assert play.inner_text() == "Play"
    page.unroute(forgetful)
    play_until(page, 110)
    assert wrong(page, Params(steps=pause(page))) == []


def test_points_drawn_on_the_pad_are_the_data(visit: Visit) -> None:
    page = visit("/gan-training?training_data=Your+own+points")
    page.get_by_text("A drawing has 3 to 400 points, and this has 0.").wait_for()
    page.get_by_role("button", name="Your own points").first.click()
    box = page.locator(".pad").bounding_box()
    assert box
    with repainted(page, CHART):
        page.mouse.move(box["x"] + 0.2 * box["width"], box["y"] + 0.5 * box["height"])
        page.mouse.down()
        page.mouse.move(box["x"] + 0.8 * box["width"], box["y"] + 0.5 * box["height"], steps=30)
        page.mouse.up()
    drawn = query(page)["training_drawn"]
    points = np.array([[float(part) for part in pair.split(",")] for pair in drawn.split()])
    assert len(points) >= 15
    assert abs(points[:, 1] - 0.5).max() <= 0.011
    assert abs(points[0, 0] - 0.2) < 0.02
    assert abs(points[-1, 0] - 0.8) < 0.04
    assert wrong(page, Params(data="drawn", drawn=drawn, steps=0)) == []
    page.locator(".pad ~ .bar .clear").click()
    page.get_by_text("A drawing has 3 to 400 points, and this has 0.").wait_for()


def test_the_drawer_opens_an_earlier_run(visit: Visit) -> None:
    page = visit("/gan-training?training_steps=60")
    with repainted(page, CHART):
        page.locator(".st-key-training-reseed button").first.click()
    page.get_by_role("button", name="Runs (2)").locator("visible=true").first.click()
    table = page.locator("[data-testid=stDataFrame]")
    table.wait_for()
    page.wait_for_timeout(500)  # it glides in
    box = table.bounding_box()
    assert box
    with repainted(page, CHART):
        page.mouse.click(box["x"] + 15, box["y"] + 87)  # the box before the second row
    assert wrong(page, Params(steps=60)) == []


def test_a_run_can_be_wound_back_stepped_and_begun_again_from_the_same_weights(visit: Visit) -> None:
    page = visit("/gan-training?training_steps=200")
    with repainted(page, CHART):
        set_by_script(page, "scrub", 120)
    assert wrong(page, Params(steps=120)) == []
    with repainted(page, CHART):
        page.get_by_role("button", name="Make one whole step").click()
    assert wrong(page, Params(steps=121)) == []
    with repainted(page, CHART):
        page.get_by_role("button", name="Back to the same first weights").click()
    assert wrong(page, Params(steps=0)) == []
    with repainted(page, CHART):
        page.locator(".st-key-training-reseed button").first.click()
    assert wrong(page, Params(steps=0, seed=1)) == []


def test_the_first_weights_are_had_back_also_after_a_story_step(visit: Visit) -> None:
    page = visit("/gan-training?training_steps=50")
    for again in (False, True):
        with repainted(page, CHART):
            page.get_by_role("button", name="Back to the same first weights").click()
        assert wrong(page, Params(steps=0)) == []
        if not again:
            with repainted(page, CHART):
                page.locator(".st-key-training-next button:visible").click()
            with repainted(page, CHART):
                page.locator(".st-key-training-back button:visible").click()


def test_training_that_breaks_down_while_it_is_watched_says_so(visit: Visit) -> None:
    page = visit(
        "/gan-training?training_loss=Least+squares&training_optimiser=SGD&training_lr_g=1&training_lr_d=1&training_steps=0"
    )
    broken = simulate(Params(loss="least_squares", optimiser="sgd", lr_g=1.0, lr_d=1.0, steps=300)).diverged
    page.get_by_role("button", name="Play or pause").click()
    page.get_by_text(f"At step {broken:,} a number grew").wait_for()


def test_a_setting_changed_while_it_trains_takes_effect_from_there_on(visit: Visit) -> None:
    page = visit("/gan-training?training_steps=100")
    play_until(page, 130)
    page.locator(".st-key-training_lr_g input[type=range]").focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_function("new URLSearchParams(location.search).has('training_schedule')")
    fork = int(query(page)["training_schedule"].split()[0])
    assert fork >= 130
    assert query(page)["training_schedule"] == f"{fork} lr_g=0.002"
    page.wait_for_function(f"document.querySelector('{CHART}').live.shown >= {fork + 20}")
    now = pause(page)
    assert wrong(page, Params(lr_g=0.003, schedule=f"{fork} lr_g=0.002", fork=fork, steps=now)) == []
    asked(page, training_schedule=f"{fork} lr_g=0.002")


def test_training_that_breaks_down_says_when_and_can_be_wound_back(visit: Visit) -> None:
    page = visit(
        "/gan-training?training_loss=Least+squares&training_optimiser=SGD&training_lr_g=1&training_lr_d=1&training_steps=300"
    )
    params = Params(loss="least_squares", optimiser="sgd", lr_g=1.0, lr_d=1.0, steps=300)
    broken = simulate(params).diverged
    assert broken is not None
    page.get_by_text(f"At step {broken:,} a number grew").wait_for()
    assert step(page) == broken - 1
    with repainted(page, CHART):
        page.get_by_role("button", name="Back to the same first weights").click()
    assert wrong(page, Params(loss="least_squares", optimiser="sgd", lr_g=1.0, lr_d=1.0, steps=0)) == []
