"""Which browser there is on this machine, and how it is started so that it can reach nothing by itself."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping
from pathlib import Path

from itacheck.errors import ConfigurationError

VARIABLE = "ITACHECK_BROWSER"
"""Names the browser's program; empty: none is to be used."""

ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-extensions",
    "--dns-prefetch-disable",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
    # Pages get everything from the crawl. What slips by finds no name server and a proxy that does not exist.
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--proxy-server=http://nowhere.invalid:9",
    "--proxy-bypass-list=<-loopback>",
    "--blink-settings=imagesEnabled=false",
    "--js-flags=--max-old-space-size=512",
)

_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
_MACOS = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)
_WINDOWS = (
    "Chromium/Application/chrome.exe",
    "Google/Chrome/Application/chrome.exe",
    "Microsoft/Edge/Application/msedge.exe",
)
_WINDOWS_ROOTS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")


def find_browser(environ: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path | None:
    """The Chromium, Chrome or Edge of this machine.

    Args:
        environ: `ITACHECK_BROWSER` names one, or none when it is empty; else the search path and the usual places.
        platform: as `sys.platform`.

    Raises:
        ConfigurationError: what the variable names is no program.
    """
    named, path = environ.get(VARIABLE), environ.get("PATH", "")
    if named is not None:
        found = shutil.which(named, path=path) if named else None
        if named and found is None:
            raise ConfigurationError(
                f"{VARIABLE}={named}: no such program", "name a Chromium, or leave it empty for none"
            )
        return Path(found) if found else None
    for name in _NAMES:
        if on_path := shutil.which(name, path=path):
            return Path(on_path)
    places = [Path(place) for place in _MACOS] if platform == "darwin" else []
    if platform == "win32":
        places = [Path(root) / place for key in _WINDOWS_ROOTS if (root := environ.get(key)) for place in _WINDOWS]
    return next((place for place in places if place.is_file()), None)
