"""The text of /proc/PID/cgroup."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.linux.cgroups import paths


def test_the_unified_hierarchy_comes_first_then_systemds_and_no_root() -> None:
    assert paths("9:pids:/c\n8:name=systemd:/b\n4:memory:/c\n2:cpu,cpuacct:/\n0::/a\n") == ("/a", "/b", "/c")


def test_a_path_may_hold_colons_and_may_be_gone() -> None:
    assert paths("0::/a.slice:docker:b (deleted)\n") == ("/a.slice:docker:b",)


@given(st.text())
def test_any_text_is_read_without_an_error(text: str) -> None:
    assert all(path.startswith("/") and path != "/" for path in paths(text))


def test_this_process() -> None:
    text = Path("/proc/self/cgroup").read_text()
    assert set(paths(text)) == {line.split(":", 2)[2] for line in text.splitlines()} - {"/"}
