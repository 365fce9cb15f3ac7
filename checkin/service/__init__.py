"""What happens to runners: load, step, save, queue; one runner, one commit. The only caller of the engine."""

from checkin.service.advance import Unknown, act, arrive, enrol
from checkin.service.arrivals import anyone_due, arrive_all
from checkin.service.catching_up import catch_up, is_due, may_ask
from checkin.service.coaching import NotOwner, change_team, invite_coach, remove_coach, set_owner
from checkin.service.house import set_hours, set_protocol, with_past
from checkin.service.inviting import invite_runner
from checkin.service.joining import add_coach, add_runner, add_team, invite, team_word, zones_for
from checkin.service.leaving import forget, tidy_away
from checkin.service.outcomes import lose, report
from checkin.service.receive import Inbound, keep, missed, receive, retry
from checkin.service.signing_in import by_code, send_code
from checkin.service.strangers import danger_alone
from checkin.service.typed import Refused, number_of

__all__ = [
    "Inbound",
    "NotOwner",
    "Refused",
    "Unknown",
    "act",
    "add_coach",
    "add_runner",
    "add_team",
    "anyone_due",
    "arrive",
    "arrive_all",
    "by_code",
    "catch_up",
    "change_team",
    "danger_alone",
    "enrol",
    "forget",
    "invite",
    "invite_coach",
    "invite_runner",
    "is_due",
    "keep",
    "lose",
    "may_ask",
    "missed",
    "number_of",
    "receive",
    "remove_coach",
    "report",
    "retry",
    "send_code",
    "set_hours",
    "set_owner",
    "set_protocol",
    "team_word",
    "tidy_away",
    "with_past",
    "zones_for",
]
