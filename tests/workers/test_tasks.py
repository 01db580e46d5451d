"""What is done where an executor forgets its tasks."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from pathlib import Path
from typing import Any

import pytest

from itacheck.model import AgencyResult
from itacheck.workers import Job, outcomes, worker

from .jobs import Told, agency, began


class Forgetful(Executor):
    """Cancels the first task and never answers the others, until it is started anew."""

    manned = True

    def __init__(self, *, tells: bool) -> None:
        self.forgotten = False
        self.given: list[Future[Any]] = []
        self._tells = tells
        self._back = False

    def begin(self, run: str, job: Job) -> None:
        worker.begin(run, job)

    def stop(self, run: str) -> None:
        worker.stop(run)

    def end(self, run: str) -> None:
        worker.end(run)

    def returned(self) -> bool:
        self._back, self.forgotten = True, False
        return True

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self.given.append(future)
        if self._back:
            future.set_result(fn(*args, **kwargs))
        elif self._tells:
            self.forgotten = True
        elif len(self.given) == 1:
            future.cancel()
            future.set_running_or_notify_cancel()
        return future


@pytest.mark.parametrize("tells", [False, True], ids=["one task is cancelled", "it says so"])
def test_tasks_that_are_never_answered_are_given_again_when_the_scheduler_was_lost(
    tmp_path: Path, *, tells: bool
) -> None:
    executor, groups = Forgetful(tells=tells), [(agency(one),) for one in "abc"]
    said = outcomes(executor, Told(tmp_path), groups, readers=set(), stop=threading.Event(), seconds=0.01)
    assert sorted(one.id for one in said if isinstance(one, AgencyResult)) == ["a", "b", "c"]
    assert len(executor.given) == 6
    assert [len(began(tmp_path, one)) for one in "abc"] == [1, 1, 1]
