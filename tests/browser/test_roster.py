"""The roster in a real browser: found, filtered, kept true while it is open, printed, and without script."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.test_demo import choose, reply
from tests.browser.test_own import CONTRAST
from tests.support.browser import open_page

# The first of them waits for eight weeks to be played.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

A_PAGE = re.compile(rb"/Type\s*/Page[^s]")
LOOK = "document.dispatchEvent(new Event('visibilitychange'))"  # as when the coach comes back to the page
WIDTHS = [320, 1280]


def find(page: Page, what: str) -> None:
    page.get_by_text("Find", exact=True).click()
    page.get_by_label("Name or number").fill(what)
    page.get_by_role("button", name="Show").click()


def is_live(page: Page) -> None:
    expect(page.get_by_role("status").first).to_have_text(
        re.compile(r"answered this morning\. Live, \d\d:\d\d\.")
    )


@pytest.mark.parametrize("width", WIDTHS)
def test_a_coach_finds_filters_and_orders(browser, demo: str, width: int):
    with open_page(browser, viewport={"width": width, "height": 740}) as page:
        page.goto(demo)
        is_live(page)
        find(page, "adey")
        expect(page.locator(".row")).to_have_count(1)
        expect(page.locator("#list")).to_contain_text("1 found for “adey”")
        page.get_by_role("link", name="Search no more").click()
        expect(page.locator(".row")).to_have_count(24)
        page.get_by_role("navigation", name="Show").get_by_role("link", name="May run").click()
        current = page.locator(".counts [aria-current]")
        expect(current).to_contain_text("May run")
        expect(page.locator(".row")).to_have_count(int(current.locator(".num").inner_text()))
        page.get_by_text("Find", exact=True).click()
        page.get_by_role("link", name="Name", exact=True).click()
        expect(page).to_have_url(re.compile("show=run&sort=name"))
        names = page.locator(".row h3").all_inner_texts()
        assert names == sorted(names, key=str.casefold)
        find(page, "nobody at all")
        expect(page.get_by_role("heading", name="No one called")).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.get_by_role("link", name="Show all 24").click()
        expect(page.locator(".row")).to_have_count(24)


@pytest.mark.parametrize("width", WIDTHS)
def test_an_open_roster_changes_when_a_runner_answers(browser, demo: str, width: int):
    with (
        open_page(browser, viewport={"width": width, "height": 740}, reduced_motion="reduce") as page,
        open_page(browser) as phone,
    ):
        page.goto(demo)
        is_live(page)
        need = int(page.locator(".counts .need .num").inner_text())
        choose(phone, demo, "Dev")
        reply(phone, "felt a pop in my calf")
        expect(phone.locator(".talk .in").last).to_contain_text("danger sign")
        page.evaluate(LOOK)
        block = page.locator(".row-flag", has_text="Dev Chaudhary")
        expect(block).to_contain_text("felt a pop in my calf")
        expect(block).to_contain_text(re.compile(r"new \d\d:\d\d"))
        expect(page.locator(".counts .need .num")).to_have_text(str(need + 1))
        expect(page.get_by_role("heading", level=1)).to_contain_text(f"{need + 1} need you.")
        expect(page.locator(".changed")).to_have_count(1)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_no_row_moves_while_it_is_focused(browser, demo: str):
    with open_page(browser) as page, open_page(browser) as phone:
        page.goto(demo)
        is_live(page)
        before = page.locator(".row h3").all_inner_texts()
        page.get_by_role("link", name="Marcus Adeyemi").focus()
        choose(phone, demo, "Dev")
        reply(phone, "felt a pop in my calf")
        expect(phone.locator(".talk .in").last).to_contain_text("danger sign")
        page.evaluate(LOOK)
        expect(page.locator(".changed")).to_contain_text("Dev Chaudhary")  # in its place
        assert page.locator(".row h3").all_inner_texts() == before
        expect(page.get_by_role("link", name="Marcus Adeyemi")).to_be_focused()
        page.evaluate("document.activeElement.blur()")
        page.evaluate(LOOK)
        expect(page.locator(".row-flag")).to_have_count(2)
        expect(page.locator("#need ~ .rows .row-flag")).to_have_count(2)


def test_a_service_that_does_not_answer_is_said(page: Page, demo: str):
    page.goto(demo)
    is_live(page)
    page.route("**/live*", lambda route: route.abort())
    page.evaluate(LOOK)
    expect(page.get_by_role("status").first).to_contain_text("Not live since")
    page.unroute("**/live*")
    page.evaluate(LOOK)
    is_live(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_everything_but_the_live_change_works_without_script(browser, demo: str, width: int):
    size = {"width": width, "height": 740}
    with open_page(browser, viewport=size, java_script_enabled=False) as page:
        page.goto(demo)
        expect(page.get_by_role("status").first).to_have_text(
            re.compile(r"answered this morning\. \d\d:\d\d\.")
        )
        find(page, "marcus")
        expect(page.locator(".row")).to_have_count(1)


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_sixteen_runners_print_on_two_pages(browser, demo: str, paper: str):
    with open_page(browser, color_scheme="dark") as page:
        page.goto(demo)
        page.evaluate("document.querySelectorAll('.row').forEach((row, at) => at > 15 && row.remove())")
        page.evaluate(
            "document.querySelectorAll('.group').forEach(one => one.querySelector('.row') || one.remove())"
        )
        assert len(A_PAGE.findall(page.pdf(format=paper))) <= 2
        page.emulate_media(media="print")
        for gone in (".counts", ".call >> nth=0", ".files", ".menu >> nth=0"):
            expect(page.locator(gone)).to_be_hidden()
        first = page.evaluate("document.querySelector('.plan-out').getBoundingClientRect().top")
        assert first < page.evaluate("document.querySelector('#list').getBoundingClientRect().top")
        expect(page.locator(".plan-out")).to_contain_text("What the plan says, not a clearance.")
        expect(page.locator(".plan-out")).not_to_contain_text(re.compile("cleared", re.IGNORECASE))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_text_of_the_roster_stands_out(browser, demo: str, scheme: str, width: int):
    size = {"width": width, "height": 740}
    with open_page(browser, color_scheme=scheme, viewport=size) as page:
        for path in ("/", "/?sort=heard", "/?find=nobody"):
            page.goto(demo + path)
            page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert page.evaluate(CONTRAST) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_keyboard_reaches_find_and_leaves_it(page: Page, demo: str):
    page.goto(demo)
    page.locator("#find summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Name or number")).to_be_focused()
    page.keyboard.type("lucía")
    page.keyboard.press("Enter")
    expect(page.locator(".row")).to_have_count(1)


def test_files_are_taken_away(page: Page, demo: str):
    page.goto(demo)
    for name, kind in (("roster, CSV", "roster-"), ("history, JSON", "history-")):
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        assert download.value.suggested_filename.startswith(kind)
