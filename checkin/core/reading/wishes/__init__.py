"""What a runner asks for beside the scores: times, towns, languages, pages, pauses with an end, and more."""

from checkin.core.reading.wishes.finder import Found, wish_in
from checkin.core.reading.wishes.gate import may_state_age, may_wish

__all__ = ["Found", "may_state_age", "may_wish", "wish_in"]
