"""The record: every line of every journal, replaced ones too, and every decision, withdrawn ones too."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, bindparam, func, insert, select, update

from checkin.core.facts import Fact
from checkin.core.model import Decision, Phase
from checkin.store.codec import pack_fact, unpack_fact
from checkin.store.engine import Tx
from checkin.store.tables import decision, journal


@dataclass(frozen=True)
class Line:
    """A line to record. `replaces`: its number was used before, and what stood there stays on record."""

    runner_id: int
    fact: Fact
    replaces: bool = False


@dataclass(frozen=True)
class Ruling:
    """A decision as it is kept: when it was recorded, and withdrawn if it was."""

    decision: Decision
    recorded_at: datetime
    withdrawn_at: datetime | None


FIELDS = ("at", "day", "rule", "saw", "phase", "stage", "from_phase", "from_stage", "version", "by", "moved")
SAME = ("at", "day", "rule", "saw", "phase", "stage", "from_phase", "from_stage")
WITHDRAW = update(decision).where(
    decision.c.withdrawn_at.is_(None),
    decision.c.runner_id == bindparam("the_runner"),
    *(decision.c[name] == bindparam(f"the_{name}") for name in SAME),
)


def record(tx: Tx, lines: Sequence[Line], now: datetime) -> None:
    """Add lines to journals."""
    if not lines:
        return
    revisions: dict[tuple[int, int], int] = {}
    rows = []
    for line in lines:
        place = (line.runner_id, line.fact.seq)
        if place in revisions:
            revisions[place] += 1
        else:
            revisions[place] = _last_revision(tx, *place) + 1 if line.replaces else 1
        rows.append(
            {
                "runner_id": line.runner_id,
                "seq": line.fact.seq,
                "revision": revisions[place],
                "at": line.fact.at,
                "day": line.fact.day,
                "kind": line.fact.kind.value,
                "fact": pack_fact(line.fact),
                "recorded_at": now,
            }
        )
    tx.execute(insert(journal), rows)


def decide(tx: Tx, made: Sequence[tuple[int, Decision]], now: datetime) -> None:
    """Add decisions, each with its runner."""
    if made:
        rows = [{"runner_id": runner_id, "recorded_at": now, **_columns(value)} for runner_id, value in made]
        tx.execute(insert(decision), rows)


def withdraw(tx: Tx, taken: Sequence[tuple[int, Decision]], now: datetime) -> None:
    """Mark decisions as taken back."""
    if taken:
        rows = [
            {"the_runner": runner_id, **{f"the_{name}": _columns(value)[name] for name in SAME}}
            for runner_id, value in taken
        ]
        tx.execute(WITHDRAW.values(withdrawn_at=now), rows)


def decisions(tx: Tx, runner_id: int, limit: int | None = None) -> list[Ruling]:
    """A runner's decisions, the newest first."""
    query = select(decision).where(decision.c.runner_id == runner_id)
    query = query.order_by(decision.c.at.desc(), decision.c.id.desc()).limit(limit)
    return [ruling(row) for row in tx.execute(query).mappings()]


def facts(tx: Tx, runner_id: int) -> list[Fact]:
    """A runner's whole journal as it holds now, in order."""
    newest = (
        select(journal.c.seq, func.max(journal.c.revision).label("revision"))
        .where(journal.c.runner_id == runner_id)
        .group_by(journal.c.seq)
        .subquery()
    )
    query = (
        select(journal.c.fact)
        .join(newest, (journal.c.seq == newest.c.seq) & (journal.c.revision == newest.c.revision))
        .where(journal.c.runner_id == runner_id)
        .order_by(journal.c.seq)
    )
    return [unpack_fact(line) for line in tx.execute(query).scalars()]


def everything(tx: Tx, runner_id: int) -> list[tuple[int, datetime, Fact]]:
    """A runner's whole journal with what was replaced: revision, when it was recorded, and the line."""
    query = select(journal.c.revision, journal.c.recorded_at, journal.c.fact)
    query = query.where(journal.c.runner_id == runner_id).order_by(journal.c.seq, journal.c.revision)
    return [(revision, at, unpack_fact(line)) for revision, at, line in tx.execute(query)]


def ruling(row: RowMapping) -> Ruling:
    """A decision's row."""
    values = {name: row[name] for name in FIELDS}
    values |= {"phase": Phase(row["phase"]), "from_phase": Phase(row["from_phase"])}
    values["saw"] = json.loads(row["saw"])
    return Ruling(Decision(**values), row["recorded_at"], row["withdrawn_at"])


def _columns(value: Decision) -> dict[str, Any]:
    columns = {name: getattr(value, name) for name in FIELDS}
    columns["saw"] = json.dumps(dict(value.saw), sort_keys=True)
    return columns | {"phase": value.phase.value, "from_phase": value.from_phase.value}


def _last_revision(tx: Tx, runner_id: int, seq: int) -> int:
    query = select(func.max(journal.c.revision)).where(journal.c.runner_id == runner_id, journal.c.seq == seq)
    return tx.execute(query).scalar() or 0
