"""The JSON of the explorer's network view: links, addresses and routes of one network namespace."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from nsexplorer.explain.network import NetworkAnswer
from nsexplorer.model.network import Link


def network(answer: NetworkAnswer) -> dict[str, Any]:
    """The answer's keys."""
    found = answer.network
    return {
        "namespace": found.namespace,
        "links": [_link(link, answer) for link in found.links],
        "addresses": [asdict(address) for address in found.addresses],
        "routes": [asdict(route) for route in found.routes],
    }


def _link(link: Link, answer: NetworkAnswer) -> Mapping[str, Any]:
    end = answer.ends.get(link.index)
    return {**asdict(link), "peer_namespace": end and end.namespace, "peer_name": end and end.link}
