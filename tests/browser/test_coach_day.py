"""One coach's morning on the real program, from the code to the file: on a phone as at a desk."""

import csv
import io
import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Download, Page, expect

from tests.browser.test_roster import LOOK
from tests.browser.test_sign_in import Running, running, sign_in, take_on
from tests.service.cast import SAM
from tests.support.browser import open_page

__all__ = ["running"]  # the fixture
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SIZES = [(320, 640), (1280, 900)]
BO = "+12025550102"
FLAG = "felt a pop, cant push off"
LATER = "my calf is hot and swollen"


def morning(running: Running) -> None:
    """Sam's and Bo's second morning: Sam writes of a danger sign, Bo answers."""
    world = running.world
    world.runner(BO, "Bo Lindgren")
    world.at(days=1, hours=8)
    world.work()
    world.says(BO, "2")
    world.says(SAM, "3")
    world.at(days=1, hours=9)
    world.says(SAM, FLAG)


def clear(page: Page, day: str) -> None:
    page.get_by_text("Record a visit that cleared them").click()
    page.get_by_label("Who examined them").fill("Dr Lee")
    page.get_by_label("On which day").fill(day)
    page.get_by_label("What they said, if you know").fill("No tear.")
    page.get_by_role("button", name="Clear, with my name").click()
    expect(page.get_by_role("status")).to_contain_text("was seen")


def take_back(page: Page) -> None:
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_role("status")).to_contain_text("Undone. Both are on record.")


def taken(page: Page, name: str) -> bytes:
    with page.expect_download() as found:
        page.get_by_role("link", name=name).click()
    download: Download = found.value
    return Path(download.path()).read_bytes()


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_in_trouble_found_read_cleared_moved_taken_back_and_exported(
    browser: Browser, running: Running, width: int, height: int
):
    morning(running)
    with open_page(browser, viewport={"width": width, "height": height}) as page:
        sign_in(page, running)
        take_on(page)

        # Who is in trouble comes first, in their own words.
        expect(page.get_by_role("heading", level=1)).to_contain_text("1 needs you.")
        expect(page.locator(".row").first).to_contain_text(FLAG)
        expect(page.locator(".row-flag")).to_be_in_viewport()
        page.get_by_role("button", name="I’m on it").click()
        expect(page.locator(".row-flag")).to_have_count(0)

        # Why: the sentence on the roster, and what was decided on their page.
        sam = page.locator(".row", has_text="Sam")
        expect(sam.locator(".why")).to_contain_text(FLAG)
        expect(sam.locator(".why")).to_contain_text("\u2068Ana\u2069 is on it.")
        page.get_by_role("link", name="Sam", exact=True).click()
        expect(page.locator(".decs li").first).to_contain_text("refer.red_flag")
        expect(page.locator(".talk .flagged")).to_contain_text("read as a danger sign")

        clear(page, "2026-03-03")
        expect(page.locator(".decs li").first).to_contain_text("Cleared: rest, day 1")
        expect(page.locator(".decs li").first).to_contain_text("by Ana")
        expect(page.locator(".doings").first).to_contain_text("Examined by Dr Lee on 3 Mar 2026. No tear.")
        take_back(page)
        expect(page.locator(".row-flag")).to_contain_text(FLAG)  # a sign that is back is nobody's yet
        page.get_by_role("button", name="I’m on it").click()
        page.get_by_role("link", name="Roster", exact=True).click()

        # Against the rules, and back.
        page.get_by_role("link", name="Bo Lindgren", exact=True).click()
        page.get_by_text("Move them in the plan").click()
        page.get_by_label("To", exact=True).select_option("2")
        page.locator("#why-move").fill("Physio agreed")
        page.get_by_role("button", name="Move, with my name").click()
        expect(page.locator(".who .word")).to_have_text("Stage 2")
        expect(page.locator(".decs li").first).to_contain_text("Moved by the coach")
        take_back(page)
        expect(page.locator(".who .word")).to_contain_text("Rest")
        expect(page.locator(".doings").first).to_contain_text("undone by \u2068Ana\u2069")
        assert page.evaluate("document.documentElement.scrollWidth") <= width

        # The file says what the page says.
        page.get_by_role("link", name="Roster", exact=True).click()
        rows = csv.DictReader(io.StringIO(taken(page, "roster, CSV").decode("utf-8-sig"), newline=""))
        assert {row["name"]: row["phase"] for row in rows} == {
            "Sam": "doctor-referral",
            "Bo Lindgren": "rest",
        }
        made = json.loads(taken(page, "history, JSON"))["history"]
        withdrawn = {one["rule"] for one in made if one["withdrawn_at"]}
        assert withdrawn == {"clear", "override"} and [one for one in made if one["by"] == "Ana"]


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_an_open_roster_hears_of_a_reply_without_being_loaded_again(
    browser: Browser, running: Running, width: int, height: int
):
    morning(running)
    with open_page(browser, viewport={"width": width, "height": height}) as page:
        sign_in(page, running)
        take_on(page)
        expect(page.get_by_role("status").first).to_contain_text("Live")
        page.evaluate("window.same = true")
        running.world.at(days=1, hours=9, minutes=30)
        running.world.says(BO, LATER)
        page.evaluate(LOOK)
        expect(page.locator(".row-flag", has_text="Bo Lindgren")).to_contain_text(LATER)
        expect(page.get_by_role("heading", level=1)).to_contain_text("2 need you.")
        expect(page.get_by_role("status").first).to_have_attribute("id", "status")  # said politely
        assert page.evaluate("window.same") is True
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_runners_page_prints_what_happened_and_nothing_to_press(browser: Browser, running: Running):
    morning(running)
    with open_page(browser, color_scheme="dark") as page:
        sign_in(page, running)
        take_on(page)
        page.get_by_role("link", name="Sam", exact=True).click()
        page.emulate_media(media="print")
        for shown in (".who h1", ".row-flag .said", "#drawn", ".decs li >> nth=0", ".talk .flagged"):
            expect(page.locator(shown)).to_be_visible()
        for control in page.locator("button, input, select, textarea, .act > summary, .top .go").all():
            expect(control).to_be_hidden()
        ink = "one => [getComputedStyle(one).color, getComputedStyle(document.body).backgroundColor]"
        assert page.locator(".who h1").evaluate(ink) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
        assert re.search(rb"/Type\s*/Page[^s]", page.pdf(format="A4"))
