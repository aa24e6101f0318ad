"""Which container engines there are, and their versions."""

from collections.abc import Iterator

from nsexplorer.engines.versions import version
from nsexplorer.machine.doctor.examined import Examined
from nsexplorer.model.check import Check

ENGINES = ("buildah", "podman", "docker", "nerdctl")
BESIDE = ("crun", "runc", "fuse-overlayfs", "slirp4netns", "pasta")
"""What they run: a runtime, overlay by FUSE, a network for ordinary users."""


def checks(examined: Examined) -> Iterator[Check]:
    """`engines`, `engine-helpers`."""
    found = [f"{name} {version(examined.programs[name].path) or '(version not known)'}" for name in ENGINES if name in examined.programs]
    words = ", ".join(found) if found else "no container engine is installed: nsexplorer's own sessions need none"
    yield Check("engines", "ok", words, "PATH")
    beside = [name for name in BESIDE if name in examined.programs]
    lacking = [name for name in BESIDE if name not in examined.programs]
    words = f"{', '.join(beside) or 'none'} of what engines run" + (f"; not installed: {', '.join(lacking)}" if lacking else "")
    if found:
        yield Check("engine-helpers", "ok", words, "PATH")
