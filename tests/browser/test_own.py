"""A runner's page and the sheet for a doctor in a real browser: they fit, they print on one page."""

import logging
import re
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from checkin import links
from checkin.demo.folder import Folder
from checkin.demo.main import Demo
from checkin.links import PAGE, SHEET
from checkin.store.tables import runner
from tests.support.browser import open_page

# The first of them waits for eight weeks to be played.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

A_PAGE = re.compile(rb"/Type\s*/Page\b")
# A danger sign, a routine referral, a long history in Spanish, the longest name, one who reads right to left.
PEOPLE = ("Marcus", "Hannah", "Lucía", "Wilhelmina", "سمير")


@pytest.fixture
def running(history: Path, tmp_path: Path) -> Iterator[Demo]:
    """A demo that runs as `checkin demo` runs it."""
    for name in ("demo.db", "clock.json"):
        shutil.copyfile(history / name, tmp_path / name)
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    demo = Demo(Folder(tmp_path), port=0)
    thread = threading.Thread(target=demo.serve)
    thread.start()
    yield demo
    demo.stop()
    thread.join()


def link(running: Demo, kind: str, name: str) -> str:
    """The address that a runner would be texted."""
    services = running.services
    with services.store.read() as tx:
        found = tx.execute(select(runner.c.id).where(runner.c.name.startswith(name))).scalar_one()
    return links.address(running.address, services.settings.secret_key, kind, found, services.clock())


@pytest.mark.parametrize(
    ("width", "scheme"), [(320, "light"), (360, "dark"), (1280, "light"), (1280, "dark")]
)
def test_no_page_scrolls_sideways(browser, running: Demo, width: int, scheme: str):
    size = {"width": width, "height": 740}
    with open_page(browser, viewport=size, color_scheme=scheme) as page:
        for path in (
            *(link(running, kind, name) for kind in (PAGE, SHEET) for name in PEOPLE),
            "/privacy",
            "/me/x",
        ):
            page.goto(path if path.startswith("http") else running.address + path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


@pytest.mark.parametrize("paper", ["A4", "Letter"])
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_sheet_is_one_page_of_paper(browser, running: Demo, paper: str, language: str):
    with open_page(browser, color_scheme="dark") as page:
        for name in PEOPLE:
            page.goto(link(running, SHEET, name) + f"?lang={language}")
            assert len(A_PAGE.findall(page.pdf(format=paper))) == 1, name


def test_the_busiest_sheet_is_one_page_of_paper(browser, running: Demo):
    """A long decision every other day, full weeks, painkillers, a danger text of 800 letters."""
    with open_page(browser) as page:
        page.goto(link(running, SHEET, "Marcus") + "?lang=es")
        page.evaluate(
            """() => {
              document.querySelector(".said q").textContent = "sentí un chasquido y ".repeat(40);
              for (const row of document.querySelectorAll("#days ~ .wide tbody tr:nth-child(odd)"))
                row.lastElementChild.textContent = "Vuelta al descanso tras una carrera con dolor";
              for (const row of document.querySelectorAll("#weeks ~ .wide tbody tr"))
                row.children[3].textContent = "?, 2, 10, ?";
              document.querySelector("#doing ~ p:last-child").textContent = "Mencionó un calmante: " +
                "lun 20 abr, mié 22 abr, vie 24 abr, dom 26 abr, lun 27 abr, mar 28 abr.";
            }"""
        )
        for paper in ("A4", "Letter"):
            assert len(A_PAGE.findall(page.pdf(format=paper))) == 1, paper


def test_the_sheet_prints_black_on_white_without_its_buttons(browser, running: Demo):
    with open_page(browser, color_scheme="dark") as page:
        page.goto(link(running, SHEET, "Marcus"))
        expect(page.get_by_role("button", name="Print")).to_be_visible()
        page.emulate_media(media="print")
        for hidden in ("header.top", ".no-print >> nth=0"):
            expect(page.locator(hidden)).to_be_hidden()
        look = "el => [getComputedStyle(el).color, getComputedStyle(el).backgroundColor]"
        assert page.locator(".leaf").evaluate(look) == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]
        assert (
            page.locator(".urgent").evaluate("el => getComputedStyle(el).backgroundColor")
            == "rgb(255, 255, 255)"
        )


def test_the_print_button_prints(browser, running: Demo):
    with open_page(browser) as page:
        page.add_init_script("window.print = () => { document.title = 'printed' }")
        page.goto(link(running, SHEET, "Hannah"))
        page.get_by_role("button", name="Print").click()
        expect(page).to_have_title("printed")


def test_the_page_leads_to_the_sheet_the_data_and_back_from_the_deletion(page: Page, running: Demo):
    page.goto(link(running, PAGE, "Marcus"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Waiting to be seen by a doctor")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download it as JSON").click()
    assert download.value.suggested_filename.endswith(".json")
    page.get_by_role("link", name="Delete my data").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Delete your data")
    page.get_by_role("link", name="Back, erase nothing").click()
    page.get_by_role("link", name="Open the sheet for a doctor").click()
    expect(page.locator(".leaf")).to_contain_text("felt a pop running for the bus")
    page.get_by_role("link", name="En español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_the_button_erases(page: Page, running: Demo):
    path = link(running, PAGE, "Priya")
    page.goto(path + "/delete")
    page.get_by_role("button", name="Erase everything now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Erased")
    answer = page.goto(path)
    assert answer and answer.status == 404
    page.goto(running.address)
    expect(page.locator(".row", has_text="Priya")).to_have_count(0)


def test_the_drawing_has_a_name_and_a_table(page: Page, running: Demo):
    page.goto(link(running, PAGE, "Lucía"))
    drawing = page.locator(".plotted [role=img]")
    expect(drawing).to_have_accessible_name(re.compile("mañanas con respuesta de"))
    page.get_by_text("Lo mismo en una tabla").click()
    expect(page.get_by_role("rowheader", name="mar 28 abr")).to_be_visible()


@pytest.mark.parametrize("kind", [PAGE, SHEET])
def test_headings_come_in_order_under_one_first(page: Page, running: Demo, kind: str):
    page.goto(link(running, kind, "Hannah"))
    levels = page.locator("h1, h2, h3").evaluate_all("all => all.map(one => +one.tagName[1])")
    assert levels[0] == 1 and levels.count(1) == 1
    assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))


def test_the_keyboard_reaches_the_table_and_the_links(page: Page, running: Demo):
    page.goto(link(running, PAGE, "Hannah"))
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to today")).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.locator("summary")).to_be_focused()


CONTRAST = """() => {
  const part = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(c => c / 255)
    .map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
    .reduce((sum, c, at) => sum + c * [.2126, .7152, .0722][at], 0);
  const behind = el => { for (; el; el = el.parentElement) {
    const found = part(getComputedStyle(el).backgroundColor);
    if (found.length < 4 || found[3]) return found; } return [255, 255, 255]; };
  const speaks = el => el.checkVisibility() &&
    [...el.childNodes].some(one => one.nodeType === 3 && one.textContent.trim());
  return [...document.querySelectorAll("body *")].filter(speaks)
    .map(el => { const own = light(part(getComputedStyle(el).color)), under = light(behind(el));
      const ratio = (Math.max(own, under) + .05) / (Math.min(own, under) + .05);
      return [ratio, el.className || el.tagName, el.textContent.trim().slice(0, 40)]; })
    .filter(([ratio]) => ratio < 4.5);
}"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_text_stands_out_from_what_is_behind_it(browser, running: Demo, scheme: str):
    with open_page(browser, color_scheme=scheme) as page:
        for path in (
            link(running, PAGE, "Marcus"),
            link(running, SHEET, "Marcus"),
            link(running, PAGE, "Priya") + "/delete",
            running.address + "/privacy",
        ):
            page.goto(path)
            assert page.evaluate(CONTRAST) == [], path
