"""Twilio's lists: messages newest first with their filters, a service and its numbers."""

from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tests.support.twilio.fake import Fake
from tests.support.twilio.messages import Message
from tests.support.twilio.openapi import moment
from tests.support.twilio.wire import Answer, Request

PAGE_SIZE = 50


def list_page(fake: Fake, request: Request) -> Answer:
    """One page of the messages that the filters let through."""
    asked = request.asked
    found = fake.messages.newest_first(asked.get("To"), asked.get("From"), fake.script.faults.list_lag)
    found = [message for message in found if _is_in_time(message, asked)]
    size, page = int(asked.get("PageSize", PAGE_SIZE)), int(asked.get("Page", 0))
    start = _start(found, asked.get("PageToken"), page * size)
    shown = found[start : start + size]
    more = start + size < len(found)

    def address(number: int, token: str = "") -> str:
        kept = {name: value for name, value in asked.items() if not name.startswith("Page")}
        named = kept | {"PageSize": size, "Page": number} | ({"PageToken": token} if token else {})
        return f"{request.path}?{urlencode(named)}"

    return Answer.of(
        {
            "first_page_uri": address(0),
            "next_page_uri": address(page + 1, f"PA{shown[-1].sid}") if more else None,
            "previous_page_uri": address(page - 1) if page else None,
            "uri": address(page, asked.get("PageToken", "")),
            "page": page,
            "page_size": size,
            "start": start,
            "end": start + max(len(shown) - 1, 0),
            "messages": [message.as_json(fake.config.account_sid) for message in shown],
        }
    )


def _start(found: list[Message], token: str | None, counted: int) -> int:
    """Where a page begins: behind the last message of the page before, whatever has come since."""
    if token is None:
        return counted
    places = [place for place, message in enumerate(found, start=1) if f"PA{message.sid}" == token]
    return places[0] if places else len(found)


def _is_in_time(message: Message, asked: dict[str, str]) -> bool:
    """Whether the date filters let it through. What was not sent yet, none of them does."""
    bounds = {name: _span(asked[name]) for name in ("DateSent", "DateSent<", "DateSent>") if name in asked}
    if not bounds:
        return True
    if message.sent is None:
        return False
    exact, latest, earliest = (bounds.get(name) for name in ("DateSent", "DateSent<", "DateSent>"))
    return (
        (exact is None or exact[0] <= message.sent <= exact[1])
        and (latest is None or message.sent <= latest[1])
        and (earliest is None or message.sent >= earliest[0])
    )


def _span(text: str) -> tuple[datetime, datetime]:
    """The first and the last second that a time or a day means."""
    read = moment(text)
    if isinstance(read, datetime):
        return read.replace(microsecond=0), read
    return _midnight(read), _midnight(read) + timedelta(days=1, seconds=-1)


def _midnight(day: date) -> datetime:
    return datetime.fromisoformat(f"{day.isoformat()}T00:00:00+00:00")


def service(fake: Fake, sid: str) -> Answer:
    """A messaging service that leaves inbound texts to the webhook of the number."""
    own = {"inbound_request_url": None, "fallback_url": None, "use_inbound_webhook_on_number": True}
    return Answer.of({"sid": sid, "account_sid": fake.config.account_sid, "friendly_name": "fake", **own})


def own_numbers(fake: Fake, request: Request) -> Answer:
    """The account's numbers, each with the webhook that texts to it are handed to."""
    config, wanted = fake.config, request.asked.get("PhoneNumber", "")
    where = {"sms_url": config.webhook_url, "sms_method": "POST", "sms_fallback_url": config.fallback_url}
    records = [
        {"sid": f"PN{place:032x}", "phone_number": number, "account_sid": config.account_sid, **where}
        for place, number in enumerate(sorted(config.senders))
        if wanted in number
    ]
    ends = {"page": 0, "page_size": PAGE_SIZE, "next_page_uri": None, "uri": request.path}
    return Answer.of({"incoming_phone_numbers": records, **ends})


def numbers_page(fake: Fake, request: Request, service: str, kind: str) -> Answer:
    """One page of a service's numbers: `kind` is phone_number, or short_code for those without a plus."""
    long = kind == "phone_number"
    numbers = [number for number in fake.config.services[service] if number.startswith("+") is long]
    size, page = int(request.asked.get("PageSize", PAGE_SIZE)), int(request.asked.get("Page", 0))
    here = f"http://{request.headers.get('host', '')}{request.path}?PageSize={size}&Page="
    records: list[dict[str, Any]] = [
        {
            "sid": f"PN{place:032x}",
            kind: number,
            "service_sid": service,
            "account_sid": fake.config.account_sid,
            "country_code": "US",
            "capabilities": ["SMS"],
        }
        for place, number in enumerate(numbers)
    ]
    meta = {
        "key": f"{kind}s",
        "page": page,
        "page_size": size,
        "url": f"{here}{page}",
        "first_page_url": f"{here}0",
        "previous_page_url": f"{here}{page - 1}" if page else None,
        "next_page_url": f"{here}{page + 1}" if (page + 1) * size < len(numbers) else None,
    }
    return Answer.of({f"{kind}s": records[page * size : (page + 1) * size], "meta": meta})
