"""A team chosen, counted and ordered by its kept ranks: queries of one index, which read nobody's state."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Integer, Subquery, and_, case, func, literal, or_, select, text

from checkin.roster import folding, readout
from checkin.roster.model import Count, Group, Show, Sort, Wish
from checkin.roster.rank import NEWS, QUIET, QUIET_PLACES, UNREACHED, UNREAD, places
from checkin.roster.readout import Voice
from checkin.store.engine import Tx
from checkin.store.tables import inbound, outbox, runner
from checkin.store.tables.texts import UNREACHED as IS_LOST

ARRIVED = ("accepted", "sent", "delivered")
BAD = runner.c.bad_since.is_not(None)
NEED = places(Group.NEED)
WAITING = select(func.count()).where(inbound.c.handled_at.is_(None)).scalar_subquery()


def lines(tx: Tx, team_id: int, since: date, now: datetime) -> dict[int, Count]:
    """A team counted by the lines of the table of ranks."""
    return lines_and_version(tx, team_id, since, now)[0]


def lines_and_version(tx: Tx, team_id: int, since: date, now: datetime) -> tuple[dict[int, Count], str]:
    """A team counted by the lines of the table of ranks, and its version, in one query that reads nobody's
    state."""
    team = _kept(team_id, since, now, None)
    by = (team.c.kept, team.c.unread, team.c.unreached)
    sums = (func.sum(case((team.c[name], 1), else_=0)) for name in ("better", "asked", "answered"))
    query = select(*by, func.count(), *sums, *_marks(team), WAITING).group_by(*by)
    found = tx.execute(query).all()
    counts: dict[int, Count] = {}
    for kept, unread, unreached, number, better, asked, answered, *_ in found:
        at = _at(kept, unread, unreached)
        before = counts.get(at, Count(0))
        better = 0 if at in NEED else better
        counts[at] = Count(
            before.number + number, before.better + better, before.asked + asked, before.answered + answered
        )
    marks = [sum(column) for column in zip(*(one[7:-1] for one in found), strict=True)]
    return counts, _version([*marks, found[0][-1]] if found else [])


def _at(kept: int, unread: bool, unreached: bool) -> int:
    """The line that holds in the end, for a group of runners; `_placed` says the same in SQL."""
    if unread and kept > UNREAD:
        return UNREAD
    return UNREACHED if unreached and (kept == QUIET or kept > UNREACHED) else kept


def chosen(
    tx: Tx, team_id: int, wish: Wish, size: int, since: date, now: datetime
) -> tuple[list[int], int | None]:
    """The ids of one page of a team, as they are to be shown, and if it is a search, how many it finds."""
    team = _placed(team_id, since, now)
    wanted = [team.c.folded.contains(part, autoescape=True) for part in folding.wanted(wish.find)]
    if wish.find and not wanted:
        return [], 0
    shown = {
        Show.NEED: team.c.at.in_(NEED),
        Show.RUN: team.c.at.in_(places(Group.RUN)),
        Show.QUIET: team.c.at.in_(QUIET_PLACES),
        Show.BETTER: team.c.better,
    }
    if wish.show in shown:
        wanted.append(shown[wish.show])
    by = {
        Sort.NEED: (team.c.at.in_(places(Group.DONE)), team.c.at, team.c.spot),  # groups as on the page
        Sort.NAME: (),
        Sort.TREND: (team.c.fall.desc(),),
        Sort.HEARD: (team.c.heard_on.is_(None), team.c.heard_on.desc()),
    }[wish.sort]
    # What is not searched for is counted already, by `lines`.
    number = func.count().over() if wish.find else literal(None, Integer)
    query = select(team.c.id, number).where(*wanted).order_by(*by, team.c.folded, team.c.id)
    found = tx.execute(query.limit(size).offset(wish.start)).all()
    return [one[0] for one in found], found[0][1] if found else (0 if wish.find else None)


def voices(tx: Tx, team_id: int, since: date, now: datetime, ids: Sequence[int] | None = None) -> list[Voice]:
    """Who of a team is read out, or of some of it."""
    team = _placed(team_id, since, now, ids)
    query = select(runner.c.name, team.c.say, runner.c.stage).join(team, team.c.id == runner.c.id)
    query = query.where(team.c.say != readout.NOT_READ).order_by(runner.c.folded, runner.c.id)
    return [Voice(name, say, stage) for name, say, stage in tx.execute(query)]


def version(tx: Tx, team_id: int, since: date, now: datetime) -> str:
    """Another one when a page of the team may have changed, in one query that reads nobody's state.

    Every save counts one runner's version up; days that end, texts that wait and numbers that are not
    reached change pages without a save.
    """
    *marks, waiting = tx.execute(select(*_marks(_kept(team_id, since, now, None)), WAITING)).one()
    return _version([one or 0 for one in marks] + [waiting] if marks[0] else [])


def _version(marks: Sequence[int]) -> str:
    return "-".join(map(str, marks)) or "0"


def _marks(team: Subquery) -> Iterator[Any]:
    """What to add up over a team, so that whatever changes it changes a sum."""
    yield func.sum(team.c.id)
    yield func.sum(team.c.version)
    for name in ("fresh", "news", "unreached"):
        yield func.sum(case((team.c[name], team.c.id), else_=0))  # which ones, not how many


def _kept(team_id: int, since: date, now: datetime, ids: Sequence[int] | None) -> Subquery:
    """The ranks of a team, or of some of it, as they are kept, and what of them still holds at an instant."""
    fresh = runner.c.day_ends > now
    news = and_(runner.c.line.in_(NEWS), runner.c.news_ends > now)
    # Not "is not null": that would lead both databases to the index of all texts instead of those that wait.
    unread = select(func.coalesce(inbound.c.runner_id, 0)).where(inbound.c.handled_at.is_(None))
    return (
        select(
            *(runner.c[name] for name in ("id", "version", "spot", "fall", "heard_on", "folded")),
            case((or_(fresh, news), runner.c.line), else_=runner.c.calm_line).label("kept"),
            case((or_(fresh, news), runner.c.say), else_=runner.c.calm_say).label("say"),
            # A week's trend does not end with the night; without a step in the morning it ends then.
            and_(runner.c.better, runner.c.day_ends > now - timedelta(days=1)).label("better"),
            and_(runner.c.asked, fresh).label("asked"),
            and_(runner.c.answered, fresh).label("answered"),
            fresh.label("fresh"),
            news.label("news"),
            runner.c.id.in_(unread).label("unread"),
            _is_unreached(since).label("unreached"),
        )
        .where(runner.c.team_id == team_id if ids is None else runner.c.id.in_(ids))
        .subquery()
    )


def _placed(team_id: int, since: date, now: datetime, ids: Sequence[int] | None = None) -> Subquery:
    """The ranks of a team as they hold at an instant: what rested on a day that is over no longer does, and
    what other tables say comes before it (see checkin/roster/key.py)."""
    kept = _kept(team_id, since, now, ids)
    at = case(
        (and_(kept.c.unread, kept.c.kept > UNREAD), UNREAD),
        (and_(kept.c.unreached, or_(kept.c.kept == QUIET, kept.c.kept > UNREACHED)), UNREACHED),
        else_=kept.c.kept,
    ).label("at")
    said = case(
        (and_(kept.c.unread, kept.c.say == readout.RUNS), readout.NONE),
        (and_(kept.c.unreached, at == UNREACHED), readout.WHOM),
        else_=kept.c.say,
    ).label("say")
    changed = {"kept", "say", "better", "unread"}
    same = (column for column in kept.c if column.name not in changed)
    return select(*same, at, said, and_(kept.c.better, at.not_in(NEED)).label("better")).subquery()


def _is_unreached(since: date) -> Any:
    """No text has arrived since the last one that did; the few that were lost are looked at, not the rest."""
    lost, later = outbox.alias("lost"), outbox.alias("later")
    arrived = select(later.c.id).where(
        later.c.runner_id == lost.c.runner_id, later.c.id > lost.c.id, later.c.state.in_(ARRIVED)
    )
    # Literal, as the index of such texts says it.
    is_lost = text(IS_LOST.replace("state", "lost.state").replace("runner_id", "lost.runner_id"))
    who = select(lost.c.runner_id).where(
        is_lost, lost.c.created_at >= datetime.combine(since, time(), UTC), ~arrived.exists()
    )
    return or_(BAD, runner.c.id.in_(who))
