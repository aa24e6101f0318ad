"""Which container a control group is of: engines and service managers name control groups after the containers in them.

/proc/PID/cgroup can be read for every process, and needs no engine.
"""

from typing import NamedTuple

from nsexplorer.linux import cgroups

UNKNOWN = "unknown"
"""The engine of a container whose control group many engines could have made."""

_PREFIXES = {
    "libpod-payload-": "podman",
    "libpod-": "podman",
    "docker-": "docker",
    "cri-containerd-": "containerd",
    "nerdctl-": "containerd",
    "crio-": "cri-o",
}
"""What stands before an id of 64 digits, most exact first. `libpod-conmon-ID` and `crio-conmon-ID` are of the process that watches."""

_PARENTS = {"docker": "docker", "libpod_parent": "podman"}
"""Control groups whose children are called by the bare id."""

_MACHINE = "systemd-nspawn"


class ContainerId(NamedTuple):
    """A container's engine, its id there (for lxc, systemd-nspawn and `ctr run` that is its name), and where the id was read."""

    engine: str
    id: str
    evidence: str


def is_long_id(text: str) -> bool:
    """Whether this is an id as OCI engines make them: 64 hexadecimal digits."""
    return len(text) == 64 and not text.strip("0123456789abcdef")


def from_cgroup(text: str) -> ContainerId | None:
    """The innermost container that the text of /proc/PID/cgroup names, None where it names none."""
    for path in cgroups.paths(text):
        place = innermost_container(path)
        if place is not None:
            return place[1]
    return None


def innermost_container(path: str) -> tuple[int, ContainerId] | None:
    """The innermost container named in the path of a control group, and the number of the part of the path that names it."""
    parts = path.strip("/").split("/")
    for place in range(len(parts) - 1, -1, -1):
        before = parts[place - 1] if place else ""
        after = parts[place + 1] if place + 1 < len(parts) else ""
        found = _oci_container(parts[place], before) or _machine(parts[place], before, after)
        if found is not None and found[1]:
            return place, ContainerId(*found, evidence=f"control group {path}")
    return None


def _oci_container(part: str, before: str) -> tuple[str, str] | None:
    if part.count(":") == 2:
        # SLICE:PREFIX:ID is systemd's form, made a directory by an engine that was told to do without systemd
        part = "-".join(part.split(":")[1:])
    part = part.removesuffix(".scope")
    for prefix, engine in _PREFIXES.items():
        if part.startswith(prefix) and is_long_id(part[len(prefix) :]):
            return engine, part[len(prefix) :]
    if part.startswith("buildah-buildah"):
        return "buildah", part
    if before == "buildkit":
        return "buildkit", part
    if is_long_id(part):
        return _PARENTS.get(before, UNKNOWN), part
    return None


def _machine(part: str, before: str, after: str) -> tuple[str, str] | None:
    """A container that runs a whole system: lxc, systemd-nspawn and what is registered like it."""
    if part.startswith("lxc.payload."):
        return "lxc", part[len("lxc.payload.") :]
    if before in ("lxc", "lxc.payload"):
        return "lxc", part
    if part.startswith("systemd-nspawn@") and part.endswith(".service"):
        # systemd-nspawn itself stays outside of the container, in `supervisor` (systemd 246)
        name = part[len("systemd-nspawn@") : -len(".service")]
        return None if after == "supervisor" else (_MACHINE, unescape(name))
    if part.startswith("machine-") and part.endswith(".scope") and after != "supervisor":
        return _registered_machine(unescape(part[len("machine-") : -len(".scope")]))
    return None


def _registered_machine(name: str) -> tuple[str, str] | None:
    """libvirt registers its virtual machines as qemu-NUMBER-NAME, and its lxc containers as lxc-NUMBER-NAME (systemd-machined(8))."""
    kind, _, rest = name.partition("-")
    number, _, label = rest.partition("-")
    if label and number.isdigit() and kind in ("qemu", "lxc"):
        return None if kind == "qemu" else ("libvirt-lxc", label)
    return _MACHINE, name


def unescape(name: str) -> str:
    r"""The text that systemd escaped for a unit name: `my\x2dbox` is `my-box` (systemd.unit(5), string escaping)."""
    first, *rest = name.split("\\x")
    data = bytearray(first.encode("utf-8", "surrogateescape"))
    for piece in rest:
        digits = piece[:2]
        if len(digits) == 2 and not digits.strip("0123456789abcdefABCDEF"):
            data.append(int(digits, 16))
            piece = piece[2:]
        else:
            data += b"\\x"
        data += piece.encode("utf-8", "surrogateescape")
    return data.decode("utf-8", "surrogateescape")
