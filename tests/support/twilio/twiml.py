"""TwiML: the texts that a webhook answers with, and what Twilio says of an answer that it cannot use."""

from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree import ElementTree

XML = ("text/xml", "application/xml", "text/html")
KNOWN = {"statusCallback", "action", "method"}
NOT_XML, NOT_TWIML, WRONG_TYPE = 12100, 12200, 12300


class TwimlError(Exception):
    """The answer cannot be used, for a reason that has a code of Twilio's."""

    def __init__(self, code: int, problem: str) -> None:
        super().__init__(problem)
        self.code = code


@dataclass(frozen=True)
class Reply:
    """One text of an answer. Nothing after a text with an action is ever reached."""

    body: str
    callbacks: tuple[str, ...] = ()
    reached: bool = True


def read(content_type: str, body: bytes, url: str) -> list[Reply]:
    """The texts of an answer to a webhook at `url`, in order."""
    kind = content_type.partition(";")[0].strip().lower()
    if not body.strip():
        return []
    if kind == "text/plain":
        return [Reply(body.decode("utf-8", "replace"))]
    if kind not in XML:
        raise TwimlError(WRONG_TYPE, f"Content-Type {kind!r} is no TwiML")
    try:
        root = ElementTree.fromstring(body)
    except ElementTree.ParseError as error:
        raise TwimlError(NOT_XML, str(error)) from error
    if root.tag != "Response":
        raise TwimlError(NOT_TWIML, f"the root is <{root.tag}>")
    found, reached = [], True
    for verb in root:
        if verb.tag != "Message":
            raise TwimlError(NOT_TWIML, f"the fake knows no <{verb.tag}>")
        found.append(_reply(verb, url, reached))
        reached = reached and "action" not in verb.attrib
    return found


def _reply(verb: ElementTree.Element, url: str, reached: bool) -> Reply:
    if unknown := set(verb.attrib) - KNOWN:
        raise TwimlError(NOT_TWIML, f"the fake knows no {sorted(unknown)} of a <Message>")
    bodies = [part.text or "" for part in verb if part.tag == "Body"]
    named = (verb.attrib.get(name) for name in ("statusCallback", "action"))
    callbacks = dict.fromkeys(urljoin(url, address) for address in named if address)
    return Reply("".join(bodies) if bodies else verb.text or "", tuple(callbacks), reached)
