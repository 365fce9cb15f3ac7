"""The README's pictures, taken of the demo in a real browser: python -m tests.browser.pictures."""

import logging
import sys
import tempfile
import threading
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import select

from checkin import links
from checkin.demo.folder import Folder
from checkin.demo.main import Demo
from checkin.store.tables import runner
from tests.browser.conftest import LAST
from tests.support.browser import NoBrowser, launch, open_page

DOCS = Path(__file__).parents[2] / "docs"
# file, address, width, height, light or dark; {page:Name} and {sheet:Name} are a runner's own addresses
PICTURES = (
    ("roster.png", "/", 1280, 900, "light"),
    ("roster-dark.png", "/", 1280, 900, "dark"),
    ("roster-phone.png", "/", 360, 780, "light"),
    ("phone.png", "/phone", 1280, 860, "light"),
    ("runner.png", "{runner:Theo}", 1280, 1000, "light"),
    ("page.png", "{page:Priya}", 360, 780, "light"),
    ("sheet.png", "{sheet:Marcus}", 1160, 1500, "light"),
)


def take(browser: Browser, demo: Demo) -> None:
    """Write every picture."""
    for name, path, width, height, scheme in PICTURES:
        size = {"width": width, "height": height}
        with open_page(browser, viewport=size, color_scheme=scheme) as page:
            page.goto(demo.address + _path(demo, path))
            page.screenshot(path=DOCS / name)
            print(DOCS / name)


def _path(demo: Demo, path: str) -> str:
    kind, _, name = path.strip("{}").partition(":")
    if not name:
        return path
    services = demo.services
    with services.store.read() as tx:
        found = tx.execute(select(runner.c.id).where(runner.c.name.startswith(name))).scalar_one()
    if kind == "runner":
        return f"/runners/{found}"
    return links.address("", services.settings.secret_key, kind, found, services.clock())


def main() -> int:
    """Play a demo, serve it, take the pictures: 0, or 1 without a browser."""
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        try:
            browser = launch(playwright)
        except NoBrowser as error:
            print(error, file=sys.stderr)
            return 1
        demo = Demo(Folder(Path(folder)), port=0, last=LAST)
        serving = threading.Thread(target=demo.serve)
        serving.start()
        try:
            take(browser, demo)
        finally:
            demo.stop()
            serving.join()
            browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
