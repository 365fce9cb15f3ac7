"""Settings, read once, and the collaborators made of them."""

from checkin.config.services import (
    Clock,
    Services,
    at_desk,
    connect,
    offline,
    tzdata_version,
    use_pinned_zones,
    wall_clock,
)
from checkin.config.settings import DEFAULT_PROTOCOL, NAMES, Settings, SettingsError, problems, read
from checkin.config.timing import Timing

__all__ = [
    "DEFAULT_PROTOCOL",
    "NAMES",
    "Clock",
    "Services",
    "Settings",
    "SettingsError",
    "Timing",
    "at_desk",
    "connect",
    "offline",
    "problems",
    "read",
    "tzdata_version",
    "use_pinned_zones",
    "wall_clock",
]
