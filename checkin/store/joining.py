"""Who asked to take part, what they were shown and agreed to, and who wants nothing more."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import delete, func, insert, select, update

from checkin.store.engine import Tx
from checkin.store.tables import consent, joins, mark
from checkin.store.upsert import insert_into

OPTED_OUT, MINOR = "opted-out", "minor"


@dataclass(frozen=True)
class Shown:
    """What somebody was asked to agree to. `edition` names the wording before names are put in; `source` how
    they came to be asked, `statement` what the coach who invited them said."""

    runner_id: int
    team_id: int
    number: str
    source: str
    statement: str
    words: str
    language: str
    edition: str


@dataclass(frozen=True)
class Consent:
    """A consent on record. `agreed_at` and `sid`, the message that said yes: None until then."""

    source: str
    statement: str
    asked_at: datetime
    words: str
    language: str
    edition: str
    agreed_at: datetime | None
    sid: str | None


@dataclass(frozen=True)
class Mark:
    """All that is left of somebody who was erased: that no text may go to the number, and why."""

    why: str
    at: datetime


def asked(tx: Tx, shown: Shown, now: datetime) -> None:
    """Somebody is asked to agree."""
    tx.execute(insert(consent).values(asked_at=now, **vars(shown)))


def agreed(tx: Tx, runner_id: int, now: datetime, sid: str | None) -> bool:
    """They have, to what they were shown last; False if nothing open is on record."""
    last = select(func.max(consent.c.id)).where(consent.c.runner_id == runner_id).scalar_subquery()
    one = update(consent).where(consent.c.id == last, consent.c.agreed_at.is_(None))
    return tx.execute(one.values(agreed_at=now, sid=sid)).rowcount == 1


def consents(tx: Tx, runner_id: int) -> list[Consent]:
    """Every consent of a runner, the oldest first."""
    columns = (
        consent.c.source,
        consent.c.statement,
        consent.c.asked_at,
        consent.c.words,
        consent.c.language,
        consent.c.edition,
        consent.c.agreed_at,
        consent.c.sid,
    )
    query = select(*columns).where(consent.c.runner_id == runner_id).order_by(consent.c.id)
    return [Consent(*row) for row in tx.execute(query)]


def put_mark(tx: Tx, number: str, why: str, now: datetime) -> None:
    """No text may go to this number any more, unless it asks for it."""
    new = insert_into(tx, mark).values(number=number, why=why, at=now)
    tx.execute(new.on_conflict_do_update(index_elements=["number"], set_={"why": why, "at": now}))


def mark_of(tx: Tx, number: str) -> Mark | None:
    """The mark that a number bears."""
    row = tx.execute(select(mark.c.why, mark.c.at).where(mark.c.number == number)).one_or_none()
    return None if row is None else Mark(*row)


def lift_mark(tx: Tx, number: str) -> None:
    """The number has asked for texts again."""
    tx.execute(delete(mark).where(mark.c.number == number))


def joined(tx: Tx, number: str, team_id: int, now: datetime) -> None:
    """Somebody has texted a team's word."""
    tx.execute(insert(joins).values(who=_hash(number), team_id=team_id, at=now))


@dataclass(frozen=True)
class Joins:
    """How many joined by a keyword since an instant: of one number, of one team, of all."""

    number: int
    team: int
    everyone: int


def joins_since(tx: Tx, number: str, team_id: int, since: datetime) -> Joins:
    """How many there were."""
    counts = select(
        func.count().filter(joins.c.who == _hash(number)),
        func.count().filter(joins.c.team_id == team_id),
        func.count(),
    )
    return Joins(*tx.execute(counts.where(joins.c.at > since)).one())


def tidy(tx: Tx, before: datetime) -> int:
    """Forget joins that no cap counts any longer; how many."""
    return tx.execute(delete(joins).where(joins.c.at < before)).rowcount


def _hash(number: str) -> str:
    return sha256(number.encode(errors="surrogatepass")).hexdigest()
