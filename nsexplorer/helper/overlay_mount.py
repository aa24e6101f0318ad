"""An overlay mount of given directories, by whatever calls this kernel has (Documentation/filesystems/overlayfs.rst)."""

import errno
import os
from collections.abc import Iterable
from typing import NamedTuple

from nsexplorer.helper import wire
from nsexplorer.helper.refusal import Refused, of_error
from nsexplorer.linux import mount_api
from nsexplorer.linux.mount_calls import MOUNT_ATTR_NODEV, MOUNT_ATTR_NOSUID, MOUNT_ATTR_RDONLY, MS_NODEV, MS_NOSUID, MS_RDONLY, mount
from nsexplorer.linux.openat2 import open_without_links

SOURCE = b"nsexplorer"
"""What mountinfo shows as the source of a mount: whose it is."""

PAGE = 4096
"""What mount(2) takes of options, with the NUL at their end."""

TOO_OLD = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP})

DIRECTORY = os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC


class Layers(NamedTuple):
    """The directories of an overlay: `lower` topmost first; `upper` and `work` None for one that is only read. `options` are flags and
    KEY=VALUE.
    """

    lower: tuple[int, ...]
    paths: tuple[str, ...]
    upper: str | None
    work: str | None
    options: tuple[str, ...]


def open_directories(paths: Iterable[str]) -> tuple[int, ...]:
    """Descriptors of absolute paths without symbolic links: the store may be a stranger's. Raises Refused."""
    found = []
    for path in paths:
        try:
            found.append(open_without_links(path, DIRECTORY))
        except OSError as error:
            raise of_error(error, path) from error
    return tuple(found)


def attach(layers: Layers, at: str) -> None:
    """Mount the overlay at an absolute path. Raises Refused."""
    made = detached(layers)
    if made is None:
        _mount_with_page(layers, at)
        return
    try:
        mount_api.move_mount(made, mount_api.AT_FDCWD, wire.raw(at))
    except OSError as error:
        raise of_error(error, f"attaching the overlay at {at}") from error
    finally:
        os.close(made)


def detached(layers: Layers) -> int | None:
    """A descriptor of the overlay, hanging nowhere; None where this kernel takes layers by mount(2) alone. Raises Refused."""
    try:
        made = mount_api.fsopen(b"overlay")
    except OSError as error:
        if error.errno == errno.ENOSYS:
            return None
        raise _refused(error, ()) from error
    try:
        if not _add_lower(made, layers):
            return None
        mount_api.set_option(made, b"source", SOURCE)
        for key, path in ((b"upperdir", layers.upper), (b"workdir", layers.work)):
            if path is not None:
                mount_api.set_option(made, key, wire.raw(path))
        for option in layers.options:
            key_text, equals, value = option.partition("=")
            mount_api.set_option(made, wire.raw(key_text), wire.raw(value) if equals else None)
        mount_api.create(made)
        return mount_api.fsmount(made, attributes(layers.upper is None))
    except OSError as error:
        raise _refused(error, mount_api.words(made)) from error
    finally:
        os.close(made)


def attributes(read_only: bool) -> int:
    """MOUNT_ATTR_* of a root: nobody needs its devices, nor privileges from its files."""
    return MOUNT_ATTR_NOSUID | MOUNT_ATTR_NODEV | (MOUNT_ATTR_RDONLY if read_only else 0)


def _add_lower(made: int, layers: Layers) -> bool:
    """Add the lower layers one by one (Linux 6.7; by descriptor 6.13): neither their number nor their names matter then."""
    for number, (directory, path) in enumerate(zip(layers.lower, layers.paths, strict=True)):
        try:
            mount_api.set_option_to_file(made, b"lowerdir+", directory)
            continue
        except OSError as error:
            if error.errno not in TOO_OLD:
                raise
        name = wire.raw(path)
        try:
            mount_api.set_option(made, b"lowerdir+", name if len(name) <= mount_api.LONGEST_VALUE else b"/proc/self/fd/%d" % directory)
        except OSError as error:
            if number or error.errno not in TOO_OLD:
                raise
            return False
    return True


def _mount_with_page(layers: Layers, at: str) -> None:
    """Mount by mount(2), with all options in one page. Raises Refused."""
    data = _page(layers, [escaped(path) for path in layers.paths])
    if len(data) >= PAGE:
        data = _page(layers, [f"/proc/self/fd/{directory}" for directory in layers.lower])
    if len(data) >= PAGE:
        words = f"{len(layers.lower)} layers are more than this kernel takes: Linux 6.7 takes them one by one"
        raise Refused("unsupported", words)
    flags = MS_NOSUID | MS_NODEV | (MS_RDONLY if layers.upper is None else 0)
    try:
        mount(SOURCE, wire.raw(at), b"overlay", flags, data)
    except OSError as error:
        raise _refused(error, ()) from error


def _page(layers: Layers, lower: list[str]) -> bytes:
    options = [f"lowerdir={':'.join(lower)}"]
    options += [f"{key}={escaped(path)}" for key, path in (("upperdir", layers.upper), ("workdir", layers.work)) if path is not None]
    return wire.raw(",".join([*options, *layers.options]))


def escaped(path: str) -> str:
    """A path as overlay takes it among others: what divides layers and options has a backslash before it (fs/overlayfs/params.c)."""
    return path.replace("\\", "\\\\").replace(":", "\\:").replace(",", "\\,")


def _refused(error: OSError, words: tuple[str, ...]) -> Refused:
    """What an error means, with what the kernel says about it."""
    said = f" ({'; '.join(word[2:] for word in words)})" if words else ""
    refused = of_error(error, "mounting the overlay")
    return Refused(refused.refusal.kind, f"{refused.refusal.reason}{said}", "mount", refused.refusal.error)
