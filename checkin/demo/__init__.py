"""The demo: a team with weeks of history, the web, the scheduler and a phone, in one process on SQLite."""

from checkin.demo.main import run

__all__ = ["run"]
