"""How a root is mounted: decided from what is known of its files, before anything is done."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from nsexplorer.engines.containers_storage import IdRows
from nsexplorer.engines.layer_stack import LayerStack
from nsexplorer.explain.errors import UnknownTarget
from nsexplorer.roots.found import Files, FoundRoot


@dataclass(frozen=True, slots=True)
class OverlayPlan:
    """An overlay of `lower`, topmost first. `uids` and `gids` translate the owners of the layers from number `mapped_from` on.

    `fuse` is the program that wrote the layers in its own way, and alone reads them; None where the kernel did.
    """

    lower: tuple[str, ...]
    user_xattrs: bool
    mapped_from: int | None = None
    uids: IdRows = ()
    gids: IdRows = ()
    fuse: str | None = None


@dataclass(frozen=True, slots=True)
class BindPlan:
    """A bind mount of one directory, which is the whole tree."""

    path: str


@dataclass(frozen=True, slots=True)
class ProcessPlan:
    """A copy of the mount at the root directory of a process."""

    pid: int


Plan = OverlayPlan | BindPlan | ProcessPlan


class NotByHand(Exception):
    """This root must not be mounted by hand; the text says why."""


def plan(found: FoundRoot, layer: int | None) -> Plan:
    """How to mount a stored root, or its layer of that number. Raises UnreadableError, NotByHand, UnknownTarget (no such layer)."""
    if found.files is None:
        if found.root.pid is None:
            raise NotByHand(f"{found.root.root} has no layers: there is nothing to mount")
        if layer is not None:
            raise UnknownTarget(f"{found.root.root}#{layer}", "its layers are not known", "leave the number out")
        return ProcessPlan(found.root.pid)
    stack = found.files.stack()
    if stack.obstacles:
        raise NotByHand("; ".join(stack.obstacles))
    if layer is not None:
        return _layer(found, stack, layer, found.files)
    if stack.single:
        return BindPlan(stack.directories[0].path)
    return _overlay(stack, found.files)


def _layer(found: FoundRoot, stack: LayerStack, layer: int, files: Files) -> Plan:
    """One layer alone: what it brought, with its whiteouts as they lie there."""
    lowest_first = stack.layers[::-1]
    if layer > len(lowest_first):
        raise UnknownTarget(f"{found.root.root}#{layer}", f"it has {len(lowest_first)} layers", f"name one from #1 to #{len(lowest_first)}")
    own = tuple(directory.path for directory in stack.directories if directory.layer == lowest_first[layer - 1])
    return BindPlan(own[0]) if len(own) == 1 else OverlayPlan(own, files.user_xattrs)


def _overlay(stack: LayerStack, files: Files) -> OverlayPlan:
    lower = tuple(directory.path for directory in stack.directories)
    fuse = files.store.location.mount_program if files.store is not None and files.user_xattrs else None
    if not _shifted_by_mount(stack, files):
        return OverlayPlan(lower, files.user_xattrs, fuse=fuse)
    own = sum(directory.layer == files.layer for directory in stack.directories)
    return OverlayPlan(lower, files.user_xattrs, own, files.uid_map, files.gid_map, fuse)


def _shifted_by_mount(stack: LayerStack, files: Files) -> bool:
    """Whether the owners in the layers below the container's own are translated when they are mounted, and not in the layers themselves.

    containers-storage copies an image's top layer for other ids where it has to, and that copy's record then has the map (store.go,
    imageTopLayerForMapping). Without such a copy the layers are mounted with their ids mapped (overlay.go, needsIDMapping).
    """
    if not files.uid_map or files.store is None or len(stack.layers) < 2:
        return False
    below = files.store.layers.get(stack.layers[1])
    return below is not None and not below.uid_map


def request(plan: Plan, at: str, empty: str, upper: str | None = None, work: str | None = None) -> Mapping[str, Any]:
    """What the helper is asked for to carry a plan out at a path. `empty` is an empty directory.

    An overlay that is only read takes two layers at least: the lowest of one is the empty directory.
    """
    match plan:
        case BindPlan():
            return {"kind": "bind", "path": plan.path, "at": at, "writable": False}
        case ProcessPlan():
            return {"kind": "process", "pid": plan.pid, "at": at}
    lower = plan.lower if upper is not None or len(plan.lower) > 1 else (*plan.lower, empty)
    return {
        "kind": "overlay" if plan.fuse is None else "fuse",
        "program": plan.fuse,
        "at": at,
        "lower": lower,
        "mapped": None if plan.mapped_from is None else [plan.mapped_from, len(plan.lower) - 1],
        "uids": plan.uids,
        "gids": plan.gids,
        "upper": upper,
        "work": work,
        "options": _options(plan.user_xattrs, upper is not None),
    }


def _options(user_xattrs: bool, writable: bool) -> tuple[str, ...]:
    """The marks that layers have are kept in user.* or in trusted.* attributes. Only the latter may say that a file's contents, or a
    renamed directory's, lie elsewhere; engines with `metacopy=on` write those. `index=off` lets a layer be in use elsewhere.
    """
    if user_xattrs:
        return ("userxattr", "index=off")
    return ("index=off", "metacopy=on", "redirect_dir=on" if writable else "redirect_dir=follow")
