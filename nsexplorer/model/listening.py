"""How much of what happens the kernel tells by itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Listening:
    """In `marked` mount namespaces mounts made and gone are told (fanotify), in `polled` ones remounts too (mountinfo), of `namespaces`
    in all. `processes` says whether those that start and end are told. `interval` is how many seconds lie between two looks at the rest.
    """

    marked: int
    polled: int
    namespaces: int
    processes: bool
    interval: float
