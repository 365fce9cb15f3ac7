"""What happens to runners: load, step, save, queue; one runner, one commit. The only caller of the engine."""

from checkin.service.advance import Unknown, act, arrive, enrol
from checkin.service.arrivals import arrive_all
from checkin.service.joining import Refused, add_coach, add_runner, add_team, invite, zones_for
from checkin.service.losing import lose, report
from checkin.service.receive import Inbound, receive, retry

__all__ = [
    "Inbound",
    "Refused",
    "Unknown",
    "act",
    "add_coach",
    "add_runner",
    "add_team",
    "arrive",
    "arrive_all",
    "enrol",
    "invite",
    "lose",
    "receive",
    "report",
    "retry",
    "zones_for",
]
