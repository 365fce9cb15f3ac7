"""A runner's page and sheet, put together from what is stored of them."""

from collections.abc import Iterator
from datetime import date, datetime

from checkin.core.due import local
from checkin.core.measures import day_number
from checkin.core.model import Decision, Phase, Place, Referral, Urgency
from checkin.core.protocol import Protocol
from checkin.roster.case import Case
from checkin.roster.ladder import ladder
from checkin.roster.view import given
from checkin.sheet import decided, standing
from checkin.sheet.model import Own, Page, Phrase, Sheet
from checkin.sheet.upcoming import upcoming
from checkin.sheet.window import window

PLACES = {Place.MID: "place.mid", Place.HEEL: "place.heel", Place.UNSURE: "place.unsure"}


def page(own: Own, now: datetime, protocol: Protocol) -> Page:
    """The runner's own page at an instant."""
    case = Case(own.known, now, protocol)
    emergency = protocol.emergency.get(own.known.runner.profile.country, "")
    newest = decided.last(case)
    moved = None if newest is None or newest.moved or case.last is None else case.last
    return Page(
        where=standing.where(case),
        ladder=ladder(case, reached=True),
        word=standing.word(case),
        today=standing.today(case, emergency),
        danger=standing.danger(case.course),
        coming=standing.coming(case),
        window=window(own, now, protocol),
        decided=decided.told(case, newest) if newest else None,
        moved=Phrase("moved.line", {"day": moved.day, "what": decided.title(moved)}) if moved else None,
        upcoming=tuple(upcoming(case)),
        emergency=emergency,
    )


def sheet(own: Own, now: datetime, protocol: Protocol) -> Sheet:
    """The sheet for a doctor at an instant."""
    case = Case(own.known, now, protocol)
    profile, referral = own.known.runner.profile, case.course.referral
    drawn = window(own, now, protocol)
    fired = _fired(case, referral)
    return Sheet(
        given=given(profile.name),
        place=Phrase(PLACES[profile.place]),
        since=_since(own, case),
        made=local(now, case.zone),
        zone=case.zone,
        version=protocol.version,
        title=_title(referral),
        urgency=Phrase(f"urgency.{standing.URGENT[referral.urgency]}") if referral else None,
        flagged=referral is not None and referral.urgency is not Urgency.ROUTINE,
        fired=decided.told(case, fired) if fired else None,
        context=tuple(_context(case, fired.day if fired else case.today)),
        below=Phrase(f"decided.{referral.below.rule}") if referral and referral.below else None,
        words=referral.words if referral and referral.flagged and not referral.crisis else "",
        language=profile.language,
        where=standing.where(case),
        window=drawn,
        painkillers=tuple(one.day for one in drawn.days if one.masked),
        loading=loading(case),
        record=_record(referral),
    )


def _title(referral: Referral | None) -> Phrase:
    if referral is None:
        return Phrase("sheet.title_none")
    return Phrase("sheet.title_crisis" if referral.crisis else f"decided.{referral.rule}")


def _fired(case: Case, referral: Referral | None) -> Decision | None:
    """The decision behind the open referral; its rule and instant name it."""
    if referral is None:
        return None
    same = [one for one in case.known.decisions if one.rule == referral.rule]
    return next((one for one in reversed(same) if one.at == referral.at), same[-1] if same else None)


def _context(case: Case, day: date) -> Iterator[Phrase]:
    """The last morning and the last run up to a day, which the rule itself need not have seen."""
    morning = next((one for one in reversed(case.course.mornings) if one.day <= day), None)
    if morning is not None:
        known = case.usual(morning.day)
        values: dict[str, object] = {"day": morning.day, "score": morning.score, "usual": known}
        yield Phrase("context.morning" if known is None else "context.morning_usual", values)
    run = next((one for one in reversed(case.course.runs) if one.day <= day), None)
    if run is None:
        yield Phrase("context.no_run")
    elif run.pain is None:
        yield Phrase("context.run_untold", {"day": run.day})
    else:
        yield Phrase("context.run", {"day": run.day, "pain": run.pain})


def _since(own: Own, case: Case) -> date:
    return min([case.course.origin, *(one.day for one in own.known.decisions)])


def _record(referral: Referral | None) -> Phrase:
    if referral is None:
        return Phrase("record.none")
    return Phrase("record.routine" if referral.urgency is Urgency.ROUTINE else "record.flag")


def loading(case: Case) -> Phrase:
    """The calf work that the texts ask for where the runner is, or was before the referral."""
    course, rule = case.course, case.protocol.remind
    phase, stage, number = course.phase, course.stage, case.phase_day()
    last = case.last
    if phase is Phase.REFERRAL and last is not None:
        phase, stage = last.from_phase, last.from_stage
        number = _rested(case, last)
    heel = "" if case.known.runner.profile.place is Place.MID else "_heel"
    if phase is Phase.RETURN:
        key = "heavy" if stage >= rule.load_heavy_stage else "drops"
        return Phrase(f"loading.{key}{heel}")
    if phase is Phase.REFERRAL:
        return Phrase("loading.none")
    return Phrase("loading.two_legs" if number <= rule.load_two_legs_days else "loading.one_leg")


def _rested(case: Case, last: Decision) -> int:
    """The day of the rest that a referral ended."""
    entered = [
        one for one in case.known.decisions if one.moved and one.phase is Phase.REST and one.at <= last.at
    ]
    return day_number(entered[-1].day, last.day) if entered else 1
