"""What a coach sees of one runner: chart, decisions, conversation, what was done, and the ledger of texts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from flask import get_flashed_messages, render_template
from flask.typing import ResponseReturnValue

from checkin.config import Services
from checkin.core.due import local, local_day
from checkin.core.model import Phase, Place, Standing
from checkin.roster import record, words
from checkin.roster.case import Case
from checkin.roster.model import Known
from checkin.roster.style import Style
from checkin.roster.view import row
from checkin.sheet.ledger import ledger
from checkin.sheet.model import Own, Window
from checkin.sheet.window import whole, window
from checkin.store import doings, history
from checkin.store import ledger as sent_texts
from checkin.store.doings import Doing
from checkin.store.roster import conversation
from checkin.texts.pages import Pages
from checkin.web import gather, talk
from checkin.web.session import SignedIn

PLACES = {Place.MID: "Mid-tendon", Place.HEEL: "Heel bone", Place.UNSURE: "Unsure where, kept as heel bone"}
TEXTS = 60  # of a conversation
LEDGER = 28  # days
MONTH_FIRST = {"short": "{month} {day}", "day": "{weekday}, {month} {day}"}  # the dates on this page
DONE = {
    "clear": "Recorded a visit",
    "dismiss": "Called it a false alarm",
    "acknowledge": "Took the alert",
    "move": "Moved them in the plan",
    "pause": "Paused",
    "resume": "Ended the pause",
    "opt-out": "Recorded that they want no more texts",
    "invite": "Sent the invitation again",
    "prefer": "Changed how they are asked",
    "text": "Sent a text",
}


@dataclass(frozen=True)
class Done:
    """Something a coach did, as the page shows it."""

    id: int
    what: str
    when: str
    by: str
    why: str
    can_be_undone: bool
    undone: str


@dataclass(frozen=True)
class Can:
    """Which actions make sense now."""

    move: bool
    pause: bool
    resume: bool
    text: bool
    opt_out: bool
    invite: bool


def show(services: Services, coach: SignedIn, found: Known) -> ResponseReturnValue:
    """The page. `found` has been looked up within the coach's teams."""
    now, profile, style = services.clock(), found.runner.profile, gather.style_asked()
    today = local_day(now, profile.zone)
    with services.store.read() as tx:
        texts = conversation(tx, found.id, TEXTS)
        rulings = history.decisions(tx, found.id)
        facts = tuple(history.facts(tx, found.id))
        started = sent_texts.started(tx, found.id, today - timedelta(days=LEDGER))
        done, notes = doings.of_runner(tx, found.id), doings.notes(tx, found.id)
    standing = tuple(one.decision for one in reversed(rulings) if one.withdrawn_at is None)
    own = Own(replace(found, decisions=standing), facts)
    drawn = window(own, now, services.rules(found.own))
    case = Case(whole(own), now, services.rules(found.own), style)
    decided = talk.decisions(rulings, found.runner, today, style)
    return render_template(
        "runner.html",
        it=row(found, now, services.rules(found.own), style),
        say=Pages().of("en").dated(MONTH_FIRST if style.month_first else {}),
        window=drawn,
        plot=_plot(case, drawn),
        pins=_pins(drawn, [one.decision.day for one in rulings], len(decided)),
        place=PLACES[profile.place],
        since=words.short_date(found.runner.course.origin, style),
        local=words.clock(now, profile.zone, style),
        today=today,
        tomorrow=today + timedelta(days=1),
        latest=today + timedelta(days=services.rules(found.own).ask.pause_most + 1),
        profile=profile,
        can=_can(found),
        coach=coach.coach,
        decisions=decided,
        talk=talk.bubbles(texts, found.runner, style),
        done=[_done(one, profile.zone, today, style) for one in done],
        notes=[(one, words.moment(one.at, profile.zone, today, style)) for one in notes],
        ledger=ledger(case, facts, drawn.days[-LEDGER:], started),
        emergency=services.rules(found.own).emergency.get(profile.country),
        stages=range(1, 8),
        notice=" ".join(map(str, get_flashed_messages())),
        here=local(now, profile.zone),
    )


def _can(found: Known) -> Can:
    course = found.runner.course
    standing, free = course.standing, course.phase is not Phase.REFERRAL
    takes_part = standing in (Standing.ACTIVE, Standing.PAUSED, Standing.GRADUATED)
    signup = found.runner.talk.signup
    return Can(
        move=takes_part and free and course.check is None,
        pause=standing in (Standing.ACTIVE, Standing.GRADUATED) and free,
        resume=standing is Standing.PAUSED,
        text=takes_part,
        opt_out=standing is not Standing.OPTED_OUT,
        invite=standing is Standing.INVITED and not (signup and signup.agreed),
    )


def _done(one: Doing, zone: str, today: date, style: Style) -> Done:
    undone = ""
    if one.undone_at is not None:
        who = words.isolated(one.undone_by or "")
        undone = f"undone by {who}, {words.moment(one.undone_at, zone, today, style)}"
    when = words.upper_first(words.moment(one.at, zone, today, style))
    return Done(one.id, DONE.get(one.what, one.what), when, one.by, one.why, one.can_be_undone, undone)


def _plot(case: Case, drawn: Window) -> dict[str, object]:
    """The same days as numbers, for the drawing that answers to a finger."""
    days = drawn.days
    usual = [case.usual(one.day) for one in days]
    return {
        "days": [one.day.isoformat() for one in days],
        "names": [words.short_day(one.day, case.style) for one in days],
        "stiffness": [one.score for one in days],
        "usual": usual,
        "usual_said": ["–" if one is None else words.figure(one, case.style) for one in usual],
        "pain": [one.run.pain if one.run else None for one in days],
        "untold": [bool(one.run) and one.run is not None and one.run.pain is None for one in days],
        "stage": [one.stage or None for one in days],
        "rest": [one.phase is Phase.REST for one in days],
        "doctor": [one.phase is Phase.REFERRAL for one in days],
        "gap": [one.mark.value if one.mark else "" for one in days],
        "decided": [
            "; ".join(record.decided(made) for made in case.known.decisions if made.day == one.day)
            for one in days
        ],
    }


def _pins(drawn: Window, made: Sequence[date], count: int) -> list[tuple[int, int]]:
    """The place of each day with decisions, and the number of its newest in the list."""
    places = {one.day: at for at, one in enumerate(drawn.days)}
    pins: dict[int, int] = {}
    for at, day in enumerate(made):  # the newest first
        if day in places:
            pins.setdefault(places[day], count - at)
    return sorted(pins.items())
