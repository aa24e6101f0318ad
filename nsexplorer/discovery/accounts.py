"""What ids are called here, by the user database that nsexplorer itself has (nsswitch.conf(5))."""

from collections.abc import Callable, Iterable

from nsexplorer.model.accounts import Accounts


def accounts(uids: Iterable[int], gids: Iterable[int]) -> Accounts:
    """The names of those ids; those that have none are missing."""
    import grp
    import pwd

    return Accounts(_names(uids, lambda uid: pwd.getpwuid(uid).pw_name), _names(gids, lambda gid: grp.getgrgid(gid).gr_name))


def _names(identifiers: Iterable[int], name: Callable[[int], str]) -> dict[int, str]:
    found = {}
    for identifier in identifiers:
        try:
            found[identifier] = name(identifier)
        except KeyError:
            continue
    return found
