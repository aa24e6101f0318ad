"""An overlay by the program fuse-overlayfs, for where the kernel's own is refused. Its daemon serves the mount until that is gone."""

import subprocess

from nsexplorer.helper.overlay_mount import Layers, escaped
from nsexplorer.helper.refusal import Refused

SECONDS = 15.0
"""How long the program may take until its daemon serves the mount."""


def mount_by_program(program: str, layers: Layers, at: str) -> None:
    """Mount at an absolute path, read-only where there is no upper layer. Raises Refused."""
    options = [f"lowerdir={':'.join(map(escaped, layers.paths))}"]
    if layers.upper is None or layers.work is None:
        options.append("ro")
    else:
        options += [f"upperdir={escaped(layers.upper)}", f"workdir={escaped(layers.work)}"]
    command = [program, "-o", ",".join([*options, "nosuid,nodev"]), at]
    try:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=SECONDS, cwd="/", check=False
        )
    except OSError as error:
        raise Refused("unsupported", f"{program}: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise Refused("late", f"{program}: it did not serve the mount within {SECONDS:.0f} s") from error
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise Refused("failed", f"{program}: {said[-1] if said else f'it ended with status {done.returncode}'}")
