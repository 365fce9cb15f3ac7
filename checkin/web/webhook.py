"""The carrier's way in: every request signed by Twilio, each text handled once, answered in TwiML."""

import hashlib
import hmac
import logging
import re
from base64 import b64encode
from collections.abc import Sequence
from urllib.parse import parse_qsl

from flask import Blueprint, Request, Response, abort, request
from flask.typing import ResponseReturnValue
from twilio.request_validator import RequestValidator
from twilio.twiml.messaging_response import MessagingResponse
from werkzeug.datastructures import MultiDict

from checkin import service
from checkin.config import Services, Settings
from checkin.service import Inbound
from checkin.sms import Outgoing, printable
from checkin.sms.states import STATES

log = logging.getLogger(__name__)

SIGNED = "/sms"  # nothing that begins so is answered without a signature
LONGEST = 1024 * 1024  # bytes of a request; the carrier's longest text has 1600 characters
MOST_FIELDS = 1000
LONGEST_NUMBER = 255  # characters of an address; an index holds no long ones
MESSAGE_SID = re.compile(r"(?:SM|MM)[0-9a-f]{32}")
# As the signature does not tell names from values. A status may come before a text has its sender.
OF_A_TEXT = ("MessageSid", "AccountSid", "From", "To")
OF_A_STATUS = ("MessageSid", "AccountSid")

AT_MOST_ONCE = ("Body", "NumMedia", "MessageStatus", "ErrorCode", "OptOutType")

Fields = Sequence[tuple[str, str]]


def blueprint(services: Services) -> Blueprint:
    """POST /sms and POST /sms/status, and the check that guards every address below."""
    pages = Blueprint("webhook", __name__)
    settings = services.settings

    @pages.before_app_request
    def check() -> None:
        if request.path.startswith(SIGNED) and not is_signed(request, settings):
            abort(403)

    @pages.post("/sms")
    def receive() -> ResponseReturnValue:
        text = _text(settings)
        try:
            replies = service.receive(services, text)
        except Exception as error:
            # Not kept: 200 would lose it. Twilio tries again if the webhook's address asks it to.
            log.error("text %s was not kept: %s", text.sid, type(error).__name__)
            abort(503)
        return Response(twiml(replies, settings.callback), mimetype="text/xml")

    @pages.post("/sms/fallback")
    def keep() -> ResponseReturnValue:
        """Called when /sms could not answer: keeps the text, and without a database reads it for danger."""
        text = _text(settings)
        try:
            service.keep(services, text)
        except Exception as error:
            log.error("text %s was not kept: %s", text.sid, type(error).__name__)
            return Response(_only_danger(services, text), mimetype="text/xml")
        return Response(twiml((), ""), mimetype="text/xml")

    @pages.post("/sms/status")
    def status() -> ResponseReturnValue:
        fields = _fields(settings, OF_A_STATUS)
        state = STATES.get(_one(fields, "MessageStatus", None))
        if state is not None:
            text_id, code = _number(request.args.get("m", "")), _number(_one(fields, "ErrorCode", "0"))
            try:
                sid, to, now = fields["MessageSid"], fields.get("To"), services.clock()
                service.report(services, text_id, state, sid, code or None, now, to)
            except Exception as error:
                log.error("the status of text %d was not kept: %s", text_id, type(error).__name__)
                abort(503)
        return "", 204

    return pages


def _text(settings: Settings) -> Inbound:
    fields = _fields(settings, OF_A_TEXT)
    media = _number(_one(fields, "NumMedia", "0"))
    body = _one(fields, "Body", "" if media else None)
    answered = _one(fields, "OptOutType", "").upper()
    return Inbound(fields["MessageSid"], fields["From"], fields["To"], body, media, answered)


def _only_danger(services: Services, text: Inbound) -> str:
    """Whom to call, from the text alone. Anything else is answered once the provider's list is read."""
    said = service.danger_alone(services, text)
    if said is None:
        abort(503)
    answer = MessagingResponse()
    answer.message(printable(said))
    return str(answer)


def twiml(replies: Sequence[Outgoing], callback: str) -> str:
    """The answer to the carrier. Each text names the address that hears what became of it, where one is."""
    answer = MessagingResponse()
    for reply in replies:
        # Not `action`: the texts after one that has it would never leave.
        where = {"status_callback": f"{callback}?m={reply.id}"} if callback else {}
        answer.message(printable(reply.body), **where)
    return str(answer)


def is_signed(asked: Request, settings: Settings) -> bool:
    """Whether Twilio sent this, by any of our tokens. Whatever goes wrong in finding out is a no."""
    try:
        return _is_signed(asked, settings)
    except Exception as error:
        log.warning("a request to %s could not be checked: %s", SIGNED, type(error).__name__)
        return False


def _is_signed(asked: Request, settings: Settings) -> bool:
    """Twilio signs the address it called, which behind a proxy only PUBLIC_URL knows, and every field."""
    asked.max_content_length = LONGEST
    signature = asked.headers.get("X-Twilio-Signature", "")
    query = asked.query_string.decode("latin-1")
    address = settings.public_url + asked.path + (f"?{query}" if query else "")
    read = MultiDict(_parsed(asked, "utf-8", "replace"))
    return any(
        RequestValidator(token).validate(address, read, signature)
        or _is_signed_raw(token, address, _parsed(asked, "latin-1", "strict"), signature)
        for token in settings.auth_tokens
    )


def _is_signed_raw(token: str, address: str, fields: Fields, signature: str) -> bool:
    """The same signature over bytes as they came: not every byte is text, and none of it may be lost."""
    signed = address.encode() + b"".join(
        f"{name}{value}".encode("latin-1") for name, value in sorted(set(fields))
    )
    expected = b64encode(hmac.digest(token.encode(), signed, hashlib.sha1))
    return hmac.compare_digest(expected, signature.encode())


def _parsed(asked: Request, encoding: str, errors: str) -> list[tuple[str, str]]:
    """The form's fields, from its bytes. Flask's own reading drops what is not UTF-8."""
    if asked.mimetype != "application/x-www-form-urlencoded":
        return []
    return parse_qsl(
        asked.get_data().decode(encoding, errors),
        keep_blank_values=True,
        encoding=encoding,
        errors=errors,
        max_num_fields=MOST_FIELDS,
    )


def _fields(settings: Settings, needed: Sequence[str]) -> dict[str, str]:
    """The fields of a signed request, those that matter checked: each there, each once, each well formed."""
    found = MultiDict(_parsed(request, "utf-8", "surrogateescape"))
    for name in needed:
        if len(found.getlist(name)) != 1 or not found[name].strip() or len(found[name]) > LONGEST_NUMBER:
            abort(400)
    if not MESSAGE_SID.fullmatch(found["MessageSid"]):
        abort(400)
    if found["AccountSid"] != settings.account_sid:
        abort(403)
    if any(len(found.getlist(name)) > 1 for name in AT_MOST_ONCE):
        abort(400)
    return found.to_dict()


def _one(fields: dict[str, str], name: str, default: str | None) -> str:
    found = fields.get(name, default)
    return abort(400) if found is None else found


def _number(text: str) -> int:
    """A count or a code; 0 for what is none."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
