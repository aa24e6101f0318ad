"""Processes told by the connector."""

import errno
import os
import select
import struct
import subprocess
from pwd import struct_passwd

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.linux.process_events import EVENT, HEADER, MESSAGE, ProcessEvent, ProcessEvents, parse
from tests.topology import run

LISTEN = """
import errno
from nsexplorer.linux.process_events import ProcessEvents
try:
    ProcessEvents()
    print("ok")
except OSError as error:
    print(errno.errorcode[error.errno])
"""


def datagram(what: int, *numbers: int) -> bytes:
    return bytes(HEADER.size + MESSAGE.size) + EVENT.pack(what, 0, 0, *numbers)


def listening() -> ProcessEvents:
    try:
        return ProcessEvents()
    except OSError as error:
        pytest.skip(f"process events are for the initial namespaces, and for everyone since Linux 6.6: {error}")


def test_a_process_that_starts_and_ends(leftovers: None) -> None:
    heard = listening()
    try:
        child = subprocess.Popen(["/bin/true"])
        child.wait()
        events: list[ProcessEvent | None] = []
        poll = select.poll()
        poll.register(heard, select.POLLIN)
        while ProcessEvent(child.pid, ended=True) not in events:
            assert poll.poll(10000)
            events += heard.drain()
        assert ProcessEvent(child.pid, os.getpid()) in events
        assert ProcessEvent(child.pid) in events
    finally:
        heard.close()


def test_an_ordinary_user_hears_of_others_or_is_told_why_not(ordinary_user: struct_passwd) -> None:
    code = (
        "from nsexplorer.linux.process_events import ProcessEvents\ntry: ProcessEvents(); print('ok')\nexcept OSError as e: print(e.errno)"
    )
    assert run(code, user=ordinary_user).strip() in ("ok", str(errno.EPERM), str(errno.ECONNREFUSED), str(errno.ENOMSG))


def test_threads_and_other_events_are_left_out() -> None:
    assert parse(datagram(1, 10, 10, 20, 20)) == ProcessEvent(20, 10)
    assert parse(datagram(1, 10, 10, 21, 20)) is None
    assert parse(datagram(2, 20, 20, 0, 0)) == ProcessEvent(20)
    assert parse(datagram(0x80000000, 20, 20, 0, 0)) == ProcessEvent(20, ended=True)
    assert parse(datagram(0x80000000, 21, 20, 0, 0)) is None
    assert parse(datagram(0, 0, 0, 0, 0)) is None


@given(st.binary(max_size=120))
def test_any_bytes_are_an_event_or_none(data: bytes) -> None:
    assert parse(data) is None or isinstance(parse(data), ProcessEvent)
    assert struct.calcsize("=IIQ4I") == EVENT.size
