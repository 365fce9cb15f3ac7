"""What teams set for themselves, and protocol files, each kept by what is in it."""

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache
from hashlib import sha256

import msgspec
from sqlalchemy import select, update

from checkin.core.model import Profile
from checkin.core.protocol import NO_TEAM_RULES, Protocol, ProtocolError, Quiet, TeamRules, parse
from checkin.store.engine import Tx
from checkin.store.tables import rulebook, team
from checkin.store.upsert import insert_once

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class TeamSettings:
    """A team's own settings; what is empty is as for the whole service.

    `language`: of whoever joins ("" as the number's country speaks). `morning`, `evening`: when newcomers are
    asked, by their own clock. `protocol`: the digest of the team's own file. `past`: of files that held for
    it before, the service's among them, the newest first.
    """

    language: str = ""
    morning: time | None = None
    evening: time | None = None
    quiet: Quiet | None = None
    protocol: str = ""
    past: tuple[str, ...] = ()

    @property
    def asked_at(self) -> tuple[time, time]:
        """When newcomers are asked in the morning and in the evening, local times."""
        return self.morning or Profile.morning, self.evening or Profile.evening


@dataclass(frozen=True)
class Book:
    """A protocol file that a team brought. `wrong`: why this version of the program can't use it any more."""

    version: str
    body: str
    wrong: str


PLAIN = TeamSettings()


def pack(settings: TeamSettings) -> str | None:
    """Settings as they are stored; None if there are none."""
    return None if settings == PLAIN else msgspec.json.encode(settings).decode()


@lru_cache(maxsize=1024)
def unpack(stored: str | None) -> TeamSettings:
    """The settings that were stored. Those that can't be read count as none, loudly."""
    if not stored:
        return PLAIN
    try:
        return msgspec.json.decode(stored, type=TeamSettings)
    except (msgspec.MsgspecError, ValueError) as error:
        log.error("a team's settings cannot be read, and are left out (%s)", type(error).__name__)
        return PLAIN


def owns(tx: Tx, stored: Iterable[str | None]) -> dict[str | None, TeamRules]:
    """What each of some stored settings means, by one query at most."""
    found = {one: unpack(one) for one in set(stored)}
    wanted = {digest for one in found.values() for digest in (one.protocol, *one.past) if digest}
    books: dict[str, Protocol | None] = {}
    if wanted:
        query = select(rulebook.c.digest, rulebook.c.body).where(rulebook.c.digest.in_(sorted(wanted)))
        books = {digest: _usable(body) for digest, body in tx.execute(query)}
    return {
        one: TeamRules(settings.quiet, books.get(settings.protocol), _known(settings.past, books))
        if one
        else NO_TEAM_RULES
        for one, settings in found.items()
    }


def _known(digests: Iterable[str], books: Mapping[str, Protocol | None]) -> tuple[Protocol, ...]:
    return tuple(found for digest in digests if (found := books.get(digest)) is not None)


def own_of(tx: Tx, settings: TeamSettings) -> TeamRules:
    """What some settings mean."""
    stored = pack(settings)
    return owns(tx, [stored])[stored]


def keep(tx: Tx, body: str, version: str, now: datetime) -> str:
    """A protocol file that can be used is kept; its digest."""
    digest = sha256(body.encode(errors="surrogatepass")).hexdigest()
    insert_once(tx, rulebook, [{"digest": digest, "version": version, "body": body, "created_at": now}])
    return digest


def digest_of(tx: Tx, short: str) -> str:
    """The whole digest of a file that was kept, by its beginning; "" if none was."""
    query = select(rulebook.c.digest).where(rulebook.c.digest.startswith(short, autoescape=True))
    return tx.execute(query.limit(1)).scalar_one_or_none() or "" if short else ""


def serve(tx: Tx, body: str, version: str, now: datetime, most: int) -> tuple[Protocol, ...]:
    """The service starts with a protocol file; those that it had before, the newest first."""
    digest = keep(tx, body, version, now)
    tx.execute(update(rulebook).where(rulebook.c.digest == digest).values(served_at=now))
    before = select(rulebook.c.body).where(rulebook.c.served_at.is_not(None), rulebook.c.digest != digest)
    bodies = tx.execute(before.order_by(rulebook.c.served_at.desc()).limit(most)).scalars()
    return tuple(found for one in bodies if (found := _usable(one)) is not None)


def is_taken(tx: Tx, version: str, body: str) -> bool:
    """Whether another file has a version's name: decisions that name it could not be told apart."""
    other = select(rulebook.c.digest).where(rulebook.c.version == version, rulebook.c.body != body)
    return tx.execute(other.limit(1)).first() is not None


def book(tx: Tx, digest: str) -> Book | None:
    """A protocol file that was kept."""
    query = select(rulebook.c.version, rulebook.c.body).where(rulebook.c.digest == digest)
    row = tx.execute(query).one_or_none()
    return None if row is None else Book(row.version, row.body, _wrong(row.body))


def save(tx: Tx, team_id: int, settings: TeamSettings) -> None:
    """A team's settings from now on."""
    tx.execute(update(team).where(team.c.id == team_id).values(settings=pack(settings)))


def unusable(tx: Tx) -> list[tuple[str, str]]:
    """Teams whose protocol file can't be used by this version of the program, each with why."""
    found = []
    for name, stored in tx.execute(select(team.c.name, team.c.settings).where(team.c.settings.is_not(None))):
        digest = unpack(stored).protocol
        kept = book(tx, digest) if digest else None
        if digest and (kept is None or kept.wrong):
            found.append((name, kept.wrong if kept else "its file is gone"))
    return found


def _usable(body: str) -> Protocol | None:
    found = _read(body)
    return found if isinstance(found, Protocol) else None


def _wrong(body: str) -> str:
    found = _read(body)
    return found if isinstance(found, str) else ""


@lru_cache(maxsize=256)
def _read(body: str) -> Protocol | str:
    """A stored file, or what is wrong with it: a later version of the program may ask for more."""
    try:
        return parse(body)
    except ProtocolError as error:
        log.error("a team's protocol file cannot be used, and the service's holds instead: %s", error)
        return str(error)
