"""Names, replies, notes and reasons of every bad kind, on every page that a coach can open: harmless."""

import csv
import io
import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, Response, StorageState, expect

from checkin.links import PAGE, SHEET
from checkin.roster.model import Show, Sort
from tests.browser.hostile import ARABIC, EVIL, FIRST, NAMES, WORDS, Hostile, build
from tests.service.cast import make_world
from tests.support.browser import open_page, serve

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

WIDTHS = [320, 1280]
FORMULA = ("=", "+", "-", "@", "\t", "\r")
MACHINES = {"static", "health.alive", "health.ready", "health.metrics"}
FILES = {"live.show", "export.file", "teams.file", "own.data", "own.bundle"}

# Whatever is kept apart from the words around it is left out: of the rest each comes after the one before.
ASTRAY = r"""() => {
  const apart = "bdi, q, code, [dir=auto], input, textarea, select, svg, script";
  const block = (e) => { while (getComputedStyle(e).display === "inline") e = e.parentElement; return e; };
  const found = [];
  let last = null;
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node; (node = walk.nextNode());) {
    if (node.parentElement.closest(apart) || !node.parentElement.checkVisibility()) continue;
    let deep = 0;
    const held = block(node.parentElement);
    for (const part of node.data.matchAll(/[\u2066-\u2068]|\u2069|[^\s\u2066-\u2069]+/g)) {
      if (part[0] === "\u2069") deep = Math.max(0, deep - 1);
      else if (/[\u2066-\u2068]/.test(part[0])) deep += 1;
      else if (!deep) {
        const range = document.createRange();
        range.setStart(node, part.index);
        range.setEnd(node, part.index + part[0].length);
        const lines = [...range.getClientRects()];
        if (!lines.length) continue;
        const now = { held, first: lines[0], end: lines[lines.length - 1], word: part[0] };
        if (last && last.held === held && Math.abs(last.end.top - now.first.top) < 4
            && last.end.left > now.first.left + 1)
          found.push(`${last.word} … ${now.word}: ${held.textContent.trim()}`);
        last = now;
      }
    }
  }
  return found;
}"""
OPEN = "document.querySelectorAll('details').forEach((one) => (one.open = true))"


@dataclass
class Served:
    """The same world twice: as it is served, and with the demo's phone."""

    made: Hostile
    web: str
    phone: str
    app: Flask
    cookies: StorageState


@pytest.fixture(scope="module")
def served(
    browser: Browser, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    path = tmp_path_factory.mktemp("hostile") / "checkin.db"
    shutil.copyfile(sqlite_template, path)
    made = build(make_world(f"sqlite:///{path}"))
    web, phone = made.app(), made.app(phone=True)
    with serve(web) as one, serve(phone) as other:
        yield Served(made, one, other, phone, _sign_in(browser, made, one))
    made.world.services.store.close()


def addresses(served: Served) -> dict[str, list[str]]:
    """Everything that answers a GET, by its endpoint. One that is not named here is found out."""
    ids = served.made.runners.values()
    own = [served.made.address(PAGE, one) for one in ids]
    sheets = [served.made.address(SHEET, one) for one in ids]
    roster = [
        "/",
        "/?team=2",
        *(f"/?show={one.name.lower()}" for one in Show),
        *(f"/?sort={one.name.lower()}" for one in Sort),
        *(f"/?find={word}" for word in ("x", "<script>alert(1)</script>", ARABIC, "\u202eevil", "=1", "🔥")),
    ]
    return {
        "roster.show": roster,
        "roster.runner": [f"/runners/{one}" for one in ids],
        "teams.show": ["/team"],
        "teams.file": ["/team/protocol"],
        "invitations.show": ["/invitations"],
        "inviting.show": ["/invite"],
        "sessions.show": ["/sessions"],
        "door.show": ["/sign-in"],
        "door.taking_on": ["/taking-on"],
        "phone.show": [f"/phone?runner={one}" for one in ids],
        "live.show": ["/live"],
        "export.file": [
            f"/export/{what}.{form}" for what in ("roster", "history") for form in ("csv", "json")
        ],
        "own.page": own,
        "own.data": [f"{one}/data.json" for one in own],
        "own.ask": [f"{one}/delete" for one in own[:2]],
        "own.sheet": [*sheets, *(f"{one}?lang=es" for one in sheets[:2])],
        "own.bundle": [f"{one}/fhir.json?name=yes" for one in sheets],
        "own.privacy": ["/privacy"],
    }


def _sign_in(browser: Browser, made: Hostile, address: str) -> StorageState:
    with open_page(browser) as page:
        page.goto(address)
        page.get_by_label("Your mobile number").fill(FIRST)
        page.get_by_role("button", name="Text me a code").click()
        sent = [str(body) for to, body in made.world.outbox("number", "body") if to == FIRST]
        page.get_by_label("Code, six digits").fill(sent[-1][:6])
        page.get_by_role("button", name="Sign in", exact=True).click()
        expect(page.locator(".row").first).to_be_visible()
        return page.context.storage_state()


@contextmanager
def signed_in(browser, served: Served, width: int) -> Iterator[Page]:
    """A page of the coach's own, which hears whatever goes wrong on it."""
    wrong: list[str] = []
    size = {"width": width, "height": 740}
    with open_page(browser, viewport=size, storage_state=served.cookies) as page:
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.on("dialog", lambda one: wrong.append(one.message))
        yield page
    assert wrong == []


def look_at(page: Page, answer: Response | None) -> None:
    """It came, nothing that was typed is a part of it, it fits, and its own words keep their order."""
    assert answer and answer.status < 400, page.url
    page.evaluate(OPEN)
    assert page.evaluate("document.title") != "gone", page.url
    assert page.locator("script:not([src]), img, [onerror]").count() == 0, page.url
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, page.url
    assert astray(page) == [], page.url


def astray(page: Page) -> list[str]:
    """Words that somebody's writing has put out of their order."""
    return [str(one) for one in page.evaluate(ASTRAY)]


@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_shows_what_was_typed_and_nothing_happens(browser, served: Served, width: int):
    known = addresses(served)
    asked = {one.endpoint for one in served.app.url_map.iter_rules() if "GET" in (one.methods or ())}
    assert asked - MACHINES <= set(known)
    with signed_in(browser, served, width) as page:
        for endpoint, paths in known.items():
            if endpoint in FILES:
                continue
            base = served.phone if endpoint == "phone.show" else served.web
            for path in paths:
                look_at(page, page.goto(base + path))
        for kind, name in NAMES.items():
            page.goto(f"{served.web}/runners/{served.made.runners[kind]}")
            assert page.locator("h1 bdi").text_content() == name


def test_on_paper_too(browser, served: Served):
    with signed_in(browser, served, 1280) as page:
        for path in ("/", *addresses(served)["roster.runner"], *addresses(served)["own.sheet"]):
            page.emulate_media(media="print")
            look_at(page, page.goto(served.web + path))
            assert page.pdf(format="A4").startswith(b"%PDF")


@pytest.mark.parametrize(("width", "kind"), [(320, "hebrew"), (1280, "formula")])
def test_what_a_coach_types_and_what_is_said_back_are_text(browser, served: Served, width: int, kind: str):
    with signed_in(browser, served, width) as page:
        page.goto(f"{served.web}/runners/{served.made.runners['hebrew']}")
        page.get_by_text("Write a note").click()
        page.locator("#note").fill(f"{EVIL} {WORDS['override']}")
        page.get_by_role("button", name="Keep the note").click()
        expect(page.get_by_role("status").first).to_have_text("Noted.")
        expect(page.locator(".doings").last).to_contain_text(EVIL)
        page.get_by_text("Move them in the plan").click()
        page.get_by_label("To", exact=True).select_option("3")
        page.locator("#why-move").fill(f"{WORDS[kind]} {EVIL}" if kind in WORDS else EVIL)
        page.get_by_role("button", name="Move, with my name").click()
        expect(page.get_by_role("status").first).to_contain_text(f"\u2068{NAMES['hebrew']}\u2069 is moved")
        expect(page.locator(".doings q").first).to_contain_text(EVIL)
        assert page.title() == NAMES["hebrew"] and astray(page) == []


def test_files_hold_it_as_text_and_no_cell_is_a_formula(browser, served: Served):
    with signed_in(browser, served, 1280) as page:
        for what in ("roster", "history"):
            body = page.request.get(f"{served.web}/export/{what}.csv").body().decode("utf-8-sig")
            rows = list(csv.reader(io.StringIO(body, newline=""), strict=True))
            assert {len(row) for row in rows} == {len(rows[0])}
            assert not [cell for row in rows for cell in row if cell.startswith(FORMULA)]
            names = {row[rows[0].index("name")] for row in rows[1:]}
            assert names == {f"'{name}" if name.startswith(FORMULA) else name for name in NAMES.values()}
            made = json.loads(page.request.get(f"{served.web}/export/{what}.json").body())
            assert {one["name"] for one in made[what]} == set(NAMES.values())
        for endpoint in sorted(FILES - {"export.file"}):
            for path in addresses(served)[endpoint]:
                answer = page.request.get(served.web + path)
                assert answer.status == 200, path
                assert answer.headers["x-content-type-options"] == "nosniff"
                assert "html" not in answer.headers["content-type"]


@pytest.mark.parametrize(
    ("markup", "strays"),
    [
        (f"<p>undone by {ARABIC}, 25 Nov 10:40</p>", True),
        (f"<p>undone by <bdi>{ARABIC}</bdi>, 25 Nov 10:40</p>", False),
        (f"<p>undone by \u2068{ARABIC}\u2069, 25 Nov 10:40</p>", False),
        ("<p>Ann \u202eevil, may run</p>", True),
        ("<p><bdi>Ann \u202eevil</bdi>, may run</p>", False),
    ],
)
def test_a_name_that_reorders_its_neighbours_is_found_out(page: Page, markup: str, strays: bool):
    page.set_content(f'<html lang="en"><meta charset="utf-8"><body>{markup}</body></html>')
    assert bool(page.evaluate(ASTRAY)) is strays


def test_a_script_that_ran_or_a_page_too_wide_is_found_out(page: Page):
    page.set_content(f"<p>{EVIL}</p>")
    assert page.evaluate("document.title") == "gone" and page.locator("img").count() == 1
    page.set_content(f"<p>{NAMES['long']}</p>")
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") > 0
