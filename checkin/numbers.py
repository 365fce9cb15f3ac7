"""Phone numbers: what is one, in which country it lives, and which zone to guess for it."""

from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberType, timezone

EXAMPLE = "+12025550123"

# Numbers of these kinds belong to businesses, and nobody reads a text there.
UNTEXTABLE = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.UAN,
        PhoneNumberType.VOICEMAIL,
        PhoneNumberType.PAGER,
    }
)


class NumberError(ValueError):
    """It is no phone number that a text can go to; the message says why and gives an example."""


@dataclass(frozen=True)
class Number:
    """A phone number in E.164, its country ("US"), and the zones it may be in, the likeliest first."""

    e164: str
    country: str
    zones: tuple[str, ...]

    def zone(self, default: str) -> str:
        """A guess to start from: `default` where that is possible, for numbers move with their people."""
        return default if default in self.zones or not self.zones else self.zones[0]

    def is_zone_open(self, default: str) -> bool:
        """Whether that guess rests on nothing: the number may be in several zones, and `default` in none."""
        return len(self.zones) != 1 and default not in self.zones


def parse(text: str) -> Number:
    """The number that someone typed, with its country code."""
    try:
        found = phonenumbers.parse(text.strip(), None)
    except NumberParseException as error:
        raise NumberError(_refusal(text, "is not a phone number with its country code")) from error
    if not phonenumbers.is_valid_number(found) or found.extension:
        raise NumberError(_refusal(text, "is not a phone number that exists"))
    if phonenumbers.number_type(found) in UNTEXTABLE:
        raise NumberError(_refusal(text, "is a number that texts cannot go to"))
    return Number(
        phonenumbers.format_number(found, phonenumbers.PhoneNumberFormat.E164),
        phonenumbers.region_code_for_number(found) or "",
        _zones(found),
    )


def masked(number: str) -> str:
    """What a log may say of a number."""
    return f"..{number[-2:]}"


def _refusal(text: str, what: str) -> str:
    return f'"{text}" {what}: write it like {EXAMPLE}'


def _zones(number: PhoneNumber) -> tuple[str, ...]:
    """Toll-free and non-geographic numbers are in dozens of zones, which says nothing."""
    zones = tuple(timezone.time_zones_for_number(number))
    return () if len(zones) > 10 else tuple(zone for zone in zones if zone != "Etc/Unknown")
