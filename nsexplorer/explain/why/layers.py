"""`overlay-layer`: what A sees lies in a layer of an overlay of B, which shows it merged with the other layers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from nsexplorer.explain.overlay import Layer, decode
from nsexplorer.explain.why.answer import Alternative, Why
from nsexplorer.explain.why.question import Question
from nsexplorer.explain.why.wording import called, line_of
from nsexplorer.model.answer import Fix
from nsexplorer.model.mount import Mount


class _Shown(NamedTuple):
    mount: Mount
    layer: Layer
    path_in: str


def overlay_layer(question: Question, otherwise: str) -> Why | None:
    """B's overlay has the directory as a layer; `otherwise` is the verdict where those were the paths of another namespace."""
    shown = next(_shown(question), None)
    if shown is None:
        return None
    above = (
        "the upper layer: it shows this file"
        if shown.layer.kind == "upper"
        else "a lower layer: it shows this file unless a layer above has another"
    )
    return question.found(
        "overlay-layer",
        f"{called(question.b)} sees it through the overlay at {shown.mount.target} as {shown.path_in}: {shown.layer.path} is {above}.",
        [*line_of(question.a, question.mount), *line_of(question.b, shown.mount)],
        [Fix(f"use {shown.path_in} there, and change it there: what is changed in a layer of a mounted overlay may show or not")],
        certain=False,
        alternatives=[Alternative(otherwise, "the layers are named by the paths of whoever mounted the overlay")],
        path_in=shown.path_in,
    )


def _shown(question: Question) -> Iterator[_Shown]:
    for mount in question.b.mounts:
        overlay = decode(mount)
        for layer in () if overlay is None else overlay.layers:
            directory = layer.path.rstrip("/")
            if directory.startswith("/") and (question.path + "/").startswith(directory + "/"):
                path_in = (mount.target.rstrip("/") + question.path.removeprefix(directory)) or "/"
                if question.b.at(path_in) is mount:
                    yield _Shown(mount, layer, path_in)
