"""What stands behind the words of a wish: a time, a town, a language, a name, a place, a date."""

from collections.abc import Callable
from dataclasses import dataclass

from checkin.core.reading.lexicon import LEXICON
from checkin.core.reading.model import Intent, Reading
from checkin.core.reading.wishes.clocks import clock_at, is_explicit
from checkin.core.reading.wishes.dates import end_at
from checkin.core.reading.wishes.future import is_to_come
from checkin.core.reading.wishes.names import name_at
from checkin.core.reading.wishes.spots import is_only_of_spots, spot_of
from checkin.core.reading.wishes.towns import town_at
from checkin.core.reading.wishes.words import Clause, clauses

_HOME = "home"
_DAY = ("tomorrowword", "weekdayname", "dateword")
_DONE_AND_SCORE = 2  # words


@dataclass(frozen=True)
class Wish:
    """What is asked for, as the fields of a reading, and the part of the text that asks."""

    reading: Reading
    cut: tuple[int, int]


# Of a clause, from a place on; and whether it must be written with a capital.
Object = Callable[[Clause, int, bool], Wish | None]

_OF_TIME = ("daypart", "eveningpart", "question", "toword", "ofme")
TIME_TAIL = (*_OF_TIME, "timetail", "polite", "amword", "pmword")
TIME_LEAD = (*_OF_TIME, "leadin", "atword", "timeword", "mine")


def plain(intent: Intent) -> Object:
    """A wish that its words say whole."""
    return lambda clause, at, capital: Wish(Reading(intent), clause.cut())


def done_of(clause: Clause, _at: int, _: bool) -> Wish | None:
    """What a reminder asked for is done; "done 3" tells a score besides."""
    inside = clause.inside
    scored = inside[-1].token.value is not None and inside[0].is_a("donebare")
    numbers = not clause.has("icetask") and any(one.token.value is not None for one in inside[:-1])
    if scored and len(inside) == _DONE_AND_SCORE:
        return Wish(Reading(Intent.DONE), clause.cut(clause.end - 1))
    return None if scored or numbers and clause.asked else Wish(Reading(Intent.DONE), clause.cut())


def time_of(clause: Clause, at: int, _: bool) -> Wish | None:
    """The time at which to be asked."""
    evening = clause.has("eveningpart")
    instead = clause.words[at - 1].is_a("insteadword")
    not_before = clause.words[at - 1].is_a("beforeword")
    start = clause.skip(clause.skip(clause.start, "youask", "dothing") if instead else at, *TIME_LEAD)
    if start == clause.end:
        bare = clause.has("timeword")
        return Wish(Reading(Intent.TIME, evening=evening), clause.cut()) if bare else None
    found = clock_at(clause.words, start, evening)
    if found is None:
        return None
    clock, end = found
    before = clause.words[start - 1] if start > clause.start else None
    led = before is not None and before.is_a("atword", "leadin")
    asked = not_before or (
        led
        if instead
        else clause.has("timeword") or clause.has("question", "askverb") and (led or end < clause.end)
    )
    sure = asked or is_explicit(clause.words, start, end)
    if not sure or clause.skip(end, *TIME_TAIL) != clause.end:
        return None
    return Wish(Reading(Intent.TIME, clock=clock, evening=evening), clause.cut())


def town_of(clause: Clause, at: int, capital: bool) -> Wish | None:
    """Where the runner is, or "home"; "" only where nothing is said behind the word for it."""
    later = is_to_come(clause, at)
    if clause.words[at - 1].is_a("homegoing"):
        tail = clause.skip(at, "towntail", "soonword", "tonightword", *_DAY, "polite", "atword")
        alone = tail == clause.end or clause.words[at].is_a("fromword")
        return Wish(Reading(Intent.TRAVEL, town=_HOME, later=later), clause.cut()) if alone else None
    home = clause.skip(at, "leadin", "toword")
    if clause.words[at - 1].is_a("homeword") or home < clause.end and clause.words[home].is_a("homeword"):
        return Wish(Reading(Intent.TRAVEL, town=_HOME, later=later), clause.cut())
    if at == clause.end:
        bare = clause.end - clause.start == 1 and clause.words[clause.start].is_a("travelword")
        return Wish(Reading(Intent.TRAVEL), clause.cut()) if bare else None
    town, end = town_at(clause.words, at, clause.text, small=not capital)
    if not town:
        return None
    return Wish(Reading(Intent.TRAVEL, town=town, later=later), clause.cut(_stay_end(clause, end)))


def _stay_end(clause: Clause, at: int) -> int:
    """Where what is said of the stay ends: "this week", "until the 20th"."""
    end = max(clause.skip(at, "towntail", "polite"), at)
    after = clause.skip(end, "untilword")
    if after <= end and not any(one.is_a("untilword") for one in clause.words[at:end]):
        return end
    date = end_at(clause.words[: clause.end], after, False)
    if date:
        return date.end
    day = clause.skip(after, "dateword")
    marked = day + 1 < clause.end and clause.words[day + 1].is_a("datemark")
    return day + 2 if marked else end


def language_of(clause: Clause, at: int, _: bool) -> Wish | None:
    """The language to be texted in; "" if it is none that the tables name."""
    named = [LEXICON.languages[one.text] for one in clause.inside if one.is_a("langname")]
    if clause.has("nospeak") and named:
        others = sorted(set(LEXICON.languages.values()) - set(named))
        code = others[0] if len(others) == 1 else ""
        return Wish(Reading(Intent.LANGUAGE, language=code), clause.cut())
    if named:
        return Wish(Reading(Intent.LANGUAGE, language=named[-1]), clause.cut())
    start = clause.skip(at, "leadin", "toword", "inword")
    if clause.end - start > 1 or not clause.has("languageword"):
        return None
    last = clause.words[clause.end - 1].text
    code = last if last in LEXICON.languages.values() else ""
    return Wish(Reading(Intent.LANGUAGE, language=code), clause.cut())


def end_of(clause: Clause, at: int, _: bool) -> Wish | None:
    """The day on which questions come back: the one that is named, or after "through" the next."""
    before = clause.words[: clause.end]
    back = clause.words[at - 1].is_a("backon")
    if back and not any(one.is_a("pausing", "awaylead") for one in before):
        return None
    if any(one.is_a("fromword") for one in clause.words[clause.start : at]) and clause.has("pausing"):
        return Wish(Reading(Intent.PAUSE, vague=True), clause.cut())
    end = end_at(before, at, any(one.is_a("dayfirst") for one in before))
    if end is None:
        return None if back else _open_end(clause, at)
    through = clause.words[at - 1].is_a("throughword") or clause.skip(end.end, "alsothat") > end.end
    back_on = end.next() if through else end
    reading = Reading(Intent.PAUSE, until=back_on.date, until_weekday=back_on.weekday)
    return Wish(reading, clause.cut(max(end.end, clause.skip(end.end, "alsothat"))))


def _open_end(clause: Clause, at: int) -> Wish | None:
    """ "pause until the 3rd", "until 5pm": a number that is no count of days, and no date either."""
    first = clause.skip(at, "dateword")
    if first == clause.end or not clause.has("pausing"):
        return None
    word = clause.words[first]
    if word.is_a("nextweekword"):
        return Wish(Reading(Intent.PAUSE, until_weekday=0), clause.cut())
    if word.is_a("tomorrowword"):
        return Wish(Reading(Intent.PAUSE, days=0), clause.cut())
    numbered = word.token.value is not None or word.is_a("date", "clock")
    return Wish(Reading(Intent.PAUSE, vague=True), clause.cut()) if numbered else None


def name_of(clause: Clause, at: int, _: bool) -> Wish | None:
    """What to be called."""
    bare = clause.end - clause.start == 1 and clause.words[clause.start].is_a("nameword")
    if bare:
        return Wish(Reading(Intent.NAME), clause.cut())
    name, end = name_at(clause.words, at, clause.text)
    return Wish(Reading(Intent.NAME, name=name), clause.cut(end)) if name else None


def spot_in(clause: Clause, at: int, _: bool) -> Wish | None:
    """Where it hurts, with what the next clause says that it is not."""
    inside = clause.inside
    asks = inside[0].is_a("placeword")
    if len(inside) == 1 and asks:
        return Wish(Reading(Intent.PLACE), clause.cut())
    spot = spot_of(clause.words[at : clause.end]) if asks else spot_of(inside)
    if not spot or not is_only_of_spots(clause.words[at : clause.end] if asks else inside):
        return None
    named = [one for one in inside if not one.is_a("spotfill")]
    vague = not asks and not clause.has("itis") and all("_" not in one.text for one in named)
    if vague or not asks and clause.has("painful") and not inside[0].is_a("itis"):
        return None
    after = next((one for one in clauses(clause.words, clause.text) if one.start > clause.end), None)
    more = after is not None and is_only_of_spots(after.inside) and spot_of(after.inside) != ""
    end = after.end if more and after else clause.end
    return Wish(Reading(Intent.PLACE, spot=spot), clause.cut(end))


OBJECTS: dict[Intent, Object] = {
    Intent.DONE: done_of,
    Intent.TIME: time_of,
    Intent.TRAVEL: town_of,
    Intent.LANGUAGE: language_of,
    Intent.PAUSE: end_of,
    Intent.NAME: name_of,
    Intent.PLACE: spot_in,
}
