"""The roster page from what is known of each runner: ranked rows, counts, groups and the list to read out."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import lru_cache

from checkin.core.due import local_day
from checkin.core.model import Alert, Phase, Urgency
from checkin.core.protocol import Protocol
from checkin.core.protocol.values import Stage
from checkin.roster import words
from checkin.roster.case import Case
from checkin.roster.figures import figures
from checkin.roster.ladder import ladder
from checkin.roster.model import Alarm, Group, Known, Roster, Row, Show
from checkin.roster.rank import better, order, place
from checkin.roster.readout import read_out
from checkin.roster.spark import spark


def roster(
    known: Iterable[Known], now: datetime, zone: str, protocol: Protocol, show: Show = Show.ALL
) -> Roster:
    """The page at an instant, as the coach of a team in `zone` sees it."""
    rows = sorted((row(one, now, protocol) for one in known), key=lambda one: (*one.order, one.name))
    counts = {one: sum(each.shown(one) for each in rows) for one in Show}
    shown = [one for one in rows if one.shown(show)]
    grouped = ((group, tuple(one for one in shown if one.group is group)) for group in Group)
    return Roster(
        day=local_day(now, zone),
        headline=headline(counts[Show.NEED], counts[Show.RUN]),
        status=f"{_answered(rows)} {words.clock(now, zone)}.",
        show=show,
        counts=counts,
        groups=tuple((group, found) for group, found in grouped if found),
        read_out=read_out(rows),
    )


def headline(need: int, run: int) -> str:
    """The answer, before any evidence."""
    needs = {0: "Nobody needs you.", 1: "1 needs you."}.get(need, f"{need} need you.")
    return f"{needs} {run or 'Nobody'}\u00a0may run."


def _answered(rows: Sequence[Row]) -> str:
    asked = sum(one.asked for one in rows)
    if not asked:
        return "No questions asked yet today."
    return f"{sum(one.answered for one in rows)} of {asked} answered this morning."


def row(known: Known, now: datetime, protocol: Protocol) -> Row:
    """One runner."""
    case = Case(known, now, protocol)
    at, found = place(case)
    may_run = found.group is Group.RUN
    name = known.runner.profile.name
    return Row(
        id=known.id,
        name=name,
        given=given(name),
        number=known.number,
        group=found.group,
        tag=found.tag(case),
        why=found.why(case),
        told=told(case),
        heard=heard(case),
        ladder=ladder(case, reached=known.unreached is None),
        figures=figures(case),
        spark=spark(case),
        plan=run_words(protocol.stage[case.course.stage - 1]) if may_run else "",
        alarm=alarm(case, alert) if (alert := case.alarm) else None,
        referred=case.course.referral is not None,
        flagged=case.course.referral is not None and case.course.referral.flagged,
        quiet=found.quiet,
        better=better(case) and found.group is not Group.NEED,
        asked=case.morning is not None or case.waiting,
        answered=case.morning is not None,
        order=order(case, at),
    )


def given(name: str) -> str:
    """What to call somebody: the first word of their name, as long as it is fit to stand on a button."""
    first = name.split()[0] if name.split() else "them"
    return first if len(first) <= 24 else first[:23] + "…"


@lru_cache(maxsize=64)
def run_words(stage: Stage) -> str:
    """A run of the plan: walk 4, run 1, × 5; run 10, walk 1, run 10; run 25 min."""
    if not stage.walk or stage.sets == 1:
        return f"run {stage.run} min"
    if stage.sets == 2 and stage.run >= 10:
        return f"run {stage.run}, walk {stage.walk}, run {stage.run}"
    return f"walk {stage.walk}, run {stage.run}, × {stage.sets}"


def told(case: Case) -> str:
    """What they were told today, as it was said."""
    last = case.known.told
    if last is None or local_day(last.at, case.zone) != case.today:
        return ""
    return f"Told {words.clock(last.at, case.zone)}: \u2068{last.body}\u2069"


def heard(case: Case) -> str:
    """When they last wrote."""
    if case.known.heard is None:
        return "Not heard from yet"
    return f"Heard {words.moment(case.known.heard, case.zone, case.today)}"


def alarm(case: Case, alert: Alert) -> Alarm:
    """The red block: what to do, their words, and who has been told. A crisis text is never quoted."""
    referral = case.course.referral
    said = case.known.said or (referral.words if referral else "")
    return Alarm(
        title=_title(case, alert),
        said="" if alert.crisis else " ".join(said.split()),
        foot=_foot(case, alert),
        language=case.known.runner.profile.language,
    )


def _title(case: Case, alert: Alert) -> str:
    if alert.crisis:
        return "Crisis, call now"
    if alert.urgency is not Urgency.EMERGENCY:
        return "Red flag, be seen today"
    number = case.protocol.emergency.get(case.known.runner.profile.country)
    return f"Emergency, call {number}" if number else "Emergency, call for help"


def _foot(case: Case, alert: Alert) -> str:
    when = words.upper_first(words.moment(alert.at, case.zone, case.today))
    last = case.last
    stage = f"stage {last.from_stage}" if last and last.from_phase is Phase.RETURN else "rest"
    stood = f", from {stage}" if last and last.from_phase is not Phase.REFERRAL else ""
    times = f" {alert.sent} times" if alert.sent > 1 else ""
    again = f" Again at {words.moment(alert.next_at, case.zone, case.today)}." if alert.next_at else ""
    back = " They have answered since." if alert.heard else ""
    return f"{when}{stood}. Coaches were texted{times}; nobody has taken it.{again}{back}"
