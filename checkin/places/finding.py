"""From a runner's words to the towns they may mean. A pure function over an atlas that is read once."""

import re
from collections.abc import Iterator

from checkin.core.model import Town
from checkin.places.atlas import Atlas, Found, atlas
from checkin.places.clocks import shown, zones
from checkin.places.spelling import LONGEST_NAME, key, meant, said
from checkin.texts.gsm import plain

LONGEST = 80  # characters that somebody needs for a place
MOST = 3
HOME = 10.0  # how much likelier a place in the runner's own country is
ABROAD = 0.1  # and a state elsewhere less likely: it is towns that people travel to
WIDE, NARROW = 20, 5  # a place that is so many times less likely is not named beside another
LEAST = 400_000  # the weight from which a town abroad goes by its name alone
CODE = 3  # letters of a state's code at most
AREA_WORDS = 3  # of the longest area's name that may follow a town's

IANA = re.compile(r"[A-Za-z_+-]+(?:/[A-Za-z_+-]+){1,2}")

Towns = tuple[Town, ...]


def find(words: str, country: str = "") -> Towns:
    """What a place may be, the likeliest first, no two in the same time; empty if unknown or too wide.

    `country`: the ISO code of the runner's own, where places are likelier.
    """
    if len(words) > LONGEST:
        return ()
    known, whole = atlas(), key(words)
    if (zone := _by_iana(words.strip(), country, known)) is not None:
        return (zone,)
    for tried in _variants(whole, known):
        if tried in known.never:
            return ()
        for look in (_zone, _place, _in_area):
            if (found := look(tried, country, known)) is not None:
                return found
    if (found := _area_alone(words, country, known)) is not None:
        return found
    return _misspelt(whole, country, known)


def _by_iana(words: str, country: str, known: Atlas) -> Town | None:
    """A zone by its own name, in upper or lower case."""
    if not IANA.fullmatch(words) or (zone := zones().get(words.lower())) is None:
        return None
    return Town(said(zone.rpartition("/")[2].replace("_", " ")), zone, known.homes.get(zone, country))


def _variants(whole: str, known: Atlas) -> Iterator[str]:
    """The words, then without what people put before and after a place."""
    before, after = known.names["before"].split(), known.names["after"].split()
    yield whole
    words = whole.split()
    while words and words[0] in before:
        words = words[1:]
        yield " ".join(words)
    while words and words[-1] in after:
        words = words[:-1]
        yield " ".join(words)


def _zone(tried: str, country: str, known: Atlas) -> Towns | None:
    """A zone as people say it: that of the runner's country, else the one most people mean."""
    names = known.names["zones"]
    for name, places in names.items():
        also = {one.replace("-", " ") for one in known.names["also"].get(name, "").split()}
        if tried == key(name) or tried in also:
            zone = places.get(country) or next(iter(places.values()))
            return (Town(said(_bare(name)), zone, country or next(iter(places))),)
    return None


def _bare(zone: str) -> str:
    """A zone without the word for time, which the texts put beside it: "Central", "Este"."""
    name = zone.removesuffix(" time")
    for before in ("Hora del ", "Hora de la ", "Hora "):
        name = name.removeprefix(before)
    return name[:1].upper() + name[1:]


def _place(tried: str, country: str, known: Atlas) -> Towns | None:
    found = [one for one in known.places.get(tried, ()) if _goes_alone(one, country)]
    towns = _likely(found, country, known) if found else None
    if towns is None or len(towns) > 1 or " " not in tried:
        return towns
    apart = _in_area(tried, country, known)  # "washington dc" is a name of its own, and tells more
    same = apart and len(apart) == len(towns) and apart[0].zone == towns[0].zone
    return apart if same and apart and apart[0].name.startswith(f"{towns[0].name}, ") else towns


def _goes_alone(one: Found, country: str) -> bool:
    return one.is_area or one.country == country or one.weight >= LEAST


def _in_area(tried: str, country: str, known: Atlas) -> Towns | None:
    """A town, and the state or country that it lies in: "portland maine", "Cordoba, España"."""
    words = tried.split()
    for count in range(1, min(AREA_WORDS, len(words) - 1) + 1):
        areas = known.areas.get(" ".join(words[-count:]))
        if not areas:
            continue
        head = " ".join(words[:-count])
        there = [
            one
            for one in known.places.get(head, ())
            if any(_lies_in(one, area) and not (one.is_area and one.region == area.region) for area in areas)
        ]
        if there:
            return _told_apart(_likely(there, country, known), there, areas, known)
        if head not in known.never and (found := _in_area(head, country, known)):
            return found
    return None


def _told_apart(towns: Towns, there: list[Found], areas: list[Found], known: Atlas) -> Towns:
    """A single town with the state or country that was said beside it, where both fit."""
    if len(towns) != 1:
        return towns
    (town,) = towns
    place = next((one for one in there if (said(one.name), one.zone) == (town.name, town.zone)), None)
    if place is None:
        return towns
    area = next(one for one in areas if _lies_in(place, one))
    end = known.codes.get((area.country, area.region), "") if area.region else plain(area.name)
    if not end or end == town.name or len(f"{town.name}, {end}") > LONGEST_NAME:
        return towns
    return (Town(f"{town.name}, {end}", town.zone, town.country),)


def _area_alone(words: str, country: str, known: Atlas) -> Towns | None:
    """A town too small to be known, in a state or country that has one time: "Bar Harbor, Maine"."""
    head, *names = [key(part) for part in words.split(",")]
    if not names:
        head, *names = _last_area(head.split(), known)
        if not known.never.isdisjoint(head.split()):
            return None
    if not head or head in known.never:
        return None
    for name in names:
        areas = known.areas.get(name, ())
        if named := [full for area in areas for full in known.areas[key(area.name)] if _lies_in(full, area)]:
            return _likely(named, country, known)
    return None


def _last_area(words: list[str], known: Atlas) -> tuple[str, str]:
    """What stands before the name of a state or country that ends some words, and that name."""
    for count in range(min(AREA_WORDS, len(words) - 1), 0, -1):
        area = " ".join(words[-count:])
        if area in known.areas and len(area) > CODE:
            return " ".join(words[:-count]), area
    return "", ""


def _lies_in(one: Found, area: Found) -> bool:
    return one.country == area.country and area.region in ("", one.region)


def _misspelt(whole: str, country: str, known: Atlas) -> Towns:
    """A large town whose name has a slip in it; common words never are."""
    if any(word in known.never for word in whole.split()):
        return ()
    name = meant(whole, known.big.get(whole[:1], []))
    return () if name is None else _place(name, country, known) or ()


def _likely(found: list[Found], country: str, known: Atlas) -> Towns:
    """The likeliest, and those that are not much less likely."""
    if any(one.is_area and not one.zone and one.weight for one in found) and not any(
        one.is_area and one.zone for one in found
    ):
        return ()  # a country or state of several times: which town?
    ranked = sorted((one for one in found if one.zone), key=lambda one: -_weight(one, country))
    kept: list[list[Found]] = []
    for one in ranked:
        if _near(one, ranked[0], country):
            for those in kept:
                if shown(those[0].zone) == shown(one.zone):
                    those.append(one)
                    break
            else:
                kept.append([one])
    kept = kept[:MOST]
    names = [said(those[0].name) for those in kept]
    return tuple(
        _town(those, known, alone=names.count(name) == 1) for those, name in zip(kept, names, strict=True)
    )


def _weight(one: Found, country: str) -> float:
    if one.country == country:
        return one.weight * HOME
    return one.weight * (ABROAD if one.is_area and one.region else 1)


def _near(one: Found, first: Found, country: str) -> bool:
    wide = one.country in (country, first.country)
    return _weight(one, country) * (WIDE if wide else NARROW) >= _weight(first, country)


def _town(those: list[Found], known: Atlas, *, alone: bool) -> Town:
    """The likeliest of some places in one time, and what tells them from others of that name."""
    one = those[0]
    if alone:
        return Town(said(one.name), one.zone, one.country)
    if one.is_area:
        return Town(said(f"{one.name} state" if one.region else one.name), one.zone, one.country)
    ends = list(dict.fromkeys(_behind(other, known) for other in those if not other.is_area))
    for end in ("/".join(ends), "/".join(ends[:2]), ends[0], one.country):
        if len(said(one.name)) + len(", ") + len(end) <= LONGEST_NAME:
            return Town(said(one.name, end), one.zone, one.country)
    return Town(said(one.name, one.country), one.zone, one.country)


def _behind(one: Found, known: Atlas) -> str:
    """What is said behind a town's name: its state, or its country."""
    code = known.codes.get((one.country, one.region)) or known.names["short"].get(one.country)
    return code or known.nations[one.country]
