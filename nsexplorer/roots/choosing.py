"""Which root a name means."""

from nsexplorer.explain.errors import AmbiguousTarget, UnknownTarget
from nsexplorer.explain.target_names import near_misses
from nsexplorer.roots.catalogue import Catalogue
from nsexplorer.roots.found import FoundRoot
from nsexplorer.roots.names import RootName


def choose(catalogue: Catalogue, name: RootName) -> FoundRoot:
    """The container or image that is called so: by name first, then by id, then by the start of an id.

    Raises UnknownTarget, and AmbiguousTarget where several are.
    """
    of_form = [each for each in catalogue.roots if name.form in ("bare", each.kind)]
    if name.store is not None:
        store = name.store.rstrip("/") if name.store.startswith("/") else name.store
        of_form = [each for each in of_form if store in each.stores]
    for fits in (_called, _identified, _begun):
        found = [each for each in of_form if fits(each, name.name)]
        if len(found) == 1:
            return found[0]
        if found:
            raise AmbiguousTarget(name.text, [each.root.root for each in found])
    where = f" in {name.store}" if name.store is not None else ""
    what = "container or image" if name.form == "bare" else name.form
    near = near_misses(name.name, [each.root.name for each in of_form if each.root.name], "" if name.form == "bare" else f"{name.form}:")
    unread = f" ({'; '.join(catalogue.unread)})" if catalogue.unread else ""
    raise UnknownTarget(name.text, f"no {what}{where} has that name or id{unread}", near or "`nsexplorer roots` shows what there is")


def _called(each: FoundRoot, name: str) -> bool:
    """By name; an image's may be short of what engines add to it: the registry before it, `:latest` behind it."""
    if each.kind == "container":
        return name in each.names
    tagged = name if "@" in name or ":" in name.rpartition("/")[2] else f"{name}:latest"
    return any(known in (name, tagged) or known.endswith(f"/{tagged}") for known in each.names)


def _identified(each: FoundRoot, name: str) -> bool:
    return each.root.id in (name, name.removeprefix("sha256:"))


def _begun(each: FoundRoot, name: str) -> bool:
    return each.root.id.startswith(name.removeprefix("sha256:")) and not name.removeprefix("sha256:").strip("0123456789abcdef")
