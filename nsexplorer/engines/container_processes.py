"""The process that starts and watches a container, by its command line: it stays outside, and is the parent of the first one inside."""

from collections.abc import Sequence
from typing import NamedTuple

_COMMANDS = ("conmon", "containerd-shim", "systemd-nspawn", "lxc", "[lxc monitor]", "lxd", "incus", "buildah", "exe", "memfd:buildah")
"""How the kernel's short names of such processes begin. `exe` and `memfd:` are buildah running itself again."""

_BUILDAH_FLAGS = frozenset({"--add-history", "--no-hostname", "--no-hosts", "--no-pivot", "-t", "--terminal", "--tty"})
_BUILDAH_OPTIONS = frozenset(
    {"--cap-add", "--cap-drop", "--cgroupns", "--contextdir", "--device", "-e", "--env", "--hostname", "--ipc", "--isolation", "--mount"}
    | {"--network", "--net", "--pid", "--runtime", "--runtime-flag", "--security-opt", "-u", "--user", "--userns", "--uts", "-v"}
    | {"--volume", "--workingdir"}
)


class Keeper(NamedTuple):
    """A container as its keeper's command line tells it. `id` is None where only its name is told, and the other way round.

    `namespace` is containerd's name for a set of containers of one client.
    """

    engine: str
    id: str | None
    name: str | None
    namespace: str | None = None


def may_keep(command: str) -> bool:
    """Whether a process with this short name (/proc/PID/comm) may keep a container: only then is its command line worth a look."""
    return command.startswith(_COMMANDS)


def keeper(words: Sequence[str]) -> Keeper | None:
    """The container that a process with this command line keeps, None where it keeps none that it tells of."""
    program = words[0].rpartition("/")[2] if words else ""
    if program == "conmon":
        return _conmon(words)
    if program.startswith("containerd-shim"):
        return _shim(words)
    if program == "systemd-nspawn":
        return _nspawn(words)
    if program in ("buildah", "buildah-in-a-user-namespace"):
        return _buildah(words)
    return _lxc(words, program)


def _value(words: Sequence[str], *options: str) -> str | None:
    """What follows the first of these options, or is joined to a long one by `=`; None where that is nothing."""
    for number, word in enumerate(words[1:], 1):
        if word in options:
            return next(iter(words[number + 1 :]), None) or None
        option, equals, value = word.partition("=")
        if equals and option.startswith("--") and option in options:
            return value or None
    return None


def _conmon(words: Sequence[str]) -> Keeper | None:
    """`conmon -c ID -n NAME ...`, of podman and cri-o (conmon(8))."""
    identifier = _value(words, "-c", "--cid")
    if identifier is None:
        return None
    exits = _value(words, "--exit-dir") or ""
    return Keeper("cri-o" if "/crio/" in exits else "podman", identifier, _value(words, "-n", "--name"))


def _shim(words: Sequence[str]) -> Keeper | None:
    """`containerd-shim-runc-v2 -namespace NAMESPACE -id ID`. Docker's is `moby`; one shim keeps all containers of a pod, and has its id."""
    identifier, namespace = _value(words, "-id", "--id"), _value(words, "-namespace", "--namespace")
    if identifier is None or namespace is None:
        return None
    return Keeper("docker" if namespace == "moby" else "containerd", identifier, None, namespace)


def _nspawn(words: Sequence[str]) -> Keeper | None:
    """`systemd-nspawn -M NAME`; without it the name is that of the directory (systemd-nspawn(1))."""
    joined = next((word[2:] for word in words[1:] if word.startswith("-M") and len(word) > 2), None)
    name = _value(words, "-M", "--machine") or joined
    directory = _value(words, "-D", "--directory")
    if name is None and directory is not None:
        name = directory.rstrip("/").rpartition("/")[2]
    return Keeper("systemd-nspawn", name, name) if name else None


def _buildah(words: Sequence[str]) -> Keeper | None:
    """`buildah run [options] CONTAINER COMMAND ...` (buildah-run(1)). An option not known here makes the container unknown."""
    if "run" not in words:
        return None
    rest = iter(words[words.index("run") + 1 :])
    for word in rest:
        if word in _BUILDAH_OPTIONS:
            next(rest, None)
        elif word == "--":
            return _build_container(next(rest, None))
        elif not word.startswith("-"):
            return _build_container(word)
        elif word not in _BUILDAH_FLAGS and "=" not in word:
            return None
    return None


def _build_container(name: str | None) -> Keeper | None:
    return Keeper("buildah", None, name) if name else None


def _lxc(words: Sequence[str], program: str) -> Keeper | None:
    """`[lxc monitor] DIRECTORY NAME`, a title that the process gave itself as one word, or `lxc-start -n NAME`."""
    title = " ".join(words)
    if title.startswith("[lxc monitor] "):
        directory, _, name = title[len("[lxc monitor] ") :].strip().rpartition(" ")
        engine = "incus" if "/incus/" in directory else "lxd" if "/lxd/" in directory else "lxc"
        return Keeper(engine, name, name) if name else None
    if program in ("lxc-start", "lxc-execute"):
        name = _value(words, "-n", "--name") or ""
        return Keeper("lxc", name, name) if name else None
    return None
