"""The demo in a real browser: a runner answers on the phone, and the coach's roster changes."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import open_page

# The first of them waits for eight weeks to be played.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def choose(page: Page, demo: str, name: str) -> None:
    page.goto(f"{demo}/phone")
    page.get_by_role("navigation", name="Choose a runner").get_by_text(name, exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{name}’s phone")


def need(page: Page, demo: str) -> int:
    page.goto(demo)
    found = re.match(r"(\d+|Nobody) need", page.get_by_role("heading", level=1).inner_text())
    assert found
    return 0 if found[1] == "Nobody" else int(found[1])


def reply(page: Page, text: str) -> None:
    page.get_by_placeholder(re.compile("^Reply as")).fill(text)
    page.get_by_role("button", name="Send").click()


def test_the_coach_comes_in_and_sees_who_needs_them(page: Page, demo: str):
    assert need(page, demo) >= 1
    expect(page.get_by_role("heading", name="Needs you today")).to_be_visible()
    expect(page.locator(".row")).to_have_count(24)
    page.get_by_role("navigation", name="Show").get_by_role("link", name="Need you").click()
    expect(page.locator(".row")).to_have_count(need_shown(page))


def need_shown(page: Page) -> int:
    return int(page.locator(".counts .need .num").inner_text())


def test_a_red_flag_is_taken_and_then_cleared(page: Page, demo: str):
    page.goto(demo)
    block = page.locator(".row-flag")
    expect(block).to_contain_text("felt a pop running for the bus")
    block.get_by_role("button", name="I’m on it").click()
    expect(page.locator(".row-flag")).to_have_count(0)
    expect(page.get_by_text("You are on it.")).to_be_visible()
    marcus = page.locator(".row", has_text="Marcus Adeyemi")
    expect(marcus).to_contain_text("\u2068Ines Varga\u2069 is on it.")
    marcus.get_by_text("Record a visit that cleared them").click()
    marcus.get_by_label("Who examined them").fill("Dr Okafor")
    marcus.get_by_label("On which day").fill("2026-04-28")
    marcus.get_by_role("button", name="Clear, with my name").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Marcus Adeyemi")
    expect(page.get_by_role("status")).to_contain_text("was seen")
    expect(page.locator(".who")).to_contain_text("Rest")


def test_a_runner_answers_on_the_phone_and_the_roster_changes(page: Page, demo: str):
    before = need(page, demo)
    choose(page, demo, "Dev")
    reply(page, "felt a pop in my calf")
    mine = page.locator(".talk .in").last
    expect(mine).to_contain_text("felt a pop in my calf")
    expect(mine).to_contain_text("danger sign")
    expect(page.locator(".talk .out").nth(-2)).to_contain_text(re.compile("torn|seen|today", re.IGNORECASE))
    expect(page.locator(".talk .out").last.get_by_role("link")).to_have_attribute(
        "href", re.compile("/sheet/")
    )
    expect(page.locator(".behind .row-flag")).to_contain_text("Dev Chaudhary")
    assert need(page, demo) == before + 1
    expect(page.locator(".row-flag")).to_have_count(2)


def test_the_next_morning_brings_the_question_and_its_answer_is_said_back(page: Page, demo: str):
    choose(page, demo, "Lucía")
    page.get_by_role("button", name="Next morning").click()
    expect(page.locator(".talk .day").last).to_have_text("Wednesday 29 April")
    expect(page.locator(".talk .out").last).to_contain_text("0 es nada")
    page.get_by_role("button", name="2", exact=True).click()
    expect(page.locator(".talk .out").nth(-1)).to_be_visible()
    expect(page.locator(".talk")).to_contain_text("Rigidez 2, mié")
    expect(page.locator(".behind .figs dd").first).to_contain_text("2")


def test_an_hour_passes_for_everybody(page: Page, demo: str):
    choose(page, demo, "Dev")
    page.get_by_role("button", name="+1 h").click()
    expect(page.locator(".handset time")).to_have_text(re.compile("Tue 28 Apr, 11:4"))
    page.goto(demo)
    expect(page.locator(".lead [role=status]")).to_have_text(re.compile("11:4"))


def test_what_is_typed_is_never_markup(page: Page, demo: str):
    choose(page, demo, "Dev")
    reply(page, "<script>document.title='gone'</script>")
    expect(page.locator(".talk .in").last).to_contain_text("<script>document.title='gone'</script>")
    expect(page).not_to_have_title("gone")


@pytest.mark.parametrize("width", [320, 360, 768, 1280])
def test_no_page_scrolls_sideways(browser, demo: str, width: int):
    scheme = "dark" if width == 360 else "light"
    with open_page(browser, viewport={"width": width, "height": 740}, color_scheme=scheme) as page:
        for path in ("/", "/?show=better", "/phone", "/runners/1", "/sign-in", "/nothing"):
            page.goto(demo + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_the_phone_and_the_forms_work_without_script(browser, demo: str):
    with open_page(browser, java_script_enabled=False) as page:
        choose(page, demo, "Dev")
        reply(page, "why")
        expect(page.locator(".talk .in").last).to_contain_text("why")


def test_the_keyboard_reaches_the_list_and_the_first_runner(page: Page, demo: str):
    page.goto(demo)
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the list")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Marcus Adeyemi")).to_be_focused()
