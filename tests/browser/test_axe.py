"""Every page by axe-core's rules for WCAG 2.2 AA, light and dark, on a phone and at a desk: no violations."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.support.browser import open_page

# The first of them waits for eight weeks to be played.
pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
PAGES = (
    "/",
    "/?show=need",
    "/runners/1",
    "/runners/2",
    "/runners/10",
    "/phone",
    "/sign-in",
    "/privacy",
    "/me/none",
)
SIZES = ({"width": 1280, "height": 900}, {"width": 360, "height": 780})


def broken(page: Page) -> list[str]:
    """The rules that a page breaks, each with where."""
    found = Axe().run(page, options=RULES).response["violations"]
    return [f"{one['id']}: {node['html'][:120]}" for one in found for node in one["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_breaks_no_rule(browser, demo: str, path: str, scheme: str):
    for size in SIZES:
        with open_page(browser, viewport=size, color_scheme=scheme) as page:
            page.goto(demo + path)
            assert broken(page) == [], size


def test_the_page_and_the_sheet_that_runners_are_texted_break_no_rule(browser, demo: str):
    with open_page(browser, viewport=SIZES[1]) as page:
        page.goto(f"{demo}/phone?runner=10")
        for word in ("PAGE", "SHEET"):
            page.fill("#say", word)
            page.get_by_role("button", name="Send").click()
        links = page.locator(".talk .out a")
        addresses = [links.nth(at).get_attribute("href") or "" for at in range(links.count())]
        own = [one for one in addresses if re.search(r"/(?:me|sheet)/", one)][-2:]
        assert len(own) == 2
        for address in own:
            page.goto(address)
            assert broken(page) == []


def test_a_page_that_breaks_one_is_found_out(browser):
    with open_page(browser) as page:
        page.set_content('<html lang="en"><title>x</title><main><h1>x</h1><img src="a.png"></main></html>')
        assert any(one.startswith("image-alt") for one in broken(page))
