"""How people name a ROOT, everywhere one is taken."""

import re
from dataclasses import dataclass
from typing import Literal

from nsexplorer.explain.errors import UnknownTarget

Form = Literal["container", "image", "oci", "oci-archive", "docker-archive", "dir", "host", "bare"]

ENGINES = ("podman", "docker", "containerd", "root")
"""What may stand behind `@`, beside the path of a store: `podman` is one's own containers-storage, `root` that of root."""

FORMS = "a ROOT is container:NAME, image:NAME (@podman, @root or @STORE-PATH behind it) or dir:PATH"

_LAYER = re.compile(r"#([0-9]+)$")
_STORE = re.compile(rf"@({'|'.join(ENGINES)}|/.*)$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class RootName:
    """A ROOT as it was typed, taken apart.

    `name` is what follows the form: a name or an id, for files a path, with `:REF` behind it where one was typed (`path_and_reference`).
    `store` is one of ENGINES or the absolute path of a store. `layer` is the number behind `#`, 1 for the lowest.
    """

    text: str
    form: Form
    name: str
    store: str | None = None
    layer: int | None = None


def parse(text: str) -> RootName:
    """The ROOT of that text. Raises UnknownTarget where it is none; whether there is such a root is another question."""
    if text == "host:":
        return RootName(text, "host", "")
    form, colon, rest = text.partition(":")
    if not colon or form not in ("container", "image", "oci", "oci-archive", "docker-archive", "dir", "host"):
        return _stored(text, "bare", text)
    if form == "host":
        raise UnknownTarget(text, "nothing may follow host:", "the running system itself is host:, its directories dir:PATH")
    if not rest:
        raise UnknownTarget(text, f"a name is missing behind {form}:", FORMS)
    match form:
        case "container":
            return _stored(text, "container", rest)
        case "image":
            return _stored(text, "image", rest)
        case "dir":
            return RootName(text, "dir", rest)
        case "oci" | "oci-archive" | "docker-archive":
            path, layer = _layer(text, rest)
            return RootName(text, form, path, None, layer)
    raise AssertionError(form)


def _stored(text: str, form: Form, rest: str) -> RootName:
    """A container's or an image's name. What stands behind `@` is part of it unless it names a store: `@sha256:...` is a digest."""
    rest, layer = _layer(text, rest)
    store = _STORE.search(rest)
    name = rest if store is None else rest[: store.start()]
    if not name:
        raise UnknownTarget(text, "a name is missing", FORMS)
    return RootName(text, form, name, None if store is None else store[1], layer)


def _layer(text: str, rest: str) -> tuple[str, int | None]:
    found = _LAYER.search(rest)
    if found is None:
        return rest, None
    number = int(found[1])
    if number < 1:
        raise UnknownTarget(text, "layers are counted from 1, the lowest", f"write {text[: -len(found[0])]}#1")
    return rest[: found.start()], number


def path_and_reference(name: str) -> list[tuple[str, str | None]]:
    """What `PATH[:REF]` may mean, to be tried in this order: a path may have colons itself, a reference too."""
    found: list[tuple[str, str | None]] = [(name, None)]
    place = name.rfind(":")
    while place > 0:
        if name[place + 1 :]:
            found.append((name[:place], name[place + 1 :]))
        place = name.rfind(":", 0, place)
    return found
