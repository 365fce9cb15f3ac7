"""Pages in states that a coach seldom sees: signed out, refused, empty, with rules of a team's own."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import delete

from checkin import service
from checkin.config.settings import protocol_path
from checkin.core.protocol import Quiet
from checkin.store import people, sign_in
from checkin.store.people import Coach
from checkin.store.rules import TeamSettings
from checkin.store.tables import coach_team
from checkin.web import create_app
from tests.browser.test_axe import broken
from tests.service.cast import World, make_world
from tests.support.browser import open_page, serve
from tests.web.site import SETTINGS

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

LOOKS = [(width, scheme) for width in (320, 1280) for scheme in ("light", "dark")]
# What is pressed is 44 px each way, but for words within a sentence, a row's name (all of the row is its
# link) and the pins on the chart; a label is pressed for its box.
SMALL = """() => [...document.querySelectorAll("a[href], button, summary, input, select, textarea")]
  .filter((e) => e.type !== "hidden" && e.checkVisibility() && !e.closest(".pins, .skip"))
  .filter((e) => getComputedStyle(e, "::after").position !== "absolute")
  .filter((e) => getComputedStyle(e).display !== "inline" || e.parentElement.textContent === e.textContent)
  .map((e) => [e.outerHTML.slice(0, 120), (e.closest("label") ?? e).getBoundingClientRect()])
  .filter(([, at]) => at.height < 44 || at.width < 44).map(([html]) => html)"""


@dataclass
class Service:
    """Coaches of a team, of one that is empty (whom the other asks), of none; one who has not been told, and
    one whom both teams ask."""

    world: World
    address: str
    ana: Coach
    eve: Coach
    cal: Coach
    new: Coach
    both: Coach
    asked: int = 0

    def link(self, coach: Coach) -> str:
        """An address that signs a coach in, once."""
        self.asked += 1
        now, token = self.world.services.clock(), f"token-{self.asked}"
        with self.world.services.store.begin() as tx:
            sign_in.issue(tx, coach.id, token, now, now + timedelta(hours=1))
        return f"{self.address}/sign-in?token={token}"


@pytest.fixture(scope="module")
def held(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    path = tmp_path_factory.mktemp("states") / "checkin.db"
    shutil.copyfile(sqlite_template, path)
    world = make_world(f"sqlite:///{path}")
    services, ana = world.services, world.coach()
    world.coach("+12025550191", "Tom")
    world.runner()
    empty = service.add_team(services, "Harbour", "HARBOUR", "America/New_York")
    eve, cal = (
        service.add_coach(services, n, f"+1202555019{at}", empty) for n, at in (("Eve", 2), ("Cal", 3))
    )
    with services.store.begin() as tx:
        for one in (ana, eve, cal):
            people.took_on(tx, one.id, services.clock())
        tx.execute(delete(coach_team).where(coach_team.c.coach_id == cal.id))
    new = world.coach("+12025550194", "Nia")
    service.invite_coach(services, ana, world.team, "Eve of the harbour", eve.number)
    both = service.invite_coach(services, ana, world.team, "Pia", "+12025550195").coach
    service.invite_coach(services, eve, empty, "Pia", both.number)
    quiet = Quiet(time(20), time(9))
    service.set_hours(services, ana, world.team, TeamSettings("es", time(9), time(19, 30), quiet))
    body = protocol_path(services.settings).read_text(encoding="utf-8")
    own = re.sub(r'(?m)^version = ".*"', 'version = "ours, 1"', body, count=1)
    service.set_protocol(services, ana, world.team, own)
    settings = replace(SETTINGS, public_url="http://127.0.0.1")
    with serve(create_app(replace(services, settings=settings))) as address:
        yield Service(world, address, ana, eve, cal, new, both)
    services.store.close()


def come_in(page: Page, held: Service, coach: Coach) -> None:
    page.goto(held.link(coach))
    page.get_by_role("button", name="Sign in", exact=True).click()


def look_at(page: Page, width: int, heading: str) -> None:
    """The page that is meant; it breaks no rule, fits, and all that is pressed is large enough."""
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(heading))
    page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))")
    assert broken(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert page.evaluate(SMALL) == [], page.url


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_the_door_in_each_of_its_states(browser: Browser, held: Service, width: int, scheme: str):
    size = {"width": width, "height": 740}
    with open_page(browser, viewport=size, color_scheme=scheme) as page:
        page.goto(held.address)
        look_at(page, width, "Who needs you today?")
        page.get_by_label("Your mobile number").fill("12")
        page.get_by_role("button", name="Text me a code").click()
        expect(page.get_by_role("alert")).to_be_visible()
        look_at(page, width, "Who needs you today?")
        page.goto(f"{held.address}/sign-in?token=gone")
        look_at(page, width, "has been used or is too old")
        page.goto(held.link(held.ana))
        look_at(page, width, "Who needs you today?")
        page.goto(held.link(held.new))
        look_at(page, width, "What you take on")
        page.goto(held.link(held.both))
        expect(page.get_by_role("checkbox")).to_have_count(2)
        look_at(page, width, "What you take on")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_problems_and_pages_with_nothing_to_show(browser: Browser, held: Service, width: int, scheme: str):
    size = {"width": width, "height": 740}
    with open_page(browser, viewport=size, color_scheme=scheme) as page:
        come_in(page, held, held.ana)
        page.goto(f"{held.address}/runners/999")
        look_at(page, width, "There is nothing here")
        page.goto(f"{held.address}/runners/1")
        page.get_by_text("Write a note").click()
        page.locator("#note").fill("x")
        page.evaluate("document.querySelectorAll('[name=csrf]').forEach((one) => (one.value = 'old'))")
        page.get_by_role("button", name="Keep the note").click()
        look_at(page, width, "That did not arrive whole")
        page.goto(f"{held.address}/?find=nobody")
        page.get_by_role("link", name="Show all 1").click(trial=True)  # no menu lies on it
        look_at(page, width, "need")
    with open_page(browser, viewport=size, color_scheme=scheme) as page:
        come_in(page, held, held.eve)
        look_at(page, width, "Nobody needs you")
        expect(page.locator(".empty")).to_contain_text("texting HARBOUR to +12025550100")
        page.get_by_role("link", name="A team asks you to coach it").click()
        look_at(page, width, "A team asks you")
    with open_page(browser, viewport=size, color_scheme=scheme) as page:
        come_in(page, held, held.cal)
        look_at(page, width, "There is nothing here")


@pytest.mark.parametrize(("width", "scheme"), LOOKS)
def test_an_owners_pages_with_rules_of_their_own(browser: Browser, held: Service, width: int, scheme: str):
    size = {"width": width, "height": 740}
    with open_page(browser, viewport=size, color_scheme=scheme) as page:
        come_in(page, held, held.ana)
        page.goto(f"{held.address}/team")
        expect(page.locator("main")).to_contain_text("ours, 1")
        look_at(page, width, "Riverside")
        page.get_by_label("Quiet until").fill("")
        page.get_by_role("button", name="Change hours").click()
        expect(page.get_by_role("alert")).to_contain_text("That was not done")
        look_at(page, width, "Riverside")
        page.goto(f"{held.address}/sessions")
        look_at(page, width, "Where you are signed in")
        page.goto(f"{held.address}/invite")
        look_at(page, width, "Invite a runner")
        page.goto(f"{held.address}/taking-on")
        look_at(page, width, "What you take on")


@pytest.mark.parametrize("width", [320, 360])
def test_the_header_takes_two_lines_and_the_counts_stand_in_one_row(browser: Browser, demo: str, width: int):
    with open_page(browser, viewport={"width": width, "height": 740}) as page:
        page.goto(demo)
        head = page.locator(".top").bounding_box()
        assert head and head["height"] < 2 * 48
        expect(page.get_by_role("link", name="Phone", exact=True)).to_be_visible()
        tops = page.locator(".counts .num").evaluate_all(
            "all => all.map((e) => e.getBoundingClientRect().top)"
        )
        assert len(tops) == 5 and max(tops) - min(tops) < 1


def test_what_is_too_small_is_found_out(page: Page):
    page.set_content("<main><p><a href='/'>To the roster</a></p><p>See <a href='/'>it</a>.</p></main>")
    assert len(page.evaluate(SMALL)) == 1
