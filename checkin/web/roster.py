"""The coach's pages: the roster, and one runner."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, abort, get_flashed_messages, render_template, request
from flask.typing import ResponseReturnValue

from checkin.config import Services
from checkin.core.model import Place
from checkin.roster import words
from checkin.roster.case import Case
from checkin.roster.model import Known, Show
from checkin.roster.spark import spark
from checkin.roster.view import roster, row
from checkin.store import history
from checkin.store.history import Ruling
from checkin.store.people import Team
from checkin.store.roster import Message, conversation
from checkin.web import gather, talk
from checkin.web.session import Coaches, SignedIn

PLACES = {Place.MID: "Mid-tendon", Place.HEEL: "Heel bone", Place.UNSURE: "Unsure where, kept as heel bone"}
TEXTS = 40  # of a conversation, on a runner's page


def blueprint(services: Services, coaches: Coaches) -> Blueprint:
    """What a coach looks at. Every address is scoped by the teams of the coach who is signed in."""
    pages = Blueprint("roster", __name__)

    @pages.get("/")
    def show() -> ResponseReturnValue:
        coach = coaches.required()
        if not coach.teams:
            abort(404, "You have no team yet. Whoever runs the service can add you to one.")
        team, now = _team(coach), services.clock()
        with services.store.read() as tx:
            known, broken = gather.team_of(tx, team, now)
        page = roster(known, now, team.zone, services.protocol, _shown())
        return render_template(
            "roster.html",
            page=page,
            team=team,
            team_id=team.id if len(coach.teams) > 1 else None,
            teams=coach.teams,
            total=len(known),
            broken=broken,
            number=services.settings.sender,
            today=page.day,
            day=words.long_day(page.day),
            notice=_notice(),
        )

    @pages.get("/runners/<int:runner_id>")
    def runner(runner_id: int) -> ResponseReturnValue:
        found = gather.one_of(services, coaches.required(), runner_id)
        with services.store.read() as tx:
            texts = conversation(tx, runner_id, TEXTS)
            rulings = history.decisions(tx, runner_id)
        return _runner(services, found, texts, rulings)

    return pages


def _runner(
    services: Services, found: Known, texts: Sequence[Message], rulings: Sequence[Ruling]
) -> ResponseReturnValue:
    now, profile = services.clock(), found.runner.profile
    case = Case(found, now, services.protocol)
    weeks = [case.today - timedelta(days=back) for back in range(gather.WEEKS - 1, 0, -14)]
    return render_template(
        "runner.html",
        it=replace(row(found, now, services.protocol), spark=spark(case, gather.WEEKS)),
        place=PLACES[profile.place],
        since=words.short_date(found.runner.course.origin),
        local=words.clock(now, profile.zone),
        today=case.today,
        ticks=[*map(words.short_date, weeks), "today"],
        decisions=talk.decisions(rulings, found.runner, case.today),
        talk=talk.bubbles(texts, found.runner),
        emergency=services.protocol.emergency.get(profile.country),
        notice=_notice(),
    )


def _team(coach: SignedIn) -> Team:
    asked = request.args.get("team")
    found = next((team for team in coach.teams if asked is None or str(team.id) == asked), None)
    return found or abort(404)


def _shown() -> Show:
    asked = request.args.get("show", "all")
    return next((one for one in Show if one.name.lower() == asked), Show.ALL)


def _notice() -> str:
    """What the last thing that was done led to."""
    return " ".join(map(str, get_flashed_messages()))
