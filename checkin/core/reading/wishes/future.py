"""Whether a journey is yet to come: "flying to London on Saturday", "next week I'm in Rome"."""

from checkin.core.reading.wishes.words import Clause, Words, clauses, weekday_of

_NAMED = ("weekdayname", "monthname", "date")
_AHEAD = ("next", "tomorrow", "proximo", "proxima")
_LAST = ("last", "pasado", "pasada", "every", "cada")


def is_to_come(clause: Clause, at: int) -> bool:
    """Whether a clause, with the words for the journey before a place, names a day that is still ahead."""
    verb = clause.words[at - 1]
    if any(one.is_a("pasttravel") for one in clause.words[max(at - 2, clause.start) : at]):
        return False
    moving = verb.is_a("travelverb", "maybetravel", "homegoing")
    for place in range(clause.start, clause.end):
        one = clause.words[place]
        before = clause.words[place - 1].text if place > clause.start else ""
        if one.is_a("untilword", "sinceword"):
            break
        if before in _LAST or one.is_a("tomorrowword") and before == "esta":
            continue
        if one.is_a("tomorrowword", "soonword") or moving and one.is_a("tonightword"):
            return True
        if one.is_a(*_NAMED) or any(map(_is_ahead, one.text.split("_"))):
            return True
    return _said_before(clause)


def _is_ahead(part: str) -> bool:
    return part in _AHEAD or weekday_of(part) is not None


def _said_before(clause: Clause) -> bool:
    """ "Next week, I'm in Rome": a clause of its own says when."""
    others = [one for one in clauses(clause.words, clause.text) if one.end < clause.start]
    return bool(others) and _only_says_when(others[-1].inside)


def _only_says_when(words: Words) -> bool:
    names = ("tomorrowword", "soonword", "dateword", "datemark", "inword", *_NAMED)
    return all(one.is_a(*names) or one.text in ("on", "el") for one in words) and any(
        one.is_a("tomorrowword", "soonword", *_NAMED) for one in words
    )
