"""The JSON document of a view: what the command that shows the same prints with `--json`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from nsexplorer import api
from nsexplorer.model.namespace import NAMESPACE_TYPES
from nsexplorer.model.snapshot import Snapshot
from nsexplorer.text.documents.envelope import document
from nsexplorer.tui.place import Subject
from nsexplorer.tui.surroundings import Surroundings
from nsexplorer.tui.view import Document

if TYPE_CHECKING:  # annotations alone need these, and start-up is part of the product
    from nsexplorer.explain.compare.answer import Comparison
    from nsexplorer.explain.mounts import MountRow, MountsAnswer
    from nsexplorer.explain.network import NetworkAnswer


def tree_document(snapshot: Snapshot, filter_text: str, surroundings: Surroundings) -> Document:
    """The namespaces that the filter wants, as `ls` has them."""
    from nsexplorer.text.documents.ls import ls

    return document("ls", snapshot, ls(snapshot, api.listing(snapshot, NAMESPACE_TYPES, filter_text, surroundings.user_id)))


def mounts_document(snapshot: Snapshot, answer: MountsAnswer, rows: tuple[MountRow, ...]) -> Document:
    """These rows of a mount table, as `mounts` has them."""
    from nsexplorer.text.documents.mounts import mounts

    return document("mounts", snapshot, mounts(answer, rows))


def network_document(snapshot: Snapshot, answer: NetworkAnswer) -> Document:
    """Links, addresses and routes."""
    from nsexplorer.text.documents.network import network

    return document("network", snapshot, network(answer))


def facts_document(snapshot: Snapshot, subject: Subject, surroundings: Surroundings) -> Document:
    """Everything about a namespace or a process, as `show` has it."""
    from nsexplorer.text.documents.show import show

    def user(uid: int) -> str | None:
        name = surroundings.user(uid)
        return None if name == str(uid) else name

    return document("show", snapshot, show(snapshot, api.show(snapshot, str(subject)), user))


def comparison_document(snapshot: Snapshot, answer: Comparison, everything: bool) -> Document:
    """A comparison, as `compare` has it."""
    from nsexplorer.text.documents.compare import compare

    return document("compare", snapshot, compare(answer, everything))
