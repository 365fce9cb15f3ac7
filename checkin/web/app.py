"""The Flask app, put together once from the services it works with."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

from flask import Flask, url_for

from checkin.config import Services
from checkin.roster import drawing
from checkin.texts.pages import Pages
from checkin.web import (
    acts,
    door,
    export,
    guard,
    health,
    invitations,
    inviting,
    live,
    own,
    phone,
    problems,
    roster,
    sessions,
    teams,
    webhook,
)
from checkin.web.phone import Stage
from checkin.web.session import Coaches

PAGES = Path(__file__).parents[2] / "templates" / "pages"
STATIC = Path(__file__).parent / "static"


def create_app(services: Services, stage: Stage | None = None) -> Flask:
    """The whole web. With a `stage` it is the demo: the phone is there and its coach is signed in."""
    app = Flask("checkin", static_folder=str(STATIC), template_folder=str(PAGES))
    coaches = Coaches(services, visitor=stage.coach_id if stage else None)
    guard.configure(app, services.settings, local=stage is not None)
    app.register_blueprint(webhook.blueprint(services))
    app.register_blueprint(health.blueprint(services))
    app.register_blueprint(door.blueprint(services, coaches))
    app.register_blueprint(sessions.blueprint(services, coaches))
    app.register_blueprint(teams.blueprint(services, coaches))
    app.register_blueprint(invitations.blueprint(services, coaches))
    app.register_blueprint(inviting.blueprint(services, coaches))
    app.register_blueprint(roster.blueprint(services, coaches))
    app.register_blueprint(live.blueprint(services, coaches))
    app.register_blueprint(export.blueprint(services, coaches))
    app.register_blueprint(acts.blueprint(services, coaches))
    app.register_blueprint(own.blueprint(services, Pages()))
    if stage is not None:
        app.register_blueprint(phone.blueprint(services, coaches, stage))
    problems.register(app)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        draw=drawing, static=_static(), csrf_token=guard.token, demo=stage is not None
    )
    return app


def _static() -> Callable[[str], str]:
    """Addresses of static files that change when the files do, so that they may be kept for a year."""
    versions = {
        path.name: sha256(path.read_bytes()).hexdigest()[:12] for path in STATIC.iterdir() if path.is_file()
    }
    return lambda name: url_for("static", filename=name, v=versions[name])
