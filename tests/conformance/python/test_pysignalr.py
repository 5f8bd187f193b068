"""pysignalr against the conformance server: WebSockets, in both protocols."""

import asyncio
import contextlib
import faulthandler
import logging
import unittest
import warnings

from pysignalr.client import SignalRClient
from pysignalr.exceptions import AuthorizationError
from pysignalr.protocol.json import JSONProtocol
from pysignalr.protocol.messagepack import MessagepackProtocol

from server import PATIENCE, PAYLOAD, Server

# It tells of every error that a test provokes.
logging.getLogger("pysignalr").setLevel(logging.CRITICAL)

PROTOCOLS = [JSONProtocol, MessagepackProtocol]


class Connection:
    """A client whose answers can be awaited."""

    def __init__(self, client):
        self.client = client
        self.pushes = asyncio.Queue()
        self.opened = asyncio.Event()
        self.closed = asyncio.Event()
        self._failed = {}

        async def opened():
            self.opened.set()

        async def closed():
            self.closed.set()

        async def failed(completion):
            self._failed[completion.invocation_id] = completion.error

        client.on_open(opened)
        client.on_close(closed)
        client.on_error(failed)

    def listen(self, name):
        async def heard(arguments):
            await self.pushes.put((name, arguments))

        self.client.on(name, heard)

    async def pushed(self):
        return await asyncio.wait_for(self.pushes.get(), PATIENCE)

    async def invoke(self, method, *arguments):
        """The result, or the text of the error."""
        answer = asyncio.get_running_loop().create_future()

        async def answered(completion):
            answer.set_result(completion)

        await self.client.send(method, list(arguments), answered)
        completion = await asyncio.wait_for(answer, PATIENCE)
        return completion.result if completion.error is None else completion.error

    async def stream(self, method, *arguments):
        """All items, and the text of the error or `None`."""
        items = []
        end = asyncio.get_running_loop().create_future()

        async def item(value):
            items.append(value)

        async def ended(completion):
            end.set_result(completion.error)

        await self.client.stream(method, list(arguments), item, ended, ended)
        return items, await asyncio.wait_for(end, PATIENCE)


class PySignalR(unittest.IsolatedAsyncioTestCase):
    @classmethod
    def setUpClass(cls):
        # It leaves the socket of a request open that was refused.
        warnings.simplefilter("ignore", ResourceWarning)
        cls.server = Server()
        cls.addClassCleanup(cls.server.stop)

    async def asyncSetUp(self):
        # Whatever hangs ends the program, which tells where it was.
        faulthandler.dump_traceback_later(3 * PATIENCE, exit=True)
        self.addCleanup(faulthandler.cancel_dump_traceback_later)

    @contextlib.asynccontextmanager
    async def connected(self, protocol, path="/test", **options):
        client = SignalRClient(self.server.url + path, protocol(), **options)
        connection = Connection(client)
        for name in ("message", "payload", "nothing"):
            connection.listen(name)
        running = asyncio.create_task(client.run())
        try:
            await asyncio.wait_for(connection.opened.wait(), PATIENCE)
            yield connection
        finally:
            running.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await running

    async def test_calls_are_answered(self):
        for protocol in PROTOCOLS:
            async with self.connected(protocol) as connection:
                for text in ("", "Grüße, 世界 🎈", "x" * 20_000):
                    self.assertEqual(await connection.invoke("Echo", text), text)
                self.assertEqual(await connection.invoke("echoLater", "late"), "late")
                self.assertEqual(await connection.invoke("Add", 2, -3), -1)
                self.assertIsNone(await connection.invoke("VoidMethod"))
                self.assertEqual(await connection.invoke("EchoPayload", PAYLOAD), PAYLOAD)
                self.assertEqual(await connection.invoke("Transport"), "WebSockets")

    async def test_errors_have_their_texts(self):
        for protocol in PROTOCOLS:
            async with self.connected(protocol) as connection:
                self.assertEqual(
                    await connection.invoke("Throw", "no room"),
                    "An unexpected error occurred invoking 'Throw' on the server. HubException: no room",
                )
                self.assertIn("Method does not exist.", await connection.invoke("Nowhere"))
                self.assertIn("unauthorized", await connection.invoke("Secret"))

    async def test_pushes_arrive(self):
        for protocol in PROTOCOLS:
            async with self.connected(protocol) as connection:
                await connection.client.send("Broadcast", ["to all"])
                self.assertEqual(await connection.pushed(), ("message", ["to all"]))
                await connection.invoke("SendToCaller", PAYLOAD)
                self.assertEqual(await connection.pushed(), ("payload", [PAYLOAD]))
                self.assertEqual(await connection.pushed(), ("nothing", []))

    async def test_streams_come_and_end(self):
        for protocol in PROTOCOLS:
            async with self.connected(protocol) as connection:
                self.assertEqual(await connection.stream("Count", 5), ([0, 1, 2, 3, 4], None))
                self.assertEqual(await connection.stream("EmptyStream"), ([], None))
                items, error = await connection.stream("StreamThrow", "no more")
                self.assertEqual(items, [])
                self.assertIn("no more", error)

    async def test_uploads_arrive(self):
        for protocol in PROTOCOLS:
            async with self.connected(protocol) as connection:
                async with connection.client.client_stream("Relay") as upload:
                    for part in ("a", "b", "c"):
                        await upload.send(part)
                parts = [await connection.pushed() for _ in range(3)]
                self.assertEqual(parts, [("message", [part]) for part in ("a", "b", "c")])

    async def test_the_server_asks_the_client(self):
        for protocol in PROTOCOLS:
            async with self.connected(protocol) as connection:

                async def doubled(arguments):
                    return arguments[0] * 2

                connection.client.on("getResult", doubled)
                self.assertEqual(await connection.invoke("AskCaller", 21), 42)

    async def test_a_token_in_the_headers_opens_a_guarded_hub(self):
        for protocol in PROTOCOLS:
            headers = {"Authorization": "Bearer ann"}
            async with self.connected(protocol, "/secret", headers=headers) as connection:
                self.assertEqual(await connection.invoke("Echo", "for ann"), "for ann")

    async def test_a_token_from_the_factory_comes_too_late(self):
        for protocol in PROTOCOLS:
            # It is asked for when the socket is open; negotiation and the socket's request go without.
            client = SignalRClient(self.server.url + "/secret", protocol(), access_token_factory=lambda: "ann")
            with self.assertRaises(AuthorizationError):
                await asyncio.wait_for(client.run(), PATIENCE)
            async with self.connected(protocol, access_token_factory=lambda: "ann") as connection:
                self.assertIn("unauthorized", await connection.invoke("Secret"))

    async def test_the_server_ends_a_connection(self):
        for protocol in PROTOCOLS:
            async with self.connected(protocol) as connection:
                await connection.client.send("Abort", [])
                await asyncio.wait_for(connection.closed.wait(), PATIENCE)


if __name__ == "__main__":
    unittest.main()
