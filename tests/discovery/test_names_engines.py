"""Containers that real engines made, against what the engines themselves say of them.

`tests/lab/engines.sh up` and `extras`, as root, make those of podman and buildah; `tests/lab/docker.sh up` those of docker and containerd.
They belong to an account of their own, and take some packages: the tests make them in CI only, and elsewhere use those that are there.
"""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from pwd import getpwnam, struct_passwd
from typing import NoReturn

import pytest

from nsexplorer.api import capture
from nsexplorer.model.container import Container
from nsexplorer.model.snapshot import Snapshot
from tests.topology import CHECKOUT, capture_elsewhere, credentials, descendants

ENGINES = CHECKOUT / "tests" / "lab" / "engines.sh"
PIDS = Path("/var/tmp/nslab/pids.json")
DOCKER = Path("/var/tmp/nslab-docker")
ROOTLESS = ("nslab-rootless", "nslab-keepid", "nslab-podctr")
ROOTFUL = ("nslab-rootful", "nslab-rootful-userns")
TYPES = {"nslab-rootless": ("mnt", "pid", "net", "ipc", "uts"), "nslab-keepid": ("user", "mnt", "pid"), "nslab-podctr": ("mnt", "pid")}


def missing(what: str) -> NoReturn:
    """Skip on a developer's machine; fail in CI, where all of it can be had."""
    if os.environ.get("CI") == "true" and os.geteuid() == 0:
        pytest.fail(what)
    pytest.skip(what)


@pytest.fixture(scope="module")
def lab() -> Iterator[dict[str, int]]:
    """The pids of the lab's processes by name, as the engines know them."""
    if os.geteuid() != 0:
        missing("starting containers of root and of an ordinary user needs root")
    for program in ("podman", "buildah"):
        if os.environ.get("CI") != "true" and shutil.which(program) is None:
            missing(f"{program} is not installed")
    ours = not PIDS.exists() or os.environ.get("CI") == "true"
    if ours and os.environ.get("CI") != "true":
        missing("no containers to look at: `tests/lab/engines.sh up` and `extras`, as root, make some for an account of their own")
    try:
        for step in ("up", "extras") if ours else ("pids",):
            done = subprocess.run(["bash", str(ENGINES), step], capture_output=True, text=True, timeout=300)
            assert done.returncode == 0, done.stderr
        yield json.loads(PIDS.read_text())
    finally:
        if ours:
            subprocess.run(["bash", str(ENGINES), "purge"], capture_output=True, timeout=120)


@pytest.fixture(scope="module")
def account() -> struct_passwd:
    """The lab's account."""
    return getpwnam(os.environ.get("LAB_USER", "nsuser"))


@pytest.fixture
def snapshot(lab: dict[str, int]) -> Snapshot:
    return capture()


def engine(command: Sequence[str], user: struct_passwd | None) -> str:
    """What an engine's program prints, run by root or by the lab's account."""
    environment = {"PATH": os.environ["PATH"], "HOME": "/root"}
    if user is not None:
        environment |= {"HOME": user.pw_dir, "XDG_RUNTIME_DIR": f"/run/user/{user.pw_uid}"}
    done = subprocess.run(command, capture_output=True, text=True, cwd="/", env=environment, timeout=60, **credentials(user))
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def of_podman(name: str, account: struct_passwd) -> tuple[str, int]:
    """The id and the pid that podman has for a container of the lab."""
    words = ["podman", "container", "inspect", "-f", "{{.Id}} {{.State.Pid}}", name]
    identifier, pid = engine(words, account if name in ROOTLESS else None).split()
    return identifier, int(pid)


def named(snapshot: Snapshot, name: str) -> Container:
    (found,) = [container for container in snapshot.containers if container.name == name]
    return found


@pytest.mark.parametrize("name", [*ROOTLESS, *ROOTFUL])
def test_podmans_containers(snapshot: Snapshot, account: struct_passwd, name: str) -> None:
    found = named(snapshot, name)
    assert (found.engine, (found.id, found.pid)) == ("podman", of_podman(name, account))
    assert found.id in found.evidence


def test_each_container_is_there_once(snapshot: Snapshot) -> None:
    identifiers = [container.id for container in snapshot.containers]
    assert sorted(identifiers) == sorted(set(identifiers))


@pytest.mark.parametrize("name", TYPES)
def test_its_own_namespaces_are_named_after_it(snapshot: Snapshot, lab: dict[str, int], name: str) -> None:
    process = snapshot.processes[lab[name]]
    names = {kind: snapshot.namespaces[process.namespaces[kind]].name for kind in TYPES[name]}
    assert names == dict.fromkeys(TYPES[name], f"container:{name}")


def test_what_rootless_containers_share_is_named_after_podmans_pause(
    snapshot: Snapshot, lab: dict[str, int], account: struct_passwd
) -> None:
    pause = snapshot.processes[lab["podman-pause"]]
    for kind in ("user", "mnt"):
        assert snapshot.namespaces[pause.namespaces[kind]].name == f"podman pause of {account.pw_name}"
    assert snapshot.processes[lab["nslab-rootless"]].namespaces["user"] == pause.namespaces["user"]


def test_a_pods_containers_share_what_its_own_container_leads(snapshot: Snapshot, lab: dict[str, int], account: struct_passwd) -> None:
    infra = engine(["podman", "pod", "inspect", "-f", "{{.InfraContainerID}}", "nslab-pod"], account)
    (found,) = [container for container in snapshot.containers if container.id == infra]
    shared = snapshot.namespaces[snapshot.processes[lab["nslab-podctr"]].namespaces["net"]]
    assert (shared.leader, shared.name) == (found.pid, f"container:{found.name}")


def test_a_session_of_buildah_unshare_is_no_container(snapshot: Snapshot, lab: dict[str, int]) -> None:
    session = snapshot.processes[lab["buildah-session"]]
    assert not {lab[name] for name in lab if name.startswith("buildah-session")} & {container.pid for container in snapshot.containers}
    assert snapshot.namespaces[session.namespaces["mnt"]].name is None


def test_an_ordinary_user_is_told_the_same_of_podmans_containers(snapshot: Snapshot, account: struct_passwd) -> None:
    def told(snapshot: Snapshot) -> set[tuple[str, str | None, int]]:
        return {(each.id, each.name, each.pid) for each in snapshot.containers if each.engine == "podman"}

    seen = capture_elsewhere(user=account)
    assert told(seen) == told(snapshot)
    rootful = named(seen, "nslab-rootful")
    table = seen.table_of_process(rootful.pid)
    assert table is not None and table.namespace.startswith("mnt:[?")
    assert seen.namespaces[table.namespace].name == "container:nslab-rootful"


def test_a_process_in_a_container_that_unshared_further_is_no_second_one(lab: dict[str, int], account: struct_passwd) -> None:
    command = ["nsenter", "-t", str(lab["nslab-rootful"]), "-m", "/bin/busybox", "unshare", "-m", "/bin/busybox", "sleep", "60"]
    with subprocess.Popen(command) as running:
        try:
            until(lambda: os.readlink(f"/proc/{running.pid}/exe").endswith("busybox") and "sleep" in command_line(running.pid))
            snapshot = capture()
            assert (named(snapshot, "nslab-rootful").id, named(snapshot, "nslab-rootful").pid) == of_podman("nslab-rootful", account)
            own = snapshot.namespaces[snapshot.processes[running.pid].namespaces["mnt"]]
            assert (own.leader, own.name) == (running.pid, None)
        finally:
            running.kill()


@pytest.mark.parametrize("isolation", ["oci", "chroot"])
def test_buildah_run(lab: dict[str, int], isolation: str) -> None:
    name = engine(["buildah", "from", "--pull-never", "--name", f"nslab-names-{isolation}", "localhost/nslab:latest"], None)
    try:
        command = ["buildah", "run", "--isolation", isolation, name, "--", "/bin/sleep", "60"]
        with subprocess.Popen(command, cwd="/", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True) as running:
            try:
                until(lambda: any(each.name == name and "sleep" in command_line(each.pid) for each in capture().containers))
                found = named(capture(), name)
                identifier = engine(["buildah", "inspect", "-f", "{{.ContainerID}}", name], None)
                assert (found.engine, found.id) == ("buildah", identifier)
            finally:
                end(running)
    finally:
        engine(["buildah", "rm", name], None)


def end(running: "subprocess.Popen[bytes]") -> None:
    """End the container of a `buildah run`, which ends buildah; then wait for what buildah itself has not waited for."""
    below = descendants(running.pid)
    if not below:
        running.terminate()
    for pid in below:
        try:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        except (ChildProcessError, ProcessLookupError):
            continue  # it was not ours to wait for, or is gone
        finally:
            if pid == below[0]:
                running.wait(timeout=20)


def command_line(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


def until(happened: Callable[[], bool]) -> None:
    """Wait for something that another process does."""
    for _ in range(200):
        if happened():
            return
        time.sleep(0.05)
    pytest.fail("it did not happen within ten seconds")


@pytest.fixture(scope="module")
def docker(lab: dict[str, int]) -> Iterator[None]:
    """Containers of docker and of containerd itself, made of the image that the lab has built."""
    ours = not (DOCKER / "dockerd.pid").exists()
    if ours and os.environ.get("CI") != "true":
        missing("no containers of docker to look at: `tests/lab/docker.sh up`, as root and after engines.sh, makes some")
    try:
        if ours:
            done = subprocess.run(["bash", str(ENGINES.with_name("docker.sh")), "up"], capture_output=True, text=True, timeout=300)
            assert done.returncode == 0, done.stderr
        yield
    finally:
        if ours:
            subprocess.run(["bash", str(ENGINES.with_name("docker.sh")), "down"], capture_output=True, timeout=120)


@pytest.mark.usefixtures("docker")
def test_docker() -> None:
    program = [str(DOCKER / "root/usr/bin/docker"), "-H", f"unix://{DOCKER}/d.sock"]
    identifier, pid = engine([*program, "inspect", "-f", "{{.Id}} {{.State.Pid}}", "nslab-docker"], None).split()
    found = named(capture(), "nslab-docker")
    assert (found.engine, found.id, found.pid) == ("docker", identifier, int(pid))


@pytest.mark.usefixtures("docker")
def test_docker_as_an_ordinary_user_says_why_there_is_no_name(account: struct_passwd) -> None:
    (found,) = [container for container in capture_elsewhere(user=account).containers if container.engine == "docker"]
    assert found.name is None
    assert found.unnamed == f"no record names it ({DOCKER}/data/containers/{found.id}/config.v2.json: permission denied)"


@pytest.mark.usefixtures("docker")
def test_containerd() -> None:
    tasks = engine([str(DOCKER / "root/usr/bin/ctr"), "-a", f"{DOCKER}/c.sock", "tasks", "ls"], None).splitlines()
    (pid,) = [int(line.split()[1]) for line in tasks if line.startswith("nslab-ctr ")]
    found = named(capture(), "nslab-ctr")
    assert (found.engine, found.id, found.pid) == ("containerd", "nslab-ctr", pid)
