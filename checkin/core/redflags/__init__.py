"""Danger signs in a runner's text: read before everything else."""

from checkin.core.redflags.finder import find, find_in

__all__ = ["find", "find_in"]
