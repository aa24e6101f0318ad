"""What a snapshot must not carry along when it leaves the machine, told apart from what only looks like it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nsexplorer.model.redaction import BLANK, blank_address, blank_option, without_credentials
from nsexplorer.model.saved import save
from tests.explain.literals import mount, snapshot, table

PASSWORD = "hunter2"

SECRETS = [
    f"password={PASSWORD}",
    f"PASSWORD={PASSWORD}",
    f"pass={PASSWORD}",
    f"passwd={PASSWORD}",
    f"passphrase={PASSWORD}",
    f"password2={PASSWORD}",
    f"pw={PASSWORD}",
    f"user.pw={PASSWORD}",
    f"pwd={PASSWORD}",
    f"secret={PASSWORD}",
    f"key={PASSWORD}",
    f"s3_secret_access_key={PASSWORD}",
    f"x-api-key={PASSWORD}",
    f"apikey={PASSWORD}",
    f"access_token={PASSWORD}",
    f"auth_token={PASSWORD}",
    f"cookie=session={PASSWORD}",
    f"cred=/root/{PASSWORD}",
    f"url=https://me:{PASSWORD}@host/dav",
    f"endpoint=https://host/?sig=1&token={PASSWORD}",
    f"conf=ftp://me:{PASSWORD}@host",
]

PLAIN = [
    "rw",
    "size=64k",
    "mode=755",
    "uid=1000",
    "username=me",
    "lowerdir=/a:/b,upperdir=/c@d",
    "context=system_u:object_r:tmp_t:s0",
    "addr=192.168.0.1",
    "addr=fe80::1",
    "subvol=/@home",
    "vers=3.1.1",
    "password=",
    "nopassword",
    "monitors=10.0.0.1:6789/10.0.0.2:6789",
]

ADDRESSES = [
    f"https://me:{PASSWORD}@host/dav",
    f"https://me:p@{PASSWORD}@host/dav",
    f"https://:{PASSWORD}@host/",
    f"https://me:{PASSWORD}@[::1]:8080/dav",
    f"me:{PASSWORD}@host:/export",
    f"//me:{PASSWORD}@host/share",
    f"smb://dom;me:{PASSWORD}@host/share",
    f"https://host/share?token={PASSWORD}",
    f"https://host/share?a=b&access_key={PASSWORD}&c=d",
    f"https://host/share;password={PASSWORD}",
]

PLAIN_ADDRESSES = [
    "/dev/sda1",
    "host:/export",
    "[2001:db8::1]:/export",
    "me@host:/export",
    "me@host:/a:b@c",
    "//host/share",
    "//host/a:b@c",
    "10.0.0.1:6789,10.0.0.2:6789:/",
    "tank/data@snapshot",
    "overlay",
    "",
    "https://host:8080/a@b",
    "systemd-1",
]


@pytest.mark.parametrize("option", SECRETS)
def test_a_secret_of_an_option_is_blanked(option: str) -> None:
    assert PASSWORD not in blank_option(option) and BLANK in blank_option(option)
    assert blank_option(option).partition("=")[0] == option.partition("=")[0]


@pytest.mark.parametrize("option", PLAIN)
def test_an_option_without_a_secret_stays(option: str) -> None:
    assert blank_option(option) == option


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_secret_of_an_address_is_blanked(address: str) -> None:
    assert PASSWORD not in blank_address(address) and BLANK in blank_address(address)


@pytest.mark.parametrize("address", PLAIN_ADDRESSES)
def test_an_address_without_a_secret_stays(address: str) -> None:
    assert blank_address(address) == address


def test_the_user_and_the_host_stay() -> None:
    assert blank_address("https://me:pw@host/dav?x=1") == "https://me:***@host/dav?x=1"


@given(st.text(max_size=60))
def test_blanking_twice_is_blanking_once(text: str) -> None:
    assert blank_address(blank_address(text)) == blank_address(text)
    assert blank_option(blank_option(text)) == blank_option(text)


@given(st.text(st.characters(codec="utf-8", exclude_characters="/"), min_size=1, max_size=20))
def test_any_password_is_blanked(password: str) -> None:
    assert blank_address(f"https://me:{password}@host/x") == f"https://me:{BLANK}@host/x"
    assert blank_address(f"me:{password}@host:/x") == f"me:{BLANK}@host:/x"


@pytest.mark.parametrize("field", ["options", "super_options", "source"])
def test_no_field_of_a_mount_keeps_a_secret(field: str) -> None:
    value = f"https://me:{PASSWORD}@host/" if field == "source" else ("rw", f"password={PASSWORD}")
    taken = snapshot(tables=[table("mnt:[4026531841]", [mount(1, 0, "/", **{field: value}), mount(2, 1, "/x")])])
    assert PASSWORD not in save(without_credentials(taken))


def test_what_holds_no_secret_is_the_same_object() -> None:
    taken = snapshot(tables=[table("mnt:[4026531841]", [mount(1, 0, "/"), mount(2, 1, "/x")])])
    assert without_credentials(taken).tables[0].mounts[0] is taken.tables[0].mounts[0]
