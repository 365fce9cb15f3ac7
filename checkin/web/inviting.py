"""A coach's page to invite a runner by number."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from checkin import service
from checkin.config import Services
from checkin.web import gather
from checkin.web.session import Coaches

LONGEST = 200  # characters of a field


def blueprint(services: Services, coaches: Coaches) -> Blueprint:
    """Scoped by the teams of the coach who is signed in, by ?team=ID."""
    pages = Blueprint("inviting", __name__)

    @pages.get("/invite")
    def show() -> str:
        return _page("")

    @pages.post("/invite")
    def invite() -> ResponseReturnValue:
        found = coaches.required()
        team = gather.team_asked(found)
        name, number = (request.form.get(field, "")[:LONGEST] for field in ("name", "number"))
        agreed = request.form.get("agreed") == "yes"
        try:
            made = service.invite_runner(services, found.coach, team, name, number, agreed=agreed)
        except service.Refused as error:
            return _page(f"{error}."), 400
        flash("The invitation is out. The plan starts with their YES.")
        return redirect(url_for("roster.runner", runner_id=made), 303)

    def _page(refused: str) -> str:
        found = coaches.required()
        team, age = gather.team_asked(found), services.protocol.join.age
        number = services.settings.sender
        return render_template(
            "invite.html", team=team, age=age, number=number, refused=refused, typed=request.form
        )

    return pages
