"""Whether somebody sits at this computer, or comes from elsewhere: by a proxy, a name or an address."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from urllib.parse import urlsplit

# What proxies add to a request. A browser sends none of them by itself.
_OF_PROXIES = (
    "forwarded",
    "via",
    "x-forwarded",
    "x-real-ip",
    "x-original",
    "x-client-ip",
    "x-cluster-client-ip",
    "x-envoy",
    "x-scheme",
    "cf-",
    "fly-",
    "true-client-ip",
)


def comes_from_elsewhere(headers: Mapping[str, str], address: str | None) -> bool:
    """Whether a request may be of another computer. In doubt it is.

    Args:
        headers: of the request; empty where there was none, as in tests without a browser.
        address: of the computer that made the connection; None where it is this one.
    """
    if address is not None and not is_loopback(address):
        return True
    given = {name.lower(): value for name, value in headers.items()}
    if any(name.startswith(_OF_PROXIES) for name in given):
        return True
    if not given:
        return False
    names = [_name(f"//{given.get('host', '')}")]
    if origin := given.get("origin"):
        names.append(_name(origin))
    return not all(is_loopback(name) for name in names)


def is_loopback(name: str) -> bool:
    """Whether this name or address can only be reached from this computer itself."""
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False


def _name(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""
