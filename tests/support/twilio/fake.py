"""The fake's parts, put together; everything that answers a request is handed this."""

from base64 import b64encode

from tests.support.twilio.config import Config
from tests.support.twilio.courier import Courier
from tests.support.twilio.faults import Script, Verdict
from tests.support.twilio.log import Log
from tests.support.twilio.messages import Message, Messages
from tests.support.twilio.openapi import Contract
from tests.support.twilio.walk import Walker


class Fake:
    """One account with all it knows."""

    def __init__(self, config: Config) -> None:
        self.config = config
        self.log = Log(config.log)
        self.script = Script(config.faults, config.seed)
        self.messages = Messages()
        self.contract = Contract()
        self.courier = Courier(config, self.log)
        self.walker = Walker(config, self.messages, self.courier)
        pairs = ((config.account_sid, config.auth_token), *config.keys)
        self.passes = frozenset(
            "Basic " + b64encode(f"{name}:{secret}".encode()).decode() for name, secret in pairs
        )

    def accept(self, message: Message, verdict: Verdict, via: str) -> Message:
        """Take a message for good: logged before anyone can hear of it, then on its way."""
        kept = self.messages.add(message)
        told = {"sid": kept.sid, "to": kept.to, "from": kept.sender, "body": kept.body, "m": kept.m}
        self.log.write("accepted", **told, via=via, fault=verdict.fault)
        self.walker.start(kept, verdict)
        return kept

    def close(self) -> None:
        """Stop what runs. The log is closed last."""
        self.walker.stop()
        self.courier.close()
        self.log.close()
