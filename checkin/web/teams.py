"""An owner's page of a team: its coaches, its name, the word that joins it. Nobody else finds it."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, get_flashed_messages, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checkin import service
from checkin.config import Services
from checkin.store import people
from checkin.store.people import Coach, Team
from checkin.web.session import Coaches, SignedIn

LONGEST = 200  # characters of a field


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
    return pages


def _coaches(pages: Blueprint, services: Services, may: "Acting") -> None:
    @pages.post("/team/invite")
    def invite() -> ResponseReturnValue:
        def act(coach: Coach, team: Team) -> str:
            made = service.invite_coach(services, coach, team, *map(_typed, ("name", "number")))
            if made.invited:
                return f"{_called(made)} is invited. Alerts go there once they have signed in."
            return f"{_called(made)} is a coach of this team now, and was told by text."

        return may.do(act)

    @pages.post("/team/remove")
    def remove() -> ResponseReturnValue:
        def act(coach: Coach, team: Team) -> str:
            gone = service.remove_coach(services, coach, team, _asked())
            return f"{_called(gone)} is no longer a coach of this team, and is signed out everywhere."

        return may.do(act)

    @pages.post("/team/owner")
    def own() -> ResponseReturnValue:
        def act(coach: Coach, team: Team) -> str:
            owner = request.form.get("owner") == "yes"
            made = service.set_owner(services, coach, team, _asked(), owner=owner)
            return f"{_called(made)} {'owns this team too' if owner else 'no longer owns this team'}."

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
        places = people.places(tx, team.id)
    return render_template(
        "team.html",
        team=team,
        owned=found.owned,
        places=places,
        me=found.coach.id,
        alone=sum(place.owner for place in places) == 1,
        notice=notice,
        refused=refused,
        typed=request.form,
    )


def _typed(field: str) -> str:
    return request.form.get(field, "")[:LONGEST]


def _asked() -> int:
    """The id of a coach; nobody's if it is no number. It is looked for among those of the team alone."""
    text = request.form.get("coach", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < LONGEST else 0


def _called(coach: Coach) -> str:
    return f"\u2068{coach.name}\u2069"
