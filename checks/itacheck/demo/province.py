"""The demo province: its agencies, their servers, and an agencies.toml that fits."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Self
from urllib.parse import urljoin

from ..model import Agency
from .server import ClosedPort, SiteServer
from .site import load_site

AS_OF = date(2026, 1, 15)
"""The day for which the truth table holds: every rule of pack 2568 is due."""
_DATA = Path(__file__).with_name("province.toml")


class DemoProvince:
    """Serves every site of the province on 127.0.0.1 while the `with` block runs.

    Args:
        as_of: the day of the check; the waivers of the province run out some months after it.
    """

    def __init__(self, as_of: date = AS_OF) -> None:
        self._as_of = as_of
        self._entries: list[dict[str, Any]] = tomllib.loads(_DATA.read_text(encoding="utf-8"))["agency"]
        self._open: dict[str, SiteServer | ClosedPort] = {}
        self._agencies: tuple[Agency, ...] = ()

    def __enter__(self) -> Self:
        try:
            for entry in self._entries:
                if entry["served"] == "site":
                    self._open[entry["id"]] = SiteServer(load_site(entry["id"]))
                elif entry["served"] == "refused":
                    self._open[entry["id"]] = ClosedPort()
            self._agencies = tuple(self._agency(entry) for entry in self._entries)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Stops every server; harmless when none runs."""
        while self._open:
            self._open.popitem()[1].close()

    @property
    def agencies(self) -> tuple[Agency, ...]:
        """The agencies with the addresses at which they answer now; empty before the servers run."""
        return self._agencies

    def write_agencies_toml(self, path: Path) -> None:
        """Writes the agencies in the format of agencies.toml (UTF-8), for the time that the servers run."""
        blocks = ["\n".join(_toml_entry(agency)) for agency in self._agencies]
        path.write_text("\n\n".join(blocks) + "\n", encoding="utf-8", newline="\n")

    def _agency(self, entry: dict[str, Any]) -> Agency:
        server = self._open.get(entry["id"])
        url = server.url if server else None
        return Agency.model_validate(
            {
                "id": entry["id"],
                "name": entry["name"],
                "kind": entry["kind"],
                "url": url,
                "district": entry.get("district"),
                "declared": {rule: urljoin(url or "", where) for rule, where in entry.get("declared", {}).items()},
                "waiver": [
                    {
                        **{key: value for key, value in waiver.items() if key != "expires_in_days"},
                        "expires": self._as_of + timedelta(days=waiver["expires_in_days"]),
                    }
                    for waiver in entry.get("waiver", ())
                ],
                "crawl": {"delay_seconds": 0, "timeout_seconds": 5, "max_seconds": 120},
            }
        )


def _toml_entry(agency: Agency) -> Iterator[str]:
    yield "[[agency]]"
    yield f"id = {_toml(agency.id)}"
    yield f"name.th = {_toml(agency.name.th)}"
    yield f"name.en = {_toml(agency.name.en)}"
    yield f"kind = {_toml(agency.kind)}"
    for key in ("url", "district"):
        if value := getattr(agency, key):
            yield f"{key} = {_toml(value)}"
    for rule, url in agency.declared.items():
        yield f"declared.{_toml(rule)} = {_toml(url)}"
    for key, limit in agency.crawl.model_dump(exclude_defaults=True).items():
        yield f"crawl.{key} = {limit}"
    for waiver in agency.waiver:
        yield ""
        yield "[[agency.waiver]]"
        for key in ("rule", "reason", "owner"):
            yield f"{key} = {_toml(getattr(waiver, key))}"
        yield f"expires = {waiver.expires.isoformat()}"


def _toml(text: str) -> str:
    # Every JSON string without \/ and surrogates is a TOML basic string.
    return json.dumps(text, ensure_ascii=False)
