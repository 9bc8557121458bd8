"""What a process prints: line by line for whoever listens, and as much of it as there is room."""

import codecs
import os
from collections.abc import Callable

CHUNK = 1 << 16
LONGEST_LINE = 1 << 16  # in characters; the rest of a longer one is not passed on


class KeptOutput:
    """Keeps the beginning and the end of what is read, `room` bytes in all."""

    def __init__(self, room: int, on_line: Callable[[str], object] | None) -> None:
        self.room, self.on_line = room // 2, on_line
        self.head, self.tail = bytearray(), bytearray()
        self.left_out = 0
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.line = ""

    def read(self, pipe: int, waits: bool = True) -> bool:
        """Takes in what a pipe has now; False at its end, and where it has nothing unless somebody
        `waits` for more."""
        try:
            data = os.read(pipe, CHUNK)
        except BlockingIOError:
            return waits
        self.take(data)
        return bool(data)

    def take(self, data: bytes) -> None:
        free = self.room - len(self.head)
        self.head += data[:free]
        self.tail += data[free:]
        if (over := len(self.tail) - self.room) > CHUNK:
            del self.tail[:over]
            self.left_out += over
        if self.on_line:
            self.pass_on(self.decoder.decode(data))

    def pass_on(self, text: str) -> None:
        assert self.on_line
        *lines, rest = (self.line + text).split("\n")
        self.line = rest[:LONGEST_LINE]
        for line in lines:
            self.on_line(line[:LONGEST_LINE])

    def close(self) -> None:
        """A last line may have no end of its own."""
        if self.on_line:
            self.pass_on(self.decoder.decode(b"", final=True))
            if self.line:
                self.on_line(self.line)

    @property
    def text(self) -> str:
        over = max(0, len(self.tail) - self.room)
        cut = self.left_out + over
        word = f"\n[... {cut} bytes of output left out ...]\n".encode() if cut else b""
        return (self.head + word + self.tail[over:]).decode(errors="replace")
