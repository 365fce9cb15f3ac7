"""The web: the webhook, the coach's pages, and on a demo the phone. Flask is known here only."""

from checkin.web.app import create_app

__all__ = ["create_app"]
