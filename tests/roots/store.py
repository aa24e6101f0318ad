"""A store of containers-storage made by hand: the layout that podman and buildah leave on the disk, without either."""

import json
import os
from collections.abc import Mapping, Sequence
from pathlib import Path

Layer = Mapping[str, str | None]
"""What a layer brings: text by path; None removes what lies below."""


def identifier(number: int) -> str:
    """The id of the layer of that number."""
    return f"{number:064x}"


def short(number: int) -> str:
    """The short name of the layer of that number."""
    return f"{number:026d}"


def make_store(path: Path, layers: Sequence[Layer], container: str = "web", driver: str = "overlay") -> Path:
    """A store with an image of all `layers` but the last, lowest first, and a container with the last one as its own."""
    for kind in ("layers", "images", "containers"):
        (path / f"{driver}-{kind}").mkdir(parents=True)
    (path / "overlay" / "l").mkdir(parents=True)
    for number, layer in enumerate(layers, 1):
        _lay(path, number, layer)
    top = len(layers)
    _write(path / f"{driver}-layers" / "layers.json", [
        {"id": identifier(number), "diff-size": 10, **({"parent": identifier(number - 1)} if number > 1 else {})}
        for number in range(1, top + 1)
    ])  # fmt: skip
    image = {"id": "1" * 64, "names": ["localhost/web:latest"], "layer": identifier(top - 1)}
    _write(path / f"{driver}-images" / "images.json", [image])
    made = {"id": "c" * 64, "names": [container], "image": "1" * 64, "layer": identifier(top)}
    _write(path / f"{driver}-containers" / "containers.json", [made])
    return path


def _lay(path: Path, number: int, layer: Layer) -> None:
    directory = path / "overlay" / identifier(number)
    (directory / "diff").mkdir(parents=True)
    (path / "overlay" / "l" / short(number)).symlink_to(f"../{identifier(number)}/diff")
    if number > 1:
        (directory / "lower").write_text(":".join(f"l/{short(below)}" for below in range(number - 1, 0, -1)))
    for name, text in layer.items():
        file = directory / "diff" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        if text is None:
            os.mknod(file, 0o20000, 0)  # a whiteout: a character device 0:0
        else:
            file.write_text(text)


def _write(file: Path, document: object) -> None:
    file.write_text(json.dumps(document))
