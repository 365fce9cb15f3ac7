"""The pages as a coach's browser sees them, on the real service."""

import re
from dataclasses import dataclass, replace
from datetime import timedelta
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.test import TestResponse

from checkin.config import Settings
from checkin.store import sign_in
from checkin.store.people import Coach
from checkin.web import create_app
from tests.service.cast import OURS, World

PUBLIC = "https://checkin.example.org"
SETTINGS = Settings(
    secret_key="s" * 40,
    public_url=PUBLIC,
    account_sid="AC" + "0" * 32,
    auth_tokens=("t" * 32,),
    sender=OURS,
)
TOKEN = re.compile(r'name="csrf" value="([^"]+)"')


@dataclass
class Site:
    """The web over a world of one team, and one browser."""

    world: World
    app: Flask
    browser: FlaskClient

    def get(self, path: str) -> TestResponse:
        return self.browser.get(path, base_url=PUBLIC)

    def post(self, path: str, **fields: str) -> TestResponse:
        """A form of a page that is open: its token is sent along."""
        return self.browser.post(path, base_url=PUBLIC, data={"csrf": self.token(), **fields})

    def token(self) -> str:
        """The form token of this browser's session."""
        found = TOKEN.search(self.get("/sign-in?token=" + self.link(None)).text)
        assert found
        return found[1]

    def link(self, coach: Coach | None, hours: float = 1) -> str:
        """A one-time token, as `checkin coach link` makes it."""
        self.world.texts += 1
        token = f"token-{self.world.texts}"
        coach = coach or self.world.coach()
        now = self.world.services.clock()
        with self.world.services.store.begin() as tx:
            sign_in.issue(tx, coach.id, token, now, now + timedelta(hours=hours))
        return token

    def sign_in(self, coach: Coach | None = None) -> Coach:
        """A coach comes in."""
        coach = coach or self.world.coach()
        assert self.post("/sign-in", token=self.link(coach)).status_code == 303
        return coach

    def words(self, path: str = "/") -> str:
        """What a page says, without its markup."""
        page = self.get(path)
        assert page.status_code == 200, page.status
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.text)).split())

    def another(self) -> "Site":
        """A second browser."""
        return replace(self, browser=self.app.test_client())


class Compiled(BytecodeCache):
    """What each version of a page's template was compiled to: as many sites say it as there are tests."""

    def __init__(self) -> None:
        self._kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if kept := self._kept.get(f"{bucket.key}.{bucket.checksum}"):
            bucket.bytecode_from_string(kept)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._kept[f"{bucket.key}.{bucket.checksum}"] = bucket.bytecode_to_string()


COMPILED = Compiled()


def make_site(world: World) -> Site:
    """The web with all that production has."""
    app = create_app(replace(world.services, settings=SETTINGS))
    app.jinja_env.bytecode_cache = COMPILED
    return Site(world, app, app.test_client())
