"""Teams that ask a coach to be theirs too: nothing of them is seen, and nothing sent, before a yes."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checkin.config import Services
from checkin.store import belonging
from checkin.store.people import Team
from checkin.web.session import Coaches, SignedIn


def blueprint(services: Services, coaches: Coaches) -> Blueprint:
    """Each coach's own invitations, and nobody else's."""
    pages = Blueprint("invitations", __name__)

    @pages.app_context_processor
    def _asked() -> dict[str, Any]:
        """For the word about them on the roster."""
        return {"asking_teams": lambda: found.asked if (found := coaches.current()) else ()}

    @pages.get("/invitations")
    def show() -> ResponseReturnValue:
        found = coaches.required()
        if not found.asked:
            return redirect(url_for("roster.show"), 303)
        return render_template("invitations.html", asked=found.asked, has_teams=bool(found.teams))

    @pages.post("/invitations/accept")
    def accept() -> ResponseReturnValue:
        found, team = _of_mine(coaches)
        with services.store.begin() as tx:
            belonging.accept(tx, found.coach.id, team.id, services.clock())
        flash(f"You coach \u2068{team.name}\u2069 from now on. Its alerts go to your number.")
        return redirect(url_for("roster.show", team=team.id), 303)

    @pages.post("/invitations/decline")
    def decline() -> ResponseReturnValue:
        found, team = _of_mine(coaches)
        with services.store.begin() as tx:
            belonging.unassign(tx, found.coach.id, team.id)
            belonging.forget(tx, found.coach.id)
        flash(f"You said no to \u2068{team.name}\u2069.")
        return redirect(url_for("roster.show"), 303)

    return pages


def _of_mine(coaches: Coaches) -> tuple[SignedIn, Team]:
    """A team that asks the coach who is signed in; 404 for any other."""
    found, asked = coaches.required(), request.form.get("team", "")
    return found, next((team for team in found.asked if str(team.id) == asked), None) or abort(404)
