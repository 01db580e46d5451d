"""The issues of one repository, by the REST API of GitHub."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.auth import AuthBase

from itacheck.errors import ConfigurationError, ItacheckError

PAGE = 100
"""Issues of one answer; the most that the API gives."""
MAX_PAGES = 50
TIMEOUT = 30
"""Seconds."""

_REPOSITORY = re.compile(r"[A-Za-z0-9-]{1,39}/[A-Za-z0-9._-]{1,100}")


class GitHubError(ItacheckError):
    """The API refused, or could not be asked: the issues are not as they should be."""

    exit_code = 4


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue, as far as it matters here."""

    number: int
    open: bool
    body: str


class Issues:
    """The issues of a repository.

    Args:
        api: where the API is, such as `https://api.github.com`.
        repository: `owner/name`.
        token: may read and write issues; empty: none is sent.

    Raises:
        ConfigurationError: the address or the name is none.
    """

    def __init__(self, api: str, repository: str, token: str) -> None:
        if urlsplit(api).scheme not in ("http", "https") or not urlsplit(api).netloc:
            raise ConfigurationError(f"GITHUB_API_URL {api!r:.80}: no web address", "leave it to the runner")
        if not _REPOSITORY.fullmatch(repository):
            raise ConfigurationError(f"repository {repository!r:.80}: not OWNER/NAME", "leave it to the runner")
        self._url = f"{api.rstrip('/')}/repos/{repository}/issues"
        self._repository = repository
        self._session = requests.Session()
        self._session.auth = _Token(token)
        self._session.headers.update(
            {"Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28", "User-Agent": "itacheck"}
        )

    def labelled(self, label: str) -> Iterator[Issue]:
        """Every issue with a label, open or closed; pull requests are none.

        Raises:
            GitHubError: the API refused or could not be asked.
        """
        for page in range(1, MAX_PAGES + 1):
            query = {"labels": label, "state": "all", "per_page": str(PAGE), "page": str(page), "direction": "asc"}
            answer = self._ask("GET", self._url, params=query)
            if not isinstance(answer, list):
                raise self._unclear()
            for one in answer:
                if "pull_request" not in one:
                    yield _issue(one) or self._raise_unclear()
            if len(answer) < PAGE:
                return

    def create(self, title: str, body: str, label: str) -> int:
        """Opens an issue; its number.

        Raises:
            GitHubError: the API refused or could not be asked.
        """
        answer = self._ask("POST", self._url, json={"title": title, "body": body, "labels": [label]})
        return (_issue(answer) or self._raise_unclear()).number

    def update(self, number: int, **fields: str) -> None:
        """Changes an issue: `title`, `body`, `state`, `state_reason`.

        Raises:
            GitHubError: the API refused or could not be asked.
        """
        self._ask("PATCH", f"{self._url}/{number}", json=fields)

    def _ask(self, method: str, url: str, **more: Any) -> Any:
        what = f"issues of {self._repository}"
        try:
            # Whoever forwards us must not get the token.
            answer = self._session.request(method, url, timeout=TIMEOUT, allow_redirects=False, **more)
        except requests.RequestException as error:
            raise GitHubError(
                f"{what}: GitHub could not be asked ({type(error).__name__})", "the next run tries again"
            ) from None
        if answer.status_code >= requests.codes.multiple_choices:
            raise GitHubError(f"{what}: {method}: HTTP {answer.status_code}{_told(answer)}", _todo(answer.status_code))
        try:
            return answer.json()
        except requests.JSONDecodeError:
            raise self._unclear() from None

    def _unclear(self) -> GitHubError:
        return GitHubError(
            f"issues of {self._repository}: the answer is not what GitHub answers",
            "see whether GITHUB_API_URL is right",
        )

    def _raise_unclear(self) -> Issue:
        raise self._unclear()


class _Token(AuthBase):
    """As `auth`, so that no .netrc of the machine takes its place."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self._token:
            request.headers["Authorization"] = f"Bearer {self._token}"
        return request


def _issue(told: Any) -> Issue | None:
    if not isinstance(told, dict) or not isinstance(told.get("number"), int):
        return None
    return Issue(told["number"], told.get("state") == "open", str(told.get("body") or ""))


def _told(answer: requests.Response) -> str:
    """What the API says about a refusal, in its own words."""
    try:
        message = answer.json().get("message")
    except (requests.JSONDecodeError, AttributeError):
        return ""
    return f" ({' '.join(message.split())[:200]})" if isinstance(message, str) else ""


def _todo(status: int) -> str:
    if status in (401, 403, 404, 410):
        return "the job needs the permission issues: write, and the repository must have issues switched on"
    return "the next run tries again"
