"""Dask distributed as an executor. Imported only where `--scheduler` is given: it is an extra."""

from __future__ import annotations

import logging
import signal
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import ExitStack, suppress
from dataclasses import asdict
from types import TracebackType
from typing import Any, Self

import dask
from distributed import Client, LocalCluster, WorkerPlugin

from itacheck.crawl import Progress
from itacheck.errors import ConfigurationError, ItacheckError

from . import worker
from .job import Here, Job

PATIENCE = 30
"""Seconds to wait for a scheduler: for its first answer, and for its return when it was started anew."""

LOOPBACK = "127.0.0.1"

log = logging.getLogger(__name__)


class Given(WorkerPlugin):  # type: ignore[misc]
    """A run as a worker has it: given to every worker, also to those that come later, and taken away at the end.

    Args:
        run: what it is called.
        job: what to check with.
        own: whether the workers were started by this run.
    """

    def __init__(self, run: str, job: Job, *, own: bool) -> None:
        self.name = run
        self._job = job
        self._own = own

    def setup(self, worker: Any) -> None:
        """Called as a worker gets it."""
        if self._own:
            # Ctrl-C goes to every process of a terminal; the first one decides what it means.
            with suppress(ValueError):
                signal.signal(signal.SIGINT, signal.SIG_IGN)

        def progress(at: Progress) -> None:
            worker.log_event(self.name, {"progress": asdict(at)})

        _begin(self.name, self._job, Here(progress=progress))

    def teardown(self, worker: Any) -> None:  # noqa: ARG002 - by name
        """Called as it is taken away, or the worker ends."""
        _end(self.name)


_begin, _end = worker.begin, worker.end


class Cluster(Executor):
    """The workers of Dask distributed, as an executor.

    Args:
        scheduler: the address of one that runs (`tcp://…`, `tls://…`), or how many processes to start on this machine.
        threads: agencies at the same time in each process that is started here.
        memory: bytes that each of them may take before it is ended; None: what the machine has, shared among them.
        progress: is told how far crawls are.

    Raises:
        ConfigurationError: on entering: nobody answers, or processes cannot be started.
    """

    def __init__(
        self,
        scheduler: str,
        *,
        threads: int = 4,
        memory: int | None = None,
        progress: Callable[[Progress], None] = lambda _: None,
    ) -> None:
        self._scheduler = scheduler
        self._own = scheduler.isdigit()
        self._progress = progress
        self._threads = threads
        self._memory = memory
        self._open = ExitStack()
        self._client: Any = None
        self._id: object = None
        self._executor: Any = None

    def __enter__(self) -> Self:
        # Its own lines about workers that come and go are for who looks after the cluster.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        try:
            self._connect()
        except (OSError, ValueError, RuntimeError, TimeoutError) as error:
            self._leave()
            told = f"{type(error).__name__}: {error}".splitlines()[0][:120]
            if self._own:
                wrong, hint = "cannot start these processes", "give a smaller number, or leave --scheduler out"
            else:
                wrong = "no scheduler with a worker answers there"
                hint = "start one with `dask scheduler`, or give the number of processes to start here"
            raise ConfigurationError(f"--scheduler {self._scheduler!r:.80}: {wrong} ({told})", hint) from None
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.shutdown()

    def _connect(self) -> None:
        address: Any = self._scheduler
        if self._own:
            # A task whose worker died is tried again by us, alone.
            own: dict[str, Any] = {"distributed.scheduler.allowed-failures": 0, "distributed.worker.daemon": False}
            # A server of web pages is started in any case; without pages, and where no other one can be.
            own |= {f"distributed.{of}.http.routes": [] for of in ("scheduler", "worker")}
            self._open.enter_context(dask.config.set(own))
            address = self._open.enter_context(
                LocalCluster(
                    n_workers=int(address), threads_per_worker=self._threads, memory_limit=self._memory or "auto",
                    scheduler_kwargs={"dashboard": False, "dashboard_address": f"{LOOPBACK}:0"},
                    host=LOOPBACK, silence_logs=logging.CRITICAL, security=True, protocol="tls://",
                )
            )  # fmt: skip
        self._client = self._open.enter_context(
            Client(address, timeout=PATIENCE, set_as_default=False, name="itacheck")
        )
        self._client.wait_for_workers(1, timeout=PATIENCE)
        self._id = self._client.scheduler_info().get("id")
        self._client.forward_logging("itacheck", level=logging.getLogger("itacheck").getEffectiveLevel())
        self._executor = self._client.get_executor(pure=False)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """See `concurrent.futures.Executor`."""
        return self._executor.submit(fn, *args, **kwargs)  # type: ignore[no-any-return]

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """Leaves the scheduler, and ends it and its workers where they were started here."""
        del wait, cancel_futures  # nothing of ours goes on
        self._leave()

    @property
    def manned(self) -> bool:
        """Whether any worker is there."""
        return self._connected and bool(self._client.scheduler_info()["workers"])

    @property
    def forgotten(self) -> bool:
        """Whether the client has found another scheduler at the address, or lost sight of the same one meanwhile."""
        # A client that loses its connection lets go of all; what it was just getting is answered by nobody then.
        return self._connected and (self._client.scheduler_info().get("id") != self._id or not self._client.futures)

    def returned(self) -> bool:
        """Waits for a lost scheduler, and a worker of it; whether they are there."""
        try:
            if not self._connected:
                self._leave()
                self._connect()
            self._client.wait_for_workers(1, timeout=PATIENCE)
            self._id = self._client.scheduler_info().get("id")
        except (OSError, ValueError, RuntimeError, TimeoutError) as error:
            log.warning("the scheduler is not back: %s", type(error).__name__)
            return False
        return True

    @property
    def _connected(self) -> bool:
        return self._client is not None and self._client.status == "running"

    def _leave(self) -> None:
        with suppress(OSError, RuntimeError, TimeoutError):
            self._open.close()

    def begin(self, run: str, job: Job) -> None:
        """Gives a run to every worker, also to those that come later.

        Raises:
            ItacheckError: they cannot take it.
        """
        plugin = Given(run, job, own=self._own)
        try:
            self._client.subscribe_topic(run, lambda event: self._progress(Progress(**event[1]["progress"])))
            self._client.register_plugin(plugin, name=run)
        except ItacheckError:
            raise
        except Exception as error:
            told = f"{type(error).__name__}: {error}".splitlines()[0][:200]
            raise ItacheckError(
                f"the cluster does not take the work ({told})", "install the same itacheck on scheduler and workers"
            ) from error

    def stop(self, run: str) -> None:
        """Asks the crawls of a run to end, on every worker."""
        with suppress(OSError, RuntimeError, TimeoutError):
            self._client.run(worker.stop, run, on_error="ignore")

    def end(self, run: str) -> None:
        """Takes a run away from the workers."""
        if self._connected:
            with suppress(OSError, RuntimeError, TimeoutError, ValueError):
                self._client.unregister_worker_plugin(run)
                self._client.unforward_logging("itacheck")
                self._client.unsubscribe_topic(run)
