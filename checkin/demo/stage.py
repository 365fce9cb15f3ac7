"""What the phone page plays on: a carrier that signs its requests, and a clock that can be moved."""

from datetime import datetime
from typing import TYPE_CHECKING

from twilio.request_validator import RequestValidator
from werkzeug.test import Client

from checkin.demo.cast import NUMBER
from checkin.demo.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication


class DemoStage:
    """Behind the phone page: a text reaches the webhook as any carrier would hand it over."""

    def __init__(self, world: World, coach_id: int) -> None:
        self.coach_id = coach_id
        self._world = world
        self._carrier: Client | None = None

    def open(self, app: "WSGIApplication") -> None:
        """The web that texts are handed to."""
        self._carrier = Client(app)

    def text(self, number: str, body: str) -> None:
        """A text from a number reaches the webhook, signed. From now on nobody answers for that runner."""
        if self._carrier is None:
            raise RuntimeError("the demo's web is not open yet")
        settings = self._world.services.settings
        self._world.take(number)
        form = {
            "MessageSid": self._world.next_sid(),
            "AccountSid": settings.account_sid,
            "From": number,
            "To": NUMBER,
            "Body": body,
            "NumMedia": "0",
        }
        signature = RequestValidator(settings.auth_tokens[0]).compute_signature(
            f"{settings.public_url}/sms", form
        )
        with self._world.lock:
            answer = self._carrier.post(
                "/sms", base_url=settings.public_url, data=form, headers={"X-Twilio-Signature": signature}
            )
        if answer.status_code != 200:
            raise RuntimeError(f"the webhook answered {answer.status}")

    def pass_to(self, until: datetime) -> None:
        """Time passes, and all that falls due on the way is done."""
        self._world.play(until)
