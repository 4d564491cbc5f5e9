"""A mail server that takes everything and counts, in a process of its own: python -m bench.sink.

Made to be faster than whatever sends to it. `--delay` lets every reply arrive that much later, as
from a server far away; replies to commands sent together arrive together.
"""

import argparse
import asyncio
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

HELLO = b"250-sink.example\r\n250 PIPELINING\r\n"
REPLIES = {
    b"MAIL": b"250 2.1.0 ok\r\n",
    b"RCPT": b"250 2.1.5 ok\r\n",
    b"DATA": b"354 go ahead\r\n",
    b"RSET": b"250 2.0.0 ok\r\n",
    b"EHLO": HELLO,
    b"QUIT": b"221 2.0.0 bye\r\n",
}
END = b"\r\n.\r\n"


class Count:
    def __init__(self) -> None:
        self.taken = 0
        self.message_ids: set[bytes] = set()

    def take(self, text: bytes) -> None:
        self.taken += 1
        start = text.find(b"Message-ID: ")
        self.message_ids.add(text[start : text.find(b"\r\n", start)])

    def told(self) -> bytes:
        answer = f"250 {self.taken} {len(self.message_ids)}\r\n".encode()
        self.__init__()  # type: ignore[misc]
        return answer


class Talk(asyncio.Protocol):
    def __init__(self, count: Count, delay: float) -> None:
        self.count, self.delay = count, delay
        self.buffer = b""
        self.in_text = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        self.say(b"220 sink.example\r\n")

    def say(self, reply: bytes) -> None:
        if self.delay:
            asyncio.get_running_loop().call_later(self.delay, self.transport.write, reply)
        else:
            self.transport.write(reply)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        reply = b"".join(self.replies())
        if reply:
            self.say(reply)

    def replies(self) -> Iterator[bytes]:
        while True:
            end = END if self.in_text else b"\r\n"
            found = self.buffer.find(end)
            if found < 0:
                return
            part, self.buffer = self.buffer[:found], self.buffer[found + len(end) :]
            if self.in_text:
                self.in_text = False
                self.count.take(part)
                yield b"250 2.0.0 taken\r\n"
                continue
            command = part[:4].upper()
            self.in_text = command == b"DATA"
            yield self.count.told() if command == b"XCNT" else REPLIES[command]


async def serve(delay: float) -> None:
    count = Count()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Talk(count, delay), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


@contextmanager
def sink(delay: float = 0) -> Iterator[int]:
    """Run one, and give its port."""
    command = [sys.executable, "-m", "bench.sink", "--delay", str(delay)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield int(process.stdout.readline())
    finally:
        process.terminate()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--delay", type=float, default=0)
    asyncio.run(serve(parser.parse_args().delay))
