"""Places: what a runner's words for where they are may mean, with the time zone there."""

from checkin.places.finding import find

__all__ = ["find"]
