"""A coach on a runner's page, in a real browser: reads why, clears, moves, undoes, and touches the chart."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.support.browser import open_page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def open_runner(page: Page, demo: str, name: str) -> None:
    page.goto(demo + "/?find=" + name)
    page.get_by_role("link", name=re.compile(name)).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)


def test_a_visit_is_recorded_and_taken_back(browser, demo: str):
    with open_page(browser, viewport={"width": 360, "height": 780}) as page:
        open_runner(page, demo, "Hannah")
        expect(page.locator(".who")).to_contain_text("Not seen yet")
        page.get_by_text("Record a visit that cleared them").click()
        page.get_by_label("Who examined them").fill("Dr Lee")
        page.get_by_label("On which day").fill("2026-04-27")
        page.get_by_role("button", name="Clear, with my name").click()
        expect(page.get_by_role("status")).to_contain_text("was seen")
        expect(page.locator(".who")).to_contain_text("Rest")
        page.get_by_role("button", name="Undo").click()
        expect(page.get_by_role("status")).to_contain_text("Undone")
        expect(page.locator(".who")).to_contain_text("Not seen yet")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_move_is_its_own_decision_and_taken_back(browser, demo: str):
    with open_page(browser, viewport={"width": 1280, "height": 900}) as page:
        open_runner(page, demo, "Priya")
        page.get_by_text("Move them in the plan").click()
        form = page.locator("form", has=page.locator("#stage"))
        form.get_by_label("To").select_option("3")
        form.get_by_label("Why").fill("Physio agreed")
        form.get_by_role("button").click()
        expect(page.locator(".decs li").first).to_contain_text("Moved by the coach")
        expect(page.locator(".doings").first).to_contain_text("Physio agreed")
        page.get_by_role("button", name="Undo").click()
        expect(page.locator(".doings").first).to_contain_text("undone by")


def test_the_chart_answers_to_a_finger_and_is_there_without_script(browser, demo: str):
    with open_page(browser, viewport={"width": 1280, "height": 900}) as page:
        errors: list[str] = []
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        open_runner(page, demo, "Priya")
        over, words = page.locator("#plot .u-over"), page.locator("#plot .u-legend")
        expect(words).to_contain_text("Tue 28 Apr")  # before anybody points: today
        expect(words).not_to_contain_text("--")
        box = over.bounding_box()
        assert box is not None
        page.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2)
        expect(words).to_contain_text(re.compile("Apr"))
        expect(words).not_to_contain_text("Tue 28 Apr")
        page.mouse.move(1, 1)
        expect(words).to_contain_text("Tue 28 Apr")
        assert errors == []
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(demo + "/runners/10")
    expect(page.locator("#drawn svg").first).to_be_visible()
    expect(page.locator("#plot")).to_be_hidden()
    context.close()
