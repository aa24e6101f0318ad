"""Names from records, and what a record may not do to whoever reads it."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.engines import record_files
from nsexplorer.engines.container_ids import ContainerId
from nsexplorer.engines.container_mounts import Layer, MountTrace, Place
from nsexplorer.engines.record_files import UnreadableError, path_on, read_json, refusal, text_at
from nsexplorer.engines.records import Record, Records
from nsexplorer.model.mount import MountTable
from tests.explain.literals import mount, table

CID = "4476e8f59f830559649bdc7ac4f1e4dc8652232294cd7645b8ff962473180a41"
LAYER = "4757444daf402d5965dc7223ce3192b5e4a23df9ae6c567d3f7993d52c7e85bb"
OTHER = "95346bc44fa4c6c995a7ffc0f741e648601d88c8e40f2bd28de5adcf4eb206cc"
HERE = table("mnt:[4026531832]", [mount(1, 0, "/", fstype="ext4", device="254:0")])


@pytest.fixture(autouse=True)
def _no_store_of_ones_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


def store(directory: Path, *entries: object, file: str = "containers.json") -> Place:
    containers = directory / "overlay-containers"
    containers.mkdir(parents=True, exist_ok=True)
    (containers / file).write_text(json.dumps(entries))
    return Place(str(containers))


def stored(containers: Place | None) -> MountTrace:
    return MountTrace(layer=Layer("containers-storage", LAYER, containers, "mount /"))


def find(found: ContainerId, trace: MountTrace, namespace: str | None = None, here: MountTable | None = HERE) -> Record | None:
    return Records(here).find(found, trace, namespace)[0]


def podman(identifier: str = CID) -> ContainerId:
    return ContainerId("podman", identifier, "control group")


def test_a_store_by_id(tmp_path: Path) -> None:
    place = store(tmp_path, {"id": OTHER, "names": ["other"]}, {"id": CID, "names": ["web", "alias"], "layer": "x", "metadata": "{}"})
    assert find(podman(), stored(place)) == Record("podman", CID, "web", f"{place.path}/containers.json")


def test_a_store_by_layer_tells_buildah_by_its_empty_metadata(tmp_path: Path) -> None:
    found = ContainerId("containers-storage", LAYER, "mount /")
    place = store(tmp_path, {"id": CID, "names": ["work"], "layer": LAYER})
    assert find(found, stored(place)) == Record("buildah", CID, "work", f"{place.path}/containers.json")
    place = store(tmp_path, {"id": CID, "names": ["work"], "layer": LAYER, "metadata": '{"name": "work"}'})
    assert find(found, stored(place)) == Record("podman", CID, "work", f"{place.path}/containers.json")


def test_volatile_containers(tmp_path: Path) -> None:
    store(tmp_path)
    place = store(tmp_path, {"id": CID, "names": ["brief"]}, file="volatile-containers.json")
    record = find(podman(), stored(place))
    assert record is not None and record.name == "brief"


def test_the_viewers_own_store_where_no_mount_leads_to_one(tmp_path: Path) -> None:
    store(tmp_path / "data" / "containers" / "storage", {"id": CID, "names": ["mine"]})
    record = find(podman(), MountTrace())
    assert record is not None and record.name == "mine"


def test_a_container_without_a_name(tmp_path: Path) -> None:
    place = store(tmp_path, {"id": CID, "names": []})
    assert find(podman(), stored(place)) == Record("podman", CID, None, f"{place.path}/containers.json")


def test_what_was_looked_at(tmp_path: Path) -> None:
    place = store(tmp_path, {"id": OTHER})
    record, looked_at = Records(HERE).find(podman(), stored(place), None)
    assert record is None
    assert looked_at[0] == f"{place.path}/containers.json: no entry for it"
    assert looked_at[1] == f"{place.path}/volatile-containers.json: no such file or directory"


def docker(tmp_path: Path, content: object, identifier: str = CID) -> MountTrace:
    directory = tmp_path / "containers" / CID
    directory.mkdir(parents=True)
    (directory / "config.v2.json").write_text(json.dumps(content))
    return MountTrace(containers=Place(str(tmp_path / "containers")))


def test_docker(tmp_path: Path) -> None:
    trace = docker(tmp_path, {"ID": CID, "Name": "/web"})
    record = find(ContainerId("docker", CID, ""), trace)
    assert record is not None and (record.engine, record.name) == ("docker", "web")


def test_docker_of_another_container(tmp_path: Path) -> None:
    assert find(ContainerId("docker", CID, ""), docker(tmp_path, {"ID": OTHER, "Name": "/web"})) is None


def test_docker_within_a_file_system_that_is_mounted_elsewhere(tmp_path: Path) -> None:
    docker(tmp_path, {"ID": CID, "Name": "/web"})
    here = table("mnt:[1]", [mount(1, 0, "/", fstype="ext4"), mount(2, 1, str(tmp_path), fstype="xfs", device="8:3", root="/docker")])
    record = find(ContainerId("docker", CID, ""), MountTrace(containers=Place("/docker/containers", "8:3")), here=here)
    assert record is not None and record.name == "web"


@pytest.mark.parametrize(
    ("annotations", "name"),
    [
        ({"io.kubernetes.cri.sandbox-name": "web-1", "io.kubernetes.cri.container-name": "nginx"}, "web-1/nginx"),
        ({"io.kubernetes.cri.sandbox-name": "web-1"}, "web-1"),
        ({"nerdctl/name": "web"}, "web"),
        ({}, None),
        ("hostile", None),
    ],
)
def test_containerds_bundle_is_found_by_the_root_mounted_in_it(tmp_path: Path, annotations: object, name: str | None) -> None:
    bundle = tmp_path / "io.containerd.runtime.v2.task" / "k8s.io" / CID
    bundle.mkdir(parents=True)
    (bundle / "config.json").write_text(json.dumps({"annotations": annotations}))
    here = table("mnt:[1]", [mount(1, 0, "/", fstype="ext4"), mount(2, 1, f"{bundle}/rootfs", fstype="overlay")])
    record = find(ContainerId("containerd", CID, ""), MountTrace(), here=here)
    assert record == Record("containerd", CID, name, f"{bundle}/config.json")


def test_an_id_never_becomes_a_way_out_of_a_directory(tmp_path: Path) -> None:
    (tmp_path / "containers").mkdir()
    (tmp_path / "config.v2.json").write_text('{"ID": "..", "Name": "/trap"}')
    trace = MountTrace(containers=Place(str(tmp_path / "containers")))
    for identifier in ("../", "a/../.."):
        assert Records(HERE).find(ContainerId("docker", identifier, ""), trace, None) == (None, ())


def refused(path: Path, here: MountTable | None = HERE) -> str:
    with pytest.raises(UnreadableError) as raised:
        read_json(str(path), here)
    assert str(raised.value).startswith(f"{path}: ")
    return str(raised.value).removeprefix(f"{path}: ")


def test_a_record_that_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "fifo")
    assert refused(tmp_path / "fifo") == "not a regular file"
    assert refused(tmp_path) == "not a regular file"
    assert refused(tmp_path / "missing") == "no such file or directory"


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "file").write_text("{}")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "file").symlink_to(tmp_path / "real" / "file")
    assert read_json(str(tmp_path / "real" / "file"), HERE) == {}
    assert refused(tmp_path / "link" / "file") == "too many levels of symbolic links"
    assert refused(tmp_path / "file") == "too many levels of symbolic links"


@pytest.mark.parametrize("content", [b"", b"{", b"\xff\xfe\x00", b"[" * 100_000, b"[" + b"9" * 5000 + b"]", b"nul"])
def test_a_broken_record(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "file").write_bytes(content)
    assert refused(tmp_path / "file") == "not valid JSON"


def test_a_huge_record(tmp_path: Path) -> None:
    with (tmp_path / "file").open("wb") as file:
        file.truncate(record_files.SIZE_LIMIT + 1)
    assert refused(tmp_path / "file") == "larger than 8 MiB"


def test_nothing_is_opened_where_an_answer_may_not_come(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("{}")
    remote = table("mnt:[1]", [mount(1, 0, "/", fstype="virtiofs"), mount(2, 1, str(tmp_path), fstype="nfs4")])
    assert refused(tmp_path / "file", remote) == f"not opened, as nfs4 is mounted at {tmp_path}"
    assert refused(tmp_path / "file", None) == "not opened, as it is not known what is mounted there"
    assert refusal(f"{tmp_path}-beside/file", remote) is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.sampled_from([CID, LAYER, OTHER]),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.sampled_from(["id", "names", "layer", "metadata", "ID", "Name", "annotations"]), inner)
    ),
    max_leaves=20,
)


@given(JSON)
def test_any_record_gives_a_container_or_none(document: object) -> None:
    for engine in ("podman", "docker", "containerd"):
        records = Records(HERE)
        records._read = lambda path: document  # type: ignore[method-assign]
        record, looked_at = records.find(ContainerId(engine, CID, ""), stored(Place("/s")), None)
        assert (record is None) == bool(looked_at)
        if record is not None:
            assert record.name is None or 0 < len(record.name) <= 255


def test_a_name_that_is_none() -> None:
    assert text_at({"Name": "\ud800"}, "Name") is None
    assert text_at({"Name": "x" * 256}, "Name") is None
    assert text_at({"Name": ["x"]}, "Name") is None
    assert text_at("x", "Name") is None
    assert text_at({"a": {"b": "c"}}, "a", "b") == "c"


def test_path_on_a_device() -> None:
    here = table(
        "mnt:[1]",
        [
            mount(1, 0, "/", device="8:1"),
            mount(2, 1, "/srv", device="8:2", root="/"),
            mount(3, 1, "/var/lib/docker", device="8:2", root="/docker"),
        ],
    )
    assert path_on("8:2", "/docker/containers", here) == "/var/lib/docker/containers"
    assert path_on("8:2", "/docker", here) == "/var/lib/docker"
    assert path_on("8:2", "/dockers", here) == "/srv/dockers"
    assert path_on("8:1", "/a/b", here) == "/a/b"
    assert path_on("8:9", "/a", here) is None
    assert path_on("8:1", "/a", None) is None
