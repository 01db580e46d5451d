"""The one family of errors that a user may see: each says what is wrong, where, and what to do."""

from __future__ import annotations


class ItacheckError(Exception):
    """Expected trouble. The command line prints it as one line and exits with `exit_code`.

    Args:
        what: names the thing (file, key, URL), what was found and what was expected.
        todo: what the user can do about it, as a short sentence without a full stop.
    """

    exit_code = 2

    def __init__(self, what: str, todo: str = "") -> None:
        self.what = " ".join(what.split())
        self.todo = " ".join(todo.split())
        super().__init__(self.line)

    @property
    def line(self) -> str:
        """The whole message on one line."""
        return f"{self.what}: {self.todo}" if self.todo else self.what


class ConfigurationError(ItacheckError):
    """A file that the user wrote (agencies, rules) or an option is not as it must be."""


class IncompleteError(ItacheckError):
    """A run cannot be brought to its end; what is kept of it can be gone on with."""

    exit_code = 4


class NothingCheckedError(ItacheckError):
    """The selection is empty, so a green end would be a lie."""

    exit_code = 3
