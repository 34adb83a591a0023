"""A world painted with the mouse and with keys, and a cell clicked while a learner walks, in a real browser."""

from playwright.sync_api import expect

from explainers.figure_style import Style
from explainers.rl.gridworld import EXPLAINER, Params
from explainers.rl.gridworld.settings import WORLDS
from tests.browser.conftest import Visit
from tests.browser.driver import settled

CHART = ".st-key-gridworld-chart .live-chart"
ROWS = WORLDS["aima"].rows


def test_the_policy_follows_while_cells_are_painted(visit: Visit):
    page = visit("/reinforcement-learning?gridworld_view=plan&gridworld_world=aima&gridworld_slip=0.2")
    before = page.locator(CHART).get_attribute("data-painted")
    page.get_by_role("button", name="Edit the world").click()
    box = page.locator(".cells").bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 0.375 * box["width"], box["y"] + 0.17 * box["height"])
    page.mouse.down()
    painted = ".#.G/.#.O/S..."
    page.wait_for_function(
        "([chart, rows]) => document.querySelector(chart).dataset.drawn === rows", arg=[CHART, painted]
    )
    wanted = (
        EXPLAINER.view("plan").plot.draw(EXPLAINER.simulate(Params(world="aima", grid=painted, slip=0.2)), Style()).alt
    )
    expect(page.locator(CHART)).to_have_attribute("aria-label", wanted)
    assert page.locator(CHART).get_attribute("data-painted") == before, "the page has not run again"
    page.mouse.up()
    page.wait_for_function("([chart, before]) => document.querySelector(chart).dataset.painted !== before",
                           arg=[CHART, before])  # fmt: skip
    settled(page)
    expect(page.locator(CHART)).to_have_attribute("aria-label", wanted)
    page.locator(".cells").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("O")
    expect(page.locator(".st-key-gridworld_grid input")).to_have_value(".#OG/.#.O/S...")


def test_a_click_opens_a_cell_while_a_learner_walks(visit: Visit):
    page = visit("/reinforcement-learning?gridworld_steps=200")
    x, y = page.evaluate("""(chart) => {
      const plot = document.querySelector(chart)
      const [{ left, top }, { xaxis, yaxis }] = [plot.getBoundingClientRect(), plot._fullLayout]
      return [left + xaxis._offset, top + yaxis._offset]
    }""", CHART)  # fmt: skip
    page.mouse.click(x + 6, y + 6)
    page.wait_for_url("**gridworld_cell=1*")
