"""Where the provider will hand over texts to us: what is set there, against what should be."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urldefrag

RETRIES = "#rc=3&rp=ct,rt,5xx&ct=2000&rt=4000"  # without it Twilio tries once


@dataclass(frozen=True)
class Route:
    """What a number or a messaging service does with a text that comes in. `heard`: False drops it unseen."""

    name: str
    address: str
    method: str
    fallback: str
    heard: bool = True


def routes(client: Any, service: str, numbers: tuple[str, ...]) -> Iterator[Route]:
    """The messaging service's own, or each number's where the service leaves it to them."""
    if service:
        found = client.messaging.v1.services(service).fetch()
        if not found.use_inbound_webhook_on_number:
            heard = found.inbound_request_url is not None
            method, fallback = found.inbound_method or "POST", found.fallback_url or ""
            yield Route("the messaging service", found.inbound_request_url or "", method, fallback, heard)
            return
    for number in numbers:
        for one in client.incoming_phone_numbers.list(phone_number=number, limit=1):
            yield Route(number, one.sms_url or "", one.sms_method or "POST", one.sms_fallback_url or "")


def problems(route: Route, public_url: str) -> Iterator[str]:
    """What is wrong with a route, each with what to set it to."""
    wanted = f"{public_url}/sms"
    address, overrides = urldefrag(route.address)
    if not route.heard:
        yield f'{route.name} drops texts that come in: set its "request URL" to {wanted}{RETRIES}'
    elif address != wanted:
        yield f"{route.name} hands texts to {address or 'nobody'}: set its address to {wanted}{RETRIES}"
    elif route.method != "POST":
        yield f"{route.name} calls us by {route.method}: set it to POST"
    elif "rc=" not in overrides:
        yield f"{route.name} tries us once: set its address to {wanted}{RETRIES}"
    if urldefrag(route.fallback)[0] != f"{wanted}/fallback":
        yield f'{route.name} has no way to us when {wanted} fails: set its "fallback" to {wanted}/fallback'
