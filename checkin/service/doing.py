"""What a coach does about a runner: stepped, kept with who and why, and taken back where that can be."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

import msgspec

from checkin.config import Services
from checkin.core.coaching import SIGNS
from checkin.core.due import local_day
from checkin.core.events import Act, CoachActed, CoachUndid
from checkin.core.model import Profile, Standing
from checkin.service.advance import Unknown
from checkin.service.plan import Plan, day_time, plan
from checkin.service.typed import Refused
from checkin.service.write import write
from checkin.store import Tx, doings, outgoing, runners
from checkin.store.doings import Doing
from checkin.store.outgoing import Draft
from checkin.store.runners import Kept

NOTHING_CHANGED = "That changes nothing as things stand, so nothing was recorded."
PREFERENCES = (
    "name",
    "zone",
    "country",
    "home",
    "morning",
    "evening",
    "remind",
    "place",
    "heel_raises",
    "language",
)
A_DAY, A_WEEK = timedelta(days=1), timedelta(days=7)
MOST_TEXTS = 3  # of coaches' own, to one runner within a day
MOVES = ("zone", "country", "home")  # belong together
SAID = ("coached.%", "cleared.%")  # what a runner is told of a coach's doing
NEVER_UNDONE = (Act.OPT_OUT, Act.ACKNOWLEDGE, Act.INVITE)  # only the runner's START undoes an opt-out


def do(services: Services, runner_id: int, event: CoachActed, by: int) -> None:
    """A coach did something; Refused if it would change nothing. On record with who and why. `by`: the coach,
    whose name may be another's too."""
    with services.store.begin() as tx:
        kept = _kept(tx, runner_id)
        if event.act is Act.INVITE and doings.count(tx, runner_id, event.act.value, event.at - A_WEEK):
            raise Refused("They were invited again within a week: one invitation and one reminder, no more.")
        made = plan(services, kept, event)
        before, after = kept.runner, made.after
        if after == replace(before, next_due=after.next_due) and not made.started:
            raise Refused(NOTHING_CHANGED)
        write(tx, services, [made], event.at, by=by)
        undo = {} if event.act in NEVER_UNDONE else _undo_of(kept, made)
        doings.add(tx, runner_id, event.who, event.at, event.act.value, _why(event), undo)


def undo(services: Services, runner_id: int, doing_id: int, who: str, now: datetime) -> None:
    """What was done is taken back; Refused where it can't be."""
    with services.store.begin() as tx:
        kept = _kept(tx, runner_id)
        doing = doings.get(tx, runner_id, doing_id)
        if doing is None or not doing.can_be_undone:
            raise Refused("That cannot be undone, or has been already.")
        lines, signs = tuple(doing.undo.get("lines", ())), tuple(doing.undo.get("signs", ()))
        known = {fact.seq for fact in kept.runner.journal}
        if not known.issuperset((*lines, *signs)):
            raise Refused("That is too long ago to be undone.")
        outgoing.withdraw(tx, runner_id, SAID)
        event = CoachUndid(
            now, who, lines, signs, _as_it_was(kept.runner.profile, doing.undo.get("prefer", {}))
        )
        write(tx, services, [plan(services, kept, event)], now)
        doings.undone(tx, doing_id, who, now)
        _hand_down(tx, doing)


def _hand_down(tx: Tx, gone: Doing) -> None:
    """What a later change found there was never there: taken back in turn, it restores what was before."""
    left = dict(gone.undo.get("prefer", {}))
    for later in reversed(doings.of_runner(tx, gone.runner_id)):
        prefer = later.undo.get("prefer", {})
        same = {name for name in left.keys() & prefer.keys() if prefer[name][0] == left[name][1]}
        if later.id <= gone.id or not later.can_be_undone or not same:
            continue
        changed = {name: [left[name][0] if name in same else was, to] for name, (was, to) in prefer.items()}
        doings.amend(tx, later.id, {**later.undo, "prefer": changed})
        left = {name: both for name, both in left.items() if name not in same}


def say(services: Services, runner_id: int, who: str, words: str, now: datetime) -> None:
    """A text of the coach's own, by the rules: not to somebody who has not joined or has stopped, not at
    night."""
    with services.store.begin() as tx:
        kept = _kept(tx, runner_id)
        runner = kept.runner
        if runner.course.standing in (Standing.INVITED, Standing.OPTED_OUT):
            raise Refused("They have not joined, or have stopped the texts: nothing may be sent.")
        if doings.count(tx, runner_id, "text", now - A_DAY) >= MOST_TEXTS:
            raise Refused(f"They had {MOST_TEXTS} texts from coaches within a day. Please call them.")
        body = services.texts.render("coached.note", runner.profile.language, {"coach": who, "said": words})
        doing = doings.add(tx, runner_id, who, now, "text", words, {})
        draft = Draft(
            number=kept.number,
            kind="coached",
            key="coached.note",
            body=body,
            rank=outgoing.NOTICE,
            runner_id=kept.id,
            local_date=local_day(now, runner.profile.zone),
            seq=doing,
            not_before=day_time(now, runner.profile.zone, services.rules(kept.own)),
        )
        outgoing.queue(tx, [draft], now)


def write_down(services: Services, runner_id: int, who: str, words: str, now: datetime) -> None:
    """A note that the runner does not see."""
    with services.store.begin() as tx:
        doings.write_note(tx, _kept(tx, runner_id).id, who, now, words)


def _kept(tx: Tx, runner_id: int) -> Kept:
    kept = runners.get(tx, runner_id, lock=True)
    if kept is None:
        raise Unknown(f"there is no runner {runner_id}")
    return kept


def _why(event: CoachActed) -> str:
    said = {name: _shown(value) for name, value in event.prefer.items()}
    if event.stage is not None:
        said["stage"] = str(event.stage)
    if event.until is not None:
        said["questions come back on"] = _shown(event.until + timedelta(days=1))
    what = ", ".join(f"{name} {value}" for name, value in said.items())
    return "; ".join(part for part in (what, event.note) if part)


def _shown(value: object) -> str:
    """A value as it is written down for coaches: 06:15, 30 Nov 2026."""
    if isinstance(value, time):
        return f"{value:%H:%M}"
    return f"{value.day} {value:%b %Y}" if isinstance(value, date) else str(value)


def _undo_of(kept: Kept, made: Plan) -> dict[str, Any]:
    """What takes it back: lines that become void, signs that hold again, the profile as it was."""
    known = {fact.seq for fact in kept.runner.journal}
    lines = [line.fact.seq for line in made.lines if line.fact.seq not in known and line.fact.by]
    signs = [line.fact.seq for line in made.lines if line.fact.kind in SIGNS and line.fact.void]
    before, after = _preferences(kept.runner.profile), _preferences(made.after.profile)
    prefer = {name: [before[name], after[name]] for name in before if before[name] != after[name]}
    found = {"lines": lines, "signs": signs, "prefer": prefer}
    return found if any(found.values()) else {}


def _preferences(profile: Profile) -> dict[str, Any]:
    return {name: msgspec.to_builtins(getattr(profile, name)) for name in PREFERENCES}


def _as_it_was(profile: Profile, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a profile that a doing set and nobody has changed since, with their values before it."""
    now = _preferences(profile)
    mine = {name: was for name, (was, became) in changes.items() if now[name] == became}
    if any(name in changes and name not in mine for name in MOVES):
        mine = {name: was for name, was in mine.items() if name not in MOVES}
    before = msgspec.convert({**msgspec.to_builtins(Profile("", "UTC")), **mine}, Profile)
    return {name: getattr(before, name) for name in mine}
