"""All collectors, in order: what a listing needs, and what is told of each process, user namespace and service besides."""

from nsexplorer.discovery import activity, details, id_maps, names, unit_reasons
from nsexplorer.discovery.draft import Collector
from nsexplorer.discovery.listing import SOURCES

EVERYTHING: tuple[Collector, ...] = (
    activity.collect,
    *SOURCES,
    id_maps.collect,
    details.collect,
    names.collect,
    names.collect_units,
    unit_reasons.collect,
)
"""The same with id maps, services and the details of every process, in a form that makes the next capture cheap."""
