"""What was changed about a team: when, by whom, and what."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from checkin.store.engine import Tx
from checkin.store.tables import team_change


@dataclass(frozen=True)
class Change:
    """Something that was changed. `by`: a coach's name, or "" for the operator."""

    at: datetime
    by: str
    what: str


def note(tx: Tx, team_id: int, by: str, at: datetime, what: Sequence[str]) -> None:
    """Keep what was changed."""
    if what:
        rows = [{"team_id": team_id, "by": by, "at": at, "what": one} for one in what]
        tx.execute(insert(team_change), rows)


def of_team(tx: Tx, team_id: int, limit: int) -> list[Change]:
    """The last changes, the newest first."""
    query = select(team_change.c.at, team_change.c.by, team_change.c.what).where(
        team_change.c.team_id == team_id
    )
    return [Change(*row) for row in tx.execute(query.order_by(team_change.c.id.desc()).limit(limit))]
