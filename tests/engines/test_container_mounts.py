"""Containers by what is mounted in them. The mounts are those that the engines made on Debian 12 (cgroups v1, rootless without systemd)."""

from typing import Any

import pytest

from nsexplorer.engines.container_mounts import Place, from_mounts
from nsexplorer.model.mount import Mount
from tests.explain.literals import mount

CID = "4476e8f59f830559649bdc7ac4f1e4dc8652232294cd7645b8ff962473180a41"
OTHER = "95346bc44fa4c6c995a7ffc0f741e648601d88c8e40f2bd28de5adcf4eb206cc"
LAYER = "4757444daf402d5965dc7223ce3192b5e4a23df9ae6c567d3f7993d52c7e85bb"
STORE = "/home/nsuser/.local/share/containers/storage"


def bind(target: str, root: str, **facts: Any) -> Mount:
    return mount(5, 1, target, root=root, **({"device": "254:0", "fstype": "ext4"} | facts))


def overlay(upper: str) -> Mount:
    return mount(1, 0, "/", fstype="overlay", super_options=("rw", f"lowerdir={upper}.l", f"upperdir={upper}", "workdir=/w"))


def test_podman() -> None:
    own = bind("/run/.containerenv", f"/run/user/1001/containers/overlay-containers/{CID}/userdata/.containerenv")
    found = from_mounts([overlay(f"{STORE}/overlay/{LAYER}/diff"), own])
    assert found.own is not None and (found.own.engine, found.own.id) == ("podman", CID)
    assert found.own.evidence == f"mount /run/.containerenv, whose source is {own.root}"
    assert found.containers == Place("/run/user/1001/containers/overlay-containers", "254:0")
    assert found.layer is not None and (found.layer.engine, found.layer.name) == ("containers-storage", LAYER)
    assert found.layer.containers == Place(f"{STORE}/overlay-containers")
    assert found.network is None


@pytest.mark.parametrize(
    ("root", "engine", "identifier", "containers"),
    [
        (f"/var/lib/docker/containers/{CID}/hosts", "docker", CID, "/var/lib/docker/containers"),
        (f"/containers/storage/vfs-containers/{CID}/userdata/hosts", "podman", CID, "/containers/storage/vfs-containers"),
        (f"/var/lib/nerdctl/1935db59/containers/default/{CID}/hosts", "containerd", CID, None),
        (f"/var/lib/nerdctl/1935db59/etchosts/default/{CID}/hosts", "containerd", CID, None),
        (f"/var/lib/containerd/io.containerd.grpc.v1.cri/sandboxes/{CID}/hosts", "containerd", CID, None),
        ("/var/tmp/buildah3798905189/hosts", "buildah", "buildah-buildah3798905189", None),
        (f"/var/lib/docker/containers/{CID}/hosts//deleted", "docker", CID, "/var/lib/docker/containers"),
    ],
)
def test_files_of_a_containers_network(root: str, engine: str, identifier: str, containers: str | None) -> None:
    found = from_mounts([bind("/etc/hosts", root)])
    assert found.own is None and found.network is not None
    assert (found.network.engine, found.network.id) == (engine, identifier)
    assert found.containers == (None if containers is None else Place(containers, "254:0"))


@pytest.mark.parametrize("root", ["/etc/hosts", "/", f"/{CID}/hosts", "/var/lib/kubelet/pods/8c6b/etc-hosts", "/var/tmp/buildahx/hosts"])
def test_files_that_are_no_containers(root: str) -> None:
    assert from_mounts([bind("/etc/hosts", root)]) == from_mounts([])


def test_buildahs_own_file() -> None:
    found = from_mounts([bind("/run/.containerenv", "/var/tmp/buildah3798905189/run/.containerenv")])
    assert found.own is not None and (found.own.engine, found.own.id) == ("buildah", "buildah-buildah3798905189")


def test_the_first_file_of_a_network_counts_and_others_do_not_hide_it() -> None:
    files = [bind("/etc/hostname", f"/var/lib/docker/containers/{CID}/hostname"), bind("/etc/hosts", "/etc/hosts")]
    found = from_mounts([*files, bind("/etc/resolv.conf", f"/var/lib/docker/containers/{OTHER}/resolv.conf")])
    assert found.network is not None and found.network.id == CID


@pytest.mark.parametrize(
    ("upper", "engine", "name", "containers"),
    [
        (f"/var/lib/docker/overlay2/{LAYER}/diff", "docker", LAYER, Place("/var/lib/docker/containers")),
        ("/var/lib/containerd/io.containerd.snapshotter.v1.overlayfs/snapshots/42/fs", "containerd", "42", None),
    ],
)
def test_layers(upper: str, engine: str, name: str, containers: Place | None) -> None:
    found = from_mounts([overlay(upper)]).layer
    assert found is not None
    assert (found.engine, found.name, found.containers) == (engine, name, containers)


def test_a_copied_tree_as_the_vfs_driver_makes_it() -> None:
    found = from_mounts([bind("/", f"/home/u/.local/share/containers/storage/vfs/dir/{LAYER}")]).layer
    assert found is not None and found.name == LAYER
    assert found.containers == Place("/home/u/.local/share/containers/storage/vfs-containers", "254:0")


@pytest.mark.parametrize("upper", ["/run/live/overlay/rw", "/a", f"/var/lib/docker/overlay2/{LAYER[:12]}/diff"])
def test_an_overlay_that_is_no_containers(upper: str) -> None:
    assert from_mounts([overlay(upper)]).layer is None


def test_the_topmost_mount_on_the_root_counts() -> None:
    found = from_mounts([mount(1, 0, "/"), overlay(f"/var/lib/docker/overlay2/{LAYER}/diff")])
    assert found.layer is not None and found.layer.name == LAYER
