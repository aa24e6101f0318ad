"""Containers by the names of control groups."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.engines.container_ids import UNKNOWN, from_cgroup, innermost_container, is_long_id, unescape

CID = "4476e8f59f830559649bdc7ac4f1e4dc8652232294cd7645b8ff962473180a41"
INNER = "95346bc44fa4c6c995a7ffc0f741e648601d88c8e40f2bd28de5adcf4eb206cc"
POD = "kubepods-burstable-pod8c6b1b9e_8d9c.slice"


@pytest.mark.parametrize(
    ("path", "engine", "identifier"),
    [
        (f"/machine.slice/libpod-{CID}.scope", "podman", CID),
        (f"/machine.slice/libpod-{CID}.scope/container", "podman", CID),
        (f"/libpod_parent/libpod-{CID}", "podman", CID),
        (f"/user.slice/user-1000.slice/user@1000.service/app.slice/web.service/libpod-payload-{CID}", "podman", CID),
        (f"/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-{CID}.scope", "podman", CID),
        (f"/system.slice/docker-{CID}.scope", "docker", CID),
        (f"/system.slice/docker-{CID}.scope/init.scope", "docker", CID),
        (f"/docker/{CID}", "docker", CID),
        (f"/system.slice:docker:{CID}", "docker", CID),
        ("/docker/buildkit/executor7", "buildkit", "executor7"),
        (f"/kubepods.slice/kubepods-burstable.slice/{POD}/cri-containerd-{CID}.scope", "containerd", CID),
        (f"/system.slice/containerd.service/{POD}:cri-containerd:{CID}", "containerd", CID),
        (f"/kubepods.slice/{POD}/crio-{CID}.scope", "cri-o", CID),
        (f"/kubepods/burstable/pod8c6b/{CID}", UNKNOWN, CID),
        (f"/system.slice/nerdctl-{CID}.scope", "containerd", CID),
        ("/buildah-buildah1111469486", "buildah", "buildah-buildah1111469486"),
        ("/lxc.payload.web", "lxc", "web"),
        ("/lxc.payload.web/system.slice/nginx.service", "lxc", "web"),
        ("/lxc/web", "lxc", "web"),
        ("/machine.slice/systemd-nspawn@my\\x2dbox.service/payload/init.scope", "systemd-nspawn", "my-box"),
        ("/machine.slice/machine-my\\x2dbox.scope", "systemd-nspawn", "my-box"),
        ("/machine.slice/machine-lxc\\x2d2\\x2dold.scope", "libvirt-lxc", "old"),
        (f"/docker/{CID}/docker/{INNER}", "docker", INNER),
        (f"/system.slice/docker-{CID}.scope/libpod_parent/libpod-{INNER}", "podman", INNER),
        (f"/lxc.payload.web/docker/{INNER}/system.slice/cron.service", "docker", INNER),
        (f"/../libpod-{CID}.scope", "podman", CID),
        (f"/libpod_parent/libpod-{CID} (deleted)", "podman", CID),
    ],
)
def test_container_of_a_control_group(path: str, engine: str, identifier: str) -> None:
    found = from_cgroup(f"0::{path}\n")
    assert found is not None
    assert (found.engine, found.id) == (engine, identifier)
    assert found.evidence == f"control group {path.removesuffix(' (deleted)')}"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/system.slice/nginx.service",
        "/user.slice/user-1000.slice/session-2.scope",
        f"/machine.slice/libpod-conmon-{CID}.scope",
        f"/kubepods.slice/crio-conmon-{CID}.scope",
        "/system.slice/docker.service",
        "/lxc.monitor.web",
        "/lxc",
        "/machine.slice/systemd-nspawn@web.service/supervisor",
        "/machine.slice/machine-qemu\\x2d1\\x2dvm.scope",
        f"/process_api/{CID[:32]}",
        f"/machine.slice/libpod-{CID[:-1]}g.scope",
    ],
)
def test_no_container(path: str) -> None:
    assert from_cgroup(f"0::{path}\n") is None


def test_v1_has_a_line_for_each_hierarchy_and_may_leave_the_unified_one_at_its_root() -> None:
    text = f"9:name=systemd:/\n8:pids:/docker/{CID}\n4:memory:/docker/{CID}\n0::/\n"
    found = from_cgroup(text)
    assert found is not None and found.id == CID


def test_hybrid_the_unified_hierarchy_comes_first() -> None:
    found = from_cgroup(f"9:name=systemd:/docker/{CID}\n8:pids:/docker/{CID}\n0::/docker/{INNER}\n")
    assert found is not None and found.id == INNER


def test_innermost_container_tells_where_it_stands() -> None:
    found = innermost_container(f"/system.slice/docker-{CID}.scope/init.scope")
    assert found is not None and found[0] == 1


@pytest.mark.parametrize(
    ("escaped", "plain"), [("my\\x2dbox", "my-box"), ("a\\xc3\\xa4", "aä"), ("a\\x2", "a\\x2"), ("a\\xzz", "a\\xzz"), ("plain", "plain")]
)
def test_unescape(escaped: str, plain: str) -> None:
    assert unescape(escaped) == plain


@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error(text: str) -> None:
    found = from_cgroup(text)
    assert found is None or found.id


@given(
    st.lists(
        st.sampled_from(["docker", "lxc", f"libpod-{CID}", f"{CID}", "a:b:c", "system.slice", "x.scope", "machine-.scope", "lxc.payload."])
    )
)
def test_any_path_of_known_words_is_read_without_an_error(parts: list[str]) -> None:
    found = from_cgroup("0::/" + "/".join(parts) + "\n")
    assert found is None or (found.engine and found.id)


def test_long_ids_are_64_lower_case_hexadecimal_digits() -> None:
    assert is_long_id(CID)
    assert not any(map(is_long_id, (CID.upper(), CID[:12], CID + "0", "")))
