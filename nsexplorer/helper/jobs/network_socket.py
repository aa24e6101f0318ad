"""Job: a netlink socket of a network namespace, for the asking side: a socket stays in the namespace that it was made in."""

import socket
from typing import Any

from nsexplorer.helper.join import join, open_proc
from nsexplorer.helper.refusal import of_error


def run(request: Any) -> None:
    """Sends a socket of rtnetlink(7) over the socket `channel`, made in the network namespace behind `namespace`; both are descriptors.

    Raises Refused where that cannot be entered.
    """
    join(open_proc(), request["namespace"], "net")
    with socket.socket(fileno=request["channel"]) as channel:
        try:
            # netlink(7) makes no difference between types, but asyncio, which pyroute2 asks through, takes only this one.
            with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, socket.NETLINK_ROUTE) as made:
                socket.send_fds(channel, [b"\0"], [made.fileno()])
        except OSError as error:
            raise of_error(error, "opening a netlink socket in it") from error
