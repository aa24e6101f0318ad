"""What goes over the pipe between the two sides: JSON, one document a line, in ASCII.

Names from the kernel are text with surrogate escapes; JSON's own escapes carry those unharmed.
"""

import json
import os
from typing import Any

STANDARD_OUTPUT = 1
CHUNK = 1 << 16


def encode(document: object) -> bytes:
    """A document as one line."""
    return json.dumps(document, separators=(",", ":")).encode("ascii") + b"\n"


def decode(line: bytes) -> Any:
    """The document of a line. Raises ValueError where the line is none, cut short for example."""
    return json.loads(line)


def send(document: object, fd: int = STANDARD_OUTPUT) -> None:
    """Write a document as one line, however large it is. Raises OSError."""
    data = memoryview(encode(document))
    while data:
        data = data[os.write(fd, data) :]


def receive(fd: int) -> Any:
    """The next document on a pipe whose other side sends no second one unasked; None where the pipe ends before it does."""
    line = bytearray()
    while not line.endswith(b"\n"):
        part = os.read(fd, CHUNK)
        if not part:
            return None
        line += part
    return decode(bytes(line))


def answer(document: object) -> None:
    """Send one answer of a job, as soon as it is there."""
    send(["answer", document])


def raw(text: str) -> bytes:
    """The bytes of a name from the kernel."""
    return text.encode("utf-8", "surrogateescape")
