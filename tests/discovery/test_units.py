"""systemd services by control groups."""

from collections.abc import Mapping, Sequence

import pytest

from nsexplorer.discovery.units import find_units, manager_of, service_of
from nsexplorer.model.container import Unit
from nsexplorer.model.process import Process
from tests.explain.literals import process

CID = "4476e8f59f830559649bdc7ac4f1e4dc8652232294cd7645b8ff962473180a41"
USER = "/user.slice/user-1000.slice/user@1000.service"


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/system.slice/nginx.service", "nginx.service"),
        ("/system.slice/system-getty.slice/getty@tty1.service", "getty@tty1.service"),
        ("/system.slice/my\\x2dunit.service", "my\\x2dunit.service"),
        (f"{USER}/app.slice/foo.service", "foo.service"),
        (f"{USER}/session.slice/org.gnome.Shell@wayland.service", "org.gnome.Shell@wayland.service"),
        ("/system.slice/foo.service/workers/3", "foo.service"),
        (f"/system.slice/container-web.service/libpod-payload-{CID}", "container-web.service"),
        ("/machine.slice/systemd-nspawn@box.service/payload", "systemd-nspawn@box.service"),
        ("/init.scope", None),
        (f"{USER}/init.scope", None),
        (f"{USER}/app.slice/app-firefox-1.scope", None),
        ("/system.slice/docker.socket", None),
        ("/system.slice", None),
        ("/", None),
        (f"/system.slice/docker-{CID}.scope", None),
        (f"/docker/{CID}/system.slice/nginx.service", None),
        ("/lxc.payload.web/system.slice/nginx.service", None),
        ("/machine.slice/systemd-nspawn@box.service/payload/system.slice/nginx.service", None),
    ],
)
def test_service_of_a_control_group(path: str, name: str | None) -> None:
    found = service_of(f"0::{path}\n")
    assert (None if found is None else found.name) == name


def test_hybrid_systemds_own_hierarchy_has_the_name() -> None:
    found = service_of("4:memory:/x\n1:name=systemd:/system.slice/cron.service\n0::/\n")
    assert found is not None and found.name == "cron.service"


@pytest.mark.parametrize(
    ("unit", "path", "user"),
    [
        ("foo.service", f"{USER}/app.slice/foo.service", 1000),
        ("foo.service", f"/lxc.payload.web{USER}/app.slice/foo.service", 1000),
        ("user@1000.service", f"{USER}/init.scope", None),
        ("foo.service", "/system.slice/foo.service", None),
        ("foo.service", "/user@x.service/foo.service", None),
        ("foo.service", "", None),
    ],
)
def test_whose_service_manager_runs_it(unit: str, path: str, user: int | None) -> None:
    assert manager_of(unit, f"0::{path}\n") == user


def look(processes: Sequence[Process], pids: Sequence[int], cgroups: Mapping[int, str], viewer: int = 1) -> tuple[Unit, ...]:
    return find_units({each.pid: each for each in processes}, lambda pid: f"0::{cgroups[pid]}\n" if pid in cgroups else None, pids, viewer)


def test_the_topmost_process_is_looked_for_above_the_one_that_was_found() -> None:
    processes = [process(1, parent=0), process(10), process(11, parent=10), process(12, parent=11)]
    groups = {1: "/init.scope", 10: "/system.slice/a.service", 11: "/system.slice/a.service", 12: "/system.slice/a.service/sub"}
    assert look(processes, [12], groups) == (Unit("a.service", 10),)


def test_of_several_topmost_the_oldest() -> None:
    groups = dict.fromkeys((10, 11), "/system.slice/a.service")
    assert look([process(11), process(10)], [11, 10], groups) == (Unit("a.service", 10),)


def test_two_managers_may_each_have_a_unit_of_one_name() -> None:
    groups = {10: "/system.slice/a.service", 11: f"{USER}/app.slice/a.service", 12: "/system.slice/b.service"}
    assert look([process(10), process(11), process(12)], [10, 11, 12], groups) == (
        Unit("a.service", 10),
        Unit("a.service", 11),
        Unit("b.service", 12),
    )


def test_in_a_container_the_services_around_the_viewer_count() -> None:
    groups = {1: f"/docker/{CID}/init.scope", 10: f"/docker/{CID}/system.slice/a.service", 11: f"/docker/{CID}/lxc.payload.w/b.service"}
    assert look([process(1), process(10), process(11)], [10, 11], groups) == (Unit("a.service", 10),)


def test_what_vanished_and_parents_in_a_circle() -> None:
    processes = [process(10, parent=11), process(11, parent=10)]
    groups = dict.fromkeys((10, 11, 12), "/system.slice/a.service")
    (found,) = look(processes, [10, 12], groups)
    assert found.name == "a.service" and found.pid in (10, 11)
