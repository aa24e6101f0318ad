"""Containers by the command lines of the processes that keep them."""

import shlex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.engines.container_processes import Keeper, keeper, may_keep

CID = "4476e8f59f830559649bdc7ac4f1e4dc8652232294cd7645b8ff962473180a41"


@pytest.mark.parametrize(
    ("command_line", "expected"),
    [
        (
            f"/usr/bin/conmon --api-version 1 -c {CID} -u {CID} -r /usr/bin/runc -b /s/userdata -p /s/pidfile -n nslab-rootless "
            "--exit-dir /run/user/1001/libpod/tmp/exits --exit-command /usr/bin/podman --exit-command-arg -n",
            Keeper("podman", CID, "nslab-rootless"),
        ),
        (
            f"/usr/libexec/crio/conmon -b /run -c {CID} --exit-dir /var/run/crio/exits -n k8s_nginx_web_default_8c_0",
            Keeper("cri-o", CID, "k8s_nginx_web_default_8c_0"),
        ),
        (f"conmon --cid={CID} --name=web", Keeper("podman", CID, "web")),
        ("conmon --version", None),
        (
            f"/usr/bin/containerd-shim-runc-v2 -namespace moby -id {CID} -address /run/containerd/containerd.sock",
            Keeper("docker", CID, None, "moby"),
        ),
        ("containerd-shim-runc-v2 -namespace default -id web -address /s", Keeper("containerd", "web", None, "default")),
        ("containerd-shim-runc-v2 -id", None),
        ("systemd-nspawn --quiet --boot --machine=web", Keeper("systemd-nspawn", "web", "web")),
        ("systemd-nspawn -b -M web", Keeper("systemd-nspawn", "web", "web")),
        ("systemd-nspawn -bMweb -Mbox", Keeper("systemd-nspawn", "box", "box")),
        ("systemd-nspawn --register=no -D /var/lib/machines/boxy/ /bin/sleep 605", Keeper("systemd-nspawn", "boxy", "boxy")),
        ("systemd-nspawn --boot", None),
        ("buildah run nslab-run -- /bin/sleep 600", Keeper("buildah", None, "nslab-run")),
        ("buildah run --isolation chroot --tty --env=A=b -v /a:/b nslab-rc -- sh", Keeper("buildah", None, "nslab-rc")),
        ("buildah-in-a-user-namespace --root /r run -- nslab-run sh", Keeper("buildah", None, "nslab-run")),
        ("buildah run --unheard-of value nslab-run sh", None),
        ("buildah unshare --mount m=nslab-work sh", None),
        ("buildah-oci-runtime", None),
        ("lxc-start -n web -F", Keeper("lxc", "web", "web")),
        ("lxc-start --name=web", Keeper("lxc", "web", "web")),
        ("sleep 5", None),
        ("", None),
    ],
)
def test_keeper(command_line: str, expected: Keeper | None) -> None:
    assert keeper(shlex.split(command_line)) == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("[lxc monitor] /var/lib/lxc web", Keeper("lxc", "web", "web")),
        ("[lxc monitor] /var/snap/lxd/common/lxd/containers c0", Keeper("lxd", "c0", "c0")),
        ("[lxc monitor] /var/lib/incus/containers c0", Keeper("incus", "c0", "c0")),
        ("[lxc monitor] ", None),
    ],
)
def test_an_lxc_monitor_calls_itself_by_one_word(title: str, expected: Keeper | None) -> None:
    assert keeper((title,)) == expected


@pytest.mark.parametrize("command", ["conmon", "containerd-shim", "systemd-nspawn", "lxd", "exe", "memfd:buildah-c", "buildah", "incusd"])
def test_short_names_worth_a_look(command: str) -> None:
    assert may_keep(command)


def test_short_names_not_worth_a_look() -> None:
    assert not any(map(may_keep, ("bash", "systemd", "", "sleep")))


@given(
    st.lists(
        st.sampled_from(["conmon", "buildah", "run", "-c", "-n", "--name=", "systemd-nspawn", "-M", "-id", "-namespace", "x", "", "--"])
    )
)
def test_any_words_are_read_without_an_error(words: list[str]) -> None:
    found = keeper(words)
    assert found is None or found.id or found.name
