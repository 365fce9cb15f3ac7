"""What a team sets for itself: its language, when it asks, its quiet hours, a protocol of its own."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time

from checkin.config import Services
from checkin.core.due import is_quiet
from checkin.core.protocol import Protocol, ProtocolError
from checkin.service.coaching import owned
from checkin.service.joining import Refused
from checkin.store import Tx, belonging, people, rules, sweep
from checkin.store.people import Coach, Team
from checkin.store.rules import TeamSettings

QUIET_FROM, QUIET_UNTIL = (time(18), time(23)), (time(5), time(11))  # earliest and latest
LONGEST_FILE = 200_000  # characters of a protocol file; the one that comes with the program has 13,000


def set_hours(services: Services, by: Coach | None, team: Team, wanted: TeamSettings) -> TeamSettings:
    """A team's language, hours and quiet hours from now on; its protocol stays. Refused, with everything that
    is wrong, if they can't be. `by`: an owner of the team, or None at the operator's desk.

    Whoever is in the team already keeps the times at which they are asked.
    """
    with services.store.begin() as tx:
        before = _locked(tx, by, team)
        settings = replace(wanted, protocol=before.protocol)
        _check(services, settings, services.rules(rules.own_of(tx, settings)))
        rules.save(tx, team.id, settings)
    return settings


def set_protocol(services: Services, by: Coach | None, team: Team, body: str | None) -> Protocol:
    """A team's own protocol file from now on, or (None) the service's again; what then holds. Refused if the
    file can't be used, or does not go with the team's hours."""
    with services.store.begin() as tx:
        before = _locked(tx, by, team)
        settings = replace(before, protocol=_kept(services, tx, body) if body is not None else "")
        protocol = services.rules(rules.own_of(tx, settings))
        _check(services, settings, protocol)
        rules.save(tx, team.id, settings)
        sweep.rank_again(tx, protocol, team.id)
    return protocol


def _locked(tx: Tx, by: Coach | None, team: Team) -> TeamSettings:
    """A team's settings, which nobody else changes now."""
    if by is None:
        belonging.lock_team(tx, team.id)
    else:
        owned(tx, by, team)
    found = people.team_by_id(tx, team.id)
    assert found is not None
    return found.settings


def _kept(services: Services, tx: Tx, body: str) -> str:
    if len(body) > LONGEST_FILE:
        raise Refused(f"a protocol file has at most {LONGEST_FILE} characters")
    try:
        return rules.keep(tx, body, services.clock())
    except ProtocolError as error:
        raise Refused(str(error)) from error


def _check(services: Services, settings: TeamSettings, protocol: Protocol) -> None:
    """Refused, with everything that is wrong with a team's settings under a protocol."""
    if settings.language and settings.language not in services.texts.languages:
        known = ", ".join(sorted(services.texts.languages))
        raise Refused(f"there are no texts in the language {settings.language}: choose one of {known}")
    if wrong := [*_wrong_hours(settings, protocol), *_wrong_quiet(settings)]:
        raise Refused("; ".join(wrong))


def _wrong_hours(settings: TeamSettings, protocol: Protocol) -> Iterator[str]:
    ask, quiet = protocol.ask, protocol.quiet
    morning, evening = settings.asked_at
    for name, at, given, first, last in (
        ("morning", morning, settings.morning, ask.morning_first, ask.morning_last),
        ("evening", evening, settings.evening, ask.evening_first, ask.evening_last),
    ):
        if given is not None and not first <= at <= last:
            yield f"the {name} question must come from {first:%H:%M} to {last:%H:%M}"
        elif (given or settings.quiet) and is_quiet(at, quiet.start, quiet.end):
            yield (
                f"the {name} question, at {at:%H:%M}, lies in the quiet hours from {quiet.start:%H:%M} "
                f"to {quiet.end:%H:%M}: move one of them"
            )
    if evening <= morning:
        yield "the evening question must come after the morning one"


def _wrong_quiet(settings: TeamSettings) -> Iterator[str]:
    if settings.quiet is None:
        return
    for name, at, (first, last) in (
        ("begin", settings.quiet.start, QUIET_FROM),
        ("end", settings.quiet.end, QUIET_UNTIL),
    ):
        if not first <= at <= last:
            yield f"quiet hours must {name} from {first:%H:%M} to {last:%H:%M}"
