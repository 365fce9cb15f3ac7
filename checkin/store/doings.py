"""What coaches did about a runner and wrote down: kept with who and why, undone where that can be."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import and_, func, insert, select, update

from checkin.store.engine import Tx
from checkin.store.tables import action, note


@dataclass(frozen=True)
class Doing:
    """Something that a coach did. `undo`: what it takes to take it back, empty where nothing can."""

    id: int
    runner_id: int
    by: str
    at: datetime
    what: str
    why: str
    undo: Mapping[str, Any]
    undone_at: datetime | None
    undone_by: str | None

    @property
    def can_be_undone(self) -> bool:
        """Whether it still stands, and can be taken back."""
        return bool(self.undo) and self.undone_at is None


@dataclass(frozen=True)
class Note:
    """What a coach wrote down; the runner does not see it."""

    id: int
    by: str
    at: datetime
    body: str


DOINGS = select(
    action.c.id,
    action.c.runner_id,
    action.c.by,
    action.c.at,
    action.c.what,
    action.c.why,
    action.c.undo,
    action.c.undone_at,
    action.c.undone_by,
)


def add(tx: Tx, runner_id: int, by: str, at: datetime, what: str, why: str, undo: Mapping[str, Any]) -> int:
    """Keep what was done; its id."""
    row = {
        "runner_id": runner_id,
        "by": by,
        "at": at,
        "what": what,
        "why": why,
        "undo": json.dumps(dict(undo)),
    }
    key = tx.execute(insert(action).values(row)).inserted_primary_key
    assert key is not None
    return int(key[0])


def of_runner(tx: Tx, runner_id: int, limit: int | None = None) -> list[Doing]:
    """What was done about a runner, the newest first."""
    query = DOINGS.where(action.c.runner_id == runner_id).order_by(action.c.id.desc()).limit(limit)
    return [_doing(row) for row in tx.execute(query)]


def get(tx: Tx, runner_id: int, doing_id: int) -> Doing | None:
    """One of them."""
    row = tx.execute(DOINGS.where(action.c.runner_id == runner_id, action.c.id == doing_id)).one_or_none()
    return None if row is None else _doing(row)


def count(tx: Tx, runner_id: int, what: str, since: datetime) -> int:
    """How often something was done about a runner since an instant."""
    one = and_(action.c.runner_id == runner_id, action.c.what == what, action.c.at > since)
    return tx.execute(select(func.count()).select_from(action).where(one)).scalar_one()


def undone(tx: Tx, doing_id: int, by: str, at: datetime) -> bool:
    """It has been taken back; False if it was before."""
    one = update(action).where(action.c.id == doing_id, action.c.undone_at.is_(None))
    return tx.execute(one.values(undone_at=at, undone_by=by)).rowcount == 1


def amend(tx: Tx, doing_id: int, undo: Mapping[str, Any]) -> None:
    """What it takes to take it back is something else by now."""
    tx.execute(update(action).where(action.c.id == doing_id).values(undo=json.dumps(dict(undo))))


def write_note(tx: Tx, runner_id: int, by: str, at: datetime, body: str) -> None:
    """Keep a note."""
    tx.execute(insert(note).values(runner_id=runner_id, by=by, at=at, body=body))


def notes(tx: Tx, runner_id: int) -> list[Note]:
    """The notes on a runner, the newest first."""
    query = select(note.c.id, note.c.by, note.c.at, note.c.body).where(note.c.runner_id == runner_id)
    return [Note(*row) for row in tx.execute(query.order_by(note.c.id.desc()))]


def _doing(row: Any) -> Doing:
    found = row._mapping
    return Doing(**{**found, "undo": json.loads(found["undo"])})
