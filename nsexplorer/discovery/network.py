"""Links, addresses and routes of network namespaces, by pyroute2, through sockets that the helper makes in them: we do not enter them."""

import errno
import ipaddress
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import Any

from pyroute2 import IPRoute
from pyroute2.netlink.exceptions import NetlinkError

from nsexplorer.helper.ask import ask_network_socket
from nsexplorer.helper.refusal import Refusal
from nsexplorer.linux.errors import Denied, Vanished, translate
from nsexplorer.linux.nsfs import namespace_type
from nsexplorer.linux.openat2 import RESOLVE_CACHED, RESOLVE_NO_MAGICLINKS, find
from nsexplorer.linux.statx import place
from nsexplorer.model.namespace import namespace_id
from nsexplorer.model.network import Address, Link, Network, Route

IFF_UP = 1  # netdevice(7)
HARDWARE = {1: "ether", 772: "loopback", 65534: "none"}  # ARPHRD_*, include/uapi/linux/if_arp.h
SCOPES = {0: "global", 200: "site", 253: "link", 254: "host", 255: "nowhere"}  # RT_SCOPE_*, rtnetlink(7)
KINDS = {
    1: "unicast",
    2: "local",
    3: "broadcast",
    4: "anycast",
    5: "multicast",
    6: "blackhole",
    7: "unreachable",
    8: "prohibit",
    9: "throw",
}
SOCKET_DEADLINE = 5.0
"""Seconds that entering a network namespace may take."""

LOCAL_TABLE = 255
"""RT_TABLE_LOCAL: what the kernel adds for each address by itself."""


def read(handles: Mapping[str, Iterable[str]], others: Mapping[str, Iterable[str]] = MappingProxyType({})) -> dict[str, Network | str]:
    """What is in each of these network namespaces, which are given with the paths of their files (explain/handles.py): or why it cannot
    be read. Each knows the numbers that it has for all of them, and for the `others`, which are not read.

    To enter another one takes CAP_SYS_ADMIN in the user namespace that owns it (setns(2)). Nothing is changed; the kernel gives a namespace
    that a link leads to a number, as it does for `ip link`.
    """
    files: dict[str, int] = {}
    found: dict[str, Network | str] = {}
    try:
        for namespace, paths in {**others, **handles}.items():
            try:
                files[namespace] = _open(namespace, paths)
            except (OSError, Denied, Vanished) as error:
                found[namespace] = str(error)
        for namespace in handles:
            if namespace in files:
                found[namespace] = _read(namespace, files[namespace], files)
        return {namespace: found[namespace] for namespace in handles}
    finally:
        for file in files.values():
            os.close(file)


def _open(namespace: str, paths: Iterable[str]) -> int:
    """A descriptor of a network namespace. Raises Denied, Vanished or OSError as the last of its files did."""
    failure: Exception = Vanished("none of its files is in sight")
    for path in paths:
        try:
            file = _open_file(path)
        except OSError as error:
            failure = translate(error)
            continue
        if _is(file, namespace):
            return file
        os.close(file)
        failure = Vanished(f"{path} has become the file of another namespace")
    raise failure


def _open_file(path: str) -> int:
    """A descriptor of a namespace file. A path outside of /proc is only followed where no file system has to be asked, and only to such
    a file: the mount on it pins all its directories. Raises OSError.
    """
    if path.startswith("/proc/"):
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    found = find(-100, path, RESOLVE_CACHED | RESOLVE_NO_MAGICLINKS)  # AT_FDCWD
    try:
        if place(found).device != _nsfs_device():
            raise OSError(errno.ENOTTY, "not the file of a namespace", path)
        return os.open(f"/proc/self/fd/{found}", os.O_RDONLY | os.O_CLOEXEC)
    finally:
        os.close(found)


def _nsfs_device() -> str:
    device = os.stat("/proc/self/ns/net").st_dev
    return f"{os.major(device)}:{os.minor(device)}"


def _is(file: int, namespace: str) -> bool:
    try:
        return namespace_id(namespace_type(file), os.fstat(file).st_ino) == namespace
    except OSError:
        return False


def _read(namespace: str, file: int, files: Mapping[str, int]) -> Network | str:
    opened = _socket(file)
    if isinstance(opened, Refusal):
        return opened.reason
    try:
        with opened as ask:
            network = Network(namespace, tuple(_links(ask)), tuple(_addresses(ask)), tuple(_routes(ask)))
            known = {other: number for other, each in files.items() if other != namespace and (number := _number(ask, each)) is not None}
    except NetlinkError as error:
        return f"asking the kernel over netlink: {os.strerror(error.code)}"
    return Network(network.namespace, network.links, network.addresses, network.routes, known)


def _socket(file: int) -> AbstractContextManager[Any] | Refusal:
    """pyroute2 in that network namespace; where that is our own, without entering it, which takes no privilege."""
    if os.stat("/proc/self/ns/net").st_ino == os.fstat(file).st_ino:
        opened: AbstractContextManager[Any] = IPRoute()
        return opened
    made = ask_network_socket(file, SOCKET_DEADLINE)
    return made if isinstance(made, Refusal) else IPRoute(fileno=made)


def _links(ask: Any) -> Iterator[Link]:
    for link in ask.get_links():
        yield Link(
            index=link["index"],
            name=link.get("IFLA_IFNAME"),
            kind=link.get(("linkinfo", "kind")) or HARDWARE.get(link["ifi_type"], f"type {link['ifi_type']}"),
            up=bool(link["flags"] & IFF_UP),
            hardware=link.get("IFLA_ADDRESS") or None,
            mtu=link.get("IFLA_MTU"),
            master=link.get("IFLA_MASTER"),
            peer=link.get("IFLA_LINK") or None,  # a tunnel without a link below it has 0
            peer_nsid=link.get("IFLA_LINK_NETNSID"),
        )


def _addresses(ask: Any) -> Iterator[Address]:
    for address in ask.get_addr():
        text = address.get("IFA_LOCAL") or address.get("IFA_ADDRESS")
        yield Address(address["index"], f"{text}/{address['prefixlen']}", SCOPES.get(address["scope"], str(address["scope"])))


def _routes(ask: Any) -> Iterator[Route]:
    for route in ask.get_routes():
        table = route.get("RTA_TABLE") or route["table"]
        if table == LOCAL_TABLE:
            continue
        destination = route.get("RTA_DST")
        via = route.get("RTA_GATEWAY") or (route.get("RTA_VIA") or {}).get("addr")
        yield Route(
            destination="default" if destination is None else str(ipaddress.ip_network(f"{destination}/{route['dst_len']}", strict=False)),
            kind=KINDS.get(route["type"], str(route["type"])),
            table=table,
            gateway=via,
            link=route.get("RTA_OIF"),
            metric=route.get("RTA_PRIORITY"),
            source=route.get("RTA_PREFSRC"),
        )


def _number(ask: Any, file: int) -> int | None:
    """The number that this network namespace has for the one behind the file; None where it has none."""
    answer = ask.get_netnsid(fd=file)
    number = None if answer is None else answer["nsid"]
    return number if isinstance(number, int) and 0 <= number < 2**31 else None
