"""Overlay options as Linux 6.18 prints them (after mountinfo's own escapes are undone)."""

from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.explain.overlay import Layer, decode, sentence, split_lowerdir
from nsexplorer.model.mount import Mount
from tests.explain.literals import mount

PATHS = st.text(st.sampled_from("ab/:\\, ="), min_size=1, max_size=8).map(lambda text: "/" + text)


def overlay(*options: str) -> Mount:
    return mount(1, 0, "/m", fstype="overlay", source="overlay", super_options=("rw", *options))


def escaped(path: str) -> str:
    return path.replace("\\", "\\\\").replace(":", "\\:")


def test_layers_of_a_container() -> None:
    found = decode(overlay("lowerdir=/l/B:/l/A", "upperdir=/c/diff", "workdir=/c/work", "uuid=on", "userxattr"))
    assert found is not None
    assert found.layers == (Layer("lower", "/l/A"), Layer("lower", "/l/B"), Layer("upper", "/c/diff"))
    assert found.work == "/c/work"
    assert found.flags == ("uuid=on", "userxattr")
    assert found.sentence == "2 lower layers, which stay as they are; what is written here goes to /c/diff."
    assert not found.relative


def test_without_an_upper_layer_it_is_read_only() -> None:
    found = decode(overlay("lowerdir=/a"))
    assert found is not None
    assert found.upper is None
    assert found.sentence == "1 lower layer, read-only: there is no upper layer."


def test_escapes() -> None:
    found = decode(overlay("lowerdir=/mnt/a\\:b:/mnt/c\\,d:/mnt/e\\\\f", "upperdir=/mnt/u\\:p", "workdir=/mnt/w k"))
    assert found is not None
    assert (found.lower, found.upper, found.work) == (("/mnt/a:b", "/mnt/c,d", "/mnt/e\\f"), "/mnt/u:p", "/mnt/w k")


def test_one_option_a_layer_escapes_nothing() -> None:
    found = decode(overlay("lowerdir+=/mnt/a:b", "lowerdir+=/mnt/e\\f", "datadir+=/mnt/d1", "datadir+=/mnt/d2", "metacopy=on"))
    assert found is not None
    assert (found.lower, found.data, found.flags) == (("/mnt/a:b", "/mnt/e\\f"), ("/mnt/d1", "/mnt/d2"), ("metacopy=on",))
    assert [layer.kind for layer in found.layers] == ["data", "data", "lower", "lower"]
    assert "2 lower layers and 2 data layers" in found.sentence


def test_data_layers_come_after_two_colons() -> None:
    assert split_lowerdir("/l1:/l2::/d1::/d2") == (["/l1", "/l2"], ["/d1", "/d2"])


def test_relative_paths_are_told() -> None:
    found = decode(overlay("lowerdir=l/ABC:l/DEF"))
    assert found is not None
    assert found.relative


def test_other_file_systems() -> None:
    fuse = mount(1, 0, "/m", fstype="fuse.fuse-overlayfs")
    assert decode(fuse) is None
    assert "fuse-overlayfs alone" in (sentence(fuse) or "")
    assert decode(mount(1, 0, "/")) is None
    assert sentence(mount(1, 0, "/")) is None


@given(st.lists(PATHS, min_size=1), st.lists(PATHS))
def test_what_was_escaped_comes_back(lower: list[str], data: list[str]) -> None:
    value = ":".join(map(escaped, lower)) + "".join("::" + escaped(path) for path in data)
    assert split_lowerdir(value) == (lower, data)


@given(st.text(st.sampled_from(":\\a"), max_size=10))
def test_any_value_has_layers(value: str) -> None:
    found = decode(overlay("lowerdir=" + value))
    assert found is not None
    assert all(found.lower + found.data)
