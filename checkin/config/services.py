"""The collaborators made of the settings: the only place that reads a clock."""

import zoneinfo
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib import metadata

from checkin import sms
from checkin.config.settings import Settings, SettingsError, database_problems, problems, protocol_of, read
from checkin.config.timing import TIMING, Timing
from checkin.core.protocol import Protocol, TeamRules
from checkin.sms import Door
from checkin.store import Store
from checkin.texts import Texts

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Services:
    """What the program works with. Passed to whoever needs it; nothing reaches for it."""

    settings: Settings
    store: Store
    door: Door
    clock: Clock
    protocol: Protocol
    texts: Texts
    timing: Timing = TIMING

    def rules(self, own: TeamRules) -> Protocol:
        """The protocol that holds for a team, by what it sets for itself."""
        return own.over(self.protocol)


def wall_clock() -> datetime:
    """Now, aware, UTC."""
    return datetime.now(UTC)


def connect(environ: Mapping[str, str]) -> Services:
    """Everything the web and the scheduler need; SettingsError if any setting is missing or wrong."""
    settings = read(environ)
    if found := problems(settings):
        raise SettingsError(found)
    account = sms.Account(
        sid=settings.account_sid,
        key=settings.api_key or settings.account_sid,
        secret=settings.api_secret or settings.auth_tokens[0],
        sender=settings.sender,
        service=settings.messaging_service,
        alert_sender=settings.alert_sender,
        base_url=settings.twilio_base_url,
        callback=settings.callback,
        rate=float(settings.rate) if settings.rate else None,
    )
    return _services(settings, sms.TwilioDoor(account), wall_clock)


def at_desk(environ: Mapping[str, str]) -> Services:
    """What an operator's command needs: the database and the texts. Twilio's settings may be missing."""
    settings = read(environ)
    _, wrong = protocol_of(settings)
    if found := database_problems(settings) + wrong:
        raise SettingsError(found)
    return _services(settings, sms.NoDoor(), wall_clock)


def offline(
    database_url: str,
    clock: Clock,
    settings: Settings | None = None,
    *,
    door: Door | None = None,
    durable: bool = False,
    timing: Timing = TIMING,
) -> Services:
    """A service of its own with no account anywhere: for the demo, rehearsals and tests."""
    settings = replace(settings or Settings(), database_url=database_url)
    return replace(_services(settings, door or sms.LocalDoor(), clock, durable=durable), timing=timing)


def tzdata_version() -> str:
    """The version of the time-zone data in use: the one that is pinned, not the machine's."""
    use_pinned_zones()
    return metadata.version("tzdata")


def use_pinned_zones() -> None:
    """Every machine must agree on the zones; without this the machine's own copy comes first."""
    if zoneinfo.TZPATH:
        zoneinfo.reset_tzpath(to=[])
        zoneinfo.ZoneInfo.clear_cache()


def _services(settings: Settings, door: Door, clock: Clock, *, durable: bool = True) -> Services:
    use_pinned_zones()
    protocol, wrong = protocol_of(settings)
    if protocol is None:
        raise SettingsError(wrong)
    return Services(settings, Store(settings.database_url, durable=durable), door, clock, protocol, Texts())
