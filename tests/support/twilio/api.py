"""Twilio's own API: who may ask, what is wrong with it, what it makes, and the faults on the way."""

import re
import time

from tests.support.twilio.config import AFTER_ACCEPT
from tests.support.twilio.fake import Fake
from tests.support.twilio.faults import Verdict
from tests.support.twilio.messages import Message, new_sid, now, own_id
from tests.support.twilio.pages import list_page, numbers_page, own_numbers, service
from tests.support.twilio.wire import HANG_UP, Answer, Request

LIST = re.compile(r"/2010-04-01/Accounts/([^/]+)/Messages\.json")
ONE = re.compile(r"/2010-04-01/Accounts/([^/]+)/Messages/([^/]+)\.json")
SERVICE = re.compile(r"/v1/Services/([^/]+)(/PhoneNumbers|/ShortCodes)?")
NUMBERS = re.compile(r"/2010-04-01/Accounts/([^/]+)/IncomingPhoneNumbers\.json")
LONGEST_BODY = 1600
E164 = re.compile(r"\+[1-9]\d{6,14}|[a-z]+:\S+", re.ASCII)

FAULTS = {
    "slow_down": (429, 20429, "Too Many Requests"),
    "daily_limit": (429, 63038, "Account exceeded the daily messages limit"),
    "error_before_accept": (500, 20500, "Internal Server Error"),
    "error_after_accept": (500, 20500, "Internal Server Error"),
    "list_fails": (500, 20500, "Internal Server Error"),
}
OOPS = Answer(503, b"<html><body><h1>503 Service Unavailable</h1></body></html>", "text/html")


class Refused(Exception):
    """Nothing was done, and this is said. Status 0 says nothing and hangs up."""

    def __init__(self, status: int, code: int = 0, message: str = "", fault: str = "") -> None:
        super().__init__(message)
        self.status, self.code, self.message, self.fault = status, code, message, fault

    @property
    def answer(self) -> Answer:
        """How Twilio words an error."""
        if self.fault == "html_503":
            return OOPS
        if not self.status:
            return HANG_UP
        info = f"https://www.twilio.com/docs/errors/{self.code}"
        told = {"code": self.code, "message": self.message, "more_info": info, "status": self.status}
        return Answer.of(told, self.status)


def answer(fake: Fake, request: Request) -> Answer:
    """Answer one request as Twilio would, or as the faults have it."""
    verdict = Verdict()
    try:
        problems = _violations(fake, request)
        if fake.script.faults.down:
            raise Refused(0, fault="down")
        _check_caller(fake, request)
        if problems:
            raise Refused(400, 20001, "; ".join(problems))
        if request.method == "POST" and LIST.fullmatch(request.path):
            verdict = fake.script.create(request.field("To"), request.field("Body"))
            _raise_fault(verdict, unless=AFTER_ACCEPT)
            return _create(fake, request, verdict)
        verdict = fake.script.read(request.asked.get("To", ""), request.path)
        _raise_fault(verdict)
        return _read(fake, request)
    except Refused as refused:
        _note(fake, request, refused)
        return refused.answer
    finally:
        if verdict.delay:
            time.sleep(verdict.delay)


def _note(fake: Fake, request: Request, refused: Refused) -> None:
    told = {"method": request.method, "path": request.path, "status": refused.status, "code": refused.code}
    told |= {"to": request.field("To"), "body": request.field("Body"), "fault": refused.fault}
    fake.log.write("refused", **told, m=own_id(request.form.get("StatusCallback", ())), via="api")


def _violations(fake: Fake, request: Request) -> list[str]:
    if "/Messages" not in request.path:
        return []
    kind = request.headers.get("content-type", "")
    found = fake.contract.problems(request.method, request.path, request.query, kind, request.body)
    if found:
        fake.log.write("violation", method=request.method, path=request.path, problems=found)
    return found


def _check_caller(fake: Fake, request: Request) -> None:
    config = fake.config
    if request.headers.get("authorization", "") not in fake.passes:
        raise Refused(401, 20003, "Authenticate")
    named = LIST.fullmatch(request.path) or ONE.fullmatch(request.path)
    if named and named[1] != config.account_sid:
        raise Refused(404, 20404, f"The requested resource {request.path} was not found")


def _raise_fault(verdict: Verdict, unless: tuple[str, ...] = ()) -> None:
    if not verdict.fault or verdict.fault in unless:
        return
    status, code, message = FAULTS.get(verdict.fault, (0, 0, ""))
    raise Refused(503 if verdict.fault == "html_503" else status, code, message, verdict.fault)


def _create(fake: Fake, request: Request, verdict: Verdict) -> Answer:
    message = _message(fake, request)
    if verdict.code:
        raise Refused(400, verdict.code, f"Refused with {verdict.code}", "refuse")
    kept = fake.accept(message, verdict, via="api")
    if verdict.fault == "drop_after_accept":
        return HANG_UP
    if verdict.fault:
        return Refused(*FAULTS[verdict.fault]).answer
    return Answer.of(kept.as_json(fake.config.account_sid), 201)


def _message(fake: Fake, request: Request) -> Message:
    """The message that is asked for, or why there is none."""
    to, sender, service = (request.field(name) for name in ("To", "From", "MessagingServiceSid"))
    body, media = request.field("Body"), request.form.get("MediaUrl", [])
    if not E164.fullmatch(to):
        raise Refused(400, 21211, f"Invalid 'To' Phone Number: {to}")
    pool = fake.config.services.get(service, ()) if service else (sender,)
    _check_sender(fake, sender, service, pool)
    if not body and not media and not request.field("ContentSid"):
        raise Refused(400, 21602, "Message body is required")
    if len(body) > LONGEST_BODY:
        raise Refused(400, 21617, "The concatenated message body exceeds the 1600 character limit")
    if fake.messages.is_blocked(to, tuple(pool)):
        raise Refused(400, 21610, "Attempt to send to unsubscribed recipient")
    return Message(
        sid=new_sid(),
        to=to,
        sender=sender or pool[0],
        body=body,
        direction="outbound-api",
        status="accepted" if service else "queued",
        created=now(),
        service=service or None,
        callbacks=tuple(request.form.get("StatusCallback", ())),
        num_media=len(media),
    )


def _check_sender(fake: Fake, sender: str, service: str, pool: tuple[str, ...]) -> None:
    if service and service not in fake.config.services:
        raise Refused(404, 21701, "The Messaging Service does not exist")
    if service and not pool:
        raise Refused(400, 21703, "The Messaging Service does not have a phone number")
    if not service and not sender:
        raise Refused(400, 21603, "A 'From' phone number is required")
    if sender and fake.config.senders and sender not in fake.config.senders:
        raise Refused(400, 21606, f"The 'From' phone number {sender} is not ours")


def _read(fake: Fake, request: Request) -> Answer:
    if request.method != "GET":
        raise Refused(405, 20004, "The fake does not do that")
    if found := ONE.fullmatch(request.path):
        message = fake.messages.get(found[2], fake.script.faults.list_lag)
        if message is None:
            raise Refused(404, 20404, f"The requested resource {request.path} was not found")
        return Answer.of(message.as_json(fake.config.account_sid))
    if LIST.fullmatch(request.path):
        return list_page(fake, request)
    if (named := SERVICE.fullmatch(request.path)) and named[1] in fake.config.services:
        kind = {"/PhoneNumbers": "phone_number", "/ShortCodes": "short_code"}.get(named[2] or "")
        return numbers_page(fake, request, named[1], kind) if kind else service(fake, named[1])
    if NUMBERS.fullmatch(request.path):
        return own_numbers(fake, request)
    raise Refused(404, 20404, f"The requested resource {request.path} was not found")
