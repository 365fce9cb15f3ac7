"""What a team sets for itself: its language, when it asks, its quiet hours, a protocol of its own."""

import logging
from collections.abc import Iterator
from dataclasses import fields, replace

from checkin.config import Services
from checkin.config.settings import protocol_path
from checkin.core.due import is_quiet
from checkin.core.protocol import Protocol, ProtocolError, Quiet, parse
from checkin.service.coaching import owned
from checkin.service.typed import Refused
from checkin.store import StoreError, Tx, belonging, changes, people, rules, sweep
from checkin.store.people import Coach, Team
from checkin.store.rules import TeamSettings

log = logging.getLogger(__name__)

QUIET_FROM, QUIET_UNTIL = ((one.metadata["first"], one.metadata["last"]) for one in fields(Quiet))
MOST_PAST = 24  # files of before that are remembered, long after lines that they judged are folded away
SAME_NAME = 'another file has the version "{}": give yours a name of its own'


def with_past(services: Services) -> Services:
    """The services, which also know the protocols that the service had before; today's is kept for those to
    come. As they were where the database is out of reach: then days that are over are judged by today's."""
    body = protocol_path(services.settings).read_text(encoding="utf-8")
    try:
        with services.store.begin() as tx:
            past = rules.serve(tx, body, services.protocol.version, services.clock(), MOST_PAST)
    except StoreError as error:
        log.error("the protocols of before are not known (%s)", type(error).__name__)
        return services
    return replace(services, protocol=replace(services.protocol, past=past)) if past else services


def set_hours(services: Services, by: Coach | None, team: Team, wanted: TeamSettings) -> TeamSettings:
    """A team's language, hours and quiet hours from now on; its protocol stays. Refused, with everything that
    is wrong, if they can't be. `by`: an owner of the team, or None at the operator's desk.

    Whoever is in the team already keeps the times at which they are asked.
    """
    with services.store.begin() as tx:
        before = _locked(tx, by, team)
        settings = replace(wanted, protocol=before.protocol, past=before.past)
        _check(services, settings, services.rules(rules.own_of(tx, settings)))
        rules.save(tx, team.id, settings)
        changes.note(tx, team.id, _who(by), services.clock(), _said(before, settings))
    return settings


def set_protocol(services: Services, by: Coach | None, team: Team, body: str | None) -> Protocol:
    """A team's own protocol file from now on, or (None) the service's again; what then holds. Refused if the
    file can't be used, or does not go with the team's hours."""
    wanted = None if body is None else _parsed(services, body)
    with services.store.begin() as tx:
        before = _locked(tx, by, team)
        kept = _kept(tx, body, wanted, services) if body is not None and wanted is not None else ""
        past = (before.protocol or _served(tx, services), *before.past)
        past = tuple(dict.fromkeys(digest for digest in past if digest and digest != kept))
        settings = replace(before, protocol=kept, past=past[:MOST_PAST])
        protocol = services.rules(rules.own_of(tx, settings))
        _check(services, settings, protocol)
        rules.save(tx, team.id, settings)
        sweep.rank_again(tx, protocol, team.id)
        whose = "its own" if kept else "the service's"
        changes.note(tx, team.id, _who(by), services.clock(), [f"Protocol: {protocol.version}, {whose}"])
    return protocol


def _who(by: Coach | None) -> str:
    return by.name if by else ""


def _said(before: TeamSettings, after: TeamSettings) -> list[str]:
    """What is different, in words."""
    parts = []
    for name, value, was in (
        ("Language", after.language or "by the number", before.language or "by the number"),
        ("Morning question", f"{after.asked_at[0]:%H:%M}", f"{before.asked_at[0]:%H:%M}"),
        ("Evening question", f"{after.asked_at[1]:%H:%M}", f"{before.asked_at[1]:%H:%M}"),
        ("Quiet hours", _hours(after.quiet), _hours(before.quiet)),
    ):
        if value != was:
            parts.append(f"{name}: {value}, before it {was}")
    return parts


def _hours(quiet: Quiet | None) -> str:
    return f"{quiet.start:%H:%M} to {quiet.end:%H:%M}" if quiet else "the service's"


def _locked(tx: Tx, by: Coach | None, team: Team) -> TeamSettings:
    """A team's settings, which nobody else changes now."""
    if by is None:
        belonging.lock_team(tx, team.id)
    else:
        owned(tx, by, team)
    found = people.team_by_id(tx, team.id)
    assert found is not None
    return found.settings


def _parsed(services: Services, body: str) -> Protocol:
    """A file that can be used, and is not called what another one is called."""
    try:
        wanted = parse(body)
    except ProtocolError as error:
        raise Refused(str(error)) from error
    if wanted.version == services.protocol.version and wanted.digest != services.protocol.digest:
        raise Refused(SAME_NAME.format(wanted.version))
    return wanted


def _kept(tx: Tx, body: str, wanted: Protocol, services: Services) -> str:
    if rules.is_taken(tx, wanted.version, body):
        raise Refused(SAME_NAME.format(wanted.version))
    return rules.keep(tx, body, wanted.version, services.clock())


def _served(tx: Tx, services: Services) -> str:
    """The digest of the file that the service runs by, kept when it started; "" if that is not known."""
    return rules.digest_of(tx, services.protocol.digest)


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
        elif (given or settings.quiet or settings.protocol) and is_quiet(at, quiet.start, quiet.end):
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
