"""A webhook of ours in miniature, for the fake's own tests: remembers each request, answers as it is told."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from twilio.request_validator import RequestValidator

from tests.support.twilio.wire import Answer, Request, Server

NOTHING = Answer(204)


def xml(body: str) -> Answer:
    """An answer in TwiML."""
    return Answer(200, f'<?xml version="1.0" encoding="UTF-8"?>{body}'.encode(), "text/xml")


@dataclass
class Receiver:
    """Answers with each of `answers` once, with the last one for ever, after `pause` seconds."""

    port: int = 0
    answers: list[Answer] = field(default_factory=lambda: [NOTHING])
    pause: float = 0.0
    asked: list[Request] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        """Its address."""
        return f"http://127.0.0.1:{self.port}"

    def answer(self, request: Request) -> Answer:
        """Take note, and answer."""
        time.sleep(self.pause)
        with self.lock:
            self.asked.append(request)
            return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    def fields(self) -> list[dict[str, str]]:
        """The form of each request."""
        return [{name: values[0] for name, values in request.form.items()} for request in self.asked]

    def statuses(self) -> list[str]:
        """The status that each callback told."""
        return [told["MessageStatus"] for told in self.fields() if "MessageStatus" in told]

    def is_signed(self, origin: str, token: str) -> bool:
        """Whether Twilio's own validator takes the last request for one to that address."""
        last, told = self.asked[-1], self.fields()[-1]
        address = origin + last.path + (f"?{last.query}" if last.query else "")
        return bool(RequestValidator(token).validate(address, told, last.headers["x-twilio-signature"]))


@contextmanager
def receiving() -> Iterator[Receiver]:
    """A receiver that listens."""
    receiver = Receiver()
    with Server(0, receiver.answer) as server:
        receiver.port = server.port
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()
            server.hang_up()
