"""A conversation as people read it, with what did not hold marked in its place."""

from collections.abc import Iterator
from datetime import date, tzinfo

from checkin.rehearsal.conversation import Acted, Conversation, Failed, Happened, Received, Sent

MARK = "  !!  "


def printed(conversation: Conversation, zone: tzinfo, *, several: bool, judged: bool = True) -> Iterator[str]:
    """Line by line: days, texts in and out, failures. `several`: say which runner each text is of."""
    day: date | None = None
    for event in conversation.happened:
        if isinstance(event, Failed) and not judged:
            continue
        local = event.at.astimezone(zone)
        if local.date() != day:
            day = local.date()
            yield f"{day:%a %d %b %Y}"
        yield from _told(event, f"  {local:%H:%M}", several, judged)


def _told(event: Happened, clock: str, several: bool, judged: bool) -> Iterator[str]:
    match event:
        case Sent(to=to, coach=coach, body=body):
            who = f" coach {to}" if coach else f" {to}" if several else ""
            yield f"{clock}{who} < {body}"
            if judged and event.unexpected:
                yield f"{MARK}strict: no line expects this text"
        case Received(sender=sender, body=body):
            yield f"{clock}{f' {sender}' if several else ''} > {body}"
        case Acted(coach=coach, did=did, runner=runner):
            yield f"{clock} {coach} {did} {runner}"
        case Failed(line=line, expected=expected, instead=instead):
            yield f"{MARK}line {line}: {expected}"
            yield f"{' ' * len(MARK)}instead: {instead}"
