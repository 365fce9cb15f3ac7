"""Yes or no, to whether somebody runs and to the questions of safety: plainly, or by what they say of it."""

from checkin.core.reading.wishes.words import Words, is_polite, phrased, skipped, words_of

LONGEST = 400  # characters; no answer is longer
_ENOUGH = 20  # minutes of a run
_A_SCORE = 10
_HOUR, _HALF_HOUR = 60, 30
_THUMBS = ("👍", "✅", "👌")
_SAID = (
    "runyes",
    "runno",
    "runless",
    "runmore",
    "minuteword",
    "hourword",
    "halfhour",
    "runfill",
    "notlength",
)
_SIGNS = ("screenpop", "screenop", "screenshot", "screendrug")
_BEGINS_ANEW = {"can", "i", "puedo", "but", "pero", "y", "me"}
_NO = {"no", "n", "nope", "nah", "nop", "na", "negative"}
_NOT_NOW = ("not_", "no_longer", "ya_no")
_GOES_ON = {"but", "pero", "had", "tuve", "because", "porque", "cause"}
_RUNS = {"run", "jog", "corro", "troto", "salgo"}
_BESIDE_SOFT = {"i", "yo", "run", "jog", "running", "correr", "a", "lot", "more", "mucho", "mas"}
_OFTEN = {"week", "semana", "weekly", "x", "times", "veces"}
_ONCE = {"ran", "was", "ago", "hace", "since", "until", "had", "corri"}


def answer_words(text: str) -> Words:
    """The words of an answer."""
    return phrased(words_of(text[:LONGEST]))


def _minutes(words: Words) -> list[float]:
    """How long the runs are that an answer speaks of."""
    found: list[float] = []
    bare: list[float] = []
    for at, one in enumerate(words):
        after = skipped(words, at + 1, "runmore", "polite")
        unit = words[after] if after < len(words) else None
        if one.is_a("halfhour"):
            found.append(_HALF_HOUR)
        elif one.is_a("hourword") and not (at and words[at - 1].token.value is not None):
            found.append(_HOUR)
        elif one.token.value is not None and not one.is_a("hourword"):
            if unit is not None and unit.is_a("hourword"):
                found += [*bare, one.token.value * _HOUR]
            elif unit is not None and unit.is_a("minuteword"):
                found += [*bare, one.token.value]
            elif unit is None or not unit.is_a("notlength"):
                bare.append(one.token.value)
    return found or [one for one in bare if one > _A_SCORE]


def _long_enough(words: Words) -> bool | None:
    """Whether the runs last as long as was asked; None if nothing is said of it, or not clearly."""
    minutes = _minutes(words)
    if not minutes:
        return None
    less = any(one.is_a("runless") for one in words)
    if less and max(minutes) == _ENOUGH and not any(one.is_a("runmore") for one in words):
        return False
    if min(minutes) >= _ENOUGH:
        return True
    return False if max(minutes) < _ENOUGH else None


def _plainly(words: Words, text: str) -> bool | None:
    """A yes or no, or how long the runs are, and nothing else."""
    spoken = [one for one in words if not one.token.is_break and one.text != "+"]
    said = [one for one in spoken if not is_polite(one) or one.is_a("runyes", "runno")]
    if not said:
        return True if any(thumb in text for thumb in _THUMBS) else None
    if any(one.is_a("yescontra") for one in words):
        return None
    if any(not one.is_a(*_SAID) and one.token.value is None for one in said):
        return None
    long = _long_enough(words)
    yes = any(one.is_a("runyes") for one in said)
    no = any(one.is_a("runno") and not one.is_a("runless") for one in said)
    if yes and no or long is not None and (no and long or yes and not long):
        return None
    return long if long is not None else True if yes else False if no else None


def _screened(words: Words) -> bool:
    """ "can rise, no pop, no op, no shot, no cipro": the first affirmed and all of the others denied."""
    rises = bool(words) and words[0].is_a("runyes")
    denied: set[str] = set()
    denying = False
    for at, one in enumerate(words):
        signs = [name for name in _SIGNS if one.is_a(name)]
        if one.token.is_break:
            denying = denying and one.text == "comma"
        elif one.is_a("risecan", "screenfirst"):
            anew = one.text.split("_")[0] in _BEGINS_ANEW and words[at - 1].token.is_break
            if denying and not anew:
                return False
            rises = True
        elif signs or one.is_a("screenrest"):
            if not denying:
                return False
            denied.update(signs or _SIGNS)
        elif one.is_a("runno"):
            denying = True
        elif one.is_a("runyes") or one.text in _BEGINS_ANEW:
            denying = False
        elif not (one.is_a("screenfill", "runfill") or is_polite(one)):
            return False
    return rises and denied == set(_SIGNS)


def _no_and_why(words: Words, text: str) -> bool:
    """ "N, had a steroid shot", "N but stiff for an hour": a no of its own before what else is said."""
    said = words[skipped(words, 0, "polite") :]
    if len(said) <= 1 or not (said[0].text in _NO or said[0].text.startswith(_NOT_NOW)):
        return False
    parted = said[1].token.is_break or "-" in text[said[0].end : said[1].start]
    if not parted and said[1].text not in _GOES_ON:
        return False
    rest = said[1:]
    if any(one.is_a("runyes", "risecan", "doubtword", "screenfirst", "screenrest") for one in rest):
        return False
    denied = any(one.is_a("runno") for one in rest) and any(one.is_a(*_SIGNS) for one in rest)
    of_runs = all(one.token.is_break or one.token.value is not None or one.is_a(*_SAID) for one in rest)
    return not denied and not (of_runs and _long_enough(rest)) and not _runs_often(rest)


def _softly_no(words: Words) -> bool:
    """ "not really", "used to", "antes sí"."""
    said = [one for one in words if not one.token.is_break and not is_polite(one)]
    return any(one.is_a("softno") for one in said) and all(
        one.is_a("softno", "runno") or one.text in _BESIDE_SOFT for one in said
    )


def _runs_often(words: Words) -> bool:
    """ "I run 3x a week"."""
    said = [one for one in words if not one.token.is_break and not is_polite(one)]
    texts = {one.text for one in said}
    if texts.isdisjoint(_RUNS) or texts.isdisjoint(_OFTEN) or not texts.isdisjoint(_ONCE):
        return False
    return all(
        one.token.value is not None or one.is_a("runfill", "notlength") and not one.is_a("runno")
        for one in said
    )


def yes_in(text: str) -> bool | None:
    """Yes or no, plainly or by what they say of it; None for what may be either."""
    words = answer_words(text)
    if any(one.text == "ask" for one in words):
        return None
    if _softly_no(words):
        return False
    if _screened(words):
        return True
    plain = _plainly(words, text)
    if plain is not None:
        return plain
    return False if _no_and_why(words, text) else True if _runs_often(words) else None
