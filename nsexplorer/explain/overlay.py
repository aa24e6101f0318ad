"""The layers of an overlay mount, decoded from its options (Documentation/filesystems/overlayfs.rst, fs/overlayfs/params.c)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from nsexplorer.model.mount import Mount

FUSE_OVERLAY = "fuse.fuse-overlayfs"

_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_OF_EVERY_MOUNT = ("rw", "ro")


@dataclass(frozen=True, slots=True)
class Layer:
    """One directory of an overlay. `data`: it only holds the contents of files whose names are in the layers above it (Linux 6.5)."""

    kind: Literal["upper", "lower", "data"]
    path: str


@dataclass(frozen=True, slots=True)
class Overlay:
    """The layers of an overlay mount. `lower` and `data` are topmost first, as the kernel lists them; no `upper` makes it read-only.

    `flags` are its other options, as `userxattr`, `volatile` (Linux prints `fsync=volatile` too), `redirect_dir=on`, `metacopy=on`.
    Paths are as whoever mounted it gave them: relative ones started from that one's working directory, which the kernel does not keep.
    """

    lower: tuple[str, ...]
    data: tuple[str, ...]
    upper: str | None
    work: str | None
    flags: tuple[str, ...]

    @property
    def layers(self) -> tuple[Layer, ...]:
        """All layers, the lowest first."""
        found = [Layer("data", path) for path in reversed(self.data)]
        found += [Layer("lower", path) for path in reversed(self.lower)]
        if self.upper is not None:
            found.append(Layer("upper", self.upper))
        return tuple(found)

    @property
    def relative(self) -> bool:
        """Whether some path is relative, to a directory that is not known."""
        return any(not layer.path.startswith("/") for layer in self.layers)

    @property
    def sentence(self) -> str:
        """What this overlay is, in one sentence."""
        below = _count(len(self.lower), "lower layer")
        if self.data:
            below += f" and {_count(len(self.data), 'data layer')}"
        if self.upper is None:
            return f"{below}, read-only: there is no upper layer."
        return f"{below}, which stay as they are; what is written here goes to {self.upper}."


def decode(mount: Mount) -> Overlay | None:
    """The layers of an overlay mount; None for any other, and for fuse-overlayfs, whose layers the kernel does not know."""
    if mount.fstype != "overlay":
        return None
    lower: list[str] = []
    data: list[str] = []
    upper = work = None
    flags: list[str] = []
    for option in mount.super_options:
        name, equals, value = option.partition("=")
        match name if equals else None:
            case "lowerdir":
                layers, data_layers = split_lowerdir(value)
                lower += layers
                data += data_layers
            case "lowerdir+":  # Linux 6.8: one option a layer, with nothing escaped
                lower.append(value)
            case "datadir+":  # Linux 6.8
                data.append(value)
            case "upperdir":
                upper = _unescape(value)
            case "workdir":
                work = _unescape(value)
            case _ if option not in _OF_EVERY_MOUNT:
                flags.append(option)
    return Overlay(tuple(lower), tuple(data), upper, work, tuple(flags))


def sentence(mount: Mount) -> str | None:
    """What an overlay of either kind is made of, in one sentence; None for any other file system."""
    if mount.fstype == FUSE_OVERLAY:
        return "Its layers are known to the program fuse-overlayfs alone: the kernel has none to show, that program's command line does."
    overlay = decode(mount)
    return None if overlay is None else overlay.sentence


def split_lowerdir(value: str) -> tuple[Sequence[str], Sequence[str]]:
    """The lower and the data layers of a `lowerdir=` value: ":" divides layers, "::" comes before each data layer, "\\" escapes."""
    lower: list[str] = []
    data: list[str] = []
    double = False
    for position, part in enumerate(_split_at_colons(value)):
        if not part:
            double = position > 0
            continue
        (data if double or data else lower).append(_unescape(part))
        double = False
    return lower, data


def _split_at_colons(value: str) -> Iterator[str]:
    part = ""
    for piece in re.split(r"(\\.|:)", value, flags=re.DOTALL):
        if piece == ":":
            yield part
            part = ""
        else:
            part += piece
    yield part


def _unescape(path: str) -> str:
    return _ESCAPED.sub(r"\1", path)


def _count(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
