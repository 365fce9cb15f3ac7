"""The fake as a running server: in a thread of the tests, or alone in a process of its own."""

import sys
import threading
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

from tests.support.twilio import api, door
from tests.support.twilio.config import Config
from tests.support.twilio.fake import Fake
from tests.support.twilio.wire import Answer, Request, Server


@contextmanager
def running(config: Config) -> Iterator[Server]:
    """The server, listening and answering; its port is known at once."""
    fake = Fake(config)

    def answer(request: Request) -> Answer:
        try:
            ours = request.path.startswith(door.PREFIX)
            return door.answer(fake, request) if ours else api.answer(fake, request)
        except Exception as error:
            traceback.print_exc(file=sys.stderr)
            fake.log.write("broken", what=repr(error), trace=traceback.format_exc())
            return Answer.of({"code": 0, "message": f"the fake broke: {error!r}", "status": 500}, 500)

    with Server(config.port, answer) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
            server.hang_up()
            fake.close()
