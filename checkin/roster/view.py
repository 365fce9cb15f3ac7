"""The roster page from what is known of each runner: ranked rows, counts and groups."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime

from checkin.core.due import local_day
from checkin.core.model import Alert, Phase, Urgency
from checkin.core.protocol import Protocol
from checkin.roster import words
from checkin.roster.case import Case
from checkin.roster.figures import figures
from checkin.roster.ladder import ladder
from checkin.roster.model import Alarm, Count, Group, Known, Roster, Row, Section, Show, Sort, Wish
from checkin.roster.rank import QUIET_PLACES, TABLE, better, order, place, places
from checkin.roster.readout import run_words
from checkin.roster.spark import spark
from checkin.roster.style import PLAIN, Style
from checkin.roster.words import given as given

PAGE = 50  # rows
SHOWN = {
    Show.ALL: tuple(range(len(TABLE))),
    Show.NEED: places(Group.NEED),
    Show.RUN: places(Group.RUN),
    Show.QUIET: QUIET_PLACES,
}


def roster(
    rows: Sequence[Row],
    lines: Mapping[int, Count],
    wish: Wish,
    now: datetime,
    zone: str,
    style: Style = PLAIN,
    *,
    found: int | None,
) -> Roster:
    """A page at an instant, as the coach of a team in `zone` sees it.

    `rows` are the page's, in the order they were chosen in; `lines` count the whole team by its lines;
    `found` is how many a search finds, None without one.
    """
    counts = {show: sum(_counted(show, at, one) for at, one in lines.items()) for show in Show}
    found = counts[wish.show] if found is None else found
    after = wish.start + len(rows)
    return Roster(
        day=local_day(now, zone),
        headline=headline(counts[Show.NEED], counts[Show.RUN]),
        status=_answered(tuple(lines.values())),
        clock=words.clock(now, zone, style),
        wish=wish,
        counts=counts,
        sections=tuple(_sections(rows, lines, wish, found)),
        found=found,
        earlier=max(wish.start - PAGE, 0) if wish.start else None,
        later=after if rows and after < found else None,
    )


def _sections(rows: Sequence[Row], lines: Mapping[int, Count], wish: Wish, found: int) -> Iterator[Section]:
    """The groups of the page. Rows are put in order once more: what was kept of them may be a day old."""
    if wish.sort is not Sort.NEED:
        if rows:
            yield Section(
                "list", "By name" if wish.sort is Sort.NAME else wish.sort.value, tuple(rows), found
            )
        return
    ranked = sorted(rows, key=lambda one: (*one.order, one.name))
    for group in Group:
        if mine := tuple(one for one in ranked if one.group is group):
            kept = sum(_counted(wish.show, at, lines[at]) for at in places(group) if at in lines)
            number = None if wish.find else max(kept, len(mine))
            yield Section(group.name.lower(), group.value, mine, number)


def _counted(show: Show, at: int, one: Count) -> int:
    """How many of a line count in what is shown; one runner may count in two."""
    if show is Show.BETTER:
        return one.better
    return one.number if at in SHOWN[show] else 0


def headline(need: int, run: int) -> str:
    """The answer, before any evidence."""
    needs = {0: "Nobody needs you.", 1: "1 needs you."}.get(need, f"{need} need you.")
    return f"{needs} {run or 'Nobody'}\u00a0may run."


def _answered(lines: Sequence[Count]) -> str:
    asked = sum(one.asked for one in lines)
    if not asked:
        return "No questions asked yet today."
    return f"{sum(one.answered for one in lines)} of {asked} answered this morning."


def row(known: Known, now: datetime, protocol: Protocol, style: Style = PLAIN) -> Row:
    """One runner."""
    case = Case(known, now, protocol, style)
    at, found = place(case)
    may_run = found.group is Group.RUN
    name = known.runner.profile.name
    return Row(
        id=known.id,
        name=name or known.number,
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


def told(case: Case) -> str:
    """What they were told today, as it was said."""
    last = case.known.told
    if last is None or local_day(last.at, case.zone) != case.today:
        return ""
    return f"Told {words.clock(last.at, case.zone, case.style)}: \u2068{last.body}\u2069"


def heard(case: Case) -> str:
    """When they last wrote."""
    if case.known.heard is None:
        return "Not heard from yet"
    return f"Heard {words.moment(case.known.heard, case.zone, case.today, case.style)}"


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
    when = words.upper_first(words.moment(alert.at, case.zone, case.today, case.style))
    last = case.last
    stage = f"stage {last.from_stage}" if last and last.from_phase is Phase.RETURN else "rest"
    stood = f", from {stage}" if last and last.from_phase is not Phase.REFERRAL else ""
    times = f" {alert.sent} times" if alert.sent > 1 else ""
    again = ""
    if alert.next_at:
        again = f" Again at {words.moment(alert.next_at, case.zone, case.today, case.style)}."
    back = " They have written since." if alert.heard else ""
    if case.course.opted_out:
        back = " They have since texted STOP: no text reaches them. Please call."
    return f"{when}{stood}. Coaches were texted{times}; nobody has taken it.{again}{back}"
