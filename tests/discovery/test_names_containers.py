"""Containers from a process, its control group, its mounts and its ancestors, written down."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from nsexplorer.discovery.containers import find_containers
from nsexplorer.model.container import Container
from nsexplorer.model.mount import Mount, MountTable
from nsexplorer.model.process import Process
from tests.explain.literals import mount, process, table

CID = "4476e8f59f830559649bdc7ac4f1e4dc8652232294cd7645b8ff962473180a41"
INNER = "95346bc44fa4c6c995a7ffc0f741e648601d88c8e40f2bd28de5adcf4eb206cc"
LAYER = "4757444daf402d5965dc7223ce3192b5e4a23df9ae6c567d3f7993d52c7e85bb"
VIEWER = 900
HERE = table("mnt:[1]", [mount(1, 0, "/", fstype="ext4")], members=[1, VIEWER])


@pytest.fixture(autouse=True)
def _no_store_of_ones_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", "/nonexistent")


def look(
    processes: Sequence[Process],
    leaders: Sequence[int],
    cgroups: Mapping[int, str] | None = None,
    command_lines: Mapping[int, str] | None = None,
    tables: Sequence[MountTable] = (),
) -> tuple[Container, ...]:
    groups, lines = cgroups or {}, command_lines or {}
    return find_containers(
        {each.pid: each for each in processes},
        leaders,
        [HERE, *tables],
        lambda pid: f"0::{groups[pid]}\n" if pid in groups else None,
        lambda pid: tuple(lines[pid].split(" ")) if pid in lines else (),
        VIEWER,
    )


def podman_file(identifier: str) -> Mount:
    return mount(9, 1, "/run/.containerenv", fstype="tmpfs", root=f"/containers/overlay-containers/{identifier}/userdata/.containerenv")


def facts(container: Container) -> tuple[Any, ...]:
    return container.engine, container.id, container.name, container.pid


def test_podman_is_named_by_conmon() -> None:
    processes = [process(10, command="conmon"), process(11, parent=10, command="sh")]
    (found,) = look(processes, [11], {11: f"/libpod_parent/libpod-{CID}"}, {10: f"/usr/bin/conmon -c {CID} -n web"})
    assert facts(found) == ("podman", CID, "web", 11)
    assert found.evidence == f"control group /libpod_parent/libpod-{CID}"
    assert found.unnamed is None


def test_a_rootless_one_has_no_control_group_of_its_own() -> None:
    inside = table("mnt:[2]", [podman_file(CID)], members=[11])
    (found,) = look([process(10, command="conmon"), process(11, parent=10)], [11], {11: "/"}, {10: f"conmon -c {CID} -n web"}, [inside])
    assert facts(found) == ("podman", CID, "web", 11)


def test_one_inside_another_that_shares_the_control_group_is_the_inner_one() -> None:
    outer, inner = process(11), process(12, parent=11)
    both = {11: f"/docker/{CID}", 12: f"/docker/{CID}"}
    found = look([outer, inner], [11, 12], both, tables=[table("mnt:[2]", [podman_file(INNER)], members=[12])])
    assert [facts(each)[:2] for each in found] == [("docker", CID), ("podman", INNER)]


def test_cri_os_control_group_is_exact_while_its_file_may_be_the_pods() -> None:
    inside = table("mnt:[2]", [podman_file(INNER)], members=[11])
    (found,) = look([process(11)], [11], {11: f"/kubepods.slice/crio-{CID}.scope"}, tables=[inside])
    assert (found.engine, found.id) == ("cri-o", CID)


def test_a_process_in_it_that_unshared_further_is_no_second_container() -> None:
    processes = [process(11), process(15, parent=11), process(13, parent=11)]
    found = look(processes, [15, 13, 11], dict.fromkeys((11, 13, 15), f"/docker/{CID}"))
    assert [(each.id, each.pid) for each in found] == [(CID, 11)]


def test_nor_in_one_that_only_its_keeper_tells_of() -> None:
    layer = mount(
        1, 0, "/", fstype="overlay", super_options=("upperdir=/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/2/fs",)
    )
    processes = [process(10, command="containerd-shim"), process(11, parent=10), process(12, parent=11), process(13, parent=12)]
    shim = {10: "/usr/bin/containerd-shim-runc-v2 -namespace default -id web -address /s"}
    (found,) = look(processes, [11, 13], {11: "/default/web", 13: "/default/web"}, shim, [table("mnt:[2]", [layer], members=[11, 13])])
    assert facts(found) == ("containerd", "web", "web", 11)


def test_the_container_around_the_viewer_is_the_host() -> None:
    groups = {VIEWER: f"/docker/{CID}", 11: f"/docker/{CID}", 12: f"/docker/{CID}/docker/{INNER}"}
    found = look([process(VIEWER), process(11), process(12)], [11, 12], groups)
    assert [each.id for each in found] == [INNER]


def test_an_engine_that_the_control_group_does_not_tell() -> None:
    processes = [process(10, command="containerd-shim"), process(11, parent=10)]
    groups = {11: f"/kubepods/burstable/pod8c6b/{CID}"}
    (by_shim,) = look(processes, [11], groups, {10: f"containerd-shim-runc-v2 -namespace k8s.io -id {INNER}"})
    assert (by_shim.engine, by_shim.id) == ("containerd", CID)
    (unknown,) = look([process(11)], [11], groups)
    assert (unknown.engine, unknown.name) == ("unknown", None)
    assert unknown.unnamed == "its engine keeps no record that is known here"


def test_a_container_that_joined_anothers_network_has_that_ones_files() -> None:
    files = table("mnt:[2]", [mount(9, 1, "/etc/hosts", root=f"/var/lib/docker/containers/{INNER}/hosts")], members=[11])
    (found,) = look([process(11)], [11], {11: f"/docker/{CID}"}, tables=[files])
    assert found.id == CID
    (rootless,) = look([process(11)], [11], {}, tables=[files])
    assert (rootless.engine, rootless.id) == ("docker", INNER)


def test_an_id_without_a_name_says_what_was_looked_at() -> None:
    (found,) = look([process(11)], [11], {11: f"/docker/{CID}"})
    assert found.name is None
    assert found.unnamed is not None and f"/var/lib/docker/containers/{CID}/config.v2.json" in found.unnamed


def test_a_layer_that_no_record_knows() -> None:
    layer = mount(1, 0, "/", fstype="overlay", super_options=(f"upperdir=/nonexistent/overlay/{LAYER}/diff",))
    (found,) = look([process(11)], [11], tables=[table("mnt:[2]", [layer], members=[11])])
    assert (found.engine, found.id, found.name) == ("containers-storage", LAYER, None)
    assert found.evidence == f"mount /, whose upper layer is /nonexistent/overlay/{LAYER}/diff (the id is the layer's)"


@pytest.mark.parametrize(
    ("command", "title", "group", "expected"),
    [
        ("lxd", "[lxc monitor] /var/snap/lxd/common/lxd/containers web", "/lxc.payload.web-1", ("lxd", "web-1", "web")),
        ("systemd-nspawn", "systemd-nspawn -M box", "/", ("systemd-nspawn", "box", "box")),
        ("bash", "", "/lxc.payload.web", ("lxc", "web", "web")),
    ],
)
def test_containers_known_by_name(command: str, title: str, group: str, expected: tuple[str, str, str]) -> None:
    (found,) = look([process(10, command=command), process(11, parent=10)], [11], {11: group}, {10: title})
    assert (found.engine, found.id, found.name) == expected


def test_buildah_may_stand_some_processes_away() -> None:
    inside = table("mnt:[2]", [mount(9, 1, "/run/.containerenv", root="/var/tmp/buildah77/run/.containerenv")], members=[13])
    processes = [process(10, command="buildah"), process(11, parent=10, command="exe"), process(13, parent=11)]
    lines = {10: "buildah run work -- sh", 11: "buildah-oci-runtime"}
    (found,) = look(processes, [13], {}, lines, [inside])
    assert facts(found) == ("buildah", "buildah-buildah77", "work", 13)


def test_two_of_one_name_with_different_engines_are_two() -> None:
    found = look([process(11), process(12)], [11, 12], {11: "/lxc.payload.web", 12: "/machine.slice/machine-web.scope"})
    assert [(each.engine, each.name) for each in found] == [("lxc", "web"), ("systemd-nspawn", "web")]


def test_zombies_kernel_threads_and_the_vanished_are_no_containers() -> None:
    processes = [process(11, state="Z"), process(12, kernel=True)]
    assert look(processes, [11, 12, 13], dict.fromkeys((11, 12, 13), f"/docker/{CID}")) == ()


def test_parents_in_a_circle_end_the_climb() -> None:
    assert look([process(11, parent=12), process(12, parent=11)], [11, 12]) == ()


def test_no_file_is_opened_without_a_container(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "nsexplorer.engines.records", None)
    assert look([process(11)], [11], {11: "/system.slice/cron.service"}) == ()
