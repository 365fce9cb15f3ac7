"""What pages and commands show: a team's runners, one runner's conversation, all that is kept of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from itertools import groupby
from typing import Any

from sqlalchemy import and_, func, or_, select

from checkin.core.facts import Fact
from checkin.core.model import Decision
from checkin.roster.model import Known, Told
from checkin.store import history, runners
from checkin.store.codec import unpack_fact
from checkin.store.engine import Tx
from checkin.store.ranks import ARRIVED, BAD
from checkin.store.ranks import lines as lines
from checkin.store.runners import Kept
from checkin.store.tables import decision, inbound, journal, outbox, runner

LOST = ("undelivered", "failed", "unknown")


@dataclass(frozen=True)
class Message:
    """A text of a conversation. `state` and `kind` are of texts that went out; `label` of what was read."""

    at: datetime
    body: str
    incoming: bool
    state: str = ""
    kind: str = ""
    label: str = ""


@dataclass(frozen=True)
class Line:
    """A line of a journal as it was recorded; a higher revision replaces a lower one."""

    revision: int
    recorded_at: datetime
    fact: Fact


@dataclass(frozen=True)
class Export:
    """All that is kept of a runner."""

    kept: Kept
    messages: list[Message]
    journal: list[Line]
    decisions: list[history.Ruling]


def some(tx: Tx, ids: Sequence[int], since: date) -> list[Known]:
    """Those of some ids, in their order."""
    query = select(*runners.COLUMNS).where(runner.c.id.in_(ids))
    found = {kept.id: kept for kept in runners.kept_of(tx, tx.execute(query))}
    return _known(tx, [found[one] for one in ids if one in found], since)


def everyone(tx: Tx, team_id: int) -> list[int]:
    """The ids of a team, by name."""
    query = select(runner.c.id).where(runner.c.team_id == team_id).order_by(runner.c.folded, runner.c.id)
    return list(tx.execute(query).scalars())


def records(tx: Tx, ids: Sequence[int]) -> tuple[dict[int, list[Fact]], dict[int, list[history.Ruling]]]:
    """The whole journals of some, as they hold now, and all their decisions, each in order."""
    key = (journal.c.runner_id, journal.c.seq)
    newest = func.row_number().over(partition_by=key, order_by=journal.c.revision.desc()).label("age")
    lines = select(*key, journal.c.fact, newest).where(journal.c.runner_id.in_(ids)).subquery()
    query = select(lines.c.runner_id, lines.c.fact).where(lines.c.age == 1)
    facts: dict[int, list[Fact]] = defaultdict(list)
    for runner_id, line in tx.execute(query.order_by(lines.c.runner_id, lines.c.seq)):
        facts[runner_id].append(unpack_fact(line))
    rulings: dict[int, list[history.Ruling]] = defaultdict(list)
    made = select(decision).where(decision.c.runner_id.in_(ids)).order_by(decision.c.at, decision.c.id)
    for row in tx.execute(made).mappings():
        rulings[row["runner_id"]].append(history.ruling(row))
    return facts, rulings


def member(tx: Tx, team_ids: Sequence[int], runner_id: int, since: date) -> Known | None:
    """One runner, if they are in one of these teams."""
    kept = runners.get(tx, runner_id)
    if kept is None or kept.team_id not in team_ids:
        return None
    return _known(tx, [kept], since)[0]


def conversation(tx: Tx, runner_id: int, limit: int | None = None) -> list[Message]:
    """A runner's last texts in both directions, oldest first."""
    came = select(inbound.c.received_at, inbound.c.body, inbound.c.label)
    came = came.where(inbound.c.runner_id == runner_id).order_by(inbound.c.received_at.desc(), inbound.c.sid)
    # A text that still waits, or never went, is shown where it was to go.
    at = func.coalesce(outbox.c.sent_at, outbox.c.not_before, outbox.c.created_at)
    went = select(at, outbox.c.body, outbox.c.state, outbox.c.kind)
    went = went.where(outbox.c.runner_id == runner_id).order_by(at.desc(), outbox.c.id.desc())
    messages = [
        Message(at, body, True, label=label or "") for at, body, label in tx.execute(came.limit(limit))
    ]
    sent = [Message(at, body, False, state, kind) for at, body, state, kind in tx.execute(went.limit(limit))]
    messages += reversed(sent)
    messages.sort(key=lambda message: (message.at, not message.incoming))
    return messages[-limit:] if limit else messages


def export(tx: Tx, kept: Kept) -> Export:
    """All that is kept of a runner."""
    journal = [Line(*line) for line in history.everything(tx, kept.id)]
    return Export(kept, conversation(tx, kept.id), journal, history.decisions(tx, kept.id))


def _known(tx: Tx, found: Sequence[Kept], since: date) -> list[Known]:
    ids = [kept.id for kept in found]
    decided, heard, unread = _decided(tx, ids, since), _heard(tx, ids), _unread(tx, ids)
    told, unreached, said = _told(tx, ids), _unreached(tx, ids, since), _said(tx, found)
    bad = _by_runner(tx, select(runner.c.id, runner.c.bad_since).where(runner.c.id.in_(ids), BAD))
    return [
        Known(
            id=kept.id,
            number=kept.number,
            runner=kept.runner,
            own=kept.own,
            decisions=decided.get(kept.id, ()),
            told=told.get(kept.id),
            heard=heard.get(kept.id),
            said=said.get(kept.id, ""),
            unread=unread.get(kept.id, 0),
            unreached=bad.get(kept.id) or unreached.get(kept.id),
        )
        for kept in found
    ]


def _decided(tx: Tx, ids: Sequence[int], since: date) -> dict[int, tuple[Decision, ...]]:
    query = (
        select(decision)
        .where(decision.c.runner_id.in_(ids), decision.c.day >= since, decision.c.withdrawn_at.is_(None))
        .order_by(decision.c.runner_id, decision.c.day, decision.c.id)
    )
    return {
        runner_id: tuple(history.ruling(row).decision for row in group)
        for runner_id, group in groupby(tx.execute(query).mappings(), lambda row: int(row["runner_id"]))
    }


def _heard(tx: Tx, ids: Sequence[int]) -> dict[int, datetime]:
    last = select(func.max(inbound.c.received_at)).where(inbound.c.runner_id == runner.c.id)
    found = _by_runner(tx, select(runner.c.id, last.scalar_subquery()).where(runner.c.id.in_(ids)))
    return {runner_id: at for runner_id, at in found.items() if at is not None}


def _unread(tx: Tx, ids: Sequence[int]) -> dict[int, int]:
    waiting = and_(inbound.c.handled_at.is_(None), inbound.c.runner_id.in_(ids))
    return _by_runner(
        tx, select(inbound.c.runner_id, func.count()).where(waiting).group_by(inbound.c.runner_id)
    )


def _said(tx: Tx, found: Sequence[Kept]) -> dict[int, str]:
    """The words that raised an open alert: the text that came at its instant."""
    alerts = {
        kept.id: alert for kept in found if (alert := kept.runner.talk.alert) and not alert.acknowledged
    }
    raised = [
        and_(inbound.c.runner_id == runner_id, inbound.c.received_at == alert.at)
        for runner_id, alert in alerts.items()
        if alert is not None and not alert.acknowledged
    ]
    if not raised:
        return {}
    return _by_runner(tx, select(inbound.c.runner_id, inbound.c.body).where(or_(*raised)))


def _told(tx: Tx, ids: Sequence[int]) -> dict[int, Told]:
    replies = select(outbox.c.id).where(outbox.c.runner_id == runner.c.id, outbox.c.kind == "reply")
    # The first text of the last reply: it holds what was decided; a second one may be a tip alone.
    last = replies.order_by(outbox.c.created_at.desc(), outbox.c.seq, outbox.c.id.desc()).limit(1)
    query = select(runner.c.id, outbox.c.created_at, outbox.c.body)
    query = query.join(outbox, outbox.c.id == last.correlate(runner).scalar_subquery())
    query = query.where(runner.c.id.in_(ids))
    return {runner_id: Told(at, body) for runner_id, at, body in tx.execute(query)}


def _unreached(tx: Tx, ids: Sequence[int], since: date) -> dict[int, datetime]:
    """When the first was sent of the texts in a row, up to the last, that did not arrive."""
    recent = outbox.c.created_at >= datetime.combine(since, time(), UTC)
    arrived = (
        select(outbox.c.runner_id, func.max(outbox.c.id).label("id"))
        .where(outbox.c.state.in_(ARRIVED), outbox.c.runner_id.in_(ids), recent)
        .group_by(outbox.c.runner_id)
        .subquery()
    )
    query = (
        select(outbox.c.runner_id, func.min(outbox.c.created_at))
        .outerjoin(arrived, arrived.c.runner_id == outbox.c.runner_id)
        .where(outbox.c.state.in_(LOST), outbox.c.runner_id.in_(ids), recent)
        .where(or_(arrived.c.id.is_(None), outbox.c.id > arrived.c.id))
        .group_by(outbox.c.runner_id)
    )
    return _by_runner(tx, query)


def _by_runner(tx: Tx, query: Any) -> dict[int, Any]:
    return {runner_id: value for runner_id, value in tx.execute(query)}  # noqa: C416 (rows are no pairs)
