"""An American coach's browser: days and times fit their places, though longer, and the chart follows."""

import re

import pytest
from playwright.sync_api import expect

from tests.support.browser import open_page

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

# The text of each, and whether it needs more room than it has.
TOO_LONG = """all => all.map((one) => {
  const text = document.createRange();
  text.selectNodeContents(one);
  const wide = text.getBoundingClientRect().width - one.parentElement.getBoundingClientRect().width;
  return wide > 1 ? one.textContent : "";
}).filter(Boolean)"""


@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_holds_the_longer_days_and_times(browser, demo: str, width: int):
    with open_page(browser, viewport={"width": width, "height": 900}, locale="en-US") as page:
        page.goto(demo + "/")
        expect(page.locator("#status")).to_contain_text(re.compile(r"Live, \d+:\d\d\s[ap]m\."))
        expect(page.locator(".date")).to_have_text("Tuesday, April 28")
        assert page.locator(".figs dt").evaluate_all(TOO_LONG) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        page.goto(demo + "/runners/10")
        page.get_by_text("The last four weeks, day by day").click()
        assert page.locator(".ledger dt").evaluate_all(TOO_LONG) == []
        over = page.locator("#plot .u-over")
        over.scroll_into_view_if_needed()
        over.hover()
        expect(page.locator("#plot .u-legend")).to_contain_text(re.compile(r"[A-Z][a-z]{2}, (Mar|Apr) \d"))
        assert page.evaluate("document.documentElement.scrollWidth") <= width
