"""The collectors that a listing needs, in order: where namespaces and mount tables are found, and their names."""

from nsexplorer.discovery import (
    binds,
    descriptors,
    host,
    membership,
    mount_namespaces,
    names,
    processes,
    relations,
    sockets,
    tables,
    threads,
    viewer,
)
from nsexplorer.discovery.draft import Collector

SOURCES: tuple[Collector, ...] = (
    viewer.collect,
    processes.collect,
    threads.collect,
    descriptors.collect,
    sockets.collect,
    mount_namespaces.collect,
    relations.collect,
    tables.collect,
    binds.collect,
    membership.collect,
    host.collect,
)
"""Where namespaces and mount tables are found, each source after those that it builds on."""

LISTING: tuple[Collector, ...] = (*SOURCES, names.collect)
"""Every namespace and every mount table, with names."""
