"""Signing in by an address that works once: looking at it does nothing, pressing the button spends it."""

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from checkin.config import Services
from checkin.store import people, sign_in
from checkin.web.session import Coaches

SPENT = "This address has been used or is too old"


def blueprint(services: Services, coaches: Coaches) -> Blueprint:
    """The sign-in page, its button, and signing out."""
    pages = Blueprint("door", __name__)

    @pages.get("/sign-in")
    def show() -> ResponseReturnValue:
        token = request.args.get("token", "")
        if not token:
            return render_template("sign_in.html")
        with services.store.read() as tx:
            valid = sign_in.valid(tx, token, services.clock())
        return render_template("sign_in.html", token=token) if valid else _refused()

    @pages.post("/sign-in")
    def enter() -> ResponseReturnValue:
        with services.store.begin() as tx:
            coach_id = sign_in.use(tx, request.form.get("token", ""), services.clock())
            coach = people.coach_by_id(tx, coach_id) if coach_id is not None else None
        if coach is None:
            return _refused()
        coaches.enter(coach)
        return redirect(url_for("roster.show"), 303)

    @pages.post("/sign-out")
    def leave() -> ResponseReturnValue:
        session.clear()
        return redirect(url_for("door.show"), 303)

    return pages


def _refused() -> ResponseReturnValue:
    return render_template("sign_in.html", problem=SPENT), 403
