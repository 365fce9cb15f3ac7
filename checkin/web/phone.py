"""The demo's phone: a runner's side of the conversation, through the same webhook as any carrier's."""

from datetime import datetime, timedelta
from typing import Protocol

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checkin.config import Services
from checkin.core.due import local, local_day, next_due_on
from checkin.core.model import Ask, Profile
from checkin.roster import words
from checkin.roster.model import Group, Known, Row
from checkin.roster.view import row
from checkin.store import history, joining, runners
from checkin.store.roster import conversation
from checkin.web import gather, talk
from checkin.web.session import Coaches

AN_HOUR = timedelta(hours=1)
TEXTS = 40
LONGEST = 1600  # characters of a text, as at the carrier
MORNING = ("2", "about a 4", "7", "felt a pop", "why", "STOP")
EVENING = ("1", "3 during, 6 after", "no run", "swam instead", "not yet", "STOP")
ANSWERS = ("Y", "N", "not yet", "felt a pop", "why", "STOP")
JOINING = {
    Ask.NAME: ("Robin", "I'm Robin", "BACK", "who sees this?", "I'm 16"),
    Ask.PLACE: ("1", "the heel bone", "not sure", "BACK", "felt a pop"),
    Ask.RUNNING: ("yes, about 30 min", "N", "BACK"),
    Ask.SCREEN: ("Y", "N", "BACK"),
    Ask.WAKE: ("6:30", "around 7", "I'm in Denver", "BACK"),
    Ask.WAKE_TOWN: ("6:30 Denver", "7", "BACK"),
    Ask.TOWN: ("Denver", "Portland, Maine"),
}
CONSENT = ("YES", "ok", "no thanks", "is this a bot?", "I'm 16", "STOP")
NEWCOMERS = range(30, 100)  # the last two digits of numbers that nobody of the cast has
SPANISH = ("2", "un 4 más o menos", "no corrí", "sentí un chasquido", "por qué", "STOP")


class Stage(Protocol):
    """The demo behind the phone: its coach, its carrier and its clock."""

    coach_id: int

    def text(self, number: str, body: str) -> None:
        """A text from a number reaches the webhook, properly signed."""

    def pass_to(self, until: datetime) -> None:
        """The clock moves to an instant, and all that falls due on the way is done."""


def blueprint(services: Services, coaches: Coaches, stage: Stage) -> Blueprint:
    """Registered on a demo only."""
    pages = Blueprint("phone", __name__, url_prefix="/phone")

    @pages.get("")
    def show() -> ResponseReturnValue:
        coach = coaches.required()
        now, style = services.clock(), gather.style_asked()
        with services.store.read() as tx:
            known = [one for team in coach.teams for one in gather.team_of(tx, team, now)[0]]
        if not known:
            abort(404, "There is nobody in this team.")
        made = [row(one, now, services.rules(one.own), style) for one in known]
        rows = sorted(made, key=lambda one: one.order)
        chosen = _chosen(known, rows, coach.teams[0].zone)
        with services.store.read() as tx:
            texts = conversation(tx, chosen.id, TEXTS)
            rulings = history.decisions(tx, chosen.id, TEXTS)
        here = local(now, chosen.runner.profile.zone)
        return render_template(
            "phone.html",
            people=rows,
            keyword=coach.teams[0].keyword,
            chosen=next(one for one in rows if one.id == chosen.id),
            now=here,
            today=here.date(),
            clock=f"{words.short_day(here.date(), style)}, {words.hour(here, style)}",
            talk=talk.bubbles(texts, chosen.runner, style),
            log=talk.log(texts, rulings, chosen.runner, here.date(), style),
            tries=_tries(chosen, texts[-1].kind if texts else ""),
        )

    @pages.post("/<int:runner_id>/reply")
    def reply(runner_id: int) -> ResponseReturnValue:
        found = gather.one_of(services, coaches.required(), runner_id)
        text = request.form.get("text", "").strip()
        if text:
            stage.text(found.number, text[:LONGEST])
        return _back_to(services, found.number)  # "delete my data" leaves nobody

    @pages.post("/<int:runner_id>/clock")
    def move(runner_id: int) -> ResponseReturnValue:
        found = gather.one_of(services, coaches.required(), runner_id)
        now, profile = services.clock(), found.runner.profile
        hour, morning = now + AN_HOUR, _next_morning(now, profile)
        stage.pass_to(morning if request.form.get("to") == "morning" else hour)
        return redirect(url_for("phone.show", runner=runner_id), 303)

    _add_newcomers(pages, services, coaches, stage)
    return pages


def _add_newcomers(pages: Blueprint, services: Services, coaches: Coaches, stage: Stage) -> None:
    @pages.post("/new")
    def join() -> ResponseReturnValue:
        """A number that nobody knows texts the team's word."""
        word = coaches.required().teams[0].keyword
        number = _nobodys_number(services)
        stage.text(number, word)
        return _back_to(services, number)


def _back_to(services: Services, number: str) -> ResponseReturnValue:
    with services.store.read() as tx:
        kept = runners.by_number(tx, number)
    return redirect(url_for("phone.show", runner=kept.id if kept else None), 303)


def _nobodys_number(services: Services) -> str:
    with services.store.read() as tx:
        for last in NEWCOMERS:
            number = f"+120255501{last}"
            if runners.by_number(tx, number) is None and joining.mark_of(tx, number) is None:
                return number
    return abort(404, "Everybody has joined: start over with --fresh.")


def _next_morning(now: datetime, profile: Profile) -> datetime:
    """Just after a runner's next morning question."""
    day = local_day(now, profile.zone)
    asked = next_due_on(day, profile.morning, profile.zone)
    if asked <= now:
        asked = next_due_on(day + timedelta(days=1), profile.morning, profile.zone)
    return asked + timedelta(minutes=1)


def _chosen(known: list[Known], rows: list[Row], zone: str) -> Known:
    """The runner asked for, else one who may run today, where the team is."""
    by_id = {one.id: one for one in known}
    asked = request.args.get("runner", type=int)
    if "runner" in request.args:
        return by_id.get(asked or 0) or abort(404)
    ready = (by_id[one.id] for one in rows if one.group is Group.RUN)
    return next((one for one in ready if one.runner.profile.zone == zone), by_id[rows[0].id])


def _tries(chosen: Known, last: str) -> tuple[str, ...]:
    course, signup = chosen.runner.course, chosen.runner.talk.signup
    if course.invited:
        return JOINING[signup.left[0]] if signup and signup.agreed and signup.left else CONSENT
    if chosen.runner.profile.language == "es":
        return SPANISH
    if course.check or course.gate or course.referral:
        return ANSWERS
    return EVENING if last == "evening" else MORNING
