"""What people type into a form or a command, read once for all: names, and numbers that may be texted."""

from checkin import numbers
from checkin.config import Services
from checkin.numbers import Number, NumberError

LONGEST_NAME = 60


class Refused(Exception):
    """It cannot be done; the message says why."""


def clean_name(name: str) -> str:
    """A name on one line, without characters that no writing has."""
    return " ".join("".join(c for c in name if c.isprintable() or c.isspace()).split())


def needed_name(typed: str) -> str:
    """A name that is there, and short enough to stand on a page; Refused if nothing is left of it."""
    found = clean_name(typed)[:LONGEST_NAME].strip()
    if not found:
        raise Refused("the name is missing")
    return found


def number_of(typed: str) -> Number:
    """A number with its country code, in any spelling; NumberError if it is none."""
    bare = typed.strip()
    if bare.startswith("00"):
        bare = bare[2:]
    return numbers.parse(bare if bare.startswith("+") else f"+{bare}")


def number_to_invite(typed: str) -> Number:
    """The same; Refused if it is none."""
    try:
        return number_of(typed)
    except NumberError as error:
        raise Refused(str(error)) from error


def is_served(services: Services, country: str) -> bool:
    """Whether people of a country may join, or be asked to."""
    return country in (services.settings.countries or tuple(services.protocol.emergency))
