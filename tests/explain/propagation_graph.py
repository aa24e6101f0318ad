"""Random propagation graphs on the real kernel: up to six mount namespaces, made from one another, in which mounts were made, bound, moved,
unmounted and given other propagation types.
"""

import random
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from pwd import struct_passwd

from nsexplorer.linux import mountinfo
from nsexplorer.model.mount import Mount
from tests.topology import Process, Refused, bystander, process

NAMES = ("a", "b", "c")
KINDS = ("SHARED", "SHARED", "SHARED", "SLAVE", "SLAVE", "PRIVATE", "UNBINDABLE")


class Graph:
    """The namespaces, each with the one process in it, and what happens to them."""

    def __init__(self, base: str, chance: random.Random, user: struct_passwd | None, stack: ExitStack) -> None:
        self.base = base
        self.chance = chance
        self.user = user
        self.stack = stack
        self.members = [stack.enter_context(process("mnt", user=user))]
        self._make_tmpfs(self.members[0], base)
        self.members[0].do(f"mount('none', {base!r}, flags=SHARED)")

    def grow(self, steps: int) -> None:
        """Let so many things happen; what the kernel refuses does not."""
        for _ in range(steps):
            try:
                self._step(self.chance.choice(self.members))
            except Refused:
                continue

    def split(self, times: int) -> None:
        """Make so many further namespaces."""
        for _ in range(times):
            self._clone(self.chance.choice(self.members))

    def path(self) -> str:
        """Some directory at or below the base, that may not be there."""
        return "/".join([self.base, *self.chance.choices(NAMES, k=self.chance.randint(0, 3))])

    def tables(self) -> Mapping[str, list[Mount]]:
        """The mount tables as the processes see them, by the kernel's name of the namespace: only the mounts at and below the base."""
        found = {}
        for member in self.members:
            mounts = mountinfo.parse(mountinfo.read(member.pid).data, Mount)
            found[member.namespace("mnt")] = [mount for mount in mounts if (mount.target + "/").startswith(self.base + "/")]
        return found

    def _step(self, member: Process) -> None:
        match self.chance.randrange(8):
            case 0:
                self._clone(member)
            case 1 | 2:
                self._make_tmpfs(member, self.path())
            case 3:
                flags = self.chance.choice(("BIND", "BIND | REC"))
                member.do(f"mount({self.path()!r}, {self.path()!r}, flags={flags})")
            case 4 | 5:
                flags = self.chance.choice(KINDS) + self.chance.choice(("", " | REC"))
                member.do(f"mount('none', {self.path()!r}, flags={flags})")
            case 6:
                member.do(f"mount({self.path()!r}, {self.path()!r}, flags=MOVE)")
            case 7:
                member.do(f"umount({self.path()!r})")

    def _clone(self, origin: Process) -> None:
        """Another namespace, a copy of that one's; half of them in a user namespace of their own."""
        if len(self.members) == 6:
            return
        member = self.stack.enter_context(bystander(self.user))
        if origin.namespace("user") != member.namespace("user"):
            member.do(f"setns('/proc/{origin.pid}/ns/user')")
        member.do(f"setns('/proc/{origin.pid}/ns/mnt')")
        member.do(self.chance.choice(("unshare('mnt')", "unshare('user', 'mnt')")))
        self.members.append(member)

    def _make_tmpfs(self, member: Process, path: str) -> None:
        member.do(f"mount('nsx', {path!r}, 'tmpfs')")
        for first in NAMES:
            for second in NAMES:
                member.do(f"os.makedirs('{path}/{first}/{second}')")


@contextmanager
def graph(base: Path, seed: int, user: struct_passwd | None = None) -> Iterator[Graph]:
    """A graph that grew by chance, the same for each seed. Nothing of it is left afterwards."""
    with ExitStack() as stack:
        made = Graph(str(base), random.Random(seed), user, stack)
        made.split(2)
        made.grow(25)
        yield made
