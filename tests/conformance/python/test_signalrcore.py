"""signalrcore against the conformance server: WebSockets in both protocols, server-sent events and long polling."""

import contextlib
import faulthandler
import logging
import queue
import unittest
import uuid

from signalrcore.hub.handlers import StreamHandler
from signalrcore.hub_connection_builder import HubConnectionBuilder
from signalrcore.messages.stream_invocation_message import StreamInvocationMessage
from signalrcore.subject import Subject
from signalrcore.types import HttpTransportType, HubProtocolEncoding

from server import PATIENCE, PAYLOAD, Server

WAYS = [
    (HttpTransportType.web_sockets, HubProtocolEncoding.text),
    (HttpTransportType.web_sockets, HubProtocolEncoding.binary),
    (HttpTransportType.server_sent_events, HubProtocolEncoding.text),
]

# Of what a poll brings it handles one message, and the next one after the next poll: no way for more than call and answer.
LONG_POLLING = (HttpTransportType.long_polling, HubProtocolEncoding.text)


class Connection:
    """A client whose answers can be waited for."""

    def __init__(self, hub):
        self.hub = hub
        self.pushes = queue.Queue()
        self.opened = queue.Queue()
        self.closed = queue.Queue()
        self.failed = queue.Queue()
        hub.on_open(lambda: self.opened.put(True))
        hub.on_close(lambda: self.closed.put(True))
        hub.on_error(self.failed.put)
        for name in ("message", "payload", "nothing"):
            self._listen(name)

    def _listen(self, name):
        self.hub.on(name, lambda arguments: self.pushes.put((name, arguments)))

    def pushed(self):
        return self.pushes.get(timeout=PATIENCE)

    def invoke(self, method, *arguments):
        answers = queue.Queue()
        self.hub.send(method, list(arguments), answers.put)
        return answers.get(timeout=PATIENCE).result

    def error_of(self, method, *arguments):
        """The text of the error; the client has one place for all of them."""
        self.hub.send(method, list(arguments))
        return self.failed.get(timeout=PATIENCE).error

    def stream(self, method, *arguments):
        """All items. As `hub.stream(…).subscribe(…)`, which loses an answer that comes before `subscribe`."""
        items = []
        end = queue.Queue()
        callbacks = {"next": items.append, "complete": end.put, "error": end.put}
        invocation_id = str(uuid.uuid4())
        handler = StreamHandler(method, invocation_id)
        handler.subscribe(callbacks)
        self.hub.stream_handlers[invocation_id].append(handler)
        self.hub.transport.send(StreamInvocationMessage(invocation_id, method, list(arguments), headers=self.hub.headers))
        end.get(timeout=PATIENCE)
        return items


class SignalRCore(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)

    def setUp(self):
        # The client's own waits have no limit; this ends the program, and tells where each thread was.
        faulthandler.dump_traceback_later(3 * PATIENCE, exit=True)
        self.addCleanup(faulthandler.cancel_dump_traceback_later)

    @contextlib.contextmanager
    def connected(self, way, path="/test", **options):
        transport, encoding = way
        builder = HubConnectionBuilder().with_url(self.server.url + path, {"transport": transport, **options})
        hub = builder.with_hub_protocol(encoding).configure_logging(logging.CRITICAL).build()
        connection = Connection(hub)
        hub.start()
        connection.opened.get(timeout=PATIENCE)
        yield connection
        # Not `hub.stop()`: that closes its socket and waits for the thread that reads from it, which wakes with the server's
        # next ping.
        hub.send("Abort", [])
        connection.closed.get(timeout=PATIENCE)

    def test_calls_are_answered(self):
        for way in [*WAYS, LONG_POLLING]:
            with self.connected(way) as connection:
                for text in ("", "Grüße, 世界 🎈", "x" * 20_000):
                    self.assertEqual(connection.invoke("Echo", text), text)
                self.assertEqual(connection.invoke("echoLater", "late"), "late")
                self.assertEqual(connection.invoke("Add", 2, -3), -1)
                self.assertIsNone(connection.invoke("VoidMethod"))
                self.assertEqual(connection.invoke("EchoPayload", PAYLOAD), PAYLOAD)
                self.assertEqual(connection.invoke("Transport"), way[0].value)

    def test_errors_have_their_texts(self):
        for way in [*WAYS, LONG_POLLING]:
            with self.connected(way) as connection:
                self.assertEqual(
                    connection.error_of("Throw", "no room"),
                    "An unexpected error occurred invoking 'Throw' on the server. HubException: no room",
                )
                self.assertIn("Method does not exist.", connection.error_of("Nowhere"))
                self.assertIn("unauthorized", connection.error_of("Secret"))

    def test_pushes_arrive(self):
        for way in WAYS:
            with self.connected(way) as connection:
                connection.hub.send("Broadcast", ["to all"])
                self.assertEqual(connection.pushed(), ("message", ["to all"]))
                connection.hub.send("SendToCaller", [PAYLOAD])
                self.assertEqual(connection.pushed(), ("payload", [PAYLOAD]))
                self.assertEqual(connection.pushed(), ("nothing", []))

    def test_streams_come_and_end(self):
        for way in WAYS:
            with self.connected(way) as connection:
                self.assertEqual(connection.stream("Count", 5), [0, 1, 2, 3, 4])
                self.assertEqual(connection.stream("EmptyStream"), [])

    def test_uploads_arrive(self):
        for way in WAYS:
            # In MessagePack it leaves the invocation's id out, and not nil in its place: the target is where the id belongs.
            if way[1] is HubProtocolEncoding.binary:
                continue
            with self.connected(way) as connection:
                upload = Subject()
                connection.hub.send("Relay", upload)
                for part in ("a", "b", "c"):
                    upload.next(part)
                upload.complete()
                parts = [connection.pushed() for _ in range(3)]
                self.assertEqual(parts, [("message", [part]) for part in ("a", "b", "c")])


if __name__ == "__main__":
    unittest.main()
