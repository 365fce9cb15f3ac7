"""The way in for a web server: the app, made of the settings in the environment."""

import os

from flask import Flask

from checkin.config import connect
from checkin.service import with_past
from checkin.web.app import create_app


def create() -> Flask:
    """The app; SettingsError names every setting that is missing or wrong."""
    return create_app(with_past(connect(os.environ)))
