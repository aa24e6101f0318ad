"""The mountinfo parser: by the kernel's rules for what it writes, and by garbage for what it does not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.linux import mountinfo
from nsexplorer.model.mount import Mount

IN_PATH = b" \t\n\\"
"""What seq_path escapes in a root and a mount point (fs/proc_namespace.c show_mountinfo)."""
IN_NAME = b" \t\n\\#"
"""What mangle() escapes in a file system type and a source."""
IN_OPTION = b",= \t\n\\"
"""What seq_show_option escapes in a name; in a value the equals sign stays (include/linux/seq_file.h)."""


def parse(data: bytes) -> list[Mount]:
    return mountinfo.parse(data, Mount)


def one(line: bytes) -> Mount:
    (mount,) = parse(line + b"\n")
    return mount


def escaped(name: bytes, characters: bytes) -> bytes:
    return b"".join(b"\\%03o" % byte if byte in characters else bytes([byte]) for byte in name)


def text(name: bytes) -> str:
    return name.decode("utf-8", "surrogateescape")


names = st.binary(min_size=1, max_size=40).map(lambda name: name.replace(b"\0", b"\x1b"))
paths = st.lists(names.map(lambda name: name.replace(b"/", b"\r")), max_size=4).map(lambda parts: b"/" + b"/".join(parts))
groups = st.none() | st.integers(1, 2**31 - 1)
option_names = st.text("abcdefghijklmnopqrstuvwxyz_.", min_size=1, max_size=12).map(str.encode)
options = st.lists(st.tuples(option_names, st.none() | names), max_size=5)


@st.composite
def lines(draw: st.DrawFn) -> tuple[bytes, Mount]:
    """A line as the kernel writes it, and the mount that it is about."""
    root, target = draw(paths), draw(paths)
    fstype, source = draw(names), draw(st.just(b"") | names)
    shared, master, propagate_from = draw(groups), draw(groups), draw(groups)
    unbindable = draw(st.booleans())
    unknown = draw(st.lists(st.sampled_from(["lazy", "peers:3,4", "new-tag:7:8", "-x"]), max_size=2, unique=True))
    flags = draw(st.lists(st.sampled_from(["nosuid", "nodev", "noexec", "relatime", "idmapped"]), unique=True))
    super_options = draw(options)
    optional = [f"{tag}:{group}" for tag, group in (("shared", shared), ("master", master), ("propagate_from", propagate_from)) if group]
    optional += ["unbindable"] * unbindable + unknown
    identifier, parent = draw(st.integers(0, 2**31 - 1)), draw(st.integers(0, 2**31 - 1))
    line = b"%d %d %d:%d %b %b %b %b- %b %b %b\n" % (
        identifier,
        parent,
        8,
        1,
        escaped(root, IN_PATH),
        escaped(target, IN_PATH),
        ",".join(["rw", *flags]).encode(),
        "".join(word + " " for word in optional).encode(),
        escaped(fstype, IN_NAME),
        escaped(source, IN_NAME),
        b",".join([b"rw"] + [name if value is None else name + b"=" + escaped(value, b", \t\n\\") for name, value in super_options]),
    )
    return line, Mount(
        id=identifier,
        parent=parent,
        device="8:1",
        root=text(root),
        target=text(target),
        options=("rw", *flags),
        shared=shared,
        master=master,
        propagate_from=propagate_from,
        unbindable=unbindable,
        optional=tuple(unknown),
        fstype=text(fstype),
        source=text(source),
        super_options=("rw", *(text(name if value is None else name + b"=" + value) for name, value in super_options)),
    )


@given(st.lists(lines(), max_size=5))
def test_what_the_kernel_writes_comes_back(table: list[tuple[bytes, Mount]]) -> None:
    assert parse(b"".join(line for line, _ in table)) == [mount for _, mount in table]


@given(
    st.binary(max_size=400)
    | st.lists(st.sampled_from([b" ", b"-", b" - ", b"1", b"\n", b"\\040", b"/", b"a:b", b"9" * 5000]), max_size=40).map(b"".join)
)
def test_garbage_never_raises(data: bytes) -> None:
    for mount in parse(data):
        assert mount.id >= 0 and isinstance(mount.target, str)


@given(lines(), st.integers(0, 200), st.binary(max_size=4))
def test_a_spoiled_line_harms_no_other(line: tuple[bytes, Mount], place: int, spoil: bytes) -> None:
    data, mount = line
    spoiled = data[: place % len(data)] + spoil.replace(b"\n", b"") + b"\n"
    assert parse(spoiled + data)[-1] == mount


def test_only_three_octal_digits_are_an_escape() -> None:
    mount = one(rb"1 2 8:1 / /a\0401\n\x41\8\39\400\77\\134 rw - cifs \\host\share rw,unc=\\foo.home\bar,x=\054")
    assert mount.target == "/a 1\\n\\x41\\8\\39\\400\\77\\\\"
    assert mount.source == r"\\host\share"
    assert mount.super_options == ("rw", r"unc=\\foo.home\bar", "x=,")


def test_an_escape_gives_a_byte_and_not_a_character() -> None:
    mount = one(rb"1 2 8:1 / /\303\244\377 rw - tmpfs tmpfs rw")
    assert mount.target == "/ä\udcff"


@pytest.mark.parametrize(
    "byte", [b"\r", b"\x0b", b"\x0c", b"\x1b", b"\x1c", b"\x7f", b"\x85", b"\xff", "\u2028".encode(), "\u00a0".encode()]
)
def test_what_the_kernel_does_not_escape_divides_nothing(byte: bytes) -> None:
    mount = one(b"1 2 8:1 / /a" + byte + b"b rw - tmpfs x" + byte + b"y rw" + byte)
    assert (mount.target, mount.source, mount.super_options) == (text(b"/a" + byte + b"b"), text(b"x" + byte + b"y"), (text(b"rw" + byte),))


def test_a_newline_in_a_name_is_one_mount() -> None:
    assert one(rb"1 2 8:1 /x\012y //deleted\012 rw - tmpfs a\012b rw").root == "/x\ny"


def test_an_empty_source_is_a_source() -> None:
    mount = one(b"1 2 0:5 / /empty rw - tmpfs  rw,size=4k")
    assert (mount.source, mount.super_options) == ("", ("rw", "size=4k"))


def test_a_deleted_source_is_known_by_its_root() -> None:
    mount = one(b"1 2 0:5 /gone//deleted /m rw - tmpfs x rw")
    assert (mount.root, mount.deleted_source) == ("/gone//deleted", True)
    assert not one(b"1 2 0:5 /deleted /m rw - tmpfs x rw").deleted_source


def test_unknown_optional_fields_are_kept() -> None:
    mount = one(b"1 2 0:5 / /m rw shared:3 exotic master:4 spread:1 propagate_from:2 unbindable - tmpfs x rw")
    assert (mount.shared, mount.master, mount.propagate_from, mount.unbindable) == (3, 4, 2, True)
    assert mount.optional == ("exotic", "spread:1")


@pytest.mark.parametrize("word", ["shared:", "shared:x", "shared:²", "master:" + "9" * 5000])
def test_a_known_tag_without_a_number_is_an_unknown_field(word: str) -> None:
    mount = one(f"1 2 0:5 / /m rw {word} - tmpfs x rw".encode())
    assert (mount.shared, mount.master, mount.optional) == (None, None, (word,))


def test_a_dash_elsewhere_is_no_separator() -> None:
    mount = one(b"1 2 0:5 /- /- rw - - a - b rw,c - d")
    assert (mount.root, mount.target, mount.fstype, mount.source) == ("/-", "/-", "-", "a")
    assert mount.super_options == ("- b rw", "c - d")


def test_a_root_that_is_its_own_parent_is_a_mount_like_any_other() -> None:
    mount = one(b"1 1 0:2 / / rw - rootfs rootfs rw")
    assert mount.id == mount.parent == 1


def test_a_comma_in_a_value_does_not_divide_it() -> None:
    mount = one(rb"1 2 0:5 / /m rw - overlay o rw,lowerdir=/a\054b:/c\040d,upperdir=/u\134:v")
    assert mount.super_options == ("rw", "lowerdir=/a,b:/c d", "upperdir=/u\\:v")


def test_a_line_may_have_any_length() -> None:
    target, lower = b"/" + b"d" * 4094, b":".join(b"/lower%d" % number for number in range(100_000))
    mount = one(b"1 2 0:5 / " + target + b" rw - overlay o rw,lowerdir=" + lower)
    assert mount.target == target.decode() and mount.super_options[1] == "lowerdir=" + lower.decode()


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"1 2 8:1 / / rw - tmpfs",
        b"1 2 8:1 / / rw - tmpfs x",
        b"1 2 8:1 / - tmpfs x rw",
        b"x 2 8:1 / / rw - tmpfs x rw",
        b"-1 2 8:1 / / rw - tmpfs x rw",
    ],
)
def test_what_is_no_line_of_mountinfo_is_left_out(line: bytes) -> None:
    assert parse(line + b"\n1 2 8:1 / / rw - tmpfs x rw\n") == parse(b"1 2 8:1 / / rw - tmpfs x rw\n")


def test_the_last_line_needs_no_end() -> None:
    assert len(parse(b"1 2 8:1 / / rw - tmpfs x rw")) == 1


@given(names)
def test_unescaping_what_holds_no_escape_changes_nothing(name: bytes) -> None:
    plain = text(name.replace(b"\\", b"/"))
    assert mountinfo.unescape(plain) == plain


def test_equal_options_are_kept_once() -> None:
    first, second = parse(b"1 2 8:1 / / rw,a - tmpfs x rw,b\n2 1 8:1 / /x rw,a - tmpfs x rw,b\n")
    assert first.options is second.options and first.super_options is second.super_options


def fields(*values: Any) -> tuple[Any, ...]:
    return values


def test_a_row_may_be_anything_callable() -> None:
    assert mountinfo.parse(b"1 2 8:1 / / rw - tmpfs x rw\n", fields) == [
        (1, 2, "8:1", "/", "/", ("rw",), None, None, None, False, (), "tmpfs", "x", ("rw",))
    ]
