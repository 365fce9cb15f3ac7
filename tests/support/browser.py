"""A real browser for the tests: chromium or Google Chrome where there is one, else Playwright's own download.

`python -m tests.support.browser` starts it once and says which it is.
"""

import os
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, sync_playwright
from werkzeug.serving import make_server

ON_PATH = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
ON_MACOS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)

# Nothing leaves the machine: without these each start looks up its maker's hosts.
QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
)


class NoBrowser(Exception):
    """There is no browser on this machine that can be started."""


def find_browser(playwright: Playwright) -> str | None:
    """The path of a browser, or None. BROWSER_PATH names one."""
    named = (
        os.environ.get("BROWSER_PATH"),
        *map(shutil.which, ON_PATH),
        *ON_MACOS,
        playwright.chromium.executable_path,
    )
    return next((path for path in named if path and Path(path).exists()), None)


def launch(playwright: Playwright) -> Browser:
    """Start the browser, or raise NoBrowser with what to do."""
    path = find_browser(playwright)
    if path is None:
        raise NoBrowser("no browser: install chromium or Google Chrome, or run `make browser`")
    as_root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    try:
        return playwright.chromium.launch(executable_path=path, headless=True, args=[*QUIET, *as_root])
    except Error as error:
        raise NoBrowser(f"{path} does not start: {error}") from error


@contextmanager
def open_page(browser: Browser, **options: Any) -> Iterator[Page]:
    """A page with a memory of its own; at the end, an error in it or a request to elsewhere is a failure.

    Its reader is British unless a `locale` is given: pages write days and times as the browser's region does.
    """
    context: BrowserContext = browser.new_context(**{"locale": "en-GB", **options})
    context.set_default_timeout(10_000)
    faults: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(f"error on the page: {error}"))
    page.on("request", lambda request: _note_foreign(request.url, faults))
    try:
        yield page
    finally:
        context.close()
    assert not faults, "\n".join(faults)


def _note_foreign(url: str, faults: list[str]) -> None:
    if not url.startswith(("http://127.0.0.1:", "http://localhost:", "data:", "about:", "blob:")):
        faults.append(f"the page asked for {url}")


@contextmanager
def serve(app: Any) -> Iterator[str]:
    """Serve a WSGI app on a free port of this machine; its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def main() -> int:
    """Say which browser the tests will use: 0, or 1 if there is none."""
    with sync_playwright() as playwright:
        try:
            browser = launch(playwright)
        except NoBrowser as error:
            print(error, file=sys.stderr)
            return 1
        print(f"Browser for the tests: {find_browser(playwright)} {browser.version}")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
