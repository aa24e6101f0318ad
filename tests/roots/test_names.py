"""How a ROOT is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.explain.errors import UnknownTarget
from nsexplorer.roots.names import RootName, parse, path_and_reference


@pytest.mark.parametrize(
    ("text", "form", "name", "store", "layer"),
    [
        ("web", "bare", "web", None, None),
        ("container:web", "container", "web", None, None),
        ("container:web@root", "container", "web", "root", None),
        ("image:localhost/web:1.2@/srv/a@b/storage#3", "image", "localhost/web:1.2", "/srv/a@b/storage", 3),
        ("image:web@sha256:" + "0" * 64, "image", "web@sha256:" + "0" * 64, None, None),
        ("image:web@sha256:" + "0" * 64 + "@docker", "image", "web@sha256:" + "0" * 64, "docker", None),
        ("localhost/web:1.2", "bare", "localhost/web:1.2", None, None),
        ("dir:/a b#1", "dir", "/a b#1", None, None),
        ("oci:/srv/x:latest#2", "oci", "/srv/x:latest", None, 2),
        ("host:", "host", "", None, None),
    ],
)
def test_a_name_is_taken_apart(text: str, form: str, name: str, store: str | None, layer: int | None) -> None:
    assert parse(text) == RootName(text, form, name, store, layer)  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ["container:", "image:@root", "", "#1", "host:/etc", "web#0", "dir:"])
def test_what_names_nothing_is_refused(text: str) -> None:
    with pytest.raises(UnknownTarget):
        parse(text)


@given(st.text())
def test_any_text_is_a_name_or_is_refused(text: str) -> None:
    try:
        assert parse(text).text == text
    except UnknownTarget:
        pass


def test_a_path_may_have_colons_itself() -> None:
    assert path_and_reference("/a:b:c") == [("/a:b:c", None), ("/a:b", "c"), ("/a", "b:c")]
