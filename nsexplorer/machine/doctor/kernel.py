"""Whether the kernel was built with namespaces."""

from collections.abc import Iterator

from nsexplorer.linux.procfs import link_names, text
from nsexplorer.machine.doctor.examined import Examined
from nsexplorer.model.answer import Fix
from nsexplorer.model.check import Check, State
from nsexplorer.model.namespace import NAMESPACE_TYPES

NEEDED = ("mnt", "user")


def checks(examined: Examined) -> Iterator[Check]:
    """`kernel-namespaces`: rootless containers need user and mount namespaces; engines use the others as well."""
    known = {text(name) for name in link_names()}
    lacking = [kind for kind in NAMESPACE_TYPES if kind not in known]
    if any(kind in lacking for kind in NEEDED):
        fix = (Fix("run a kernel with CONFIG_USER_NS and CONFIG_NAMESPACES"),)
        yield Check("kernel-namespaces", "fault", f"this kernel has no {', '.join(lacking)} namespaces", "/proc/self/ns", fix)
        return
    state: State = "warning" if set(lacking) - {"time"} else "ok"
    words = f"this kernel has no {', '.join(lacking)} namespaces" if lacking else "this kernel has namespaces of all types"
    yield Check("kernel-namespaces", state, words, "/proc/self/ns")
