"""`--history`: a run is taken into the history of its agencies, or it is said why not."""

from __future__ import annotations

from pathlib import Path

import click

from itacheck.history import History, OlderRunError, changes, load_history, record, save_history
from itacheck.stored import Told

from .console import plain, say

FOLDER = "history"

history_option = click.option(
    "--history", type=click.Path(path_type=Path), metavar="DIR", help="Where the history is kept. [OUT/history]"
)


class Keeping:
    """The history of a folder, while a run is made.

    Args:
        folder: read at once, so that one that cannot be read ends the run before its work.
        writes: False: the run is a part of one, so the folder is read for its report and stays as it is.

    Raises:
        ConfigurationError: the history cannot be read, or was written by a newer version.
    """

    def __init__(self, folder: Path, *, writes: bool = True) -> None:
        self._folder = folder
        self._writes = writes
        self._before = load_history(folder)

    def take_in(self, results: Told) -> History:
        """Writes what the run changes.

        A run of an earlier day than the history knows is left out with a line: it was judged for a look back.

        Returns:
            The history as of the run, for its report; an empty one where it was left out.

        Raises:
            ConfigurationError: the folder cannot be written.
        """
        try:
            history = record(self._before, results)
        except OlderRunError as error:
            say(plain(f"ไม่บันทึกในประวัติ / not taken into the history: {error.line}"), err=True)
            return History()
        if self._writes:
            save_history(history, self._before, self._folder)
        return history

    def tell(self, history: History, results: Told) -> None:
        """Says what the run changed in the history."""
        newest = history.newest
        if not self._writes or newest is None or newest.id != results.run.id:
            return
        if self._before.newest is None:
            say(plain(f"เริ่มบันทึกประวัติ / the history begins: {self._folder}"))
            return
        number = len(changes(history))
        told = f"{number} change" if number == 1 else f"{number} changes"
        say(plain(f"เปลี่ยนแปลงจากรอบก่อน {number} รายการ / since the last run: {told} ({self._folder})"))
