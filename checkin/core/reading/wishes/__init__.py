"""What a runner asks for beside the scores: times, towns, languages, pages, pauses with an end, and more."""

from checkin.core.reading.wishes.finder import may_state_age, may_wish, wish_in

__all__ = ["may_state_age", "may_wish", "wish_in"]
