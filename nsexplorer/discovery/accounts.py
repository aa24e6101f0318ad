"""What ids are called here, by the user database that nsexplorer itself has (nsswitch.conf(5))."""

import os
from collections.abc import Callable, Iterable

from nsexplorer.model.accounts import Accounts


def accounts(uids: Iterable[int], gids: Iterable[int]) -> Accounts:
    """The names of those ids; those that have none are missing."""
    import grp
    import pwd

    return Accounts(_names(uids, lambda uid: pwd.getpwuid(uid).pw_name), _names(gids, lambda gid: grp.getgrgid(gid).gr_name))


def groups(uid: int) -> tuple[int, ...] | None:
    """The groups that a user gets at login (initgroups(3)); None where there is no such user."""
    import pwd

    try:
        user = pwd.getpwuid(uid)
    except KeyError:
        return None
    return tuple(os.getgrouplist(user.pw_name, user.pw_gid))


def _names(identifiers: Iterable[int], name: Callable[[int], str]) -> dict[int, str]:
    found = {}
    for identifier in identifiers:
        try:
            found[identifier] = name(identifier)
        except KeyError:
            continue
    return found
