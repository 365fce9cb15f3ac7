"""An owner's page of a team: its coaches, its name, the word that joins it. Nobody else finds it."""

from collections.abc import Callable
from datetime import datetime, time
from functools import partial
from typing import Any

from flask import (
    Blueprint,
    Response,
    abort,
    flash,
    get_flashed_messages,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from checkin import service
from checkin.config import Services
from checkin.config.settings import protocol_path
from checkin.core.due import local_day
from checkin.core.protocol import Quiet
from checkin.roster import words
from checkin.store import belonging, changes, rules
from checkin.store.people import Coach, Team
from checkin.store.rules import TeamSettings
from checkin.web import gather
from checkin.web.session import Coaches, SignedIn

CHANGES = 20  # shown
LONGEST, LONGEST_SHOWN = 200, 20  # characters of a field, and of what is said back of a wrong one


def blueprint(services: Services, coaches: Coaches) -> Blueprint:
    """Every address names a team by ?team=ID; one that is not the coach's own is not there."""
    pages = Blueprint("teams", __name__)
    may = Acting(services, coaches)

    @pages.app_context_processor
    def _owner() -> dict[str, Any]:
        """For the links at the foot of every page."""
        return {
            "owned_ids": lambda: [team.id for team in found.owned] if (found := coaches.current()) else []
        }

    @pages.get("/team")
    def show() -> ResponseReturnValue:
        coach, team = may.owner()
        return _page(services, coach, team, notice=" ".join(map(str, get_flashed_messages())))

    @pages.post("/team")
    def change() -> ResponseReturnValue:
        def act(coach: Coach, team: Team) -> str:
            service.change_team(services, coach, team, *map(_typed, ("name", "keyword", "zone")))
            return "Changed."

        return may.do(act)

    _coaches(pages, services, may)
    _rules(pages, services, may)
    return pages


def _rules(pages: Blueprint, services: Services, may: "Acting") -> None:
    @pages.post("/team/hours")
    def hours() -> ResponseReturnValue:
        def act(coach: Coach, team: Team) -> str:
            service.set_hours(services, coach, team, _hours())
            return "Changed. Whoever is in the team already keeps their language and times."

        return may.do(act)

    @pages.post("/team/protocol")
    def protocol() -> ResponseReturnValue:
        def act(coach: Coach, team: Team) -> str:
            own = request.form.get("whose") != "service"
            made = service.set_protocol(services, coach, team, _uploaded() if own else None)
            return f"{_called(made.version)} is in force for this team from the next text on."

        return may.do(act)

    @pages.get("/team/protocol")
    def file() -> ResponseReturnValue:
        """The file that is in force for a team: to look at, or to start one of its own from."""
        _, team = may.owner()
        with services.store.read() as tx:
            own = rules.book(tx, team.settings.protocol)
        used = own is not None and not own.wrong
        body = own.body if own and used else protocol_path(services.settings).read_text(encoding="utf-8")
        answer = Response(body.encode(errors="replace"), mimetype="application/toml")
        answer.headers["Content-Disposition"] = 'attachment; filename="protocol.toml"'
        return answer


def _hours() -> TeamSettings:
    """What was typed; Refused for a time that is none, and for quiet hours without an end."""
    start, end = _clock("quiet_from"), _clock("quiet_until")
    if (start is None) != (end is None):
        raise service.Refused("quiet hours need a beginning and an end, or neither")
    quiet = Quiet(start, end) if start and end else None
    return TeamSettings(_typed("language"), _clock("morning"), _clock("evening"), quiet)


def _clock(field: str) -> time | None:
    typed = _typed(field).strip()
    if not typed:
        return None
    at = gather.clock(typed)
    if at is None:
        raise service.Refused(f'"{typed[:LONGEST_SHOWN]}" is no time of day: write it like 07:30')
    return at


def _uploaded() -> str:
    """The protocol file that was sent."""
    sent = request.files.get("file")
    body = sent.read() if sent else b""
    if not body.strip():
        raise service.Refused("choose a file first")
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise service.Refused("that file is not UTF-8 text") from None


def _coaches(pages: Blueprint, services: Services, may: "Acting") -> None:
    @pages.post("/team/invite")
    def invite() -> ResponseReturnValue:
        def act(coach: Coach, team: Team) -> str:
            made = service.invite_coach(services, coach, team, *map(_typed, ("name", "number")))
            return f"{_called(made.name)} is asked by text, and is a coach of this team once they say yes."

        return may.do(act)

    @pages.post("/team/remove")
    def remove() -> ResponseReturnValue:
        def act(coach: Coach, team: Team) -> str:
            gone = service.remove_coach(services, coach, team, _asked())
            return f"{_called(gone.name)} is no longer a coach of this team."

        return may.do(act)

    @pages.post("/team/owner")
    def own() -> ResponseReturnValue:
        def act(coach: Coach, team: Team) -> str:
            owner = request.form.get("owner") == "yes"
            made = service.set_owner(services, coach, team, _asked(), owner=owner)
            return f"{_called(made.name)} {'owns this team too' if owner else 'no longer owns this team'}."

        return may.do(act)


class Acting:
    """Finds the team that is asked for, and lets its owner act on it."""

    def __init__(self, services: Services, coaches: Coaches) -> None:
        self._services = services
        self._coaches = coaches

    def owner(self) -> tuple[SignedIn, Team]:
        """The coach and the team they own; 404 for any other."""
        found, asked = self._coaches.required(), request.args.get("team")
        team = next((one for one in found.owned if asked is None or str(one.id) == asked), None)
        return found, team or abort(404)

    def do(self, act: Callable[[Coach, Team], str]) -> ResponseReturnValue:
        """What an owner asked for, and back to the page; what was refused stays there to be put right."""
        found, team = self.owner()
        try:
            flash(act(found.coach, team))
        except service.NotOwner:
            abort(404)
        except service.Refused as error:
            return _page(self._services, found, team, refused=f"{error}."), 400
        return redirect(url_for("teams.show", team=team.id), 303)


def _page(services: Services, found: SignedIn, team: Team, *, notice: str = "", refused: str = "") -> str:
    with services.store.read() as tx:
        places = belonging.places(tx, team.id)
        own = rules.book(tx, team.settings.protocol)
        in_force = services.rules(rules.own_of(tx, team.settings))
        changed = changes.of_team(tx, team.id, CHANGES)
    return render_template(
        "team.html",
        team=team,
        settings=team.settings,
        own=own,
        in_force=in_force,
        served=services.protocol,
        changed=changed,
        plain=rules.PLAIN,
        asked_on=partial(_on_day, team.zone, services.clock()),
        hour=partial(words.hour, style=gather.style_asked()),
        languages=services.texts.names,
        owned=found.owned,
        places=places,
        me=found.coach.id,
        alone=sum(place.owner for place in places) == 1,
        notice=notice,
        refused=refused,
        typed=request.form,
    )


def _on_day(zone: str, now: datetime, at: datetime) -> str:
    return words.on_day(local_day(at, zone), local_day(now, zone), gather.style_asked())


def _typed(field: str) -> str:
    return request.form.get(field, "")[:LONGEST]


def _asked() -> int:
    """The id of a coach; nobody's if it is no number. It is looked for among those of the team alone."""
    text = request.form.get("coach", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST else 0


def _called(name: str) -> str:
    return f"\u2068{name}\u2069"
