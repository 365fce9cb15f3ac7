"""Without a mouse: from the roster to a runner, a referral cleared and taken back, with focus in sight."""

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.support.browser import open_page

# The first of them waits for eight weeks to be played.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SIZES = [(320, 640), (1280, 900)]
# What is focused: which one of all it is, what it says, and what is wrong with how it is shown.
FOCUSED = """() => {
  const on = document.activeElement;
  if (!on || on === document.body) return null;
  const at = on.getBoundingClientRect(), wrong = [];
  const ringed = (style) => style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  if (![getComputedStyle(on), getComputedStyle(on, "::after")].some(ringed)) wrong.push("no ring");
  if (at.bottom < 1 || at.top > innerHeight - 1 || at.right < 1 || at.left > innerWidth - 1)
    wrong.push("out of sight");
  const bar = document.querySelector(".counts"), fixed = bar && getComputedStyle(bar).position === "fixed";
  if (fixed && !bar.contains(on) && at.top >= bar.getBoundingClientRect().top) wrong.push("under the bar");
  return [[...document.querySelectorAll("*")].indexOf(on), on.textContent.trim().slice(0, 60), wrong];
}"""
REACHED = """() =>
  [...document.querySelectorAll("a[href], button, summary, input, select, textarea, [tabindex]")]
  .filter((e) => e.type !== "hidden" && !e.disabled && e.checkVisibility({ visibilityProperty: true }))
  .map((e) => [...document.querySelectorAll("*")].indexOf(e))"""


def tab(page: Page, key: str = "Tab") -> tuple[int, str] | None:
    """One step; what is focused then, which must be in sight and have a ring. None at the end of the page."""
    page.keyboard.press(key)
    found = page.evaluate(FOCUSED)
    if found is None:
        return None
    at, says, wrong = found
    assert wrong == [], (page.url, says)
    return at, says


def tab_to(page: Page, goal: Locator, most: int = 400) -> None:
    """By the Tab key alone."""
    for _ in range(most):
        tab(page)
        if goal.evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"{goal} was not reached")


@pytest.fixture(params=SIZES, ids=["phone", "desk"])
def page(request: pytest.FixtureRequest, browser: Browser):
    width, height = request.param
    with open_page(browser, viewport={"width": width, "height": height}) as opened:
        yield opened


def test_a_referral_is_found_cleared_and_taken_back(page: Page, demo: str):
    page.goto(demo)
    tab_to(page, page.get_by_role("link", name="Hannah Lindqvist", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Hannah Lindqvist")
    tab_to(page, page.get_by_text("Record a visit that cleared them"))
    page.keyboard.press("Enter")
    tab(page)
    expect(page.get_by_label("Who examined them")).to_be_focused()
    page.keyboard.type("Dr Lee")
    tab(page)
    expect(page.get_by_label("On which day")).to_be_focused()
    page.keyboard.type("04042026")  # the same day, whichever comes first
    tab_to(page, page.get_by_role("button", name="Clear, with my name"), 5)
    page.keyboard.press("Space")
    expect(page.get_by_role("status")).to_contain_text("was seen")
    expect(page.locator(".who")).to_contain_text("Rest")
    tab_to(page, page.get_by_role("button", name="Undo"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("Undone")
    expect(page.locator(".who")).to_contain_text("Not seen yet")


@pytest.mark.parametrize("path", ["/", "/runners/2", "/phone", "/team"])
def test_every_control_is_reached_once_and_left_again(page: Page, demo: str, path: str):
    page.goto(demo + path)
    expect(page.locator("main")).to_be_visible()
    page.evaluate("document.querySelectorAll('.act').forEach((one) => (one.open = true))")
    wanted = page.evaluate(REACHED)
    there: list[int] = []
    while (step := tab(page)) is not None and len(there) < 2000:
        there.append(step[0])
    assert set(wanted) <= set(there)
    assert len(there) < 2000
    back: list[int] = []
    while (step := tab(page, "Shift+Tab")) is not None and len(back) < 2000:
        back.append(step[0])
    assert set(wanted) <= set(back)


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_menus_open_and_close_by_either_key(page: Page, demo: str, key: str):
    for path, summary in (
        ("/", "#find > summary"),
        ("/", ".acts summary >> nth=0"),
        ("/runners/2", ".act:has(#note) > summary"),
        ("/runners/2", ".act:has(.ledger) > summary"),
    ):
        page.goto(demo + path)
        menu = page.locator(summary)
        menu.focus()
        for there in (True, False):
            page.keyboard.press(key)
            assert menu.evaluate("one => one.parentElement.open") is there, summary
            expect(menu).to_be_focused()


def test_the_first_stop_skips_to_what_the_page_is_for(page: Page, demo: str):
    for path in ("/", "/runners/2", "/phone", "/team", "/sessions"):
        page.goto(demo + path)
        step = tab(page)
        assert step and re.match("Skip to ", step[1]), path
        page.keyboard.press("Enter")
        where = page.evaluate("location.hash")
        assert page.locator(where).is_visible()
        assert page.locator(where).evaluate("one => one.getBoundingClientRect().top < innerHeight")


def test_a_focus_that_nobody_sees_is_found_out(page: Page):
    page.set_content("<style>a { outline: none !important }</style><main><a href='/'>x</a></main>")
    with pytest.raises(AssertionError, match="no ring"):
        tab(page)
