"""Texts from outside: kept, handed to our webhook as Twilio would, and its answer carried out."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from tests.support.twilio import twiml
from tests.support.twilio.courier import Delivery
from tests.support.twilio.fake import Fake
from tests.support.twilio.faults import Verdict
from tests.support.twilio.messages import API_VERSION, Message, new_sid, now, segments
from tests.support.twilio.twiml import Reply, TwimlError

CONNECTION_FAILED, RETRIEVAL_FAILED = 11205, 11200
BLOCKED, TOO_LONG, NO_BODY = 21610, 21617, 14103
LONGEST_BODY = 1600


@dataclass(frozen=True)
class Outcome:
    """Whether a text was handed over: some address of ours took it with an answer that could be used."""

    status: int
    attempts: int
    delivered: bool
    code: int = 0


def keep(fake: Fake, told: dict[str, Any]) -> Message:
    """Keep a text from outside, and do what its keyword asks; no webhook hears of it."""
    media = int(told.get("num_media", 0))
    arrived = datetime.fromisoformat(told["at"]).astimezone(UTC) if told.get("at") else now()
    message = Message(
        sid=new_sid("MM" if media else "SM"),
        to=told["to"],
        sender=told["from"],
        body=told.get("body", ""),
        direction="inbound",
        status="received",
        created=arrived.replace(microsecond=0),
        sent=arrived.replace(microsecond=0),
        service=_service_of(fake, told["to"]),
        num_media=media,
    )
    fake.messages.hear(message.sender, message.to, message.body)
    return fake.messages.add(message)


def note(fake: Fake, message: Message, outcome: Outcome | None = None) -> None:
    """Log what became of a text from outside; None: no webhook was asked."""
    told = {"sid": message.sid, "from": message.sender, "to": message.to, "body": message.body}
    status, attempts = (outcome.status, outcome.attempts) if outcome else (0, 0)
    delivered = outcome.delivered if outcome else None
    fake.log.write("inbound", **told, delivered=delivered, status=status, attempts=attempts)


def deliver(fake: Fake, message: Message, extra: dict[str, str]) -> Outcome:
    """Hand a text over: the webhook, then the fallback, then never again."""
    fields = _fields(fake, message) | extra
    where = fake.courier.where
    outcome = _ask(fake, message, where.webhook_url, fields, fallback=False)
    if not outcome.delivered and where.fallback_url:
        failed = {"ErrorCode": str(outcome.code), "ErrorUrl": where.webhook_url.partition("#")[0]}
        second = _ask(fake, message, where.fallback_url, fields | failed, fallback=True)
        outcome = replace(second, attempts=outcome.attempts + second.attempts)
    note(fake, message, outcome)
    return outcome


def _ask(fake: Fake, message: Message, url: str, fields: dict[str, str], *, fallback: bool) -> Outcome:
    done = fake.courier.post(url, fields, "webhook", sid=message.sid, fallback=fallback)
    if done.error:
        return _unusable(done, CONNECTION_FAILED if done.error == "ct" else RETRIEVAL_FAILED)
    try:
        replies = twiml.read(done.content_type, done.body, url)
    except TwimlError as error:
        fake.log.write("twiml", sid=message.sid, code=error.code, problem=str(error))
        return _unusable(done, error.code)
    for reply in replies:
        _carry_out(fake, message, reply)
    return Outcome(done.status, done.attempts, True)


def _unusable(done: Delivery, code: int) -> Outcome:
    return Outcome(done.status, done.attempts, False, code)


def _carry_out(fake: Fake, answered: Message, reply: Reply) -> None:
    """Send one text of the answer, unless nothing gets that far."""
    if not reply.reached:
        fake.log.write("unreached", sid=answered.sid, body=reply.body)
        return
    message = Message(
        sid=new_sid(),
        to=answered.sender,
        sender=answered.to,
        body=reply.body,
        direction="outbound-reply",
        status="queued",
        created=now(),
        service=answered.service,
        callbacks=reply.callbacks,
    )
    verdict = fake.script.reply(message.to, message.body)
    if not reply.body:
        verdict = replace(verdict, code=NO_BODY)
    elif len(reply.body) > LONGEST_BODY:
        verdict = replace(verdict, code=TOO_LONG)
    elif fake.messages.is_blocked(message.to, _pool(fake, message)):
        verdict = replace(verdict, code=BLOCKED)
    if verdict.code:
        _fail(fake, message, verdict)
    else:
        fake.accept(message, verdict, via="twiml")


def _fail(fake: Fake, message: Message, verdict: Verdict) -> None:
    """There is no answer to say no with: the message exists, fails, and its callback says so."""
    kept = fake.messages.add(message)
    told = {"sid": kept.sid, "to": kept.to, "body": kept.body, "m": kept.m, "code": verdict.code}
    fake.log.write("refused", method="", path="", **told, status=0, fault="", via="twiml")
    fake.walker.start(kept, replace(verdict, ends=("failed", verdict.code)))


def _service_of(fake: Fake, number: str) -> str | None:
    return next((sid for sid, pool in fake.config.services.items() if number in pool), None)


def _pool(fake: Fake, message: Message) -> tuple[str, ...]:
    """The numbers that a STOP to one of them holds for."""
    return tuple(fake.config.services[message.service]) if message.service else (message.sender,)


def _fields(fake: Fake, message: Message) -> dict[str, str]:
    """What Twilio tells of a text."""
    fields = {
        "ToCountry": "US",
        "ToState": "DC",
        "SmsMessageSid": message.sid,
        "NumMedia": str(message.num_media),
        "ToCity": "",
        "FromZip": "20001",
        "SmsSid": message.sid,
        "FromState": "DC",
        "SmsStatus": "received",
        "FromCity": "WASHINGTON",
        "Body": message.body,
        "FromCountry": "US",
        "To": message.to,
        "ToZip": "",
        "NumSegments": str(segments(message.body)),
        "MessageSid": message.sid,
        "AccountSid": fake.config.account_sid,
        "From": message.sender,
        "ApiVersion": API_VERSION,
    }
    if message.service:
        fields["MessagingServiceSid"] = message.service
    for place in range(message.num_media):
        media = (
            f"https://api.twilio.com/{API_VERSION}/Accounts/{fake.config.account_sid}/Media/ME{place:032x}"
        )
        fields |= {f"MediaUrl{place}": media, f"MediaContentType{place}": "image/jpeg"}
    return fields
