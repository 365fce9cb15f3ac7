"""Signing in, in a real browser: a code from a text, a wrong one, one too old; sessions; the first time."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pytest
from playwright.sync_api import Page, expect

from checkin.web import create_app
from tests.browser.test_axe import broken
from tests.service.cast import ANA, World, make_world
from tests.support.browser import open_page, serve
from tests.web.site import SETTINGS

pytestmark = pytest.mark.browser
TOM = "+12025550191"
WIDTHS = [(320, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]


@dataclass
class Running:
    """The web on a port of this machine, over a world of one team."""

    world: World
    address: str

    def code(self, number: str = ANA) -> str:
        """What the newest text to a number holds."""
        sent = [str(body) for to, body in self.world.outbox("number", "body") if to == number]
        return sent[-1][:6]


@pytest.fixture
def running(sqlite_url: str) -> Iterator[Running]:
    """As `python -m checkin.web` serves it, but by http."""
    world = make_world(sqlite_url)
    world.coach()
    world.runner()
    settings = replace(SETTINGS, public_url="http://127.0.0.1")
    with serve(create_app(replace(world.services, settings=settings))) as address:
        yield Running(world, address)
    world.services.store.close()


def ask(page: Page, running: Running, number: str = "+1 202 555 0190") -> None:
    page.goto(running.address)
    expect(page.get_by_role("heading", level=1)).to_have_text("Who needs you today?")
    page.get_by_label("Your mobile number").fill(number)
    page.get_by_role("button", name="Text me a code").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Type the code")


def enter(page: Page, typed: str) -> None:
    page.get_by_label("Code, six digits").fill(typed)
    page.get_by_role("button", name="Sign in", exact=True).click()


def sign_in(page: Page, running: Running) -> None:
    ask(page, running)
    enter(page, running.code())


def take_on(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text("What you take on")
    page.get_by_role("button", name="I take this on").click()


def test_a_coach_comes_in_by_the_keyboard_alone(page: Page, running: Running):
    page.goto(running.address)
    page.keyboard.press("Tab")
    expect(page.get_by_label("Your mobile number")).to_be_focused()
    page.keyboard.type("+12025550190")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Type the code")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Code, six digits")).to_be_focused()
    page.keyboard.type(f"{running.code()[:3]} {running.code()[3:]}")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What you take on")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Riverside").first).to_be_visible()


def test_a_wrong_code_is_said_and_another_try_or_code_is_at_hand(page: Page, running: Running):
    ask(page, running)
    right = running.code()
    enter(page, f"{(int(right) + 1) % 10**6:06}")
    expect(page.get_by_role("alert")).to_contain_text("not right, or too old")
    field = page.get_by_label("Code, six digits")
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("not right"))
    enter(page, right)
    take_on(page)
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def test_a_code_is_the_browsers_that_asked_and_link_opens_any(browser, page: Page, running: Running):
    ask(page, running)
    with open_page(browser) as other:
        ask(other, running)
        other.goto(running.address)
        expect(other.get_by_text("No code? Text LINK to +12025550100 from your phone")).to_be_visible()
    with open_page(browser) as third:
        ask(third, running, "+12025550177")
        third.get_by_role("link", name="Another number").click()
        (said,) = running.world.says(ANA, "LINK")
        third.goto(f"{running.address}/sign-in?{said.partition('?')[2]}")
        take_on(third)
        expect(third.get_by_text("Riverside").first).to_be_visible()
    first, second = [str(body)[:6] for kind, body in running.world.outbox("kind", "body") if kind == "code"]
    if first != second:
        enter(page, second)
        expect(page.get_by_role("alert")).to_contain_text("only on the device that asked for it")
    enter(page, first)  # what the others asked for left it valid
    expect(page.get_by_role("button", name="Sign out", exact=True)).to_be_visible()


def test_a_code_that_is_too_old_gives_way_to_a_new_one(page: Page, running: Running):
    ask(page, running)
    old = running.code()
    running.world.at(minutes=11)
    enter(page, old)
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_role("button", name="Send a new code").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    enter(page, running.code())
    take_on(page)
    expect(page.get_by_text("Riverside").first).to_be_visible()


def test_a_strangers_number_is_answered_alike(page: Page, running: Running):
    ask(page, running, "+12025550177")
    expect(page.get_by_text("is a coach’s number, a code is on its way")).to_be_visible()
    assert running.world.outbox("number") == []
    page.get_by_role("link", name="Another number").click()
    expect(page.get_by_label("Your mobile number")).to_be_visible()


def test_sessions_are_listed_and_ended(browser, page: Page, running: Running):
    sign_in(page, running)
    take_on(page)
    with open_page(browser) as other:
        sign_in(other, running)
        page.get_by_role("link", name="Where you are signed in").click()
        ends = page.get_by_role("button", name=re.compile("^Sign out (there|here)"))
        expect(ends).to_have_count(2)
        page.get_by_role("button", name="Sign out there").click()
        expect(page.get_by_role("status")).to_have_text("Signed out there.")
        expect(ends).to_have_count(1)
        other.reload()
        expect(other.get_by_role("heading", level=1)).to_have_text("Who needs you today?")
    page.get_by_role("button", name="Sign out", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Who needs you today?")
    page.goto(running.address + "/sessions")
    expect(page.get_by_role("heading", level=1)).to_have_text("Who needs you today?")


def test_an_owner_invites_a_coach_who_comes_in(browser, page: Page, running: Running):
    sign_in(page, running)
    take_on(page)
    page.get_by_role("link", name="Team and coaches").click()
    page.get_by_label("Their name").fill("Tom")
    page.get_by_label("Their mobile number").fill("+1 202 555 0191")
    page.get_by_role("button", name="Invite").click()
    expect(page.get_by_role("status")).to_contain_text("Tom")
    with open_page(browser) as other:
        ask(other, running, TOM)
        enter(other, running.code(TOM))
        take_on(other)
        expect(other.get_by_text("Riverside").first).to_be_visible()
        expect(other.get_by_role("link", name="Team and coaches")).to_have_count(0)
        page.reload()
        page.get_by_text("Remove: Tom").click()
        page.get_by_role("button", name="Remove Tom").click()
        expect(page.get_by_role("status")).to_contain_text("no longer a coach of this team")
        other.reload()
        expect(other.get_by_role("heading", level=1)).to_have_text("Who needs you today?")


@pytest.mark.parametrize(("width", "scheme"), WIDTHS)
def test_every_page_fits_breaks_no_rule_and_has_large_targets(
    browser, running: Running, width: int, scheme: str
):
    running.world.coach(TOM, "Wilhelmina " * 6)
    with open_page(browser, viewport={"width": width, "height": 640}, color_scheme=scheme) as page:
        page.goto(running.address)
        look_at(page, width)
        ask(page, running)
        look_at(page, width)
        enter(page, "x")
        look_at(page, width)
        enter(page, running.code())
        expect(page.get_by_role("heading", level=1)).to_have_text("What you take on")
        look_at(page, width)
        take_on(page)
        for path in ("/sessions", "/team"):
            page.goto(running.address + path)
            for summary in page.locator(".act > summary").all():
                summary.click()
            look_at(page, width)


SMALL = """() => [...document.querySelectorAll("main, footer")]
  .flatMap(part => [...part.querySelectorAll("a, button, input, summary")])
  .filter(e => e.type !== "hidden" && !e.closest("p") && e.checkVisibility())
  .map(e => [e.outerHTML, e.getBoundingClientRect().height]).filter(([, high]) => high < 40)"""
UNNAMED = """() => [...document.querySelectorAll("input:not([type=hidden])")]
  .filter(e => !e.labels.length).length"""


def look_at(page: Page, width: int) -> None:
    """It fits, axe finds nothing, what is pressed is large enough, and every field has a name."""
    assert broken(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert page.evaluate(SMALL) == [], page.url
    assert page.evaluate(UNNAMED) == 0
