"""The coach's pages: the roster, and one runner."""

from dataclasses import replace
from functools import partial
from typing import Any

from flask import Blueprint, abort, get_flashed_messages, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checkin.config import Services
from checkin.roster import words
from checkin.roster.model import Show, Sort, Wish
from checkin.store import rules
from checkin.store.people import Team
from checkin.web import gather
from checkin.web import runner as runner_page
from checkin.web.session import Coaches, SignedIn

LONGEST = 80  # characters of a search
FURTHEST = 10**6  # rows before a page


def blueprint(services: Services, coaches: Coaches) -> Blueprint:
    """What a coach looks at. Every address is scoped by the teams of the coach who is signed in."""
    pages = Blueprint("roster", __name__)

    @pages.get("/")
    def show() -> ResponseReturnValue:
        coach = coaches.required()
        if not coach.teams and coach.asked:
            return redirect(url_for("invitations.show"), 303)
        if not coach.teams:
            abort(404, "You have no team yet. Whoever runs the service can add you to one.")
        team, now, wish = gather.team_asked(coach), services.clock(), _wish()
        style = gather.style_asked()
        with services.store.read() as tx:
            own = services.rules(rules.own_of(tx, team.settings))
            made = gather.page_of(tx, team, wish, now, own, style)
        page = made.roster
        if wish.start and not page.sections:
            return redirect(url_for("roster.show", **_asked(coach, team, replace(wish, start=0))), 303)
        return render_template(
            "roster.html",
            page=page,
            team=team,
            teams=coach.teams,
            asked=partial(_asked, coach, team, wish),
            sorts=Sort,
            version=made.version,
            broken=made.broken,
            number=services.settings.sender,
            today=page.day,
            day=words.long_day(page.day, style),
            notice=_notice(),
        )

    @pages.get("/runners/<int:runner_id>")
    def runner(runner_id: int) -> ResponseReturnValue:
        coach = coaches.required()
        return runner_page.show(services, coach, gather.one_of(services, coach, runner_id))

    return pages


def _wish() -> Wish:
    """What the address asks for; whatever it names that is not there is left out."""
    start = request.args.get("from", 0, type=int)
    return Wish(
        show=next((one for one in Show if one.name.lower() == request.args.get("show")), Show.ALL),
        sort=next((one for one in Sort if one.name.lower() == request.args.get("sort")), Sort.NEED),
        find=" ".join(request.args.get("find", "").split())[:LONGEST],
        start=start if 0 <= start <= FURTHEST else 0,
    )


def _asked(coach: SignedIn, team: Team, wish: Wish, **changes: Any) -> dict[str, Any]:
    """The query of a link to a page like this one; a change of what is shown begins at the first page."""
    then = replace(wish, **({"start": 0} | changes))
    return {
        "team": team.id if len(coach.teams) > 1 else None,
        "show": then.show.name.lower() if then.show is not Show.ALL else None,
        "sort": then.sort.name.lower() if then.sort is not Sort.NEED else None,
        "find": then.find or None,
        "from": then.start or None,
    }


def _notice() -> str:
    """What the last thing that was done led to."""
    return " ".join(map(str, get_flashed_messages()))
