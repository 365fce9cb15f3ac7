"""The `checkin` command."""

from checkin.cli.main import main

__all__ = ["main"]
