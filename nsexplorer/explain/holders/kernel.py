"""The kernel's own uses as holders: loop devices, device mapper and md, partitions, swap areas, NFS exports."""

import shlex
from collections.abc import Iterator

from nsexplorer.explain.holders.holder import Holder, Keeps, Reason
from nsexplorer.explain.holders.mounts import keeps
from nsexplorer.explain.holders.scope import Chain, Part, Scope, inside_of
from nsexplorer.model.answer import Evidence, Fix
from nsexplorer.model.hold import BlockDevice, KernelUses
from nsexplorer.model.snapshot import Snapshot

_DM_TOOLS = {
    "CRYPT": ("cryptsetup", "close"),
    "LVM": ("lvchange", "-an"),
}
"""How devices of device mapper are taken down, by the beginning of their uuid; any of them by dmsetup(8)."""


def kernel_uses(snapshot: Snapshot, scope: Scope, uses: KernelUses) -> Iterator[Holder]:
    """Everything of the kernel's that lies on the subject, or is built on it."""
    for chain in scope.chains:
        yield _built(scope, chain)
    for swap in uses.swaps:
        kept = _on_block(scope, swap.path) or _on_file(snapshot, scope, swap.path)
        if kept is not None:
            evidence = Evidence(swap.path, "/proc/swaps")
            yield Holder("swap", kept, None, swap.path, None, evidence, (Fix("stop swapping there", shlex.join(["swapoff", swap.path])),))
    for export in uses.exports:
        kept = _on_file(snapshot, scope, export.path)
        if kept is not None:
            lines = tuple(
                Fix(f"take it back from {client}", shlex.join(["exportfs", "-u", f"{client}:{export.path}"])) for client in export.clients
            )
            evidence = Evidence(f"{export.path} {' '.join(export.clients)}", export.source)
            yield Holder("nfs-export", kept, snapshot.host.get("mnt"), export.path, None, evidence, lines)


def _built(scope: Scope, chain: Chain) -> Holder:
    block = chain.block
    reason: Reason = "loop" if chain.kind == "loop" else "partition" if chain.kind == "partition" else "dm"
    if chain.kind == "loop":
        evidence = Evidence(block.backing_file or "", f"/sys/block/{block.name}/loop/backing_file")
        fix = Fix("detach the loop device, when nothing is mounted from it", shlex.join(["losetup", "-d", block.nodes[0]]))
    elif chain.kind == "partition":
        evidence = Evidence(block.device, f"/sys/block/{block.parent}/{block.name}/dev")
        fix = Fix("it goes when nothing uses it", None)
    else:
        evidence = Evidence(block.name, f"/sys/block/{chain.below.removeprefix('/dev/')}/holders")
        fix = _take_down(block)
    kept: Keeps = "device"
    if scope.subject.kind == "path":
        kept = "path"
    elif scope.subject.kind == "mount" and chain.within == scope.subject.within and chain.within is not None:
        kept = "mount"
    return Holder(reason, kept, chain.within, block.nodes[-1], None, evidence, (fix,))


def _take_down(block: BlockDevice) -> Fix:
    if block.name.startswith("md"):
        return Fix("stop the array", shlex.join(["mdadm", "--stop", block.nodes[0]]))
    name = block.mapper or block.name
    tool = next((tool for prefix, tool in _DM_TOOLS.items() if (block.uuid or "").startswith(prefix + "-")), ("dmsetup", "remove"))
    return Fix(
        "take the device down, when nothing is mounted from it",
        shlex.join([*tool, block.nodes[-1] if "LVM-" in (block.uuid or "") else name]),
    )


def _on_block(scope: Scope, path: str) -> Keeps | None:
    return "device" if path in scope.nodes else None


def _on_file(snapshot: Snapshot, scope: Scope, path: str) -> Keeps | None:
    """What is kept busy by the use of a file that the host names so."""
    part = _part(snapshot, scope, path)
    return None if part is None else keeps(scope, part)


def _part(snapshot: Snapshot, scope: Scope, path: str) -> Part | None:
    view = scope.views.get(snapshot.host.get("mnt", ""))
    mount = None if view is None else view.containing(path)
    part = None if mount is None else scope.parts.get(mount.id)
    return part if part is not None and inside_of(part, path) else None
