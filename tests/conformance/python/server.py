"""Starts the conformance server on a free port and stops it again."""

import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[3]
TARGET = pathlib.Path(os.environ.get("CARGO_TARGET_DIR", ROOT / "target"))

# How long a test waits for one thing, in seconds.
PATIENCE = 20

# A `Payload` of the conformance hub.
PAYLOAD = {
    "integer": -7,
    "float": 1.5,
    "text": "Grüße, 世界 🎈",
    "maybe": None,
    "list": [],
    "kind": "small",
}


class Server:
    def __init__(self):
        self._process = subprocess.Popen(
            [TARGET / "debug" / "hubs-conformance"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        line = self._process.stdout.readline()
        if not line:
            self.stop()
            raise RuntimeError("the server ended before it listened; its words stand above")
        # `listening on URL`
        self.url = line.split()[-1]

    def stop(self):
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(PATIENCE)
