"""The browser harness: a real page is clicked, and a page that reaches outside or breaks is a failure."""

import pytest
from flask import Flask

from tests.support.browser import open_page, serve

pytestmark = pytest.mark.browser


def one_page(html: str) -> Flask:
    app = Flask(__name__)
    app.add_url_rule("/", view_func=lambda: html)
    app.add_url_rule("/favicon.ico", endpoint="icon", view_func=lambda: ("", 204))
    return app


def test_a_click_is_seen(page):
    html = "<button onclick=\"document.title = 'clicked'\">Send</button>"
    with serve(one_page(html)) as address:
        page.goto(address)
        page.get_by_role("button", name="Send").click()
        assert page.title() == "clicked"


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ("<script>missing_function()</script>", "missing_function"),
        ("<img src='http://example.invalid/x.png'>", "example.invalid"),
    ],
)
def test_a_page_that_breaks_or_reaches_outside_fails(browser, html, fault):
    with serve(one_page(html)) as address, pytest.raises(AssertionError, match=fault):  # noqa: SIM117
        with open_page(browser) as page:
            page.goto(address)
